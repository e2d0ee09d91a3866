"""One question from plan to answer: plan, run, compare, draw, and write the answer into the experiment's page.

An experiment is a folder with a plan (`plan.toml`, or one for each place), the scenarios that the library does not
have, a page (`README.md`) and a script of a few lines that says what answers the question::

    import peersim as ps

    def answer(found):
        return [f"Crèches change families kept by {found.change('on_site_childcare')}."]

    if __name__ == "__main__":
        ps.run_experiment(__file__, answer)
"""

from __future__ import annotations

import argparse
import hashlib
import json
import logging
import os
import re
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peersim.foundation.problems import InputError, Problems, RunError, nearest
from peersim.studies.execute import StudyInterrupted

if TYPE_CHECKING:
    from peersim.analysis.comparison import Comparison
    from peersim.report.experiment import Found
    from peersim.report.style import Drawn

logger = logging.getLogger(__name__)

BEGIN, END = "<!-- answer -->", "<!-- end of answer -->"
"""Marks of a page between which the answer is written."""

SIZES = ("draws", "replications", "parents", "weeks")
"""Numbers of a plan that the command line may replace."""

TINY = {"draws": 4, "replications": 1, "parents": 120, "weeks": 60}
"""Size of a trial that shows that an experiment runs; its numbers mean nothing."""

ENOUGH_FOR_A_REPORT = 20
"""Fewest draws of which a funder's report can be written [draws]."""

MAIN_OUTCOMES = (
    "parents_reached", "reach", "parents_engaged_26w", "engaged_26w", "parents_came_often", "wellbeing_years",
    "volunteers_active_mean", "volunteers_kept_12m", "volunteers_strained", "trained", "supervision_met", "hours_met",
    "parents_heard", "sessions_held", "sessions_cancelled", "attendance_mean", "cost", "cost_a_year", "unspent",
    "cost_per_parent_engaged_26w",
)  # fmt: skip
"""What every experiment's differences.csv tells, in this order; a script may add to it."""

MANIFEST = ("format", "format_version", "plan_hash", "question", "plan_text", "sweep", "place_sha256", "draws_sha256",
            "replaced_rules", "inputs", "facts", "keep", "texts", "blocks")  # fmt: skip
"""What of a study's plan is kept beside its results; nothing that differs from one run of it to the next."""

Answer = Callable[["Found"], Sequence[str]]
Picture = Callable[["Found"], "Drawn"]


@dataclass(frozen=True)
class Options:
    """What the command line asks of an experiment.

    Attributes
    ----------
    out : Path or None
        Folder for results; None for the experiment's own.
    sizes : dict
        Numbers that replace those of the plan.
    anew : bool
        Throw away runs that are there.
    tiny : bool
        A trial.
    """

    out: Path | None
    sizes: dict[str, int]
    anew: bool = False
    tiny: bool = False


@dataclass(frozen=True)
class _Told:
    """What a script says about its experiment; see `run_experiment`."""

    answer: Answer | None
    pictures: dict[str, Picture]
    columns: tuple[str, ...]
    also: tuple[str, ...]
    titles: dict[str, str]
    report: Mapping[str, Any] | None


def run_experiment(
    script: str | os.PathLike[str],
    answer: Answer | None = None,
    *,
    pictures: Mapping[str, Picture] | None = None,
    columns: Sequence[str] = (),
    also: Sequence[str] = (),
    titles: Mapping[str, str] | None = None,
    report: Mapping[str, Any] | None = None,
    arguments: Sequence[str] | None = None,
) -> Path:
    """Run the experiment whose script this is, and write its results and its answer.

    Stopped, it goes on where it was when it is started again; finished, it writes the same bytes anew.

    Parameters
    ----------
    script : str or Path
        The experiment's ``run.py``; its folder holds plan and page, and names the results.
    answer : callable, optional
        From `peersim.report.experiment.Found` to sentences, the first of which answers the question in one line. When
        left out, what `peersim compare` would say.
    pictures : mapping of callables, optional
        Name of a picture to what draws it, from `Found` to `peersim.report.style.Drawn`.
    columns : sequence of str
        Outcomes of the table under the answer; the usual ones when left out.
    also : sequence of str
        Outcomes of ``differences.csv`` besides `MAIN_OUTCOMES` and those of the table.
    titles : mapping, optional
        Scenario to the title that readers see, where the scenario's own would be too long, as in a sweep.
    report : mapping, optional
        Write a funder's report of each plan too, with these options of `peersim.write_report`.
    arguments : sequence of str, optional
        What stands on the command line; that of this process when left out.

    Returns
    -------
    Path
        The folder of results: ``answer.md``, ``differences.csv``, pictures, and for each plan ``study.json``.

    Raises
    ------
    InputError
        With every problem found: no plan, a plan that was changed since its runs were made, a page without marks.
    """
    home = Path(script).resolve().parent
    asked = read_options(home.name, arguments)
    told = _Told(answer, dict(pictures or {}), tuple(columns), tuple(also), dict(titles or {}), report)
    if arguments is not None:
        return _experiment(home, asked, told)
    _speak()
    try:
        return _experiment(home, asked, told)
    except (InputError, RunError, StudyInterrupted) as error:  # in a terminal: what is wrong, without a traceback
        raise SystemExit(str(error)) from None


