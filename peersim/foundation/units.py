"""Conversions and calendar lengths: facts of arithmetic, not evidence.

Rules may use these names instead of bare numbers; everything that could be otherwise lives in the evidence table.
"""

import math

WEEKS_PER_YEAR = 365.25 / 7.0
"""Weeks in an average year [weeks]."""

MONTHS_PER_YEAR = 12.0
"""Months in a year [months]."""

WEEKS_PER_MONTH = WEEKS_PER_YEAR / MONTHS_PER_YEAR
"""Weeks in an average month [weeks]."""

SLOTS_PER_DAY = 3
"""Morning, afternoon, evening [slots]."""

DAYS_PER_WEEK = 7
"""Monday is day 0 [days]."""

SLOTS_PER_WEEK = SLOTS_PER_DAY * DAYS_PER_WEEK
"""Slot number = 3 x day + (0 morning, 1 afternoon, 2 evening) [slots]."""

DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
PART_NAMES = ("morning", "afternoon", "evening")

SLOT_NAMES = tuple(f"{day} {part}" for day in DAY_NAMES for part in PART_NAMES)
"""Names of the 21 slots, in the order of their numbers."""

HALF = 0.5
"""One half, where it is meant as arithmetic (the middle of a range)."""

LOGISTIC_TO_UNIT = math.sqrt(3.0) / math.pi
"""A standard logistic number has the standard deviation pi over root 3; times this it has 1."""

SMALLEST_CHANCE = 1e-9
"""Keeps the logarithm of a uniform draw finite."""
