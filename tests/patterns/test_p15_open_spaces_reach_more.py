"""P15: open spaces reach more, and the same parents hold back there."""

from simulated_patterns import in_the_page, with_and_without


def test_p15_open_spaces_reach_more():
    """P15: open spaces reach more, and the same parents hold back there (D4)."""
    found, without = with_and_without(15)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
