"""Section 5: what parents gain in wellbeing, how that is counted, how it is put in money, and who could be harmed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from peersim.economics.items import draws_first
from peersim.economics.ratios import ratio_of_means
from peersim.economics.reading import NOTHING
from peersim.economics.values import EFFECT_KEYS, TRANSLATION_KEYS, TRANSLATION_REASON
from peersim.evidence.table import parameter
from peersim.foundation.units import WEEKS_PER_YEAR
from peersim.report.funder.telling import (
    IN_BRACKETS,
    about,
    chance_words,
    chances,
    in_words,
    inputs_table,
    is_clear,
    label,
    length,
    mean,
    of_ratio,
    of_values,
    ordered,
    part,
    quoted,
    rate_of,
    shown_best,
    year_names,
)
from peersim.report.pages.document import Block, Bullets, Callout, Column, Heading, Paragraph, Section, Table, Value
from peersim.report.pages.inline import literal
from peersim.report.pages.numbers import estimate
from peersim.report.words import listed

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

POINTS = "point-years"
"""A point of the wellbeing scale for a year."""

DOSE_KEYS = ("benefit.half_dose", "benefit.weekly_approach", "benefit.quality_slope")
"""Evidence behind how the gain depends on contact."""

HARMS = {
    "online_harms": ("Parents hurt by something online", "people"),
    "concerns": ("Safeguarding concerns raised", "concerns"),
    "overload_weeks": ("Weeks in which coordinators are overloaded", "weeks"),
    "staff_leavers": ("Coordinators who leave", "people"),
}
"""Outcomes that tell of harm and burden: words and unit."""


def section(findings: Findings) -> Section:
    """Tell what parents gain.

    Parameters
    ----------
    findings : Findings
        What is told.

    Returns
    -------
    Section
        Section 5.
    """
    blocks: list[Block | str] = [
        Paragraph(_lead(findings), "lead"),
        shown_best(findings),
        _spread(findings),
        _gains(findings),
        _when(findings),
        Heading("How the gain is counted"),
        Bullets(_counted(findings)),
        _inputs(findings),
        Heading("From wellbeing to money"),
        *_chain(findings),
        Heading("Harm and burden"),
        _harm_words(findings),
        _harms(findings),
    ]
    return Section(5, "Outcomes", blocks)


def _lead(findings: Findings) -> str:
    best, at = findings.best_programme, findings.number(findings.best_programme)
    points, starting = (findings.appraisal.effects.natural[name][..., at] for name in ("point_years", "starting"))
    each = of_ratio(ratio_of_means(points, starting, "parents starting"))
    before, after = (
        effects.wellby[..., at] for effects in (findings.appraisal.effects, findings.appraisal.effects_after)
    )
    told = (
        f"Parents gain {in_words(points, POINTS)} {POINTS} of wellbeing under {quoted(findings, best)} over "
        f"{length(findings)}, compared with the same parents without a programme"
    )
    told += "." if each.value is None else f": {estimate(each)} for each parent who starts."
    return (
        f"{told} A point-year is one point of the Short Warwick-Edinburgh scale (which runs from 7 to 35) for one "
        f"parent for one year. In years of life satisfaction (**WELLBYs**: one point of ten for a year) it is "
        f"{in_words(before, 'WELLBYs')}, and {about(after, 'WELLBYs')} after the adjustment for optimism ([@13])."
    )


def _spread(findings: Findings) -> str:
    at = findings.number(findings.best_programme)
    best = findings.appraisal.effects.wellby
    gain = chance_words(findings, chances(findings, best), findings.best_programme)
    text = f"The chance that parents are on average better off than without it is {gain}."
    harmful = [key for key in EFFECT_KEYS[:2] if key in findings.inputs and float(findings.inputs[key].max()) > 0.0]
    if harmful:
        names = listed(_small(literal(parameter(key).label)) for key in harmful)
        shares = listed(part(float((findings.inputs[key] > 0.0).mean())) for key in harmful)
        several = len(harmful) > 1
        text += (
            f" It is no more than that because what is known leaves open that support does harm: {names} "
            f"{'are' if several else 'is'} above 0, which is harm, in {shares} of draws"
            f"{', in that order' if several else ''}."
        )
    clear = [
        name
        for name in ordered(findings, nothing=False)
        if name != findings.best_programme and is_clear(best[..., at] - best[..., findings.number(name)])
    ]
    others = len(findings.names) - 2
    if others > 0:
        text += (
            f" Its mean gain differs from that of {len(clear)} of the {others} other options by more than chance "
            "between runs."
        )
    return text


def _gains(findings: Findings) -> Table:
    effects, after = findings.appraisal.effects, findings.appraisal.effects_after
    above = chances(findings, effects.wellby)
    rows: list[list[Value]] = []
    for name in ordered(findings):
        at = findings.number(name)
        points = effects.natural["point_years"][..., at]
        starting = effects.natural["starting"][..., at]
        rows.append([
            label(findings, name), mean(points), of_ratio(ratio_of_means(points, starting, "parents starting")),
            mean(effects.wellby[..., at]), mean(after.wellby[..., at], ranged=False),
            chance_words(findings, above, name),
        ])  # fmt: skip
    return Table(
        name="wellbeing_gained",
        caption=f"Wellbeing gained by parents: each option compared with {quoted(findings, NOTHING)}.",
        columns=["Option", Column("Gained", POINTS), Column("Per parent starting", POINTS),
                 Column("In life satisfaction", "WELLBYs"), Column("After optimism", "WELLBYs"),
                 "Chance that parents gain"],
        rows=rows,
        notes=[IN_BRACKETS, f"WELLBYs are discounted as wellbeing ({_rate(findings)}). In the chance, luck between "
               "runs of the same world is taken off."],
    )  # fmt: skip


def _rate(findings: Findings) -> str:
    return rate_of(findings.appraisal.discounting.health, len(findings.figures.years))


def _when(findings: Findings) -> str:
    at = findings.number(findings.best_programme)
    years = findings.appraisal.effects.wellby_by_year[..., at, :]
    told = [f"{name}: {about(years[..., n], 'WELLBYs')}" for n, name in enumerate(year_names(findings))]
    return (
        f"When it is gained (WELLBYs, not discounted, before optimism): {'; '.join(told)}. What parents still feel "
        "after the last week of the run is not counted."
    )


def _counted(findings: Findings) -> list[str]:
    lasts, key = "", EFFECT_KEYS[2]
    if key in findings.inputs:
        weeks = float(findings.inputs[key].mean()) * WEEKS_PER_YEAR
        lasts = f" In the draws it lasts {weeks:.0f} weeks on average."
    return [
        "**Intensity.** The gain grows with the sessions and contacts a parent had, more slowly the more there were. "
        "Groups and one-to-one support have effects of their own, from trials of each.",
        "**Deadweight** (what would have happened anyway) is not a percentage here: the same parents live through the "
        "same weeks with the same luck without a programme, and only the difference counts.",
        "**Attribution.** Only what support from this programme adds is counted; other help runs on in both lives.",
        f"**Drop-off.** The gain fades when support ends.{lasts}",
        "**Displacement.** That a volunteer might have volunteered elsewhere is not taken off.",
    ]


def _inputs(findings: Findings) -> Table:
    return inputs_table(findings, "effect_inputs", "What the gain rests on.", (*EFFECT_KEYS, *DOSE_KEYS), folded=True)


def _chain(findings: Findings) -> list[Block | str]:
    price, per_point = findings.appraisal.price, findings.appraisal.per_point
    first = (
        f"No study tells what a point of the wellbeing scale is in life satisfaction, so a chain stands in. One point "
        f"is taken to be {estimate(of_values(per_point))} points of life satisfaction: by the points of one standard "
        "deviation, the share of mothers whom such a shift takes out of poor mental health in a trial of telephone "
        "support, and what good mental health is worth in life satisfaction."
    )
    keys = (*TRANSLATION_KEYS, *price.keys)
    blocks: list[Block | str] = [first, _price(findings)]
    blocks.append(inputs_table(findings, "chain_inputs", "Links from the wellbeing scale to money.", keys, folded=True))
    blocks.append(Callout("The weakest link", f"{_sentence(TRANSLATION_REASON)}.", "warning"))
    return blocks


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _price(findings: Findings) -> str:
    price, sign = findings.appraisal.price, findings.sign
    if not price.in_money:
        return "Wellbeing is not put in money here: it is shown in its own units, and net values hold money alone."
    told = estimate(of_values(price.per_wellby), sign)
    return (
        f"Each point of life satisfaction for a year is then worth {told}, valued as {literal(price.name)} "
        f"({literal(price.source)}; grade {price.grade}). {_sentence(literal(price.note))}."
    )


def _harm_words(findings: Findings) -> str:
    strain = [name for name in HARMS if name in findings.figures.totals]
    if not strain:
        return "The study tells nothing of harm: that is not the same as none."
    at = findings.number(findings.best_programme)
    told = [f"{HARMS[name][0].lower()}: {_mean_of(findings, name, at)}" for name in strain]
    return (
        f"Under {quoted(findings, findings.best_programme)}, over the whole run: {listed(told)}. Concerns are raised "
        "because somebody is there to see them, so more of them is not worse. None of these is put in money."
    )


def _mean_of(findings: Findings, name: str, at: int) -> str:
    return about(draws_first(findings.figures.totals[name])[..., at], HARMS[name][1])


def _harms(findings: Findings) -> Table:
    told = {name: words for name, words in HARMS.items() if name in findings.figures.totals}
    rows: list[list[Value]] = []
    for name in ordered(findings):
        at = findings.number(name)
        rows.append([label(findings, name),
                     *(mean(draws_first(findings.figures.totals[total])[..., at]) for total in told),
                     mean(findings.appraisal.effects.natural["volunteer_years"][..., at])])  # fmt: skip
    columns = [Column(title, unit, key=name) for name, (title, unit) in told.items()]
    return Table(
        name="harm_and_burden",
        caption="Harm and burden over the whole run, and the volunteering it takes.",
        columns=["Option", *columns, Column("Years of active volunteering", "years")],
        rows=rows,
        folded=True,
        notes=[IN_BRACKETS],
    )
