"""A stand-in for the model: small, instant and pure, so that studies can be tested by themselves."""

import threading
import time
from dataclasses import dataclass, field

import numpy as np
import pytest
from toy_studies import planned

from peersim.foundation.problems import InputError
from peersim.studies.plan import make_plan


@dataclass(frozen=True)
class ToyScenario:
    name: str
    push: float = 0.0
    first_week: int = 0
    title: str = "A toy"

    def expand(self, weeks):
        if self.first_week >= weeks:
            raise InputError([f"{self.name}.toml, line 3: begins in week {self.first_week}, after the end"])
        return self.push

    def resolved_toml(self):
        return f'title = "{self.title}"\npush = {self.push}\nfirst_week = {self.first_week}\n'


@dataclass(frozen=True)
class ToyProfile:
    name: str = "toyland"
    families: int = 10


@dataclass(frozen=True)
class ToyObservation:
    value: float
    luck: np.ndarray

    def to_arrays(self):
        return {"value": np.array(self.value), "luck": self.luck}


@dataclass
class ToyMachinery:
    """Counts what it is asked for, and can be told to fail, dawdle or be interrupted."""

    fails: dict = field(default_factory=dict)
    dawdle: float = 0.0
    families_made: list = field(default_factory=list)
    runs: list = field(default_factory=list)
    threads: set = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def prepare(self):
        pass

    def draws(self, count, seed):
        return np.arange(count) * 10.0 + seed

    def synthesise(self, profile, parents, weeks, key):
        with self.lock:
            self.families_made.append(int(key))
            self.threads.add(threading.get_ident())
        if self.fails.get("synthesis"):
            raise ValueError("no families\nat all")
        return np.random.default_rng(int(key)).random(parents)

    def simulate(self, design, catchment, values, key):
        with self.lock:
            self.runs.append((design, float(values), int(key)))
            number = len(self.runs)
        if self.dawdle:
            time.sleep(self.dawdle * (number % 3))
        if design in self.fails.get("run", ()):
            raise ZeroDivisionError("the toy broke")
        return catchment * design + values

    def observe(self, world):
        if self.fails.get("observation") and world.sum() > 0:
            raise KeyError("no such outcome")
        return ToyObservation(float(world.sum()), world[:3].copy())


BASE, MORE, NOTHING = ToyScenario("base", 1.0), ToyScenario("more", 2.0), ToyScenario("nothing", 0.0)


@pytest.fixture
def toy_plan():
    def make(scenarios=(BASE, MORE, NOTHING), **changes):
        numbers = {"parents": 5, "weeks": 4, "draws": 3, "replications": 2, "seed": 0} | changes
        return make_plan(list(scenarios), place=ToyProfile(), **numbers)

    return make


@pytest.fixture
def machinery():
    return ToyMachinery


@pytest.fixture
def toy_scenario():
    return ToyScenario


@pytest.fixture
def toy_observation():
    return ToyObservation


@pytest.fixture
def study(tmp_path):
    """A study on disk that was planned and not begun."""
    return planned(tmp_path)
