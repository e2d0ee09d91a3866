"""P12: stepping back keeps people."""

from simulated_patterns import in_the_page, with_and_without


def test_p12_stepping_back_keeps_people():
    """P12: champion and pause roles keep people who would leave (claim F6)."""
    found, without = with_and_without(12)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
