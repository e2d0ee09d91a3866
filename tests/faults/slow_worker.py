"""Given to a Dask worker as a preload: every run takes a while, so that a worker can be killed in the middle of one."""

import time


def dask_setup(worker):
    """Let every run begin with a pause."""
    del worker
    from peersim.engine import run

    whole = run.run_once

    def run_once(*given, **how):
        time.sleep(0.1)
        return whole(*given, **how)

    run.run_once = run_once
