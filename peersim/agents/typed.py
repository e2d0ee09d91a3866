"""Names for what rules take, so that a signature says which record it works on.

A rule works on a Mesa agent and on a compiled record alike, and no static type covers both: to the type checker each of
these is `Any`, to the reader it is a name for the record of that kind.
"""

from typing import Any, TypeAlias

ParentRecord: TypeAlias = Any
"""Fields: `peersim.agents.parent_record.PARENT_FIELDS`."""

VolunteerRecord: TypeAlias = Any
"""Fields: `peersim.agents.volunteer_record.VOLUNTEER_FIELDS`."""

PersonRecord: TypeAlias = Any
"""A parent or someone from outside: fields of `peersim.places.family.FAMILY_FIELDS`."""

FamilyRecord: TypeAlias = Any
"""A family of the catchment, known to the programme or not: fields of `peersim.places.family.FAMILY_FIELDS`."""

CoordinatorRecord: TypeAlias = Any
"""Fields: `peersim.agents.other_records.COORDINATOR_FIELDS`."""

GroupRecord: TypeAlias = Any
"""Fields: `peersim.agents.other_records.GROUP_FIELDS`."""

SessionDesign: TypeAlias = Any
"""This week's design of a group: fields of `peersim.scenarios.levers.GROUP_DESIGN_FIELDS`."""

WeekDesign: TypeAlias = Any
"""This week's design of the programme: fields of `peersim.scenarios.levers.DESIGN_FIELDS`."""

MatchRecord: TypeAlias = Any
"""Fields: `peersim.agents.other_records.MATCH_FIELDS`."""

CohortRecord: TypeAlias = Any
"""Fields: `peersim.agents.other_records.COHORT_FIELDS`."""

FundRecord: TypeAlias = Any
"""Fields: `peersim.agents.other_records.FUND_STATE_FIELDS`."""

WeekRecord: TypeAlias = Any
"""This week of the weekly table: `peersim.agents.other_records.WEEK_FIELDS`."""

Parameters: TypeAlias = Any
"""This draw's values: one field for each row of the evidence table that rules read."""

Key: TypeAlias = Any
"""The run's key (numpy.uint64)."""
