"""What a report tells of a study: everything is worked out once, when it is first asked for, from one set of numbers.

Decisions are made by net value from one perspective, after the adjustment for optimism. Only draws in which every run
of every strategy finished count, so that every difference is between the same worlds.
"""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from peersim.economics.appraisal_parts import Appraisal, Choices, appraise
from peersim.economics.asked import (
    DO_MINIMUM,
    FARTHEST,
    FEWEST_DRAWS,
    PILOTS,
    THRESHOLDS,
    Alternative,
    Asked,
    Stress,
    check_asked,
    check_draws,
    pilot_costs,
    structures,
)
from peersim.economics.decided import sensitivity_of
from peersim.economics.figures import StudyFigures
from peersim.economics.perspectives import Worth
from peersim.economics.reading import NOTHING, read_figures
from peersim.economics.stress import ENDS, run_again, weakly_founded, worst_ends
from peersim.evidence.table import parameter
from peersim.foundation.problems import InputError, RunError

if TYPE_CHECKING:
    import pandas as pd

    from peersim.analysis.discovery import Discovery
    from peersim.analysis.sensitivity import Sensitivity
    from peersim.economics.decision.curves import Acceptability, ExpectedLoss, Frontier, Plane
    from peersim.economics.decision.net import NetBenefit
    from peersim.economics.decision.partial import PartialInformation
    from peersim.economics.decision.perfect import PerfectInformation
    from peersim.economics.decision.pilot import Pilot
    from peersim.economics.decision.ratio import Ratios
    from peersim.economics.decision.sample import SampleInformation
    from peersim.economics.decision.switching import SwitchingValues
    from peersim.economics.decision.table import IncrementalTable
    from peersim.economics.decision.tornado import Tornado, TwoWay

Floats = npt.NDArray[np.float64]


_USUAL_WORTH = "value.wellby_2023"
"""Evidence key of what a WELLBY is taken to be worth on curves where a report puts no money on wellbeing."""


