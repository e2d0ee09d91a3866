"""What a calibration says of itself: the numbers of ``posterior.json``, from which the page on calibration is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from peersim.analysis.calibration.features import JOINT
from peersim.analysis.calibration.fit_to_targets import Cloud, Influence
from peersim.analysis.calibration.learning import Learnt
from peersim.analysis.calibration.recovery import COVERED, INFORMED
from peersim.evidence.posterior import Posterior
from peersim.evidence.sampling import sampled_keys
from peersim.evidence.table import parameter

if TYPE_CHECKING:
    from peersim.analysis.validation import Scores, Targets

LINKED = 0.3
"""Correlation of two inputs in the posterior from which it is worth telling."""

_MIDDLE = (0.025, 0.5, 0.975)
_DIGITS = 4


def facts_of(
    targets: Targets,
    left_out: Sequence[str],
    learnt: Learnt,
    sample: Posterior,
    lies: Cloud,
    hangs: Sequence[Influence],
    before: Scores,
    after: Scores,
) -> dict[str, Any]:
    """Put together what is to be known of a posterior.

    Parameters
    ----------
    targets : Targets
        Figures it was calibrated against.
    left_out : sequence of str
        Those that were not used.
    learnt : Learnt
        The posterior and its recovery.
    sample : Posterior
        The frozen sample.
    lies : Cloud
        Where the figures lie among prior worlds.
    hangs : sequence of Influence
        What hangs on each target.
    before, after : Scores
        Targets under prior and posterior.

    Returns
    -------
    dict
        Plain values, ready for JSON.
    """
    return {
        "targets": {
            "file": targets.path.name, "sha256": targets.sha256, "digest": targets.digest, "number": len(targets),
            "left_out": list(left_out),
        },
        "rule": {"informed_from": INFORMED, "coverage_allowed": list(COVERED)},
        "recovery": _recovery(learnt),
        "cloud": {
            "inside": lies.inside, "further": _short(lies.further), "lonelier": _short(lies.lonelier),
        },
        "figures": _figures(lies, hangs, before, after),
        "hits": {"prior": _hits(before), "posterior": _hits(after), "of": len(targets)},
        "links": _links(sample),
        "not_moved": _not_moved(learnt),
        "inputs": _inputs(learnt, sample),
    }  # fmt: skip


def _recovery(learnt: Learnt) -> dict[str, Any]:
    """Sum recovery up: where carried inputs are known, and as the sample is used."""
    found = {}
    for name, each in (("given", learnt.given), ("used", learnt.used)):
        informed = [each.keys.index(key) for key in each.informed]
        cover = each.coverage[informed] if informed else each.coverage
        found[name] = {
            "cases": len(each.truth),
            "informed": len(informed),
            "coverage_lowest": _short(float(cover.min())),
            "coverage_mean": _short(float(cover.mean())),
            "coverage_highest": _short(float(cover.max())),
            "off": {key: _short(share) for key, share in each.off().items()},
            "uneven_ranks": int((each.uneven < 0.05 / len(each.keys)).sum()),
            "contraction_mean": _short(float(each.contraction.mean())),
        }
    return found


def _inputs(learnt: Learnt, sample: Posterior) -> dict[str, dict[str, Any]]:
    """Tell of each column what was learnt."""
    from scipy.special import ndtri

    scores = ndtri(sample.uniforms)
    rows = {}
    for number, key in enumerate(sample.keys):
        rows[key] = {
            "part": "calibrated" if key in learnt.calibrated else "carried",
            "grade": parameter(key).grade,
            "prior_middle": [_figure(x) for x in parameter(key).law.quantile(_MIDDLE)],
            "middle": [
                _figure(x) for x in parameter(key).law.quantile(np.quantile(sample.uniforms[:, number], _MIDDLE))
            ],
            "shift": _short(float(scores[:, number].mean())),
            "contraction_here": _short(float(1.0 - scores[:, number].var())),
        }
        if key in learnt.calibrated:
            rows[key] |= _learnt_of(learnt, key)
    return rows


def _learnt_of(learnt: Learnt, key: str) -> dict[str, Any]:
    place = learnt.calibrated.index(key)
    strongest = learnt.screen.strongest(key)
    return {
        "informed": key in learnt.used.informed,
        "contraction": _short(float(learnt.used.contraction[place])),
        "coverage": _short(float(learnt.used.coverage[place])),
        "recovered": _short(float(learnt.used.explained[place])),
        "contraction_given": _short(float(learnt.given.contraction[place])),
        "coverage_given": _short(float(learnt.given.coverage[place])),
        "uneven_given": _short(float(learnt.given.uneven[place])),
        "moves": [{"feature": name, "slope": _short(slope)} for name, slope in strongest],
    }


def _figures(lies: Cloud, hangs: Sequence[Influence], before: Scores, after: Scores) -> dict[str, Any]:
    """Tell of each target how it is met, where it lies, and what hangs on it."""
    hang = {each.target: each for each in hangs}
    figure = {name: place for place, names in enumerate(lies.ids) for name in names.split(JOINT)}
    found = {}
    for was, now in zip(before, after, strict=True):
        name = now.target.id
        row: dict[str, Any] = {
            "label": now.target.label, "unit": now.unit, "value": now.target.value, "band": list(now.target.band),
            "prior": [_figure(x) for x in (was.low, was.median, was.high)], "hit_before": was.hit,
            "posterior": [_figure(x) for x in (now.low, now.median, now.high)], "hit": now.hit, "why": now.why,
            "undefined": _short(now.share_undefined),
        }  # fmt: skip
        if name in figure:
            place = figure[name]
            each = hang[lies.ids[place]]
            row |= {
                "figure": lies.ids[place],
                "below": _short(float(lies.below[place])), "from_others": _short(float(lies.from_others[place])),
                "moves": each.key, "by": _short(each.shift), "narrows": each.narrows, "narrower": _short(each.narrower),
            }  # fmt: skip
        found[name] = row
    return found


def _hits(scores: Scores) -> int:
    return sum(each.hit for each in scores)


def _links(sample: Posterior) -> list[dict[str, Any]]:
    """List pairs of inputs that the posterior ties together, strongest first."""
    from scipy.special import ndtri

    found = np.atleast_2d(np.corrcoef(ndtri(sample.uniforms).T))
    pairs = [
        {"first": sample.keys[i], "second": sample.keys[j], "correlation": _short(float(found[i, j]))}
        for i in range(len(sample.keys))
        for j in range(i + 1, len(sample.keys))
        if abs(found[i, j]) >= LINKED
    ]
    return sorted(pairs, key=lambda pair: -abs(float(pair["correlation"])))


def _not_moved(learnt: Learnt) -> list[str]:
    """List inputs of grades C and D that no target responds to: they stay at their prior."""
    graded = (key for key in sampled_keys() if parameter(key).grade in ("C", "D"))
    return [key for key in graded if key not in (*learnt.calibrated, *learnt.carried)]


def _short(number: float) -> float:
    return round(float(number), _DIGITS)


def _figure(number: float) -> float | None:
    return float(f"{number:.4g}") if np.isfinite(number) else None