def _experiment(home: Path, asked: Options, wanted: _Told) -> Path:
    """Do what `run_experiment` says."""
    from peersim.report.experiment import TABLE, Found, experiment_answer
    from peersim.report.style import styled

    results = asked.out or home.parents[1] / "results" / home.name
    page = None if asked.out else home / "README.md"
    plans = plans_of(home)
    every = len(plans)
    if asked.tiny and wanted.report is not None:
        plans = plans[:1]  # a report takes most of the time, and one shows as much as several
    if page is not None:
        _parts(page, "Nothing was run.")
    folders = {plan.stem: results / plan.stem if every > 1 else results for plan in plans}
    texts = {plan.stem: _sized(plan.read_text(encoding="utf-8"), asked, wanted.report is not None) for plan in plans}
    studies = {
        plan.stem: _titled(_run(plan, texts[plan.stem], folders[plan.stem], asked), wanted.titles) for plan in plans
    }
    reported = {plan: _report(folders[plan], wanted.report, asked) for plan in studies if wanted.report is not None}
    outcomes = tuple(dict.fromkeys([*MAIN_OUTCOMES, *wanted.columns, *wanted.also]))
    found = Found(home.name, studies, outcomes, reported)
    sentences = wanted.answer(found) if wanted.answer else [found.general_answer(plan) for plan in studies]
    with styled():
        drawn = {name: draw(found) for name, draw in wanted.pictures.items()}
    shown = [_shown(home.name, *each) for each in drawn.items()]
    text = experiment_answer(found, sentences, wanted.columns or TABLE, shown)
    _write(results, folders, found, text, drawn)
    if page is not None:
        write_between_marks(page, text)
    return results


def read_options(name: str, arguments: Sequence[str] | None) -> Options:
    """Read the command line of an experiment."""
    parser = argparse.ArgumentParser(description=f"Run the experiment {name}, and write its results and its answer.")
    for size in SIZES:
        parser.add_argument(f"--{size}", type=int, help=f"{size} instead of the plan's")
    parser.add_argument("--tiny", action="store_true", help="a trial of seconds; its numbers mean nothing")
    parser.add_argument("--anew", action="store_true", help="throw away the runs that are there")
    parser.add_argument("--out", type=Path, help="folder for results; the page is left as it is")
    given = parser.parse_args(arguments)
    sizes = dict(TINY) if given.tiny else {}
    sizes |= {size: getattr(given, size) for size in SIZES if getattr(given, size) is not None}
    if sizes and given.out is None:
        parser.error("results of another size than the plan's need a folder of their own: add --out FOLDER")
    return Options(given.out, sizes, given.anew, given.tiny)


def plans_of(folder: Path) -> list[Path]:
    """List the plans of an experiment: TOML files that ask a question.

    Parameters
    ----------
    folder : Path
        The experiment's.

    Returns
    -------
    list of Path
        In alphabetical order.

    Raises
    ------
    InputError
        If there is none.
    """
    plans = [path for path in sorted(folder.glob("*.toml")) if re.search(r"(?m)^question\s*=", path.read_text("utf-8"))]
    if not plans:
        raise InputError([f"{folder} has no plan: no TOML file in it asks a question."], "See experiments/README.md.")
    return plans


def _sized(text: str, asked: Options, whole_report: bool) -> str:
    """Replace numbers of a plan's text."""
    sizes = dict(asked.sizes)
    if asked.tiny and whole_report:
        sizes["draws"] = max(sizes["draws"], ENOUGH_FOR_A_REPORT)
    for name, number in sizes.items():
        text = re.sub(rf"(?m)^{name}( *)= *\d+", rf"{name}\g<1>= {number}", text)
    return text


def _titled(study: Comparison, titles: Mapping[str, str]) -> Comparison:
    """Give designs the titles that readers see."""
    problems = Problems("Nothing was written.")
    for name in titles:
        if name not in study.scenarios:
            problems.add(f'a title is given for "{name}", which is not run.{nearest(name, study.scenarios)}')
    problems.raise_if_any()
    return replace(study, titles={**study.titles, **titles})


