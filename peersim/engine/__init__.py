"""The engine: sixteen weekly phases over one world, run by two drivers that agree to the last bit.

`phases` lists the phases; `model.ProgrammeModel` runs them on Mesa agents, `run.run_once` compiled; `ledger` keeps
money and `capacity` hours; `setup` lays out a world, `compiled` keeps compiled code under the engine's fingerprint.
"""
