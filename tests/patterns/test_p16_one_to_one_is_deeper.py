"""P16: one-to-one is deeper and smaller in reach; groups make more connections an hour of staff."""

from simulated_patterns import in_the_page, with_and_without


def test_p16_one_to_one_is_deeper():
    """P16: one-to-one is deeper and smaller in reach; groups make more connections an hour of staff (C9, D2, L10)."""
    found, without = with_and_without(16)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
