"""`peersim study`: studies of any size, planned in a folder, run there or on a cluster, resumed and extended."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from peersim.commands import study_tables
from peersim.commands.options import AsJson, Quiet
from peersim.commands.screen import RUN_FAILED, Progress, remark, say, say_json, say_table, told
from peersim.commands.study_screen import failed, say_everything, show_answer, show_status

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

RetryFailed = Annotated[
    bool,
    typer.Option("--retry-failed", help="Run shards in which runs failed again, as after a machine ran out of memory."),
]

NoFigures = Annotated[
    bool,
    typer.Option(
        "--no-figures",
        help="Write tables and summary and leave out the figures, which take longest; the same command without "
        "this draws them later.",
    ),
]


@app.command("plan")
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
    show_status(status_of(study), as_json=as_json)
    if not (as_json or quiet):
        remark(f"Nothing was run. `peersim study run {folder}` does.")


def _plan_and_folder(words: list[Path]) -> tuple[Path | None, Path]:
    if len(words) > 2:
        raise typer.BadParameter(
            f"{len(words)} words were given; give the plan and the new folder, or the folder only."
        )
    return (words[0] if len(words) > 1 else None), words[-1]


@app.command("run")
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
    retry_failed: RetryFailed = False,
    no_figures: NoFigures = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Run what is left of a study: all of it, what an interruption left, or what was added."""
    places = {"threads": threads, "workers": workers, "cluster": cluster, "patience": patience}
    tls = {"tls_ca_file": tls_ca_file, "tls_cert": tls_cert, "tls_key": tls_key}
    how = {
        "precision": precision,
        "most_replications": most_replications,
        "retry_failed": retry_failed,
        "figures": not no_figures,
    }
    _run(folder, {**places, **tls}, how, as_json=as_json, quiet=quiet)


app.command("resume", help="Go on with a study that was stopped, killed or damaged; what is sound is not run again.")(
    run
)


def _run(folder: Path, where: dict[str, Any], how: dict[str, Any], *, as_json: bool, quiet: bool) -> None:
    from peersim.studies.status import status_of
    from peersim.study_api import open_backend, run_study

    with Progress(quiet=quiet) as progress:
        backend = open_backend(**where, announce=progress.announce)
        done = run_study(folder, backend=backend, progress=progress, announce=progress.announce, **how)
    status = status_of(done.study)
    if as_json:
        say_everything(done, status)
    else:
        show_answer(done, status)
    if status["runs_failed"]:
        for line in failed(done, status["runs_failed"]):
            remark(line)
        raise typer.Exit(RUN_FAILED)


@app.command("status")
@told
def status(folder: Folder, as_json: AsJson = False) -> None:
    """Say how far a study is: planned, done, failed, time, size, whether it is sound."""
    from peersim.study_api import study_status

    show_status(study_status(folder), as_json=as_json)


@app.command("extend")
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
    show_status(status_of(study), as_json=as_json)
    if not as_json:
        remark(f"Nothing was run. `peersim study run {folder}` does.")


@app.command("verify")
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


@app.command("rerun")
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
    cells = [(row["outcome"], _number(row["value"]), row["unit"]) for row in rows]
    say_table(("outcome", "value", "unit"), cells, title=result.key, right=(1,))


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


app.command("export")(study_tables.export)
app.command("migrate")(study_tables.migrate)
