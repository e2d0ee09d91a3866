"""A second process that draws some of a study's figures while the first one writes tables and draws the others.

It is started before the runs and loads what drawing needs meanwhile, which on a first use is free: one core compiles,
the other would idle. It is a help and nothing more: where it cannot be started, or fails, the first process draws all.
"""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

logger = logging.getLogger(__name__)

SHARE = ("headline", "survival", "weekly", "absences", "costs")
"""Figures the second process draws: as much work as the others together with the tables."""


class SecondProcess:
    """Draws figures beside this process.

    Parameters
    ----------
    kinds : sequence of str
        Figures to draw.
    """

    def __init__(self, kinds: Sequence[str] = SHARE) -> None:
        self.kinds = tuple(kinds)
        root = str(Path(__file__).resolve().parents[1])
        places = [root, *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {**os.environ, "MPLBACKEND": "Agg", "PYTHONPATH": os.pathsep.join(places)}
        self._process: subprocess.Popen[str] | None = None
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "peersim.drawing"],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                env=environment,
                start_new_session=True,  # Ctrl-C is for this process; the other ends when its input does
            )
        except OSError as error:
            logger.info("no second process to draw figures: %s", error)

    def draw(self, observations: Path, facts: dict[str, Any], folder: Path) -> None:
        """Have it draw its share.

        Parameters
        ----------
        observations : Path
            File of observations.
        facts : dict
            What else a comparison is made of: see `peersim.studies.plan.Plan.facts`.
        folder : Path
            Where figures go.
        """
        job = {"observations": str(observations), "facts": facts, "folder": str(folder), "kinds": self.kinds}
        process = self._process
        if process is None or process.stdin is None:
            return
        try:
            process.stdin.write(json.dumps(job))
            process.stdin.close()
        except OSError:
            self.close()

    def drawn(self) -> tuple[str, ...]:
        """Wait for it to end.

        Returns
        -------
        tuple of str
            Figures it has drawn: all of its share, or none if it failed.
        """
        if self._process is None:
            return ()
        code = self._process.wait()
        self._process = None
        if code:
            logger.info("the second process failed to draw figures (exit code %d)", code)
        return () if code else self.kinds

    def close(self) -> None:
        """End it, whatever it does."""
        if self._process is not None:
            self._process.kill()
            if self._process.stdin is not None and not self._process.stdin.closed:
                self._process.stdin.close()
            self._process.wait()
            self._process = None


def main() -> None:
    """Load what drawing needs, wait for a job on standard input, do it."""
    from peersim.analysis.comparison import Comparison
    from peersim.report.figures import draw
    from peersim.report.saving import save_figure
    from peersim.studies.store import read_observations

    given = sys.stdin.read()
    if not given:
        return
    job = json.loads(given)
    comparison = Comparison.from_observations(read_observations(Path(job["observations"])), **job["facts"])
    for kind in job["kinds"]:
        save_figure(draw(comparison, kind), Path(job["folder"]) / kind)


if __name__ == "__main__":
    main()
