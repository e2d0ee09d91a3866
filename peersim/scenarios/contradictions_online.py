"""Contradictions about online groups: moderation, moderators, loans, and what only online members can use."""

from __future__ import annotations

from peersim.scenarios.contradictory import WARNING, Contradiction, Findings, in_a_row
from peersim.scenarios.overview import Overview
from peersim.scenarios.values import quoted

_OF_MODERATION = ("online.moderation_hours", "online.moderators_trained", "online.volunteer_moderators")
_MODERATED_BY = ("online.moderation_hours", "online.volunteer_moderators")


def _nobody_moderates(view: Overview) -> Findings:
    if not view.spaces or any(view.ever(lever) for lever in _MODERATED_BY):
        return
    opened = [group for group in view.spaces if not group.closed]
    group = (opened or view.spaces)[0]
    what = f"an open {group.kind.replace('_', '-')}" if opened else f"a {group.kind.replace('_', '-')} group"
    trained = ", though moderators are trained" if view.ever("online.moderators_trained") else ""
    yield (
        view.place("online.moderation_hours") or view.of_group(group, "kind"),
        f"group {quoted(group.name)} is {what} that nobody moderates (online.moderation_hours is 0{trained}): what is "
        "written there is of no use to members, hurtful posts stay, and some members leave. State "
        "online.moderation_hours.",
    )


def _nothing_to_moderate(view: Overview) -> Findings:
    planned = [lever for lever in _OF_MODERATION if view.ever(lever)]
    if planned and not view.spaces:
        yield (
            view.place(planned[0]),
            f"{in_a_row(planned)} {'is' if len(planned) == 1 else 'are'} for moderation, but no group is a forum or on "
            "social media, so in the model no hour is spent and nothing comes of it; state such a [[group]], or leave "
            "it out.",
        )


def _nobody_online(view: Overview) -> Findings:
    online = view.spaces or any(group.kind == "video" for group in view.groups)
    for lever, what in (
        ("online.loans", "kit is lent for taking part online"),
        ("online.anonymous", "members may be anonymous online"),
    ):
        if view.ever(lever) and not online:
            yield (
                view.place(lever),
                f"{what} ({lever}), but no group is held online, so nothing comes of it; state a [[group]] by video, "
                "on social media or as a forum.",
            )


ABOUT_ONLINE = (
    Contradiction(
        "space_without_moderation",
        WARNING,
        ("online.moderation_hours",),
        "A forum or social-media group that nobody moderates, trained or not.",
        _nobody_moderates,
    ),
    Contradiction(
        "moderation_without_a_space",
        WARNING,
        ("online.moderation_hours", "online.moderators_trained"),
        "Moderation is planned and there is neither a forum nor a social-media group.",
        _nothing_to_moderate,
    ),
    Contradiction(
        "online_help_without_online_groups",
        WARNING,
        ("online.loans",),
        "Kit is lent, or members may be anonymous, and no group is held online.",
        _nobody_online,
    ),
)
"""Contradictions about being together online."""
