"""Places: profiles with sources and grades, and the catchment of families drawn from one."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peersim.places.plan import expected_shares as expected_shares
    from peersim.places.profile import Profile as Profile
    from peersim.places.profile import Value as Value
    from peersim.places.profile import load_place as load_place
    from peersim.places.profile import places as places
    from peersim.places.show import card as card
    from peersim.places.show import listing as listing
    from peersim.places.synthesis import Catchment as Catchment
    from peersim.places.synthesis import synthesise as synthesise

_WHERE = {
    "Catchment": "synthesis",
    "Profile": "profile",
    "Value": "profile",
    "card": "show",
    "expected_shares": "plan",
    "listing": "show",
    "load_place": "profile",
    "places": "profile",
    "synthesise": "synthesis",
}

__all__ = sorted(_WHERE)


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for, so that listing places needs no compiler."""
    if name in _WHERE:
        return getattr(import_module(f"peersim.places.{_WHERE[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
