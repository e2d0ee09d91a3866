"""P24: volunteers leave less as they stay longer; a quarter of first visits are not repeated."""

from simulated_patterns import in_the_page, with_and_without


def test_p24_leaving_falls_with_tenure():
    """P24: volunteers leave less as they stay longer; a quarter of first visits are not repeated (tenure, Jones)."""
    found, without = with_and_without(24)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
