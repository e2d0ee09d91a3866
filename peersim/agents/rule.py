"""What makes a function a rule: plain Python when called from Python, compiled when called from compiled code."""

from numba.extending import register_jitable as rule

__all__ = ["rule"]
