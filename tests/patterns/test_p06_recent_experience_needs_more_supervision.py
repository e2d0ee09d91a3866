"""P6: recent experience needs more supervision."""

from simulated_patterns import in_the_page, with_and_without


def test_p06_recent_experience_needs_more_supervision():
    """P6: recent own experience needs more supervision; more of them fall out (claims F1, F2)."""
    found, without = with_and_without(6)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
