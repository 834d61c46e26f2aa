"""Tasks from tables that lost their grid: the lines are dealt to the columns of the header in order.

A line goes to the next column that its kind fits (agencies, a time frame, anything else); what is left over
after the last column are the lower halves of cells that a page broke.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ansinh.domain.vietnamese import squeeze
from ansinh.papers.paper import Paper

from ..agencies import looks_like_agency
from ..labels import LabelKind, read_label
from ..outline import Outline
from ..timeframes import looks_like_timeframe
from .draft import TaskDraft
from .grid import Column
from .regions import Region
from .tables import Record, records_to_tasks

_NUMBER_LINE = re.compile(r"(?:[IVX]{1,5}|\d{1,3}(?:\.\d{1,2}){0,3}|[a-zđ]|[A-E])[.)]?|[-–+]")
_UNFINISHED = re.compile(
    r"(?:[,;]|\b(?:và|của|về|với|các|Cục|Bộ|Sở|Vụ|Viện|Ban|Ủy ban|UBND|Hội|Trung tâm|Tổng cục|Chi cục|Văn phòng|Khoa học|Nông nghiệp))$"
)

#: A time frame to which the lower half of another cell was joined ("Quý IV/2026, 2027 kết quả giảm …").
_TIME_THEN_TEXT = re.compile(
    r"(?P<time>(?:Quý|Tháng|Năm|\d{1,2}/)[^a-zđ]{0,40}?20\d\d(?:, 20\d\d)*|Thường xuyên|H[ằà]ng năm) (?=[a-zđ])"
)


def read_flattened_tasks(paper: Paper, outline: Outline, region: Region) -> list[TaskDraft]:
    """The tasks of one flattened table."""
    records = _records(paper, region)
    return records_to_tasks(records, outline.place_at(paper.blocks[region.header].start), 0.85)


def _records(paper: Paper, region: Region) -> list[Record]:
    records: list[Record] = []
    lines: list[tuple[str, int, int]] = []
    number = ""
    start = -1
    for block in paper.blocks[region.first : region.last]:
        words = paper.words(block)
        opens = _opens(words, Column.NUMBER in region.columns)
        if opens is not None:
            _close(records, region, number, start, lines)
            number, rest = opens
            start = block.start
            lines = [(rest, block.start, block.end)] if rest else []
        else:
            lines.append((words, block.start, block.end))
    _close(records, region, number, start, lines)
    return records


def _opens(words: str, numbered: bool) -> tuple[str, str] | None:
    """The number that a line opens a record with, and the rest of the line."""
    if _NUMBER_LINE.fullmatch(words.strip()):
        return words.strip(), ""
    label = read_label(words)
    if (
        label is None
        or label.kind is LabelKind.BULLET
        or (numbered and label.kind not in (LabelKind.NUMBER, LabelKind.ROMAN, LabelKind.DOTTED))
    ):
        return None
    return words[: label.length].strip(), words[label.length :]


def _close(records: list[Record], region: Region, number: str, start: int, lines: list[tuple[str, int, int]]) -> None:
    if not lines or start < 0:
        return
    label = next((found for text in (f"{number} X", f"{number}. X") if (found := read_label(text)) is not None), None)
    task, values = deal([line for line, _, _ in lines], region.columns)
    records.append(Record(label, task, values, bool(values), start, lines[-1][2], False, True))


def deal(lines: list[str], columns: tuple[Column, ...]) -> tuple[str, dict[Column, str]]:
    """The task and the values of one record from its lines, in the order of the columns."""
    wanted = [column for column in columns[columns.index(Column.TASK) + 1 :] if column is not Column.OTHER]
    values: dict[Column, str] = {}
    task = lines[0]
    at = 0
    for line in _apart(lines[1:]):
        fitting = next((i for i in range(at, len(wanted)) if _fits(line, wanted[i])), None)
        if fitting is not None and not (
            line[:1].islower() and not looks_like_agency(line) and not looks_like_timeframe(line)
        ):
            values[wanted[fitting]] = line
            at = fitting + 1
        else:
            task = _carry_on(task, values, line, wanted[:at])
    return squeeze(task), values


def _apart(lines: list[str]) -> Iterator[str]:
    for line in lines:
        joined = _TIME_THEN_TEXT.match(line)
        if joined is None:
            yield line
        else:
            yield joined["time"]
            yield line[joined.end() :]


def _fits(line: str, column: Column) -> bool:
    if column in (Column.LEAD, Column.SUPPORT, Column.MIXED):
        return looks_like_agency(line) and len(line) < 300
    if column is Column.TIME:
        return looks_like_timeframe(line)
    return not looks_like_timeframe(line)


def _carry_on(task: str, values: dict[Column, str], line: str, filled: Sequence[Column]) -> str:
    """Give the lower half of a cell to the cell that is unfinished; to the task if none is."""
    if not filled or (task[-1:] not in ".;:" and line[:1].islower()):
        return f"{task} {line}"
    for column in filled:
        if column in values and _UNFINISHED.search(values[column]):
            values[column] = f"{values[column]} {line}"
            return task
    values[filled[-1]] = f"{values.get(filled[-1], '')} {line}".strip()
    return task
