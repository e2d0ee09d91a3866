"""Pictures of a calibration: ranks, recovery, contraction, priors against posteriors, and the targets under both."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from peersim.evidence.table import parameter
from peersim.report.style import (
    DARK_BLUE,
    DARK_PINK,
    LIGHT_PURPLE,
    ORANGE,
    QUIET,
    RULE,
    SMALL_SIZE,
    Drawn,
    Sheet,
    grid_shape,
    quiet_axis,
    say_inside,
    styled,
    wrapped,
)
from peersim.report.words import plural
from peersim.version import __version__

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from peersim.analysis.calibration.calibrating import Calibration
    from peersim.analysis.calibration.recovery import Recovery

MOST_PANELS = 16
"""Inputs shown one by one: those most is learnt of."""

_COLUMNS = 4
_PANEL = 2.05  # width of a small panel [inches]
_POINTS = 199
_SHOWN_CASES = 150


def save_calibration(calibration: Calibration, folder: Path) -> list[Path]:
    """Write every picture of a calibration.

    Parameters
    ----------
    calibration : Calibration
        Finished.
    folder : Path
        Where to.

    Returns
    -------
    list of Path
        Files written: PNG, SVG, the numbers as CSV and the words of each.
    """
    from peersim.report.saving import save_figure
    from peersim.report.targets import save_targets

    written: list[Path] = []
    for name, draw in PICTURES.items():
        written += save_figure(draw(calibration), folder / name)
    written += save_targets(calibration.after, folder / "targets_posterior", source="posterior")
    written += save_targets(calibration.before, folder / "targets_prior", source="prior")
    return written


def draw_ranks(calibration: Calibration) -> Drawn:
    """Draw where the truth lies in its posterior, over synthetic cases."""
    import pandas as pd

    found = calibration.learnt.given
    shares = np.arange(1, _POINTS + 1) / (_POINTS + 1)
    lines = {
        key: np.searchsorted(np.sort(ranks), shares, side="right") / len(ranks) - shares
        for key, ranks in zip(found.keys, found.ranks.T, strict=True)
    }
    band = 1.36 / np.sqrt(len(found.ranks))
    out = [key for key, line in lines.items() if np.abs(line).max() > band]
    with styled():
        sheet = Sheet(
            9.0, 3.6, "Ranks: where the truth lies in its posterior, over synthetic cases",
            "Left: distance of the cumulative ranks of each input from even ones; grey band: 95% of even ones stay "
            "inside. Right: ranks of all inputs together; even is flat.", _footer(calibration),
        )  # fmt: skip
        left, right = sheet.figure.subplots(1, 2, width_ratios=(1.6, 1.0))
        left.fill_between([0, 1], -band, band, color=RULE, alpha=0.6, linewidth=0)
        for key, line in lines.items():
            named = key in calibration.learnt.used.informed
            left.plot(shares, line, color=DARK_BLUE if named else QUIET, alpha=0.9 if named else 0.45, linewidth=1.0)
        left.axhline(0.0, color=QUIET, linewidth=0.7)
        left.set_ylim(-2.5 * band, 2.5 * band)
        left.set_xlabel("rank of the truth [share of posterior draws below it]")
        left.set_ylabel("cumulative share − even")
        left.text(0.02, 2.2 * band, "blue: informed inputs; grey: others", size=SMALL_SIZE, color=QUIET)
        counts, edges = np.histogram(found.ranks.ravel(), bins=20, range=(0.0, 1.0))
        right.bar(edges[:-1], counts / counts.mean(), width=0.05, align="edge", color=DARK_BLUE, edgecolor="white")
        right.axhline(1.0, color=DARK_PINK, linewidth=1.0)
        right.set_xlabel("rank of the truth, all inputs")
        right.set_ylabel("cases, against even")
        for axes in (left, right):
            quiet_axis(axes, "y")
        table = pd.DataFrame({"share": shares, **lines})
        alt = (
            f"Ranks of the truth in its posterior over {len(found.ranks):,} synthetic cases. Of {len(lines)} inputs, "
            f"{len(out)} stray outside the band that even ranks keep to in 95% of cases{': ' if out else ''}"
            f"{', '.join(out)}."
        )
        return sheet.finish(table, alt)


def draw_recovery(calibration: Calibration) -> Drawn:
    """Draw the truth of synthetic cases against its posterior, for the inputs most is learnt of."""
    import pandas as pd

    found = calibration.learnt.used
    keys = _most_learnt(found)
    with styled():
        rows, columns = grid_shape(max(1, len(keys)), _COLUMNS)
        sheet = Sheet(
            _PANEL * columns + 0.8, 2.05 * rows, "Recovery: known inputs of synthetic cases against their posterior",
            "Dot: posterior mean; line: 95% interval, pink where it misses the truth. Normal scores of the prior: 0 is "
            "the prior's middle, 1 one standard deviation.", _footer(calibration),
        )  # fmt: skip
        grid = sheet.figure.subplots(rows, columns, squeeze=False, sharex=True, sharey=True)
        for axes, key in zip(grid.flat, keys, strict=False):
            _scatter(axes, found, key)
        _blank(grid, len(keys))
        for axes in grid[-1]:
            axes.set_xlabel("truth", size=SMALL_SIZE)
        for axes in grid[:, 0]:
            axes.set_ylabel("posterior", size=SMALL_SIZE)
        columns_of = {f"{key} {what}": getattr(found, what)[:, found.keys.index(key)] for key in keys
                      for what in ("truth", "mean", "sd")}  # fmt: skip
        alt = "Recovery of known inputs. " + " ".join(
            f"{key}: 95% intervals hold the truth in {found.coverage[found.keys.index(key)]:.1%} of cases."
            for key in keys
        )
        return sheet.finish(pd.DataFrame(columns_of), alt)


def _scatter(axes: Axes, found: Recovery, key: str) -> None:
    place = found.keys.index(key)
    part = slice(0, _SHOWN_CASES)
    truth, mean, sd = (each[part, place] for each in (found.truth, found.mean, found.sd))
    covered = found.covered[part, place]
    for inside, colour in ((covered, DARK_BLUE), (~covered, DARK_PINK)):
        axes.errorbar(
            truth[inside], mean[inside], yerr=1.96 * sd[inside], fmt="o", markersize=2.2, color=colour,
            elinewidth=0.4, alpha=0.65,
        )  # fmt: skip
    axes.plot([-3, 3], [-3, 3], color=ORANGE, linewidth=1.0)
    axes.set_xlim(-3, 3)
    axes.set_ylim(-3.5, 3.5)
    axes.set_title(wrapped(key, _PANEL - 0.1), size=SMALL_SIZE)
    axes.text(-2.8, 2.7, f"r² {found.explained[place]:.2f}", size=SMALL_SIZE, color=QUIET)


def draw_contraction(calibration: Calibration) -> Drawn:
    """Draw how much of each input's prior variance the targets take away."""
    import pandas as pd

    rows = [(key, row) for key, row in calibration.facts["inputs"].items() if row["part"] == "calibrated"]
    rows.sort(key=lambda pair: pair[1]["contraction"])
    threshold = calibration.facts["rule"]["informed_from"]
    with styled():
        sheet = Sheet(
            7.5, 0.22 * len(rows) + 0.7, "What the targets say of each calibrated input",
            f"Bar: share of prior variance taken away, mean over synthetic cases; blue from {threshold:.0%}: informed. "
            "Diamond: given the published figures. "
            "Below nothing: wider than the prior.", _footer(calibration),
        )  # fmt: skip
        axes = sheet.figure.add_subplot()
        synthetic = [row["contraction"] for _, row in rows]
        here = [row["contraction_here"] for _, row in rows]
        colours = [DARK_BLUE if row["informed"] else LIGHT_PURPLE for _, row in rows]
        axes.barh(range(len(rows)), synthetic, color=colours, height=0.65)
        axes.plot(here, range(len(rows)), "D", color=ORANGE, markersize=4, markeredgecolor="white", markeredgewidth=0.4)
        axes.axvline(threshold, color=DARK_PINK, linewidth=1.0, linestyle="--")
        axes.axvline(0.0, color=QUIET, linewidth=0.7)
        axes.set_yticks(range(len(rows)), [key for key, _ in rows], size=SMALL_SIZE)
        axes.set_ylim(-0.6, len(rows) - 0.4)
        axes.set_xlim(min(0.0, *synthetic, *here) - 0.05, 1.0)
        axes.set_xlabel("contraction [share of prior variance]")
        quiet_axis(axes, "x")
        table = pd.DataFrame({"key": [key for key, _ in rows], "contraction": synthetic, "contraction_here": here})
        told = ", ".join(f"{key} {row['contraction']:.0%}" for key, row in reversed(rows) if row["informed"])
        return sheet.finish(table, f"Contraction of calibrated inputs. Informed: {told or 'none'}.")


def draw_densities(calibration: Calibration) -> Drawn:
    """Draw prior against posterior of the inputs most is learnt of, in their own units."""
    import pandas as pd

    keys = _most_learnt(calibration.learnt.used)
    sample = calibration.sample
    table: dict[str, Any] = {}
    with styled():
        rows, columns = grid_shape(max(1, len(keys)), _COLUMNS)
        sheet = Sheet(
            _PANEL * columns + 0.8, 1.75 * rows, "Priors and posteriors of the inputs that the targets inform",
            "Grey: prior of the evidence table; blue: posterior given the published figures.", _footer(calibration),
        )  # fmt: skip
        grid = sheet.figure.subplots(rows, columns, squeeze=False)
        for axes, key in zip(grid.flat, keys, strict=False):
            u = sample.uniforms[:, sample.keys.index(key)]
            after = parameter(key).law.quantile(u)
            before = parameter(key).law.quantile((np.arange(len(u)) + 0.5) / len(u))
            _density(axes, key, before, after)
            table |= {f"{key} prior": before, f"{key} posterior": after}
        _blank(grid, len(keys))
        told = calibration.facts["inputs"]
        alt = "Priors and posteriors. " + " ".join(
            f"{key}: median {told[key]['prior_middle'][1]:g} before, {told[key]['middle'][1]:g} after." for key in keys
        )
        return sheet.finish(pd.DataFrame(table), alt)


