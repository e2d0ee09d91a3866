"""Rules of income streams: what a payment brings, whether it is late, how evidence bears on renewal."""

from peersim.agents.maths import clip, expit, logit
from peersim.agents.purposes import PAYMENT_LATE
from peersim.agents.rule import rule
from peersim.agents.typed import FundRecord, Key, Parameters
from peersim.foundation.draws import uniform
from peersim.foundation.units import WEEKS_PER_YEAR


@rule
def payment(fund: FundRecord, week: int, covered: int) -> float:
    """What the payment that falls due this week brings.

    Parameters
    ----------
    covered : int
        Weeks it pays for [weeks].

    Returns
    -------
    float
        £, less from the week the stream is cut.

    Source
    ------
    Scenario: amount_per_year, cut_week, cut_share; model 7.12 (shocks).
    """
    amount = fund.amount_year * covered / WEEKS_PER_YEAR
    if fund.cut_week >= 0 and week >= fund.cut_week:
        return amount * (1.0 - fund.cut_share)
    return amount


@rule
def payment_is_late(fund: FundRecord, week: int, key: Key) -> bool:
    """Whether the payment that falls due this week comes late.

    Returns
    -------
    bool
        True when late; the same payment is late in every design.

    Source
    ------
    Scenario: late_weeks, late_chance; model 7.12 (shocks).
    """
    return fund.late_weeks > 0 and uniform(key, fund.uid, PAYMENT_LATE, week) < fund.late_chance


@rule
def renewal_chance(fund: FundRecord, shown: float, kept: float, p: Parameters) -> float:
    """Chance that a funder renews a stream.

    Parameters
    ----------
    shown : float
        Share of the term that the programme's own measured results cover [0 to 1].
    kept : float
        Share of the term's new families who are still engaged, or finished as planned [0 to 1].

    Returns
    -------
    float
        Chance [0 to 1]. Results add only as far as they are measured and as good as a bid promises; where the funder
        asks for evidence, what is not covered by it takes away.

    Source
    ------
    funding.renewed_usual, funding.results_add, funding.promised_kept, funding.no_evidence (assumptions); claims L9,
    C14.
    """
    odds = logit(p.funding_renewed_usual) + p.funding_results_add * shown * clip(
        kept / p.funding_promised_kept, 0.0, 1.0
    )
    if fund.asks_for_evidence:
        odds -= p.funding_no_evidence * (1.0 - shown)
    return expit(odds)
