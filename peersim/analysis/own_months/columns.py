"""The columns a file of monthly figures may have: each tied to what a run counts, with its definition.

Heads are recognised whatever their case, and whether words are joined by spaces, underscores or hyphens.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, NamedTuple

from peersim.agents.stages import E_CONTACT, E_FIRST_SESSION, E_MATCHED, E_SESSION, E_TRAINED

Over = Literal["sum", "end", "different people"]
"""How a month is made of weeks: added up, as it stands at the month's end, or different people counted once."""

MONTH = "month"
"""Name of the first column: which month a row is of."""


class MonthColumn(NamedTuple):
    """A column of monthly figures.

    Attributes
    ----------
    name : str
        Its name, and the head it may always have.
    label : str
        Words shown to people.
    unit : str
        Unit; ``£`` and ``hours`` may have decimals, all others are whole numbers.
    over : str
        How a month is made of weeks.
    weekly : tuple of str
        Columns of the weekly table that are added up; empty where events are counted.
    events : tuple of int
        Kinds of event that are counted; empty where the weekly table tells.
    definition : str
        What exactly is counted, in words a coordinator can check a spreadsheet against.
    heads : tuple of str
        Other heads it is known by.
    """

    name: str
    label: str
    unit: str
    over: Over
    weekly: tuple[str, ...]
    events: tuple[int, ...]
    definition: str
    heads: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether only whole numbers make sense."""
        return self.unit not in ("£", "hours")

    @property
    def at_sessions(self) -> bool:
        """Whether it comes about on the day on which groups meet."""
        return self.name in ("families_came", "attendances", "new_families", "sessions_held", "sessions_cancelled")

    @property
    def people(self) -> bool:
        """Whether it counts people, so that a small number might point to one of them."""
        return self.unit in ("families", "volunteers", "concerns")


def _sum(name: str, label: str, unit: str, weekly: str, definition: str, *heads: str) -> MonthColumn:
    return MonthColumn(name, label, unit, "sum", (weekly,), (), definition, heads)


def _end(name: str, label: str, unit: str, weekly: str, definition: str, *heads: str) -> MonthColumn:
    return MonthColumn(name, label, unit, "end", tuple(weekly.split()), (), definition, heads)


COLUMNS = (
    MonthColumn(
        "families_came", "families who came", "families", "different people", (),
        (E_FIRST_SESSION, E_SESSION, E_CONTACT),
        "different families who came to a session or had a one-to-one contact in the month, each counted once",
        ("families", "families attending", "families attended", "parents who came", "families seen",
         "parents attending", "unique families", "different families"),
    ),
    _sum("attendances", "attendances", "attendances", "attendances",
         "places taken at group sessions in the month: a family that came four times counts four times",
         "visits", "attendance", "session attendances", "group attendances", "total attendances"),
    _sum("contacts", "one-to-one contacts", "contacts", "contacts",
         "one-to-one contacts in the month, at home or elsewhere, whoever asked for them",
         "one to one contacts", "home visits", "one to one visits", "volunteer visits"),
    _sum("new_families", "new families", "families", "new_parents",
         "families who came to a session or had a contact for the first time ever",
         "new parents", "families new", "first time families", "new families this month", "new starters"),
    _sum("families_lapsed", "families who stopped coming", "families", "lapsed",
         "families who stopped coming in the month", "families who stopped", "families left", "families stopped"),
    _end("families_engaged", "families engaged", "families", "engaged",
         "families attending a group or supported one-to-one at the month's end",
         "families on the books", "active families", "families active", "current families", "parents engaged"),
    _end("families_in_groups", "families in groups", "families", "attending",
         "families who are members of a group at the month's end", "group members", "members",
         "families attending groups"),
    _end("matches", "one-to-one matches", "families", "supported",
         "families with a volunteer of their own at the month's end",
         "one to one matches", "active matches", "families matched", "families supported", "current matches",
         "families supported one to one"),
    MonthColumn("new_matches", "new matches", "families", "sum", (), (E_MATCHED,),
                "matches of a family with a volunteer that were made in the month",
                ("matches made", "new one to one matches", "families newly matched")),
    _end("families_waiting", "families waiting", "families", "waiting_assessment waiting_match",
         "families waiting to be assessed or for a volunteer at the month's end",
         "waiting list", "waiting", "families on waiting list", "families on the waiting list"),
    _sum("sessions_held", "sessions held", "sessions", "sessions_held",
         "group sessions that took place in the month", "sessions", "groups held", "sessions run", "group sessions"),
    _sum("sessions_cancelled", "sessions cancelled", "sessions", "sessions_cancelled",
         "group sessions that were due in the month and did not take place", "cancelled sessions", "cancellations"),
    _end("volunteers_active", "volunteers active", "volunteers", "volunteers_active",
         "volunteers supporting families or facilitating at the month's end",
         "active volunteers", "volunteers", "volunteers in role", "current volunteers"),
    _end("volunteers_in_training", "volunteers in training", "volunteers", "volunteers_training",
         "people in a taster or a training course, or waiting for a course, at the month's end",
         "volunteers training", "in training", "trainees", "volunteers being trained"),
    MonthColumn("volunteers_trained", "volunteers trained", "volunteers", "sum", (), (E_TRAINED,),
                "people who finished their training course in the month",
                ("trained", "newly trained volunteers", "volunteers who finished training", "new volunteers trained")),
    _sum("volunteers_left", "volunteers who left", "volunteers", "volunteers_left",
         "trained volunteers who left in the month", "volunteers who left", "volunteer leavers", "leavers", "left",
         "volunteers leaving"),
    _sum("volunteers_enquired", "people who enquired about volunteering", "volunteers", "volunteers_enquired",
         "people who asked about volunteering for the first time in the month",
         "volunteer enquiries", "enquiries", "new enquiries"),
    _sum("supervisions", "supervision sessions held", "sessions", "supervision_met",
         "supervision sessions that volunteers had in the month",
         "supervision sessions", "supervision", "supervision meetings", "supervisions held"),
    _sum("coordinator_hours", "coordinator hours", "hours", "hours_given",
         "hours that paid coordinators worked on the programme's tasks in the month: leave, sickness and time between "
         "tasks are not among them", "staff hours", "coordinator time", "hours worked", "coordinators hours"),
    _sum("concerns", "safeguarding concerns", "concerns", "concerns",
         "safeguarding concerns raised in the month", "safeguarding concerns", "safeguarding"),
    _sum("posts_online", "posts online", "posts", "messages",
         "posts written in the programme's online spaces in the month", "online posts", "messages", "posts"),
    _sum("spending", "spending", "£", "cost",
         "money spent in the month on everything the programme pays for; the model's is at prices of the scenario's "
         "year",
         "spend", "expenditure", "costs", "cost", "spending £", "total spend", "total spending", "money spent"),
    _sum("income", "income", "£", "income", "money received in the month",
         "income £", "money received", "funding received"),
)  # fmt: skip
"""Columns that are known, in the order in which they are listed."""

BY_NAME = {column.name: column for column in COLUMNS}

MONTH_HEADS = ("month", "date", "period", "month ending", "month end", "month beginning", "month of", "month and year")
"""Heads of the column that says which month a row is of."""


def plain(head: str) -> str:
    """Write a head in the one way in which heads are compared: small letters, single spaces, no marks but £."""
    text = unicodedata.normalize("NFKC", head).casefold().replace("1:1", "one to one").replace("1-1", "one to one")
    text = re.sub(r"\(.*?\)|\[.*?\]", " ", text)
    text = re.sub(r"[^\w£]+|_+", " ", text)
    return " ".join(text.replace(" s ", "s ").split())


_HEADS = {plain(head): column for column in COLUMNS for head in (column.name, column.label, *column.heads)}
_MONTH_HEADS = frozenset(plain(head) for head in MONTH_HEADS)

KNOWN_HEADS = (*_MONTH_HEADS, *_HEADS)
"""Every head that is recognised, in plain words."""


def column_of(head: str) -> MonthColumn | None:
    """Find the column that a head names; None when there is none."""
    return _HEADS.get(plain(head))


def is_month(head: str) -> bool:
    """Whether a head says that its column holds the month."""
    return plain(head) in _MONTH_HEADS
