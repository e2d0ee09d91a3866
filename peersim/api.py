"""The questions one can ask in one line of Python: compare designs, run one, open a finished study again."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peersim.drawing import SecondProcess
from peersim.foundation.problems import InputError, RunError
from peersim.studies.contents import is_store
from peersim.studies.execute import Engine, Execution, Machinery, Progress, StudyInterrupted, default_workers, execute
from peersim.studies.folder import MANIFEST, StudyFolder, read_manifest
from peersim.studies.one_run import one_run, tell_remarks
from peersim.studies.plan import Plan, Run, make_plan
from peersim.studies.store import OBSERVATIONS, read_observations, write_observations

if TYPE_CHECKING:
    import pandas as pd

    from peersim.analysis.comparison import Comparison
    from peersim.studies.story import Story

logger = logging.getLogger(__name__)

WORTH_HELP = 200
"""Runs from which a second process for the figures is worth its start."""

SHOWN_FAILURES = 3
"""Failed runs told in an error message; all of them are in the folder."""


def compare(
    scenarios: Sequence[Any],
    *,
    place: Any = "derby",
    parents: int = 3000,
    weeks: int = 156,
    draws: int = 20,
    replications: int = 3,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
    reference: Any = None,
    out: str | os.PathLike[str] | None = None,
    replace: bool = False,
    announce: Callable[[str], None] | None = None,
    machinery: Machinery | None = None,
) -> Comparison:
    """Try several designs on the same simulated families, many times over, and compare what comes of each.

    Parameters
    ----------
    scenarios : sequence of str, Path or Scenario
        Names in the library, paths of scenario files, or scenarios. The first is the reference. `nothing`, in which
        there is no programme, always runs beside them.
    place : str, Path or Profile
        Name of a place, path of a place file, or a profile.
    parents : int
        Families eligible at week 0 [parents].
    weeks : int
        Length of each run [weeks].
    draws : int
        Sets of uncertain parameter values: what nobody knows exactly [draws].
    replications : int
        Runs of luck for each draw: what nobody could know [replications].
    seed : int
        All luck follows from it; zero is legal. The same seed gives the same bytes.
    workers : int, optional
        Threads; by default one for each core. Results do not depend on it.
    progress : callable, optional
        Called with (runs finished, runs planned).
    reference : str, Path or Scenario, optional
        Compare against this one instead of the first.
    out : str or Path, optional
        Folder to write: manifest, resolved scenarios, tables, figures, summary. If it holds this very study, that is
        used and nothing is run; if it holds an unfinished one, only what is missing is run.
    replace : bool
        Replace another study's results in `out`.
    announce : callable, optional
        Called with a line of text for what one should know while waiting, such as that the engine is being compiled.
    machinery : Machinery, optional
        What runs the model; tests give a stand-in.

    Returns
    -------
    Comparison
        Outcomes of each scenario and paired differences from the reference.

    Raises
    ------
    InputError
        If anything is wrong with the input: all problems at once; nothing is run or written.
    RunError
        If no run could be finished.
    StudyInterrupted
        On Ctrl-C; its `finished` is the comparison of the worlds that were finished, and `out` is written.
    """
    plan = make_plan(
        scenarios,
        place=place,
        parents=parents,
        weeks=weeks,
        draws=draws,
        replications=replications,
        seed=seed,
        reference=reference,
        workers=workers,
    )
    tell = announce or (lambda text: None)
    machinery = machinery or Engine(tell)
    tell_remarks(plan.remarks, announce)
    if out is None:
        execution = execute(plan, workers=workers, progress=progress, machinery=machinery)
        return _answer(execution, None, tell)
    folder = StudyFolder(out, plan, replace)
    if folder.reusable:
        tell(f"{folder.target} holds this very study already: nothing was run again.")
        return read(folder.target)
    done = _unfinished(folder, plan, replace)
    if done:
        tell(f"{folder.target} holds {len(done):,} of the {plan.count:,} runs already: running the others.")
    with folder, _second_process(plan, workers) as second:
        execution = execute(plan, workers=workers, progress=progress, machinery=machinery, done=done)
        return _answer(execution, folder, tell, second)


def run(scenario: Any, **options: Any) -> Comparison:
    """Run one design, with `nothing` beside it.

    Parameters
    ----------
    scenario : str, Path or Scenario
        Name in the library, path of a scenario file, or a scenario.
    **options
        As in `compare`.

    Returns
    -------
    Comparison
        Outcomes of the design and of no programme at all.
    """
    return compare([scenario], **options)


def read(folder: str | os.PathLike[str]) -> Comparison:
    """Open a study's folder again.

    Parameters
    ----------
    folder : str or Path
        Folder that `compare` or `peersim study` wrote.

    Returns
    -------
    Comparison
        What `compare` returned when it wrote the folder, or what is finished of the study.

    Raises
    ------
    InputError
        If there is no study in that folder.
    """
    from peersim.analysis.comparison import Comparison

    path = Path(folder)
    if is_store(path):
        from peersim.analysis.stored import read_comparison

        return read_comparison(path)
    manifest = read_manifest(path)
    if manifest is None or not (path / OBSERVATIONS).is_file():
        raise InputError([f"{path} holds no study ({MANIFEST} and {OBSERVATIONS} are needed)."])
    names = ("scenarios", "titles", "reference", "place", "place_title", "price_year", "version", "assumptions")
    numbers = ("parents", "weeks", "draws", "replications", "seed")
    return Comparison.from_observations(
        read_observations(path / OBSERVATIONS),
        failures=_failures(manifest.get("failures", [])),
        notes=manifest.get("notes", {}),
        **{name: manifest[name] for name in (*names, *numbers)},
    )


def _unfinished(folder: StudyFolder, plan: Plan, replace: bool) -> dict[tuple[str, int, int], Any]:
    """Read what an earlier, stopped execution of this very plan left in the folder."""
    manifest = read_manifest(folder.target)
    stored = folder.target / OBSERVATIONS
    if replace or manifest is None or manifest.get("plan_hash") != folder.plan_hash or not stored.is_file():
        return {}
    return read_observations(stored)


@contextmanager
def _second_process(plan: Plan, workers: int | None) -> Iterator[SecondProcess | None]:
    """Start a second process for the figures of a study large enough to be worth it, where there is a core for it."""
    if plan.count < WORTH_HELP or min(workers or 2, default_workers()) < 2:
        yield None
        return
    second = SecondProcess()
    try:
        yield second
    finally:
        second.close()


def _answer(
    execution: Execution,
    folder: StudyFolder | None,
    tell: Callable[[str], None],
    second: SecondProcess | None = None,
) -> Comparison:
    """Make a comparison of what is finished, write it, and say loudly if that is not all of it."""
    if not execution.finished:
        if execution.interrupted:
            raise StudyInterrupted(None, "Stopped before any run was finished; nothing was written.")
        raise RunError(_all_failed(execution))
    comparison = to_comparison(execution)
    where = ""
    if folder is not None:
        tell("Stopping: writing what is finished…" if execution.interrupted else "Writing tables and figures…")
        path = write_study(folder, execution, comparison, second)
        where = f" They are in {path}; the same command goes on from there."
    if execution.interrupted:
        count = f"{execution.finished:,} of {len(execution.observations):,} runs"
        raise StudyInterrupted(comparison, f"Stopped: {count} were finished.{where}")
    return comparison


def _all_failed(execution: Execution) -> str:
    failures = execution.failures
    lines = [f"{f.scenario}, draw {f.draw}, replication {f.replication}: {f.message}" for f in failures]
    more = [f"and {len(lines) - SHOWN_FAILURES:,} more."] if len(lines) > SHOWN_FAILURES else []
    return "\n".join([f"All {len(lines):,} runs failed.", *lines[:SHOWN_FAILURES], *more])


def to_comparison(execution: Execution) -> Comparison:
    """Compare what an execution finished.

    Parameters
    ----------
    execution : Execution
        Finished, or stopped half-way.

    Returns
    -------
    Comparison
        Of the runs that are there.
    """
    from peersim.analysis.comparison import Comparison

    return Comparison.from_observations(
        ((run.scenario, run.draw, run.replication, observation) for run, observation in execution.results()),
        failures=_failures([failure._asdict() for failure in execution.failures]),
        **execution.plan.facts(),
    )


def _failures(rows: Sequence[dict[str, Any]]) -> tuple[Any, ...]:
    from peersim.analysis.comparison import Failure

    names = ("scenario", "draw", "replication", "stage", "message")
    return tuple(Failure(**{name: row[name] for name in names}) for row in rows)


def write_study(
    folder: StudyFolder, execution: Execution, comparison: Comparison, second: SecondProcess | None = None
) -> Path:
    """Write everything a study leaves behind.

    Parameters
    ----------
    folder : StudyFolder
        An open folder.
    execution : Execution
        What was run.
    comparison : Comparison
        What came of it.
    second : SecondProcess, optional
        Draws some of the figures meanwhile.

    Returns
    -------
    Path
        The folder, in its place.
    """
    logger.info("runs finished", extra={"runs": execution.finished, "seconds": round(execution.seconds, 2)})
    figures = folder.work / "figures"
    try:
        _write_tables(folder, execution, comparison, second)
        _draw(comparison, figures, second if not execution.failures else None)
        logger.info("figures written")
    except KeyboardInterrupt:  # the runs are there; figures may be half drawn
        execution.interrupted = True
        if second is not None:
            second.close()
        shutil.rmtree(figures, ignore_errors=True)
    facts = {
        "runs_finished": execution.finished,
        "runs_failed": len(execution.failures),
        "failures": [{k: v for k, v in f._asdict().items() if k != "traceback"} for f in execution.failures],
        "workers": execution.workers,
        "wall_seconds": round(execution.seconds, 2),
    }
    return folder.finish(complete=not execution.interrupted, facts=facts)


def _write_tables(
    folder: StudyFolder, execution: Execution, comparison: Comparison, second: SecondProcess | None
) -> None:
    import pandas as pd

    from peersim.analysis.tables import run_table

    write_observations(folder.work / OBSERVATIONS, execution.results())
    if second is not None and not execution.failures:
        second.draw(folder.work / OBSERVATIONS, execution.plan.facts(), folder.work / "figures")
    folder.write_text("summary.md", comparison.summary())
    weekly = weekly_table(execution)
    folder.write_table("differences", comparison.differences())
    folder.write_table("alone", comparison.alone())
    folder.write_table("runs", run_table(comparison))
    folder.write_table("weekly_means", weekly_means(weekly))
    folder.write_table("outcomes", comparison.to_frame(), text=False)
    folder.write_table("weekly", weekly, text=False)
    if execution.failures:
        folder.write_table("failures", pd.DataFrame(execution.failures))
    logger.info("tables written")


def _draw(comparison: Comparison, folder: Path, second: SecondProcess | None) -> None:
    """Draw every figure that the second process does not draw; if it fails, draw its share too."""
    from peersim.report.figures import FIGURES, draw
    from peersim.report.saving import save_figure

    share = second.kinds if second is not None else ()
    for kind in FIGURES:
        if kind not in share:
            save_figure(draw(comparison, kind), folder / kind)
    done = second.drawn() if second is not None else ()
    for kind in share:
        if kind not in done:
            save_figure(draw(comparison, kind), folder / kind)


def weekly_table(execution: Execution) -> pd.DataFrame:
    """Put the weekly tables of all finished runs into one.

    Parameters
    ----------
    execution : Execution
        What was run.

    Returns
    -------
    pandas.DataFrame
        Columns scenario, draw, replication, week and those of `peersim.outcomes.WEEKLY_FIELDS`, which says their units.
    """
    import numpy as np
    import pandas as pd

    from peersim.outcomes.weekly import array_to_frame

    results = execution.results()
    table = array_to_frame(np.concatenate([observation.weekly for _, observation in results]))
    weeks = [len(observation.weekly) for _, observation in results]
    table["week"] = np.concatenate([np.arange(length) for length in weeks])
    runs = pd.DataFrame([run for run, _ in results], columns=pd.Index(Run._fields))
    which = runs.loc[np.repeat(np.arange(len(runs)), weeks), ["scenario", "draw", "replication"]]
    return pd.concat([which.reset_index(drop=True), table], axis=1)


def weekly_means(table: pd.DataFrame) -> pd.DataFrame:
    """Take the mean of the weekly tables of each scenario's runs.

    Parameters
    ----------
    table : pandas.DataFrame
        From `weekly_table`.

    Returns
    -------
    pandas.DataFrame
        Columns scenario, week and those of `peersim.outcomes.WEEKLY_FIELDS`.
    """
    means = table.drop(columns=["draw", "replication"]).groupby(["scenario", "week"], sort=False, observed=True).mean()
    return means.reset_index()


def story(
    scenario: Any,
    *,
    person: int | None = None,
    kind: str = "parent",
    place: Any = "derby",
    parents: int = 3000,
    weeks: int = 156,
    draw: int | None = None,
    replication: int = 0,
    seed: int = 1,
    announce: Callable[[str], None] | None = None,
) -> Story:
    """Tell one simulated person's weeks in sentences.

    Parameters
    ----------
    scenario : str, Path or Scenario
        Name in the library, path of a scenario file, or a scenario.
    person : int, optional
        Number of the parent or volunteer, from 0; by default someone to whom much happened.
    kind : str
        ``parent`` or ``volunteer``.
    place : str, Path or Profile
        The place.
    parents, weeks : int
        Families eligible at week 0 [parents]; length of the run [weeks].
    draw : int, optional
        Draw of uncertain parameter values, from 0; by default their central values.
    replication : int
        Run of luck, from 0. With `draw` and the study's seed, this is the very run that `compare` made.
    seed : int
        The study's seed.
    announce : callable, optional
        Called with a line of text before the engine is compiled.

    Returns
    -------
    Story
        Who they are, their weeks, and how it ended.

    Raises
    ------
    InputError
        If anything is wrong with the input, or there is nobody of that number.
    """
    from peersim.studies.story import tell

    looked = one_run(
        scenario,
        place=place,
        parents=parents,
        weeks=weeks,
        draw=draw,
        replication=replication,
        seed=seed,
        announce=announce,
    )
    return tell(looked.world, kind=kind, person=person, groups=looked.groups)


def events(scenario: Any, *, kinds: Sequence[str] = (), who: str | None = None, **options: Any) -> pd.DataFrame:
    """Give every event of one run as a table in words: who, what, when, where, with whom and why.

    Parameters
    ----------
    scenario : str, Path or Scenario
        Name in the library, path of a scenario file, or a scenario.
    kinds : sequence of str
        Only events of these kinds, in the words of `peersim.agents.stages.EVENT_KINDS`; all when empty.
    who : str, optional
        Only what this one has part in: ``parent 12``, ``volunteer 3``, ``post 1``, ``group NAME``, ``fund NAME``.
    **options
        `place`, `parents`, `weeks`, `draw`, `replication`, `seed`, `announce`, as in `story`.

    Returns
    -------
    pandas.DataFrame
        A row an event, in order: ``week``, ``kind``, ``who``, ``other``, ``setting``, ``cause`` in words, then the
        record's own numbers. ``attrs["happened"]`` is how many events the run had; none is missing.

    Raises
    ------
    InputError
        If anything is wrong with the input.
    """
    from peersim.studies.event_table import check_kinds, events_frame, select

    check_kinds(kinds)
    looked = one_run(scenario, **options)
    frame = events_frame(looked.world, looked.names)
    kept = select(frame, looked.names, kinds, who)
    kept.attrs["happened"] = len(frame)
    return kept
