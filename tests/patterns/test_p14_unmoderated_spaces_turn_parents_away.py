"""P14: online spaces without moderation, or with untrained moderators, turn parents away; moderating costs hours."""

from simulated_patterns import in_the_page, with_and_without


def test_p14_unmoderated_spaces_turn_parents_away():
    """P14: spaces without moderation, or trained moderators, turn parents away; moderating costs hours (D6, D9)."""
    found, without = with_and_without(14)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
