"""P11: a graduate who waits leaves."""

from simulated_patterns import in_the_page, with_and_without


def test_p11_a_graduate_who_waits_leaves():
    """P11: graduates who wait long for a match are gone within a year (doula studies)."""
    found, without = with_and_without(11)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
