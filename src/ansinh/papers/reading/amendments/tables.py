"""Tables that put what a plan says beside what it is to say: "Theo Kế hoạch 65 | Điều chỉnh".

The header names the columns; each row below is one order. Figures in the new column change a number, sentences are
exchanged for those in the old one, "Bãi bỏ" drops what the row names. A table without such columns is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ansinh.domain.amendment_readings import Instruction, Op, PlanPlace
from ansinh.domain.vietnamese import search_key, squeeze
from ansinh.papers.paper import Block, Cell, Paper

from ..wording import Span, quote
from .new_words import read_promises
from .numbers import read_number
from .places import find_places, within
from .plan_text import PlanText

_NEW = re.compile(r"\b(dieu chinh|sua doi|noi dung moi|sua thanh|de nghi|nay la)\b")
_OLD = re.compile(
    r"\b(theo ke hoach|tai ke hoach|ke hoach so|ke hoach cu|hien hanh|da ban hanh|da giao|truoc (khi )?dieu chinh|noi dung cu)\b"
)
_NAME = re.compile(r"\b(chi tieu|nhiem vu|noi dung|muc tieu|ten)\b")
_WHERE = re.compile(r"\b(vi tri|dieu khoan|diem khoan|muc diem)\b|^muc$")
_DROPPED = re.compile(
    r"\W*(?:bãi\s+bỏ|bỏ|hủy\s+bỏ|huỷ\s+bỏ|không\s+(?:tiếp\s+tục\s+)?(?:thực\s+hiện|giao))\W*", re.IGNORECASE
)
_NOTHING = re.compile(r"\W*(?:không|chưa\s+có)?\W*")
#: A cell with more words holds a sentence rather than a figure.
_FIGURE_WORDS = 6
_HEADER_ROWS = 3
_EVERYWHERE = PlanPlace("")


@dataclass(frozen=True, slots=True)
class _Columns:
    new: int
    old: int | None
    name: int | None
    where: int | None


def read_table(
    paper: Paper, rows: Sequence[Block], places: tuple[PlanPlace, ...], plan: PlanText
) -> tuple[Instruction, ...]:
    """The orders of a table of old and new; nothing if it is another kind of table. ``places`` hold where a row names none."""
    at, columns = _header(paper, rows)
    if columns is None:
        return ()
    return tuple(order for row in rows[at + 1 :] for order in _Row(paper, row, columns, places, plan).read())


def compares(paper: Paper, rows: Sequence[Block]) -> bool:
    """Whether it is a table of old and new."""
    return _header(paper, rows)[1] is not None


def _header(paper: Paper, rows: Sequence[Block]) -> tuple[int, _Columns | None]:
    found = ((at, columns) for at, row in enumerate(rows[:_HEADER_ROWS]) if (columns := _columns(paper, row)))
    return next(found, (0, None))


def _columns(paper: Paper, row: Block) -> _Columns | None:
    keys = {cell.column: search_key(paper.words(cell)) for cell in row.cells}
    new = next((column for column, key in keys.items() if _NEW.search(key) and not _OLD.search(key)), None)
    if new is None:
        return None
    rest = {column: key for column, key in keys.items() if column != new}
    old = next((column for column, key in rest.items() if _OLD.search(key)), None)
    where = next((column for column, key in rest.items() if _WHERE.search(key) and column != old), None)
    taken = (old, where)
    name = next((column for column, key in rest.items() if _NAME.search(key) and column not in taken), None)
    return _Columns(new, old, name, where) if old is not None or name is not None else None


class _Row:
    def __init__(
        self, paper: Paper, row: Block, columns: _Columns, places: tuple[PlanPlace, ...], plan: PlanText
    ) -> None:
        self.paper = paper
        self.plan = plan
        self.row = row
        cells = {cell.column: cell for cell in row.cells if not cell.continued}
        self.new = cells.get(columns.new)
        self.old = cells.get(columns.old) if columns.old is not None else None
        self.name = self._words(cells.get(columns.name)) if columns.name is not None else ""
        where = cells.get(columns.where) if columns.where is not None else None
        own = find_places(paper.text, where.start, where.end).places if where is not None else ()
        self.places = tuple(within(place, places) for place in own) or places

    def read(self) -> Iterator[Instruction]:
        words = self._words(self.new)
        if self.new is None or _NOTHING.fullmatch(words):
            return
        old = self._words(self.old)
        base = Instruction(Op.CHANGE, quote(self.paper, self.row.start, self.row.end), self.places)
        if _DROPPED.fullmatch(words):
            yield replace(base, op=Op.DROP, subject=self.name or _bare(old))
        elif self.name and len(words.split()) <= _FIGURE_WORDS:
            yield from self._number(self.new, base)
        else:
            yield from self._sentence(self.new, old, base)

    def _number(self, cell: Cell, base: Instruction) -> Iterator[Instruction]:
        old = Span(self.old.start, self.old.end) if self.old is not None else None
        number = read_number(self.paper, old, Span(cell.start, cell.end), self.name, self.plan)
        if number is not None:
            yield replace(base, subject=self.name, number=number)

    def _sentence(self, cell: Cell, old: str, base: Instruction) -> Iterator[Instruction]:
        place = self.places[0] if self.places else _EVERYWHERE
        promises = read_promises(self.paper, Span(cell.start, cell.end), place, self.plan)
        if old and not _NOTHING.fullmatch(old):
            new = _bare(squeeze(self.paper.words(cell)))
            yield replace(base, op=Op.WORDS, old_words=_bare(old), new_words=new, promises=promises)
        elif promises:
            yield replace(base, op=Op.ADD, promises=promises)

    def _words(self, cell: Cell | None) -> str:
        return squeeze(self.paper.words(cell)) if cell is not None else ""


def _bare(words: str) -> str:
    return words.strip(" \t-–+•*.;")