class Findings:
    """Everything a report tells of a study.

    Parameters
    ----------
    figures : StudyFigures
        The study's numbers.
    asked : Asked
        What is asked.
    folder : str or Path, optional
        The study's folder, where strategies are run again for the stress test.

    Raises
    ------
    InputError
        If too few draws are whole, or the study has no such perspective or do-minimum.
    """

    def __init__(
        self, figures: StudyFigures, asked: Asked | None = None, folder: str | os.PathLike[str] | None = None
    ) -> None:
        self.asked = asked or Asked()
        self.folder = None if folder is None else Path(folder)
        self.study = figures
        whole = np.asarray(figures.done.all(axis=(0, 2)))
        self.draws_left_out = int((~whole).sum())
        """Draws in which some run is missing, and which no comparison uses [draws]."""
        check_draws(figures, whole)
        self.figures = figures if whole.all() else figures.only(whole)
        self.appraisal: Appraisal = self._appraise(self.asked.choices)
        check_asked(self.asked, figures, self.appraisal)

    def _appraise(self, choices: Choices, figures: StudyFigures | None = None, **more: Any) -> Appraisal:
        return appraise(figures or self.figures, self.asked.country, fiscal=self.asked.fiscal, choices=choices, **more)

    def to_frame(self) -> pd.DataFrame:
        """Give every run's costs, gains and net value as a tidy table: see `peersim.economics.labelled`."""
        from peersim.analysis.tidy import long_frame
        from peersim.economics.labelled import appraisal_labelled

        return long_frame(appraisal_labelled(self.appraisal))

    def to_xarray(self) -> Any:
        """Give the same as an `xarray.Dataset`, which needs the extra `research`: see `peersim.economics.labelled`."""
        from peersim.analysis.arrays import to_dataset
        from peersim.economics.labelled import appraisal_labelled

        return to_dataset(appraisal_labelled(self.appraisal))

    # Strategies

    @property
    def names(self) -> tuple[str, ...]:
        """Strategies, in the study's order."""
        return self.figures.names

    def title(self, name: str) -> str:
        """Give the title of a strategy.

        Parameters
        ----------
        name : str
            Which.

        Returns
        -------
        str
            Its name where it has none.
        """
        return self.figures.titles.get(name, name)

    @property
    def titles(self) -> tuple[str, ...]:
        """Titles, in the study's order."""
        return tuple(self.title(name) for name in self.names)

    @cached_property
    def do_minimum(self) -> str:
        """The least that could be done: as asked, one of that name, or the cheapest strategy that does anything."""
        if self.asked.do_minimum or DO_MINIMUM in self.names:
            return self.asked.do_minimum or DO_MINIMUM
        cost = self.appraisal.programme_cost.mean(axis=(0, 1))
        return min((name for name in self.names if name != NOTHING), key=lambda name: cost[self.number(name)])

    def number(self, name: str) -> int:
        """Give the position of a strategy in every array.

        Parameters
        ----------
        name : str
            Which.

        Returns
        -------
        int
            From 0.
        """
        return self.names.index(name)

    # Net value

    @property
    def worth(self) -> Worth:
        """Costs and gains from the deciding perspective, after optimism."""
        return self.appraisal.after[self.asked.perspective]

    @cached_property
    def net(self) -> NetBenefit:
        """Net value of each strategy from the deciding perspective, after optimism, at the value put on wellbeing."""
        from peersim.economics.decision.net import as_net_benefit

        return as_net_benefit(self.worth.net, self.names)

    @property
    def best(self) -> str:
        """Strategy with the highest mean net value: not the one most often best."""
        return self.net.best[0]

    @cached_property
    def best_programme(self) -> str:
        """Strategy with the highest mean net value among those that do anything."""
        means = self.net.means[0]
        return max((name for name in self.names if name != NOTHING), key=lambda name: means[self.number(name)])

    @cached_property
    def lead(self) -> Floats:
        """How far the best strategy is ahead of the best of the rest on average, in each draw, shape (draws,)."""
        means = self.net.means[0]
        rest = max((name for name in self.names if name != self.best), key=lambda name: means[self.number(name)])
        by_draw = self.net.by_draw[0]
        return np.asarray(by_draw[:, self.number(self.best)] - by_draw[:, self.number(rest)])

    @cached_property
    def chance_of_worth(self) -> dict[str, tuple[float, float]]:
        """Chance that each strategy's benefits exceed its costs, chance between runs taken off, with its error."""
        from peersim.economics.decision.curves import pairwise_acceptability

        found = pairwise_acceptability(self.net, NOTHING)
        return {
            name: (float(found.probability[0, column]), float(found.error[0, column]))
            for column, name in enumerate(found.names)
        }

    @cached_property
    def acceptability(self) -> Acceptability:
        """Chance of each strategy to be the best."""
        from peersim.economics.decision.curves import acceptability

        return acceptability(self.net)

    @cached_property
    def loss(self) -> ExpectedLoss:
        """What choosing each strategy is expected to lose against the best in each world."""
        from peersim.economics.decision.curves import expected_loss

        return expected_loss(self.net)

    @cached_property
    def evpi(self) -> PerfectInformation:
        """What knowing everything before choosing would be worth."""
        from peersim.economics.decision.perfect import evpi

        return evpi(self.net)

    # Cost and effect

    @property
    def cost(self) -> Floats:
        """What the deciding perspective pays, less its gains other than parents' wellbeing [money]."""
        return np.asarray(self.worth.cost - (self.worth.benefit - self._wellbeing))

    @property
    def _wellbeing(self) -> Floats:
        from peersim.economics.perspectives import schedule_of

        for item in self.appraisal.items_after:
            if item.name == "wellbeing" and item.name in self.worth.items:
                return item.present_value(schedule_of(item, self.appraisal.discounting))
        return np.zeros_like(self.worth.net)

    @property
    def effect(self) -> Floats:
        """Life-satisfaction point-years gained by parents (WELLBYs), discounted, after optimism."""
        return self.appraisal.effects_after.wellby

    @cached_property
    def thresholds(self) -> tuple[float, ...]:
        """What a WELLBY may be worth [money]: from nothing to twice its value here, or to where a programme pays."""
        priced = self.appraisal.price.in_money
        middle = float(np.nanmean(self.appraisal.price.per_wellby) if priced else parameter(_USUAL_WORTH).value or 0.0)
        pays = [row.icer for row in self.table.rows if row.icer is not None and row.icer > 0.0]
        top = max([2.0 * middle, *(1.2 * first for first in pays[:1] if first < FARTHEST * middle)])
        return tuple(float(k) for k in np.linspace(0.0, top, THRESHOLDS))

    @cached_property
    def net_by_threshold(self) -> NetBenefit:
        """Net value at each of `thresholds`."""
        from peersim.economics.decision.net import net_benefit

        return net_benefit(self.cost, self.effect, self.thresholds, self.names)

    @cached_property
    def acceptability_curve(self) -> Acceptability:
        """Chance of each strategy to be the best at each threshold."""
        from peersim.economics.decision.curves import acceptability

        return acceptability(self.net_by_threshold)

    @cached_property
    def frontier(self) -> Frontier:
        """The best strategy at each threshold and its chance."""
        from peersim.economics.decision.curves import frontier

        return frontier(self.net_by_threshold)

    @cached_property
    def loss_curve(self) -> ExpectedLoss:
        """Expected losses at each threshold."""
        from peersim.economics.decision.curves import expected_loss

        return expected_loss(self.net_by_threshold)

    @cached_property
    def plane(self) -> Plane:
        """Extra cost and extra effect of each strategy beyond no programme, draw by draw."""
        from peersim.economics.decision.curves import plane

        return plane(self.cost, self.effect, self.names, reference=NOTHING)

    @cached_property
    def table(self) -> IncrementalTable:
        """Incremental table by WELLBYs."""
        return self._table(self.effect, "WELLBY")

    @cached_property
    def table_by_parents(self) -> IncrementalTable:
        """Incremental table by parents engaged at 26 weeks."""
        return self._table(self.appraisal.effects.natural["retained"], "parent retained")

    def _table(self, effect: Floats, unit: str) -> IncrementalTable:
        from peersim.economics.decision.table import incremental_table

        return incremental_table(self.cost, effect, self.names, currency=self.sign, unit=unit)

    @cached_property
    def ratios(self) -> Ratios:
        """Each strategy against the study's reference: ratio of means with Fieller's set."""
        from peersim.economics.decision.ratio import icer

        return icer(
            self.cost, self.effect, self.names, reference=self.figures.reference, currency=self.sign, unit="WELLBY"
        )

    @property
    def sign(self) -> str:
        """Sign of the country's money."""
        return self.appraisal.profile.symbol

    # What drives it

    @cached_property
    def losing_worlds(self) -> Discovery:
        """Draws in which the best programme is worth less than no programme, and what they have in common."""
        from peersim.economics.losing import IN_REPORTS, losing

        return losing(self, shuffles=IN_REPORTS)

    @cached_property
    def sensitivity(self) -> tuple[Sensitivity | None, str]:
        """The study's sensitivity analysis where there is one, and why one beside the study is left out."""
        return sensitivity_of(self.folder, self.asked.sensitivity)

    @cached_property
    def inputs(self) -> pd.DataFrame:
        """Every uncertain input of the model and of the values, one row a draw."""
        import pandas as pd

        samples = self.appraisal.samples
        more = samples.loc[:, (samples.nunique() > 1) & ~samples.columns.isin(self.figures.inputs.columns)]
        return pd.concat([self.figures.inputs.reset_index(drop=True), more.reset_index(drop=True)], axis=1)

    @cached_property
    def switching(self) -> SwitchingValues:
        """Switching values of every input."""
        from peersim.economics.decision.switching import switching_values

        return switching_values(self.net, self.inputs)

    @cached_property
    def tornado(self) -> Tornado:
        """Net value of the best programme, compared with no programme, where each input is low and high."""
        from peersim.economics.decision.tornado import tornado

        return tornado(self.net, self.inputs, option=self.best_programme, against=NOTHING, ends=ENDS)

    @cached_property
    def information(self) -> PartialInformation:
        """What knowing each single input would be worth."""
        from peersim.economics.decision.partial import evppi

        return evppi(self.net, self.inputs)

    @cached_property
    def groups(self) -> dict[str, list[str]]:
        """Inputs by subject, as the first part of their evidence keys, and by grade; each group has two at least."""
        found: dict[str, list[str]] = {}
        for key in self.inputs.columns:
            found.setdefault(key.split(".", 1)[0], []).append(key)
        found["everything of grade D"] = list(weakly_founded(list(self.inputs.columns)))
        return {name: keys for name, keys in found.items() if len(keys) > 1}

    @cached_property
    def information_of_groups(self) -> PartialInformation:
        """What knowing each group of inputs would be worth: interaction can hide value in single ones."""
        from peersim.economics.decision.partial import evppi

        return evppi(self.net, self.inputs, groups=self.groups, singles=False)

    @cached_property
    def two_way(self) -> TwoWay:
        """The best strategy for pairs of values of the two inputs that drive net value most."""
        from peersim.economics.decision.tornado import two_way

        first, second = (row.name for row in self.tornado.rows[:2])
        return two_way(self.net, self.inputs, first, second)

    # What else could be believed

    @cached_property
    def alternatives(self) -> tuple[Alternative, ...]:
        """The choice under structural choices that were named before."""
        found = []
        for label, why, choices, perspective in structures(self.asked, self.appraisal):
            appraisal = self._appraise(choices)
            if perspective in appraisal.after:
                found.append(self._alternative(label, why, appraisal.after[perspective].net))
        found.insert(0, self._alternative("without the adjustment for optimism", "effects as the studies found them",
                                          self.appraisal.before[self.asked.perspective].net))  # fmt: skip
        return tuple(found)

    def _alternative(self, label: str, why: str, net: Floats) -> Alternative:
        means = net.mean(axis=(0, 1))
        mine = means[self.number(self.best)]
        rest = max(float(mean) for name, mean in zip(self.names, means, strict=True) if name != self.best)
        best = self.names[int(means.argmax())]
        return Alternative(label, why, best, tuple(float(mean) for mean in means), float(mine) - rest)

    @cached_property
    def stress(self) -> Stress:
        """The strategies run again with every grade D input at its worst end."""
        keys = weakly_founded(list(self.inputs.columns))
        ends = worst_ends(self.lead, self.inputs, keys)
        if self.folder is None:
            return Stress(ends, why_not="the study's folder was not given")
        model = {each.key: each.worst for each in ends if each.key in self.figures.inputs.columns}
        try:
            again = run_again(self.folder, self.figures, model)
        except InputError as error:
            return Stress(ends, why_not=error.problems[0])
        except RunError as error:
            return Stress(ends, why_not=str(error))
        values = {each.key: each.worst for each in ends if each.key not in model}
        appraisal = self._appraise(self.asked.choices, again, fixed=values)
        net = appraisal.after[self.asked.perspective].net.mean(axis=1)
        return Stress.told(ends, self.names, net, self.best)

    # What to learn next

    @cached_property
    def to_measure(self) -> str | None:
        """The single input most worth measuring: the one whose value stands clear of chance; None where none does."""
        clear = [row.name for row in self.information.rows if row.clear]
        return clear[0] if clear else None

    @cached_property
    def sample_information(self) -> SampleInformation | None:
        """Value of measuring that input in n people; None where there is no such input."""
        from peersim.economics.decision.sample import Measurement, evsi

        if self.to_measure is None:
            return None
        spread = float(self.inputs[self.to_measure].std(ddof=1))
        scatter = float(parameter("pilot.scatter_ratio").value or 0.0)
        measure = Measurement(self.to_measure, "mean", sd=spread * scatter)
        return evsi(self.net, self.inputs, PILOTS, measure, seed=self.figures.seed)

    @cached_property
    def pilot(self) -> Pilot | None:
        """Net benefit of such a pilot by its size; None where nothing is worth measuring."""
        from peersim.economics.decision.pilot import decisions_reached, pilot

        found = self.sample_information
        if found is None:
            return None
        years = float(self.figures.years.sum())
        touched = float(self.asked.families or self.figures.parents)
        reach = decisions_reached(touched / years, float(self.figures.parents), self.asked.horizon)
        fixed, each = pilot_costs(self.appraisal)
        return pilot(found, reach=reach, fixed_cost=fixed, cost_each=each, currency=self.sign)


def read_findings(folder: str | os.PathLike[str], asked: Asked | None = None) -> Findings:
    """Read a finished study and get ready to tell what it is worth.

    Parameters
    ----------
    folder : str or Path
        The study's folder.
    asked : Asked, optional
        What is asked.

    Returns
    -------
    Findings

    Raises
    ------
    InputError
        If the study cannot be valued: what is missing, in words.
    """
    findings = Findings(read_figures(folder), asked, folder)
    _ = findings.sensitivity  # one that does not belong to the study is refused before anything is worked out
    return findings


__all__ = [
    "DO_MINIMUM",
    "FARTHEST",
    "FEWEST_DRAWS",
    "PILOTS",
    "THRESHOLDS",
    "Alternative",
    "Asked",
    "Findings",
    "Stress",
    "read_findings",
]
