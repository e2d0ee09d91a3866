"""What an experiment found: its comparisons, with the words in which a short script answers a question."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from peersim.analysis.comparison import Comparison
from peersim.analysis.estimate import Estimate, pick
from peersim.analysis.paired import estimates_alone
from peersim.foundation.problems import InputError, nearest
from peersim.outcomes.registry import outcome as find_outcome
from peersim.outcomes.registry import outcome_number
from peersim.report.checks import what_it_hangs_on
from peersim.report.differences import DOT_WORDS, Panel, dot_chart, headline
from peersim.report.style import Drawn, footer_text, interval_words
from peersim.report.summary import MAIN, answer_sentences, best_design, contenders, design_table, main_outcome
from peersim.report.words import (
    base_of,
    bracketed,
    chance_better,
    could_be_none,
    difference_with_unit,
    listed,
    markdown,
    plain,
    quoted,
    with_unit,
    worlds_better,
)

if TYPE_CHECKING:
    import pandas as pd

TABLE = ("parents_reached", MAIN, "volunteers_active_mean", "cost_a_year", "cost_per_parent_engaged_26w")
"""Outcomes of the table under an answer, unless a script asks for others."""

COLUMNS = (
    "plan", "scenario", "title", "reference", "outcome", "label", "unit", "direction", "reference_value",
    "scenario_value", "difference", "low", "high", "range_low", "range_high", "chance_better", "worlds", "pairs",
)  # fmt: skip
"""Columns of differences.csv."""

Term = tuple[float, str, str]
"""Part of a sum of outcomes: how often it counts, the scenario, and the plan ("" for the only one)."""


@dataclass(frozen=True, eq=False)
class Found:
    """What an experiment found.

    Attributes
    ----------
    name : str
        The experiment's folder.
    studies : mapping
        Plan's name (of its file, without the ending) to what came of it.
    outcomes : tuple of str
        Outcomes the experiment is about, the first ones first.
    told : mapping
        Plan's name to the sentences of the funder's report, where one was written.
    """

    name: str
    studies: Mapping[str, Comparison]
    outcomes: tuple[str, ...]
    told: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def of(self, plan: str = "") -> Comparison:
        """Give what came of a plan; of the first when none is named."""
        if plan and plan not in self.studies:
            raise InputError([f'unknown plan "{plan}".{nearest(plan, self.studies)}'])
        return self.studies[plan] if plan else next(iter(self.studies.values()))

    # Numbers

    def estimate(self, scenario: str, outcome: str = MAIN, against: str = "", plan: str = "") -> Estimate:
        """Paired difference of an outcome, from the reference or from another scenario."""
        return self.of(plan).difference(scenario, outcome, reference=against or None)

    def number(self, scenario: str, outcome: str = MAIN, plan: str = "") -> float:
        """Value of an outcome in one scenario; nan where it cannot be told."""
        return self.of(plan).value(scenario, outcome).value

    def sum_of(self, terms: Iterable[Term], outcome: str = MAIN) -> Estimate:
        """Estimate a sum of outcomes run by run, such as an interaction, or a difference between two places.

        Parameters
        ----------
        terms : iterable of (float, str, str)
            How often it counts, scenario, plan. Plans must have the same draws, replications and seed: run by run they
            then share worlds and luck.
        outcome : str
            An outcome that is a mean over runs (a count or a sum, not a ratio).

        Returns
        -------
        Estimate
            `reference` is 0.

        Raises
        ------
        InputError
            If the outcome is a ratio.
        """
        if find_outcome(outcome).pooling != "mean":
            raise InputError([f'outcome "{outcome}" is a ratio; sums can be told of counts and amounts only'])
        row, total = [outcome_number(outcome)], None
        for times, scenario, plan in terms:
            study = self.of(plan)
            rows = times * study.runs.rows_of(study.scenarios.index(scenario), row)[:, :, 0]
            total = rows if total is None else total + rows
        assert total is not None  # a sum of nothing would be a mistake in the script
        return pick(estimates_alone(np.stack([total, np.where(np.isnan(total), np.nan, 1.0)], axis=2)), 0)

    def change_in(self, scenario: str, plans: Sequence[str], less: Sequence[str] = (), outcome: str = MAIN) -> Estimate:
        """Estimate what a scenario changes in some plans, on average, less what it changes in others.

        Parameters
        ----------
        scenario : str
            Compared with each plan's reference.
        plans, less : sequence of str
            Plans, such as one for each place; see `sum_of` for what they must share.
        outcome : str
            As in `sum_of`.

        Returns
        -------
        Estimate
        """
        sides = [(sign / len(names), plan) for sign, names in ((1.0, plans), (-1.0, less)) for plan in names]
        return self.sum_of(
            [term for part, plan in sides for term in ((part, scenario, plan), (-part, self.of(plan).reference, plan))],
            outcome,
        )

    def best(self, outcome: str = MAIN, among: Iterable[str] = (), plan: str = "") -> str:
        """Name the scenario with the best value of an outcome, among all that are not doing nothing unless named."""
        study = self.of(plan)
        names = list(among) or [name for name in study.scenarios if study.value(name, "cost_a_year").value > 0]
        sign = -1.0 if find_outcome(outcome).direction == "lower is better" else 1.0
        values = {name: sign * study.value(name, outcome).value for name in names}
        return max(names, key=lambda name: -math.inf if math.isnan(values[name]) else values[name])

    # Words

    def title(self, scenario: str, plan: str = "") -> str:
        """Quote a scenario's title."""
        return quoted(self.of(plan), scenario)

    def value(self, scenario: str, outcome: str = MAIN, plan: str = "") -> str:
        """Tell a value with its unit, such as "212 families"."""
        return with_unit(self.number(scenario, outcome, plan), find_outcome(outcome).unit)

    def change(self, scenario: str, outcome: str = MAIN, against: str = "", plan: str = "") -> str:
        """Tell a paired difference with unit, interval and share of worlds; says so where it could be none."""
        return self.words(self.estimate(scenario, outcome, against, plan), outcome)

    def changes(self, scenario: str, outcomes: Iterable[str], against: str = "", plan: str = "") -> str:
        """List paired differences in Markdown, one outcome a line."""
        return "\n".join(
            f"- {find_outcome(outcome).label}: {self.change(scenario, outcome, against, plan)}" for outcome in outcomes
        )

    def words(self, estimate: Estimate, outcome: str = MAIN) -> str:
        """Tell an estimate of a difference with unit, interval and share of worlds; says so where it could be none."""
        about = find_outcome(outcome)
        if not math.isfinite(estimate.value):
            return plain(math.nan, about.unit)
        size = difference_with_unit(estimate.value, about.unit)
        if estimate.low == estimate.high == estimate.value:
            return f"{size} in every world"
        parts = [bracketed(estimate.low, estimate.high, about.unit, difference=True)]
        if about.direction != "neither":
            parts.append(worlds_better(estimate, about))
        none = "; it could be none" if could_be_none(estimate, about.unit) else ""
        return f"{size} ({'; '.join(parts)}{none})"

    def leader(self, outcome: str = MAIN, among: Iterable[str] = (), plan: str = "") -> str:
        """Say which design has the best value of an outcome, and by how much it leads the next."""
        study, about = self.of(plan), find_outcome(outcome)
        names = list(among) or [name for name in study.scenarios if study.value(name, "cost_a_year").value > 0]
        best = self.best(outcome, names, plan)
        rest = [name for name in names if name != best]
        extreme = "lowest" if about.direction == "lower is better" else "most"
        told = f"{self.title(best, plan)} has the {extreme} {about.label} ({self.value(best, outcome, plan)})"
        if not rest:
            return f"{told}."
        second = self.best(outcome, rest, plan)
        lead = self.change(best, outcome, second, plan)
        return f"{told}; its lead over the next, {self.title(second, plan)}, is {lead}."

    def verdict(self, estimate: Estimate, outcome: str, more: str, less: str, open_: str) -> str:
        """Choose among three phrases: for an interval above 0, below 0, or one that includes 0."""
        if could_be_none(estimate, find_outcome(outcome).unit):
            return open_
        return more if estimate.value > 0 else less

    def general_answer(self, plan: str = "") -> str:
        """Tell what the best design changes against the reference, as `peersim compare` does."""
        study = self.of(plan)
        return " ".join(sentence for sentence in answer_sentences(study, best_design(study)) if sentence)

    def table(self, columns: Sequence[str] = TABLE, plan: str = "") -> str:
        """Write a table of the designs in Markdown."""
        return design_table(self.of(plan), columns)

    def footing(self) -> Comparison:
        """Give the first comparison under the names of all places, for the footer of a picture of all of them."""
        return replace(
            self.of(), place_title=listed(dict.fromkeys(study.place_name for study in self.studies.values()))
        )

    def base(self, plan: str = "") -> str:
        """Say what every number stands on."""
        return markdown(base_of(self.of(plan)))

    # Tables and pictures

    def differences(self) -> pd.DataFrame:
        """Every scenario and outcome of the experiment, compared with its plan's reference: `COLUMNS`."""
        import pandas as pd

        rows = [
            _row(plan, study, scenario, outcome)
            for plan, study in self.studies.items()
            for scenario in study.scenarios
            if scenario != study.reference
            for outcome in self.outcomes
        ]
        return pd.DataFrame(rows, columns=list(COLUMNS))

    def dots(self, outcomes: Sequence[str], plan: str = "") -> Drawn:
        """Draw the differences from the reference, a row a design and a panel an outcome."""
        return headline(self.of(plan), tuple(outcomes))

    def dot_chart(self, title: str, under: str, names: Sequence[str], panels: Sequence[Panel]) -> Drawn:
        """Draw differences that the script made itself.

        Parameters
        ----------
        title, under : str
            What it shows, and the line below.
        names : sequence of str
            Names of the rows.
        panels : sequence of Panel
            Columns.

        Returns
        -------
        Drawn
        """
        import pandas as pd

        same = len({panel.outcome for panel in panels}) == 1
        footer = footer_text(self.footing(), interval_words(self.of()))
        sheet = dot_chart(title, f"{under} {DOT_WORDS}", footer, names, panels, same_scale=same)
        rows = [
            {"row": name, "panel": panel.heading, "outcome": panel.outcome, **estimate._asdict()}
            for panel in panels
            for name, estimate in zip(names, panel.estimates, strict=True)
        ]
        told = "; ".join(
            f"{name}, {panel.heading}: {self.words(estimate, panel.outcome)}"
            for panel in panels
            for name, estimate in zip(names, panel.estimates, strict=True)
        )
        return sheet.finish(pd.DataFrame(rows), f"{title}. {told}.")


