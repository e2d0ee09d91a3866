"""Country profiles: the money, discounting, thresholds and units of value that a country brings to an appraisal."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from peersim.economics.discounting import Discounting, Schedule
from peersim.economics.prices import Deflator, PriceYear, read_price_year
from peersim.evidence.table import parameter, parameters, unknown
from peersim.foundation.problems import InputError, Problems, nearest

PROFILES = ("england", "scotland", "canada", "australia")
"""Profiles that come with the package."""

UNITS = ("wellby", "qaly", "none")
"""Ways in which wellbeing can be put in money by a profile; a unit of the user's own is the fourth."""

GRADES = ("A", "B", "C", "D")
"""Grades of evidence, best first."""

_ENDS = ("low", "value", "high")


@dataclass(frozen=True)
class Threshold:
    """What a payer is held to pay for one unit of effect.

    Attributes
    ----------
    per : str
        ``"qaly"`` or ``"wellby"``.
    key : str
        Evidence key.
    end : str
        Which end of the evidence row it is: ``low``, ``value`` or ``high``.
    value : float
        Money for one unit, in the money of `price_year`.
    price_year : PriceYear or None
        Year of its prices; None for what is paid today and is not re-based.
    """

    per: str
    key: str
    end: str
    value: float
    price_year: PriceYear | None


@dataclass(frozen=True)
class Check:
    """The check that volunteers go through.

    Attributes
    ----------
    name : str
        What it is called there.
    key : str
        Evidence key of what it costs the programme; empty where none was found.
    fee : str
        Evidence key of the fee itself; empty where none was found.
    note : str
        What is not known of it.
    """

    name: str
    key: str
    fee: str
    note: str


@dataclass(frozen=True)
class Optimism:
    """By how much benefits are cut, and costs raised, for the grade of what they rest on.

    Attributes
    ----------
    key : str
        Evidence row that the scale belongs to.
    benefits, costs : dict of str to float
        Share by grade [0 to 1].
    grade, reason : str
        Grade of the scale itself, and why it is what it is.
    """

    key: str
    benefits: dict[str, float]
    costs: dict[str, float]
    grade: str
    reason: str


@dataclass(frozen=True)
class Equity:
    """What weighs gains by income.

    Attributes
    ----------
    elasticity_key : str
        Evidence row of how fast the worth of money falls as income rises.
    low_income_ratio : float
        Income of a family on a low income, over the middle income.
    grade, reason : str
        Grade of that ratio, and why.
    """

    elasticity_key: str
    low_income_ratio: float
    grade: str
    reason: str


@dataclass(frozen=True)
class Profile:
    """A country's profile.

    Attributes
    ----------
    name, country : str
        File name without ending, and what the country is called.
    currency, symbol : str
        Code and sign of its money.
    price_year : PriceYear
        Year in whose prices results are given, unless told otherwise.
    unit : str
        How wellbeing is put in money unless told otherwise.
    units : tuple of str
        The ways that its guidance, or this package, knows for it.
    keys : dict of str to str
        Evidence keys by purpose: ``wellby``, ``qaly``, ``volunteer_year``, ``volunteer_hours``, ``volunteer_hour``,
        ``on_cost``, ``pension``, ``wage_floor``; those without one are missing.
    wage_floor : float or None
        Lowest lawful wage [money an hour]; None where none was found.
    thresholds : tuple of Threshold
        What is paid for one unit.
    discounting : dict of str to Discounting
        Schedules for costs and health by scenario; ``"default"`` is the country's own.
    health_reason : str
        Why wellbeing is discounted as it is.
    check : Check
        The check on volunteers.
    employment_allowance : bool
        Whether an allowance covers the employer's National Insurance, so that the only on-cost is the pension.
    on_cost_note : str
        How far that goes.
    optimism : Optimism
        Cuts by grade.
    equity : Equity
        Income weights.
    deflator : Deflator
        Prices of one year in those of another.
    future_inflation : float
        Rise of prices a year after the last year with an index, for cash budgets [share].
    future_reason : str
        Why that.
    """

    name: str
    country: str
    currency: str
    symbol: str
    price_year: PriceYear
    unit: str
    units: tuple[str, ...]
    keys: dict[str, str]
    wage_floor: float | None
    thresholds: tuple[Threshold, ...]
    discounting: dict[str, Discounting]
    health_reason: str
    check: Check
    employment_allowance: bool
    on_cost_note: str
    optimism: Optimism
    equity: Equity
    deflator: Deflator
    future_inflation: float
    future_reason: str

    def discounted_by(self, scenario: str) -> Discounting:
        """Give the schedules of a scenario; an `InputError` names the nearest when there is none."""
        if scenario not in self.discounting:
            raise InputError(
                [f'unknown discounting "{scenario}" for {self.country}; allowed {", ".join(self.discounting)}.'
                 f"{nearest(scenario, self.discounting)}"]
            )  # fmt: skip
        return self.discounting[scenario]


