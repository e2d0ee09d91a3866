"""What a report is made of: a document of numbered sections, each a row of blocks.

Words may carry the marks of `peersim.report.pages.inline`. Values of tables stay plain numbers until a renderer prints
them, so that the page, the workbook and the machine-readable file say the same. Lists may be given wherever a tuple is
kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from peersim.report.pages.numbers import Number, heading_unit

if TYPE_CHECKING:
    import pandas as pd

Value: TypeAlias = str | bool | int | float | Number | None
"""What a cell of a table may hold."""


def _plain(value: Any) -> Any:
    """Make a NumPy scalar a plain one."""
    return value.item() if hasattr(value, "item") and not isinstance(value, str) else value


def _set(block: Any, name: str, value: Any) -> None:
    object.__setattr__(block, name, value)


def _texts(given: str | Iterable[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)


def key_of(title: str) -> str:
    """Make a name for machines of a title, such as "cost_per_parent" of "Cost per parent"."""
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_") or "column"


@dataclass(frozen=True)
class Heading:
    """A heading within a section.

    Attributes
    ----------
    text : str
        Its words.
    """

    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph.

    Attributes
    ----------
    text : str
        Its words, with marks.
    kind : str
        "plain", "lead" for what a section says first, or "small" for what it stands on.
    """

    text: str
    kind: str = "plain"


@dataclass(frozen=True)
class Bullets:
    """A list.

    Attributes
    ----------
    items : tuple of str
        Its lines, with marks.
    ordered : bool
        Whether they are numbered.
    """

    items: Sequence[str]
    ordered: bool = False

    def __post_init__(self) -> None:
        _set(self, "items", _texts(self.items))


@dataclass(frozen=True)
class Facts:
    """Short facts under their names, such as place, horizon and price year.

    Attributes
    ----------
    pairs : tuple of (str, str)
        Name and fact; a mapping may be given.
    """

    pairs: Sequence[tuple[str, str]] | Mapping[str, str]

    def __post_init__(self) -> None:
        _set(self, "pairs", _pairs(self.pairs))

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Pairs."""
        return tuple(self.pairs)  # type: ignore[arg-type]


def _pairs(given: Sequence[tuple[str, str]] | Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    pairs = given.items() if isinstance(given, Mapping) else given
    return tuple((str(name), str(fact)) for name, fact in pairs)


@dataclass(frozen=True)
class Callout:
    """A boxed remark with a title, set apart by its words and a bar, not by colour alone.

    Attributes
    ----------
    title : str
        What it is about.
    text : tuple of str
        Its paragraphs, with marks.
    kind : str
        "note", "warning" or "answer".
    """

    title: str
    text: str | Sequence[str]
    kind: str = "note"

    def __post_init__(self) -> None:
        _set(self, "text", _texts(self.text))


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes
    ----------
    title : str
        Heading, without the unit.
    unit : str
        Unit of its numbers (see `peersim.report.pages.numbers`); empty for a column of words.
    key : str
        Name for machines; made of the title when left out.
    places : int, optional
        Decimals of every number in it, such as 0 where a column must add up.
    signed : bool
        Whether numbers above 0 carry "+": for differences.
    """

    title: str
    unit: str = ""
    key: str = ""
    places: int | None = None
    signed: bool = False

    def __post_init__(self) -> None:
        _set(self, "key", self.key or key_of(self.title))

    @property
    def heading(self) -> str:
        """Heading with its unit."""
        unit = heading_unit(self.unit)
        return f"{self.title} ({unit})" if unit else self.title

    @property
    def align(self) -> str:
        """Side to which its cells keep: numbers right, words left."""
        return "right" if self.unit else "left"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table; the first column names the rows.

    Attributes
    ----------
    name : str
        Its own name in the document, such as "incremental": letters, digits and underscores.
    caption : str
        What it holds, in a sentence.
    columns : tuple of Column
        Columns; a text alone is a column of words.
    rows : tuple of tuple
        A value for each column: words, numbers, `Number`, or None for what cannot be told.
    notes : tuple of str
        Sentences under the table.
    source : str
        Where it comes from.
    total : bool
        Whether the last row adds up the others.
    folded : bool
        Whether the page on a screen shows it only when asked; for long registers.
    """

    name: str
    caption: str
    columns: Sequence[Column | str]
    rows: Sequence[Sequence[Value]]
    notes: str | Sequence[str] = ()
    source: str = ""
    total: bool = False
    folded: bool = False

    def __post_init__(self) -> None:
        _set(self, "columns", tuple(Column(column) if isinstance(column, str) else column for column in self.columns))
        _set(self, "rows", tuple(tuple(_plain(value) for value in row) for row in self.rows))
        _set(self, "notes", _texts(self.notes))

    @property
    def heads(self) -> tuple[Column, ...]:
        """Columns."""
        return tuple(self.columns)  # type: ignore[arg-type]

    @classmethod
    def of_frame(
        cls,
        name: str,
        caption: str,
        frame: pd.DataFrame,
        columns: Mapping[str, Column | str] | None = None,
        missing: str = "",
        **more: Any,
    ) -> Table:
        """Make a table of a data frame.

        Parameters
        ----------
        name, caption : str
            As above.
        frame : pandas.DataFrame
            Its rows.
        columns : mapping, optional
            Which columns of the frame, in which order, each with its `Column` or its heading; all as words if left
            out.
        missing : str
            Why a value is missing: stands for each that is not a number. Left out, such a value is refused later.
        **more
            `notes`, `source`, `total`, `folded`.

        Returns
        -------
        Table
            The table.
        """
        heads: Mapping[str, Column | str] = columns or {str(column): str(column) for column in frame.columns}
        rows = [[_known(_plain(value), missing) for value in row] for row in frame[list(heads)].itertuples(index=False)]
        return cls(name=name, caption=caption, columns=tuple(heads.values()), rows=rows, **more)


def _known(value: Any, missing: str) -> Any:
    return Number(None, note=missing) if missing and (value is None or value != value) else value


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A picture with its words and the table behind it; made by the functions of `peersim.report.pages.charts`.

    Attributes
    ----------
    name : str
        Its own name in the document.
    title : str
        What it shows.
    compared : str
        What is compared with what: "X compared with Y", in words.
    alt : str
        What there is to see, for those who do not see it.
    svg : str
        The picture.
    table : Table
        The numbers behind it.
    notes : tuple of str
        Sentences under it.
    """

    name: str
    title: str
    compared: str
    alt: str
    svg: str = field(repr=False)
    table: Table = field(repr=False)
    notes: str | Sequence[str] = ()

    def __post_init__(self) -> None:
        _set(self, "notes", _texts(self.notes))


