"""Orders are done by one loop wherever it is: a few at a time, each once, and nothing finished is thrown away."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from itertools import count

import pytest

from peersim.foundation.problems import InputError, RunError
from peersim.studies.backends import IN_FLIGHT, Stopped, Threads, choose, is_stopping
from peersim.studies.identity import differences, identity

pytestmark = pytest.mark.quick


def orders(number=20):
    return ((n, str(n).encode()) for n in range(number))


def echo(order):
    return {"order": order}


def note(results, given):
    for number, _ in results:
        given.append(number)  # one by one: what was given before an exception stays


def test_every_order_comes_back_once_with_what_came_of_it():
    with Threads(3) as threads:
        done = list(threads.results(orders(), echo))
    assert sorted(done, key=lambda pair: pair[0]) == [(n, {"order": str(n).encode()}) for n in range(20)]


def test_one_set_of_threads_takes_several_lots_of_orders():
    with Threads(2) as threads:
        assert [len(list(threads.results(orders(number), echo))) for number in (3, 0, 5)] == [3, 0, 5]


def test_orders_are_taken_only_as_there_is_room():
    taken = count()
    last = 0

    def many():
        nonlocal last
        for n in range(1000):
            last = next(taken)
            yield n, b""

    with Threads(2) as threads:
        for finished, _ in enumerate(threads.results(many(), echo)):
            assert last <= finished + 1 + 2 * IN_FLIGHT


def test_an_order_that_cannot_be_done_ends_it_and_what_is_finished_is_given():
    def one_is_bad(order):
        if order == b"5":
            raise OSError("the disk is gone")
        return echo(order)

    given = []
    with Threads(1) as threads, pytest.raises(OSError, match="the disk is gone"):
        note(threads.results(orders(100), one_is_bad), given)
    assert given[:5] == [0, 1, 2, 3, 4]
    assert 5 not in given
    assert len(given) < 10


@pytest.mark.parametrize("signalled", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_is_finished_and_stops_the_rest_between_two_runs(signalled):
    begun = []

    def long_order(order):
        begun.append(order)
        if order == b"1":
            os.kill(os.getpid(), signalled)
        if order in (b"0", b"1"):
            return echo(order)
        for _ in range(1000):
            if is_stopping():
                raise Stopped
            time.sleep(0.01)
        return echo(order)

    before = signal.getsignal(signalled)
    given = []
    with Threads(2) as threads, pytest.raises(KeyboardInterrupt):
        note(threads.results(orders(100), long_order), given)
    assert sorted(given) == [0, 1]
    assert len(begun) <= 2 + 2 * IN_FLIGHT
    assert signal.getsignal(signalled) == before


def test_whoever_takes_results_may_fail_and_the_threads_end():
    def until_stopped(order):
        if order == b"0":
            return echo(order)
        while not is_stopping():
            time.sleep(0.01)
        raise Stopped

    def keep(results):
        for _ in results:
            raise OSError(28, "No space left on device")

    with Threads(2) as threads, pytest.raises(OSError, match="No space left"):
        keep(threads.results(orders(), until_stopped))
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("peersim")]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"threads": 2, "workers": 2}, "--threads and --workers were given"),
        ({"workers": 0}, "--workers is 0; allowed 1 to 1,024"),
        ({"tls_key": "key.pem"}, "belong to --cluster"),
        ({"cluster": "somewhere"}, "it must be tcp://HOST:PORT or tls://HOST:PORT"),
        ({"cluster": "ftp://here:1"}, "it must be tcp://HOST:PORT or tls://HOST:PORT"),
    ],
)
def test_a_place_that_cannot_be_is_refused_in_words(asked, told):
    pytest.importorskip("distributed")
    with pytest.raises(InputError, match=told):
        choose(**asked)


def test_tls_says_which_files_are_missing_all_at_once(tmp_path):
    pytest.importorskip("distributed")
    with pytest.raises(InputError) as told:
        choose(cluster="tls://127.0.0.1:8786", tls_ca_file=tmp_path / "none.pem")
    assert "--tls-ca-file: there is no file" in told.value.problems[0]
    assert [option in str(told.value) for option in ("--tls-cert", "--tls-key")] == [True, True]
    with pytest.raises(InputError, match="is not encrypted"):
        choose(cluster="tcp://127.0.0.1:8786", tls_ca_file=tmp_path / "none.pem")


@pytest.mark.parametrize("asked", [{"workers": 2}, {"cluster": "tcp://127.0.0.1:1"}])
def test_without_dask_one_is_told_how_to_get_it(asked, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.setattr("peersim.studies.cluster.find_spec", lambda name: None)
    with pytest.raises(InputError, match=r'pip install "peersim\[cluster\]"'):
        choose(**asked)


def test_replaced_rules_stay_in_this_process(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("peersim.studies.cluster.replaced_now", lambda: [{"what": "rule belonging", "sha256": "0"}])
    with pytest.raises(InputError, match=r"Replaced in this process only: rule belonging"):
        choose(workers=2)


def test_a_worker_with_other_code_or_packages_is_named_with_what_differs():
    own = identity()
    unlike, remarks = differences(
        {"tcp://a:1": own, "tcp://b:2": {**own, "peersim": "0"}, "tcp://c:3": {**own, "numpy": "1.0"}}
    )
    assert unlike == [
        "Worker tcp://b:2 has another peersim than this process: its code or tables differ.",
        f"Worker tcp://c:3 has numpy 1.0; this process has numpy {own['numpy']}.",
    ]
    assert remarks == []


def test_a_worker_without_peersim_is_named():
    for error in (
        ModuleNotFoundError("No module named 'peersim'"),
        Exception("ModuleNotFoundError(No module named 'peersim')"),
    ):
        unlike, _ = differences({"tcp://a:1": error})
        assert unlike == ["Worker tcp://a:1 cannot say what it is: peersim is not installed there."]


def test_a_worker_that_rounds_differently_is_told_and_used():
    unlike, remarks = differences({f"tcp://{n}:1": {**identity(), "arithmetic": "0"} for n in range(5)})
    assert unlike == []
    assert len(remarks) == 4
    assert remarks[-1] == "So do 2 more workers."


def test_orders_that_are_always_lost_are_given_up_and_the_others_done():
    from peersim.studies.backends import LostAgain

    class Unlucky(Threads):
        def _take(self, order):
            if order.number == 3:
                raise LostAgain("its worker was struck by lightning")
            return super()._take(order)

    given = []
    with Unlucky(2) as threads, pytest.raises(RunError, match=r"Shard 3 was given up: it was tried 4 times.*lightning"):
        note(threads.results(orders(), echo), given)
    assert sorted(given) == [n for n in range(20) if n != 3]
