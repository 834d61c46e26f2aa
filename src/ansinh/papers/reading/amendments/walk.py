"""The body of an amending document as orders with their new words, wherever the new words stand.

New words are in the sentence of the order, in quotation marks in the paragraphs below it, or, without marks, in what
hangs below it. An order over other orders ("1. Sửa đổi Mục II như sau:") only gives them what they leave out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from ansinh.domain.amendment_readings import Op, PlanPlace
from ansinh.papers.paper import Block, BlockKind, Paper

from ..labels import Label, LabelKind, read_label
from ..outline import recipients_begin
from ..wording import Span
from .grammar import Order, read_orders
from .places import within
from .quotations import Quotation, find_quotations, masked, touching
from .tables import compares

_NEEDS_WORDS = frozenset({Op.CHANGE, Op.ADD})
_COMPLETE = frozenset({Op.DROP, Op.WORDS})


@dataclass(frozen=True, slots=True)
class _Line:
    """A block outside quotations. ``depth`` grows inwards; what has no label hangs below the label before it."""

    block: Block
    start: int  # behind the label
    depth: int
    orders: tuple[Order, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that no order has as its new words, and the places that the order above them names."""

    rows: list[Block]
    places: tuple[PlanPlace, ...] = ()


@dataclass(slots=True)
class Walked:
    """``orders`` are complete; ``unclear`` are sentences that order something nobody can make out."""

    orders: list[Order] = field(default_factory=list)
    unclear: list[Span] = field(default_factory=list)
    unclosed: list[Span] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)


def walk(paper: Paper) -> Walked:
    """Every order of the document, in the order of the text."""
    body = _body(paper)
    quotations = find_quotations(paper, body.start, body.end)
    lines = _lines(paper, body, quotations)
    walker = _Walker(paper, lines, quotations)
    walker.found.unclosed = [quotation.outer for quotation in quotations if not quotation.is_closed]
    return walker.walk()


def _body(paper: Paper) -> Span:
    """From the first labelled block (of a letter without labels, from the first block) to the recipients."""
    labelled = [
        block.start
        for block in paper.blocks
        if block.kind is not BlockKind.ROW and (label := read_label(paper.words(block))) and _is_strong(label)
    ]
    start = labelled[0] if labelled else 0
    ends = [block.start for block in paper.blocks if block.start > start and recipients_begin(paper.words(block))]
    return Span(start, ends[0] if ends else len(paper.text))


def _is_strong(label: Label) -> bool:
    return label.kind is not LabelKind.BULLET


def _lines(paper: Paper, body: Span, quotations: Sequence[Quotation]) -> list[_Line]:
    lines: list[_Line] = []
    stack: list[LabelKind] = []
    for block in paper.blocks:
        if not body.start <= block.start < body.end or _is_inside(block, quotations):
            continue
        words = paper.words(block)
        label = read_label(words) if block.kind is not BlockKind.ROW else None
        depth = _depth(stack, label)
        start = block.start + (label.length if label else 0)
        lines.append(_Line(block, start, depth, _orders(paper, block, start, quotations)))
    return lines


def _orders(paper: Paper, block: Block, start: int, quotations: Sequence[Quotation]) -> tuple[Order, ...]:
    if block.kind is BlockKind.ROW:
        return ()
    here = touching(quotations, start, block.end)
    return tuple(read_orders(paper.text, start, masked(paper.text, start, block.end, here), here))


def _is_inside(block: Block, quotations: Sequence[Quotation]) -> bool:
    return any(q.outer.start < block.start for q in touching(quotations, block.start, block.start + 1))


def _depth(stack: list[LabelKind], label: Label | None) -> int:
    if label is None or label.kind is LabelKind.BULLET:
        return len(stack) + 1
    if label.kind is LabelKind.ARTICLE:
        stack[:] = [label.kind]
    elif label.kind in stack:
        del stack[stack.index(label.kind) + 1 :]
    else:
        stack.append(label.kind)
    return len(stack)


