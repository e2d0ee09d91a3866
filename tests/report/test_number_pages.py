"""A page for every number: what is believed of it, where sources part, and what rests on it, as the code has it."""

import re
from pathlib import Path

import numpy as np
import pytest

import peersim.report.number_page as number_page_module
from peersim.evidence.conflicts import conflicts
from peersim.evidence.learnt import Learnt
from peersim.evidence.show import number_in_words
from peersim.evidence.table import MODEL_KEYS, parameters
from peersim.report.number_page import number_card, number_facts, number_page, number_pages, page_of
from peersim.report.resting import resting_on
from peersim.report.rule_book import rule_book

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return number_pages()


def test_every_number_of_the_table_is_on_a_page(pages):
    for row in parameters().values():
        name, _, anchor = page_of(row).partition("#")
        assert name in pages, row.key
        assert f"`{row.key}`" in pages[name], row.key
        assert not anchor or f'<a id="{anchor}"></a>' in pages[name], row.key
    assert {f"{key}.md" for key in MODEL_KEYS} <= set(pages)


def test_a_page_gives_grade_source_caveat_and_prior(pages):
    row = parameters()["first_step.no_return"]
    text = pages["first_step.no_return.md"]
    assert f"[{row.source}]({row.url})" in text
    assert row.caveat in text
    assert f"`{row.distribution}`" in text
    assert "| prior | " in text


def test_every_conflict_is_on_the_page_of_each_number_it_concerns(pages):
    for conflict in conflicts():
        for key in conflict.keys:
            text = pages[page_of(parameters()[key]).partition("#")[0]]
            if f"{key}.md" in pages:
                assert conflict.done in text, key
                assert all(finding.says in text for finding in conflict.findings), key


def test_what_rests_on_a_number_is_what_the_code_reads():
    found = resting_on("effect.creche_or")
    assert {rule.name for rule in found.rules} == {
        rule.name for rule in rule_book().values() if "effect.creche_or" in rule.keys
    }
    assert found.rules
    assert "creche.places" in found.levers
    assert 3 in {pattern.number for pattern in found.patterns}
    assert "C4" in {claim.id for claim in found.claims}


def test_every_number_a_rule_reads_says_so_on_its_page(pages):
    for rule in rule_book().values():
        for key in rule.keys:
            assert f"[`{rule.name}`]" in pages[f"{key}.md"], f"{key}: {rule.name}"


def test_the_screen_tells_what_the_page_tells():
    text = " ".join(number_card("effect.creche_or").split())
    assert "rule childcare_barrier (agents/attending.py)" in text
    assert "Sources part: Is childcare what keeps parents away?" in text
    told = number_facts("effect.creche_or")
    assert "childcare_barrier" in told["rules"]
    assert list(told["prior"]) == ["2.5%", "25%", "50%", "75%", "97.5%"]


def test_links_between_pages_lead_somewhere(pages):
    """Every relative link of the pages goes to a page that is made, or to a file that is there."""
    elsewhere = {"worth_measuring.md"}
    for name, text in pages.items():
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
            if "://" in link or link in elsewhere:
                continue
            assert link in pages or (DOCS / "evidence" / link).resolve().exists(), f"{name}: {link}"
    index = (DOCS / "evidence.md").read_text(encoding="utf-8")
    linked = set(re.findall(r"\]\(evidence/([^)#]+\.md)", index))
    assert linked <= set(pages) | elsewhere


def test_a_page_tells_prior_and_posterior_side_by_side_once_there_is_one(monkeypatch):
    law = parameters()["attendance.usual"].law
    values = law.quantile(np.linspace(0.6, 0.9, 400))
    taught = Learnt("calibrated", values, 0.8, 0.7, informed=True, targets=("V01b",))
    monkeypatch.setattr(number_page_module, "learnt", lambda key: taught)
    text = number_page("attendance.usual")
    assert "| prior | " in text
    assert f"| posterior | {number_in_words(float(np.quantile(values, 0.025)), 3)} | " in text
    assert "This number informed by the data" not in text
    assert "informed by the data: contraction 0.80" in text
    assert "V01b" in text
    assert "Not calibrated" not in text


def test_a_number_that_no_target_speaks_of_says_so(monkeypatch):
    monkeypatch.setattr(number_page_module, "learnt", lambda key: Learnt("prior", np.zeros(0), 0.0, 0.0))
    assert "the data do not inform it" in number_page("reach.hear_week")
