"""Run every experiment, smallest first, and write the table of questions and answers into experiments/README.md.

`python experiments/run_all.py` runs all; with names behind it, those; with `--anew`, also what was run before,
as after a change of the code; with `--table`, none: it only writes the table.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from peersim.experiment_api import between_marks, plans_of, write_between_marks
from peersim.studies.plan_file import read_plan

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
HEAD = "| question | answer in one line | command | minutes |\n|---|---|---|---:|"


def runs(folder):
    """Count the runs of an experiment."""
    plans = [read_plan(path).plan for path in plans_of(folder)]
    return sum(len(plan.scenarios) * plan.draws * plan.replications for plan in plans)


def minutes(folder):
    """Reckon how long an experiment takes on two cores, from the speed that docs/performance.json measured."""
    measured = json.loads((ROOT / "docs" / "performance.json").read_text(encoding="utf-8"))["results"]
    speed = next(each["value"] for each in measured if each["what"] == "runs per second")
    return max(1, round(runs(folder) / speed / 60))


def row(folder):
    """Write an experiment's line of the table."""
    question = read_plan(plans_of(folder)[0]).question
    answer = between_marks(folder / "README.md").split("\n\n")[0].strip("*").replace("|", "/")
    name = folder.name
    return f"| [{question}]({name}/README.md) | {answer} | `python experiments/{name}/run.py` | {minutes(folder)} |"


def main(asked):
    """Run what is asked for, and write the table."""
    folders = sorted((path.parent for path in HERE.glob("*/run.py")), key=lambda folder: (runs(folder), folder.name))
    names, anew = [name for name in asked if not name.startswith("--")], ["--anew"] if "--anew" in asked else []
    wanted = [folder for folder in folders if "--table" not in asked and (not names or folder.name in names)]
    for number, folder in enumerate(wanted, 1):
        print(f"{number} of {len(wanted)}: {folder.name}, {runs(folder):,} runs", file=sys.stderr)
        began = time.monotonic()
        if subprocess.run([sys.executable, str(folder / "run.py"), *anew], check=False).returncode:
            sys.exit(f"{folder.name} failed; those before it are done.")
        print(f"   done in {(time.monotonic() - began) / 60:.1f} minutes", file=sys.stderr)
    table = "\n".join([HEAD, *(row(folder) for folder in sorted(folders))])
    write_between_marks(HERE / "README.md", table)


if __name__ == "__main__":
    main(sys.argv[1:])
