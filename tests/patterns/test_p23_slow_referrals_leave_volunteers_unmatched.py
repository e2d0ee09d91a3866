"""P23: slow referrals leave about half the trained volunteers unmatched, steady ones hardly any."""

from simulated_patterns import in_the_page, with_and_without


def test_p23_slow_referrals_leave_volunteers_unmatched():
    """P23: slow referrals leave about half the trained volunteers unmatched, steady ones hardly any (V04, V05)."""
    found, without = with_and_without(23)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
