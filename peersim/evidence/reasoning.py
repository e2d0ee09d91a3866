"""Tell a reason from an excuse: whether what stands behind an assumption says why it has this size and this range.

"No source", "size unknown" or a bare reference say that nobody knows; they do not say why the model uses this number
and not another. The rule is simple enough to be argued with: references and admissions are struck out, and what is
left must be a sentence; where the number has a range, the sentence must speak of quantities, in figures or in words.
"""

from __future__ import annotations

import re

FEWEST_WORDS = 10
"""Words that a reason has at least, references and admissions left out."""

_REFERENCES = re.compile(
    r"\b(?:[A-Z]\d+[a-d]?(?:(?:, | and | to )[A-Z]\d+[a-d]?)*|model \d+\.\d+|claims?|evidence notes"
    r"|economics(?: notes| row| table)?)\b"
)
_ADMISSIONS = re.compile(
    r"\bno (?:usable )?source\b(?: gives [^;:.]*)?"
    r"|\b(?:size|rate|share|level|shape|pace|hours|sign|value|direction)(?: is)?"
    r" (?:unknown|not known|not assumed|assumed)\b"
    r"(?: and kept (?:small|mild))?|\bscale of the model\b|\bas above\b|\b(?:MEMORY|DERIVED|ASSUMPTION)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[A-Za-z][A-Za-z'’-]+|\d[\d.,]*")
_QUANTITIES = re.compile(
    r"\d|\b(?:half|halve|third|thirds|quarter|fifth|sixth|seventh|eighth|tenth|tenths|twice|double|doubles|none|nothing"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|middle|same|hardly|nearly|moderate|wide)\b",
    re.IGNORECASE,
)


def gives_a_reason(text: str, has_range: bool) -> bool:
    """Tell whether a caveat says why an assumption has its size.

    Parameters
    ----------
    text : str
        The caveat.
    has_range : bool
        The number has a range, so that the caveat must say something of how much.

    Returns
    -------
    bool
        True when at least `FEWEST_WORDS` words are left after references and admissions are struck out, a quantity
        among them where there is a range.
    """
    left = _ADMISSIONS.sub(" ", _REFERENCES.sub(" ", text))
    return len(_WORDS.findall(left)) >= FEWEST_WORDS and (not has_range or bool(_QUANTITIES.search(left)))
