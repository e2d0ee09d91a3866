"""P5: two fixed times reach more than one."""

from simulated_patterns import in_the_page, with_and_without


def test_p05_two_fixed_times_reach_more_than_one():
    """P5: two times reach more families than one, a fixed time more than a moving one (claim C2)."""
    found, without = with_and_without(5)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
