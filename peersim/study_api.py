"""Studies on disk in one line of Python each: plan, run, extend, look at, check and repeat, of any size."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from peersim.foundation.problems import InputError, Problems, RunError
from peersim.studies.backends import InFlight, choose
from peersim.studies.contents import read_contents
from peersim.studies.datapackage import write_datapackage
from peersim.studies.execute import Progress, StudyInterrupted
from peersim.studies.one_world import Machinery
from peersim.studies.plan import STORED, check_number
from peersim.studies.plan_file import Asked, read_plan, read_plan_text
from peersim.studies.plan_text import plan_text
from peersim.studies.precision import MOST_REPLICATIONS, Precision, Reached, next_replications, read_precision
from peersim.studies.rerunning import rerun
from peersim.studies.running import Session, run_what_is_left, session
from peersim.studies.status import status_of
from peersim.studies.study import Study, Trouble

if TYPE_CHECKING:
    from peersim.analysis.comparison import Comparison, Failure
    from peersim.studies.encoding import RunResult
    from peersim.studies.exporting import Exported

Tell = Callable[[str], None]


class Told(NamedTuple):
    """What came of running a study.

    Attributes
    ----------
    study : Study
        The study.
    precision : Precision or None
        How precise its answer should be.
    reached : list of Reached
        How precise each difference is; empty where nothing was asked.
    rounds : int
        Times replications were added.
    answer : Comparison or None
        What came of it; None when nothing is kept that could be compared, or no run finished.
    remarks : list of str
        What was not written, and why.
    failures : tuple of Failure
        Runs that failed.
    """

    study: Study
    precision: Precision | None
    reached: list[Reached]
    rounds: int
    answer: Comparison | None = None
    remarks: list[str] = []  # noqa: RUF012 - a field of a named tuple
    failures: tuple[Failure, ...] = ()


def plan_study(
    folder: str | os.PathLike[str],
    plan: str | os.PathLike[str] | None = None,
    *,
    machinery: Machinery | None = None,
    **options: Any,
) -> Study:
    """Plan a study in a folder; nothing is run.

    Parameters
    ----------
    folder : str or Path
        Where: a folder that is not there yet, or an empty one.
    plan : str or Path, optional
        A plan (TOML).
    machinery : Machinery, optional
        What runs the model; tests give a stand-in.
    **options
        Instead of a plan, its keys: `scenarios`, `place`, `parents`, `weeks`, `draws`, `replications`, `seed`,
        `question`, `reference`, `outcomes`, `keep`, `precision`, `most_replications`.

    Returns
    -------
    Study

    Raises
    ------
    InputError
        With every problem found; nothing is written then.
    """
    given = {name: value for name, value in options.items() if value not in (None, "", [], ())}
    if plan is not None:
        if given:
            problems = Problems("Write them into the plan.")
            problems.add(f"A plan was given, and beside it {', '.join(given)}.")
            problems.raise_if_any()
        asked: Asked = read_plan(plan)
    else:
        asked = read_plan_text(plan_text(given, Path(folder)), "the options", Path(folder))
    return Study.create(asked, folder, machinery)


def run_study(
    folder: str | os.PathLike[str],
    *,
    backend: InFlight | None = None,
    precision: str | None = None,
    most_replications: int | None = None,
    retry_failed: bool = False,
    figures: bool = True,
    progress: Progress | None = None,
    announce: Tell | None = None,
    machinery: Machinery | None = None,
) -> Told:
    """Run what is left of a study, and what its precision asks for beyond that.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    backend : InFlight, optional
        Where it runs (`peersim.studies.backends.choose`); by default in one thread a core. It is closed at the end.
    precision : str, optional
        As in a plan: ``0.01:parents_engaged_26w``; by default what the plan says.
    most_replications : int, optional
        Replications at which the search for that precision ends; by default what the plan says.
    retry_failed : bool
        Run shards in which runs failed again, as after a machine ran out of memory; a run that fails by itself fails
        again.
    figures : bool
        Whether to draw figures beside the tables. Where they were left out, running the study again draws them.
    progress : callable, optional
        Called with (runs finished, runs planned), from a thread of its own.
    announce : callable, optional
        Called with a line of text for whoever waits.
    machinery : Machinery, optional
        What runs the model; tests give a stand-in.

    Returns
    -------
    Told

    Raises
    ------
    InputError
        If it is not the study that was planned, or another process holds it.
    RunError
        If something other than a run failed; what was finished is kept.
    StudyInterrupted
        On Ctrl-C; what was finished is kept.
    """
    study = Study(folder, machinery)
    tell = announce or (lambda text: None)
    wanted = _wanted(study, precision)
    most = _most(study, most_replications)
    with backend or choose() as where, session(study, where, progress, tell, retry_failed=retry_failed) as execution:
        _run_left(execution)
        reached, rounds = _make_precise(execution, wanted, most)
        answer, remarks, failures = _written(study, tell, figures)
    return Told(study, wanted, reached, rounds, answer, remarks, failures)


def _run_left(execution: Session) -> None:
    """Run what is left; an answer that is there will not be that of everything then, and goes."""
    from peersim.report.answer_files import remove_answer

    if execution.study.left():
        remove_answer(execution.study.folder)
    run_what_is_left(execution)


_Answer = tuple["Comparison | None", list[str], tuple["Failure", ...]]


def _written(study: Study, tell: Tell, figures: bool) -> _Answer:
    """Write what a finished study leaves behind; whatever comes between, its runs are kept."""
    again = f"All runs are kept in {study.folder}; `peersim study run {study.folder}` writes it."
    try:
        write_datapackage(read_contents(study.folder))
        return _answer(study, tell, figures)
    except KeyboardInterrupt:
        raise StudyInterrupted(None, f"Stopped before the answer was written. {again}") from None
    except OSError as error:
        raise RunError(f"{study.folder}: {error.strerror or error}. {again}") from error


def _answer(study: Study, tell: Tell, figures: bool) -> _Answer:
    """Compare what is finished, and write it, as far as that was not done before."""
    from peersim.report.answer_files import DIFFERENCES, write_answer, write_figures

    kept, comparison = study.file.keep, compare_study(study.folder)
    if study.journal.failed == study.journal.runs or "outcomes" not in kept.tables:
        return None, [], comparison.failures
    there = (study.folder / f"{DIFFERENCES}.parquet").is_file()
    if not there:
        tell("Writing tables and figures…" if figures else "Writing tables…")
    write = write_figures if there else write_answer
    remarks = write(comparison, study.folder, kept.tables, kept.outcomes is None, figures)
    return comparison, remarks, comparison.failures


def compare_study(folder: str | os.PathLike[str]) -> Comparison:
    """Compare what is finished of a study; memory does not grow with its runs.

    Parameters
    ----------
    folder : str or Path
        The study's folder.

    Returns
    -------
    Comparison
    """
    from peersim.analysis.stored import compare_store
    from peersim.studies.reading import Store

    with Store(folder) as store:
        return compare_store(store)


def _most(study: Study, given: int | None) -> int:
    problems = Problems("See `peersim study run --help`.")
    if given is None:
        return int(study.file.document.get("most_replications", MOST_REPLICATIONS))
    checked = check_number("replications", given, problems, STORED)
    if checked is None:
        raise InputError([f"most_{sentence}" for sentence in problems.found], problems.hint)
    return checked


def _wanted(study: Study, precision: str | None) -> Precision | None:
    given = precision if precision is not None else study.file.document.get("precision")
    if given is None:
        return None
    problems = Problems("See `peersim study run --help`.")
    try:
        wanted = read_precision(given)
    except ValueError as error:
        problems.add(str(error))
        problems.raise_if_any()
    kept = study.file.keep
    if "outcomes" not in kept.tables or (kept.outcomes is not None and wanted.outcome not in kept.outcomes):
        problems.add(f"precision: {wanted.outcome} is not among what this study keeps.")
    problems.raise_if_any()
    return wanted


def _make_precise(execution: Session, wanted: Precision | None, most: int) -> tuple[list[Reached], int]:
    """Add replications, a round at a time, until every difference is as precise as wanted or there are too many."""
    if wanted is None:
        return [], 0
    study, rounds = execution.study, 0
    while True:
        reached = precision_of(study, wanted)
        present = study.file.replications
        following = next_replications(reached, study.file.draws, present, most)
        if following == present:
            return reached, rounds
        rounds += 1
        execution.tell(f"{wanted} asks for more than {present:,} replications: going on to {following:,}.")
        study.extend_held(replications=following)
        _run_left(execution)


def precision_of(study: Study, wanted: Precision) -> list[Reached]:
    """Say how precise each scenario's paired difference from the reference is.

    Parameters
    ----------
    study : Study
        Which.
    wanted : Precision
        The outcome, and how precise it should be.

    Returns
    -------
    list of Reached
        Every scenario but the reference.
    """
    from peersim.analysis.precision import precision_reached

    return precision_reached(study, wanted)


def open_backend(**where: Any) -> InFlight:
    """Open where a study runs; see `peersim.studies.backends.choose`."""
    return choose(**where)


def outcomes_of(result: RunResult) -> list[dict[str, Any]]:
    """List the outcomes of one finished run.

    Parameters
    ----------
    result : RunResult
        From `rerun_one`.

    Returns
    -------
    list of dict
        ``outcome``, ``value`` (None where it cannot be told) and ``unit``, in the registry's order.
    """
    import math

    from peersim.outcomes import OUTCOMES

    seen = result.observation
    assert seen is not None  # it finished
    values = [seen.value(each.name) for each in OUTCOMES]
    return [
        {"outcome": each.name, "value": None if math.isnan(value) else value, "unit": each.unit}
        for each, value in zip(OUTCOMES, values, strict=True)
    ]


def extend_study(
    folder: str | os.PathLike[str],
    *,
    draws: int | None = None,
    replications: int | None = None,
    scenarios: Sequence[Any] = (),
) -> Study:
    """Add draws, replications or scenarios to a study; what is done stays, and nothing is run.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    draws, replications : int, optional
        How many there should be in all.
    scenarios : sequence of str, Path or Scenario
        Scenarios to add.

    Returns
    -------
    Study
    """
    study = Study(folder)
    study.extend(draws=draws, replications=replications, scenarios=scenarios)
    return study


def study_status(folder: str | os.PathLike[str]) -> dict[str, Any]:
    """Say how far a study is, in plain values; see `peersim.studies.status.status_of`."""
    return status_of(Study(folder))


def verify_study(folder: str | os.PathLike[str]) -> list[str]:
    """Read every file of a study and say what is not as it was left.

    Parameters
    ----------
    folder : str or Path
        The study's folder.

    Returns
    -------
    list of str
        A sentence for each; empty when all is sound.
    """
    study = Study(folder)
    troubles: list[Trouble] = study.verify()
    return [*study.changed_files(), *(sentence for trouble in troubles for sentence in trouble.what)]


def export_study(
    folder: str | os.PathLike[str],
    out: str | os.PathLike[str],
    *,
    tables: Sequence[str] | None = None,
    form: str = "csv",
    scenarios: Sequence[str] | None = None,
    subgroups: bool = False,
    announce: Tell | None = None,
) -> list[Exported]:
    """Write tables of a study as single files for other programs; see `peersim.studies.exporting.export`."""
    from peersim.studies.exporting import export
    from peersim.studies.reading import Store

    tell = announce or (lambda text: None)
    with Store(folder, verify=True) as store:
        return export(store, out, tables=tables, form=form, scenarios=scenarios, subgroups=subgroups, tell=tell)


def migrate_study(old: str | os.PathLike[str], new: str | os.PathLike[str]) -> Study:
    """Bring a study of an older format over into a new folder; see `peersim.studies.migration.migrate`."""
    from peersim.studies.migration import migrate

    return Study(migrate(old, new))


def rerun_one(folder: str | os.PathLike[str], key: str) -> RunResult:
    """Repeat one run of a study, alone; nothing is written.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    key : str
        Scenario, draw and replication: ``baseline/12/3``.

    Returns
    -------
    RunResult
        Its observation, or its failure with the whole traceback.
    """
    return rerun(Study(folder), key)