@dataclass(frozen=True)
class CardFigure:
    """A figure of the decision card.

    Attributes
    ----------
    label : str
        What it is, such as "cost per parent starting".
    value : str
        Printed number with its unit, such as "£458".
    detail : str
        What belongs to it, such as its interval.
    """

    label: str
    value: str
    detail: str = ""


@dataclass(frozen=True)
class Flip:
    """An input that could turn the decision.

    Attributes
    ----------
    input : str
        The input, in words.
    now : str
        Its value and range as they stand.
    turns : str
        The value at which another option takes over, or that there is none.
    then : str
        The option that takes over.
    """

    input: str
    now: str
    turns: str
    then: str = ""


@dataclass(frozen=True, kw_only=True)
class Card:
    """The decision on one page.

    Attributes
    ----------
    question : str
        The decision to be taken.
    answer : str
        The option recommended, in a sentence.
    asked : CardFigure
        The amount asked for.
    parents : tuple of CardFigure
        Cost per parent offered, starting, completing, retained.
    worth : tuple of CardFigure
        Net value with its interval, chances, expected loss if wrong.
    flips : tuple of Flip
        Inputs that could turn the decision.
    uncounted : tuple of str
        What is not counted.
    grade : str
        Grade of the evidence, such as "D".
    grade_why : str
        Why that grade.
    small : str
        What all of it stands on.
    """

    question: str
    answer: str
    asked: CardFigure
    parents: Sequence[CardFigure]
    worth: Sequence[CardFigure]
    flips: Sequence[Flip]
    uncounted: str | Sequence[str]
    grade: str
    grade_why: str
    small: str = ""

    def __post_init__(self) -> None:
        _set(self, "parents", tuple(self.parents))
        _set(self, "worth", tuple(self.worth))
        _set(self, "flips", tuple(self.flips))
        _set(self, "uncounted", _texts(self.uncounted))


Block: TypeAlias = Heading | Paragraph | Bullets | Facts | Callout | Table | Figure | Card
"""What a section is made of."""


@dataclass(frozen=True)
class Section:
    """A numbered section.

    Attributes
    ----------
    number : int
        Its number; 0 is the decision card.
    title : str
        Its title.
    blocks : tuple
        What is in it; a text alone is a paragraph.
    """

    number: int
    title: str
    blocks: Sequence[Block | str] = ()

    def __post_init__(self) -> None:
        _set(self, "blocks", tuple(Paragraph(block) if isinstance(block, str) else block for block in self.blocks))

    @property
    def parts(self) -> tuple[Block, ...]:
        """Blocks."""
        return tuple(self.blocks)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Document:
    """A whole report.

    Attributes
    ----------
    title : str
        Its title.
    subtitle : str
        A line under it.
    sections : tuple of Section
        Sections in the order of their numbers.
    facts : tuple of (str, str)
        Facts about it as a whole: who commissioned, made and checked it, version, seed, price year.
    language : str
        Language tag, such as "en-GB".
    foot : str
        Line at the foot of every page of paper.
    answer : tuple of str
        What it comes to, in a few sentences, for machines; the decision card tells it to readers.
    """

    title: str
    subtitle: str
    sections: Sequence[Section]
    facts: Sequence[tuple[str, str]] | Mapping[str, str] = ()
    language: str = "en-GB"
    foot: str = "Simulated, not observed."
    answer: Sequence[str] = ()

    def __post_init__(self) -> None:
        _set(self, "sections", tuple(self.sections))
        _set(self, "facts", _pairs(self.facts))
        _set(self, "answer", _texts(self.answer))

    def blocks(self) -> Iterator[tuple[Section, Block]]:
        """Every block with its section, in order."""
        for section in self.sections:
            for block in section.parts:
                yield section, block
