"""Rules of what taking part does for a parent: belonging, trust, ties, and wellbeing against the life without it."""

import math

from peersim.agents.maths import clip
from peersim.agents.rule import rule
from peersim.agents.typed import Parameters, ParentRecord
from peersim.foundation.units import HALF, WEEKS_PER_YEAR


@rule
def belong_more(parent: ParentRecord, quality: float, tie_present: bool, p: Parameters) -> None:
    """A session or contact that went well: belonging and trust grow, fear shrinks.

    Source
    ------
    belonging.gain, belonging.tie, trust.gain, fear.fades (assumptions); claims C7, C8.
    """
    gain = p.belonging_gain * quality
    if tie_present:
        gain += p.belonging_tie
    parent.belonging += gain * (1.0 - parent.belonging)
    parent.trust += p.trust_gain * quality * (1.0 - parent.trust)
    parent.fear = parent.fear * (1.0 - p.fear_fades * quality)


@rule
def give_at_session(parent: ParentRecord, p: Parameters) -> None:
    """A member who helps at a session belongs more: giving as well as getting.

    Source
    ------
    belonging.giving (assumption); claim C8.
    """
    parent.belonging += p.belonging_giving * (1.0 - parent.belonging)


@rule
def belong_less(parent: ParentRecord, p: Parameters) -> None:
    """A session missed: belonging fades a little.

    Source
    ------
    belonging.fade (assumption).
    """
    parent.belonging = parent.belonging * (1.0 - p.belonging_fade)


@rule
def not_recovered(week: int, p: Parameters) -> float:
    """How much of the distance to what is usual is left without any programme, as time goes by.

    Parameters
    ----------
    week : int
        Week of the run.

    Returns
    -------
    float
        Share of the distance at the start [0 to 1].

    Source
    ------
    natural.recovery_years (assumption; both arms of trials improve: Home-Start evaluation).
    """
    return math.exp(-week / (p.natural_recovery_years * WEEKS_PER_YEAR))


@rule
def without_programme(start: float, usual: float, left: float) -> float:
    """Where a parent would be without any programme: drifting from where they began towards what is usual.

    Parameters
    ----------
    start, usual : float
        Where they began, and what is usual for parents, on the same scale.
    left : float
        How much of the distance between them is left [0 to 1].

    Returns
    -------
    float
        The measure, without the programme.
    """
    return usual + (start - usual) * left


@rule
def full_benefit(parent: ParentRecord, p: Parameters) -> float:
    """Wellbeing gained at full dose by the form of support this parent had.

    Returns
    -------
    float
        SWEMWBS points; may be negative in draws where trials' intervals include harm.

    Source
    ------
    effect.smd_groups (discussion groups), effect.smd_one_to_one: meta-analysis of 18 trials, as less depression;
    wellbeing.sd_points turns a standardised difference into points (assumption).
    """
    had = parent.sessions + parent.contacts
    if had <= 0:
        return 0.0
    one_to_one = parent.contacts / had
    smd = one_to_one * p.effect_smd_one_to_one + (1.0 - one_to_one) * p.effect_smd_groups
    return -smd * p.wellbeing_sd_points


@rule
def update_benefit(parent: ParentRecord, p: Parameters) -> None:
    """Let this week's dose act, and let what was gained drift back.

    Source
    ------
    benefit.half_dose, benefit.weekly_approach, benefit.quality_slope (assumptions); effect.duration_years (Dennis
    2009, between 12 and 24 weeks). In draws with a steep slope the poorest support does harm: its sign is not assumed.
    """
    parent.dose = parent.dose * p.kept_effect_duration_years
    worth = 1.0 + p.benefit_quality_slope * (parent.support_quality - HALF)
    aim = full_benefit(parent, p) * parent.dose / (parent.dose + p.benefit_half_dose) * worth
    parent.benefit += p.benefit_weekly_approach * (aim - parent.benefit)


@rule
def update_outcomes(parent: ParentRecord, week: int, p: Parameters) -> None:
    """Wellbeing, isolation and confidence this week: the life without the programme, plus what it gave.

    Source
    ------
    wellbeing.usual, isolation.usual, confidence.usual, isolation.effect, confidence.effect (assumptions); model 7.14.
    """
    left = not_recovered(week, p)
    parent.wellbeing = without_programme(parent.wellbeing_start, p.wellbeing_usual, left) + parent.benefit
    connected = parent.belonging * parent.dose / (parent.dose + p.benefit_half_dose)
    alone = without_programme(parent.isolation_start, p.isolation_usual, left)
    parent.isolation = clip(alone - p.isolation_effect * connected, 0.0, p.isolation_scale)
    confidence = without_programme(parent.confidence_start, p.confidence_usual, left)
    learned = p.confidence_effect * parent.support_quality * parent.dose / (parent.dose + p.benefit_half_dose)
    parent.confidence = clip(confidence + learned, 0.0, p.isolation_scale)


@rule
def had_support(parent: ParentRecord, quality: float, dose: float, week: int) -> None:
    """Count a session or contact: dose, quality of support so far, and when it was.

    Parameters
    ----------
    quality : float
        Quality of this session or contact [0 to 1].
    dose : float
        What it counts for [sessions].

    Source
    ------
    Model 7.14: dose and response with diminishing returns.
    """
    parent.dose += dose
    had = parent.sessions + parent.contacts
    parent.support_quality += (quality - parent.support_quality) / (had + 1.0)
    parent.last_week = week
    parent.disengaged_week = -1
    if parent.first_week < 0:
        parent.first_week = week


@rule
def add_tie(parent: ParentRecord, row: int, other: int) -> None:
    """Remember another parent as close, where there is room and they are not already.

    Parameters
    ----------
    row : int
        This parent's own row.
    other : int
        The other parent's row.
    """
    if parent.tie_count >= len(parent.ties) or row == other:
        return
    for k in range(parent.tie_count):
        if parent.ties[k] == other:
            return
    parent.ties[parent.tie_count] = other
    parent.tie_count += 1
