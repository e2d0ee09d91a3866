"""P1: attendance swings though membership is stable."""

import pytest
from simulated_patterns import in_the_page, with_and_without


@pytest.mark.slow
def test_p01_attendance_swings_though_membership_is_stable():
    """P1: one open group swings from one or two to fifteen and more; members are the same (Calgary, V02d)."""
    found, without = with_and_without(1)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
