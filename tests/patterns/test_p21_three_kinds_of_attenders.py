"""P21: who starts a course leaves early, midway or not at all; seven of twelve places are taken up."""

from simulated_patterns import in_the_page, with_and_without


def test_p21_three_kinds_of_attenders():
    """P21: who starts a course leaves early, midway or not at all; seven of twelve places are taken up (V02, V07)."""
    found, without = with_and_without(21)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
