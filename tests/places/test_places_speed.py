"""Drawing a catchment is quick enough to be done for every run, and a million families fit in memory."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from peersim.foundation.draws import run_key
from peersim.places import load_place, synthesise

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_three_thousand_families_over_three_years_take_less_than_thirty_milliseconds():
    profile = load_place("Derby")
    synthesise(profile, 3_000, 156, run_key(0))
    taken = []
    for run in range(15):
        start = time.process_time()
        synthesise(profile, 3_000, 156, run_key(1, run))
        taken.append(time.process_time() - start)
    assert min(taken) < 0.030


@pytest.mark.slow
def test_a_million_families_take_less_than_fifteen_seconds_and_one_and_a_half_gigabytes():
    """Memory is that of the process itself: what the system tells of a child begins with its parent's."""
    pytest.importorskip("resource")
    code = """
import sys, time
from benchmarks.timing import peak_memory
from peersim.foundation.draws import run_key
from peersim.places import load_place, synthesise
profile = load_place("Derby")
synthesise(profile, 100, 10, run_key(0))
start = time.process_time()
synthesise(profile, 1_000_000, 156, run_key(1))
seconds, gigabytes = time.process_time() - start, peak_memory() / 1e9
sys.exit(f"{seconds:.1f} s, {gigabytes:.2f} GB" if seconds > 15 or gigabytes > 1.5 else 0)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
