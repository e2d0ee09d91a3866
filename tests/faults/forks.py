"""A process that has imported peersim and loaded the engine, and forks itself for every command line it is given.

Each fork is a real process that runs the real command line (of peersim, or of Dask's scheduler or worker), may be
killed, limited or have something broken in it; only the seconds that importing takes are saved. Spoken to by
`commands.Commands`, one JSON document a line.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import resource
import signal
import sys
import traceback

FINE = 0

CAPABILITY_VERSION = 0x20080522
ABOVE_PERMISSIONS = 1 << 1 | 1 << 2
"""Linux's CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: what lets root write where nobody may."""


def warm_up():
    """Import what commands import, and load the engine."""
    import duckdb  # noqa: F401
    import matplotlib.figure  # noqa: F401
    import pandas  # noqa: F401
    import pyarrow.parquet  # noqa: F401
    import scipy.stats  # noqa: F401

    import peersim.cli  # noqa: F401
    from peersim.engine.run import smallest_run

    smallest_run()
    with contextlib.suppress(ImportError):
        import distributed.cli.dask_scheduler
        import distributed.cli.dask_worker  # noqa: F401


def become(asked):
    """Turn this fork into the process that was asked for."""
    os.setsid()
    for number, name in ((0, os.devnull), (1, asked["out"]), (2, asked["err"])):
        flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_APPEND
        os.dup2(os.open(name, flags, 0o644), number)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if asked.get("environment"):
        os.environ.update(asked["environment"])
        import dask

        dask.config.refresh()  # it was read when Dask was imported
    if asked.get("largest_file"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (asked["largest_file"], resource.RLIM_INFINITY))
    if asked.get("obey_permissions") and os.geteuid() == 0:
        obey_permissions()
    if asked.get("broken"):
        from faults import broken

        getattr(broken, asked["broken"])()


def obey_permissions():
    """Give up root's power to read and write whatever a file's permissions say."""
    import ctypes

    header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable: twice 32 bits
    system = ctypes.CDLL(None, use_errno=True)
    assert system.capget(header, sets) == 0
    sets[0] &= ~ABOVE_PERMISSIONS
    assert system.capset(header, sets) == 0


def run(program, words):
    """Run a command line; give its exit code."""
    sys.argv = [program, *words]
    try:
        importlib.import_module(program).main()
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return end.code or FINE
    except BaseException:
        traceback.print_exc()
        return 1
    return FINE


def fork(asked):
    """Fork for one command line; the parent gets the number of the process."""
    sys.stdout.flush()
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        become(asked)
        code = run(asked.get("program", "peersim.cli"), asked["words"])
        sys.stdout.flush()
        sys.stderr.flush()
    finally:
        os._exit(code)


def main():
    """Serve until standard input ends."""
    warm_up()
    print(json.dumps("ready"), flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        if "words" in asked:
            answer = fork(asked)
        else:
            _, status = os.waitpid(asked["wait"], 0)
            answer = os.waitstatus_to_exitcode(status)
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
