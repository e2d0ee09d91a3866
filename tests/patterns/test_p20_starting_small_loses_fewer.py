"""P20: starting small and growing loses fewer parents than opening many half-staffed groups at once."""

from simulated_patterns import in_the_page, with_and_without


def test_p20_starting_small_loses_fewer():
    """P20: starting small and growing loses fewer parents than opening many half-staffed groups at once (L3)."""
    found, without = with_and_without(20)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