def _density(axes: Axes, key: str, before: Any, after: Any) -> None:
    both = np.concatenate([before, after])
    low, high = np.quantile(both, [0.001, 0.999])
    edges = np.linspace(low, high, 41).tolist()
    axes.hist(before, bins=edges, density=True, color=RULE)
    axes.hist(after, bins=edges, density=True, histtype="step", color=DARK_BLUE, linewidth=1.4)
    axes.set_yticks([])
    axes.locator_params(axis="x", nbins=4)
    axes.tick_params(axis="x", labelsize=SMALL_SIZE)
    axes.set_title(wrapped(f"{key} [{parameter(key).unit}]", _PANEL - 0.15), size=SMALL_SIZE)
    axes.spines["left"].set_visible(False)


def _most_learnt(found: Recovery) -> list[str]:
    """Informed inputs, those most is learnt of first; without any, the first few."""
    order = np.argsort(-found.contraction)
    keys = [found.keys[place] for place in order if found.keys[place] in found.informed]
    return keys[:MOST_PANELS] or [found.keys[place] for place in order[:_COLUMNS]]


def _blank(grid: Any, used: int) -> None:
    for number, axes in enumerate(grid.flat):
        if number >= used:
            axes.set_axis_off()
    if not used:
        say_inside(grid.flat[0], "no input to show")


def _footer(calibration: Calibration) -> str:
    how, used = calibration.facts["how"], calibration.facts["recovery"]["used"]
    left_out = calibration.facts["targets"]["left_out"]
    without = f" Without {', '.join(left_out)}." if left_out else ""
    return (
        f"{plural(calibration.facts['targets']['number'], 'target')}.{without} {how['trained_on']:,} simulated worlds "
        f"trained on, {used['cases']:,} synthetic cases judged on. peersim {__version__}, seed {how['seed']}. "
        "Simulated, not observed."
    )


PICTURES = {
    "ranks": draw_ranks,
    "recovery": draw_recovery,
    "contraction": draw_contraction,
    "densities": draw_densities,
}
"""Pictures besides those of the targets."""
