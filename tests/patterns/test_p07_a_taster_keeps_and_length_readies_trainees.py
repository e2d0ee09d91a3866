"""P7: a taster keeps and length readies trainees."""

from simulated_patterns import in_the_page, with_and_without


def test_p07_a_taster_keeps_and_length_readies_trainees():
    """P7: a taster keeps trainees; length loses some and readies the rest (claims F3, F4, E4)."""
    found, without = with_and_without(7)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
