"""Where sources part: every conflict names numbers and sources that exist, and says what is done about it."""

import pytest

from peersim.analysis.claims import CLAIMS
from peersim.evidence import conflicts as module
from peersim.evidence.conflicts import conflicts, conflicts_about
from peersim.evidence.show import card
from peersim.evidence.table import parameters
from peersim.foundation.problems import InputError

pytestmark = pytest.mark.quick


def test_each_conflict_has_two_sides_with_sources_numbers_and_what_is_done():
    assert len(conflicts()) == 9
    for each in conflicts():
        assert len(each.findings) >= 2, each.name
        assert len({finding.source for finding in each.findings}) >= 2 or each.name == "retention", each.name
        assert all(finding.says.endswith(".") and finding.source for finding in each.findings), each.name
        assert each.keys, each.name
        assert set(each.keys) <= set(parameters()), each.name
        assert each.done.endswith("."), each.name


def test_claims_that_conflicts_name_exist():
    named = {f.source.rpartition(" ")[2] for each in conflicts() for f in each.findings if "claim" in f.source}
    assert named
    assert named <= set(CLAIMS)


def test_a_card_tells_of_the_conflict_and_what_is_done():
    text = " ".join(card("effect.creche_or").split())
    assert conflicts_about("effect.creche_or")[0].done in text
    assert "J Prim Prev 32:283-298" in text
    assert "Sources part" not in card("attendance.quality")


def test_a_number_or_a_finding_that_does_not_exist_is_refused_with_the_nearest(tmp_path, monkeypatch):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "parameters.csv").write_text("parameter,source,url\nfree rides,A study,\n", encoding="utf-8")
    (tmp_path / "conflicts.toml").write_text(
        '[[conflict]]\nname = "rides"\ntitle = "Do they help?"\nkeys = ["effect.creche_ore"]\ndone = "Nothing."\n'
        '[[conflict.finding]]\nrow = "free ride"\nsays = "No."\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    conflicts.cache_clear()
    try:
        with pytest.raises(InputError) as caught:
            conflicts()
    finally:
        monkeypatch.undo()
        conflicts.cache_clear()
    assert 'conflicts.toml, rides: unknown parameter "effect.creche_ore". Did you mean "effect.creche_or"?' in str(
        caught.value
    )
    assert 'has no row "free ride". Did you mean "free rides"?' in str(caught.value)
