"""Tables of the file → rows, or paragraphs where the table only places words on the page."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ansinh.domain.vietnamese import search_key
from ansinh.papers.intake.draft import Draft, DraftCell, Table
from ansinh.papers.intake.joining import begins_item, begins_small, continues, glue, is_capitals, rejoin
from ansinh.papers.intake.words import is_wordless, split_notes, without_rules
from ansinh.papers.paper import BlockKind

#: Layout tables of head and foot have few rows and columns; a table of assignments that happens to hold the
#: same words has more.
_LAYOUT_ROWS, _LAYOUT_COLUMNS = 8, 4
_REPEATED_LENGTH = 8  # letters that must come again before a cell counts as a repetition
_HEAD_KEYS = ("cong hoa xa hoi chu nghia viet nam", "dang cong san viet nam")
_CAPITAL_NAME = re.compile(r"CỘNG H\w+ XÃ HỘI|ĐẢNG CỘNG SẢN")
_FOOT_KEYS = ("noi nhan", "kinh gui")
_SIGNER = re.compile(r"\s*(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L)\.?\s*[A-ZĐ/. ]{0,4}[A-ZĐƯỦÔ]{2}")
_MOTTO = re.compile(r"\s*(Độc lập\s*[-–]\s*Tự do\s*[-–]\s*Hạnh phúc)\s*", re.IGNORECASE)
_FLATTENED_ITEM = re.compile(r"(?<=[;:.,])\s+(?=-\s*\w)|\s*\n\s*|(?<=[^\s:])\s{2,}(?=[A-ZĐ])")
_PEOPLES_BODY = re.compile(r"(?:ỦY BAN|UỶ BAN|HỘI ĐỒNG) NHÂN DÂN$")
_PLACE_NAME = re.compile(r"(?:TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|THỊ TRẤN|XÃ|PHƯỜNG|ĐẶC KHU|TP\.)")


def lay_out(parts: Iterable[Draft | Table]) -> list[Draft]:
    """Blocks in order: tables numbered from 0 as rows, layout tables as paragraphs, broken paragraphs joined.

    A table that goes on over a page is still one table when nothing stands between its parts and the second
    has the same columns (or repeats the head of the first).
    """
    drafts: list[Draft] = []
    pending: list[Draft] = []
    number = -1
    last: Table | None = None
    for part in parts:
        if isinstance(part, Draft):
            pending.append(part)
            if not is_wordless(split_notes(part.words)[0]):
                last = None
            continue
        layout = as_paragraphs(part)
        if layout is not None:
            pending.extend(layout)
            last = None
            continue
        drafts.extend(rejoin(pending))
        pending = []
        if last is None or not goes_on(last, part):
            number += 1
            first_row = 0
        else:
            first_row = _repeated_head_rows(last, part)
        mend_rows(part)
        drafts.extend(_rows(part, number, first_row))
        last = part if last is None or not goes_on(last, part) else Table(last.rows + part.rows[first_row:], last.page)
    drafts.extend(rejoin(pending))
    return drafts


def as_paragraphs(table: Table) -> list[Draft] | None:
    """The words of a layout table as paragraphs, left column first; ``None`` if it is a true table."""
    columns = {cell.column for row in table.rows for cell in row if _text(cell)}
    if len(columns) <= 1 and all(len([cell for cell in row if _text(cell)]) <= 1 for row in table.rows):
        return [draft for row in table.rows for cell in row for draft in _loose(cell)]
    if len(table.rows) > _LAYOUT_ROWS or len(columns) > _LAYOUT_COLUMNS:
        return None
    if _is_head(table):
        return join_body_names(_by_columns(table))
    if _is_foot(table):
        return _by_columns(table)
    return None


def is_frame(cells_per_row: Sequence[int]) -> bool:
    """True for a table of one column: a box around words, not a table."""
    return bool(cells_per_row) and max(cells_per_row) <= 1


def flat_rows(table: Table) -> list[Draft]:
    """A table inside a cell: each of its rows one paragraph, cells parted by a semicolon."""
    lines = ["; ".join(cell.words.strip() for cell in row if cell.words.strip()) for row in table.rows]
    return [Draft(line) for line in lines if line]


def mend_rows(table: Table) -> None:
    """Join rows that a page break cut in two and the file keeps apart: no number, and every cell goes on."""
    mended: list[list[DraftCell]] = []
    for row in table.rows:
        if mended and _is_rest_of_row(mended[-1], row):
            _append_row(mended[-1], row)
        else:
            mended.append(row)
    table.rows = mended


def _is_rest_of_row(above: list[DraftCell], row: list[DraftCell]) -> bool:
    if [cell.column for cell in above] != [cell.column for cell in row] or len(row) < 3:
        return False
    if row[0].continued or _text(row[0]) or not _text(above[0]):
        return False
    pairs = [(_text(before), _text(cell)) for before, cell in zip(above, row, strict=True) if _text(cell)]
    sure = [_is_repeated(above, words) or _goes_on(before, words) for before, words in pairs]
    open_ended = [before.rstrip().endswith((";", ",")) for before, _ in pairs]
    return bool(pairs) and all(a or b for a, b in zip(sure, open_ended, strict=True)) and (any(sure) or len(pairs) == 1)


def _goes_on(before: str, words: str) -> bool:
    return bool(before) and (continues(before, words) or (begins_small(words) and not begins_item(words)))


def _is_repeated(above: list[DraftCell], words: str) -> bool:
    """True if the words only say again how a cell above ends, as some converters do at a page break."""
    key = search_key(words)
    return len(key) >= _REPEATED_LENGTH and any(search_key(cell.words).endswith(key) for cell in above)


def _append_row(above: list[DraftCell], row: list[DraftCell]) -> None:
    whole = [DraftCell(list(cell.content), cell.column) for cell in above]
    for before, cell in zip(above, row, strict=True):
        if not _text(cell) or _is_repeated(whole, _text(cell)):
            continue
        for draft in cell.content:
            if before.content and _goes_on(before.content[-1].words, draft.words):
                before.content[-1].words = glue(before.content[-1].words, draft.words)
            else:
                before.content.append(draft)


def goes_on(first: Table, rest: Table) -> bool:
    """True if ``rest`` is the continuation of ``first``: as many grid columns."""
    return _width(first) == _width(rest)


def _width(table: Table) -> int:
    return max((cell.column + cell.span for row in table.rows for cell in row), default=0)


def _repeated_head_rows(first: Table, rest: Table) -> int:
    """How many rows at the top of ``rest`` repeat the head of ``first``, as Word prints it on each page."""
    count = 0
    for before, again in zip(first.rows, rest.rows, strict=False):
        if _row_key(before) != _row_key(again) or not _row_key(again).strip():
            break
        count += 1
    return count


def _row_key(row: list[DraftCell]) -> str:
    return "|".join(search_key(cell.words) for cell in row)


def _rows(table: Table, number: int, first_row: int = 0) -> list[Draft]:
    return [
        Draft(
            "",
            kind=BlockKind.ROW,
            page=table.page if row_page is None else row_page,
            table=number,
            cells=row,
            bold=_all_true(row, "bold"),
            italic=_all_true(row, "italic"),
        )
        for row in table.rows[first_row:]
        for row_page in [next((d.page for cell in row for d in cell.content if d.page), None)]
    ]


def _all_true(row: list[DraftCell], name: str) -> bool:
    drafts = [draft for cell in row for draft in cell.content if draft.words.strip()]
    return bool(drafts) and all(getattr(draft, name) for draft in drafts)


def _text(cell: DraftCell) -> str:
    return "" if is_wordless(cell.words) else cell.words


def _is_head(table: Table) -> bool:
    """True for the head of a document; the national name is printed in capitals, in running text it is not."""
    drafts = [draft.words for row in table.rows for cell in row for draft in cell.content]
    return any(
        key in search_key(words) and (is_capitals(words) or _CAPITAL_NAME.search(words) is not None)
        for words in drafts
        for key in _HEAD_KEYS
    )


def _is_foot(table: Table) -> bool:
    """True for recipients beside the signer, for addressees, and for a signer alone."""
    cells = [cell.words for row in table.rows for cell in row if _text(cell)]
    if any(search_key(words).startswith(_FOOT_KEYS) for words in cells):
        return True
    return any(_SIGNER.match(words) for words in cells) and len(table.rows) <= 3 and len(cells) <= 4


def _by_columns(table: Table) -> list[Draft]:
    columns = sorted({cell.column for row in table.rows for cell in row})
    return [
        draft
        for column in columns
        for row in table.rows
        for cell in row
        if cell.column == column
        for draft in _loose(cell)
    ]


def _loose(cell: DraftCell) -> list[Draft]:
    """The paragraphs of a layout cell, each line that stood by itself a paragraph."""
    loose: list[Draft] = []
    for draft in cell.content:
        for piece in _FLATTENED_ITEM.split(without_rules(_MOTTO.sub(r"  \1  ", draft.words))):
            if is_wordless(piece):
                continue
            last = loose[-1] if loose else None
            if last is not None and _same_line(last.words, piece):
                last.words = glue(last.words, piece)
            else:
                loose.append(
                    Draft(
                        piece.strip(),
                        page=draft.page,
                        bold=draft.bold,
                        italic=draft.italic,
                        centred=draft.centred,
                        list_label=draft.list_label,
                    )
                )
    return loose


def _same_line(before: str, after: str) -> bool:
    if begins_item(after):
        return False
    if is_capitals(before):
        return continues(before, after)
    return before.rstrip().endswith(",") or (begins_small(after) and continues(before, after))


def join_body_names(drafts: list[Draft]) -> list[Draft]:
    """ "ỦY BAN NHÂN DÂN" and "TỈNH QUẢNG NGÃI" are printed on two lines and are one name."""
    joined: list[Draft] = []
    for draft in drafts:
        if joined and _PEOPLES_BODY.search(joined[-1].words.strip()) and _PLACE_NAME.match(draft.words.strip()):
            joined[-1].words = glue(joined[-1].words, draft.words)
        else:
            joined.append(draft)
    return joined
