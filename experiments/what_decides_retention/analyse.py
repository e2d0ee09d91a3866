"""Which of what nobody knows decides retention? Analyses as plan.toml says, and writes the answer beside it.

Stopped, it goes on where it was when it is started again; finished, it writes the answer anew.
"""

import shutil
import tomllib
from pathlib import Path

import peersim as ps

HERE = Path(__file__).resolve().parent
RESULTS = HERE.parents[1] / "results" / HERE.name
KEPT = ("sobol.csv", "within.csv", "quantities.csv", "plan.json", "figures/sobol-parents_engaged_26w.svg")
BEGIN, END = "<!-- answer -->\n", "<!-- end of answer -->"


def main(page: Path = HERE / "README.md", results: Path = RESULTS, **changes) -> None:
    """Analyse, keep the small tables and one picture, and put the answer into the page."""
    plan = tomllib.loads((HERE / "plan.toml").read_text(encoding="utf-8")) | changes
    found = ps.sensitivity(plan.pop("scenarios"), **plan, out=results / "study", announce=print)
    for name in KEPT:
        if (results / "study" / name).is_file():
            shutil.copyfile(results / "study" / name, results / Path(name).name)
    told = "\n\n".join(f"* {sentence}" for sentence in found.sentences())
    before, rest = page.read_text(encoding="utf-8").split(BEGIN)
    page.write_text(f"{before}{BEGIN}\n{told}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


if __name__ == "__main__":
    main()
