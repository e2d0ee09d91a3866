"""The simulation as a model of the EMA workbench: its uncertainties are our inputs, its levers ours, its outcomes ours.

What the EMA workbench calls a *scenario* is our draw: one set of values of what is unknown. What it calls a *policy* is
our scenario: what a planner chooses. Every experiment is run on the same families and luck, replication by replication,
so that what differs between two experiments is what was changed.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from peersim.analysis.sensitivity.quantities import COUNTED_AS_NONE
from peersim.foundation.problems import InputError, Problems, nearest

OUTCOMES = ("parents_reached", "parents_engaged_26w", "cost_a_year")
"""Outcomes unless others are named."""

RANKS = (0.025, 0.975)
"""Ranks of an input's distribution between which it varies, where the evidence table states no range."""

MODEL_NAME = "peersim"
"""Name of the model in the workbench, which wants letters and digits alone."""


class PeersimFunction:
    """What the workbench calls for each experiment: levers and inputs in, outcomes out.

    It holds plain values alone, so that it can be sent to other processes.

    Parameters
    ----------
    scenario : str
        Text of the resolved scenario that levers change.
    levers : dict of str to str
        Name of each lever by its name in the workbench.
    outcomes : sequence of str
        What is measured.
    place : dict
        The place's profile as plain values.
    parents, weeks, replications, seed : int
        Size [families], length [weeks], runs over which outcomes are means, and seed.
    """

    __name__ = MODEL_NAME

    def __init__(
        self,
        scenario: str,
        levers: dict[str, str],
        outcomes: Sequence[str],
        place: dict[str, Any],
        parents: int,
        weeks: int,
        replications: int,
        seed: int,
    ) -> None:
        self.scenario, self.levers, self.outcomes, self.place = scenario, dict(levers), tuple(outcomes), place
        self.parents, self.weeks, self.replications, self.seed = parents, weeks, replications, seed
        self._made: dict[Any, Any] = {}

    def __getstate__(self) -> dict[str, Any]:
        """Leave out what is made again where it is used: designs and families."""
        return {**self.__dict__, "_made": {}}

    def __call__(self, **chosen: Any) -> dict[str, float]:
        """Run one experiment.

        Parameters
        ----------
        **chosen
            Values of levers and inputs, by their names in the workbench.

        Returns
        -------
        dict of str to float
            Mean of each outcome over replications; nan where it cannot be told in one of them.
        """
        from peersim.engine.run import run_once
        from peersim.evidence.table import central
        from peersim.outcomes.registry import measure

        settings = tuple(
            sorted((self.levers[name], _plain(chosen.pop(name))) for name in set(chosen) & set(self.levers))
        )
        values = central("posterior")[0].copy()
        for name, value in chosen.items():
            values[name] = value
        design = self._once(settings, lambda: self._design(dict(settings)))
        none = np.array([name in COUNTED_AS_NONE for name in self.outcomes])
        found = []
        for replication in range(self.replications):
            key, families = self._once(replication, lambda number=replication: self._families(number))
            ran = run_once(design, families, values, key, everyone=False)
            measured = np.array([measure(ran, name) for name in self.outcomes])
            found.append(np.where(np.isnan(measured) & none, 0.0, measured))
        return {name: float(value) for name, value in zip(self.outcomes, np.mean(found, axis=0), strict=True)}

    def _once(self, key: Any, make: Any) -> Any:
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def _families(self, replication: int) -> tuple[Any, Any]:
        from peersim.foundation.draws import run_key
        from peersim.places import synthesise
        from peersim.studies.resolved import profile_from

        key = run_key(self.seed, 0, replication)
        return key, synthesise(profile_from(self.place), self.parents, self.weeks, key)

    def _design(self, settings: dict[str, Any]) -> Any:
        from peersim.scenarios.variants import variant
        from peersim.studies.resolved import scenario_from

        base = scenario_from("base", self.scenario)
        return (variant(base, settings) if settings else base).expand(self.weeks)


