"""Orders: what a worker is told, and what it does. An order holds all that decides its shard, as plain text.

The same function does an order in a thread of this process and on a machine far away, and makes the same bytes.
"""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np

from peersim.foundation.problems import InputError
from peersim.studies.backends import Stopped, is_stopping
from peersim.studies.blocks import MOST_SCENARIOS_IN_SHARD
from peersim.studies.encoding import RunResult, encode
from peersim.studies.execute import Engine, Failure
from peersim.studies.fingerprints import package_fingerprint
from peersim.studies.one_world import Ended, Machinery, Setting, failure_of, run_world
from peersim.studies.plan import Run, World, replaced_now
from peersim.studies.shards import Shard
from peersim.studies.tables import Keep

_KINDS_OF_STUDY = 4
_lock = threading.Lock()


@dataclass(frozen=True)
class OrderBook:
    """What the orders of a study have in common.

    Attributes
    ----------
    parents, weeks, seed : int
        The study's numbers.
    place : dict
        Plain values of the place's profile.
    scenarios : callable
        Gives the resolved text of a scenario by name.
    draws : numpy.ndarray, shape (draws,)
        Parameter values of each draw.
    keep : Keep
        What is kept of each run.
    package : str
        Fingerprint of the package that planned the study.
    rules : list
        Rules that were replaced then: what, and the hash of their code.
    """

    parents: int
    weeks: int
    seed: int
    place: dict[str, Any]
    scenarios: Callable[[str], str]
    draws: Any
    keep: Keep
    package: str
    rules: list[list[str]]

    def order(self, shard: Shard) -> bytes:
        """Write the order for one shard.

        Parameters
        ----------
        shard : Shard
            Worlds and scenarios.

        Returns
        -------
        bytes
            JSON, UTF-8.
        """
        draws = sorted({world.draw for world in shard.worlds})
        document = {
            "package": self.package,
            "rules": self.rules,
            "shard": shard.number,
            "parents": self.parents,
            "weeks": self.weeks,
            "seed": self.seed,
            "keep": self.keep.plain(),
            "worlds": [list(world) for world in shard.worlds],
            "draws": draws,
            "values": _packed(self.draws[draws]),
            "place": self.place,
            "scenarios": {name: self.scenarios(name) for name in shard.scenarios},
        }
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def do(
    order: bytes, *, machinery: Machinery | None = None, finished: Callable[[int], None] | None = None
) -> dict[str, bytes]:
    """Do an order: run every scenario in every one of its worlds.

    Parameters
    ----------
    order : bytes
        From `OrderBook.order`.
    machinery : Machinery, optional
        What runs the model; tests give a stand-in.
    finished : callable, optional
        Called with the number of runs that came to an end.

    Returns
    -------
    dict of bytes
        The files of the shard by name. A run that fails is a row of them.

    Raises
    ------
    InputError
        If this is another peersim than the one that planned the study, or other rules are replaced here.
    Stopped
        If the study is asked to stop meanwhile.
    """
    told = json.loads(order)
    _refuse_another_model(told)
    machinery, finished = machinery or _engine(), finished or (lambda count: None)
    setting = Setting(_place(machinery, told), told["parents"], told["weeks"], told["seed"])
    designs = {name: _design(machinery, name, toml, told["weeks"]) for name, toml in told["scenarios"].items()}
    values = dict(zip(told["draws"], _unpacked(told["values"], machinery.values_type()), strict=True))
    results: list[RunResult] = []
    for world in (World(*each) for each in told["worlds"]):
        given = (machinery, setting, world, designs, values[world.draw])
        ended = run_world(*given, stopping=is_stopping, finished=finished)
        if ended is None:
            raise Stopped
        results += [_result(number, world, each) for number, each in enumerate(ended)]
    return _encoded(results, told["weeks"], Keep.of(told["keep"]))


def _refuse_another_model(told: dict[str, Any]) -> None:
    if told["package"] != _package():
        raise InputError(
            [
                f"This worker's peersim is not the one that planned the study (code or tables: {_package()[:12]} "
                f"here, {told['package'][:12]} there)."
            ],
            "Install the same version on every machine.",
        )
    here = [[each["what"], each["sha256"]] for each in replaced_now()]
    if here != told["rules"]:
        named = [", ".join(what for what, _ in rules) or "none" for rules in (told["rules"], here)]
        raise InputError([f"The study was planned with these rules replaced: {named[0]}; here they are: {named[1]}."])


def _result(number: int, world: World, ended: Ended) -> RunResult:
    run = Run(number, ended.scenario, *world)
    return RunResult(run, ended.observation, ended.failure, key_of(*run[1:]))


def key_of(scenario: str, draw: int, replication: int) -> str:
    """Name a run, to repeat it alone.

    Parameters
    ----------
    scenario : str
        Name of the scenario.
    draw, replication : int
        The world.

    Returns
    -------
    str
        Such as ``baseline/12/3``.
    """
    return f"{scenario}/{draw}/{replication}"


def _encoded(results: list[RunResult], weeks: int, keep: Keep) -> dict[str, bytes]:
    """Turn results into files; a run whose observation cannot be written is a failed one."""
    try:
        return encode(results, weeks=weeks, keep=keep)
    except ValueError:
        checked = [_unless_unwritable(result, weeks, keep) for result in results]
        return encode(checked, weeks=weeks, keep=keep)


def _unless_unwritable(result: RunResult, weeks: int, keep: Keep) -> RunResult:
    try:
        encode([result], weeks=weeks, keep=keep)
    except ValueError as error:
        run = result.run
        failure: Failure = failure_of(run.scenario, World(run.draw, run.replication), "observation", error)
        return result._replace(observation=None, failure=failure)
    return result


# What orders of a study have in common is made once in a process


@cache
def _package() -> str:
    return package_fingerprint()


def _engine() -> Engine:
    with _lock:
        return _prepared_engine()


@cache
def _prepared_engine() -> Engine:
    engine = Engine()
    engine.prepare()
    return engine


def _design(machinery: Machinery, name: str, toml: str, weeks: int) -> Any:
    return _engines_design(name, toml, weeks) if isinstance(machinery, Engine) else machinery.design(name, toml, weeks)


def _place(machinery: Machinery, told: dict[str, Any]) -> Any:
    if not isinstance(machinery, Engine):
        return machinery.place(told["place"])
    return _engines_place(json.dumps(told["place"], ensure_ascii=False))


@lru_cache(maxsize=2 * MOST_SCENARIOS_IN_SHARD)
def _engines_design(name: str, toml: str, weeks: int) -> Any:
    return Engine().design(name, toml, weeks)


@lru_cache(maxsize=_KINDS_OF_STUDY)
def _engines_place(text: str) -> Any:
    return Engine().place(json.loads(text))


def _packed(values: Any) -> str:
    return base64.b64encode(np.ascontiguousarray(values).tobytes()).decode("ascii")


def _unpacked(text: str, values_type: Any) -> Any:
    return np.frombuffer(base64.b64decode(text), dtype=values_type)
