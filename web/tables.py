"""A table as values, for the component that turns into cards on a narrow screen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Column:
    """A heading. With `href` it sorts; `sorted` is "ascending", "descending" or "none"."""

    label: str
    numeric: bool = False
    href: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class Cell:
    """A value: with `href` a link, with `colour` a tag; `note` is a smaller second line."""

    text: Any
    href: str = ""
    colour: str = ""
    note: str = ""


@dataclass(frozen=True)
class Table:
    """A captioned table; the first cell of a row is its heading. Raises ValueError for a ragged row."""

    caption: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    caption_hidden: bool = False
    empty: str = ""

    def labelled_rows(self) -> Iterator[list[tuple[Column, Cell]]]:
        """Yield every row as pairs of column and cell."""
        for row in self.rows:
            yield list(zip(self.columns, row, strict=True))
