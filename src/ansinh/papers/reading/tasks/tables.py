"""Tasks from tables: TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian | Sản phẩm, in any order.

Rows without agencies are titles of groups; a cell merged downwards holds for every row it spans; a row that
only goes on with the row above (a page ended inside it) is joined to it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from ansinh.domain.vietnamese import squeeze
from ansinh.papers.paper import Paper

from ..agencies import split_agencies
from ..items import agency_heading
from ..labels import Label, LabelKind, read_label
from ..outline import Outline
from ..timeframes import NO_TIMEFRAME, read_timeframe
from .draft import NO_LEAD, TaskDraft
from .grid import Column, Grid, Row, cell_words, is_same_as_above, is_tick
from .labelled import split_assignment

_RANKS = {
    LabelKind.PART: 0,
    LabelKind.UPPER: 0,
    LabelKind.ROMAN: 1,
    LabelKind.NUMBER: 2,
    LabelKind.PAREN: 2,
    LabelKind.DOTTED: 3,
    LabelKind.LETTER: 4,
    LabelKind.BULLET: 5,
}
_VALUES = (Column.LEAD, Column.SUPPORT, Column.MIXED, Column.TIME, Column.PRODUCT)


@dataclass(slots=True)
class Record:
    """One row with what it says, merged cells filled in."""

    label: Label | None
    task: str
    values: dict[Column, str]
    own: bool  # whether any value is printed in this row itself
    start: int
    end: int
    bold: bool
    numbered: bool  # whether the row prints a number or letter
    inherited_number: bool = False
    inherited_task: bool = False  # the task's cell is merged with that of the row above


@dataclass(slots=True)
class _Groups:
    """Titles of groups above the current row, by rank."""

    titles: list[tuple[float, str, str]] = field(default_factory=list)  # rank, component, title

    def open(self, rank: float, component: str, title: str) -> None:
        self.close(rank)
        self.titles.append((rank, component, title))

    def close(self, rank: float) -> None:
        while self.titles and self.titles[-1][0] >= rank:
            self.titles.pop()


def read_table_tasks(paper: Paper, outline: Outline, grid: Grid) -> list[TaskDraft]:
    """The tasks of one table."""
    records = join_continued(_records(paper, grid))
    if not records:
        return []
    return records_to_tasks(records, outline.place_at(records[0].start), 0.95 if grid.from_header else 0.8)


def _records(paper: Paper, grid: Grid) -> list[Record]:
    records: list[Record] = []
    above: dict[int, str] = {}
    for row in grid.rows:
        record, above = _record(paper, grid, row, above)
        if record is not None:
            records.append(record)
    return records


def _record(paper: Paper, grid: Grid, row: Row, above: dict[int, str]) -> tuple[Record | None, dict[int, str]]:
    texts: dict[int, str] = {}
    printed: set[int] = set()
    spans_row = len([c for c in row.cells if c.end > c.start]) == 1 and any(c.span > 1 for c in row.cells)
    for column in grid.roles:
        cell = row.cell(column)
        if cell is None or (cell.column != column and not spans_row):
            continue
        words = cell_words(paper, cell)
        if cell.continued and cell.start == cell.end:
            texts[column] = above.get(column, "")
        elif is_same_as_above(words):
            texts[column] = above.get(column, "")
            printed.add(column)
        elif words.strip():
            texts[column] = words
            printed.add(column)
    if not printed:
        return None, above
    numbers = grid.columns(Column.NUMBER)
    tasks = grid.columns(Column.TASK)
    if spans_row:
        return _title_record(paper, row), above
    number = texts.get(numbers[0], "") if numbers else ""
    task = squeeze(" ".join(texts[c] for c in tasks if c in texts))
    label, task = _label(number, task)
    values = {role: _value(grid, role, texts) for role in _VALUES}
    record = Record(
        label,
        task,
        {role: value for role, value in values.items() if value},
        any(c in printed for c in grid.columns(*_VALUES)),
        row.start,
        row.end,
        row.bold,
        bool(number.strip()) and bool(numbers) and numbers[0] in printed,
        bool(numbers) and numbers[0] in texts and numbers[0] not in printed,
        not any(c in printed for c in tasks),
    )
    return record, {**above, **texts}


def _title_record(paper: Paper, row: Row) -> Record:
    words = next(paper.words(cell) for cell in row.cells if cell.end > cell.start)
    label = read_label(words)
    title = words[label.length :] if label else words
    return Record(label, title, {}, False, row.start, row.end, True, label is not None)


def _label(number: str, task: str) -> tuple[Label | None, str]:
    """The row's label from its number cell, or from the start of its task."""
    bare = squeeze(number)
    if bare:
        for candidate in (f"{bare} X", f"{bare}. X", f"{bare}) X"):
            label = read_label(candidate)
            if label is not None and label.kind in _RANKS:
                return label, task
        return None, f"{bare} {task}".strip()
    label = read_label(task)
    if label is not None and label.kind in _RANKS:
        return label, task[label.length :]
    return None, task


