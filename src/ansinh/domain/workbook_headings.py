"""Columns of a returned table are found by their headings, wherever they were moved; a renamed one is named."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ansinh.domain.vietnamese import search_key
from ansinh.domain.workbook_cells import BookProblem, SheetContent, cell_name

#: The column that a checked copy adds; a copy sent again still has it.
ERROR_HEADING = "Lỗi"
#: Two headings this much alike are the same one, reworded.
_ALIKE = 0.7
#: The head is looked for in so many rows from the top.
_TOP_ROWS = 40


@dataclass(frozen=True, slots=True)
class Heading:
    """A column that is expected. ``is_needed``: the table cannot be read without it."""

    key: str
    text: str
    is_needed: bool = True


@dataclass(frozen=True, slots=True)
class Head:
    """Where the head of a table is and which column holds what; ``problems`` include notes."""

    row: int
    columns: Mapping[str, int]
    problems: tuple[BookProblem, ...] = ()


def find_head(content: SheetContent, headings: Sequence[Heading]) -> Head | None:
    """The row with most of the headings; None where fewer than two of them (or half) stand in one row."""
    wanted = {_key(heading.text) for heading in headings}
    best, most = None, min(2, len(headings)) - 1
    for row in range(min(len(content.rows), _TOP_ROWS)):
        count = len(wanted & {_key(text) for text in _texts(content, row).values()})
        if count > most:
            best, most = row, count
    return None if best is None else match_headings(content, best, headings)


def match_headings(content: SheetContent, row: int, headings: Sequence[Heading]) -> Head:
    """Match the headings in ``row``: exactly (case, marks and spaces aside), then tell what is renamed or lacking."""
    found = _texts(content, row)
    columns: dict[str, int] = {}
    problems: list[BookProblem] = []
    for heading in headings:
        same = [column for column, text in found.items() if _key(text) == _key(heading.text)]
        if not same:
            continue
        columns[heading.key] = same[0]
        problems += [_twice(content, row, column, heading, same[0]) for column in same[1:]]
        for column in same:
            del found[column]
    lacking = [heading for heading in headings if heading.key not in columns]
    problems += _renamed_or_lacking(content, row, lacking, found)
    problems += _extra(content, row, found)
    if _is_reordered(columns, headings):
        problems.append(
            BookProblem(
                "Thứ tự các cột khác với biểu gốc; số được đọc theo tiêu đề cột.", sheet=content.name, row=row,
                column=0, is_error=False,
            )
        )  # fmt: skip
    return Head(row, columns, tuple(problems))


def _texts(content: SheetContent, row: int) -> dict[int, str]:
    texts = {column: content.text_at(row, column) for column in range(len(content.rows[row]))}
    return {column: text for column, text in texts.items() if text and _key(text) != _key(ERROR_HEADING)}


def _key(text: str) -> str:
    return search_key(text)


def _renamed_or_lacking(
    content: SheetContent, row: int, lacking: Sequence[Heading], found: dict[int, str]
) -> list[BookProblem]:
    problems = []
    for heading in lacking:
        column = _most_alike(heading.text, found)
        if column is not None:
            text = found.pop(column)
            problems.append(
                BookProblem(
                    f"Tiêu đề cột ghi «{text}», trong biểu gốc là «{heading.text}».",
                    f"Sửa lại tiêu đề thành «{heading.text}».", content.name, row, column, heading.is_needed,
                )
            )  # fmt: skip
        elif heading.is_needed:
            problems.append(
                BookProblem(
                    f"Thiếu cột «{heading.text}».", "Thêm lại cột với đúng tiêu đề ấy, hoặc tải biểu mới về điền.",
                    content.name, row, 0,
                )
            )  # fmt: skip
    return problems


def _most_alike(text: str, found: Mapping[int, str]) -> int | None:
    likeness = {
        column: SequenceMatcher(None, _key(text), _key(other), autojunk=False).ratio()
        for column, other in found.items()
    }
    best = max(likeness, key=likeness.__getitem__, default=None)
    return best if best is not None and likeness[best] >= _ALIKE else None


def _twice(content: SheetContent, row: int, column: int, heading: Heading, first: int) -> BookProblem:
    place = cell_name(row, first)
    return BookProblem(
        f"Cột «{heading.text}» có hai lần, lần đầu ở {place}.", "Giữ một cột, xóa cột kia.",
        content.name, row, column, heading.is_needed,
    )  # fmt: skip


def _extra(content: SheetContent, row: int, found: Mapping[int, str]) -> list[BookProblem]:
    return [
        BookProblem(
            f"Cột «{text}» không có trong biểu nên không được đọc.", sheet=content.name, row=row, column=column,
            is_error=False,
        )
        for column, text in found.items()
    ]  # fmt: skip


def _is_reordered(columns: Mapping[str, int], headings: Sequence[Heading]) -> bool:
    order = [columns[heading.key] for heading in headings if heading.key in columns]
    return order != sorted(order)
