"""A place's profile: every figure the synthesis of a catchment needs, each with its source, grade and fallback."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from peersim.foundation.problems import InputError, Problems, nearest
from peersim.places.complete import NATIONAL_ROW, UNKNOWN_ASSUMED, assumptions_of, complete
from peersim.places.overrides import Changes, agree, apply_changes, from_mapping, read_file
from peersim.places.table import Value, shipped_names, shipped_values, slug_of
from peersim.places.used import NATIONAL, PLANNER_MUST_GIVE, USED

__all__ = ["Profile", "Value", "load_place", "places"]

_log = logging.getLogger(__name__)

_PERCENT = 100.0
_HINT = "See `peersim place list` and `peersim place show NAME`."


@dataclass(frozen=True, eq=False)
class Profile:
    """One place, complete: nothing the synthesis uses is missing, and nothing borrowed is hidden.

    Attributes
    ----------
    name : str
        Name as shown.
    slug : str
        The shipped place it is or extends.
    values : mapping of str to Value
        Figures of the place: those the synthesis uses first, then the others.
    assumptions : mapping of str to Value
        Assumptions that hold here.
    blanks : tuple of str
        Variables the table lists for this place without a figure.
    notes : tuple of str
        What was adjusted so that the figures agree with one another, in sentences.
    unused : tuple of str
        Figures a planner gave that are shown but that the synthesis does not use.
    """

    name: str
    slug: str
    values: Mapping[str, Value]
    assumptions: Mapping[str, Value]
    blanks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    @property
    def fallbacks(self) -> dict[str, str]:
        """Figures that are not the place's own: variable to where each was taken from."""
        return {variable: value.fallback for variable, value in self.values.items() if value.fallback}

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a planner must hear before using this place: figures that are guesses, in sentences."""
        sentences = []
        for variable, value in self.values.items():
            if value.fallback == UNKNOWN_ASSUMED and variable in PLANNER_MUST_GIVE:
                sentences.append(
                    f"{self.name}: the share of {USED[variable]} is unknown: assumed {value.value:g}% "
                    f"(grade D, anything from {value.low:g}% to {value.high:g}%). Ask somebody who knows the place "
                    "and override it (no_car = ...) before relying on any result about transport."
                )
        guessed = [v for v, value in self.values.items() if value.fallback == UNKNOWN_ASSUMED]
        if guessed:
            borrowed = [v for v in self.fallbacks if v in USED and v not in guessed]
            sentences.append(
                f"{self.name}: {len(guessed)} of the {len(USED)} figures used are assumed and {len(borrowed)} borrowed "
                f"or derived; `peersim place show {self.slug}` lists them."
            )
        sentences += [
            f"{self.name}: {variable} is shown, but the families are not drawn from it.{nearest(variable, USED)}"
            for variable in self.unused
        ]
        return tuple(sentences)

    def number(self, variable: str) -> float:
        """Give one figure of the place.

        Parameters
        ----------
        variable : str
            Name of a figure the synthesis uses, or of any other row with a value.

        Returns
        -------
        float
            The number, in the unit of its row.

        Raises
        ------
        InputError
            If there is no such figure here.
        """
        value = self.values.get(variable)
        if value is None or value.value is None:
            raise InputError([f"{self.name} has no figure {variable!r}.{nearest(variable, self.values)}"], _HINT)
        return value.value

    def share(self, variable: str) -> float:
        """Give one percentage of the place as a share.

        Parameters
        ----------
        variable : str
            A row of the place's table.

        Returns
        -------
        float
            Share [0 to 1].
        """
        return self.number(variable) / _PERCENT

    def assumed(self, key: str) -> float:
        """Give one assumption about a place.

        Parameters
        ----------
        key : str
            Its row in assumptions.csv.

        Returns
        -------
        float
            In the unit of that row.
        """
        value = self.assumptions[key].value
        assert value is not None
        return value


def places() -> list[str]:
    """List the shipped places.

    Returns
    -------
    list of str
        Slugs, in the order of the table.
    """
    return list(shipped_names())


def load_place(name_or_path: str | os.PathLike[str], overrides: Mapping[str, object] | None = None) -> Profile:
    """Load a place by name, or from a planner's own file that extends one.

    Parameters
    ----------
    name_or_path : str or path
        A shipped place (case, spaces, dashes and underscores do not matter) or the path of a TOML file with
        ``extends = "derby"`` and the planner's figures.
    overrides : mapping, optional
        Figures that replace the place's: name to a number in the unit of the row (percentages as percentages), or to a
        mapping with ``value`` and, if known, ``low``, ``high``, ``source``, ``year`` and ``grade``.

    Returns
    -------
    Profile
        The completed place; its warnings have been logged.

    Raises
    ------
    InputError
        With every problem found: unknown place or figure, not a number, out of range, figures that contradict.
    """
    profile = load_place_quietly(name_or_path, overrides)
    for sentence in profile.warnings:
        _log.warning(sentence)
    return profile


def load_place_quietly(name_or_path: str | os.PathLike[str], overrides: Mapping[str, object] | None = None) -> Profile:
    """Load a place as `load_place` does, leaving its warnings to the caller (they are in ``Profile.warnings``)."""
    problems = Problems(hint=_HINT)
    changes = Changes()
    text = os.fspath(name_or_path)
    if text.lower().endswith(".toml") or os.sep in text or "/" in text:
        changes = read_file(Path(text), problems)
        slug = changes.extends
    else:
        slug = slug_of(text)
        if slug not in shipped_names():
            problems.add(f'There is no place "{text}".{nearest(slug, places())} Places: {", ".join(places())}.')
    if overrides:
        changes = changes.with_more(from_mapping(overrides, problems))
    if slug not in shipped_names():
        problems.raise_if_any()
    return _build(slug, changes, problems)


def _build(slug: str, changes: Changes, problems: Problems) -> Profile:
    values, assumptions = complete(slug), assumptions_of(slug)
    blanks = tuple(variable for variable, row in shipped_values()[slug].items() if row.value is None)
    base = dict(values)
    apply_changes(changes, values, assumptions, problems)
    notes = agree(values, base, changes, problems)
    problems.raise_if_any()
    return Profile(
        name=changes.name or shipped_names()[slug],
        slug=slug,
        values=values,
        assumptions=assumptions,
        blanks=tuple(variable for variable in blanks if variable not in changes.rows),
        notes=(*_exceptions(assumptions, slug), *notes),
        unused=tuple(v for v in changes.rows if v not in USED and v not in NATIONAL and v not in assumptions),
    )


def _exceptions(assumptions: Mapping[str, Value], slug: str) -> list[str]:
    """Say which links between traits are weaker here than in the national pattern."""
    general = {key: row for key, row in assumptions_of("england").items() if key.startswith("link_strength_")}
    notes = []
    for key, row in general.items():
        here = assumptions[key]
        if here.value is not None and here.value != row.value:
            trait = key.removeprefix("link_strength_").replace("_", " ")
            notes.append(
                f"Links between {trait} and the other traits are {here.value:g} of the national ones here, so rates "
                f"by family type differ from the rec_ rows: {here.caveat}"
            )
    return notes


def is_national(value: Value) -> bool:
    """Say whether a figure is one that is known for the whole country only."""
    return value.fallback == NATIONAL_ROW
