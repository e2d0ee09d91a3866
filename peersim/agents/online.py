"""Rules of online spaces used at any time: who posts, how much moderation is needed, who is hurt, who leaves."""

import math

from peersim.agents.maths import clip, hazard_chance, saturating
from peersim.agents.rule import rule
from peersim.agents.typed import GroupRecord, Parameters, ParentRecord, WeekDesign
from peersim.foundation.units import HALF, WEEKS_PER_MONTH

MEMBERS_OF_THE_FIGURE = 500.0  # not evidence: the unit the figure is given in
"""The published figure is hours for 500 members."""

MOST_TIMES = 200  # not evidence: keeps a loop finite
"""Most posts, or visits, of one member in a week that are counted."""

MOST_RATE = 100.0  # not evidence: half of what can be counted
"""Highest rate of posting, in posts a week."""


@rule
def held_back(parent: ParentRecord, design: WeekDesign, p: Parameters) -> float:
    """Share of a member's posting that fear of judgement holds back; less where one may post without a name.

    Returns
    -------
    float
        Share [0 to 1].

    Source
    ------
    online.fear_holds, online.anonymous_frees (assumptions); claims D4, D7.
    """
    held = p.online_fear_holds * parent.fear
    if design.online_anonymous:
        return held * (1.0 - p.online_anonymous_frees)
    return held


@rule
def times_this_week(u: float, rate: float) -> int:
    """How many times something happens in a week at this rate: a Poisson number from one uniform draw.

    Parameters
    ----------
    u : float
        A uniform draw; the lower, the more times, so that a higher rate never means fewer.
    rate : float
        Times a week, on average.

    Returns
    -------
    int
        Times; at most `MOST_TIMES`.
    """
    times, term = 0, math.exp(-rate)
    more = 1.0 - term
    while u < more and times < MOST_TIMES:
        times += 1
        term = term * rate / times
        more -= term
    return times


@rule
def posting_rate(parent: ParentRecord, group: GroupRecord, design: WeekDesign, p: Parameters) -> float:
    """How often a member posts in a week; a small share posts most.

    Returns
    -------
    float
        Posts a week, on average.

    Source
    ------
    online.ever_post (moderated networks), online.post_week (assumption); claim D4: people hold back where all may read.
    """
    if parent.online_rank > 1.0 - HALF * p.online_ever_post or parent.giving > 1.0 - p.online_ever_post:
        rate = p.online_post_week * parent.posting * (HALF + parent.belonging) * (1.0 - held_back(parent, design, p))
        return clip(rate if group.closed else rate * p.online_open_holds_back, 0.0, MOST_RATE)
    return 0.0


@rule
def reading_rate(parent: ParentRecord, p: Parameters) -> float:
    """How often a member looks in during a week, whether or not to write.

    Returns
    -------
    float
        Times a week, on average.

    Source
    ------
    online.read_week (assumption), the chance of looking in at all at middling belonging; claim D7: watching silently
    is a first step.
    """
    return -math.log(1.0 - p.online_read_week) * (HALF + parent.belonging)


@rule
def moderation_needed(members: float, group: GroupRecord, p: Parameters) -> float:
    """Hours of moderation a space needs in a week.

    Returns
    -------
    float
        Hours; more for open spaces.

    Source
    ------
    online.moderator_hours_500 (assumption), online.moderation_floor (assumption); claims D3, D4, D6.
    """
    hours = p.online_moderation_floor + p.online_moderator_hours_500 * members / MEMBERS_OF_THE_FIGURE
    if group.closed:
        return hours
    return hours * p.online_open_moderation


@rule
def replies_to(posts: float, helpers: float, p: Parameters) -> float:
    """How many of the replies members could get they do get: the supply of active peers and of moderators.

    Parameters
    ----------
    posts : float
        Posts in the space last week.
    helpers : float
        Volunteers who moderate it.

    Returns
    -------
    float
        Share [0 to 1].

    Source
    ------
    online.replies_half (assumption); model 7.6.
    """
    return saturating(posts + helpers, p.online_replies_half)


@rule
def space_quality(group: GroupRecord, moderated: float, p: Parameters) -> float:
    """Quality of an online space: moderation, replies, and local knowledge.

    Parameters
    ----------
    moderated : float
        Share of needed moderation that is there [0 to 1].

    Returns
    -------
    float
        Quality [0 to 1].

    Source
    ------
    online.quality, online.replies_share, quality.local_help (assumptions); claims D5, D6; model 7.6.
    """
    good = p.online_quality * moderated * (1.0 + p.online_replies_share * (group.replies - HALF))
    if not group.national:
        good += p.quality_local_help * moderated
    return clip(good, 0.0, 1.0)


@rule
def steps_on_chance(parent: ParentRecord, p: Parameters) -> float:
    """Weekly chance that someone who has watched or posted online tries a group that meets.

    Returns
    -------
    float
        Chance [0 to 1], in proportion to belonging.

    Source
    ------
    online.steps_on (assumption); claim D7: watching is a first step.
    """
    return clip(p.online_steps_on * parent.belonging, 0.0, 1.0)


@rule
def harm_chance(met: float, trained: bool, anonymous: bool, p: Parameters) -> float:
    """Weekly chance that something hurtful stands in a space long enough to be read.

    Parameters
    ----------
    met : float
        Share of needed moderation that was given [0 to 1].

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    online.harm_moderated, online.harm_unmoderated, online.harm_trained_ratio, online.anonymous_harm (assumptions);
    claims D6, D7, D9.
    """
    chance = p.online_harm_unmoderated + (p.online_harm_moderated - p.online_harm_unmoderated) * met
    if trained:
        chance = chance * p.online_harm_trained_ratio
    if anonymous:
        chance = chance * p.online_anonymous_harm
    return clip(chance, 0.0, 1.0)


@rule
def online_leaving_chance(parent: ParentRecord, p: Parameters) -> float:
    """Weekly chance that a member drifts away from an online space.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    online.loss_month (assumption).
    """
    return hazard_chance(p.online_loss_month / WEEKS_PER_MONTH * (1.0 + HALF - parent.belonging))
