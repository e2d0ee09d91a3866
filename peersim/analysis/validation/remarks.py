"""What is legal in a file of targets but worth knowing before its figures are relied on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING

from peersim.outcomes.statistics import STATISTICS

if TYPE_CHECKING:
    from peersim.analysis.validation.target import Targets


def remarks_on(targets: Targets) -> tuple[str, ...]:
    """Say what is worth knowing of some targets and of the settings they are measured on.

    Parameters
    ----------
    targets : Targets
        All or some of a file's.

    Returns
    -------
    tuple of str
        Sentences, each once. Only the file's name is in them, not where it stands: they are kept with results.
    """
    said = (*_on_figures(targets), *_on_settings(targets), *_on_sizes(targets))
    return tuple(dict.fromkeys(said))


def _on_figures(targets: Targets) -> Iterator[str]:
    for target in targets:
        where = f"{targets.path.name}, line {target.line}"
        if not target.low <= target.value <= target.high:
            yield (
                f'{where}: value of target "{target.id}", {target.value:g}, is outside its band, {target.low:g} to '
                f"{target.high:g}; the band decides."
            )
        if target.low == target.high:
            yield f'{where}: the band of target "{target.id}" has no width; only a median of {target.low:g} can hit it.'


def _on_settings(targets: Targets) -> Iterator[str]:
    folder = f"{targets.path.parent}{os.sep}"
    for setting in targets.settings:
        yield from setting.profile.warnings
        for note in setting.scenario.notes:
            yield f"{setting.scenario.name}: {note.removeprefix(folder)}"


def _on_sizes(targets: Targets) -> Iterator[str]:
    sampled = {target.id: STATISTICS[target.statistic].sampled for target in targets}
    without = [target.id for target in targets if target.n is None and sampled[target.id]]
    if without:
        yield (
            f"{targets.path.name}: no n is stated for {', '.join(without)}: no noise of a study's size is added there. "
            "The interval holds uncertain inputs and the luck of runs of their own size; the rule is the same."
        )
    unused = [target.id for target in targets if target.n is not None and not sampled[target.id]]
    if unused:
        yield f"{targets.path.name}: n is not used for {', '.join(unused)}: what is told of a whole run has no n."
