"""Every assumption says why it has its size; saying that nobody knows is not a reason."""

import pytest

from peersim.evidence.reasoning import gives_a_reason
from peersim.evidence.table import parameters

pytestmark = pytest.mark.quick


def test_every_assumption_of_grade_d_gives_the_reason_for_its_size():
    bare = [
        f"{row.key}: {row.caveat}"
        for row in parameters().values()
        if row.grade == "D" and not gives_a_reason(row.caveat, row.low is not None)
    ]
    assert not bare, "\n".join(bare)


@pytest.mark.parametrize(
    "excuse",
    [
        "no source",
        "C7; size unknown",
        "F4, F10; rate unknown",
        "scale of the model",
        "model 7.9: peers and continued learning meet part of the need; size unknown",
        "people who offer do not wait for ever; no source",
        "diminishing returns of outreach; no source gives the curve",
        "C4: staff trained for disabled children; share unknown",
        "DERIVED; frequency monthly assumed.",
    ],
)
def test_an_admission_or_a_reference_is_no_reason(excuse):
    assert not gives_a_reason(excuse, has_range=True)
    assert not gives_a_reason(excuse, has_range=False)


def test_a_reason_for_a_range_speaks_of_quantities():
    told = "people who come see the value from inside and tell others what it is like to be there"
    assert gives_a_reason(told, has_range=False)
    assert not gives_a_reason(told, has_range=True)
    assert gives_a_reason(f"{told}; between a third and twice", has_range=True)
