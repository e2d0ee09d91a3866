"""Decision analysis on any arrays of draws × options: what to choose, how sure one is, what knowing more is worth.

Arrays are draws × options or draws × replications × options; names travel with the results. Start from
`incremental_table(cost, effect, names)` and `net_benefit(cost, effect, k, names)`; what the latter gives goes into
`acceptability`, `frontier`, `expected_loss` and `evpi` at any number of thresholds, and into `evppi`, `evsi`,
`switching_values`, `break_even`, `tornado` and `two_way` at one (`nb.at(k)`). Every figure has its Monte Carlo error.
"""

from peersim.economics.decision.arrays import complete_draws
from peersim.economics.decision.curves import (
    QUADRANTS,
    Acceptability,
    ExpectedLoss,
    Frontier,
    PairwiseAcceptability,
    Plane,
    acceptability,
    expected_loss,
    frontier,
    pairwise_acceptability,
    plane,
)
from peersim.economics.decision.net import NetBenefit, net_benefit, net_health_benefit
from peersim.economics.decision.noise import Correction, remove_noise
from peersim.economics.decision.partial import PartialInformation, PartialRow, evppi
from peersim.economics.decision.perfect import PerfectInformation, evpi
from peersim.economics.decision.pilot import Pilot, decisions_reached, pilot
from peersim.economics.decision.ratio import RatioRow, Ratios, icer
from peersim.economics.decision.sample import DecisionRule, Measurement, SampleInformation, evsi
from peersim.economics.decision.switching import (
    Crossing,
    SwitchingRow,
    SwitchingValues,
    break_even,
    switching_values,
)
from peersim.economics.decision.table import IncrementalRow, IncrementalTable, incremental_table
from peersim.economics.decision.tornado import Tornado, TornadoBar, TwoWay, tornado, two_way

__all__ = [
    "QUADRANTS",
    "Acceptability",
    "Correction",
    "Crossing",
    "DecisionRule",
    "ExpectedLoss",
    "Frontier",
    "IncrementalRow",
    "IncrementalTable",
    "Measurement",
    "NetBenefit",
    "PairwiseAcceptability",
    "PartialInformation",
    "PartialRow",
    "PerfectInformation",
    "Pilot",
    "Plane",
    "RatioRow",
    "Ratios",
    "SampleInformation",
    "SwitchingRow",
    "SwitchingValues",
    "Tornado",
    "TornadoBar",
    "TwoWay",
    "acceptability",
    "break_even",
    "complete_draws",
    "decisions_reached",
    "evpi",
    "evppi",
    "evsi",
    "expected_loss",
    "frontier",
    "icer",
    "incremental_table",
    "net_benefit",
    "net_health_benefit",
    "pairwise_acceptability",
    "pilot",
    "plane",
    "remove_noise",
    "switching_values",
    "tornado",
    "two_way",
]
