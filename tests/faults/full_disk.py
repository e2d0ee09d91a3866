"""Runs a study on a disk that is too small, then makes room; in a name space of its own, so that it may mount.

``full_disk PLANNED WHERE``, as a program of `forks`, prints what happened as JSON.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from faults import forks
from faults.commands import shards, tables

SMALL, LARGE = "700k", "64m"
OWN_USERS, OWN_MOUNTS = 0x10000000, 0x00020000
"""Linux's CLONE_NEWUSER and CLONE_NEWNS."""


def leave():
    """Go into a name space in which this user may mount."""
    user, group = os.getuid(), os.getgid()
    assert ctypes.CDLL(None, use_errno=True).unshare(OWN_USERS | OWN_MOUNTS) == 0
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {user} 1")
    Path("/proc/self/gid_map").write_text(f"0 {group} 1")


def mount(folder, *options):
    subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)], check=True)


def run(disk, verb):
    """Run one command of peersim in a fork of this process."""
    said = {name: disk.with_name(f"{verb}.{name}") for name in ("out", "err")}
    process = forks.fork({"words": ["study", verb, str(disk / "study")], **{n: str(path) for n, path in said.items()}})
    _, status = os.waitpid(process, 0)
    return {"code": os.waitstatus_to_exitcode(status), **{name: path.read_text() for name, path in said.items()}}


def main():
    """Do it and say what happened."""
    planned, disk = map(Path, sys.argv[1:])
    disk.mkdir()
    leave()
    mount(disk, "-o", f"size={SMALL}")
    shutil.copytree(planned, disk / "study")
    found = {"full": run(disk, "run"), "kept": len(shards(disk / "study")), "verified": run(disk, "verify")}
    mount(disk, "-o", f"remount,size={LARGE}")
    found |= {"resumed": run(disk, "resume"), "tables": tables(disk / "study")}
    print(json.dumps(found))