def _value(grid: Grid, role: Column, texts: dict[int, str]) -> str:
    parts: list[str] = []
    for column in grid.columns(role):
        words = texts.get(column, "").strip()
        if role is Column.TIME and is_tick(words):
            words = grid.labels.get(column, "")
        if words and words not in parts:
            parts.append(words)
    return ("; " if role in (Column.LEAD, Column.SUPPORT, Column.MIXED) else ", ").join(parts)


def join_continued(records: list[Record]) -> list[Record]:
    """Rows that only go on with the row above are joined to it."""
    joined: list[Record] = []
    for record in records:
        if joined and _goes_on(joined[-1], record):
            _append(joined[-1], record)
        else:
            joined.append(record)
    return joined


def _goes_on(before: Record, record: Record) -> bool:
    if record.inherited_task and before.values and not record.numbered and record.task in ("", before.task):
        return all(record.values.get(role) in (None, before.values.get(role)) for role in (Column.LEAD, Column.MIXED))
    if record.numbered or record.inherited_number or not before.values:
        return False
    if record.label is not None and record.label.kind is not LabelKind.BULLET:
        return before.numbered and not _names_lead(record) and not record.bold
    if not record.task or _is_debris(record):
        return True
    if before.numbered and record.own and not _names_lead(record):
        return True
    return record.task[0].islower() or (not record.own and not record.bold and before.task[-1:] not in ".;:")


def _is_debris(record: Record) -> bool:
    """The last line of an agency cell that slipped into the column of tasks."""
    bare = record.label is None and not record.values and not record.bold
    return (
        bare
        and len(record.task) < 60
        and re.match(r"các (?:bộ|sở|cơ quan|ngành|địa phương)", record.task, re.IGNORECASE) is not None
    )


def _names_lead(record: Record) -> bool:
    return Column.LEAD in record.values or Column.MIXED in record.values


def _append(before: Record, record: Record) -> None:
    """Join a row to the one above: the lower half of its cells, or one more product and date of the same task."""
    between = "; " if record.inherited_task and record.task == before.task else " "
    if not _is_debris(record) and (not record.inherited_task or record.task != before.task):
        before.task = squeeze(f"{before.task} {record.task}")
    for role, value in record.values.items():
        old = before.values.get(role, "")
        if value and value != old:
            before.values[role] = f"{old}{between}{value}".strip(" ;")
    before.end = record.end


def records_to_tasks(records: list[Record], base: str, confidence: float) -> list[TaskDraft]:
    """The tasks of the rows; codes drop the titles above where the numbers run through the whole table."""
    _number_in_turn(records)
    run_through = _numbers_run_through(records)
    groups = _Groups()
    tasks: list[TaskDraft] = []
    last_code = base
    counts: Counter[str] = Counter()
    for index, record in enumerate(records):
        rank = _RANKS[record.label.kind] if record.label is not None else None
        if not record.task:
            continue
        if _is_title(records, index):
            groups.open(_title_rank(record, rank, groups), record.label.component if record.label else "", record.task)
            last_code = ".".join(filter(None, (base, *(component for _, component, _ in groups.titles)))) or base
            continue
        if rank is not None and record.label is not None and record.label.kind is not LabelKind.BULLET:
            groups.close(rank)
            code = _code(base, groups, record.label, run_through)
            if not record.inherited_number:
                last_code = code
        if rank is None or record.label is None or record.label.kind is LabelKind.BULLET or record.inherited_number:
            counts[last_code] += 1
            code = f"{last_code}#{counts[last_code] + (1 if record.inherited_number else 0)}"
        tasks.append(_task(record, code, groups, confidence))
    return tasks


