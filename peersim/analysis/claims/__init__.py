"""Claims of the background documents: what each says, the levers and rules behind it, and checks that could fail."""

from __future__ import annotations

from collections.abc import Iterable

from peersim.analysis.claims.calgary import CALGARY
from peersim.analysis.claims.claim import Check, Claim, Design, Told
from peersim.analysis.claims.digital import DIGITAL
from peersim.analysis.claims.epec import EPEC
from peersim.analysis.claims.forum import FORUM
from peersim.analysis.claims.leeds import LEEDS
from peersim.analysis.claims.measuring import Measured, holds, measured
from peersim.analysis.claims.page import page, row
from peersim.foundation.problems import InputError, nearest

CLAIMS: dict[str, Claim] = {claim.id: claim for claim in (*EPEC, *FORUM, *CALGARY, *DIGITAL, *LEEDS)}
"""Every claim by its id, in the order of the table."""


def chosen(ids: Iterable[str] = ()) -> list[Claim]:
    """Choose claims.

    Parameters
    ----------
    ids : iterable of str
        Ids, as ``C4``, or letters of documents, as ``C``; all when there are none.

    Returns
    -------
    list of Claim
        In the order of the table.

    Raises
    ------
    InputError
        If there is no claim, or document, of a name.
    """
    asked = [name.upper() for name in ids]
    letters = {claim.id[0] for claim in CLAIMS.values()}
    problems = [
        f'unknown claim "{name}".{nearest(name, CLAIMS)}'
        for name in asked
        if name not in CLAIMS and name not in letters
    ]
    if problems:
        raise InputError(problems)
    return [claim for claim in CLAIMS.values() if not asked or claim.id in asked or claim.id[0] in asked]


__all__ = [
    "CLAIMS",
    "Check",
    "Claim",
    "Design",
    "Measured",
    "Told",
    "chosen",
    "holds",
    "measured",
    "page",
    "row",
]
