"""The six designs of the demo in three places: a study and a report each, in results/demo_designs/PLACE.

Stopped, it goes on where it was when it is started again; finished, it writes the reports anew.
"""

import json
from pathlib import Path

import peersim as ps

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parents[1] / "results" / HERE.name
BEGIN, END = "<!-- answer -->\n", "<!-- end of answer -->"


def answer_for(plan: Path) -> str:
    """Run one place's study, write its report, and give the answer under the place's name."""
    folder = RESULTS / plan.stem
    study = folder / "study"
    if not study.exists():
        ps.plan_study(study, plan)
    ps.run_study(study)
    for path in ps.write_report(study, folder, formats=("html", "json"), do_minimum="do_minimum"):
        print(path)
    (folder / "study.json").write_bytes((study / "study.json").read_bytes())
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    place = json.loads((folder / "study.json").read_text(encoding="utf-8"))["facts"]["place_title"]
    return f"### {place}\n\n" + "\n\n".join(report["answer"])


def main() -> None:
    """Do it for every plan, and put the answers into the README."""
    told = "\n\n".join(answer_for(plan) for plan in sorted(HERE.glob("*.toml")) if plan.stem != "do_minimum")
    readme = HERE / "README.md"
    before, rest = readme.read_text(encoding="utf-8").split(BEGIN)
    readme.write_text(f"{before}{BEGIN}\n{told}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
