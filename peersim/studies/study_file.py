"""study.json: the complete plan of a study on disk, with hashes that tell when anything in it was changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peersim.foundation.problems import InputError
from peersim.studies.blocks import Block, cut
from peersim.studies.fingerprints import fingerprint
from peersim.studies.shards import Shard, Stamp, sync_folder, write_and_sync
from peersim.studies.tables import STORE_FORMAT, STORE_VERSION, Keep

STUDY_JSON = "study.json"
PLAN_TOML = "plan.toml"
PLACE_JSON = "place.json"
DRAWS = "draws.parquet"
SCENARIOS = "scenarios"
SELF = "sha256"
"""Where study.json has the hash of everything else in it."""


@dataclass(frozen=True)
class StudyFile:
    """The plan of a study as study.json has it.

    Attributes
    ----------
    document : dict
        All of it, plain values.
    blocks : tuple of Block
        What the study consists of.
    """

    document: dict[str, Any]
    blocks: tuple[Block, ...]

    @property
    def plan_hash(self) -> str:
        """Hash of the plan with everything that was added to it; that of its newest block."""
        return self.blocks[-1].plan_hash

    @property
    def inputs(self) -> dict[str, Any]:
        """What decides the results, as first planned (`peersim.studies.plan.Plan.inputs`)."""
        inputs: dict[str, Any] = self.document["inputs"]
        return inputs

    @property
    def facts(self) -> dict[str, Any]:
        """What a comparison must know besides the runs (`peersim.studies.plan.Plan.facts`)."""
        facts: dict[str, Any] = self.document["facts"]
        return facts

    @property
    def keep(self) -> Keep:
        """What is kept of each run."""
        return Keep.of(self.document["keep"])

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all scenarios, the reference first."""
        return tuple(self.facts["scenarios"])

    @property
    def draws(self) -> int:
        """Draws in all [draws]."""
        return max(block.draws[1] for block in self.blocks)

    @property
    def replications(self) -> int:
        """Replications of each draw in all [replications]."""
        return max(block.replications[1] for block in self.blocks)

    @property
    def runs(self) -> int:
        """Runs planned [runs]."""
        return sum(block.runs for block in self.blocks)

    def shard(self, number: int) -> tuple[Block, Shard]:
        """Give one shard with its block."""
        for block in self.blocks:
            if block.first_shard <= number < block.first_shard + block.shards:
                return block, block.shard(number)
        raise KeyError(number)

    def stamp(self, block: Block) -> Stamp:
        """Say what the shards of a block bear."""
        return Stamp(block.plan_hash, self.inputs["package"])

    def with_blocks(self, added: Sequence[Block], facts: dict[str, Any], **changes: Any) -> StudyFile:
        """Make the plan with blocks added, each hashed with everything before it.

        Parameters
        ----------
        added : sequence of Block
            New blocks, without hashes.
        facts : dict
            What the facts of the study are then.
        **changes
            Other parts of the document that become different.

        Returns
        -------
        StudyFile
        """
        blocks = [*self.blocks, *chain(self.plan_hash, added, changes.get("texts", self.document["texts"]))]
        document = {**self.document, **changes, "facts": facts, "plan_hash": blocks[-1].plan_hash}
        return StudyFile({**document, "blocks": [block.to_document() for block in blocks]}, tuple(blocks))

    def write(self, folder: Path) -> None:
        """Write study.json, whole or not at all, and on the disk when this returns."""
        document = {**self.document, SELF: _self_hash(self.document)}
        content = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
        replace_file(folder / STUDY_JSON, content.encode("utf-8"))


def chain(start: str, blocks: Sequence[Block], texts: dict[str, str]) -> list[Block]:
    """Give blocks their hashes, each from the one before it and what it adds.

    Parameters
    ----------
    start : str
        Hash of what comes before the first of them.
    blocks : sequence of Block
        Blocks.
    texts : dict of str
        SHA-256 of the resolved text of every scenario.

    Returns
    -------
    list of Block
        The same with hashes.
    """
    chained = []
    for block in blocks:
        document = block.to_document() | {"plan_hash": start, "texts": {name: texts[name] for name in block.scenarios}}
        start = fingerprint(document)
        chained.append(Block(**{**vars(block), "plan_hash": start}))
    return chained


