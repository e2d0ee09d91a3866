"""One page in Markdown that answers the question first; every sentence is computed from the comparison."""

from __future__ import annotations

import math
from collections.abc import Sequence

from peersim.analysis.comparison import Comparison
from peersim.analysis.estimate import Estimate
from peersim.analysis.incremental import IncrementalCost
from peersim.outcomes.outcome import Outcome
from peersim.outcomes.registry import outcome as find_outcome
from peersim.report.checks import checked_against_evidence, what_binds, what_it_hangs_on, who_is_not_reached
from peersim.report.words import (
    INTERVAL,
    UNTOLD,
    base_of,
    between,
    bracketed,
    could_be_none,
    count,
    difference_with_unit,
    listed,
    markdown,
    plain,
    plural,
    quoted,
    signed,
    with_unit,
    worlds_better,
)

MAIN = "parents_engaged_26w"
"""The outcome that is answered first."""

SHORT_RUN_MAIN = "parents_reached"
"""Answered first where runs are too short for the other."""

VALIDITY = (
    "Why any of this might be believed, which published figures the model hits and which it misses, and what cannot be "
    "known: `docs/validity.md`; `peersim validate` measures it again."
)
"""Where every summary sends a reader who doubts."""

COLUMNS = ("reach", "parents_engaged_26w", "volunteers_kept_12m", "cost_a_year", "cost_per_parent_engaged_26w")
"""Outcomes of the table."""


