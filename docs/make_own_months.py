"""Make what docs/how_to/compare_with_your_own_months.md shows: a simulated file of monthly figures, and the picture.

python docs/make_own_months.py
"""

from __future__ import annotations

import logging
import re
from pathlib import Path

from peersim.analysis.own_months import compare_months, sample_months
from peersim.report.own_months import draw_own_months
from peersim.report.saving import small_png_bytes

DOCS = Path(__file__).resolve().parent
FILE, PICTURE = DOCS / "how_to" / "simulated_months.csv", DOCS / "images" / "own_months.png"
GUIDE, WORDS = DOCS / "how_to" / "compare_with_your_own_months.md", DOCS / "images" / "own_months.txt"

SAMPLED, HELD_AGAINST, STARTED, MONTHS, DRAWS = "morning_and_evening", "baseline", "2024-09", 12, 60
"""As the guide's commands say."""


def main() -> None:
    """Write the file, the picture and its words."""
    sample_months(FILE, SAMPLED, started=STARTED, months=MONTHS, replace=True)
    drawn = draw_own_months(compare_months(FILE, HELD_AGAINST, started=STARTED, draws=DRAWS))
    PICTURE.write_bytes(small_png_bytes(drawn))
    WORDS.write_text(drawn.alt + "\n", encoding="utf-8", newline="\n")
    text = GUIDE.read_text(encoding="utf-8")
    shown = re.sub(r"!\[[^]]*\]\(\.\./images/own_months\.png\)", f"![{drawn.alt}](../images/own_months.png)", text)
    GUIDE.write_text(shown, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    logging.disable(logging.WARNING)
    main()
