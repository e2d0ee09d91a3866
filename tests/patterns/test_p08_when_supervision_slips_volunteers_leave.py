"""P8: when supervision slips volunteers leave."""

import pytest
from simulated_patterns import in_the_page, with_and_without


@pytest.mark.slow
def test_p08_when_supervision_slips_volunteers_leave():
    """P8: supervision missed, then strain, then exits, then longer waits (claims E5, F10)."""
    found, without = with_and_without(8)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
