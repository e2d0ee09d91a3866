"""What is asked of a report, what is refused, and which other beliefs are tried: named before any result is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from peersim.economics.appraisal_parts import Appraisal, Choices
from peersim.economics.figures import StudyFigures
from peersim.economics.reading import NOTHING
from peersim.economics.stress import WorstEnd
from peersim.economics.values import TRANSLATIONS
from peersim.evidence.table import parameter
from peersim.foundation.problems import Problems, nearest

FEWEST_DRAWS = 20
"""Fewest draws from which chances and values of information are told; a convention."""

DO_MINIMUM = "do_minimum"
"""Strategy taken for the least that could be done unless another is named."""

FARTHEST = 4.0
"""Times its value here up to which a WELLBY's worth is looked at to find where a programme pays; a convention."""

THRESHOLDS = 25
"""Points of an acceptability curve; a convention."""


@dataclass(frozen=True)
class Asked:
    """What a reader asks of a report, all with a default.

    Attributes
    ----------
    country : str or Path
        Country profile.
    perspective : str
        Whose costs and gains decide.
    do_minimum : str or None
        The least that could be done; by default the cheapest strategy that does anything.
    fiscal : str or Path or None
        The user's file of savings and costs of public services.
    choices : Choices
        Unit of value, discounting and the like.
    families : int or None
        Families whom the decision touches beyond those simulated, for the worth of learning more; those simulated when
        left out [families].
    horizon : int
        Years for which the decision holds [years].
    people : dict of str to str
        Who commissioned, made and checked the report, by role.
    sensitivity : str or Path or None
        Folder of a sensitivity analysis of the same study; the folder ``sensitivity`` within the study's own, where
        there is one, when left out.
    """

    country: str | Path = "england"
    perspective: str = "society"
    do_minimum: str | None = None
    fiscal: str | Path | None = None
    choices: Choices = field(default_factory=Choices)
    families: int | None = None
    horizon: int = 3
    people: Mapping[str, str] = field(default_factory=dict)
    sensitivity: str | Path | None = None


@dataclass(frozen=True, eq=False)
class Stress:
    """What becomes of the choice with every weakly founded input at its worst end.

    Attributes
    ----------
    ends : tuple of WorstEnd
        Inputs that were moved, the most strongly associated first.
    names : tuple of str
        Strategies.
    net, error : tuple of float
        Mean net value of each strategy there, and its Monte Carlo error [money].
    best : str
        Strategy with the highest.
    gap, gap_error : float
        How far it is ahead, in the same worlds, of the recommended strategy (of the best of the rest where it is that
        itself), and the Monte Carlo error of that [money].
    worlds : int
        Worlds run.
    why_not : str
        Why it could not be run; empty where it was.
    """

    ends: tuple[WorstEnd, ...]
    names: tuple[str, ...] = ()
    net: tuple[float, ...] = ()
    error: tuple[float, ...] = ()
    best: str = ""
    gap: float = 0.0
    gap_error: float = 0.0
    worlds: int = 0
    why_not: str = ""

    @classmethod
    def told(
        cls, ends: tuple[WorstEnd, ...], names: tuple[str, ...], net: npt.NDArray[np.float64], recommended: str
    ) -> Stress:
        """Tell which strategy is best there, and how far it is ahead of the recommended one.

        Parameters
        ----------
        ends : tuple of WorstEnd
            Inputs that were moved.
        names : tuple of str
            Strategies.
        net : numpy.ndarray, shape (worlds, strategies)
            Net value in each world [money].
        recommended : str
            The choice as things are.

        Returns
        -------
        Stress
        """
        means, worlds = net.mean(axis=0), len(net)
        errors = net.std(axis=0, ddof=1) / np.sqrt(worlds)
        best = names[int(means.argmax())]
        rest = recommended if best != recommended else names[int(np.argsort(means)[-2])]
        gaps = net[:, names.index(best)] - net[:, names.index(rest)]
        gap, error = float(gaps.mean()), float(gaps.std(ddof=1) / np.sqrt(worlds))
        return cls(ends, names, tuple(map(float, means)), tuple(map(float, errors)), best, gap, error, worlds)


