"""In which worlds a design is not worth its money, or loses on any outcome, from the draws of a finished study."""

from __future__ import annotations

import os
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from peersim.analysis.discovery.boxes import SHUFFLES
from peersim.analysis.discovery.discovering import Discovery, discover_in, discover_outcome
from peersim.economics.reading import NOTHING
from peersim.foundation.problems import InputError, nearest

if TYPE_CHECKING:
    from peersim.economics.findings import Findings

IN_REPORTS = 39
"""Times the search is done again with outcomes shuffled for a report: enough to tell one in twenty."""

NET_VALUE = "net_value"
"""Asked instead of an outcome: gains less costs from the deciding perspective, after the adjustment for optimism."""


def discover(
    study: str | os.PathLike[str],
    design: str | None = None,
    outcome: str = "parents_engaged_26w",
    threshold: float = 0.0,
    *,
    against: str | None = None,
    method: str = "tree",
    shuffles: int | None = None,
    seed: int = 1,
    **asked: Any,
) -> Discovery:
    """Find the worlds of a finished study in which a design loses.

    Parameters
    ----------
    study : str or Path
        The study's folder.
    design : str, optional
        Name of the scenario; when left out the last of the study, or with ``net_value`` the one with the highest.
    outcome : str
        Outcome with a better direction, or ``net_value``.
    threshold : float
        Paired difference from which on the design does not lose [the outcome's unit, or money].
    against : str, optional
        Name of the scenario it is compared with; when left out the study's reference, or no programme with
        ``net_value``.
    method : str
        ``tree`` (scikit-learn) or ``prim`` (EMA workbench).
    shuffles : int, optional
        Times the search is done again with outcomes shuffled among worlds; 99 for the tree and 19 for PRIM, which is
        slow, when left out.
    seed : int
        Seed of shuffles and folds.
    **asked
        With ``net_value``: fields of `peersim.economics.asked.Asked`, such as `perspective` and `country`.

    Returns
    -------
    Discovery
        Its `found`, `box`, `to_frame()` and `sentences()`.

    Raises
    ------
    InputError
        If there is no study, scenario, outcome or method of that name, or the outcome has no better direction.

    Examples
    --------
    >>> import peersim as ps
    >>> found = ps.discover("results/creche/study", "on_site_childcare")  # doctest: +SKIP
    >>> found.sentences()  # doctest: +SKIP
    """
    times = shuffles if shuffles is not None else (SHUFFLES if method == "tree" else 19)
    if outcome != NET_VALUE:
        return discover_outcome(
            study, design, outcome, threshold, against=against, method=method, shuffles=times, seed=seed
        )
    from peersim.economics.findings import Asked, read_findings

    known = {each.name for each in fields(Asked)}
    unknown = [f'unknown "{name}".{nearest(name, known)}' for name in asked if name not in known]
    if unknown:
        raise InputError(unknown)
    findings = read_findings(study, Asked(**asked))
    return losing(findings, design, against, threshold, method=method, shuffles=times, seed=seed)


def losing(
    findings: Findings,
    design: str | None = None,
    against: str | None = None,
    threshold: float = 0.0,
    *,
    method: str = "tree",
    shuffles: int = SHUFFLES,
    seed: int = 1,
) -> Discovery:
    """Find the worlds in which a strategy's net value lies below another's.

    Parameters
    ----------
    findings : Findings
        What a report tells.
    design, against : str, optional
        Strategies; that with the highest mean net value of those that do anything, and no programme, when left out.
    threshold : float
        Difference from which on the strategy does not lose [money].
    method, shuffles, seed
        As in `discover`.

    Returns
    -------
    Discovery

    Raises
    ------
    InputError
        For a name that is none of the study's.
    """
    wanted, other = design or findings.best_programme, against or NOTHING
    unknown = [name for name in (wanted, other) if name not in findings.names]
    if unknown:
        raise InputError([f'unknown scenario "{name}".{nearest(name, findings.names)}' for name in unknown])
    if wanted == other:
        raise InputError([f'"{wanted}" is compared with itself; name another design.'])
    by_draw = findings.net.by_draw[0]
    return discover_in(
        findings.inputs,
        by_draw[:, findings.number(wanted)] - by_draw[:, findings.number(other)],
        design=findings.title(wanted),
        against=findings.title(other),
        what=f"net value ({findings.worth.perspective.label})",
        unit=findings.sign,
        threshold=threshold,
        method=method,
        shuffles=shuffles,
        seed=seed,
    )