def _run(plan: Path, text: str, folder: Path, asked: Options) -> Comparison:
    """Plan a study where there is none, run what is left of it, and compare."""
    from peersim.studies.backends import choose
    from peersim.studies.plan_file import read_plan_text
    from peersim.studies.running import run_what_is_left, session
    from peersim.studies.study import Study
    from peersim.study_api import compare_study

    study = folder / "study"
    if asked.anew:
        shutil.rmtree(study, ignore_errors=True)
    if not study.exists():
        folder.mkdir(parents=True, exist_ok=True)
        Study.create(read_plan_text(text, str(plan), plan.parent), study)
    elif (study / "plan.toml").read_text(encoding="utf-8") != text:
        raise InputError(
            [f"{study} holds runs of another plan than {plan.name} as it is now."], "Add --anew to make them again."
        )
    try:
        Study(study).refuse_unless_same()
    except InputError as error:
        raise InputError(error.problems, "Add --anew to make its runs again.") from None
    progress = _progress(f"{plan.parent.name}, {plan.stem}")
    with choose() as where, session(Study(study), where, progress, logger.info) as execution:
        run_what_is_left(execution)
    answer = compare_study(study)
    if answer.missing_runs:
        raise InputError([f"{study}: {answer.missing_runs} runs failed; the first: {answer.failures[0].message}"])
    return answer


def _progress(name: str) -> Callable[[int, int], None]:
    """Tell how far a study is, through the log, each time another tenth of it is done."""
    tenths = [0]

    def tell(finished: int, planned: int) -> None:
        now = 10 * finished // max(planned, 1)
        if now > tenths[0]:
            tenths[0] = now
            logger.info("%s: %s of %s runs", name, f"{finished:,}", f"{planned:,}")

    return tell


def _speak() -> None:
    """Show what this module logs to whoever runs a script in a terminal."""
    if not logger.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(message)s"))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)


def _report(folder: Path, options: Mapping[str, Any] | None, asked: Options) -> list[str]:
    """Write a funder's report, and give the sentences of its answer."""
    from peersim.report_api import write_report

    formats = ("json",) if asked.tiny else ("html", "json")
    write_report(folder / "study", folder, formats=formats, **(options or {}))
    told: list[str] = json.loads((folder / "report.json").read_text(encoding="utf-8"))["answer"]
    return told


def _shown(name: str, picture: str, drawn: Drawn) -> str:
    """Show a picture in Markdown; the path holds from the experiment's folder and from that of its results."""
    told = drawn.alt.split(". ")[0].replace("\n", " ").replace("[", "(").replace("]", ")")
    return f"![{told}](../../results/{name}/{picture}.png)"


def _write(results: Path, folders: Mapping[str, Path], found: Found, text: str, drawn: Mapping[str, Drawn]) -> None:
    from peersim.report.saving import small_png_bytes

    table = found.differences().to_csv(index=False, lineterminator="\n", float_format="%.6g")
    (results / "differences.csv").write_text(table, encoding="utf-8", newline="\n")
    (results / "answer.md").write_text(text, encoding="utf-8", newline="\n")
    for name, picture in drawn.items():
        (results / f"{name}.png").write_bytes(small_png_bytes(picture))
    for folder in folders.values():
        whole = json.loads((folder / "study" / "study.json").read_text(encoding="utf-8"))
        kept = {key: whole[key] for key in MANIFEST} | {"packages": whole["planned"]["packages"]}
        notes = {name: [_without_folders(note) for note in told] for name, told in whole["facts"]["notes"].items()}
        kept["facts"] = whole["facts"] | {"notes": notes}
        kept["files"] = {name: _sha256(results / name) for name in ("answer.md", "differences.csv")}
        (folder / "study.json").write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _without_folders(note: str) -> str:
    """Leave out where on this machine the file is that a note begins with."""
    return re.sub(r"^[^\"]*[\\/](?=[^\\/]+\.toml, line )", "", note)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _parts(page: Path, hint: str) -> tuple[str, str, str]:
    """Split a page at its marks, which are lines of their own: what is before, between and after them."""
    problems = Problems(hint)
    lines = page.read_text(encoding="utf-8").split("\n") if page.is_file() else []
    if lines.count(BEGIN) != 1 or lines.count(END) != 1 or lines.index(BEGIN) > lines.index(END):
        problems.add(
            f"{page} must have the lines {BEGIN} and {END}, each once and in this order; the answer is written between "
            "them."
        )
    problems.raise_if_any()
    begin, end = lines.index(BEGIN), lines.index(END)
    return "\n".join(lines[:begin]), "\n".join(lines[begin + 1 : end]).strip(), "\n".join(lines[end + 1 :])


def between_marks(page: Path) -> str:
    """Read what stands between the marks of a page.

    Parameters
    ----------
    page : Path
        A Markdown file with both marks, each on a line of its own.

    Returns
    -------
    str
        Without the blank lines around it.
    """
    return _parts(page, "See experiments/README.md.")[1]


def write_between_marks(page: Path, text: str) -> None:
    """Write a text between the marks of a page.

    Parameters
    ----------
    page : Path
        A Markdown file with both marks.
    text : str
        Markdown.

    Raises
    ------
    InputError
        If it does not have each mark once, on a line of its own.
    """
    before, _, after = _parts(page, "Nothing was written.")
    page.write_text(f"{before}\n{BEGIN}\n\n{text.strip()}\n\n{END}\n{after}", encoding="utf-8", newline="\n")
