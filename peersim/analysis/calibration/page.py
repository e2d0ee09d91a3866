"""The page on calibration, written from what the frozen sample says of itself; no figure in it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from peersim.evidence.posterior import Posterior
from peersim.evidence.table import parameter

_MOST_LINKS = 12
_ARGUE = 3.0
"""Standard deviations from what the other targets let one expect, from which a figure argues with them."""


def page(sample: Posterior | None) -> str:
    """Write docs/calibration.md.

    Parameters
    ----------
    sample : Posterior or None
        The shipped sample; None while there is none.

    Returns
    -------
    str
        Markdown.
    """
    parts = [_HEAD, _NONE if sample is None else _all_of(sample.facts), _HOW_TO]
    return "\n".join(part.strip() + "\n" for part in parts)


def _all_of(facts: Mapping[str, Any]) -> str:
    sections = (_in_short, _recovery, _informed, _little, _not_moved, _carried, _targets, _arguing, _links, _made)
    return "\n\n".join(section(facts) for section in sections)


def _in_short(facts: Mapping[str, Any]) -> str:
    used, hits, calibrated = facts["recovery"]["used"], facts["hits"], _inputs(facts, "calibrated")
    argue = (
        "The published figures lie inside the cloud of simulated worlds."
        if facts["cloud"]["inside"]
        else "**The published figures, taken together, lie outside the cloud of simulated worlds** (further out "
        "than all but "
        f"{facts['cloud']['further']:.2%} of them): the model cannot show all of them in one world, and the "
        f"posterior is a "
        "compromise. See below which figures argue."
    )
    return (
        "## In short\n\n"
        f"* {facts['targets']['number']} published figures, {len(calibrated)} calibrated inputs, of which "
        f"{used['informed']} are *informed*: the figures take away {facts['rule']['informed_from']:.0%} or more "
        f"of what "
        "was uncertain about them.\n"
        f"* {len(_untouched(facts))} other inputs of grades C and D move no figure. They stay at their prior, "
        f"and no "
        "number of these programmes says anything about them.\n"
        f"* On {used['cases']:,} synthetic cases whose inputs are known, the 95% intervals of informed inputs "
        f"hold the truth "
        f"in {used['coverage_lowest']:.1%} to {used['coverage_highest']:.1%} of cases.\n"
        f"* {hits['posterior']} of {hits['of']} figures are met after calibration, {hits['prior']} before it.\n"
        f"* {argue}"
    )


def _recovery(facts: Mapping[str, Any]) -> str:
    rows = [
        (
            words, f"{row['cases']:,}", row["informed"], f"{row['coverage_lowest']:.1%}", f"{row['coverage_mean']:.1%}",
            f"{row['coverage_highest']:.1%}", row["uneven_ranks"],
        )
        for words, row in (
            ("inputs of grades A and B known: tests what was learnt", facts["recovery"]["given"]),
            ("inputs of grades A and B drawn from their evidence: as used", facts["recovery"]["used"]),
        )
    ]  # fmt: skip
    heads = (
        "synthetic cases with",
        "cases",
        "informed inputs",
        "least covered",
        "mean",
        "most covered",
        "uneven ranks",
    )
    wider = facts["how"]["widened"]
    said = (
        f"The posterior was spread by a factor of {wider:g} after a first look at other synthetic cases."
        if wider != 1.0
        else "The posterior needed no spreading."
    )
    return (
        "## Does it find what is known?\n\n"
        "A synthetic case is a simulated world kept out of training: its figures stand in for the published "
        "ones, and its "
        "inputs are the truth. Covered: its 95% interval holds the truth; 90% to 99% is asked for. Uneven "
        "ranks: inputs "
        "whose truth lies too often in the tails or the middle of its posterior (Kolmogorov-Smirnov, allowing "
        "for the "
        f"number of inputs). {said}\n\n{_table(heads, rows)}"
    )


def _informed(facts: Mapping[str, Any]) -> str:
    rows = [(key, row) for key, row in _inputs(facts, "calibrated") if row["informed"]]
    return (
        "## What the figures inform\n\n"
        "Told: share of prior variance taken away, over synthetic cases and here. Hangs on: the figures that respond "
        f"most.\n\n{_of_inputs(rows)}"
    )


def _little(facts: Mapping[str, Any]) -> str:
    rows = [(key, row) for key, row in _inputs(facts, "calibrated") if not row["informed"]]
    if not rows:
        return "Every calibrated input is informed."
    return (
        "## Calibrated, and hardly informed\n\n"
        "Some figure responds to these inputs, but too little, or together with others, to tell much of them. "
        "Where less "
        "than nothing is told, the input makes up for what the evidence beside it leaves open, and its "
        "posterior is "
        f"wider than its prior.\n\n{_of_inputs(rows)}"
    )


def _of_inputs(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> str:
    cells = [
        (
            f"[{key}](evidence.md#{key})", parameter(key).label, _middle(row["prior_middle"]), _middle(row["middle"]),
            f"{row['contraction']:.0%}", f"{row['contraction_here']:.0%}", f"{row['coverage']:.1%}",
            ", ".join(each["feature"] for each in row["moves"][:2]),
        )
        for key, row in rows
    ]  # fmt: skip
    heads = ("input", "what", "prior: middle (95%)", "posterior", "told", "told here", "covered", "hangs on")
    return _table(heads, cells)


def _not_moved(facts: Mapping[str, Any]) -> str:
    keys = ", ".join(f"[{key}](evidence.md#{key})" for key in _untouched(facts))
    return (
        "## What stays at its prior\n\n"
        f"No figure responds to these {len(_untouched(facts))} inputs of grades C and D. Results that hang "
        f"on them hang on "
        f"assumptions, before calibration and after it.\n\n{keys}."
    )


def _untouched(facts: Mapping[str, Any]) -> list[str]:
    return [key for key in facts["not_moved"] if key not in facts["inputs"]]


def _carried(facts: Mapping[str, Any]) -> str:
    keys = ", ".join(f"[{key}](evidence.md#{key})" for key, _ in _inputs(facts, "carried"))
    return (
        "## What keeps its own evidence\n\n"
        "Inputs of grades A and B rest on published numbers, some of them from the very studies of the "
        "targets: letting "
        "the targets move them too would count that evidence twice. What a lever does (`effect.*`) keeps its own "
        "evidence whatever its grade: studies that differ in a lever differ in much else. All these are "
        "drawn from their "
        "own evidence, and the calibrated inputs are drawn to go with them, row by row (a cut posterior). "
        "Figures respond "
        f"to these: {keys}."
    )


def _targets(facts: Mapping[str, Any]) -> str:
    rows = [
        (
            name, row["label"], f"{row['value']:.3g} ({row['band'][0]:.3g} to {row['band'][1]:.3g})",
            _middle(row["prior"]), _middle(row["posterior"]), "hit" if row["hit"] else f"**miss**: {row['why']}",
            row.get("moves", ""),
        )
        for name, row in facts["figures"].items()
    ]  # fmt: skip
    heads = (
        "target",
        "what",
        "published (band)",
        "prior: middle (95%)",
        "posterior",
        "result",
        "without it, most moved is",
    )
    return (
        "## The figures before and after\n\n"
        "Predictive intervals over worlds and luck, with the noise of each study's size. That figures are met "
        "which were "
        f"calibrated against proves little; a miss says much.\n\n{_table(heads, rows)}"
    )


def _arguing(facts: Mapping[str, Any]) -> str:
    found = {row["figure"]: row["from_others"] for row in facts["figures"].values() if "figure" in row}
    rows = sorted(((name, away) for name, away in found.items() if abs(away) >= _ARGUE), key=lambda pair: -abs(pair[1]))
    if not rows:
        return (
            "## Figures that argue\n\nNo figure is further than "
            f"{_ARGUE:g} standard deviations from what the others let one expect."
        )
    heads = ("figure", "distance from what the others let one expect [standard deviations]")
    return (
        "## Figures that argue\n\n"
        "Each figure was predicted from all the others, across simulated worlds. These are far from that "
        "prediction: in this "
        "model no world shows them together with the rest. Either the model lacks what set those programmes "
        "apart, or a "
        f"setting is told wrongly, or a source is "
        f"odd.\n\n{_table(heads, [(name, f'{away:+.1f}') for name, away in rows])}"
    )


def _links(facts: Mapping[str, Any]) -> str:
    rows = [(each["first"], each["second"], f"{each['correlation']:+.2f}") for each in facts["links"][:_MOST_LINKS]]
    if not rows:
        return "## Inputs tied together\n\nNo two inputs are tied strongly by the figures."
    return (
        "## Inputs tied together\n\n"
        "The figures tell of these pairs together, more than of each alone; draws keep them together.\n\n"
        + _table(("input", "and", "correlation in the posterior"), rows)
    )


def _made(facts: Mapping[str, Any]) -> str:
    how = facts["how"]
    flows = [f"{each['gained']:.2f}" for each in how["flows"]]
    libraries = ", ".join(f"{name} {version}" for name, version in how["libraries"].items())
    gained = (
        f"They predict kept-back worlds {', '.join(flows)} nats better than the regression alone; one that "
        f"gains nothing is "
        "not used."
        if flows
        else "No flow was trained."
    )
    return (
        "## How it was made\n\n"
        f"{how['simulations']:,} worlds from the priors, each run in every setting "
        f"({how['minutes_simulating']:g} minutes), "
        f"seed {how['seed']}; learning and checking took {how['minutes_learning']:g} minutes more. "
        f"{how['trained_on']:,} "
        f"worlds were trained on. {len(flows)} flows were trained. {gained} The sample has {how['rows']:,} rows. "
        f"peersim {how['peersim']}; {libraries}. Targets: `{facts['targets']['file']}`, SHA-256 "
        f"`{facts['targets']['sha256'][:16]}`."
    )


def _inputs(facts: Mapping[str, Any], part: str) -> list[tuple[str, Mapping[str, Any]]]:
    """List the inputs of a part, those most is learnt of first."""
    rows = [(key, row) for key, row in facts["inputs"].items() if row["part"] == part]
    return sorted(rows, key=lambda pair: -float(pair[1].get("contraction", 0.0)))


def _middle(three: Sequence[float | None]) -> str:
    low, middle, high = ("?" if x is None else f"{x:.3g}" for x in three)
    return f"{middle} ({low} to {high})"


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(str(cell).replace('|', '/') for cell in row)} |" for row in rows]
    return "\n".join(lines)


_HEAD = """
# Calibration: what published figures say about the assumptions

