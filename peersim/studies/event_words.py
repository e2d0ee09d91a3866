"""Whom an event is about, and the words for it: parents, volunteers, groups, posts, funds and lines by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from peersim.agents import stages
from peersim.agents.causes import CAUSES, COUNTED
from peersim.scenarios.levers import COST_LINES

GROUP_KINDS = frozenset({
    stages.E_GROUP_OPENED, stages.E_GROUP_CLOSED, stages.E_GROUP_SPLIT, stages.E_CANCELLED, stages.E_HELD,
    stages.E_COURSE_BEGAN, stages.E_COURSE_ENDED, stages.E_RESERVE_CALLED,
})  # fmt: skip
"""Kinds of event that happen to a group; `who` is its number."""

POST_KINDS = frozenset({
    stages.E_POST_VACANT, stages.E_POST_FILLED, stages.E_POST_FROZEN, stages.E_POST_THAWED, stages.E_STAFF_LEFT,
    stages.E_STAFF_SICK, stages.E_STAFF_BACK, stages.E_STAFF_ON_LEAVE, stages.E_VACANCY_WITHDRAWN,
})  # fmt: skip
"""Kinds of event that happen to a coordinator's post; `other` is a holder who was a volunteer."""

FUND_KINDS = frozenset({
    stages.E_PAYMENT_LATE, stages.E_FUND_CUT, stages.E_FUND_RENEWED, stages.E_FUND_NOT_RENEWED, stages.E_MONEY_MOVED,
})  # fmt: skip
"""Kinds of event that happen to an income stream; `who` is its number."""

LINE_KINDS = frozenset({stages.E_UNPAID})
"""Kinds of event that happen to a line of the ledger; `who` is its number."""

VOLUNTEER_KINDS = frozenset({
    stages.E_ENQUIRED, stages.E_ALREADY, stages.E_TASTER, stages.E_AWAITS_COURSE, stages.E_TRAINING, stages.E_TRAINED,
    stages.E_SHADOWING, stages.E_READY, stages.E_FACILITATES, stages.E_MODERATES, stages.E_SUPERVISED,
    stages.E_SUPERVISION_MISSED, stages.E_HARD_WEEK, stages.E_TALK, stages.E_STEPPED_BACK, stages.E_CHAMPION,
    stages.E_CAME_BACK, stages.E_VOLUNTEER_LEFT,
})  # fmt: skip
"""Kinds of event that happen to a volunteer; `other` is a parent."""

PARENT_KINDS = frozenset(range(len(stages.EVENT_KINDS))) - GROUP_KINDS - POST_KINDS - FUND_KINDS - LINE_KINDS - (
    VOLUNTEER_KINDS)  # fmt: skip
"""Kinds of event that happen to a parent; `other` is a volunteer, of a tie a parent."""

PERSON_KINDS = PARENT_KINDS | VOLUNTEER_KINDS
"""Kinds of event whose `who` is a person."""


class Names:
    """Finds the words for the numbers in the events of one run.

    Parameters
    ----------
    world : World
        A finished run.
    groups, funds : sequence of str
        Names of groups and income streams, by number.
    """

    def __init__(self, world: Any, groups: Sequence[str] = (), funds: Sequence[str] = ()) -> None:
        self.groups, self.funds = groups, funds
        volunteers = world.volunteers["uid"][: int(world.now[0]["volunteers"])]
        self.parent_rows = {int(uid): row for row, uid in enumerate(world.parents["uid"])}
        self.volunteer_rows = {int(uid): row for row, uid in enumerate(volunteers)}
        self.post_numbers = {int(uid): number for number, uid in enumerate(world.coordinators["uid"], start=1)}

    def parent(self, uid: int) -> str:
        """Name a parent."""
        return f"parent {self.parent_rows[uid]}"

    def volunteer(self, uid: int) -> str:
        """Name a volunteer."""
        return f"volunteer {self.volunteer_rows[uid]}"

    def group(self, number: int) -> str:
        """Name a group."""
        return self.groups[number] if number < len(self.groups) else f"group {number}"

    def who(self, kind: int, who: int) -> str:
        """Name whom or what an event happened to."""
        if kind in GROUP_KINDS:
            return f"group {self.group(who)}"
        if kind in POST_KINDS:
            return f"post {self.post_numbers[who]}"
        if kind in FUND_KINDS:
            return f"fund {self.funds[who] if who < len(self.funds) else who}"
        if kind in LINE_KINDS:
            return f"line {COST_LINES[who]}"
        return self.volunteer(who) if kind in VOLUNTEER_KINDS else self.parent(who)

    def other(self, kind: int, other: int) -> str:
        """Name the other person of an event; nothing where there is none."""
        if other < 0:
            return ""
        of_a_parent = kind in VOLUNTEER_KINDS or kind == stages.E_TIE
        return self.parent(other) if of_a_parent else self.volunteer(other)

    def setting(self, setting: int) -> str:
        """Name where an event happened; nothing where that says nothing."""
        if setting == stages.ONE_TO_ONE:
            return "one-to-one"
        return self.group(setting) if setting >= 0 else ""


def cause_words(kind: int, cause: int) -> str:
    """Say why an event of a kind happened, or how many times where it is counted.

    Parameters
    ----------
    kind, cause : int
        Numbers as in the record.

    Returns
    -------
    str
        Words; nothing for a kind that has no cause.
    """
    return CAUSES.get(kind, {}).get(cause, "")


def kinds_table() -> str:
    """List the kinds of event with whom they happen to and the words for their causes, as a table in Markdown.

    Returns
    -------
    str
        A line a kind, in the order of their numbers.
    """
    lines = ["| kind | of | cause |", "|---|---|---|"]
    about = {
        "group": GROUP_KINDS,
        "post": POST_KINDS,
        "fund": FUND_KINDS,
        "line": LINE_KINDS,
        "volunteer": VOLUNTEER_KINDS,
    }
    for kind, words in enumerate(stages.EVENT_KINDS):
        of = next((name for name, kinds in about.items() if kind in kinds), "parent")
        causes = "how many times that week" if kind in COUNTED else "; ".join(CAUSES.get(kind, {}).values())
        lines.append(f"| {words} | {of} | {causes} |")
    return "\n".join(lines) + "\n"
