"""The command line, `peersim`: every command is one public function away from the library."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from peersim.commands import (
    about,
    calibrate,
    claims,
    events,
    evidence,
    hours,
    local,
    patterns,
    places,
    report,
    scenarios,
    sensitivity,
    statistics,
    story,
    studies,
    study,
    validate,
)
from peersim.commands.screen import say

ORDER = (
    "demo", "run", "compare", "study", "report", "story", "events", "hours", "scenario", "place", "evidence", "claims",
    "patterns", "statistics", "validate", "local", "calibrate", "sensitivity", "phases", "rules", "schema", "cite",
    "doctor",
)  # fmt: skip
"""Commands, as listed: ask a question, look things up, about peersim."""


class _InOrder(TyperGroup):
    """Lists commands in the order in which a newcomer needs them."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Commands in that order."""
        return sorted(super().list_commands(ctx), key=ORDER.index)


app = typer.Typer(
    name="peersim",
    cls=_InOrder,
    help="Simulate peer-support programmes for parents: who is reached, who stays, what it costs.",
    epilog="Start with `peersim demo`. Data go to standard output, progress to standard error. Exit codes: 0 done, "
    "1 a run failed, 2 bad input, 130 stopped by Ctrl-C.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # panels cost as much time as everything else together
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command("demo")(studies.demo)
app.command("run")(studies.run)
app.command("compare")(studies.compare)
app.add_typer(study.app, name="study")
app.command("report")(report.report)
app.command("story")(story.story)
app.command("events")(events.events)
app.command("hours")(hours.hours)
app.add_typer(scenarios.app, name="scenario")
app.add_typer(places.app, name="place")
app.add_typer(evidence.app, name="evidence")
app.command("claims")(claims.claims)
app.command("patterns")(patterns.patterns)
app.command("statistics")(statistics.statistics)
app.command("validate")(validate.validate)
app.add_typer(local.app, name="local")
app.command("calibrate")(calibrate.calibrate)
app.add_typer(sensitivity.app, name="sensitivity")
app.command("phases")(about.phases)
app.command("rules")(about.rules)
app.command("schema")(about.schema)
app.command("cite")(about.cite)
app.command("doctor")(about.doctor)


def _print_version(wanted: bool) -> None:
    if wanted:
        from peersim.version import __version__

        say(f"peersim {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    del version


def main() -> None:
    """Run the command line."""
    app(prog_name="peersim")


if __name__ == "__main__":
    main()