def summary_markdown(comparison: Comparison) -> str:
    """Write the summary of a comparison.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.

    Returns
    -------
    str
        Markdown: question, answer, table, who is not reached, what binds, what the answer hangs on, a check against the
        evidence, limits.
    """
    best = best_design(comparison)
    programme = best if best and does_nothing(comparison, comparison.reference) else comparison.reference
    parts = [
        f"# {_question(comparison)}",
        _what_was_compared(comparison),
        "## Answer",
        *answer_sentences(comparison, best),
        "## The designs",
        design_table(comparison),
        _contradictions(comparison),
        "## Who is not reached",
        *who_is_not_reached(comparison, programme, best),
        "## What binds",
        *what_binds(comparison, programme),
        "## What the answer hangs on",
        *what_it_hangs_on(comparison, best, main_outcome(comparison), len(contenders(comparison)) - 1),
        "## Against the evidence",
        *checked_against_evidence(comparison, programme),
        "## Limits",
        _limits(comparison),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def main_outcome(comparison: Comparison) -> str:
    """Name the outcome that is answered first: families engaged at 26 weeks, or reached where runs are shorter."""
    return MAIN if math.isfinite(comparison.value(comparison.reference, MAIN).value) else SHORT_RUN_MAIN


def does_nothing(comparison: Comparison, scenario: str) -> bool:
    """Tell whether a scenario costs nothing and reaches nobody in any run."""
    cost, reached = comparison.value(scenario, "cost"), comparison.value(scenario, "parents_reached")
    return cost.value == 0.0 and reached.value == 0.0


def contenders(comparison: Comparison) -> list[str]:
    """List the scenarios that answer the question: not the reference, not doing nothing, with a difference to tell."""
    main = main_outcome(comparison)
    return [
        name
        for name in comparison.scenarios
        if name != comparison.reference
        and not does_nothing(comparison, name)
        and math.isfinite(comparison.difference(name, main).value)
    ]


def best_design(comparison: Comparison) -> str | None:
    """Name the contender with the largest mean difference on the main outcome; None when there is none."""
    names = contenders(comparison)
    main = main_outcome(comparison)
    return max(names, key=lambda name: comparison.difference(name, main).value) if names else None


def _question(comparison: Comparison) -> str:
    main = find_outcome(main_outcome(comparison))
    names = contenders(comparison)
    place = markdown(comparison.place_name)
    if not names:
        return f"What does {quoted(comparison, comparison.reference)} do in {place}?"
    if len(names) == 1:
        one, other = quoted(comparison, names[0]), quoted(comparison, comparison.reference)
        return f"Does {one} give more {main.label} than {other} in {place}?"
    return f"Which of {plural(len(names) + 1, 'design')} gives most {main.label} in {place}?"


def _what_was_compared(comparison: Comparison) -> str:
    titles = [quoted(comparison, name) for name in comparison.scenarios]
    planned = len(comparison.scenarios) * comparison.draws * comparison.replications
    beside = f" The reference is {quoted(comparison, comparison.reference)}." if len(titles) > 1 else ""
    verb = "is" if comparison.missing_runs == 1 else "are"
    came = "all came in" if not comparison.missing_runs else f"{count(comparison.missing_runs)} {verb} missing"
    failed = ""
    if comparison.failures:
        first = comparison.failures[0]
        failed = (
            f" {plural(len(comparison.failures), 'run')} failed; the first: {quoted(comparison, first.scenario)}, "
            f"draw {first.draw}, replication {first.replication}, at {markdown(first.stage)}: "
            f"{markdown(first.message)}"
        )
    return (
        f"Run on the same simulated families, worlds and luck: {listed(titles)}.{beside} Base: "
        f"{markdown(base_of(comparison))}; {count(planned)} runs planned, {came}.{failed} Intervals are {INTERVAL}s "
        "for the mean, draws being the independent units; a world is one draw."
    )


def answer_sentences(comparison: Comparison, best: str | None) -> list[str]:
    """Write what the best design changes, by how much it leads, and which is cheapest for each family kept.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    best : str or None
        From `best_design`; None tells the reference alone.

    Returns
    -------
    list of str
        Sentences; some may be empty.
    """
    if best is None:
        return [_reference_alone(comparison)]
    main = find_outcome(main_outcome(comparison))
    difference = comparison.difference(best, main.name)
    return [
        _main_sentence(comparison, best, main, difference),
        _lead_sentence(comparison, best, main),
        _cheapest_sentence(comparison),
    ]


def _reference_alone(comparison: Comparison) -> str:
    told = []
    for name in ("reach", "parents_engaged_26w", "volunteers_kept_12m", "cost_a_year", "cost_per_parent_engaged_26w"):
        about, estimate = find_outcome(name), comparison.value(comparison.reference, name)
        told.append(f"{about.label} {_value_and_interval(estimate, about)}")
    return f"{quoted(comparison, comparison.reference)}: {'; '.join(told)}."


def _value_and_interval(estimate: Estimate, about: Outcome) -> str:
    if not math.isfinite(estimate.value):
        return plain(estimate.value, about.unit)
    interval = between(estimate.low, estimate.high, about.unit)
    return f"{with_unit(estimate.value, about.unit)} ({interval})"


def _main_sentence(comparison: Comparison, best: str, main: Outcome, difference: Estimate) -> str:
    interval = bracketed(difference.low, difference.high, main.unit, difference=True)
    brackets = f"({interval}; {worlds_better(difference, main)})"
    title = quoted(comparison, best)
    over = f"over {plural(comparison.weeks, 'week')}, of {comparison.parents:,} eligible at the start"
    size = f"**{difference_with_unit(difference.value, main.unit)}** {over}"
    money = _money_sentence(comparison, best, main, difference)
    if difference.value <= 0:
        return (
            f"No design has a higher mean of {main.label} than the reference "
            f"({with_unit(difference.reference, main.unit)}). The nearest is {title}: {size} {brackets}{money}"
        )
    if could_be_none(difference, main.unit):
        return (
            f"{title} has the largest mean difference in {main.label} from the reference: {size} {brackets}. "
            f"**It could be none**: {_why_none(difference)}{money}"
        )
    most = " most" if len(contenders(comparison)) > 1 else ""
    return f"{title} changes {main.label}{most} against the reference: {size} {brackets}{money}"


def _why_none(difference: Estimate) -> str:
    return "there is no interval" if math.isnan(difference.low) else "the interval includes 0"


def _money_sentence(comparison: Comparison, best: str, main: Outcome, difference: Estimate) -> str:
    about = find_outcome("cost_a_year")
    cost = comparison.difference(best, about.name)
    if not math.isfinite(cost.value):
        return "."
    size = plain(abs(cost.value), "£")
    if could_be_none(cost, about.unit) and not math.isnan(cost.low):
        interval = between(cost.low, cost.high, about.unit, difference=True)
        return f", at a cost a year that could be the same ({signed(cost.value, about.unit)}: {interval})."
    if cost.value <= 0:
        return f", for {size} a year less."
    more = f", for {size} a year more"
    if difference.value <= 0:
        return f"{more}."
    each = comparison.cost_of_one_more(best, main.name)
    over = f"over the {plural(comparison.weeks, 'week')}"
    return f"{more}: {plain(each.value, '£')} {over} for each additional one ({_bounds(each)})."


def _bounds(each: IncrementalCost) -> str:
    if each.bounded == "bounded":
        return f"{INTERVAL} {between(each.low, each.high, '£')}"
    if each.bounded == "no finite bound" and math.isfinite(each.low):
        return f"from {plain(each.low, '£')} to no finite bound"
    return "no bound either way" if math.isinf(each.low) else "no interval"


def _lead_sentence(comparison: Comparison, best: str, main: Outcome) -> str:
    if comparison.difference(best, main.name).value <= 0:
        return ""
    rivals = [name for name in contenders(comparison) if name != best]
    field = [comparison.reference, best, *rivals]
    first = comparison.best_in(main.name, field)
    worlds = sum(first.values())
    sentence = (
        f"It has the most {main.label} of the {plural(len(field), 'design')} in {count(first[best])} of "
        f"{plural(round(worlds), 'world')}"
    )
    if not rivals:
        return f"{sentence}."
    second = max(rivals, key=lambda name: comparison.difference(name, main.name).value)
    ahead = comparison.difference(best, main.name, reference=second)
    interval = between(ahead.low, ahead.high, main.unit, difference=True)
    none = "; it could be none" if could_be_none(ahead, main.unit) else ""
    return (
        f"{sentence}. Its lead over the next, {quoted(comparison, second)}, is "
        f"{difference_with_unit(ahead.value, main.unit)} ({interval}{none})."
    )


def _cheapest_sentence(comparison: Comparison) -> str:
    about = find_outcome("cost_per_parent_engaged_26w")
    values = {name: comparison.value(name, about.name).value for name in comparison.scenarios}
    told = {name: value for name, value in values.items() if math.isfinite(value)}
    if len(told) < 2 or comparison.reference not in told:
        return ""
    cheapest = min(told, key=lambda name: told[name])
    if cheapest == comparison.reference:
        return f"No other design has a lower {about.label} than the reference ({plain(told[cheapest], about.unit)})."
    difference = comparison.difference(cheapest, about.name)
    none = "; it could be none" if could_be_none(difference, about.unit) else ""
    return (
        f"The lowest {about.label} is that of {quoted(comparison, cheapest)}: {plain(told[cheapest], about.unit)} "
        f"against {plain(told[comparison.reference], about.unit)} in the reference (difference "
        f"{between(difference.low, difference.high, about.unit, difference=True)}{none}; "
        f"{worlds_better(difference, about)})."
    )


def design_table(comparison: Comparison, columns: Sequence[str] = COLUMNS) -> str:
    """Write a table of the designs: their values, differences from the reference and intervals.

    Parameters
    ----------
    comparison : Comparison
        Designs compared.
    columns : sequence of str
        Outcomes.

    Returns
    -------
    str
        Markdown: a row a design, and how to read it.
    """
    abouts = [find_outcome(name) for name in columns]
    heads = ["design", *(f"{about.label} ({_head_unit(about)})" for about in abouts)]
    lines = [f"| {' | '.join(heads)} |", f"|---|{'---:|' * len(abouts)}"]
    for name in comparison.scenarios:
        cells = [_cell(comparison, name, about) for about in abouts]
        mark = " (reference)" if name == comparison.reference else ""
        lines.append(f"| {markdown(comparison.title(name))}{mark} | {' | '.join(cells)} |")
    after = (
        "Value, then the difference from the reference and its interval in brackets; * the interval includes 0. "
        "Differences of percentages are in percentage points. Values are ratios of means, or means, over all runs."
    )
    return "\n".join(lines) + f"\n\n{after}"


def _contradictions(comparison: Comparison) -> str:
    """List what the designs' own parts say against each other; nothing where they agree."""
    lines = [
        f"- {quoted(comparison, name)}: {markdown(note)}"
        for name in comparison.scenarios
        for note in comparison.notes.get(name, ())
    ]
    return "\n".join(["Worth knowing about these designs before trusting what they give:", "", *lines]) if lines else ""


def _head_unit(about: Outcome) -> str:
    return "%" if about.unit == "share" else about.unit.split()[0]


def _cell(comparison: Comparison, name: str, about: Outcome) -> str:
    value = comparison.value(name, about.name)
    base = ""
    if about.name == "volunteers_kept_12m" and math.isfinite(value.value):
        base = f" of {count(comparison.value(name, 'volunteers_ever_active').value)}"
    told = plain(value.value, about.unit) + base
    if name == comparison.reference:
        return f"{told} ({between(value.low, value.high, about.unit)})" if math.isfinite(value.value) else told
    difference = comparison.difference(name, about.name)
    if not math.isfinite(difference.value):
        return told if told == UNTOLD else f"{told} (difference {UNTOLD})"
    star = r" \*" if could_be_none(difference, about.unit) else ""
    size, interval = signed(difference.value, about.unit), between(difference.low, difference.high, about.unit, True)
    if interval == f"{size} to {size}":
        return f"{told} ({size} in every world){star}"
    return f"{told} ({size}: {interval}){star}"


def _limits(comparison: Comparison) -> str:
    price = f"Money is in {comparison.price_year} prices. " if comparison.price_year else ""
    version = comparison.version or "unknown version"
    return (
        f"Simulated people, synthesised for {markdown(comparison.place_name)}; nobody was observed. Intervals say "
        f"how well {plural(comparison.draws, 'draw')} and {plural(comparison.replications, 'replication')} pin down "
        "the model's mean, not whether the model is right. Not on this page: what wellbeing is worth in money, "
        f"what volunteers gain, and anything after {plural(comparison.weeks, 'week')}. {price}peersim "
        f"{markdown(version)}, seed {comparison.seed}.\n\n{VALIDITY}"
    )
