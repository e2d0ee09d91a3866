"""What all faults share: a process that forks command lines, and one study that nothing happened to."""

import os
import shutil

import pytest
from faults.commands import Commands, tables

PLAN = """
question     = "What does childcare change?"
scenarios    = ["baseline", "on_site_childcare"]
place        = "derby"
parents      = 60
weeks        = 20
draws        = 9
replications = 2
seed         = 3
outcomes     = ["reach", "parents_engaged_12w", "match_wait_mean", "weeks_engaged_median", "cost"]
"""
"""18 worlds and as many shards, of three short runs each; only some outcomes, so that no figures are drawn."""


@pytest.fixture(scope="session")
def commands(tmp_path_factory):
    if not hasattr(os, "fork"):
        pytest.skip("commands are run as forks here")
    commands = Commands(tmp_path_factory.mktemp("said"))
    yield commands
    commands.end()


@pytest.fixture(scope="session")
def planned(tmp_path_factory, commands):
    """A study that is planned and of which nothing was run."""
    folder = tmp_path_factory.mktemp("planned")
    (folder / "plan.toml").write_text(PLAN, encoding="utf-8")
    ended = commands.run("study", "plan", folder / "plan.toml", folder / "study", "--quiet")
    assert ended.code == 0, ended
    return folder / "study"


@pytest.fixture(scope="session")
def undisturbed(planned, commands, tmp_path_factory):
    """The same study, run without anything happening to it; not to be written to."""
    study = tmp_path_factory.mktemp("undisturbed") / "study"
    shutil.copytree(planned, study)
    ended = commands.run("study", "run", study, "--threads", "2")
    assert ended.code == 0, ended
    return study


@pytest.fixture(scope="session")
def expected(undisturbed):
    """Hashes of every table of the study that nothing happened to."""
    return tables(undisturbed)


@pytest.fixture
def study(planned, tmp_path):
    """A planned study of a test's own."""
    shutil.copytree(planned, tmp_path / "study")
    return tmp_path / "study"


@pytest.fixture
def finished(undisturbed, tmp_path):
    """A finished study of a test's own."""
    shutil.copytree(undisturbed, tmp_path / "study")
    return tmp_path / "study"
