"""Numbers of a comparison: one outcome, one design, one pair of designs at a time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from peersim.analysis.estimate import Band, Estimate, band, pick, survival_band
from peersim.analysis.incremental import IncrementalCost, fieller
from peersim.analysis.paired import Estimates, paired_estimates
from peersim.foundation.problems import InputError, nearest
from peersim.outcomes.registry import outcome as find_outcome
from peersim.outcomes.registry import outcome_number
from peersim.outcomes.strata import EVERYONE
from peersim.outcomes.tidy import ROW_GROUPS, ROW_OUTCOMES, values_of
from peersim.outcomes.weekly import WEEKLY_COLUMNS

if TYPE_CHECKING:
    from peersim.analysis.gathering import Runs

Numbers = npt.NDArray[np.float64]

_ROWS = {(*who, outcome.name): row for row, (who, outcome) in enumerate(zip(ROW_GROUPS, ROW_OUTCOMES, strict=True))}


class ComparedNumbers:
    """What can be asked of a comparison, a number or a curve at a time.

    A `scenario` is one of its names, an `outcome` one of `peersim.outcomes.OUTCOMES` in its own unit, a `group` and a
    `level` of it one of `peersim.outcomes.strata`. Whatever is not there is an `InputError` with the nearest name.
    """

    scenarios: tuple[str, ...]
    reference: str
    place: str
    place_title: str
    titles: Mapping[str, str]
    runs: Runs

    def title(self, scenario: str) -> str:
        """Give the title of a scenario as shown to people.

        Parameters
        ----------
        scenario : str
            Which.

        Returns
        -------
        str
            Its name where it has none.
        """
        return self.titles.get(scenario) or scenario

    @property
    def place_name(self) -> str:
        """Place as shown to people."""
        return self.place_title or self.place

    @property
    def missing_runs(self) -> int:
        """Planned runs that did not come in."""
        return int((~self.runs.done).sum())

    def has_runs(self, scenario: str) -> bool:
        """Say whether at least one run of a scenario came in.

        Parameters
        ----------
        scenario : str
            Which.

        Returns
        -------
        bool
        """
        return bool(self.runs.done[self._number(scenario)].any())

    def _number(self, scenario: str) -> int:
        if scenario not in self.scenarios:
            raise InputError([f'unknown scenario "{scenario}".{nearest(scenario, self.scenarios)}'])
        return self.scenarios.index(scenario)

    def paired(self, scenario: str, reference: str | None = None) -> Estimates:
        """Estimate every outcome's paired difference of a scenario from the reference.

        Parameters
        ----------
        scenario : str
            Which.
        reference : str, optional
            Compared with this one; the comparison's own when left out.

        Returns
        -------
        Estimates
            Rows as in `peersim.outcomes.tidy.ROW_OUTCOMES`.
        """
        return self.runs.estimates(self._number(scenario), self._number(reference or self.reference))

    def by_itself(self, scenario: str) -> Estimates:
        """Estimate every outcome of one scenario alone.

        Parameters
        ----------
        scenario : str
            Which.

        Returns
        -------
        Estimates
            Rows as in `peersim.outcomes.tidy.ROW_OUTCOMES`.
        """
        return self.runs.estimates(self._number(scenario), None)

    def value(self, scenario: str, outcome: str, group: str = EVERYONE, level: str = EVERYONE) -> Estimate:
        """Estimate one outcome of one scenario alone.

        Parameters
        ----------
        scenario, outcome : str
            Of which, and what.
        group, level : str
            A subgroup; everyone when left out.

        Returns
        -------
        Estimate
            In the outcome's unit.
        """
        return pick(*self.runs.estimates_at(self._number(scenario), None, _row(outcome, group, level)))

    def difference(
        self, scenario: str, outcome: str, group: str = EVERYONE, level: str = EVERYONE, reference: str | None = None
    ) -> Estimate:
        """Estimate the paired difference of one outcome: scenario minus reference.

        Parameters
        ----------
        scenario, outcome : str
            Of which, and what.
        group, level : str
            A subgroup; everyone when left out.
        reference : str, optional
            Compared with this one; the comparison's own when left out.

        Returns
        -------
        Estimate
            In the outcome's unit.
        """
        against = self._number(reference or self.reference)
        return pick(*self.runs.estimates_at(self._number(scenario), against, _row(outcome, group, level)))

    def gap(self, scenario: str, outcome: str, group: str, level: str, against: str) -> Estimate:
        """Estimate how far two subgroups of one scenario lie apart, paired within runs.

        Parameters
        ----------
        scenario, outcome, group : str
            Of which, what, and by what people are divided.
        level, against : str
            Two levels of the group: the first minus the second.

        Returns
        -------
        Estimate
            In the outcome's unit.
        """
        which = [_row(outcome, group, level), _row(outcome, group, against)]
        rows = self.runs.rows_of(self._number(scenario), which)
        return pick(paired_estimates(rows[..., :1].copy(), rows[..., 1:].copy()), 0)

    def gaps_from_everybody(self, scenario: str, outcome: str, levels: Iterable[tuple[str, str]]) -> list[Estimate]:
        """Estimate how far each subgroup lies from everybody, paired within runs: subgroup minus everybody.

        Parameters
        ----------
        scenario, outcome : str
            Of which, and what.
        levels : iterable of (str, str)
            Groups with one of their levels.

        Returns
        -------
        list of Estimate
            One a level, in the outcome's unit.
        """
        which = [_row(outcome, group, level) for group, level in levels]
        everybody = [_row(outcome, EVERYONE, EVERYONE)] * len(which)
        rows = self.runs.rows_of(self._number(scenario), [*which, *everybody])
        estimates = paired_estimates(rows[..., : len(which)].copy(), rows[..., len(which) :].copy())
        return [pick(estimates, number) for number in range(len(which))]

    def worlds(self, scenario: str, outcome: str, group: str = EVERYONE, level: str = EVERYONE) -> Numbers:
        """Give the value of one outcome in each draw, replications pooled.

        Parameters
        ----------
        scenario, outcome : str
            Of which, and what.
        group, level : str
            A subgroup; everyone when left out.

        Returns
        -------
        numpy.ndarray, shape (draws,)
            In the outcome's unit; nan where it is missing.
        """
        rows = self.runs.rows_of(self._number(scenario), [_row(outcome, group, level)])[..., 0]
        known = ~np.isnan(rows).any(axis=-1, keepdims=True)
        sums = np.where(known, rows, 0.0).sum(axis=1)
        return values_of(np.moveaxis(sums, -1, 0))

    def pair_worlds(self, scenario: str, outcome: str, reference: str | None = None) -> Numbers:
        """Give the paired difference of one outcome in each draw, over pairs of runs that both came in.

        Parameters
        ----------
        scenario, outcome : str
            Of which, and what.
        reference : str, optional
            Compared with this one; the comparison's own when left out.

        Returns
        -------
        numpy.ndarray, shape (draws,)
            In the outcome's unit; nan where no pair came in.
        """
        row = _row(outcome, EVERYONE, EVERYONE)
        one = self.runs.rows_of(self._number(scenario), [row])[..., 0]
        other = self.runs.rows_of(self._number(reference or self.reference), [row])[..., 0]
        known = ~(np.isnan(one) | np.isnan(other)).any(axis=-1, keepdims=True)
        sums = [np.moveaxis(np.where(known, arm, 0.0).sum(axis=1), -1, 0) for arm in (one, other)]
        with np.errstate(invalid="ignore"):  # two medians that were not reached
            return values_of(sums[0]) - values_of(sums[1])

    def cost_of_one_more(self, scenario: str, effect: str = "parents_engaged_26w") -> IncrementalCost:
        """Work out the extra cost over the run for each additional one of an effect, with Fieller's interval.

        Parameters
        ----------
        scenario : str
            Which, against the reference.
        effect : str
            An outcome.

        Returns
        -------
        IncrementalCost
            Money for one more [£ per unit of the effect].
        """
        return fieller(self.pair_worlds(scenario, "cost"), self.pair_worlds(scenario, effect))

    def best_in(self, outcome: str, among: Iterable[str]) -> dict[str, float]:
        """Count in how many worlds each of some scenarios is the best of them on one outcome; ties are shared.

        Parameters
        ----------
        outcome : str
            Outcome with a better direction.
        among : iterable of str
            Scenarios.

        Returns
        -------
        dict
            Scenario to number of worlds, over the draws in which all of them can be told.
        """
        names = tuple(among)
        values = np.array([self.worlds(name, outcome) for name in names])
        if find_outcome(outcome).direction == "lower is better":
            values = -values
        told = values[:, ~np.isnan(values).any(axis=0)]
        best = told == told.max(axis=0, initial=-np.inf)
        shares = best / np.maximum(best.sum(axis=0), 1)
        return {name: float(share) for name, share in zip(names, shares.sum(axis=1), strict=True)}

    def weekly(self, scenario: str, column: str) -> Band:
        """Give the course of one column of the weekly table.

        Parameters
        ----------
        scenario : str
            Which.
        column : str
            One of `peersim.outcomes.weekly.WEEKLY_COLUMNS`.

        Returns
        -------
        Band
            Mean and range over worlds, week by week.
        """
        if column not in WEEKLY_COLUMNS:
            raise InputError([f'unknown weekly column "{column}".{nearest(column, WEEKLY_COLUMNS)}'])
        return band(self.runs.weekly_of(self._number(scenario), WEEKLY_COLUMNS.index(column)))

    def survival(self, scenario: str, who: str = "parents") -> Band:
        """Give the share still there after t weeks: Kaplan–Meier, all runs pooled.

        Parameters
        ----------
        scenario : str
            Which.
        who : str
            ``"parents"`` still engaged, or ``"volunteers"`` still with the programme.

        Returns
        -------
        Band
            Share and its range over worlds, by weeks since they came; nan where nobody was followed so long.
        """
        return survival_band(
            self.runs.stays_of(self._number(scenario), "parents" if who == "parents" else "volunteers")
        )


def _row(outcome: str, group: str, level: str) -> int:
    outcome_number(outcome)
    if (group, level, outcome) not in _ROWS:
        raise InputError([f'outcome "{outcome}" is not told for "{group}", "{level}"'])
    return _ROWS[group, level, outcome]
