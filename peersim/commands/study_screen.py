"""What `peersim study` shows: how far a study is, its answer, how precise it is and what it stands on."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from peersim.commands.screen import duration, remark, say, say_json, say_table

if TYPE_CHECKING:
    from peersim.study_api import Told

SHOWN = 3
"""Failed runs, or short comparisons, told on the screen; all of them are in the store."""

BYTES_PER_MB = 1_000_000

_PAGE = 110
"""Width of sentences on the screen [characters]."""


def show_status(status: dict[str, Any], *, as_json: bool) -> None:
    """Print how far a study is."""
    if as_json:
        say_json(status)
        return
    done, planned = status["runs_done"], status["runs_planned"]
    rows = [
        ("question", status["question"] or "–"),
        ("plan", " × ".join(counted(status[f"{what}s"], what) for what in ("scenario", "draw", "replication"))),
        ("runs planned", f"{planned:,} in {counted(status['shards_planned'], 'shard')}"),
        ("runs done", f"{done:,}{' (all)' if status['complete'] else ''}"),
        ("runs failed", f"{status['runs_failed']:,}"),
        ("time spent", duration(status["seconds"])),
        ("size on disk", f"{status['bytes'] / BYTES_PER_MB:,.1f} MB"),
        ("plan hash", status["plan_hash"][:16]),
    ]
    rows += [("in use", status["held_by"])] if status["held_by"] else []
    rows += [("not sound", sentence) for sentence in status["wrong"]]
    say_table(("study", status["folder"]), rows)
    for sentence in status["wrong"][:1]:
        remark(f"{sentence} `peersim study verify {status['folder']}` looks at everything; `resume` repairs shards.")


def say_everything(done: Told, status: dict[str, Any]) -> None:
    """Print everything as one JSON document."""
    shown = done.answer is not None and is_a_page(done)
    answer = done.answer.to_dict() if done.answer is not None and shown else None
    say_json({**status, "precision": _precision_document(done), "pairs": pairs_of(done), "answer": answer})


def show_answer(done: Told, status: dict[str, Any]) -> None:
    """Print the answer, how precise it is, and what it stands on."""
    from peersim.commands.answer import show

    if done.answer is not None and is_a_page(done):
        show(done.answer, out=done.study.folder, as_json=False)
        say("")
    for line in [*done.remarks, *_precision_lines(done), *_pairs_lines(done)]:
        say(textwrap.fill(line, _PAGE, break_long_words=False, break_on_hyphens=False))  # commands can be copied
    runs = f"{counted(status['runs_done'], 'run')}, {status['runs_failed']:,} failed"
    size = f"{status['bytes'] / BYTES_PER_MB:,.1f} MB in {done.study.folder}"
    say(f"{runs}; {duration(status['seconds'])} of running; {size}")


def is_a_page(done: Told) -> bool:
    """Whether a study's answer fits on a page: not too many designs, and every outcome kept."""
    from peersim.report.answer_files import MOST_SHOWN

    return len(done.study.file.names) <= MOST_SHOWN and done.study.file.keep.outcomes is None


def pairs_of(done: Told) -> dict[str, int]:
    """Count the pairs of finished runs that each comparison with the reference stands on."""
    if done.answer is None:
        return {}
    finished = done.answer.runs.done
    reference = finished[done.answer.scenarios.index(done.answer.reference)]
    pairs = (finished & reference).sum(axis=(1, 2))
    return {
        name: int(count)
        for name, count in zip(done.answer.scenarios, pairs, strict=True)
        if name != done.answer.reference
    }


def _pairs_lines(done: Told) -> list[str]:
    pairs, file = pairs_of(done), done.study.file
    planned = file.draws * file.replications
    short = [f"{name} {count:,}" for name, count in pairs.items() if count < planned]
    if not pairs:
        return []
    if not short:
        return [f"Every comparison stands on {counted(planned, 'pair')} of runs."]
    more = f", and {len(short) - SHOWN:,} others fewer than planned" if len(short) > SHOWN else ""
    rest = "; the others on all of them" if len(short) < len(pairs) else ""
    return [
        f"Of {planned:,} planned pairs of runs, comparisons stand on fewer: {', '.join(short[:SHOWN])}{more}{rest}."
    ]


def failed(done: Told, count: int) -> list[str]:
    """Say how many runs failed, and the first of them."""
    what = f"{counted(count, 'run')} failed"
    lines = [f"{f.scenario}/{f.draw}/{f.replication} at {f.stage}: {f.message}" for f in done.failures[:SHOWN]]
    rest = "the answer is made of the others" if done.answer is not None else "there is no answer"
    again = f" `peersim study rerun {done.study.folder} {lines[0].split()[0]}` repeats the first." if lines else ""
    return [f"{what}; {rest}.{again}", *lines]


def _precision_document(done: Told) -> dict[str, Any] | None:
    if done.precision is None:
        return None
    return {
        "wanted": str(done.precision),
        "replications": done.study.file.replications,
        "rounds": done.rounds,
        "reached": done.reached,
        "enough": all(each.enough for each in done.reached),
    }


def _precision_lines(done: Told) -> list[str]:
    if done.precision is None:
        return []
    wide = [each for each in done.reached if not each.enough]
    count = counted(done.study.file.replications, "replication")
    if not wide:
        return [f"Precision {done.precision} is reached for every difference; it took {count}."]
    named = ", ".join(each.scenario for each in wide[:SHOWN])
    named += f" and {len(wide) - SHOWN:,} more" if len(wide) > SHOWN else ""
    if all(each.hopeless for each in wide):
        why = "it is a share of the reference's value, which is 0 or cannot be told, or no pair of runs tells it"
        return [f"Precision {done.precision} cannot be reached for {named}: {why}. It took {count} to see that."]
    return [
        f"Precision {done.precision} is not reached after {count}, where the search ends: {named}. "
        "`--most-replications` lets it go on."
    ]


def counted(number: int, what: str) -> str:
    """Say a number of things: ``1 run``, ``2,000 runs``."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