def read_profile(profile: str | Path | Profile = "england") -> Profile:
    """Read a country's profile.

    Parameters
    ----------
    profile : str, pathlib.Path or Profile
        Name of one that comes with the package, a TOML file of your own, or a profile, which is given back.

    Returns
    -------
    Profile
        Checked.

    Raises
    ------
    InputError
        With every problem of the file, or the nearest name when there is no such profile.
    """
    if isinstance(profile, Profile):
        return profile
    if isinstance(profile, str) and profile in PROFILES:
        return _shipped(profile)
    path = Path(profile)
    if path.suffix != ".toml":
        raise InputError(
            [f'unknown country profile "{profile}"; allowed {", ".join(PROFILES)}, or a .toml file.'
             f"{nearest(str(profile), PROFILES)}"]
        )  # fmt: skip
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError([f"{path}: cannot be read: {error.strerror}"]) from None
    return _parse(path.stem, str(path), text)


@cache
def _shipped(name: str) -> Profile:
    return _parse(name, f"{name}.toml", _text(name))


def _text(name: str) -> str:
    return files("peersim.economics.profiles").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def _parse(name: str, where: str, text: str) -> Profile:
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError([f"{where}: not TOML: {error}"]) from None
    base = raw.pop("extends", None)
    if base is not None:
        if base not in PROFILES:
            raise InputError([f'{where}: extends "{base}"; allowed {", ".join(PROFILES)}.{nearest(base, PROFILES)}'])
        raw = _over(tomllib.loads(_text(base)), raw)
    return _Reader(where, raw).profile(name)


def _over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Lay one table over another; tables within are laid over each other, anything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        held = merged.get(key)
        merged[key] = _over(held, value) if isinstance(held, dict) and isinstance(value, dict) else value
    return merged


