"""A made-up study: its options, its uncertain inputs and its numbers, of which none means anything."""

import numpy as np

OPTIONS = ("Nothing", "Baseline", "Crèche at every session", "Evening group")
LONG = (
    "Nothing",
    "Baseline",
    "Grwpiau rhieni yng Nghymru: cludiant, crèche a gwirfoddolwyr â chefnogaeth",
    "Evening group in the community centre with taxis both ways home",
    "A",
    *(f"Home visits by trained volunteers, variant number {n} of many" for n in range(5, 12)),
)
INPUTS = (
    "effect of a peer group on depression (standardised)",
    "how long the effect lasts",
    "price of a year of life satisfaction (WELLBY)",
    "parents who come again after a first session",
    "coordinator's pay",
    "share of volunteers who stay a year",
)
WELLBY = "£ a WELLBY"


class Figures:
    """Numbers of a made-up study."""

    def __init__(self, options, draws=500):
        luck = np.random.default_rng(7)
        self.options, self.draws, count = list(options), draws, len(options)
        size = np.arange(count) / max(count - 1, 1)
        self.effect = luck.normal(6.5 * size, 0.2 + 2.4 * size, (draws, count)) + luck.normal(0, 0.6, (draws, 1)) * size
        self.effect[:, 0] = 0.0
        self.cost = 62_000 * size + luck.normal(0, 5_000, (draws, count)) * size
        self.k = np.linspace(0, 40_000, 41)
        net = self.k[:, None, None] * self.effect - self.cost
        best = net.argmax(axis=2)
        self.chances = np.stack([(best == s).mean(axis=1) for s in range(count)], axis=1)
        self.losses = (net.max(axis=2, keepdims=True) - net).mean(axis=1)
        self.best = net.mean(axis=1).argmax(axis=1)

    def people(self):
        """Parents at each step: values and ends of intervals, one row an option."""
        shares = np.array([1.0, 0.42, 0.25, 0.14])
        scale = 900 * (1 + np.arange(len(self.options)) / 8)[:, None]
        values = scale * shares
        values[0] = [0, 0, 0, 0]
        return values.tolist(), (0.85 * values).tolist(), (1.2 * values).tolist()

    def per_parent(self):
        """Cost per parent on each denominator; none where nobody counts."""
        people, _, _ = self.people()
        rows = [
            [cost / n if n else None for n in row] for cost, row in zip(self.cost.mean(axis=0), people, strict=True)
        ]
        low = [[None if v is None else 0.8 * v for v in row] for row in rows]
        high = [[None if v is None else 1.35 * v for v in row] for row in rows]
        return rows, low, high
