"""P10: the pipeline carries a mature programme."""

from simulated_patterns import in_the_page, with_and_without


def test_p10_the_pipeline_carries_a_mature_programme():
    """P10: parents become volunteers, and volunteers staff (claims E1, F12, F13)."""
    found, without = with_and_without(10)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
