"""The version of peersim, in one place."""

__version__ = "0.1.0"
