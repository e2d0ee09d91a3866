"""P9: growth without hours collapses."""

from simulated_patterns import in_the_page, with_and_without


def test_p09_growth_without_hours_collapses():
    """P9: more volunteers than can be supervised means fewer at work (claims F2, F10, E5)."""
    found, without = with_and_without(9)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
