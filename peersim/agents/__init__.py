"""The agents: for each kind its record, its rules and its Mesa class.

Records: `parent_record`, `volunteer_record`, `other_records`. Rules, one idea each: `reaching` (hearing, first step),
`attending` (coming this week), `belonging` (what it does for a parent), `volunteering` (training), `supporting`
(supervision, strain, leaving), `matching` (one-to-one), `online`, `staffing` (coordinators, facilitation). Mesa
classes: `kinds`. Words and numbers: `stages`, `purposes`.
"""
