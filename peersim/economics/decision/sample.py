"""Expected value of sample information: what a study of n people would be worth before choosing.

For each draw, what the study would find is made up from that draw's inputs. What to expect of options, given the inputs
the study is about, is fitted first (`smoothing`), and these expectations are then regressed on what was found: that
leaves far less scatter than regressing net benefit itself. The same luck is used for every size of study.

Source
------
Strong, Oakley, Brennan and Breeze 2015, Medical Decision Making 35:570-583 (regression on summary statistics).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from peersim.economics.decision.arrays import Numbers
from peersim.economics.decision.inputs import Input, across, levels_of, pick, read_inputs
from peersim.economics.decision.net import as_net_benefit, first_of_highest, frame
from peersim.economics.decision.partial import best_differences, error_of, scatter_by_chance, value_of
from peersim.economics.decision.smoothing import Method, Smooth, smooth
from peersim.economics.decision.summary import summarise
from peersim.economics.decision.words import figure, quoted
from peersim.foundation.problems import InputError, Problems

Kind = Literal["mean", "difference", "share", "log odds", "rate"]

KINDS = ("mean", "difference", "share", "log odds", "rate")

ROWS = 4000
"""Made-up studies of each size, spread evenly over draws; a convention."""

Simulate = Callable[[Mapping[str, npt.NDArray[Any]], int, np.random.Generator], Any]


@dataclass(frozen=True)
class Measurement:
    """What a study would measure of one input.

    Attributes
    ----------
    input : str
        The input it is about.
    kind : str
        "mean" (of n people, whose values scatter around the input with `sd`), "difference" (between two arms of n / 2
        people, each scattering with `sd`, around the input), "share" (of n people, the input being the chance),
        "log odds" (a share, the input being its log-odds) or "rate" (events of n people, the input being events each).
    sd : float or None
        Scatter between people [unit of the input]; for "mean" and "difference".
    answering : float
        Share of the n people who can be measured [above 0 to 1].
    """

    input: str
    kind: Kind = "mean"
    sd: float | None = None
    answering: float = 1.0

    def problems(self) -> list[str]:
        """Say what is wrong with it.

        Returns
        -------
        list of str
            A sentence a fault; empty where there is none.
        """
        found = []
        if self.kind not in KINDS:
            found.append(f"measurement of “{self.input}”: unknown kind “{self.kind}”; there are: {', '.join(KINDS)}.")
        if self.kind in ("mean", "difference") and not (self.sd is not None and 0.0 < self.sd < np.inf):
            found.append(
                f"measurement of “{self.input}”: a {self.kind} needs `sd`, the scatter between people, above 0."
            )
        if not 0.0 < self.answering <= 1.0:
            found.append(f"measurement of “{self.input}”: answering is {self.answering:g}; allowed above 0 to 1.")
        return found

    def find(self, values: Numbers, n: int, luck: Numbers) -> Numbers:
        """Make up what a study finds.

        Parameters
        ----------
        values : numpy.ndarray, shape (studies,)
            True value of the input in each.
        n : int
            People asked.
        luck : numpy.ndarray, shape (studies,)
            Uniform numbers [0 to 1].

        Returns
        -------
        numpy.ndarray, shape (studies,)
            Mean, difference, share or rate found.
        """
        from scipy.special import expit
        from scipy.stats import binom, norm, poisson

        people = max(int(n * self.answering), 1)
        if self.kind in ("mean", "difference"):
            arms = 2.0 if self.kind == "difference" else 1.0
            return np.asarray(values + norm.ppf(luck) * float(self.sd or 0.0) * arms / np.sqrt(people))
        if self.kind == "rate":
            return np.asarray(poisson.ppf(luck, people * values) / people)
        return np.asarray(binom.ppf(luck, people, expit(values) if self.kind == "log odds" else values) / people)


@dataclass(frozen=True)
class DecisionRule:
    """Which option to choose, by what a study of one input finds.

    Attributes
    ----------
    n : int
        People asked.
    measured : str
        What is found.
    pieces : tuple of (float, float, str)
        From, to, and the option to choose there; the first and last piece hold beyond their outer ends too.
    """

    n: int
    measured: str
    pieces: tuple[tuple[float, float, str], ...]

    @property
    def words(self) -> str:
        """The rule in a sentence."""
        if len(self.pieces) == 1:
            return f"Choose {quoted(self.pieces[0][2])} whatever a study of {self.n} finds."
        first, *between, last = self.pieces
        parts = [f"{quoted(first[2])} if it is below {figure(first[1])}"]
        parts += [f"{quoted(option)} from {figure(low)} to {figure(high)}" for low, high, option in between]
        parts.append(f"{quoted(last[2])} if it is {figure(last[0])} or more")
        return f"By {self.measured} found among {self.n}: choose {', '.join(parts)}."


@dataclass(frozen=True, eq=False)
class SampleInformation:
    """Value of a study, by its size.

    Attributes
    ----------
    names : tuple of str
        Options.
    best : str
        Option chosen without more knowledge.
    k : float or None
        Threshold.
    measured : tuple of str
        Inputs the study is about.
    n : tuple of int
        Sizes [people].
    value, error : numpy.ndarray, shape (sizes,)
        Expected gain from choosing after the study [unit of net benefit], with Monte Carlo error.
    evppi, evppi_error : float
        Value of knowing these inputs exactly: what no study of them can exceed.
    evpi : float
        Value of knowing everything.
    rules : tuple of DecisionRule
        For a study that measures one thing, what to choose by what it finds, for each size; empty otherwise.
    note : str
        What to know when reading it.
    """

    names: tuple[str, ...]
    best: str
    k: float | None
    measured: tuple[str, ...]
    n: tuple[int, ...]
    value: Numbers
    error: Numbers
    evppi: float
    evppi_error: float
    evpi: float
    rules: tuple[DecisionRule, ...]
    note: str

    def to_frame(self) -> Any:
        """Make a table: columns n, value, error, rule."""
        return frame(
            {
                "n": n,
                "value": self.value[row],
                "error": self.error[row],
                "rule": self.rules[row].words if self.rules else None,
            }
            for row, n in enumerate(self.n)
        )


def evsi(
    nb: Any,
    inputs: Any,
    n: int | Sequence[int],
    measure: Measurement | Sequence[Measurement] | Simulate,
    *,
    about: Sequence[str] | None = None,
    names: Sequence[str] | None = None,
    seed: int = 0,
    method: Method = "auto",
) -> SampleInformation:
    """Work out the expected value of a study of n people.

    Parameters
    ----------
    nb : NetBenefit, array, DataFrame or mapping
        Net benefit at one threshold; plain numbers of shape (draws, options) or (draws, replications, options).
    inputs : DataFrame, Series, mapping, structured array or array of shape (draws, inputs)
        Value of each uncertain input in each draw.
    n : int or sequence of int
        People in the study, 1 or more; several sizes give a curve.
    measure : Measurement, sequence of Measurement, or callable
        What is measured. A callable takes values of the inputs by name, each of shape (studies,), n and a NumPy
        generator, and gives what they find, shape (studies,) or (studies, findings).
    about : sequence of str, optional
        For a callable: inputs it tells something of; all by default.
    names : sequence of str, optional
        Options' names, for numbers without.
    seed : int
        All luck follows from it.
    method : str
        Kind of the first regression, as for `evppi`.

    Returns
    -------
    SampleInformation
        Values with errors, and for a single measurement the rule to choose by.

    Raises
    ------
    InputError
        If net benefit, inputs, sizes or measurements are wrong, or scikit-learn is not installed.
    """
    nb = as_net_benefit(nb, names, one="evsi")
    read = read_inputs(inputs, nb.draws)
    sizes = tuple(int(each) for each in np.atleast_1d(np.asarray(n)))
    measurements = () if callable(measure) else (measure,) if isinstance(measure, Measurement) else tuple(measure)
    told = _told(read, sizes, np.atleast_1d(np.asarray(n)), measurements, about, callable(measure))
    differences = best_differences(nb)
    known = (nb.names, nb.best[0], nb.k[0] if nb.k else None, tuple(each.name for each in told))
    whole = summarise(nb, corrected=True)
    vary = [each for each in told if each.varies]
    if not vary:
        nothing = np.zeros(len(sizes))
        return SampleInformation(
            *known, sizes, nothing, nothing, 0.0, 0.0, float(whole.knowing[0]), (), "It does not differ between draws."
        )
    first = smooth(vary, differences, method)
    exact = value_of(first.fitted)
    scatter = scatter_by_chance(first, differences)
    found = [
        _one_size(size, measure if callable(measure) else measurements, told, first.fitted, differences, seed)
        for size in sizes
    ]
    values = np.array([value_of(each.fit.fitted) for each in found])
    errors = np.array([each.error for each in found])
    rules = [
        _rule(size, each, measurements[0], nb.best_positions[0], nb.names)
        for size, each in zip(sizes, found, strict=True)
        if len(measurements) == 1
    ]
    return SampleInformation(
        *known,
        sizes,
        values,
        np.hypot(errors, scatter * (values / exact if exact > 0.0 else 1.0)),
        exact,
        float(np.hypot(error_of(first.fitted, differences), scatter)),
        float(whole.knowing[0]),
        tuple(rules),
        "" if exact > 0.0 else _NO_VALUE_CHANGES_THE_CHOICE,
    )


_NO_VALUE_CHANGES_THE_CHOICE = (
    "No value these inputs take would change the choice, so no study of them is worth anything."
)


@dataclass(frozen=True, eq=False)
class _Found:
    """What made-up studies of one size find, and the fit of expectations on it."""

    found: tuple[Input, ...]
    fit: Smooth
    error: float


def _one_size(
    n: int,
    measure: Simulate | Sequence[Measurement],
    told: Sequence[Input],
    expected: Numbers,
    differences: Numbers,
    seed: int,
) -> _Found:
    draws = len(expected)
    repeats = max(1, ROWS // draws)
    generator = np.random.default_rng(seed)
    values = {each.name: np.tile(each.values, repeats) for each in told}
    if callable(measure):
        studies = np.asarray(measure(values, n, generator), dtype=np.float64)
        studies = studies[:, None] if studies.ndim == 1 else studies
        if studies.shape[0] != draws * repeats or not np.isfinite(studies).all():
            raise InputError([f"the study must find {draws * repeats} finite rows; it gave shape {studies.shape}."])
    else:
        luck = generator.uniform(size=(len(measure), draws * repeats))
        studies = np.column_stack(
            [one.find(values[one.input], n, each) for one, each in zip(measure, luck, strict=True)]
        )
    found = tuple(Input(f"finding {number + 1}", each, levels_of(each)) for number, each in enumerate(studies.T))
    vary = tuple(each for each in found if each.varies)
    fit = smooth(vary or found, np.tile(expected, (repeats, 1)))
    choice = fit.fitted.argmax(axis=1)
    real = np.tile(differences, (repeats, 1))
    rows = np.arange(len(real))
    gained = np.where(fit.fitted[rows, choice] > 0.0, real[rows, choice], 0.0).reshape(repeats, draws).mean(axis=0)
    return _Found(vary, fit, float(gained.std(ddof=1) / np.sqrt(draws)))


def _rule(n: int, found: _Found, measured: Measurement, best: int, names: Sequence[str]) -> DecisionRule:
    """Follow the best option along what is found."""
    what = f"the {measured.kind if measured.kind != 'log odds' else 'share'} of “{measured.input}”"
    if not found.found:
        return DecisionRule(n, what, ((0.0, 0.0, names[best]),))
    one = found.found[0]
    values = np.array(one.levels) if one.levels else across(one.values, (0.005, 0.995), 201)
    expected = np.insert(found.fit.at([values])[0], best, 0.0, axis=1)
    winner = first_of_highest(expected, best)
    starts = [0, *(np.flatnonzero(np.diff(winner)) + 1).tolist()]
    edges = [float(values[0])]
    for start in starts[1:]:
        lead = expected[start - 1 : start + 1, winner[start - 1]] - expected[start - 1 : start + 1, winner[start]]
        edges.append(float(values[start - 1] + lead[0] / (lead[0] - lead[1]) * (values[start] - values[start - 1])))
    edges.append(float(values[-1]))
    pieces = tuple((edges[i], edges[i + 1], names[winner[start]]) for i, start in enumerate(starts))
    return DecisionRule(n, what, pieces)


def _told(
    read: Sequence[Input],
    sizes: Sequence[int],
    given: npt.NDArray[Any],
    measurements: Sequence[Measurement],
    about: Sequence[str] | None,
    simulated: bool,
) -> tuple[Input, ...]:
    """Check sizes and measurements; give the inputs a study is about."""
    problems = Problems()
    if not sizes or any(size < 1 for size in sizes) or not np.array_equal(np.array(sizes), given):
        problems.add("n must be whole numbers of people, 1 or more.")
    if not simulated and not measurements:
        problems.add("a study must measure something; give a Measurement or more.")
    for each in measurements:
        for sentence in each.problems():
            problems.add(sentence)
    problems.raise_if_any()
    wanted = [each.input for each in measurements] if not simulated else list(about or [each.name for each in read])
    told = pick(wanted, read)
    of = {each.name: each.values for each in told}
    for each in measurements:
        if not np.issubdtype(of[each.input].dtype, np.number):
            problems.add(f"measurement of “{each.input}”: its values are labels; a callable can measure those.")
        elif each.kind == "share" and not (of[each.input].min() >= 0.0 and of[each.input].max() <= 1.0):
            problems.add(f"measurement of “{each.input}”: a share needs values from 0 to 1.")
        elif each.kind == "rate" and of[each.input].min() < 0.0:
            problems.add(f"measurement of “{each.input}”: a rate needs values of 0 or more.")
    problems.raise_if_any()
    return told
