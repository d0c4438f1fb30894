"""What a generated document says, as plain values: the typesetter draws them and nothing else.

Text is text: no character in it is ever markup. A value that nobody has given is a `Fact` with
`state=True`, so that the word "None" an officer typed never looks like the answer "None".
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

DEEPEST = 3


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One labelled value. `state` marks words of ours ("Not yet answered"), `note` says who confirmed it, and when."""

    label: str
    value: str
    state: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Grid:
    """A table. Every row is as long as `columns`; `empty` is what stands where there are no rows.

    `widths` are shares of the page, one a column; without them all are alike. Raises ValueError for a ragged row.
    """

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]] = ()
    widths: Sequence[int] = ()
    empty: str = "None"

    def __post_init__(self) -> None:
        sizes = {len(row) for row in self.rows} | ({len(self.widths)} if self.widths else set())
        if sizes - {len(self.columns)}:
            raise ValueError(f"Every row of “{self.caption}” must have {len(self.columns)} cells.")


@dataclass(frozen=True, kw_only=True)
class Section:
    """A heading and what stands under it, in this order: paragraphs, facts, a table.

    `level` is 1 for a part of the document, 2 and 3 for parts of a part; a level is never skipped.
    """

    heading: str
    paragraphs: Sequence[str] = ()
    facts: Sequence[Fact] = ()
    table: Grid | None = None
    level: int = 1


@dataclass(frozen=True, kw_only=True)
class Paper:
    """One document. `handling` stands on every page, for example "OFFICIAL-SENSITIVE, not disclosable"."""

    title: str
    handling: str
    sections: Sequence[Section] = ()
    introduction: Sequence[str] = ()

    def __post_init__(self) -> None:
        before = 0
        for section in self.sections:
            if not 1 <= section.level <= min(before + 1, DEEPEST):
                raise ValueError(f"“{section.heading}” skips a level of headings.")
            before = section.level

    def as_data(self) -> Mapping[str, Any]:
        """The paper as JSON can hold it."""
        return asdict(self)