def first_hash(inputs: dict[str, Any], keep: Keep) -> str:
    """Hash what a study stands on before its first block: its inputs and what is kept."""
    return fingerprint({"inputs": inputs, "keep": keep.plain()})


def new_study_file(
    *, inputs: dict[str, Any], facts: dict[str, Any], keep: Keep, texts: dict[str, str], **more: Any
) -> StudyFile:
    """Lay out a new study.

    Parameters
    ----------
    inputs, facts : dict
        From `Plan.inputs` and `Plan.facts`.
    keep : Keep
        What is kept of each run.
    texts : dict of str
        SHA-256 of the resolved text of every scenario.
    **more
        What else the document holds.

    Returns
    -------
    StudyFile
        One block, cut into shards.
    """
    block = cut(0, (0, facts["draws"]), (0, facts["replications"]), facts["scenarios"], 0, facts["weeks"])
    (block,) = chain(first_hash(inputs, keep), [block], texts)
    document = {
        "format": STORE_FORMAT,
        "format_version": STORE_VERSION,
        "plan_hash": block.plan_hash,
        **more,
        "inputs": inputs,
        "facts": facts,
        "keep": keep.plain(),
        "texts": texts,
        "blocks": [block.to_document()],
    }
    return StudyFile(document, (block,))


def read_study_file(folder: Path) -> StudyFile:
    """Read a study's plan and see that nobody changed it.

    Parameters
    ----------
    folder : Path
        The study's folder.

    Returns
    -------
    StudyFile

    Raises
    ------
    InputError
        If there is none, it is of another format, or its hashes do not fit what it says.
    """
    path = folder / STUDY_JSON
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError([f"{folder} holds no study ({STUDY_JSON} is not there)."], _HINT) from None
    except OSError as error:
        raise InputError([f"{path} cannot be read ({error.strerror or error})."], _HINT) from None
    except ValueError as error:
        raise InputError([f"{path} is damaged: {error}."], _HINT) from None
    if not isinstance(document, dict) or document.get("format") != STORE_FORMAT:
        raise InputError([f"{path} is not the plan of a study."], _HINT)
    if document.get("format_version") != STORE_VERSION:
        raise InputError(
            [f"{path} is of format {document.get('format_version')}; this peersim reads and writes {STORE_VERSION}."],
            "Use the version of peersim that planned it; study.json names it.",
        )
    return _checked(document, path)


_HINT = "Plan one with `peersim study plan PLAN FOLDER`."


def _checked(document: dict[str, Any], path: Path) -> StudyFile:
    """See that the hashes fit what the plan says."""
    try:
        study = StudyFile(document, tuple(Block.from_document(each) for each in document["blocks"]))
        start = first_hash(document["inputs"], study.keep)
        sound = [block.plan_hash for block in chain(start, study.blocks, document["texts"])]
    except (KeyError, TypeError, ValueError) as error:
        raise InputError([f"{path} is damaged: {type(error).__name__}: {error}."], _HINT) from None
    hashes = [block.plan_hash for block in study.blocks]
    if sound != hashes or document.get("plan_hash") != study.plan_hash or document.get(SELF) != _self_hash(document):
        raise InputError(
            [f"{path} was changed after the study was planned: its hash does not fit what it says."],
            "Put back the file that `peersim study plan` wrote, or plan another study.",
        )
    return study


def _self_hash(document: dict[str, Any]) -> str:
    """Hash everything that study.json says: also what decides no result, but what is made of results."""
    return fingerprint({name: value for name, value in document.items() if name != SELF})


def replace_file(path: Path, content: bytes) -> None:
    """Write a file under another name and give it its own once it is on the disk."""
    part = path.with_name(f".{path.name}.part")
    try:
        write_and_sync(part, content)
        os.replace(part, path)
        sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)


def sha256_of(text: str) -> str:
    """Hash a text as it stands in a file."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