class _Walker:
    def __init__(self, paper: Paper, lines: Sequence[_Line], quotations: Sequence[Quotation]) -> None:
        self.paper = paper
        self.lines = lines
        self.by_start = {quotation.outer.start: quotation for quotation in quotations}
        self.ends = {quotation.inner.end: quotation.outer.end for quotation in quotations}
        self.above: list[tuple[int, Order]] = []  # orders over others, with their depth
        self.found = Walked()

    def walk(self) -> Walked:
        skip_to = 0
        for index, line in enumerate(self.lines):
            self.above = [(depth, order) for depth, order in self.above if depth < line.depth]
            if index < skip_to:
                continue
            if line.block.kind is BlockKind.ROW:
                self._note_table(line.block)
            if not line.orders:
                continue
            for order in line.orders[:-1]:
                self._take(self._completed(order))
            skip_to = self._last(index, self._completed(line.orders[-1]))
        return self.found

    def _note_table(self, row: Block) -> None:
        tables = self.found.tables
        if tables and tables[-1].rows[-1].table == row.table:
            tables[-1].rows.append(row)
        else:
            tables.append(Table([row]))

    def _completed(self, order: Order) -> Order:
        """With what the orders above it say: the verb, the outer places."""
        for _, outer in reversed(self.above):
            if order.op is None:
                order = replace(order, op=outer.op)
            if outer.places:
                order = replace(order, places=tuple(within(place, outer.places) for place in order.places))
                if not order.places and (order.subject or order.old_words or order.fields):
                    order = replace(order, places=outer.places)
        return order

    def _last(self, index: int, order: Order) -> int:
        """The last order of a line may have its words below; gives the line to go on with."""
        line = self.lines[index]
        if order.op in _COMPLETE or order.words is not None or order.new_value is not None:
            self._take(order)
            return index + 1
        quoted, after = self._quoted_below(index)
        if quoted is not None:
            self._take(replace(order, words=quoted, span=Span(order.span.start, self.ends[quoted.end])))
            return after
        hanging = self._hanging(index)
        rows = list(takewhile(lambda block: block.kind is BlockKind.ROW, (line.block for line in hanging)))
        if rows and (compares(self.paper, rows) or not order.aims):
            self.found.tables.append(Table(rows, order.places))
            return index + 1 + len(rows)
        if any(self._is_order(child) for child in hanging):
            self.above.append((line.depth, order))
            return index + 1
        if hanging and order.announces and order.aims:
            words = Span(hanging[0].block.start, hanging[-1].block.end)
            self._take(replace(order, words=words, span=Span(order.span.start, words.end)))
            return index + 1 + len(hanging)
        self._take(order)
        return index + 1

    def _quoted_below(self, index: int) -> tuple[Span | None, int]:
        """Quotations that open the lines right below, joined."""
        at, spans = index + 1, []
        while at < len(self.lines):
            quotation = self._opens(self.lines[at])
            if quotation is None:
                break
            spans.append(quotation.inner)
            at += 1
        return (Span(spans[0].start, spans[-1].end), at) if spans else (None, index + 1)

    def _opens(self, line: _Line) -> Quotation | None:
        """The quotation with which a line begins, label and signs aside ("- “…”")."""
        words = self.paper.text[line.block.start : line.block.end]
        lead = len(words) - len(words.lstrip(" \t-–+*"))
        return self.by_start.get(line.block.start + lead)

    def _hanging(self, index: int) -> list[_Line]:
        depth = self.lines[index].depth
        below: list[_Line] = []
        for line in self.lines[index + 1 :]:
            if line.depth <= depth:
                break
            below.append(line)
        return below

    def _is_order(self, line: _Line) -> bool:
        return any(order.op is not None or order.words or order.announces for order in line.orders)

    def _take(self, order: Order) -> None:
        is_complete = order.op is not None and order.aims
        lacks_words = order.op in _NEEDS_WORDS and order.words is None and order.new_value is None
        if is_complete and not lacks_words:
            self.found.orders.append(order)
        elif order.op is not None:
            self.found.unclear.append(order.span)
