"""Rules of online spaces used at any time: who posts, how much moderation is needed, who is hurt, who leaves."""

from peersim.agents.maths import clip, hazard_chance
from peersim.agents.rule import rule
from peersim.agents.typed import GroupRecord, Parameters, ParentRecord
from peersim.foundation.units import HALF, WEEKS_PER_MONTH

MEMBERS_OF_THE_FIGURE = 500.0  # not evidence: the unit the figure is given in
"""The published figure is hours for 500 members."""


@rule
def posting_chance(parent: ParentRecord, group: GroupRecord, p: Parameters) -> float:
    """Weekly chance that a member posts; a small share posts most.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    online.ever_post (moderated networks), online.post_week (assumption); claim D4: people hold back where all may read.
    """
    if parent.online_rank > 1.0 - HALF * p.online_ever_post or parent.giving > 1.0 - p.online_ever_post:
        chance = p.online_post_week * parent.posting * (HALF + parent.belonging)
        return clip(chance if group.closed else chance * p.online_open_holds_back, 0.0, 1.0)
    return 0.0


@rule
def reading_chance(parent: ParentRecord, p: Parameters) -> float:
    """Weekly chance that a member who does not post looks in.

    Returns
    -------
    float
        Chance [0 to 1].

    Source
    ------
    online.read_week (assumption); claim D7: watching silently is a first step.
    """
    return clip(p.online_read_week * (HALF + parent.belonging), 0.0, 1.0)


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
def harm_chance(met: float, trained: bool, p: Parameters) -> float:
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
    online.harm_moderated, online.harm_unmoderated, online.harm_trained_ratio (assumptions); claims D6, D9.
    """
    chance = p.online_harm_unmoderated + (p.online_harm_moderated - p.online_harm_unmoderated) * met
    if trained:
        chance = chance * p.online_harm_trained_ratio
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
