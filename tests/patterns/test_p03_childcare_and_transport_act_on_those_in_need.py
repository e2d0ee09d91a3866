"""P3: childcare and transport act on those in need."""

import pytest
from simulated_patterns import in_the_page, with_and_without


@pytest.mark.slow
def test_p03_childcare_and_transport_act_on_those_in_need():
    """P3: childcare before transport; help reaches those who need it, nobody else (claims C2, C4)."""
    found, without = with_and_without(3)
    assert found.holds, found.told()
    assert not without.holds, without.told()
    assert in_the_page(found, without)
