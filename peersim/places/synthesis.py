"""Drawing a catchment from a profile: families with everything that is fixed about them, people from outside, venues.

A family's traits are a function of the run's key and its identity, never of how many families there are: a larger
catchment contains the smaller one. Only distances grow with the number of families, and arrivals follow the starters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from peersim.foundation.draws import standard_normal, uniforms
from peersim.foundation.problems import Problems
from peersim.foundation.units import SLOTS_PER_WEEK, WEEKS_PER_YEAR
from peersim.places import purposes
from peersim.places.areas import Areas, draw_areas, draw_venues
from peersim.places.family import FAMILY, OUTSIDE_FROM
from peersim.places.plan import YOUNG_WEEKS, Plan, plan_of
from peersim.places.profile import Profile
from peersim.places.tables import beta_quantile, beta_shapes
from peersim.places.used import TRAITS

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Families = npt.NDArray[Any]

_AT_ONCE = 16_384  # families drawn together: few enough to stay in the processor's cache
_SCALE = 10.0  # isolation and confidence run from 0 to 10
_SWEMWBS = (7.0, 35.0)  # ends of the scale, by its construction
_LANGUAGES = 4  # home languages other than English told apart
_CHILDHOOD_YEARS = 18.0
_FAR_WEEKS = 1 << 30  # later than any run


@dataclass(frozen=True, eq=False)
class Catchment:
    """Everyone who could ever appear in a run, and where things are.

    Attributes
    ----------
    families : records of FAMILY
        Families of the catchment: those eligible at week 0, then those who arrive later, in order of arrival.
    outsiders : records of FAMILY
        People from outside who might offer to volunteer, those who need least exposure first; never eligible.
    venues : numbers [km], shape (12, 2)
        East and north of the first venue, which is at (0, 0).
    parents_at_start : int
        Families eligible at week 0: the first rows of `families`.
    radius : float
        Radius of the catchment [km].
    profile : Profile
        The place.
    notes : tuple of str
        What a planner should know about this catchment, in sentences.
    """

    families: Families
    outsiders: Families
    venues: Numbers
    parents_at_start: int
    radius: float
    profile: Profile
    notes: tuple[str, ...] = ()

    @cached_property
    def arriving(self) -> npt.NDArray[np.int32]:
        """Rows of families in the order in which they become eligible."""
        return np.argsort(self.families["eligible_from"], kind="stable").astype(np.int32)

    @cached_property
    def leaving(self) -> npt.NDArray[np.int32]:
        """Rows of families in the order in which they cease to be eligible."""
        return np.argsort(self.families["eligible_to"], kind="stable").astype(np.int32)


def synthesise(profile: Profile, parents: int, weeks: int, key: np.uint64) -> Catchment:
    """Draw the catchment of one run.

    Parameters
    ----------
    profile : Profile
        The place.
    parents : int
        Families eligible at week 0, at least 1.
    weeks : int
        Length of the run; families arrive up to then.
    key : numpy.uint64
        The run's key.

    Returns
    -------
    Catchment
        Families, people from outside and venues.

    Raises
    ------
    InputError
        If `parents` is below 1 or `weeks` below 0.
    """
    problems = Problems()
    if parents < 1:
        problems.add(f"A catchment of {parents} families cannot be drawn; allowed 1 or more.")
    if weeks < 0:
        problems.add(f"A run of {weeks} weeks cannot be drawn; allowed 0 or more.")
    problems.raise_if_any()
    plan = plan_of(profile)
    count = math.ceil(parents * (1.0 + plan.leaving_rate * weeks))
    draw = _Synthesis(profile, plan, parents, np.uint64(key))
    outside = math.ceil(parents * profile.assumed("outsiders_per_family"))
    outsiders = draw.people(OUTSIDE_FROM, outside)
    outsiders = _reordered(outsiders, np.lexsort((outsiders["uid"], outsiders["enquire_threshold"])))
    radius = plan.catchment_radius(parents)
    notes: tuple[str, ...] = ()
    if parents > plan.families_in_place:
        notes = (
            f"{parents:,} eligible families is more than the {plan.families_in_place:,.0f} with a child under five in "
            f"{profile.name}; they are drawn as if it were as large.",
        )
    return Catchment(
        families=draw.people(0, count),
        outsiders=outsiders,
        venues=draw_venues(radius, draw.key),
        parents_at_start=parents,
        radius=radius,
        profile=profile,
        notes=notes,
    )


def _reordered(people: Families, order: npt.NDArray[np.intp]) -> Families:
    """Reorder records byte for byte: NumPy's own indexing leaves the gaps between fields as it finds them."""
    whole = people.view(np.dtype((np.void, people.itemsize)))
    return np.ascontiguousarray(whole[order]).view(people.dtype)


