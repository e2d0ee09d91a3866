"""P17: a known worker, collecting and follow-up each lift attendance, and each costs hours."""

from simulated_patterns import in_the_page, with_and_without


def test_p17_being_known_fetched_and_called():
    """P17: a known worker, collecting and follow-up each lift attendance, and each costs hours (C11, L1, L5)."""
    found, without = with_and_without(17)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