<!-- Made by docs/make_pages.py from peersim/evidence/posterior.json and the sentences of
     peersim/analysis/calibration/page.py. Change those, not this page. -->

Most inputs of the model are assumptions (grade D) or expert rules (grade C). Nobody has measured them, but they are
not free: they must lead to what evaluations of real programmes found. Calibration turns those findings into a
*posterior*: values of the assumptions, weighted by how well they go with the figures, with everything else that is
uncertain still uncertain. By default, draws come from it (`--prior` and `draws(..., source="prior")` leave it
aside). Why it is done this way: [decision 10](decisions/0010-learn-the-posterior-from-simulated-worlds.md). Whether
the figures are met: [validity](validity.md).
"""

_NONE = """
No posterior is shipped with this version: draws come from the priors of the evidence table.
"""

_HOW_TO = """
## Do it again

```sh
pip install "peersim[calibrate]"
peersim calibrate --out results/calibration
```

takes half an hour on two cores, an hour where they are busy. If it is stopped, add `--resume`: finished worlds are
kept. `--simulations` takes more worlds or fewer; a table that is there is lengthened. `--targets FILE` takes your
own file of targets, of which those with `use = "calibration"` are used (see [validate against your own
figures](how_to/validate_against_your_own_figures.md)). `--without ID` leaves a target out of learning and shows how
it is then predicted. `--freeze` puts the sample into the package. When a prior of the evidence table changes, a
warning names the inputs whose posterior is stale, which are then drawn from their new prior, and a test fails until
`--freeze` is run again.

From Python:

```python
from peersim.analysis.calibration.calibrating import calibrate, read_calibration
from peersim.evidence import draws

found = calibrate("our_figures.toml", out="results/ours")
worlds = draws(200, seed=1, source=read_calibration("results/ours"))
```

## How to read the pictures it draws

* `contraction`: how much of each input's uncertainty the figures take away. Long bar: informed.
* `densities`: prior against posterior. Equal shapes: nothing was learnt.
* `recovery`: known inputs against their posterior. Points along the line: found; a flat band: not told.
* `ranks`: where the truth lies in its posterior. Lines inside the grey band: intervals mean what they say.
* `targets_prior`, `targets_posterior`: the published bands against what the model predicts.
"""