class _Reader:
    """Reads a profile's tables; notes every problem before it complains."""

    def __init__(self, where: str, raw: dict[str, Any]) -> None:
        self.where, self.raw = where, raw
        self.problems = Problems(hint="See the profiles in peersim/economics/profiles.")

    def profile(self, name: str) -> Profile:
        """Read everything."""
        valuation, discount = self.table("valuation"), self.table("discount")
        units = tuple(self.get(valuation, "valuation", "units", list, ["none"]))
        for unit in units:
            if unit not in UNITS:
                self.wrong(f'valuation.units has "{unit}"; allowed {", ".join(UNITS)}.{nearest(str(unit), UNITS)}')
        unit = self.get(valuation, "valuation", "unit", str, "none")
        if unit not in units:
            self.wrong(f'valuation.unit is "{unit}"; allowed {", ".join(units)}, as valuation.units says')
        keys = self.keys(valuation)
        made: dict[str, Any] = {
            "country": self.get(self.raw, "", "country", str, name),
            "currency": self.get(self.raw, "", "currency", str, "?"),
            "symbol": self.get(self.raw, "", "symbol", str, ""),
            "price_year": self.year(self.get(self.raw, "", "price_year", str, "2025")),
            "wage_floor": self.floor(),
            "thresholds": self.thresholds(),
            "discounting": self.discounting(discount),
            "health_reason": self.get(discount, "discount", "health_reason", str, ""),
            "check": self.check(),
            "employment_allowance": self.get(self.table("on_costs"), "on_costs", "employment_allowance", bool, False),
            "on_cost_note": self.table("on_costs").get("standing", ""),
            "optimism": self.optimism(),
            "equity": self.equity(),
            "deflator": self.deflator(),
            "future_inflation": float(self.get(self.table("future"), "future", "inflation", (int, float), 0.0)),
            "future_reason": self.get(self.table("future"), "future", "reason", str, ""),
        }
        self.problems.raise_if_any()
        return Profile(name=name, unit=unit, units=units, keys=keys, **made)

    def wrong(self, words: str) -> None:
        """Note a problem."""
        self.problems.add(f"{self.where}: {words}")

    def table(self, key: str) -> dict[str, Any]:
        """Give a table of the file; note it when it is not there."""
        value = self.raw.get(key)
        if isinstance(value, dict):
            return value
        self.wrong(f"[{key}] is missing; a profile must have it")
        return {}

    def get(self, table: dict[str, Any], within: str, key: str, kind: Any, otherwise: Any) -> Any:
        """Give one value; note it when it is missing or of another kind."""
        at = f"{within}.{key}" if within else key
        if key not in table:
            if not within or table:
                self.wrong(f"{at} is missing")
            return otherwise
        if not isinstance(table[key], kind) or (isinstance(table[key], bool) and kind is not bool):
            self.wrong(f"{at} is {table[key]!r}, which is of the wrong kind")
            return otherwise
        return table[key]

    def year(self, text: str) -> PriceYear:
        """Read a price year that must be one."""
        found = read_price_year(text)
        if found is None:
            self.wrong(f'price_year is "{text}"; write a year such as "2023" or "2025-26"')
            return PriceYear(text, {})
        return found

    def evidence(self, at: str, key: str) -> bool:
        """Whether a key is in the evidence table; note it when it is not."""
        if key in parameters():
            return True
        self.problems.add(unknown(key, f"{self.where}, {at}"))
        return False

    def keys(self, valuation: dict[str, Any]) -> dict[str, str]:
        """Collect evidence keys by purpose."""
        on_costs, wage = self.table("on_costs"), self.table("wage")
        found = {k: valuation[k] for k in ("wellby", "qaly", "volunteer_year", "volunteer_hours", "volunteer_hour")
                 if valuation.get(k)}  # fmt: skip
        more = {"on_cost": on_costs.get("rate_key"), "pension": on_costs.get("pension_key")}
        more |= {"wage_floor": wage.get("floor_key")}
        found |= {purpose: key for purpose, key in more.items() if key}
        for purpose, key in found.items():
            self.evidence(purpose, key)
        return found

    def floor(self) -> float | None:
        """Give the lowest lawful wage."""
        wage = self.raw.get("wage", {})
        key, end = wage.get("floor_key"), wage.get("floor_end", "value")
        if not key or key not in parameters():
            return None
        return self.end_of("wage", key, end)

    def end_of(self, at: str, key: str, end: Any) -> float | None:
        """Give an end of an evidence row."""
        if end not in _ENDS:
            self.wrong(f"{at}: end is {end!r}; allowed {', '.join(_ENDS)}")
            return None
        value: float | None = getattr(parameter(key), end)
        if value is None:
            self.wrong(f'{at}: {key} has no "{end}"')
        return value

    def thresholds(self) -> tuple[Threshold, ...]:
        """Read what is paid for one unit."""
        made = []
        for number, row in enumerate(self.raw.get("threshold", []), start=1):
            at, key = f"[[threshold]] {number}", row.get("key", "")
            if row.get("per") not in ("qaly", "wellby"):
                self.wrong(f"{at}: per is {row.get('per')!r}; allowed qaly, wellby")
            if self.evidence(at, key):
                value = self.end_of(at, key, row.get("end", "value"))
                if value is not None:
                    made.append(Threshold(row["per"], key, row.get("end", "value"), value, price_year_of(key)))
        return tuple(made)

    def discounting(self, discount: dict[str, Any]) -> dict[str, Discounting]:
        """Read the schedules and which of them each scenario takes."""
        schedules = {
            name: self.schedule(name, row)
            for name, row in discount.get("schedule", {}).items()
            if isinstance(row, dict)
        }
        scenarios = {"default": {"costs": discount.get("costs"), "health": discount.get("health"), "why": ""}}
        made = {}
        for name, row in (scenarios | discount.get("scenario", {})).items():
            pair = []
            for what in ("costs", "health"):
                if row.get(what) not in schedules:
                    self.wrong(f'discount: {what} of "{name}" is {row.get(what)!r}; allowed {", ".join(schedules)}')
                pair.append(schedules.get(row.get(what), Schedule("none", ((0, 0.0),), "", "")))
            made[name] = Discounting(pair[0], pair[1], row.get("why", ""))
        return made

    def schedule(self, name: str, row: dict[str, Any]) -> Schedule:
        """Read one schedule; its first rate must be that of its evidence row."""
        bands = row.get("bands", [])
        good = bool(bands) and all(
            isinstance(band, list) and len(band) == 2 and isinstance(band[0], int) and 0.0 <= band[1] < 1.0
            for band in bands
        )  # fmt: skip
        starts = [band[0] for band in bands] if good else []
        if not good or starts[0] != 0 or starts != sorted(set(starts)):
            self.wrong(
                f"discount.schedule.{name}: bands are [first year, rate], years rising from 0, rates from 0 to below 1"
            )
            return Schedule(name, ((0, 0.0),), "", "")
        key = row.get("key", "")
        if key and self.evidence(f"discount.schedule.{name}", key) and parameter(key).value != bands[0][1]:
            self.wrong(
                f"discount.schedule.{name}: the first rate is {bands[0][1]:g}, but {key} is {parameter(key).value:g}"
            )
        return Schedule(name, tuple((int(a), float(b)) for a, b in bands), key, row.get("standing", ""))

    def check(self) -> Check:
        """Read the check on volunteers."""
        row = self.table("check")
        for what in ("key", "fee"):
            if row.get(what):
                self.evidence(f"check.{what}", row[what])
        return Check(row.get("name", ""), row.get("key", ""), row.get("fee", ""), row.get("note", ""))

    def optimism(self) -> Optimism:
        """Read the cuts by grade."""
        row = self.table("optimism")
        sides: dict[Literal["benefits", "costs"], dict[str, float]] = {}
        for side in ("benefits", "costs"):
            given = row.get(side, {})
            for grade in GRADES:
                if not isinstance(given.get(grade), int | float) or not 0.0 <= given[grade] <= 1.0:
                    self.wrong(f"optimism.{side}.{grade} is {given.get(grade)!r}; allowed 0 to 1")
            sides[side] = {grade: float(given.get(grade) or 0.0) for grade in GRADES}
        return Optimism(
            row.get("key", ""), sides["benefits"], sides["costs"], row.get("grade", "D"), row.get("reason", "")
        )

    def equity(self) -> Equity:
        """Read what weighs gains by income."""
        row = self.table("equity")
        ratio = self.get(row, "equity", "low_income_ratio", (int, float), 1.0)
        if not 0.0 < ratio <= 1.0:
            self.wrong(f"equity.low_income_ratio is {ratio:g}; allowed above 0 to 1")
        key = row.get("elasticity_key", "")
        self.evidence("equity.elasticity_key", key)
        return Equity(key, float(ratio), row.get("grade", "D"), row.get("reason", ""))

    def deflator(self) -> Deflator:
        """Read the rise of prices, year by year."""
        row = self.table("deflator")
        changes: dict[int, float] = {}
        standing: dict[int, str] = {}
        later = [(str(r.get("year")), r.get("percent"), r.get("standing", ""), r.get("source", ""))
                 for r in row.get("later", [])]  # fmt: skip
        read = [(year, percent, "READ", row.get("source", "")) for year, percent in row.get("read", {}).items()]
        for year, percent, how, source in read + later:
            if not year.isdigit() or not isinstance(percent, int | float) or percent <= -100.0:
                self.wrong(f"deflator: {year} = {percent!r} is not a percentage of a calendar year")
                continue
            changes[int(year)] = float(percent) / 100.0
            standing[int(year)] = f"{how}: {source}" if source else how
        years = sorted(changes)
        if years and years != list(range(years[0], years[-1] + 1)):
            missing = sorted(set(range(years[0], years[-1] + 1)) - set(years))
            self.wrong(f"deflator: {', '.join(map(str, missing))} missing between {years[0]} and {years[-1]}")
        return Deflator(row.get("name", ""), changes, standing, row.get("caveat", ""))


def price_year_of(key: str) -> PriceYear | None:
    """Say in which year's prices an evidence row is.

    Parameters
    ----------
    key : str
        Evidence key.

    Returns
    -------
    PriceYear or None
        None where the row states no year, or says that it holds today.
    """
    _, marked, text = parameter(key).setting.partition("price year: ")
    return read_price_year(text) if marked else None
