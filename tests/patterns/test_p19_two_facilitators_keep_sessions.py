"""P19: two facilitators keep sessions from being cancelled."""

from simulated_patterns import in_the_page, with_and_without


def test_p19_two_facilitators_keep_sessions():
    """P19: two facilitators keep sessions from being cancelled (C12)."""
    found, without = with_and_without(19)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
