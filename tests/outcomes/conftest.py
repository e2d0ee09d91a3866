"""Simulated worlds for the tests of outcomes."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
