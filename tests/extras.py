"""Marks for tests that need an extra which not everybody installs."""

import importlib.util

import pytest

HAS_BAYESFLOW = all(importlib.util.find_spec(name) is not None for name in ("bayesflow", "jax"))
WHY = 'needs the extra: pip install "peersim[calibrate]"'

needs_bayesflow = pytest.mark.skipif(not HAS_BAYESFLOW, reason=WHY)
