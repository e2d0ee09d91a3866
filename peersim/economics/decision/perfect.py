"""Expected value of perfect information: what knowing every uncertain input would be worth before choosing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peersim.economics.decision.arrays import Numbers
from peersim.economics.decision.net import as_net_benefit, frame
from peersim.economics.decision.noise import Correction
from peersim.economics.decision.summary import summarise


@dataclass(frozen=True, eq=False)
class PerfectInformation:
    """Value of knowing everything that is uncertain, by threshold.

    Attributes
    ----------
    names : tuple of str
        Options.
    k : tuple of float
        Thresholds; empty where net benefit came as it is.
    value, error : numpy.ndarray, shape (thresholds,)
        Expected gain from choosing after knowing all [unit of net benefit], with Monte Carlo error.
    naive, naive_error : numpy.ndarray, shape (thresholds,)
        The same with chance between runs left in: too high.
    best : tuple of str
        Option with the highest mean net benefit, the choice without more knowledge.
    corrections : tuple of Correction
        What was done about chance between runs.
    """

    names: tuple[str, ...]
    k: tuple[float, ...]
    value: Numbers
    error: Numbers
    naive: Numbers
    naive_error: Numbers
    best: tuple[str, ...]
    corrections: tuple[Correction, ...]

    @property
    def note(self) -> str:
        """What was done about chance, and with how many runs, at the first threshold."""
        return self.corrections[0].words

    def to_frame(self) -> Any:
        """Make a table: columns k, value, error, naive, naive_error, best, runs."""
        return frame(
            {
                "k": k,
                "value": self.value[row],
                "error": self.error[row],
                "naive": self.naive[row],
                "naive_error": self.naive_error[row],
                "best": self.best[row],
                "runs": self.corrections[row].runs,
            }
            for row, k in enumerate(self.k or (None,))
        )


def evpi(nb: Any, names: Sequence[str] | None = None, *, corrected: bool = True) -> PerfectInformation:
    """Work out the expected value of perfect information.

    Parameters
    ----------
    nb : NetBenefit, array, DataFrame or mapping
        Net benefit; plain numbers of shape (draws, options) or (draws, replications, options).
    names : sequence of str, optional
        Options' names, for numbers without.
    corrected : bool
        Take chance between runs off.

    Returns
    -------
    PerfectInformation
        The mean over draws of the best option's lead over the option that is best on average.

    Raises
    ------
    InputError
        If net benefit is wrong.
    """
    nb = as_net_benefit(nb, names)
    found, naive = summarise(nb, corrected), summarise(nb, False)
    return PerfectInformation(
        nb.names,
        nb.k,
        found.knowing,
        found.knowing_error,
        naive.knowing,
        naive.knowing_error,
        nb.best,
        found.corrections,
    )
