"""Where does the next £20,000 a year go? Runs the plan beside this file and writes the answer to results/next_20000.

Stopped, it goes on where it was when it is started again; finished, it writes the report anew.
"""

import json
from pathlib import Path

import peersim as ps

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parents[1] / "results" / HERE.name
BEGIN, END = "<!-- answer -->\n", "<!-- end of answer -->"


def main() -> None:
    """Plan, run, report, and put the answer into the README."""
    study = RESULTS / "study"
    if not study.exists():
        ps.plan_study(study, HERE / "plan.toml")
    ps.run_study(study)
    written = ps.write_report(study, RESULTS, formats=("html", "json"), do_minimum="do_minimum")
    answer = json.loads((RESULTS / "report.json").read_text(encoding="utf-8"))["answer"]
    (RESULTS / "study.json").write_bytes((study / "study.json").read_bytes())
    readme = HERE / "README.md"
    before, rest = readme.read_text(encoding="utf-8").split(BEGIN)
    told = "\n\n".join(answer)
    readme.write_text(f"{before}{BEGIN}\n{told}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")
    print(*written, sep="\n")


if __name__ == "__main__":
    main()