class _Synthesis:
    """One catchment being drawn."""

    def __init__(self, profile: Profile, plan: Plan, parents: int, key: np.uint64) -> None:
        self.plan = plan
        self.parents = parents
        self.key = key
        self.assumed = {name: value.value or 0.0 for name, value in profile.assumptions.items()}
        self.area_count = math.ceil(parents / plan.families_per_area)
        self.areas: Areas = draw_areas(self.area_count, plan, self.assumed["pt_spread_between_areas"], key)
        self.radius = plan.catchment_radius(parents)

    def people(self, first: int, count: int) -> Families:
        """Draw people with consecutive identities."""
        everyone: Families = np.zeros(count, dtype=FAMILY)
        for start in range(0, count, _AT_ONCE):
            rows = everyone[start : start + _AT_ONCE]
            rows["uid"] = np.arange(first + start, first + start + len(rows))
            _Batch(self, rows).fill()
        return everyone


class _Batch:
    """A batch of people being drawn; one method for each group of traits."""

    def __init__(self, whole: _Synthesis, rows: Families) -> None:
        self.whole = whole
        self.plan = whole.plan
        self.assumed = whole.assumed
        self.rows = rows
        self.uid: Whole = np.ascontiguousarray(rows["uid"])
        self.outside = bool(self.uid[0] >= OUTSIDE_FROM)

    def uniform(self, purpose: int, n: int = 0) -> Numbers:
        """Draw everybody's uniform number for a purpose."""
        return uniforms(self.whole.key, self.uid, purpose, n=n)

    def normal(self, purpose: int, n: int = 0) -> Numbers:
        """Draw everybody's standard normal number for a purpose."""
        return standard_normal(self.uniform(purpose, n))

    def beta(self, name: str, normal: Numbers) -> Numbers:
        """Turn a latent normal into a trait with a Beta distribution."""
        return beta_quantile(self.assumed[f"{name}_a"], self.assumed[f"{name}_b"], _rank(normal))

    def linked(self, purpose: int, *links: tuple[float, Numbers]) -> Numbers:
        """Draw a latent normal with given correlations to others that are (nearly) independent of one another."""
        explained = sum(strength * strength for strength, _ in links)
        shrink = min(1.0, 1.0 / math.sqrt(explained)) if explained > 0.0 else 1.0
        found = math.sqrt(max(0.0, 1.0 - explained * shrink * shrink)) * self.normal(purpose)
        for strength, other in links:
            found += strength * shrink * other
        return found

    def fill(self) -> None:
        """Draw everything."""
        self.home()
        latent = self.traits()
        self.language_and_culture(latent[:, TRAITS.index("low_english")])
        age = self.children_and_time()
        self.work_and_time(age)
        self.needs(latent)
        self.experience()
        for field, purpose in (
            ("hear_threshold", purposes.HEAR),
            ("refer_threshold", purposes.REFER),
            ("enquire_threshold", purposes.ENQUIRE),
        ):
            self.rows[field] = -np.log1p(-self.uniform(purpose))

    def home(self) -> None:
        """Draw the small area and the home in it: starters and outsiders fill areas in order, arrivals go anywhere."""
        whole, rows, full = self.whole, self.rows, self.plan.families_per_area
        if self.outside:  # as many in each area as go with its families, so that more families move nobody
            area = ((self.uid - OUTSIDE_FROM) / (self.assumed["outsiders_per_family"] * full)).astype(np.int64)
            area = np.minimum(area, whole.area_count - 1)
        else:
            anywhere = (self.uniform(purposes.ARRIVAL_AREA) * whole.area_count).astype(np.int64)
            area = np.where(self.uid < whole.parents, self.uid // full, anywhere)
        distance = self.plan.area_radius * np.sqrt(self.uniform(purposes.HOME, 0))
        angle = 2.0 * np.pi * self.uniform(purposes.HOME, 1)
        rows["area"] = area
        rows["x"] = whole.radius * whole.areas.centre[area, 0] + distance * np.cos(angle)
        rows["y"] = whole.radius * whole.areas.centre[area, 1] + distance * np.sin(angle)
        rows["public_transport"] = whole.areas.public_transport[area]

    def traits(self) -> Numbers:
        """Draw the six traits together: a trait holds where its latent normal is below the threshold."""
        own = np.column_stack([self.normal(purposes.TRAIT, n) for n in range(len(TRAITS))])
        latent: Numbers = own @ self.plan.own_map.T
        shared = self.whole.areas.latent[self.rows["area"]]
        latent[:, : shared.shape[1]] += shared
        rank = _rank(latent)
        for position, trait in enumerate(TRAITS):
            holds = rank[:, position] < self.plan.shares[position]
            if trait == "no_car":
                self.rows["has_car"] = ~holds
            else:
                self.rows[trait] = holds
        self.rows["online_rank"] = rank[:, TRAITS.index("digital_gap")]
        return latent

    def language_and_culture(self, latent: Numbers) -> None:
        """Draw language and ethnic group: another home language is the latent trait of low English with more room."""
        other = _rank(latent) < self.plan.other_language
        which = 1 + (self.uniform(purposes.LANGUAGE) * _LANGUAGES).astype(np.int64)
        self.rows["language"] = np.where(other, which, 0)
        minority = self.linked(purposes.NOT_WHITE, (self.assumed["culture_language_link"], latent))
        group = 1 + np.searchsorted(self.plan.groups, self.uniform(purposes.CULTURE), side="right")
        group = np.minimum(group, len(self.plan.groups))
        self.rows["culture"] = np.where(_rank(minority) < self.plan.not_white, group, 0)

    def children_and_time(self) -> Numbers:
        """Draw children under five and the weeks of eligibility; return the youngest child's age on entry [weeks]."""
        rows, plan, window = self.rows, self.plan, self.plan.window_weeks
        rank_of_age = self.uniform(purposes.YOUNGEST_AGE)
        u = self.uniform(purposes.UNDER_FIVES)
        three = self.assumed["under5s_three"]
        rows["under5s"] = 1 + (u < three + self.assumed["under5s_two"]) + (u < three)
        care = self.linked(purposes.CARE, (self.assumed["care_age_link"], standard_normal(rank_of_age)))
        rows["care_rank"] = _rank(care)
        age = np.floor(rank_of_age * window).astype(np.int64)
        if self.outside:
            return self.outsiders_children(age)
        order = self.uid - self.whole.parents
        later = order >= 0
        when = (order + self.uniform(purposes.ARRIVAL_WEEK)) / (plan.leaving_rate * self.whole.parents)
        start = np.where(later, np.maximum(1, when.astype(np.int64)), 0)
        newborn = later & (self.uniform(purposes.ARRIVES_NEWBORN) < plan.newborn_share)
        age = np.where(newborn, 0, age)
        stay = np.full(len(rows), _FAR_WEEKS, dtype=np.int64)
        if plan.moving_rate > 0.0:
            waits = -np.log1p(-self.uniform(purposes.MOVES_AWAY)) / plan.moving_rate
            stay = 1 + np.minimum(waits, _FAR_WEEKS).astype(np.int64)
        rows["youngest_weeks"] = age - start
        rows["eligible_from"] = start
        rows["eligible_to"] = start + np.minimum(window - age, stay)
        return age.astype(np.float64)

    def outsiders_children(self, age: Whole) -> Numbers:
        """Give people from outside their children: most have older ones only, and none is ever eligible."""
        rows, window = self.rows, self.plan.window_weeks
        has_under5s = self.uniform(purposes.OUTSIDER_UNDER_FIVES) < self.assumed["outsiders_with_under5s"]
        most = max(window + 1.0, _CHILDHOOD_YEARS * WEEKS_PER_YEAR)
        older = window + np.floor(self.uniform(purposes.OLDER_CHILD_AGE) * (most - window)).astype(np.int64)
        age = np.where(has_under5s, age, older)
        lowest = self.assumed["care_rank_without_under5s"]
        rows["under5s"] = np.where(has_under5s, rows["under5s"], 0)
        rows["care_rank"] = np.where(has_under5s, rows["care_rank"], lowest + (1.0 - lowest) * rows["care_rank"])
        rows["youngest_weeks"] = age
        rows["eligible_from"] = 0
        rows["eligible_to"] = 0
        return age.astype(np.float64)

    def work_and_time(self, age: Numbers) -> None:
        """Draw paid work, its hours and the free slots of the week."""
        rows, plan = self.rows, self.plan
        lone, low = rows["lone_parent"].astype(np.int64), rows["low_income"].astype(np.int64)
        group = np.where(age < YOUNG_WEEKS, 0, np.where(age < plan.window_weeks, 1, 2))
        works = self.uniform(purposes.WORKS) < plan.works[group, lone, low]
        part_time = self.uniform(purposes.PART_TIME) < self.assumed["part_time_share"]
        hours = np.where(works, np.where(part_time, 1, 2), 0)
        chance = np.ascontiguousarray(plan.free.T)
        kind = 2 * hours + lone
        free = np.zeros(len(rows), dtype=np.int64)
        for slot in range(SLOTS_PER_WEEK):
            free |= (self.uniform(purposes.FREE_SLOT, slot) < chance[slot][kind]).astype(np.int64) << slot
        nonstandard = works & (self.uniform(purposes.NONSTANDARD_HOURS) < plan.nonstandard)
        turn = 1 + (self.uniform(purposes.SHIFT_OF_HOURS) * (SLOTS_PER_WEEK - 1)).astype(np.int64)
        turned = ((free << turn) | (free >> (SLOTS_PER_WEEK - turn))) & ((1 << SLOTS_PER_WEEK) - 1)
        rows["works"] = works
        rows["nonstandard_hours"] = nonstandard
        rows["free_slots"] = np.where(nonstandard, turned, free)

    def needs(self, latent: Numbers) -> None:
        """Draw need, fear, isolation, wellbeing, confidence, personality; a low latent trait is a hardship."""
        rows, assumed = self.rows, self.assumed
        need = self.linked(
            purposes.NEED,
            (-assumed["need_low_income_link"], latent[:, TRAITS.index("low_income")]),
            (-assumed["need_send_link"], latent[:, TRAITS.index("send")]),
        )
        need = need / self.need_spread()
        isolation = self.linked(purposes.ISOLATION, (assumed["isolation_need_link"], need))
        wellbeing = self.linked(purposes.WELLBEING, (assumed["wellbeing_isolation_link"], isolation))
        confidence = self.linked(purposes.CONFIDENCE, (assumed["confidence_wellbeing_link"], wellbeing))
        fear = self.linked(purposes.JUDGEMENT_FEAR, (assumed["judgement_need_link"], need))
        rows["need"] = self.beta("need", need)
        rows["judgement_fear"] = self.beta("judgement", fear)
        rows["isolation_start"] = self.on_scale("isolation", isolation)
        rows["confidence_start"] = self.on_scale("confidence", confidence)
        rows["wellbeing_start"] = np.clip(assumed["wellbeing_mean"] + assumed["wellbeing_sd"] * wellbeing, *_SWEMWBS)
        rows["personality"] = self.beta("personality", self.normal(purposes.PERSONALITY))
        rows["giving"] = self.beta("giving", self.normal(purposes.GIVING))
        rows["readiness"] = self.beta("readiness", self.normal(purposes.READINESS))
        rows["prefers_group"] = self.normal(purposes.PREFERS_GROUP)
        rows["propensity"] = self.normal(purposes.PROPENSITY)
        spread = assumed["posting_log_sd"]
        rows["posting"] = np.exp(spread * self.normal(purposes.POSTING) - spread * spread / 2.0)

    def need_spread(self) -> float:
        """Give the standard deviation of the sum that makes need: low income and special needs go together."""
        one, two = self.assumed["need_low_income_link"], self.assumed["need_send_link"]
        together = float(self.plan.links[TRAITS.index("low_income"), TRAITS.index("send")])
        shrink = min(1.0, 1.0 / math.sqrt(max(one * one + two * two, 1e-12)))
        return math.sqrt(1.0 + 2.0 * one * two * together * shrink * shrink)

    def on_scale(self, name: str, normal: Numbers) -> Numbers:
        """Turn a latent normal into a trait on the scale from 0 to 10."""
        shapes = beta_shapes(self.assumed[f"{name}_mean"] / _SCALE, self.assumed[f"{name}_sd"] / _SCALE)
        return _SCALE * beta_quantile(*shapes, _rank(normal))

    def experience(self) -> None:
        """Draw what somebody has lived through, how long ago, and what matters to them in a match."""
        rows, assumed = self.rows, self.assumed
        other = np.array([assumed["topic_mental_health"], assumed["topic_feeding"], assumed["topic_loss"]])
        # of 0 early parenthood, 1 mental health, 3 feeding, 4 loss: the first has what the others leave
        ends = np.cumsum([1.0 - other.sum(), *other[:-1]])
        topic = np.array([0, 1, 3, 4])[np.searchsorted(ends, self.uniform(purposes.TOPIC), side="right")]
        own = rows["send"] & (self.uniform(purposes.TOPIC_SEND) < assumed["topic_send_given_send"])
        rows["topic"] = np.where(own, 2, topic)
        shape = assumed["experience_outsider_shape" if self.outside else "experience_parent_shape"]
        ago = 1.0 - (1.0 - self.uniform(purposes.EXPERIENCE)) ** (1.0 / shape)
        rows["experience_years"] = assumed["experience_years_longest"] * ago
        names = ("personality", "culture", "language", "experience")
        ends = np.cumsum([assumed[f"priority_{name}"] for name in names])
        rows["priority"] = np.searchsorted(ends, self.uniform(purposes.PRIORITY), side="right")


def _rank(normal: Numbers) -> Numbers:
    """Turn latent normals into ranks [0 to 1]."""
    from scipy.special import ndtr

    found: Numbers = ndtr(normal)
    return found
