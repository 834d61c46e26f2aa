"""A workbook as an office draws one: titles, a head, rows, groups of rows, and where the figures come from.

Frozen and without a file format; `xlsx` writes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Kind(StrEnum):
    """What a column holds. Text may stand in any column ("không phát sinh" among figures)."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"


#: ``None`` is missing, which is never zero. Identifiers are text: their leading zeros count.
Value = str | int | float | Decimal | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """A column. ``width`` in characters; ``places`` behind the comma of a DECIMAL.

    ``editable`` cells stay open in a protected sheet and accept only their kind, between ``least`` and
    ``most``, or one of ``choices``.
    """

    title: str
    width: float = 14
    kind: Kind = Kind.TEXT
    places: int = 1
    centred: bool = False
    editable: bool = False
    choices: tuple[str, ...] = ()
    least: int | float | date | None = None
    most: int | float | date | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A line across all columns that heads the rows below it."""

    title: str


Line = tuple[Value, ...] | Group


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet.

    ``titles``: the first in capitals and bold, the others below it in italics. ``source``: the line "Nguồn: ..."
    under the table. ``missing``: what stands in cells without a value. ``blank_lines``: empty lines to fill in.
    ``frozen_columns``: columns at the left that stay while the rest moves.
    """

    name: str
    columns: tuple[Column, ...]
    lines: Sequence[Line]
    titles: tuple[str, ...] = ()
    source: str | None = None
    missing: str = ""
    blank_lines: int = 0
    frozen_columns: int = 0
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Workbook:
    """Sheets with the properties of their file; ``made_at`` must know its time zone."""

    sheets: tuple[Sheet, ...]
    title: str
    author: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class SheetProblem:
    """Something that a workbook cannot hold, in Vietnamese; ``cell`` as Excel names it ("B12")."""

    sheet: str
    cell: str | None
    message: str

    def __str__(self) -> str:
        place = f"Trang tính “{self.sheet}”" + (f", ô {self.cell}" if self.cell else "")
        return f"{place}: {self.message}"


class WorkbookRefused(Exception):
    """The workbook cannot be written without losing something; ``problems`` has every reason."""

    def __init__(self, problems: tuple[SheetProblem, ...]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems
