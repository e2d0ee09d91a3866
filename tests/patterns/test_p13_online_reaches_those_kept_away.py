"""P13: online and hybrid reach parents kept away by work, childcare or distance, and lose those without kit."""

from simulated_patterns import in_the_page, with_and_without


def test_p13_online_reaches_those_kept_away():
    """P13: online and hybrid reach parents kept away by work, childcare or distance; some lack kit (D8, L6)."""
    found, without = with_and_without(13)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
