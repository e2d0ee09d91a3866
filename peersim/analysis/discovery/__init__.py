"""Scenario discovery: the worlds in which a design loses, as a box of input values checked against chance."""

from peersim.analysis.discovery.boxes import METHODS, Box, Limit, find_box, within
from peersim.analysis.discovery.discovering import Discovery, discover_in, discover_outcome

__all__ = ["METHODS", "Box", "Discovery", "Limit", "discover_in", "discover_outcome", "find_box", "within"]
