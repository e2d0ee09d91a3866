"""P4: a crowded and an empty room put people off."""

from simulated_patterns import in_the_page, with_and_without


def test_p04_a_crowded_and_an_empty_room_put_people_off():
    """P4: a crowded and a near-empty room both put members off (claim C3)."""
    found, without = with_and_without(4)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
