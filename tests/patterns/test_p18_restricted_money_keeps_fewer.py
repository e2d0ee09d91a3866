"""P18: restricted money keeps fewer parents than the same sum flexible; reports eat hours."""

from simulated_patterns import in_the_page, with_and_without


def test_p18_restricted_money_keeps_fewer():
    """P18: restricted money keeps fewer parents than the same sum flexible; reports eat hours (C1)."""
    found, without = with_and_without(18)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