@dataclass(frozen=True)
class Alternative:
    """The choice under another structural choice, named before its result was known.

    Attributes
    ----------
    label, why : str
        What is different, and why somebody would have it so.
    best : str
        Strategy with the highest mean net value.
    net : tuple of float
        Mean net value of each strategy [money].
    lead : float
        How far the recommended strategy of the report is ahead of the best of the rest; below 0 it is behind [money].
    """

    label: str
    why: str
    best: str
    net: tuple[float, ...]
    lead: float


PILOTS = (20, 40, 80, 160, 320, 640)
"""Sizes of a pilot that are looked at [people]."""


def pilot_costs(appraisal: Appraisal) -> tuple[float, float]:
    """Reckon what a pilot costs from a coordinator's hour.

    Parameters
    ----------
    appraisal : Appraisal
        Its country and prices.

    Returns
    -------
    fixed, each : float
        Cost of any pilot and of each person in it [money].
    """
    hour, fixed, each = (
        float(parameter(key).value or 0.0)
        for key in ("cost.coordinator_hour", "pilot.hours_fixed", "pilot.hours_person")
    )
    return hour * fixed, hour * each


def check_draws(figures: StudyFigures, whole: npt.NDArray[np.bool_]) -> None:
    """Refuse a study of which too few draws are whole, and say how many runs are missing."""
    if int(whole.sum()) < FEWEST_DRAWS:
        problems = Problems("Plan a study with more draws, or `peersim study extend` this one.")
        missing = f" ({figures.missing:,} of {figures.runs:,} runs are missing or failed)" if figures.missing else ""
        problems.add(
            f"only {int(whole.sum())} draws are whole, with every run of every strategy finished{missing}; a report "
            f"needs at least {FEWEST_DRAWS}"
        )
        problems.raise_if_any()


def check_asked(asked: Asked, figures: StudyFigures, appraisal: Appraisal) -> None:
    """Refuse what cannot be asked of a study, all of it at once."""
    problems = Problems()
    if asked.perspective not in appraisal.after:
        allowed = ", ".join(appraisal.after)
        problems.add(
            f'perspective: "{asked.perspective}" has no payer or is unknown; allowed {allowed}.'
            f"{nearest(asked.perspective, appraisal.after)}"
        )
    if asked.do_minimum is not None and (asked.do_minimum not in figures.names or asked.do_minimum == NOTHING):
        others = [name for name in figures.names if name != NOTHING]
        problems.add(
            f'do_minimum: the study has no strategy "{asked.do_minimum}" that does anything; it has '
            f"{', '.join(others)}.{nearest(asked.do_minimum, others)}"
        )
    if asked.horizon < 1:
        problems.add(f"horizon is {asked.horizon} years; it must be at least 1")
    if asked.families is not None and asked.families < 1:
        problems.add(f"families is {asked.families}; it must be at least 1")
    problems.raise_if_any()


def structures(asked: Asked, appraisal: Appraisal) -> list[tuple[str, str, Choices, str]]:
    """List structural choices that somebody could make otherwise, each with a reason, and the perspective it is for."""
    usual, where = asked.choices, asked.perspective
    found = [
        ("volunteers' hours as a cost to society", "they could have done something else",
         replace(usual, volunteer_time="cost"), where),
        ("volunteers' own wellbeing left out", "it is observed, not tried",
         replace(usual, volunteer_gain=False), where),
        ("unit costs as the runs paid them", "no re-basing of older prices", replace(usual, rebase=False), where),
    ]  # fmt: skip
    for name, discounting in appraisal.profile.discounting.items():
        if name != usual.discounting:
            title = name.upper() if len(name) < 5 else name.replace("_", " ")
            found.append((f"discounting: {title}", discounting.why,
                          replace(usual, discounting=name), where))  # fmt: skip
    for how, meaning in TRANSLATIONS.items():
        if how != usual.translation:
            found.append((f"wellbeing scale turned into life satisfaction by {how}", meaning,
                          replace(usual, translation=how), where))  # fmt: skip
    if "qaly" in appraisal.profile.units and appraisal.unit != "qaly":
        found.append(("wellbeing valued in quality-adjusted life years", "the other official unit; never added to it",
                      replace(usual, unit="qaly"), where))  # fmt: skip
    found.append(("the funder's view alone", "what it pays, and nothing it gains", usual, "funder"))
    return found
