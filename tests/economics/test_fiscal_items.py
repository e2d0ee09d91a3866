"""Fiscal items come from the user's file alone; what is wrong with it is told all at once."""

import numpy as np
import pytest
from made_up_figures import made_up_figures

from peersim.economics.appraisal_parts import appraise
from peersim.economics.fiscal import COLUMNS, beyond_nothing, read_fiscal
from peersim.economics.profile import read_profile
from peersim.foundation.problems import InputError

pytestmark = pytest.mark.quick

FIGURES = made_up_figures()
HEAD = ",".join(COLUMNS)


def file(tmp_path, *rows, head=HEAD):
    path = tmp_path / "fiscal.csv"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def test_no_saving_of_public_services_is_counted_without_a_file():
    assert not any(item.gainer == "public services" for item in appraise(FIGURES).items)


def test_a_saving_is_counted_beyond_doing_nothing_and_cashable_apart(tmp_path):
    path = file(
        tmp_path,
        "doctor visits,parents_engaged_26w,45,GBP,2025-26,public services,no,PSSRU 2023",
        "placements,point_year,100,GBP,2025-26,public services,yes,our council",
        "more referrals,parents_reached,-10,GBP,2025-26,public services,yes,our council",
    )
    made = appraise(FIGURES, fiscal=path)
    plain = appraise(FIGURES)
    cashable, whole = (
        made.before[name].benefit.mean(axis=(0, 1)) for name in ("public_purse_cashable", "public_purse")
    )
    points = made.item("fiscal_2").present_value(made.discounting.costs).mean(axis=(0, 1))
    visits = made.item("fiscal_1").present_value(made.discounting.costs).mean(axis=(0, 1))
    assert cashable == pytest.approx(points)
    assert whole == pytest.approx(points + visits)
    retained = FIGURES.totals["parents_engaged_26w"]
    assert made.item("fiscal_1").total()[..., 1] == pytest.approx(45.0 * (retained[1] - retained[0]))
    extra = made.before["public_purse"].cost - plain.before["public_purse"].cost
    assert extra == pytest.approx(made.item("fiscal_3").present_value(made.discounting.costs))
    assert made.programme_cost == pytest.approx(plain.programme_cost)


def test_what_would_have_come_anyway_is_not_claimed():
    anyway = made_up_figures(totals=FIGURES.totals | {"parents_reached": FIGURES.totals["parents_reached"] + 50.0})
    assert beyond_nothing("parents_reached", anyway) == pytest.approx(beyond_nothing("parents_reached", FIGURES))


def test_a_value_is_rebased_to_the_appraisals_prices(tmp_path):
    path = file(tmp_path, "visits,parents_reached,45,GBP,2022-23,public services,no,PSSRU 2023")
    profile = read_profile()
    row = read_fiscal(path, profile, FIGURES.totals)[0]
    factor = profile.deflator.factor(row.price_year, profile.price_year)
    assert factor > 1.1
    made = appraise(FIGURES, fiscal=path).item("fiscal_1").total()[..., 1]
    assert made == pytest.approx(45.0 * factor * FIGURES.totals["parents_reached"][1])


def test_an_unrated_saving_is_cut_as_the_weakest_evidence(tmp_path):
    row = "visits,parents_reached,45,GBP,2025-26,public services,no,PSSRU 2023"
    weak = appraise(FIGURES, fiscal=file(tmp_path, row))
    strong = appraise(FIGURES, fiscal=file(tmp_path, row + ",A", head=HEAD + ",grade"))
    shares = [
        made.after["public_purse"].benefit.mean() / made.before["public_purse"].benefit.mean()
        for made in (weak, strong)
    ]
    assert shares == pytest.approx([0.6, 1.0])


def test_every_mistake_of_a_file_is_told_with_its_line(tmp_path):
    path = file(
        tmp_path,
        "visits,parents_reached,forty,CAD,2022-23,public services,no,PSSRU",
        ",parent_reached,45,GBP,2050,public servises,maybe,",
        "visits,parents_reached,nan,GBP,lately,funder,yes,PSSRU",
    )
    with pytest.raises(InputError) as told:
        read_fiscal(path, read_profile(), FIGURES.totals)
    text = str(told.value)
    for word in (
        'line 2: value is "forty"', 'line 2: currency is "CAD"', "line 3: item is empty", "line 3: source is empty",
        'Did you mean "parents_reached"', 'Did you mean "public services"', 'cashable is "maybe"',
        "no index for 2050", 'value is "nan"', 'price_year is "lately"', '"visits" is there 2 times',
    ):  # fmt: skip
        assert word in text, word


def test_a_file_without_its_columns_or_rows_is_refused(tmp_path):
    with pytest.raises(InputError) as told:
        read_fiscal(file(tmp_path, "a,1", head="item,value"), read_profile(), FIGURES.totals)
    assert "column per is missing" in str(told.value)
    assert "column source is missing" in str(told.value)
    with pytest.raises(InputError, match="has no rows"):
        read_fiscal(file(tmp_path), read_profile(), FIGURES.totals)
    with pytest.raises(InputError, match="cannot be read"):
        read_fiscal(tmp_path / "none.csv", read_profile(), FIGURES.totals)


def test_what_is_counted_over_the_run_is_spread_over_its_years(tmp_path):
    path = file(tmp_path, "visits,parents_reached,1,GBP,2025-26,public services,no,PSSRU 2023")
    amount = appraise(FIGURES, fiscal=path).item("fiscal_1").amount[0, 0, 1]
    assert amount / amount.sum() == pytest.approx(np.array([0.4, 0.4, 0.2]))
