"""`peersim statistics`: what evaluations report and a run can be compared by, with definitions and arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from peersim.commands.options import AsJson
from peersim.commands.screen import say, say_json, say_table, told

if TYPE_CHECKING:
    from peersim.outcomes.statistics import Argument, Statistic


@told
def statistics(
    word: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME|WORD]", help="A statistic, for all about it; or a word that it says, as waiting."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the figures by which a run can be compared with a study: their definitions, units and arguments."""
    from peersim.outcomes.statistics.telling import found

    some = found(word)
    if as_json:
        say_json([_document(statistic) for statistic in some])
    elif len(some) == 1:
        _say_one(some[0])
    else:
        _say_list(some)


def _document(statistic: Statistic) -> dict[str, Any]:
    from peersim.outcomes.statistics.telling import snippet

    return {
        "name": statistic.name,
        "subject": statistic.subject,
        "label": statistic.label,
        "unit": statistic.unit,
        "of": statistic.of,
        "definition": statistic.definition,
        "low": statistic.low,
        "high": statistic.high,
        "needs_events": statistic.needs_events,
        "sampled": statistic.sampled,
        "by_family": statistic.by_family,
        "arguments": [_argument(argument) for argument in statistic.arguments],
        "example": snippet(statistic),
    }


def _argument(argument: Argument) -> dict[str, Any]:
    names = ("name", "meaning", "kind", "default", "low", "high", "choices", "left_out", "goes_with", "required")
    return {name: getattr(argument, name) for name in names}


def _say_list(some: list[Statistic]) -> None:
    for subject in dict.fromkeys(statistic.subject for statistic in some):
        rows = [
            (statistic.name, f"{statistic.label} [{statistic.unit}]", _arguments(statistic))
            for statistic in some
            if statistic.subject == subject
        ]
        say_table(("statistic", "what it is", "arguments (* must be given)"), rows, title=subject)
        say("")
    say("`peersim statistics NAME` tells all about one, with an example of a target.")


def _arguments(statistic: Statistic) -> str:
    """Names of the arguments; those by which families are divided are told as one."""
    from peersim.outcomes.statistics.subgroups import OF_FAMILIES

    own = [argument for argument in statistic.arguments if argument not in OF_FAMILIES]
    words = [argument.name + ("*" if argument.required and not argument.goes_with else "") for argument in own]
    return ", ".join(words + (["by"] if statistic.by_family else []))


def _say_one(statistic: Statistic) -> None:
    from peersim.outcomes.statistics.telling import allowed, bounds, snippet, used_with, when_left_out

    say(f"{statistic.name}: {statistic.label} [{statistic.unit}]\n")
    say(f"of: {statistic.of}")
    say(statistic.definition)
    if bounds(statistic):
        say(f"bounds: {bounds(statistic)}")
    if statistic.needs_events:
        say("needs the event record of the run" + ("." if statistic.needs_events_when is None else ", with some of its "
            "arguments."))  # fmt: skip
    if not statistic.sampled:
        say("told of the run as a whole: a study's number of units (n) does not touch it.")
    rows = [
        (argument.name, f"{argument.meaning} {used_with(argument)}".strip(), allowed(argument), when_left_out(argument))
        for argument in statistic.arguments
    ]
    if rows:
        say("")
        say_table(("argument", "what it is", "allowed", "when left out"), rows)
    say(f"\n{snippet(statistic)}".rstrip())
