"""`peersim study`: studies of any size, planned in a folder, run there or on a cluster, resumed and extended."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from peersim.commands import study_tables
from peersim.commands.options import AsJson, Quiet
from peersim.commands.screen import RUN_FAILED, Progress, duration, remark, say, say_json, say_table, told

if TYPE_CHECKING:
    from peersim.study_api import Told

_SHOWN = 3
"""Failed runs, or short comparisons, told on the screen; all of them are in the store."""

_PAGE = 110
"""Width of sentences on the screen [characters]."""

_BYTES_PER_MB = 1_000_000

app = typer.Typer(
    help="Plan, run, resume, extend and check studies of any size, here or on a cluster.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The study's folder.", show_default=False)]
Threads = Annotated[
    int | None,
    typer.Option(help="Threads of this process [cores]; results do not depend on it.", show_default="one a core"),
]
LocalWorkers = Annotated[
    int | None,
    typer.Option(help="Run on a Dask cluster started here, of so many processes [processes].", show_default=False),
]
OnCluster = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Run on a Dask cluster that runs: tcp://HOST:PORT or tls://HOST:PORT.",
        show_default=False,
    ),
]
TlsCa = Annotated[Path | None, typer.Option(help="Certificate authority for a tls:// cluster.", show_default=False)]
TlsCert = Annotated[Path | None, typer.Option(help="Certificate for a tls:// cluster.", show_default=False)]
TlsKey = Annotated[Path | None, typer.Option(help="Key for a tls:// cluster.", show_default=False)]
Patience = Annotated[
    float | None,
    typer.Option(help="How long to wait when the cluster has no worker [seconds].", show_default=False),
]
PrecisionWanted = Annotated[
    str | None,
    typer.Option(
        metavar="SHARE:OUTCOME",
        help="Add replications until chance leaves each difference from the reference a 95% interval of at most this "
        "half-width, as a share of the reference's value; such as 0.01:parents_engaged_26w.",
        show_default=False,
    ),
]
MostReplications = Annotated[
    int | None,
    typer.Option(help="Replications at which that ends [replications].", show_default="the plan's, or 100"),
]


@app.command()
@told
def plan(
    words: Annotated[
        list[Path],
        typer.Argument(metavar="[PLAN] DIR", help="A plan (TOML), unless it is given in options; then the new folder."),
    ],
    scenario: Annotated[
        list[str], typer.Option(help="A scenario, by name or path; repeat it. The first is the reference.")
    ] = [],  # noqa: B006 - typer copies it
    question: Annotated[str, typer.Option(help="What is asked, in a sentence.")] = "",
    place: Annotated[
        str | None,
        typer.Option(help="A place (`peersim place list`) or the path of a place file.", show_default="derby"),
    ] = None,
    parents: Annotated[
        int | None, typer.Option(help="Families eligible at week 0 [parents].", show_default="3000")
    ] = None,
    weeks: Annotated[int | None, typer.Option(help="Length of each run [weeks].", show_default="156")] = None,
    draws: Annotated[
        int | None, typer.Option(help="Sets of uncertain parameter values [draws].", show_default="20")
    ] = None,
    replications: Annotated[
        int | None, typer.Option(help="Runs of luck for each draw [replications].", show_default="3")
    ] = None,
    seed: Annotated[
        int | None,
        typer.Option(help="All luck follows from it [whole number]; same seed, same results.", show_default="1"),
    ] = None,
    outcome: Annotated[
        list[str], typer.Option(help="Keep this outcome only; repeat it for more.", show_default="all")
    ] = [],  # noqa: B006
    keep: Annotated[
        list[str], typer.Option(help="Keep this table of each run only; repeat it for more.", show_default="all")
    ] = [],  # noqa: B006
    precision: PrecisionWanted = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Plan a study: check everything, write it down, hash it; run nothing."""
    from peersim.studies.status import status_of
    from peersim.study_api import plan_study

    file, folder = _plan_and_folder(words)
    with Progress(quiet=quiet):
        study = plan_study(
            folder,
            file,
            scenarios=scenario,
            question=question,
            place=place,
            parents=parents,
            weeks=weeks,
            draws=draws,
            replications=replications,
            seed=seed,
            outcomes=outcome,
            keep=keep,
            precision=precision,
        )
    if not quiet:
        for line in study.remarks():
            remark(line)
    _show_status(status_of(study), as_json=as_json)
    if not (as_json or quiet):
        remark(f"Nothing was run. `peersim study run {folder}` does.")


