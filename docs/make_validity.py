"""Make docs/validity.md: what speaks for the model and what does not.

    python docs/make_validity.py           run the cross-model comparisons (under a minute) and write the page
    python docs/make_validity.py --text    write the page from what is stored, run nothing

The same results are written where reports of studies find them, peersim/report/funder/validity.json.

The text is docs/templates/validity.md. Results of validation are read from docs/validity/targets.json, as `peersim
validate --out docs/validity` writes it (docs/make_pages.py targets); discussions of misses from misses.toml, the
AdViSHE items from advishe.toml, the cross-model figures from cross_model.json, all in docs/validity.
"""

from __future__ import annotations

import json
import math
import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))
import make_odd

from peersim.analysis.claims import CLAIMS
from peersim.analysis.cross_model import REFERENCE_MODELS
from peersim.analysis.mechanisms import MECHANISMS
from peersim.analysis.patterns import PATTERNS
from peersim.analysis.patterns.checking import figure
from peersim.evidence.posterior import in_force, status
from peersim.evidence.reasoning import gives_a_reason
from peersim.evidence.table import keys_with, parameter
from peersim.foundation.problems import InputError, Problems

DOCS = Path(__file__).resolve().parent
ROOT = DOCS.parent
PAGE, FOLDER = DOCS / "validity.md", DOCS / "validity"
TARGETS, MISSES = FOLDER / "targets.json", FOLDER / "misses.toml"
ADVISHE, CROSS_MODEL = FOLDER / "advishe.toml", FOLDER / "cross_model.json"
REPORTS = ROOT / "peersim" / "report" / "funder" / "validity.json"
PICTURE, HOW = FOLDER / "targets.png", DOCS / "calibration.md"

STATUSES = ("done", "partly", "not done")
"""What may be said of an AdViSHE item."""

NOT_YET = "*Not done yet.* No result of validation is stored; `python docs/make_pages.py targets` makes it."


# What is stored


def targets() -> dict[str, Any]:
    """Read the stored result of validation; empty while there is none."""
    return json.loads(TARGETS.read_text(encoding="utf-8")) if TARGETS.exists() else {}


def misses() -> dict[str, str]:
    """Read the discussion of each miss, by the target's id."""
    return {name: entry["discussion"].strip() for name, entry in tomllib.loads(MISSES.read_text("utf-8")).items()}


def undiscussed(found: Mapping[str, Any], told: Mapping[str, str]) -> list[str]:
    """Say which misses have no discussion, and which discussions have no miss.

    Parameters
    ----------
    found : mapping
        From `targets`.
    told : mapping
        From `misses`.

    Returns
    -------
    list of str
        A sentence for each; none when the two agree.
    """
    missed = [each["id"] for each in found.get("targets", ()) if not each["hit"]]
    wrong = [
        f"{name} is missed and docs/validity/misses.toml does not discuss it" for name in missed if name not in told
    ]
    return wrong + [
        f"docs/validity/misses.toml discusses {name}, which is no miss" for name in told if name not in missed
    ]


def items() -> list[dict[str, str]]:
    """Read the AdViSHE items.

    Raises
    ------
    InputError
        If a status is not one of `STATUSES`.
    """
    found: list[dict[str, str]] = tomllib.loads(ADVISHE.read_text(encoding="utf-8"))["item"]
    problems = Problems()
    for each in found:
        if each["status"] not in STATUSES:
            problems.add(f'advishe.toml, {each["number"]}: status "{each["status"]}"; allowed {", ".join(STATUSES)}')
    problems.raise_if_any()
    return found