def _number_in_turn(records: list[Record]) -> None:
    """Rows of a table that prints no numbers at all are cited by their turn."""
    if any(record.label is not None for record in records):
        return
    turn = 0
    for record in records:
        if record.values and not record.inherited_task:
            turn += 1
            record.label = Label(LabelKind.NUMBER, (turn,), str(turn), "", 0)


def _title_rank(record: Record, rank: int | None, groups: _Groups) -> float:
    """The rank of a title; one without a number stands just below the numbered title above it."""
    if rank is not None:
        return rank
    if not groups.titles:
        return 1.5
    above, component, _ = groups.titles[-1]
    return above + 0.5 if component else above


def _numbers_run_through(records: list[Record]) -> bool:
    numbers = [
        r.label.path
        for r in records
        if r.label is not None and r.label.kind in (LabelKind.NUMBER, LabelKind.PAREN) and r.values
    ]
    return len(numbers) == len(set(numbers))


def _is_title(records: list[Record], index: int) -> bool:
    """A row without any agency, time or product is a title, unless its like in the table have them."""
    record = records[index]
    outer = record.label is not None and record.label.kind in (LabelKind.UPPER, LabelKind.ROMAN, LabelKind.PART)
    if outer and not _names_lead(record) and Column.SUPPORT not in record.values:
        return True
    if record.values:
        return False
    if record.label is None:
        return True
    following = records[index + 1] if index + 1 < len(records) else None
    if following is not None and (following.label is None or _RANKS[following.label.kind] > _RANKS[record.label.kind]):
        return True
    alike = [r for r in records if r.label is not None and r.label.kind is record.label.kind]
    return record.bold or sum(bool(r.values) for r in alike) * 2 < len(alike)


def _code(base: str, groups: _Groups, label: Label, run_through: bool) -> str:
    parts = [base] if base else []
    for rank, component, _ in groups.titles:
        if component and not (run_through and rank < _RANKS[LabelKind.NUMBER]) and not _covered(component, label):
            parts.append(component)
    if label.kind is LabelKind.DOTTED and run_through and parts and parts[-1] == label.component.split(".")[0]:
        parts.pop()
    parts.append(label.component)
    return ".".join(parts)


def _covered(component: str, label: Label) -> bool:
    """``1.1`` already says ``1``; ``II.3`` already says ``II``."""
    return label.kind is LabelKind.DOTTED and label.component.startswith(f"{component}.")


def _task(record: Record, code: str, groups: _Groups, confidence: float) -> TaskDraft:
    leads, supporters = _agencies(record)
    if not leads:
        leads = _group_leads(groups)
    heading = groups.titles[-1][2] if groups.titles else None
    time = record.values.get(Column.TIME)
    return TaskDraft(
        code=code,
        heading=heading or None,
        text=record.task,
        leads=leads,
        supporters=supporters,
        timeframe=read_timeframe(time) if time else NO_TIMEFRAME,
        product=squeeze(record.values[Column.PRODUCT]) if Column.PRODUCT in record.values else None,
        start=record.start,
        end=record.end,
        confidence=confidence if leads else 0.6,
        problem=None if leads else NO_LEAD,
    )


def _agencies(record: Record) -> tuple[tuple[str, ...], tuple[str, ...]]:
    leads: tuple[str, ...] = ()
    supporters = split_agencies(record.values.get(Column.SUPPORT, ""))
    if Column.LEAD in record.values:
        leads, more = split_assignment(record.values[Column.LEAD])
        supporters = (*supporters, *more)
    if Column.MIXED in record.values:
        mixed, more = split_assignment(record.values[Column.MIXED])
        leads = leads or mixed
        supporters = (*supporters, *more)
    return leads, supporters


def _group_leads(groups: _Groups) -> tuple[str, ...]:
    """A table ordered by agency: the title of the group names who leads."""
    for _, _, title in reversed(groups.titles):
        heading = agency_heading(re.sub(r"\s*\([^)]*\)\s*$", "", title))
        if heading is not None:
            return heading.names
    return ()
