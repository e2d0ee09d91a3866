"""A file of targets is read whole or refused with every mistake in it: where, what is allowed, what is near."""

from pathlib import Path

import pytest

from peersim.analysis.validation import read_targets
from peersim.analysis.validation.target import KEYS
from peersim.foundation.problems import InputError

pytestmark = pytest.mark.quick

FILES = Path(__file__).parent / "targets"
BROKEN = FILES / "broken"
HINT = "See `peersim validate --help`, and `peersim statistics` for what can be measured."

GOOD_TARGET = {
    "id": '"one"',
    "scenario": '"baseline"',
    "place": '"derby"',
    "size": "300",
    "weeks": "60",
    "statistic": '"reach"',
    "value": "0.5",
    "low": "0.4",
    "high": "0.6",
    "n": "20",
    "source": '"made up"',
}

SENTENCES = {
    "empty.toml": ["empty.toml: there is no target in it; each begins with [[target]]."],
    "not_toml.toml": [
        "not_toml.toml, line 3: not valid TOML: numbers take a decimal point, as in 1.5, and no comma (column 10)."
    ],
    "not_tables.toml": [
        "not_tables.toml, line 1: title must be text in quotes.",
        'not_tables.toml, line 2: "defaults" is not a table; write [defaults] on a line of its own.',
        'not_tables.toml, line 3: "target" is not a list of tables; write [[target]] on a line of its own.',
    ],
    "unknown_names.toml": [
        'unknown_names.toml, line 1: unknown key "titel". Did you mean "title"?',
        'unknown_names.toml, line 2: unknown key "value". Keys of a target stand below its own line [[target]].',
        'unknown_names.toml, line 12: unknown key "wieght" in [defaults]. Did you mean "what"?',
        'unknown_names.toml, line 17: unknown statistic "completed_shar". Did you mean "completed_share"? '
        "See `peersim statistics`.",
        'unknown_names.toml, line 23: unknown key "complete": no key of a target, no argument of completed_share. '
        'Did you mean "completed"?',
        'unknown_names.toml, line 27: unknown scenario "baselin". Did you mean "baseline"?',
        'unknown_names.toml, line 33: there is no place "darby". Did you mean "derby"? Places: derby, basildon, '
        "south_east_essex, tower_hamlets, isle_of_dogs, leicester, leeds, southwark, calgary, cornwall, "
        "northumberland, england.",
        'unknown_names.toml, line 39: unknown lever "creche.place". Did you mean "creche.places"?',
        "unknown_names.toml, line 39: staff.posts is 100 full-time posts; allowed 0 to 8.",
        'unknown_names.toml, line 46: reach: by is "cars"; allowed car, childcare, send, language, online, digital, '
        'distance, income, family, work, need, way in, call, introduction. Did you mean "car"?',
        'unknown_names.toml, line 53: reach: level is "a car"; allowed with by = "car": no car, has a car. '
        'Did you mean "no car"?',
        'unknown_names.toml, line 59: unknown key "lowest": no key of a target, no argument of reach. '
        'Did you mean "low"?',
    ],
    "bands.toml": [
        'bands.toml, line 12: target "the wrong way round": low is 0.6 and high is 0.4; low must not be above high.',
        'bands.toml, line 19: target "accepts less than the band": the accepted band, 0.45 to 0.7, must hold the whole '
        "band, 0.4 to 0.6.",
        'bands.toml, line 27: target "accepts without a reason" accepts a wider band and does not say why; write '
        "accept_why.",
        'bands.toml, line 33: target "a reason for nothing" has accept_why, but no accept_low or accept_high.',
    ],
    "numbers.toml": [
        'numbers.toml, line 11: value of target "per cent" is 61 [share]; allowed 0 to 1. Write 0.61 for 61%.',
        'numbers.toml, line 13: high of target "per cent" is no number; write it without quotes, unit or per cent '
        "sign.",
        "numbers.toml, line 14: n is 0; allowed 1 to 1,000,000,000.",
        "numbers.toml, line 18: size is 0 families; allowed 1 to 1,000,000.",
        "numbers.toml, line 19: weeks is 100,000 weeks; allowed 1 to 5,200.",
        'numbers.toml, line 20: value of target "too small and too long" is no number; write it without quotes, unit '
        "or per cent sign.",
        'numbers.toml, line 21: low of target "too small and too long" is -0.1 [share]; allowed 0 to 1.',
        "numbers.toml, line 23: n is 12.5; write a whole number, 1 to 1,000,000,000.",
        'numbers.toml, line 24: use is "calibrating"; allowed: "calibration" or "validation". Did you mean '
        '"calibration"?',
        'numbers.toml, line 33: "change" is not a table; write change = { "creche.places" = 0 }.',
    ],
    "missing.toml": [
        'missing.toml, line 1: this [[target]] must state "id" (short name of the target, used once), "scenario" (the '
        'programme: a scenario by name, or the path of a file from this one), "place" (where: a place by name, or the '
        'path of a place file from this one), "size" (families eligible at week 0), "weeks" (length of the run), '
        '"value" (the figure, in the statistic\'s unit; a share from 0 to 1), "low" (lower end of its band), "high" '
        '(upper end of its band), "source" (where the figure stands).',
        'missing.toml, line 5: target "almost" must state "source" (where the figure stands).',
    ],
    "duplicates.toml": [
        "duplicates.toml, line 2: every target needs an id of its own; take it out of [defaults].",
        'duplicates.toml, line 20: id "A" is taken: the target of line 14 has it.',
    ],
    "too_short.toml": [
        'too_short.toml, line 14: to_week is 52 weeks, but the run of target "window beyond the end" has 26 weeks.',
        'too_short.toml, line 21: within is 27 weeks, but the run of target "time that does not pass" has 26 weeks.',
        "on_site_childcare.toml, line 10: changing creche.places from week 13 never takes effect in a run of 5 weeks, "
        "0 to 4.",
        "on_site_childcare.toml, line 17: changing creche.staff_send_trained from week 13 never takes effect in a run "
        "of 5 weeks, 0 to 4.",
    ],
    "other_files.toml": [
        'other_files.toml, line 12: ../settings/our.toml: no such file. Did you mean "ours.toml"?',
        'other_files.toml, line 28: ../settings/our_ward.toml: no such file. Did you mean "our_wards.toml"?',
        'slip.toml, line 5: unknown lever "creche.plaices". Did you mean "creche.places"?',
        'slip_of_place.toml, line 2: unknown figure "no_cars". Did you mean "no_car"?',
    ],
}