def run_cross_model() -> None:
    """Run every cross-model comparison and store its figures."""
    stored = {}
    for name, model in REFERENCE_MODELS.items():
        stored[name] = {
            part: [
                {
                    "what": row.what,
                    "unit": row.unit,
                    "reference": float(f"{row.reference:.6g}"),
                    **{end: float(f"{getattr(row.simulated, end):.6g}") for end in ("mean", "low", "high")},
                    "worlds": row.simulated.worlds,
                    "tolerance": None if math.isnan(row.tolerance) else row.tolerance,
                    "agrees": row.agrees,
                }
                for row in rows
            ]
            for part, rows in (("together", model.together()), ("apart", model.apart()))
        }
    CROSS_MODEL.write_text(json.dumps(stored, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def cross_model_rows() -> dict[str, dict[str, list[dict[str, Any]]]]:
    """Read the stored cross-model figures; empty while there are none."""
    return json.loads(CROSS_MODEL.read_text(encoding="utf-8")) if CROSS_MODEL.exists() else {}


# Facts, counted


def facts() -> dict[str, Any]:
    """Count what the page and the AdViSHE items name."""
    claims_page, patterns_page = ((DOCS / f"{name}.md").read_text(encoding="utf-8") for name in ("claims", "patterns"))
    rows = [row for parts in cross_model_rows().values() for row in parts["together"]]
    found = targets()
    number, hits = len(found.get("targets", ())), sum(each["hit"] for each in found.get("targets", ()))
    return {
        "claims": len(CLAIMS),
        "unchecked": sum(not claim.checks for claim in CLAIMS.values()),
        "checks": sum(len(claim.checks) for claim in CLAIMS.values()),
        "checks_off": sum(bool(check.without) for claim in CLAIMS.values() for check in claim.checks),
        "failing_checks": re.findall(r"\(does not hold\).*\| `([^`]+)` \|$", claims_page, re.M),
        "checks_fail": claims_page.count("(does not hold)"),
        "patterns": len(PATTERNS),
        "failing_patterns": re.findall(r"^## (P\d+)\.(?:(?!^## ).)*?^Does not hold\. ", patterns_page, re.M | re.S),
        "patterns_hold": len(re.findall(r"^Holds\. ", patterns_page, re.M)),
        "patterns_explained": len(
            re.findall(r"^Holds\. With the mechanism taken out: does not hold", patterns_page, re.M)
        ),
        "mechanisms": len(MECHANISMS),
        "references": len(REFERENCE_MODELS),
        "cross": sum(row["agrees"] for row in rows),
        "cross_all": len(rows),
        "tests": len(list((ROOT / "tests").rglob("test_*.py"))),
        "targets": number,
        "hits": hits,
        "inside": sum(
            each["hit"] and each["low"] <= each["median"] <= each["high"] for each in found.get("targets", ())
        ),
        "targets_words": f"{hits} of {number} published statistics are hit (section 3)."
        if number
        else "Not measured yet.",
        "calibration": status(),
    }


# Blocks


def short(_: str = "") -> str:
    """Sum the page up."""
    known, told = facts(), targets()
    lines = []
    if told:
        used = ", ".join(f"{each['hits']} of {each['targets']} for {use}" for use, each in told["hits"].items())
        lines.append(
            f"{known['hits']} of {known['targets']} published statistics are hit by one and the same model ({used}, "
            f"with draws from the {told['drawn_from']['source']}); each of the others is a miss, and discussed as one. "
            "A figure used for calibration that is hit was fitted, not foretold."
        )
    else:
        lines.append("No published statistic has been held against this version of the model yet.")
    lines.append(
        f"{known['checks'] - known['checks_fail']} of {known['checks']} checks of {known['claims']} claims hold; "
        f"{known['patterns_hold']} of {known['patterns']} patterns hold, {known['patterns_explained']} of them only "
        "with the mechanism said to be behind them."
    )
    lines.append(
        f"{known['cross']} of {known['cross_all']} figures of {known['references']} independent small models are met "
        "within the tolerance stated."
    )
    lines.append("No one from outside has judged it, and nothing has been predicted before it was seen.")
    return "\n".join(f"* {line}" for line in lines)


def claims(_: str = "") -> str:
    """Count claims and checks."""
    known = facts()
    without = f" {known['unchecked']} have no check." if known["unchecked"] else " Every one has at least one check."
    named = ", ".join(f"`{name}`" for name in known["failing_checks"])
    failing = f"{known['checks_fail']} do not hold ({named})" if known["checks_fail"] else "all hold"
    return (
        f"**Claims.** {known['claims']} claims of the background documents are linked to levers, traits and rules, and "
        f"turned into {known['checks']} checks that could fail ([claims](claims.md)); of those, {failing} on the page "
        f"as last made.{without}"
    )


def patterns(_: str = "") -> str:
    """Count patterns."""
    known = facts()
    missing = f" Not: {', '.join(known['failing_patterns'])}." if known["failing_patterns"] else ""
    return (
        f"**Patterns.** {known['patterns']} patterns of real programmes were stated from their sources before they "
        f"were measured ([patterns](patterns.md)): {known['patterns_hold']} hold, and {known['patterns_explained']} of "
        f"these no longer hold when the mechanism said to be behind them is taken out.{missing}"
    )


def assumptions(_: str = "") -> str:
    """Count assumptions, and those that give a reason."""
    inputs, assumed = keys_with(role="input"), keys_with(role="input", grade="D")
    reasoned = sum(gives_a_reason(parameter(key).caveat, parameter(key).low is not None) for key in assumed)
    return (
        f"**Assumptions.** {len(assumed)} of {len(inputs)} inputs are assumptions (grade D); {reasoned} of them say "
        "why they have their size and range ([evidence](evidence.md), a page each)."
    )


def targets_table(_: str = "") -> str:
    """Lay out every target: what was found, what the model gives, hit or miss."""
    found = targets()
    if not found:
        return NOT_YET
    rows = []
    for each in found["targets"]:
        median, low, high = (figure(_number(each[name])) for name in ("median", "interval_low", "interval_high"))
        band = f"{figure(each['value'])} ({figure(each['band_low'])} to {figure(each['band_high'])})"
        result = f"**{each['result']}**" if not each["hit"] else each["result"]
        label = f"[{each['label']}]({each['url']})" if str(each["url"]).startswith("http") else each["label"]
        rows.append(
            (
                each["id"],
                label,
                each["unit"],
                f"{each['n']:,}" if each["n"] else "",
                band,
                f"{median} ({low} to {high})",
                result,
            )
        )
    head = ("target", "statistic", "unit", "n", "published (band)", "model: median (95% predictive)", "result")
    parts = [
        f"{len(found['targets'])} statistics of published programmes, each simulated in its own study's setting and "
        f"with the noise of its own n, all with the same draws ({found['draws']:,} from the "
        f"{found['drawn_from']['source']}, seed {found['seed']}). {found['rule']} Of the {facts()['hits']} hits, "
        f"{facts()['inside']} have their median inside the published band itself.",
        make_odd.table(head, rows),
    ]
    if PICTURE.exists():
        alt = "Every published band against the model's median and interval, hits and misses"
        parts.append(f"![{alt}](validity/{PICTURE.name})\n\n[The picture in words](validity/{PICTURE.stem}.txt).")
    return "\n\n".join([*parts, *(f"* {remark}" for remark in found.get("remarks", ()))])


def misses_told(_: str = "") -> str:
    """Tell every miss with its discussion."""
    found, told = targets(), misses()
    missed = [each for each in found.get("targets", ()) if not each["hit"]]
    if not missed:
        return ""
    parts = [
        "**The misses.** Reported, never tuned away: a target's scenario states its study's setting, nothing else."
    ]
    for each in missed:
        discussed = told.get(each["id"], "*Not discussed yet.*")
        why = f"{each['why'][:1].upper()}{each['why'][1:]}."
        parts.append(f"*{each['id']}, {each['label']}.* {why} {discussed}".replace("\n", " "))
    return "\n\n".join(parts)


def calibration(_: str = "") -> str:
    """Say what was fitted to what."""
    sample = in_force()
    if sample is None:
        return (
            f"**Calibration.** {status()} No program fitted a number to a target; some assumed values were chosen so "
            "that a usual figure comes out, and the reasoning of each says so."
        )
    informed = [key for key in sample.calibrated if sample.facts["inputs"][key].get("informed")]
    linked = ", ".join(f"[`{key}`](evidence/{key}.md)" for key in informed)
    told = f" The data inform {len(informed)} of them: {linked}." if informed else ""
    hits = sample.facts.get("hits", {})
    before = (
        f" Its own check, with luck of its own, has {hits['prior']} of {hits['of']} targets hit with draws from the "
        f"priors and {hits['posterior']} with draws from the posterior."
        if hits
        else ""
    )
    how = " How it was done, and what of it can be recovered: [calibration](calibration.md)." if HOW.exists() else ""
    page = "What each was taught is on its page of the [evidence](evidence.md)."
    return f"**Calibration.** {status()}{told}{before} {page}{how}"


def cross_model(_: str = "") -> str:
    """Tell every cross-model comparison."""
    stored = cross_model_rows()
    parts = []
    for name, model in REFERENCE_MODELS.items():
        parts.append(f"### {model.title}")
        parts.append(f"*Formula.* {model.formula} *Made to coincide by:* {model.coincide}")
        if name not in stored:
            parts.append("*Not done yet.* `python docs/make_validity.py` measures it.")
            continue
        parts.append(_cross_table(stored[name]["together"], together=True))
        parts.append(f"*Let go.* {model.parts}")
        parts.append(_cross_table(stored[name]["apart"], together=False))
    return "\n\n".join(parts)


def _cross_table(rows: Iterable[Mapping[str, Any]], *, together: bool) -> str:
    head = ["", "unit", "reference", "simulated (95% interval of the mean)"]
    lines = []
    for row in rows:
        mean, low, high = (figure(row[end]) for end in ("mean", "low", "high"))
        line = [row["what"], row["unit"], figure(row["reference"]), f"{mean} ({low} to {high})"]
        lines.append([*line, figure(row["tolerance"]), "yes" if row["agrees"] else "**no**"] if together else line)
    return make_odd.table([*head, "tolerance", "agrees"] if together else head, lines)


def unknowable(_: str = "") -> str:
    """Say how much of the model nobody has measured."""
    inputs, assumed = keys_with(role="input"), keys_with(role="input", grade="D")
    return (
        f"* **The true values of {len(assumed)} of {len(inputs)} inputs.** They are drawn from ranges that one team "
        "wrote down. Calibration narrows some of them as far as targets speak of them; an interval cannot be wide "
        "about what nobody thought of."
    )


def advishe(_: str = "") -> str:
    """Lay out the AdViSHE items with what was done."""
    known = facts()
    rows = [
        (each["number"], each["part"], each["item"], f"**{each['status']}**", each["what"].format(**known))
        for each in items()
    ]
    return make_odd.table(("", "part", "item", "status", "what, and what not"), rows)


def _number(value: float | None) -> float:
    return math.nan if value is None else float(value)


BLOCKS: dict[str, Callable[[str], str]] = {
    "short": short,
    "claims": claims,
    "patterns": patterns,
    "assumptions": assumptions,
    "targets": targets_table,
    "misses": misses_told,
    "calibration": calibration,
    "cross_model": cross_model,
    "unknowable": unknowable,
    "advishe": advishe,
}
"""What `{{name}}` becomes in the template, besides the blocks of docs/make_odd.py."""


_TOLD = (
    "label", "unit", "use", "source", "value", "band_low", "band_high", "median", "interval_low", "interval_high",
    "hit",
    "why",
)  # fmt: skip
_COUNTED = (
    "claims", "checks", "checks_fail", "patterns", "patterns_hold", "patterns_explained", "references", "cross",
    "cross_all",
)  # fmt: skip


def plain(text: str) -> str:
    """Take the marks out of a line: links become their words."""
    return re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", text).replace("`", "").replace("\n", " ").strip()


def for_reports() -> str:
    """Give the results as reports of studies tell them, as JSON."""
    known, found, discussed = facts(), targets(), misses()
    data = {
        "version": found.get("version", ""),
        "rule": found.get("rule", NOT_YET.replace("*", "")),
        "draws": found.get("draws", 0),
        "seed": found.get("seed", 0),
        "calibration": plain(known["calibration"]),
        "targets": [
            {**{name: each[name] for name in _TOLD}, "discussion": plain(discussed.get(each["id"], ""))}
            for each in found.get("targets", ())
        ],
        **{name: known[name] for name in _COUNTED},
        "advishe": [
            {**{name: each[name] for name in ("number", "part", "item", "status")},
             "what": plain(each["what"].format(**known))}
            for each in items()
        ],
    }  # fmt: skip
    return json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"


def make(run: bool = True) -> dict[Path, str]:
    """Make the page, and the same results for reports of studies.

    Parameters
    ----------
    run : bool
        Run the cross-model comparisons first; False takes them as they are stored.

    Returns
    -------
    dict of Path to str
        Both files.
    """
    if run:
        run_cross_model()
    make_odd.BLOCKS |= BLOCKS
    return {PAGE: make_odd.made(make_odd.templates_of("validity")), REPORTS: for_reports()}


if __name__ == "__main__":
    try:
        for path, text in make(run="--text" not in sys.argv).items():
            path.write_text(text, encoding="utf-8", newline="\n")
    except (InputError, make_odd.TemplateError) as mistakes:
        sys.exit(f"{mistakes}\nNothing was written.")