def _row(plan: str, study: Comparison, scenario: str, outcome: str) -> dict[str, object]:
    about, found = find_outcome(outcome), study.difference(scenario, outcome)
    return {
        "plan": plan, "scenario": scenario, "title": study.title(scenario), "reference": study.reference,
        "outcome": outcome, "label": about.label, "unit": about.unit, "direction": about.direction,
        "reference_value": found.reference, "scenario_value": found.scenario, "difference": found.value,
        "low": found.low, "high": found.high, "range_low": found.range_low, "range_high": found.range_high,
        "chance_better": chance_better(found, about), "worlds": found.worlds, "pairs": found.pairs,
    }  # fmt: skip


def experiment_answer(found: Found, sentences: Sequence[str], columns: Sequence[str], pictures: Sequence[str]) -> str:
    """Put an answer together: its sentences, then a table and the pictures, then what it stands on.

    Parameters
    ----------
    found : Found
        What was found.
    sentences : sequence of str
        Paragraphs of the answer; the first is the answer in one line.
    columns : sequence of str
        Outcomes of the table.
    pictures : sequence of str
        Pictures in Markdown.

    Returns
    -------
    str
        Markdown.
    """
    parts = [sentence for sentence in sentences if sentence]
    for plan, study in found.studies.items():
        parts += [f"## {markdown(study.place_name)}"] if len(found.studies) > 1 else []
        parts += [found.table(columns, plan), f"Base: {found.base(plan)}."]
        parts += what_it_hangs_on(study, best_design(study), main_outcome(study), len(contenders(study)) - 1)
    return "\n\n".join([*parts, *pictures]) + "\n"


__all__ = ["COLUMNS", "TABLE", "Found", "Panel", "Term", "experiment_answer"]
