"""Line items: every amount of an appraisal with who pays, who gains and where it comes from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from peersim.economics.discounting import Schedule, present_value
from peersim.economics.samples import Floats

FUNDER, PUBLIC, FAMILIES, VOLUNTEERS = "funder", "public services", "families", "volunteers"

PARTIES = (FUNDER, PUBLIC, FAMILIES, VOLUNTEERS)
"""Everybody who can pay or gain."""

Form = Literal["cash", "in kind", "wellbeing"]
Discounted = Literal["costs", "health"]


@dataclass(frozen=True, eq=False)
class LineItem:
    """One line of an appraisal.

    Attributes
    ----------
    name, label : str
        Short name, and words for a reader.
    payer, gainer : str
        Who bears it and who has it, of `PARTIES`; empty where nobody: resources used up have a payer alone, a gain out
        of what people do has a gainer alone, and a transfer has both and cancels for whoever holds both.
    form : str
        ``"cash"``, ``"in kind"`` (no money moves) or ``"wellbeing"``.
    behaviour : str
        How it moves with numbers: ``"fixed"``, ``"stepped"``, ``"per parent"``, ``"per volunteer"`` or ``""``.
    why : str
        What makes it move so.
    keys : tuple of str
        Evidence keys it rests on.
    source : str
        Where it comes from, beyond those keys.
    grade : str
        Weakest grade of what it rests on.
    amount : numpy.ndarray, shape (draws, replications, strategies, years)
        Money of the appraisal's price year, undiscounted, before optimism; nan where a run is missing.
    discounted : str
        Which schedule it is discounted by.
    in_sum : bool
        False for what is shown in a box outside the sum.
    cashable : bool
        For a saving of public services: whether a budget can be cut by it.
    adjusted : str
        Which optimism scale applies: ``"benefits"``, ``"costs"`` or ``"none"``.
    note : str
        What to bear in mind.
    is_ledger : bool
        Whether it is money that the programme spends, as its ledger has it.
    """

    name: str
    label: str
    payer: str
    gainer: str
    form: Form
    behaviour: str
    why: str
    keys: tuple[str, ...]
    source: str
    grade: str
    amount: Floats
    discounted: Discounted = "costs"
    in_sum: bool = True
    cashable: bool = False
    adjusted: Literal["benefits", "costs", "none"] = "none"
    note: str = ""
    is_ledger: bool = False

    @property
    def is_transfer(self) -> bool:
        """Whether it moves from one party to another and uses nothing up."""
        return bool(self.payer and self.gainer)

    def total(self) -> Floats:
        """Undiscounted sum over years, shape (draws, replications, strategies)."""
        return np.asarray(self.amount.sum(axis=-1), dtype=np.float64)

    def present_value(self, schedule: Schedule) -> Floats:
        """Discounted sum over years, shape (draws, replications, strategies)."""
        return present_value(self.amount, schedule)

    def with_amount(self, amount: Floats) -> LineItem:
        """Give the same line with another amount."""
        return replace(self, amount=np.asarray(amount, dtype=np.float64))


def by_draw(values: Floats) -> Floats:
    """Line up one number a draw with (draws, replications, strategies, years)."""
    return np.asarray(values, dtype=np.float64)[:, np.newaxis, np.newaxis, np.newaxis]


def draws_first(figures: Floats) -> Floats:
    """Turn (strategies, draws, replications, ...) into (draws, replications, strategies, ...)."""
    return np.moveaxis(np.asarray(figures, dtype=np.float64), 0, 2)
