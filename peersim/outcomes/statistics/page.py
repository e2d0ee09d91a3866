"""The page that lists every statistic with its definition and arguments."""

from __future__ import annotations

from collections.abc import Iterable

from peersim.agents.stages import EVENT_KINDS
from peersim.outcomes.statistics.catalogue import STATISTICS, SUBJECTS
from peersim.outcomes.statistics.family_steps import FAMILY_STEPS
from peersim.outcomes.statistics.from_outcomes import SUBJECT as OF_OUTCOMES
from peersim.outcomes.statistics.statistic import Argument, Statistic
from peersim.outcomes.statistics.subgroups import GROUPS, OF_FAMILIES
from peersim.outcomes.statistics.summaries import OF_AMOUNTS, OF_STAYS, OF_WAITS
from peersim.outcomes.statistics.telling import allowed, bounds, used_with, when_left_out
from peersim.outcomes.statistics.volunteer_steps import VOLUNTEER_STEPS

HEAD = """# Statistics by which a run can be compared with a study

Made by docs/make_pages.py from the catalogue of statistics; `peersim statistics NAME` tells the same of one, with an
example of a target, and `peersim statistics WORD` finds those that say a word. A target (see
[validate against your own figures](how_to/validate_against_your_own_figures.md)) names a statistic and gives its
arguments beside it.

- A statistic is told of **units** (families, places on courses, sessions, matches, volunteers). With `n`, so many units
  as the study looked at are chosen at random, so that the simulated figure has the noise of the study's. Figures of
  "the run as a whole" are not touched by `n`.
- What cannot be told of a run (nobody took the earlier step, nobody was followed so long) has no value. It is never 0.
- Weeks are weeks of the run, from 0. A window goes from the beginning of `from_week` up to the beginning of `to_week`.
- † needs the event record of the run, with some arguments at least.
- ‡ can be told for [some families only](#some-families-only).
"""

_SOME_FAMILIES = """
## Some families only

`by` and `level` say which; the figure is then that level's. With `against` it is the ratio of `level` to another level
or to `everyone`; with `by` alone, of the first level to the second.
"""

_ALONE = {
    "step_of_family": (tuple(FAMILY_STEPS), "a [step of a family](#steps-of-a-family)"),
    "step_of_volunteer": (tuple(VOLUNTEER_STEPS), "a [step of a volunteer](#steps-of-a-volunteer)"),
    "kind_of_event": (EVENT_KINDS, "a kind of [event](events.md)"),
}
"""Long lists of words that are told once."""

_SUMMARIES = (
    ("amounts", OF_AMOUNTS, "an amount for each unit"),
    ("times that something lasts", OF_STAYS, "how long something lasts"),
    ("times until something happens", OF_WAITS, "how long until something happens"),
)


def page() -> str:
    """Write the page that lists every statistic.

    Returns
    -------
    str
        Markdown.
    """
    parts = [HEAD, _contents(), *_common()]
    for subject in SUBJECTS:
        some = [statistic for statistic in STATISTICS.values() if statistic.subject == subject]
        parts.append(f"\n## {_capital(subject)}\n")
        parts += [_outcomes(some)] if subject == OF_OUTCOMES else [_section(statistic) for statistic in some]
    return "".join(parts)


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |\n"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n" + _row(*heads) + "|" + "---|" * len(heads) + "\n" + "".join(_row(*row) for row in rows)


def _contents() -> str:
    rows = []
    for subject in SUBJECTS:
        names = [statistic.name for statistic in STATISTICS.values() if statistic.subject == subject]
        listed = f"{len(names)} more" if subject == OF_OUTCOMES else ", ".join(f"[{name}](#{name})" for name in names)
        rows.append((_capital(subject), listed))
    return _table(("about", "statistics"), rows)


def _common() -> list[str]:
    groups = ((name, ", ".join(group.levels), group.meaning) for name, group in GROUPS.items())
    parts = [_SOME_FAMILIES, _table(("by", "levels", "what it rests on"), groups)]
    for title, steps in (("Steps of a family", FAMILY_STEPS), ("Steps of a volunteer", VOLUNTEER_STEPS)):
        parts.append(f"\n## {title}\n")
        parts.append(_table(("step", "when it is taken"), ((step.name, step.meaning) for step in steps.values())))
    for title, arguments, what in _SUMMARIES:
        parts.append(f"\n## Summaries of {title}\n\nOf statistics that tell {what}.\n")
        parts.append(_arguments(arguments))
    return parts


def _arguments(arguments: Iterable[Argument]) -> str:
    rows = []
    for argument in arguments:
        what = argument.meaning + (f" ({used_with(argument)})" if argument.goes_with else "")
        rows.append((f"`{argument.name}`", what, _allowed(argument), when_left_out(argument)))
    return _table(("argument", "what it is", "allowed", "when left out"), rows)


def _allowed(argument: Argument) -> str:
    return next((words for choices, words in _ALONE.values() if argument.choices == choices), allowed(argument))


def _section(statistic: Statistic) -> str:
    marks = ("†" if statistic.needs_events else "") + ("‡" if statistic.by_family else "")
    limits = f"; {bounds(statistic)}" if bounds(statistic) else ""
    text = f'\n### <a id="{statistic.name}"></a>`{statistic.name}` {marks}'.rstrip()
    text += f"\n\n{_capital(statistic.label)} [{statistic.unit}{limits}], of {statistic.of}. {statistic.definition}"
    summary = next((title for title, arguments, _ in _SUMMARIES if arguments[0] in statistic.arguments), "")
    if summary:
        anchor = f"summaries-of-{summary.replace(' ', '-')}"
        text += f" Besides, the arguments of [summaries of {summary}](#{anchor})."
    told_once = {*OF_FAMILIES, *(OF_AMOUNTS + OF_STAYS + OF_WAITS if summary else ())}
    own = [argument for argument in statistic.arguments if argument not in told_once]
    return text + "\n" + (_arguments(own) if own else "")


def _outcomes(some: list[Statistic]) -> str:
    rows = ((f"`{statistic.name}` {'‡' if statistic.by_family else ''}".rstrip(), statistic.unit, statistic.of,
             statistic.definition) for statistic in some)  # fmt: skip
    return "\nThey take no arguments but those for some families only.\n" + _table(
        ("statistic", "unit", "of", "what is counted"), rows
    )
