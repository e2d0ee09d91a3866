"""An order holds all that decides its shard: done anywhere, it gives the runs of a study in memory, to the bit."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from toy_studies import StandIn, write_plan

import peersim as ps
from peersim.foundation.problems import InputError
from peersim.outcomes import OUTCOMES, WEEKLY_COLUMNS
from peersim.studies import orders
from peersim.studies.draws_file import digest_of, encode_draws, read_draws
from peersim.studies.execute import Engine, execute
from peersim.studies.fingerprints import plain
from peersim.studies.one_world import failure_of
from peersim.studies.plan import World, make_plan
from peersim.studies.plan_file import read_plan
from peersim.studies.resolved import profile_from, scenario_from
from peersim.studies.study import Study

REAL = """scenarios = ["baseline", "on_site_childcare"]
parents = 120
weeks = 30
draws = 2
replications = 2
seed = 0
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("orders")
    return Study.create(read_plan(write_plan(folder, REAL)), folder / "study")


def orders_of(study):
    book = study.order_book()
    return [book.order(study.file.shard(number)[1]) for number in study.left()]


def rows(files, table):
    return pq.read_table(io.BytesIO(files[f"{table}.parquet"])).to_pandas()


def test_orders_give_the_runs_of_a_study_in_memory_to_the_bit(study):
    made = [orders.do(order) for order in orders_of(study)]
    plan = make_plan(["baseline", "on_site_childcare"], parents=120, weeks=30, draws=2, replications=2, seed=0)
    seen = {run[1:]: observation for run, observation in execute(plan, workers=1).results()}
    found = set()
    for files in made:
        outcomes, weekly = rows(files, "outcomes"), rows(files, "weekly")
        outcomes = outcomes[outcomes["level"] == "everyone"]
        for row in outcomes.to_dict("records"):
            cell = (row["scenario"], row["draw"], row["replication"])
            found.add(cell)
            for number, outcome in enumerate(OUTCOMES):
                assert np.array_equal(row[outcome.name], seen[cell].everyone[0, number], equal_nan=True), outcome.name
            mine = weekly[
                (weekly["scenario"] == cell[0]) & (weekly["draw"] == cell[1]) & (weekly["replication"] == cell[2])
            ]
            assert (mine[list(WEEKLY_COLUMNS)].to_numpy(float) == seen[cell].weekly).all()
    assert found == set(seen)
    assert len(seen) == 12


def test_an_order_is_plain_text_and_its_shard_the_same_bytes_each_time(study):
    order = orders_of(study)[0]
    assert json.loads(order.decode("utf-8"))["weeks"] == 30
    assert orders.do(order) == orders.do(order)


@pytest.mark.quick
def test_a_worker_with_another_peersim_refuses(tmp_path):
    study = Study.create(read_plan(write_plan(tmp_path)), tmp_path / "study", StandIn())
    order = json.loads(orders_of(study)[0])
    other = json.dumps({**order, "package": "f" * 64}).encode()
    with pytest.raises(InputError, match="This worker's peersim is not the one that planned the study"):
        orders.do(other, machinery=study.machinery)
    other = json.dumps({**order, "rules": [["attendance_logit", "1" * 64]]}).encode()
    with pytest.raises(InputError, match="with these rules replaced: attendance_logit; here they are: none"):
        orders.do(other, machinery=study.machinery)


@pytest.mark.quick
@pytest.mark.parametrize("place", ["derby", "leicester"])
def test_a_place_comes_back_from_its_plain_values(place):
    profile = ps.load_place(place)
    again = profile_from(json.loads(json.dumps(plain(profile))))
    assert plain(again) == plain(profile)
    assert vars(again).keys() == vars(profile).keys()
    assert again.notes == profile.notes


@pytest.mark.quick
@pytest.mark.parametrize("name", ["baseline", "epec_course", "digital_hybrid", "nothing"])
def test_a_scenario_comes_back_from_its_text(name):
    scenario = ps.load(name)
    again = scenario_from(name, scenario.resolved_toml())
    assert (again.name, again.digest, again.title) == (name, scenario.digest, scenario.title)
    with pytest.raises(InputError, match=r"mine\.resolved\.toml, line 1"):
        scenario_from("mine", "title = 3\n")


@pytest.mark.quick
def test_draws_come_back_from_their_file_to_the_bit(tmp_path):
    values = Engine().draws(5, 2)
    (tmp_path / "draws.parquet").write_bytes(encode_draws(values))
    again = read_draws(tmp_path / "draws.parquet", Engine().values_type())
    assert again.tobytes() == values.tobytes()
    assert digest_of(again[:3]) == digest_of(Engine().draws(3, 2))


@pytest.mark.quick
def test_what_is_told_of_a_failure_is_the_same_on_every_machine():
    import textwrap

    class Odd:
        pass

    try:
        raise RuntimeError(f"{textwrap.__file__} {Odd()!r}\nmore")
    except RuntimeError as error:
        failure = failure_of("baseline", World(0, 1), "run", error)
    assert failure.message.startswith("RuntimeError: textwrap.py <")
    assert "0x…" in failure.message
    assert "\n" not in failure.message
    assert str(Path(__file__).parents[2]) not in failure.traceback
    assert "tests/studies/test_orders.py" in failure.traceback
