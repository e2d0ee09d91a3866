"""Runs a study on a disk that is too small, then makes room; called in a name space of its own, so as to mount.

``python -m faults.full_disk PLANNED WHERE`` prints what happened as JSON.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from faults.commands import Commands, shards, tables

SMALL, LARGE = "700k", "64m"


def mount(folder, *options):
    subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", str(folder)], check=True)


def main():
    planned, disk = map(Path, sys.argv[1:])
    disk.mkdir()
    mount(disk, "-o", f"size={SMALL}")
    shutil.copytree(planned, disk / "study")
    commands = Commands(Path(tempfile.mkdtemp()))
    try:
        found = {"full": vars(commands.run("study", "run", disk / "study"))}
        found["kept"] = len(shards(disk / "study"))
        found["verified"] = vars(commands.run("study", "verify", disk / "study"))
        mount(disk, "-o", f"remount,size={LARGE}")
        found["resumed"] = vars(commands.run("study", "resume", disk / "study"))
        found["tables"] = tables(disk / "study")
    finally:
        commands.end()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
