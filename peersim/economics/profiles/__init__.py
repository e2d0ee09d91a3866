"""Country profiles: data, never constants in code."""
