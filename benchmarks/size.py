"""How much each benchmark does: at full size what the goals are about, or less of the same."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """How much is run.

    Attributes
    ----------
    parents, weeks : int
        Of an ordinary run [families, weeks].
    repeats : int
        Times a short thing is timed; the median counts.
    worlds : int
        Draws of the study that is run with one worker and with two.
    scaling : tuple of int
        Families of the runs whose times are compared [families].
    large : int
        Families of the run whose memory is measured [families].
    study : tuple of int
        Scenarios, draws and replications of the study that is timed.
    stored : tuple of int
        Runs of the studies whose memory is measured [runs].
    stored_parents, stored_weeks : int
        Families and weeks of each of those runs.
    pairs : tuple of int
        Draws and replications from which variances are taken.
    demo : tuple of int
        Draws and replications of the demo that is started cold and warm.
    compiles : bool
        The demo's cold start begins without compiled code, which takes most of a minute; else it is a warm one too.
    """

    parents: int = 3000
    weeks: int = 156
    repeats: int = 7
    worlds: int = 40
    scaling: tuple[int, ...] = (1_000, 10_000, 100_000, 1_000_000)
    large: int = 1_000_000
    study: tuple[int, int, int] = (8, 500, 2)
    stored: tuple[int, ...] = (1_000, 10_000, 100_000)
    stored_parents: int = 30
    stored_weeks: int = 26
    pairs: tuple[int, int] = (60, 3)
    demo: tuple[int, int] = (20, 3)
    compiles: bool = True


FULL = Size()
"""What the goals are about."""

QUICK = Size(
    repeats=3,
    worlds=4,
    scaling=(1_000, 10_000, 100_000),
    large=100_000,
    study=(8, 20, 1),
    stored=(200, 2_000),
    pairs=(10, 2),
    demo=(4, 1),
)
"""Less of the same, in about two minutes; memory and time of large things are then those of smaller ones."""

TINY = Size(
    parents=150,
    weeks=60,
    repeats=2,
    worlds=2,
    scaling=(50, 100, 200),
    large=200,
    study=(2, 2, 1),
    stored=(8, 16),
    stored_parents=10,
    stored_weeks=26,
    pairs=(3, 2),
    demo=(1, 1),
    compiles=False,
)
"""As little as there can be: to test that benchmarks measure what they say."""
