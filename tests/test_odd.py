"""The description of the model keeps step with the code: phases, rules, numbers, equations, names and links."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from peersim.engine.phases import PHASES
from peersim.evidence.table import MODEL_KEYS
from peersim.report.rule_book import read_outside_rules, rule_book

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = ("odd.md", "stress-abs.md", "trace.md")
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing", "Interaction",
    "Stochasticity", "Collectives", "Observation",
)  # fmt: skip
STRESS_ITEMS = (
    "1.1", "1.2", "1.3", "2.1", "2.2", "2.3", "2.4", "2.5.1", "2.5.2", "2.5.3", "2.5.4", "3.1", "3.2", "3.3", "3.4",
    "4.1", "4.2", "4.3", "5.1", "5.2", "5.3", "5.4", "6.1",
)  # fmt: skip
TRACE_ELEMENTS = (
    "Problem formulation", "Model description", "Data evaluation", "Conceptual model evaluation",
    "Implementation verification", "Model output verification", "Model analysis", "Model output corroboration",
)  # fmt: skip


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_odd", DOCS / "make_odd.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def text_of(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@cache
def odd() -> str:
    return text_of(DOCS / "odd.md")


def in_order(needles: list[str], text: str) -> bool:
    places = [text.find(needle) for needle in needles]
    return min(places) >= 0 and places == sorted(places)


def test_the_pages_are_what_text_and_code_make(maker: ModuleType) -> None:
    made = maker.pages()
    stale = [path.name for path, text in made.items() if not path.exists() or text_of(path) != text]
    assert stale == [], "run docs/make_odd.py"


def test_every_phase_is_in_the_schedule_and_has_a_section_in_order() -> None:
    assert in_order([f"| {phase.number} | [`{phase.name}`]" for phase in PHASES], odd())
    assert in_order([f"\n### Phase {phase.number}: " for phase in PHASES], odd())


def test_every_rule_is_in_the_description_and_runs_in_some_phase() -> None:
    rules = rule_book()
    appendix = odd().partition("## Appendix A")[2]
    assert [name for name in rules if f"| [`{name}`](../peersim/{rules[name].file}) |" not in appendix] == []
    assert [rule.name for rule in rules.values() if not rule.phases] == []


def test_every_number_the_model_reads_is_in_the_description_with_what_reads_it() -> None:
    read = {key for rule in rule_book().values() for key in rule.keys}
    read |= {key for keys in read_outside_rules().values() for key in keys}
    missing = [key for key in MODEL_KEYS if key in read and f"[`{key}`](evidence.md#{key})" not in odd()]
    assert missing == []
    appendix = odd().partition("## Appendix A")[2]
    for rule in rule_book().values():
        row = appendix.partition(f"| [`{rule.name}`](../peersim/{rule.file}) |")[2].partition("\n")[0]
        assert [key for key in rule.keys if f"`{key}`" not in row] == []


def test_the_protocols_are_answered_in_full() -> None:
    sections = ["1 Purpose", "2 Entities", "3 Process", "4 Design", "5 Initialisation", "6 Input", "7 Submodels"]
    assert in_order([f"\n## {section}" for section in sections], odd())
    assert in_order([f"\n**{concept}.**" for concept in CONCEPTS], odd())
    assert in_order([f"\n| P{number} | " for number in range(1, 25)], odd())
    assert in_order([f"\n**{item} " for item in STRESS_ITEMS], text_of(DOCS / "stress-abs.md"))
    elements = [f"\n## {number} {element}" for number, element in enumerate(TRACE_ELEMENTS, start=1)]
    assert in_order(elements, text_of(DOCS / "trace.md"))


@pytest.mark.parametrize(
    "span",
    ["attendance.usually", "attendance_logits", "creche.place", "parent.belongings", "peersim.engine.nothing",
     "tests/test_of_nothing.py"],
)  # fmt: skip
def test_a_name_that_nothing_has_is_a_mistake(maker: ModuleType, span: str) -> None:
    with pytest.raises(maker.TemplateError):
        maker.named(span)


@pytest.mark.parametrize(
    "span",
    [
        "attendance.usual",
        "attendance_logit",
        "creche.places",
        "baseline",
        "peersim.engine.phases.PHASES",
        "docs/odd.md",
    ],
)
def test_a_name_that_something_has_becomes_a_link(maker: ModuleType, span: str) -> None:
    assert re.fullmatch(rf"\[`{re.escape(span)}`\]\(\S+\)", maker.named(span))


EQUATION = "reach.hear_week × saturating( hours + spend / reach.spend_worth_hour , reach.effort_half )"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (EQUATION.replace("reach.hear_week × ", ""), "reads reach.hear_week, which the equation does not name"),
        (EQUATION + " + attendance.usual", "attendance.usual: outreach_hazard does not read it"),
        (EQUATION + " × parent.need", "parent.need: outreach_hazard has no such field"),
        (EQUATION + " + open_ears", "open_ears: outreach_hazard does not call it"),
    ],
)
def test_an_equation_that_is_not_its_rules_is_a_mistake(maker: ModuleType, text: str, says: str) -> None:
    assert maker.complaints(rule_book()["outreach_hazard"], EQUATION) == []
    with pytest.raises(maker.TemplateError, match=says):
        maker.equation("outreach_hazard", text)


def test_an_equation_must_name_the_state_and_the_rules_its_rule_uses(maker: ModuleType) -> None:
    wrong = maker.complaints(
        rule_book()["enrol_logit"], "logit(reach.enrol_given_referral) − first_step.fear × fear.usual"
    )
    assert wrong == [
        "enrol_logit uses parent.fear, which the equation does not name",
        "enrol_logit calls co_design_lift, which the equation does not name",
        "enrol_logit calls known_worker_lift, which the equation does not name",
    ]


@cache
def slugs(page: Path) -> set[str]:
    """Anchors of a page: its headings, as GitHub names them, and what it names itself."""
    text = re.sub(r"^```.*?^```", "", text_of(page), flags=re.M | re.S)
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    plain = {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}
    return plain | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    nowhere = []
    for target in sorted(set(re.findall(r"\]\(([^)\s]+)\)", text_of(DOCS / page)))):
        where, _, anchor = target.partition("#")
        if not where.startswith("http"):
            path = (DOCS / where).resolve() if where else DOCS / page
            if not path.exists() or (anchor and anchor not in slugs(path)):
                nowhere.append(target)
    assert nowhere == []