def ema_model(
    scenario: Any = "baseline",
    *,
    inputs: Iterable[str] = (),
    levers: Iterable[str] = (),
    outcomes: Iterable[str] = OUTCOMES,
    place: Any = "derby",
    parents: int = 3000,
    weeks: int = 156,
    replications: int = 2,
    seed: int = 1,
) -> Any:
    """Make a model that the EMA workbench can drive.

    Parameters
    ----------
    scenario : str, Path or Scenario
        What levers change.
    inputs : iterable of str
        Evidence keys, or first parts of them such as ``attendance``, that vary; all that can when left out. The others
        stay at the centre of the calibrated world.
    levers : iterable of str
        Levers of the programme that vary, such as ``staff.posts``.
    outcomes : iterable of str
        What is measured.
    place : str, Path or Profile
        Where.
    parents, weeks : int
        Families eligible at week 0 [families]; length of each run [weeks].
    replications : int
        Runs over which outcomes are means [runs].
    seed : int
        All luck follows from it.

    Returns
    -------
    ema_workbench.Model
        Its uncertainties are the inputs, named by their key with underscores for dots, from the low to the high end
        that the evidence table states; its levers and outcomes are ours.

    Raises
    ------
    InputError
        If the EMA workbench is not installed, or a name is unknown: all problems at once.

    Examples
    --------
    >>> import peersim as ps
    >>> model = ps.ema_model(inputs=["effect.creche_or"], levers=["creche.places"])  # doctest: +SKIP
    """
    workbench = _workbench()
    from peersim.studies.plan import make_plan, plain

    problems = Problems()
    keys, changed, measured = _inputs(inputs, problems), _levers(levers, problems), _outcomes(outcomes, problems)
    try:
        plan = make_plan(
            [scenario], place=place, parents=parents, weeks=weeks, draws=1, replications=replications, seed=seed
        )
    except InputError as error:
        problems.found += error.problems
    problems.raise_if_any()
    named = {lever.field: lever.name for lever in changed}
    model = workbench.Model(
        MODEL_NAME,
        function=PeersimFunction(
            plan.scenarios[0].resolved_toml(), named, measured, plain(plan.profile), parents, weeks, replications, seed
        ),
    )
    model.uncertainties = [_uncertainty(workbench, key) for key in keys]
    model.levers = [_lever(workbench, lever, plan.scenarios[0].settings.get(lever.name)) for lever in changed]
    model.outcomes = [workbench.ScalarOutcome(name) for name in measured]
    return model


def _workbench() -> Any:
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of evaluators for which a library is not there
            return importlib.import_module("ema_workbench")
    except ModuleNotFoundError:
        raise InputError(['The EMA workbench is not installed: pip install "peersim[research]".']) from None


def _inputs(wanted: Iterable[str], problems: Problems) -> tuple[str, ...]:
    from peersim.analysis.sensitivity.spaces import EvidenceSpace, chosen
    from peersim.evidence.sampling import dirichlet_sets

    named = [wanted] if isinstance(wanted, str) else list(wanted)
    shares = {key for members in dirichlet_sets().values() for key in members}
    for key in named:
        if key in shares:
            problems.add(f'"{key}" is one of several shares that make up a whole and cannot vary by itself.')
    keys = chosen(EvidenceSpace("apart").factors, [key for key in named if key not in shares], problems)
    return tuple(key for key in keys if key not in shares)


def _levers(wanted: Iterable[str], problems: Problems) -> list[Any]:
    from peersim.evidence.table import PARAMETER_FIELDS
    from peersim.scenarios.levers import PROGRAMME_LEVERS

    levers = {lever.name: lever for lever in PROGRAMME_LEVERS}
    found = []
    for name in [wanted] if isinstance(wanted, str) else wanted:
        if name not in levers:
            problems.add(f'unknown lever of the programme "{name}".{nearest(name, levers)}')
        elif levers[name].kind not in ("number", "whole", "yes_no", "choice"):
            problems.add(f'lever "{name}" is no number, choice or yes/no, which the EMA workbench could vary.')
        elif levers[name].field in {field.name for field in PARAMETER_FIELDS}:
            problems.add(f'lever "{name}" has the name of an input; the EMA workbench cannot tell them apart.')
        else:
            found.append(levers[name])
    return found


def _outcomes(wanted: Iterable[str], problems: Problems) -> tuple[str, ...]:
    from peersim.outcomes.registry import OUTCOME_NAMES

    names = tuple(dict.fromkeys([wanted] if isinstance(wanted, str) else wanted))
    for name in names:
        if name not in OUTCOME_NAMES:
            problems.add(f'unknown outcome "{name}".{nearest(name, OUTCOME_NAMES)}')
    if not names:
        problems.add("no outcome was named; name at least one.")
    return names


def _uncertainty(workbench: Any, key: str) -> Any:
    from peersim.evidence.table import parameter

    row = parameter(key)
    low, high = row.low, row.high
    if low is None or high is None or low >= high:
        low, high = (float(end) for end in row.law.quantile(np.array(RANKS)))
    return workbench.RealParameter(row.field, float(low), float(high))


def _lever(workbench: Any, lever: Any, now: Any) -> Any:
    default = lever.default if now is None else now
    if lever.kind == "yes_no":
        return workbench.BooleanParameter(lever.field, default=default)
    if lever.kind == "choice":
        return workbench.CategoricalParameter(lever.field, list(lever.choices), default=default)
    if lever.kind == "whole":
        return workbench.IntegerParameter(lever.field, int(lever.low), int(lever.high), default=int(default))
    return workbench.RealParameter(lever.field, float(lever.low), float(lever.high), default=float(default))


def _plain(value: Any) -> Any:
    """Turn what the workbench gives into what a scenario file holds."""
    value = getattr(value, "value", value)
    return value.item() if isinstance(value, np.generic) else value