def _plan_and_folder(words: list[Path]) -> tuple[Path | None, Path]:
    if len(words) > 2:
        raise typer.BadParameter(
            f"{len(words)} words were given; give the plan and the new folder, or the folder only."
        )
    return (words[0] if len(words) > 1 else None), words[-1]


@app.command()
@told
def run(
    folder: Folder,
    threads: Threads = None,
    workers: LocalWorkers = None,
    cluster: OnCluster = None,
    tls_ca_file: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    patience: Patience = None,
    precision: PrecisionWanted = None,
    most_replications: MostReplications = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run what is left of a study: all of it, what an interruption left, or what was added."""
    places = {"threads": threads, "workers": workers, "cluster": cluster, "patience": patience}
    tls = {"tls_ca_file": tls_ca_file, "tls_cert": tls_cert, "tls_key": tls_key}
    _run(folder, {**places, **tls}, precision, most_replications, as_json=as_json, quiet=quiet)


@app.command()
@told
def resume(
    folder: Folder,
    threads: Threads = None,
    workers: LocalWorkers = None,
    cluster: OnCluster = None,
    tls_ca_file: TlsCa = None,
    tls_cert: TlsCert = None,
    tls_key: TlsKey = None,
    patience: Patience = None,
    precision: PrecisionWanted = None,
    most_replications: MostReplications = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Go on with a study that was stopped, killed or damaged; what is sound is not run again."""
    places = {"threads": threads, "workers": workers, "cluster": cluster, "patience": patience}
    tls = {"tls_ca_file": tls_ca_file, "tls_cert": tls_cert, "tls_key": tls_key}
    _run(folder, {**places, **tls}, precision, most_replications, as_json=as_json, quiet=quiet)


def _run(
    folder: Path, where: dict[str, Any], precision: str | None, most: int | None, *, as_json: bool, quiet: bool
) -> None:
    from peersim.studies.status import status_of
    from peersim.study_api import open_backend, run_study

    with Progress(quiet=quiet) as progress:
        backend = open_backend(**where, announce=progress.announce)
        done = run_study(
            folder,
            backend=backend,
            precision=precision,
            most_replications=most,
            progress=progress,
            announce=progress.announce,
        )
    status = status_of(done.study)
    if as_json:
        _say_everything(done, status)
    else:
        _show_answer(done, status)
    if status["runs_failed"]:
        for line in _failed(done, status["runs_failed"]):
            remark(line)
        raise typer.Exit(RUN_FAILED)


def _say_everything(done: Told, status: dict[str, Any]) -> None:
    shown = done.answer is not None and is_a_page(done)
    answer = done.answer.to_dict() if done.answer is not None and shown else None
    say_json({**status, "precision": _precision_document(done), "pairs": pairs_of(done), "answer": answer})


def _show_answer(done: Told, status: dict[str, Any]) -> None:
    """Print the answer, how precise it is, and what it stands on."""
    from peersim.commands.answer import show

    if done.answer is not None and is_a_page(done):
        show(done.answer, out=done.study.folder, as_json=False)
        say("")
    for line in [*done.remarks, *_precision_lines(done), *_pairs_lines(done)]:
        say(textwrap.fill(line, _PAGE))
    say(
        f"{status['runs_done']:,} runs, {status['runs_failed']:,} failed; {duration(status['seconds'])} of running; "
        f"{status['bytes'] / _BYTES_PER_MB:,.1f} MB in {done.study.folder}"
    )


def is_a_page(done: Told) -> bool:
    """Whether a study's answer fits on a page: not too many designs, and every outcome kept."""
    from peersim.report.answer_files import MOST_SHOWN

    return len(done.study.file.names) <= MOST_SHOWN and done.study.file.keep.outcomes is None


def pairs_of(done: Told) -> dict[str, int]:
    """Count the pairs of finished runs that each comparison with the reference stands on."""
    if done.answer is None:
        return {}
    finished = done.answer.runs.done
    reference = finished[done.answer.scenarios.index(done.answer.reference)]
    pairs = (finished & reference).sum(axis=(1, 2))
    return {
        name: int(count)
        for name, count in zip(done.answer.scenarios, pairs, strict=True)
        if name != done.answer.reference
    }


def _pairs_lines(done: Told) -> list[str]:
    pairs, file = pairs_of(done), done.study.file
    planned = file.draws * file.replications
    short = [f"{name} {count:,}" for name, count in pairs.items() if count < planned]
    if not pairs:
        return []
    if not short:
        return [f"Every comparison stands on {planned:,} pairs of runs."]
    more = f", and {len(short) - _SHOWN:,} others fewer than planned" if len(short) > _SHOWN else ""
    rest = "; the others on all of them" if len(short) < len(pairs) else ""
    return [
        f"Of {planned:,} planned pairs of runs, comparisons stand on fewer: {', '.join(short[:_SHOWN])}{more}{rest}."
    ]


def _failed(done: Told, count: int) -> list[str]:
    what = "1 run failed" if count == 1 else f"{count:,} runs failed"
    failures = done.answer.failures[:_SHOWN] if done.answer is not None else ()
    lines = [f"{f.scenario}/{f.draw}/{f.replication} at {f.stage}: {f.message}" for f in failures]
    again = f"`peersim study rerun {done.study.folder} {lines[0].split()[0]}` repeats the first." if lines else ""
    return [f"{what}; the answer is made of the others. {again}".strip(), *lines]


def _precision_document(done: Told) -> dict[str, Any] | None:
    if done.precision is None:
        return None
    return {
        "wanted": str(done.precision),
        "replications": done.study.file.replications,
        "rounds": done.rounds,
        "reached": done.reached,
        "enough": all(each.enough for each in done.reached),
    }


def _precision_lines(done: Told) -> list[str]:
    if done.precision is None:
        return []
    wide = [each for each in done.reached if not each.enough]
    count = f"{done.study.file.replications:,} replications"
    if not wide:
        return [f"Precision {done.precision} is reached for every difference; it took {count}."]
    named = ", ".join(each.scenario for each in wide[:3]) + (f" and {len(wide) - 3:,} more" if len(wide) > 3 else "")
    return [
        f"Precision {done.precision} is not reached after {count}, where the search ends: {named}. "
        "`--most-replications` lets it go on."
    ]


@app.command()
@told
def status(folder: Folder, as_json: AsJson = False) -> None:
    """Say how far a study is: planned, done, failed, time, size, whether it is sound."""
    from peersim.study_api import study_status

    _show_status(study_status(folder), as_json=as_json)


def _show_status(status: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        say_json(status)
        return
    done, planned = status["runs_done"], status["runs_planned"]
    rows = [
        ("question", status["question"] or "–"),
        (
            "plan",
            f"{status['scenarios']:,} scenarios × {status['draws']:,} draws × {status['replications']:,} replications",
        ),
        ("runs planned", f"{planned:,} in {status['shards_planned']:,} shards"),
        ("runs done", f"{done:,}{' (all)' if status['complete'] else ''}"),
        ("runs failed", f"{status['runs_failed']:,}"),
        ("time spent", duration(status["seconds"])),
        ("size on disk", f"{status['bytes'] / _BYTES_PER_MB:,.1f} MB"),
        ("plan hash", status["plan_hash"][:16]),
    ]
    rows += [("in use", status["held_by"])] if status["held_by"] else []
    rows += [("not sound", sentence) for sentence in status["wrong"]]
    say_table((status["folder"], ""), rows)
    for sentence in status["wrong"][:1]:
        remark(f"{sentence} `peersim study verify {status['folder']}` looks at everything; `resume` repairs shards.")


@app.command()
@told
def extend(
    folder: Folder,
    draws: Annotated[
        int | None, typer.Option(help="Draws there should be in all [draws].", show_default="as there are")
    ] = None,
    replications: Annotated[
        int | None,
        typer.Option(help="Replications there should be in all [replications].", show_default="as there are"),
    ] = None,
    scenario: Annotated[
        list[str], typer.Option(help="A scenario to add, by name or path; repeat it for more.", show_default="none")
    ] = [],  # noqa: B006
    as_json: AsJson = False,
) -> None:
    """Add draws, replications or scenarios to a study; what is done stays, and nothing is run."""
    from peersim.studies.status import status_of
    from peersim.study_api import extend_study

    study = extend_study(folder, draws=draws, replications=replications, scenarios=scenario)
    _show_status(status_of(study), as_json=as_json)
    if not as_json:
        remark(f"Nothing was run. `peersim study run {folder}` does.")


@app.command()
@told
def verify(folder: Folder, as_json: AsJson = False) -> None:
    """Read every file of a study and say what is not as it was left."""
    from peersim.study_api import study_status, verify_study

    wrong, status = verify_study(folder), study_status(folder)
    facts = {"shards_read": status["shards_done"], "runs": status["runs_done"], "wrong": wrong}
    if as_json:
        say_json(facts)
    elif wrong:
        say("\n".join(wrong))
    else:
        say(f"{facts['shards_read']:,} shards with {facts['runs']:,} runs are as they were left.")
    if wrong:
        things = "1 thing is" if len(wrong) == 1 else f"{len(wrong):,} things are"
        remark(f"{things} wrong. `peersim study resume {folder}` repairs shards by running them again.")
        raise typer.Exit(RUN_FAILED)


@app.command()
@told
def export(
    folder: Folder,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="Folder to write: a new one, or an empty one.")],
    table: Annotated[
        list[str],
        typer.Option(
            help="Write this table; repeat it for more.", show_default="runs, tidy outcomes, definitions, draws"
        ),
    ] = [],  # noqa: B006
    form: Annotated[str, typer.Option("--format", help="csv or parquet.")] = "csv",
    scenario: Annotated[
        list[str], typer.Option(help="Runs of this scenario only; repeat it for more.", show_default="all")
    ] = [],  # noqa: B006
    subgroups: Annotated[bool, typer.Option("--subgroups", help="Outcomes by subgroup of families too.")] = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Write tables of a study as single files for other programs, with a description of every field."""
    from peersim.study_api import export_study

    with Progress(quiet=quiet) as progress:
        written = export_study(
            folder,
            out,
            tables=table or None,
            form=form,
            scenarios=scenario or None,
            subgroups=subgroups,
            announce=progress.announce,
        )
    if as_json:
        say_json(written)
        return
    rows = [(each.path, f"{each.rows:,}", f"{each.bytes / _BYTES_PER_MB:,.1f}") for each in written]
    say_table(("file", "rows", "size [MB]"), rows, right=(1, 2))


@app.command()
@told
def migrate(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="Folder that `peersim compare` wrote; left as it is.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Folder to write: a new one, or an empty one.")],
    as_json: AsJson = False,
) -> None:
    """Bring the runs of an older folder over into the format of stored studies, to be read, compared and exported."""
    from peersim.studies.status import status_of
    from peersim.study_api import migrate_study

    _show_status(status_of(migrate_study(old, new)), as_json=as_json)


@app.command()
@told
def rerun(
    folder: Folder,
    key: Annotated[str, typer.Argument(metavar="KEY", help="Scenario, draw and replication, such as baseline/12/3.")],
    as_json: AsJson = False,
) -> None:
    """Repeat one run of a study, alone, and show its outcomes or where it fails; nothing is written."""
    from peersim.study_api import outcomes_of, rerun_one

    result = rerun_one(folder, key)
    if result.failure is not None:
        if as_json:
            say_json({"key": result.key, "failure": result.failure})
        else:
            say(
                f"{result.key} failed at {result.failure.stage}: {result.failure.message}\n\n{result.failure.traceback}"
            )
        raise typer.Exit(RUN_FAILED)
    rows = outcomes_of(result)
    if as_json:
        say_json({"key": result.key, "outcomes": rows})
        return
    cells = [(row["outcome"], "–" if row["value"] is None else f"{row['value']:,.4g}", row["unit"]) for row in rows]
    say_table((f"outcome of {result.key}", "value", "unit"), cells, right=(1,))


app.command()(study_tables.export)
app.command()(study_tables.migrate)
