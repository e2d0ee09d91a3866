"""The people and groups of the model as Mesa agents, for the interpreted driver.

An agent's attributes are the fields of its record. Rules read and write them exactly as compiled rules read and write
records, so a breakpoint, a subclass or one person's story shows what a study of thousands of runs does.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from peersim.agents.stages import PARENT_STAGES, VOLUNTEER_STAGES
from peersim.foundation.records import python_values


class RecordAgent(mesa.Agent):
    """A Mesa agent whose attributes are the fields of one record.

    Parameters
    ----------
    model : mesa.Model
        The model it belongs to.
    record : numpy.void
        The record to begin with.
    """

    def __init__(self, model: Any, record: np.void) -> None:
        super().__init__(model)
        self.__dict__.update(python_values(record))


class Parent(RecordAgent):
    """A parent of the catchment, whether or not the programme ever meets them (fields: `PARENT_FIELDS`)."""

    @property
    def stage_name(self) -> str:
        """Where the parent is, in words."""
        return PARENT_STAGES[self.stage]


class Volunteer(RecordAgent):
    """Someone who has offered to volunteer (fields: `VOLUNTEER_FIELDS`); a parent who steps up keeps their identity."""

    @property
    def stage_name(self) -> str:
        """Where the volunteer is, in words."""
        return VOLUNTEER_STAGES[self.stage]


class Coordinator(RecordAgent):
    """A paid post and the person in it (fields: `COORDINATOR_FIELDS`)."""


class Group(RecordAgent):
    """A setting that meets, in a room or online (fields: `GROUP_FIELDS`)."""


class Row:
    """A record that is not an agent: a match, a fund, a week of the design.

    Parameters
    ----------
    record : numpy.void
        The record to begin with.
    """

    def __init__(self, record: np.void) -> None:
        self.__dict__.update(python_values(record))

    def __repr__(self) -> str:
        return f"Row({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"
