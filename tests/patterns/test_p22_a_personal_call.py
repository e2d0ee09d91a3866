"""P22: a personal call multiplies first attendance about threefold, and later attendance is lower."""

from simulated_patterns import in_the_page, with_and_without


def test_p22_a_personal_call():
    """P22: a personal call multiplies first attendance about threefold, and later attendance is lower (V06)."""
    found, without = with_and_without(22)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
