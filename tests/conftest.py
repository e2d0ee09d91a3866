"""What all tests share: no colour, no windows, property tests that repeat themselves, one compilation for all."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "Agg")
os.environ["NO_COLOR"] = "1"
os.environ.pop("FORCE_COLOR", None)

settings.register_profile(
    "peersim", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("peersim")


def _needs_engine(item):
    return item.get_closest_marker("quick") is None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Run the quick tests first: with several workers, they fill the time in which one of them compiles.

    Then files with slow tests: with the shortest at the end, no worker waits long for the others.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: (_needs_engine(item), item.path not in slow))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Give each file to one worker, in the order above: what its tests share is made once."""
    from xdist.scheduler import LoadFileScheduling

    config.option.loadscopereorder = False
    return LoadFileScheduling(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if _needs_engine(item):
        _compile_once()


def _compile_once():
    """Compile the engine if need be; of several workers one compiles and the others wait for it."""
    from peersim.engine.compiled import fingerprint, is_compiled, prepare

    if is_compiled():
        return
    try:
        import fcntl
    except ImportError:  # no such locks on this system: each worker compiles for itself
        prepare()
        return
    with (Path(tempfile.gettempdir()) / f"peersim-{fingerprint()}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        prepare()
