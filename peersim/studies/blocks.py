"""What a study consists of: blocks of draws × replications × scenarios, cut into shards, never renumbered.

The first block is the plan; extending a study adds blocks beside it. Together they always fill a whole box of
scenarios × draws × replications, so that every world has every scenario and every difference has its pair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from peersim.studies.plan import World
from peersim.studies.shards import Shard

SHARDS_WANTED = 64
"""Shards a block is cut into, where its runs allow it: enough that little is lost when a process dies."""

MOST_RUNS_IN_SHARD = 1_024
"""Most runs of one shard; what is held in memory at once is a few shards."""

MOST_WEEKS_IN_SHARD = 160_000
"""Most weeks of runs of one shard, so that long runs come in smaller shards [weeks]."""

MOST_SCENARIOS_IN_SHARD, ENOUGH_SCENARIOS_IN_SHARD = 256, 32
"""Most scenarios of one shard, and so many that families may be made again for the next ones at little cost, where more
shards are wanted."""


@dataclass(frozen=True)
class Block:
    """Draws × replications × scenarios that were added to a study at once.

    Attributes
    ----------
    number : int
        Which, from 0.
    draws, replications : tuple of int
        First draw (replication), and the one behind the last.
    scenarios : tuple of str
        Names, in order.
    first_shard : int
        Number of its first shard.
    worlds_in_shard, scenarios_in_shard : int
        Size of its shards: worlds in a row (draw by draw), and scenarios in a row.
    plan_hash : str
        Hash of the plan up to and with this block; its shards bear it.
    """

    number: int
    draws: tuple[int, int]
    replications: tuple[int, int]
    scenarios: tuple[str, ...]
    first_shard: int
    worlds_in_shard: int
    scenarios_in_shard: int
    plan_hash: str = field(default="", compare=False)

    @property
    def worlds(self) -> int:
        """Number of its worlds [worlds]."""
        return _length(self.draws) * _length(self.replications)

    @property
    def runs(self) -> int:
        """Number of its runs [runs]."""
        return self.worlds * len(self.scenarios)

    @property
    def shards(self) -> int:
        """Number of its shards [shards]."""
        return _parts(self.worlds, self.worlds_in_shard) * _parts(len(self.scenarios), self.scenarios_in_shard)

    def world(self, place: int) -> World:
        """Give one of its worlds by its place, draw by draw and within each draw replication by replication."""
        draw, replication = divmod(place, _length(self.replications))
        return World(self.draws[0] + draw, self.replications[0] + replication)

    def shard(self, number: int) -> Shard:
        """Give one of its shards.

        Parameters
        ----------
        number : int
            Number within the study.

        Returns
        -------
        Shard
            Worlds by worlds, and within the same worlds scenarios by scenarios.
        """
        rows, column = divmod(number - self.first_shard, _parts(len(self.scenarios), self.scenarios_in_shard))
        first = rows * self.worlds_in_shard
        places = range(first, min(first + self.worlds_in_shard, self.worlds))
        names = self.scenarios[column * self.scenarios_in_shard : (column + 1) * self.scenarios_in_shard]
        return Shard(number, tuple(self.world(place) for place in places), names)

    def all_shards(self) -> Iterator[Shard]:
        """Give its shards, one after the other."""
        for number in range(self.first_shard, self.first_shard + self.shards):
            yield self.shard(number)

    def to_document(self) -> dict[str, Any]:
        """Say it in plain values, for study.json."""
        return {
            "number": self.number,
            "draws": list(self.draws),
            "replications": list(self.replications),
            "scenarios": list(self.scenarios),
            "first_shard": self.first_shard,
            "shards": self.shards,
            "worlds_in_shard": self.worlds_in_shard,
            "scenarios_in_shard": self.scenarios_in_shard,
            "plan_hash": self.plan_hash,
        }

    @classmethod
    def from_document(cls, document: dict[str, Any]) -> Block:
        """Read what `to_document` wrote."""
        (draw, no_draw), (replication, no_replication) = document["draws"], document["replications"]
        return cls(
            number=document["number"],
            draws=(draw, no_draw),
            replications=(replication, no_replication),
            scenarios=tuple(document["scenarios"]),
            first_shard=document["first_shard"],
            worlds_in_shard=document["worlds_in_shard"],
            scenarios_in_shard=document["scenarios_in_shard"],
            plan_hash=document["plan_hash"],
        )


def cut(
    number: int,
    draws: tuple[int, int],
    replications: tuple[int, int],
    scenarios: Sequence[str],
    first_shard: int,
    weeks: int,
) -> Block:
    """Make a block, its shards neither so many that files weigh more than runs nor so large that much can be lost.

    Parameters
    ----------
    number : int
        Which, from 0.
    draws, replications : tuple of int
        First, and the one behind the last.
    scenarios : sequence of str
        Names.
    first_shard : int
        Number of its first shard.
    weeks : int
        Length of each run [weeks].

    Returns
    -------
    Block
        Its plan hash is still to be given.
    """
    runs = _length(draws) * _length(replications) * len(scenarios)
    most = max(1, min(MOST_RUNS_IN_SHARD, MOST_WEEKS_IN_SHARD // weeks, round(runs / SHARDS_WANTED)))
    in_shard = min(len(scenarios), MOST_SCENARIOS_IN_SHARD, max(most, ENOUGH_SCENARIOS_IN_SHARD))
    worlds = max(1, most // in_shard)
    return Block(number, draws, replications, tuple(scenarios), first_shard, worlds, in_shard)


def _length(ends: tuple[int, int]) -> int:
    return ends[1] - ends[0]


def _parts(whole: int, size: int) -> int:
    return -(-whole // size)
