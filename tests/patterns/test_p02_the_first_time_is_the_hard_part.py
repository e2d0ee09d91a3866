"""P2: the first time is the hard part."""

from simulated_patterns import in_the_page, with_and_without


def test_p02_the_first_time_is_the_hard_part():
    """P2: most who choose a group never come; most who came once come again (Calgary study, first_step.no_return)."""
    found, without = with_and_without(2)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