def problems_of(path):
    with pytest.raises(InputError) as caught:
        read_targets(path)
    return caught.value


def written(folder, **keys):
    lines = [f"{key} = {value}" for key, value in {**GOOD_TARGET, **keys}.items() if value is not None]
    file = folder / "targets.toml"
    file.write_text("[[target]]\n" + "\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_every_broken_sample_has_its_sentences():
    slips = {"slip.toml", "slip_of_place.toml"}  # files that a sample names
    assert {path.name for path in BROKEN.glob("*.toml")} - slips == set(SENTENCES)


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_a_broken_sample_is_refused_with_exactly_these_sentences(name, monkeypatch):
    monkeypatch.chdir(BROKEN)
    error = problems_of(name)
    assert error.problems == SENTENCES[name]
    count = "1 problem" if len(error.problems) == 1 else f"{len(error.problems)} problems"
    assert str(error).splitlines()[-1] == f"{count}. Nothing was run. {HINT}"


def test_a_file_that_is_not_there_is_told_with_the_nearest_one(monkeypatch):
    monkeypatch.chdir(FILES)
    assert problems_of("god.toml").problems == ['god.toml: no such file. Did you mean "good.toml"?']
    assert problems_of("broken").problems == ["broken is a folder; a file of targets is one .toml file."]


def test_targets_take_what_they_do_not_state_from_defaults_and_paths_from_their_own_file():
    targets = read_targets(FILES / "good.toml")
    by_id = {target.id: target for target in targets}
    assert targets.title == "Small samples for tests"
    assert [target.line for target in targets] == [11, 26, 36, 48, 57]
    assert by_id["stayed"].use == "calibration"
    assert by_id["came"].use == "validation"
    assert by_id["came"].setting.scenario.name == "epec_course"
    assert by_id["ours"].setting.scenario.title == "Our morning group"
    assert by_id["ours"].setting.profile.name == "Our wards"
    assert by_id["ours"].setting.profile.number("rec_no_car_families_pct") == 40


def test_arguments_in_defaults_belong_to_the_statistic_beside_them(tmp_path):
    file = tmp_path / "targets.toml"
    shared = {**GOOD_TARGET, "statistic": '"completed_share"', "completed": '"sessions"', "sessions": "5"}
    lines = [f"{key} = {value}" for key, value in shared.items() if key != "id"]
    others = '[[target]]\nid = "A"\n[[target]]\nid = "B"\nsessions = 3\n[[target]]\nid = "C"\nstatistic = "reach"\n'
    file.write_text("[defaults]\n" + "\n".join(lines) + "\n" + others, encoding="utf-8")
    first, second, third = read_targets(file)
    assert first.arguments == {"completed": "sessions", "sessions": 5}
    assert second.arguments == {"completed": "sessions", "sessions": 3}
    assert third.arguments == {}


def test_a_change_is_made_in_the_setting_and_nowhere_else():
    targets = {target.id: target for target in read_targets(FILES / "good.toml")}
    changed, usual = targets["came without a car"].setting, targets["came"].setting
    assert targets["came without a car"].change == {"creche.places": 0, "outreach.hours": 6}
    assert changed.scenario.settings["outreach.hours"] == 6
    assert usual.scenario.settings["outreach.hours"] != 6
    assert changed.scenario.groups[0].levers["creche.places"] == 0
    assert usual.scenario.groups[0].levers["creche.places"] > 0
    assert changed.scenario.settings["staff.posts"] == usual.scenario.settings["staff.posts"]


def test_targets_of_one_setting_share_one_run():
    targets = read_targets(FILES / "good.toml")
    assert len(targets) == 5
    assert len(targets.settings) == 3
    assert targets.targets[0].setting is targets.targets[1].setting


def test_the_band_that_decides_is_the_accepted_one_where_there_is_one():
    stayed, came, *_ = read_targets(FILES / "good.toml")
    assert stayed.band == (0.3, 0.8)
    assert came.band == (0.0, 0.5)


def test_what_is_legal_but_worth_knowing_is_told(monkeypatch):
    monkeypatch.chdir(FILES)
    calgary = (
        "Calgary: the share of families without a car is unknown: assumed 10% (grade D, anything from 3% to 25%). Ask "
        "somebody who knows the place and override it (no_car = ...) before relying on any result about transport."
    )
    said = read_targets("remarks.toml").remarks
    assert calgary in said
    assert said[:2] == (
        'remarks.toml, line 11: value of target "outside", 0.7, is outside its band, 0.4 to 0.6; the band decides.',
        'remarks.toml, line 18: the band of target "no width" has no width; only a median of 0.5 can hit it.',
    )
    assert said[-3:] == (
        'contradictory: settings/contradictory.toml, line 7: fund "promise" pays £0 a year; state an amount, or leave '
        "it out.",
        "remarks.toml: no n is stated for no n, nor here: no noise of a study's size is added there. The interval "
        "holds uncertain inputs and the luck of runs of their own size; the rule is the same.",
        "remarks.toml: n is not used for n of a whole run: what is told of a whole run has no n.",
    )


def test_a_ratio_of_two_subgroups_may_be_above_one_and_a_share_may_not(tmp_path):
    ratio = read_targets(written(tmp_path, by='"car"', value="1.5", low="1.2", high="1.8")).targets[0]
    assert (ratio.unit, ratio.band) == ("ratio", (1.2, 1.8))
    assert "allowed 0 to 1" in str(problems_of(written(tmp_path, value="1.5", high="1.8")))


def test_a_summary_that_is_a_share_is_told_as_one(tmp_path):
    asked = {"statistic": '"course_sessions_attended"', "summary": '"share"', "least": "5"}
    assert read_targets(written(tmp_path, **asked)).targets[0].unit == "share"
    assert "allowed 0 to 1" in str(problems_of(written(tmp_path, **asked, high="60")))
    mean = read_targets(written(tmp_path, statistic='"course_sessions_attended"', value="5", high="60")).targets[0]
    assert mean.unit == "sessions"


@pytest.mark.parametrize("key", [key.name for key in KEYS if key.kind == "text"])
def test_every_text_must_be_text(key, tmp_path):
    extra = {"accept_high": "0.7"} if key == "accept_why" else {}
    assert f"{key} is 7" in str(problems_of(written(tmp_path, **extra, **{key: "7"})))


def test_some_targets_can_be_chosen_and_a_slip_in_an_id_is_told():
    targets = read_targets(FILES / "good.toml")
    assert targets.chosen(["ours", "came"]).ids == ("came", "ours")
    assert targets.chosen(use="calibration").ids == ("stayed",)
    with pytest.raises(InputError, match=r'no target "cam"\. Did you mean "came"'):
        targets.chosen(["cam"])
    with pytest.raises(InputError, match='Did you mean "validation"'):
        targets.chosen(use="validating")
    with pytest.raises(InputError, match=r"no such target for calibration"):
        targets.chosen(["came"], use="calibration")


def test_the_digest_is_of_what_decides_numbers_and_not_of_words(tmp_path):
    first = read_targets(written(tmp_path)).digest
    assert read_targets(written(tmp_path, note='"looked at again"', source='"elsewhere"')).digest == first
    others = [written, {"n": "21"}, {"high": "0.7"}, {"change": '{ "creche.places" = 1 }'}, {"place": '"leeds"'}]
    assert first not in {read_targets(written(tmp_path, **keys)).digest for keys in others[1:]}


def test_remarks_do_not_depend_on_where_the_file_is(monkeypatch):
    far = read_targets(FILES / "remarks.toml").remarks
    monkeypatch.chdir(FILES)
    assert read_targets("remarks.toml").remarks == far
    assert str(FILES) not in " ".join(far)


def test_remarks_are_of_the_targets_chosen():
    some = read_targets(FILES / "remarks.toml").chosen(["no n"]).remarks
    assert len(some) == 1
    assert "no n is stated for no n:" in some[0]
