"""The workbook of a form: its identity, its columns, and what an officer wrote into it.

Reading finds columns by heading and rows by unit; everything that is wrong is found in one go. What a figure must keep
to (range, parts, jumps) is `entry_checks`' business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from ansinh.domain.periods import Period
from ansinh.domain.unit_codes import UnitRegister
from ansinh.domain.vietnamese import search_key
from ansinh.domain.workbook_cells import BookProblem, SheetContent, lines_of, meaning_of
from ansinh.domain.workbook_headings import Head, Heading, find_head

#: The very hidden sheet that says what a workbook is.
IDENTITY_SHEET = "__an_sinh"
FORM_KIND, TABLE_KIND = "bieu", "bang-dai"

UNIT_CODE, UNIT_NAME, NOTES = "unit-code", "unit-name", "notes"
UNIT_CODE_HEADING, UNIT_NAME_HEADING, NOTES_HEADING = "Mã đơn vị", "Tên đơn vị", "Giải thích, ghi chú"

_IDENTITY_LINE = re.compile(
    r"Mã biểu (?P<form>[\w-]+) · phiên bản (?P<version>\w+) · kỳ (?P<period>\w+) · cơ quan nhập (?P<organisation>[\w-]+)"
)
_IDENTITY_ROWS = 10
#: A note for one column: "B: đổi cách tính".
_NOTE_OF_COLUMN = re.compile(r"(?P<letter>[A-Z]{1,2})\s*:\s*(?P<text>.+)")
_TOTALS = ("tong", "cong", "toan tinh")


@dataclass(frozen=True, slots=True)
class Identity:
    """Which form, in which shape, for which period and agency a workbook was made."""

    kind: str
    form: str = ""
    version: str = ""
    period: str = ""
    organisation: str = ""

    @property
    def line(self) -> str:
        """As it stands under the title, for people and for workbooks that lost the hidden sheet."""
        return f"Mã biểu {self.form} · phiên bản {self.version} · kỳ {self.period} · cơ quan nhập {self.organisation}"

    @property
    def check(self) -> str:
        """Eight characters that change with any of the others: a slip of the hand shows, it is no signature."""
        joined = "\n".join((self.kind, self.form, self.version, self.period, self.organisation))
        return sha256(joined.encode()).hexdigest()[:8]

    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What stands in the hidden sheet."""
        return (
            ("loai", self.kind), ("bieu", self.form), ("phien_ban", self.version), ("ky", self.period),
            ("co_quan", self.organisation), ("kiem_tra", self.check),
        )  # fmt: skip


def version_of(headings: Iterable[str]) -> str:
    """The shape of a form in eight characters: other columns or another order make another version."""
    return sha256("\n".join(headings).encode()).hexdigest()[:8]


def identity_in(sheets: Sequence[SheetContent]) -> tuple[Identity | None, tuple[BookProblem, ...]]:
    """From the hidden sheet, otherwise from the line under the title; a problem where the two disagree."""
    hidden = next((_hidden_identity(sheet) for sheet in sheets if sheet.name == IDENTITY_SHEET), None)
    shown = next(filter(None, (_shown_identity(sheet) for sheet in sheets if not sheet.is_hidden)), None)
    if hidden is None:
        return (shown[0], ()) if shown else (None, ())
    if shown is None or hidden.kind != FORM_KIND or shown[0] == hidden:
        return hidden, ()
    identity, sheet, row = shown
    return hidden, (
        BookProblem(
            f"Dòng mã biểu đã bị sửa thành «{identity.line}».",
            f"Trả lại như khi tải về: «{hidden.line}». Cần kỳ hoặc biểu khác thì tải biểu của kỳ ấy.", sheet, row, 0,
        ),
    )  # fmt: skip


def _hidden_identity(sheet: SheetContent) -> Identity | None:
    pairs = {sheet.text_at(row, 0): sheet.text_at(row, 1) for row in range(len(sheet.rows))}
    identity = Identity(
        pairs.get("loai", ""), pairs.get("bieu", ""), pairs.get("phien_ban", ""), pairs.get("ky", ""),
        pairs.get("co_quan", ""),
    )  # fmt: skip
    return identity if pairs.get("kiem_tra") == identity.check else None


def _shown_identity(sheet: SheetContent) -> tuple[Identity, str, int] | None:
    for row in range(min(len(sheet.rows), _IDENTITY_ROWS)):
        match = _IDENTITY_LINE.search(sheet.text_at(row, 0))
        if match:
            return Identity(FORM_KIND, **match.groupdict()), sheet.name, row
    return None


# Columns -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FormColumn:
    """A column of a form as a workbook shows it. ``key`` is the caller's."""

    key: int
    letter: str
    title: str
    unit: str
    has_parts: bool = False

    @property
    def is_percentage(self) -> bool:
        """Whether what is typed counts in per cent; of a ratio the parts are typed, which are counts."""
        return self.unit == "%" and not self.has_parts

    @property
    def heading(self) -> str:
        return f"{self.letter}. {self.title} ({self.unit})"

    @property
    def typed_headings(self) -> tuple[str, ...]:
        """Of the cells to fill in: numerator and denominator, or the value."""
        if self.has_parts:
            return (f"{self.letter}. {self.title}: tử số", f"{self.letter}. {self.title}: mẫu số")
        return (self.heading,)

    @property
    def rate_heading(self) -> str:
        return f"{self.letter}. Tỷ lệ, tự tính ({self.unit})"

    @property
    def previous_heading(self) -> str:
        return f"{self.letter}. Kỳ trước ({self.unit})"


def headings_of(columns: Sequence[FormColumn]) -> tuple[Heading, ...]:
    """Every heading of the table in its order; what is only shown is not needed when it comes back."""
    made = [Heading(UNIT_CODE, UNIT_CODE_HEADING), Heading(UNIT_NAME, UNIT_NAME_HEADING, is_needed=False)]
    for column in columns:
        made += [Heading(f"{column.key}-{n}", text) for n, text in enumerate(column.typed_headings)]
        if column.has_parts:
            made.append(Heading(f"{column.key}-rate", column.rate_heading, is_needed=False))
        made.append(Heading(f"{column.key}-previous", column.previous_heading, is_needed=False))
    return (*made, Heading(NOTES, NOTES_HEADING, is_needed=False))


# What came back ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CellEntry:
    """What a workbook says of one unit and column. ``row``/``column`` are where its first figure stands."""

    unit: int
    column_key: int
    text: str
    denominator: str
    row: int
    column: int
    note: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.text and not self.denominator


@dataclass(frozen=True, slots=True)
class FormRead:
    """Everything found in a returned form. ``notes`` are lines for a whole row, by unit."""

    sheet: str = ""
    head_row: int = 0
    entries: tuple[CellEntry, ...] = ()
    notes: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    problems: tuple[BookProblem, ...] = ()

    @property
    def has_errors(self) -> bool:
        return any(problem.is_error for problem in self.problems)


@dataclass(frozen=True, slots=True)
class FormShape:
    """What the workbook is read against: the sheet's columns, units and period. ``units``: of the form, by key."""

    columns: Sequence[FormColumn]
    units: Mapping[int, str]
    register: UnitRegister
    period: Period


def find_table(sheets: Sequence[SheetContent], headings: Sequence[Heading]) -> tuple[SheetContent, Head] | None:
    """The visible sheet, and the row in it, that has the most of the headings."""
    found = [(sheet, head) for sheet in sheets if not sheet.is_hidden and (head := find_head(sheet, headings))]
    return max(found, key=lambda pair: len(pair[1].columns), default=None)


def read_form(sheets: Sequence[SheetContent], shape: FormShape) -> FormRead:
    """Read a returned form whole: every problem at once, entries where the cells could be read."""
    headings = headings_of(shape.columns)
    table = find_table(sheets, headings)
    if table is None:
        return FormRead(
            problems=(
                BookProblem("Không trang nào có hàng tiêu đề của biểu.", "Tải biểu về lại và điền số vào đúng tệp ấy."),
            )
        )
    content, head = table
    reader = _Reader(content, head, shape)
    reader.read()
    return FormRead(content.name, head.row, tuple(reader.entries), reader.notes, tuple(reader.problems))


class _Reader:
    """Walks down the rows under the head."""

    def __init__(self, content: SheetContent, head: Head, shape: FormShape) -> None:
        self.content = content
        self.head = head
        self.shape = shape
        self.problems: list[BookProblem] = list(head.problems)
        self.entries: list[CellEntry] = []
        self.notes: dict[int, tuple[str, ...]] = {}
        self._seen: dict[int, int] = {}  # row by unit
        self._letters = {column.letter: column.key for column in shape.columns}
        self._typed = {
            column.key: [
                place
                for n in range(len(column.typed_headings))
                if (place := head.columns.get(f"{column.key}-{n}")) is not None
            ]
            for column in shape.columns
        }

    def read(self) -> None:
        self._tell_hidden_columns()
        self._tell_merged()
        for row in range(self.head.row + 1, len(self.content.rows)):
            if self._is_used(row):
                self._read_row(row)
        self._tell_lacking_units()

    def _tell(
        self, what: str, remedy: str = "", row: int | None = None, column: int | None = None, *, is_error: bool = True
    ) -> None:
        self.problems.append(BookProblem(what, remedy, self.content.name, row, column, is_error))

    def _is_used(self, row: int) -> bool:
        read = [self.head.columns.get(key) for key in (UNIT_CODE, NOTES)] + [
            place for places in self._typed.values() for place in places
        ]
        return any(
            self.content.at(row, column) is not None or (row, column) in self.content.errors
            for column in read
            if column is not None
        )

    def _read_row(self, row: int) -> None:
        code_column = self.head.columns.get(UNIT_CODE, 0)
        code = self.content.text_at(row, code_column)
        name_column = self.head.columns.get(UNIT_NAME)
        name = self.content.text_at(row, name_column) if name_column is not None else ""
        if not code and search_key(name).startswith(_TOTALS):
            self._tell("Dòng tổng không thuộc biểu nên không được đọc.", row=row, column=code_column, is_error=False)
            return
        if not code and not name and self._is_source_line(row):
            return
        unit = self._unit_of(code, name, row, code_column)
        if unit is None:
            return
        if unit in self._seen:
            first = self._seen[unit] + 1
            self._tell(
                f"Đơn vị «{self.shape.units[unit]}» có hai dòng, lần đầu ở dòng {first}.", "Giữ một dòng.",
                row, code_column,
            )  # fmt: skip
            return
        self._seen[unit] = row
        if row in self.content.hidden_rows:
            self._tell(
                f"Dòng {row + 1} («{self.shape.units[unit]}») đang bị ẩn.",
                "Bỏ ẩn, xem lại số của dòng ấy rồi lưu; hoặc xóa dòng nếu không định gửi.", row, code_column,
            )  # fmt: skip
        self._read_cells(row, unit)

    def _is_source_line(self, row: int) -> bool:
        """Words below the table (sources, signatures), not a row of it."""
        values = [self.content.at(row, column) for column in range(len(self.content.rows[row]))]
        filled = [value for value in values if value is not None]
        return len(filled) == 1 and isinstance(filled[0], str) and len(filled[0].split()) > 2

    def _unit_of(self, code: str, name: str, row: int, column: int) -> int | None:
        resolved = self.shape.register.resolve(code, name, self.shape.period)
        if resolved.unit is None:
            self._tell(resolved.problem, resolved.remedy, row, column)
            return None
        if resolved.unit.pk not in self.shape.units:
            self._tell(
                f"{resolved.unit.label} (mã {resolved.unit.code}) không thuộc biểu này.",
                "Xóa dòng; biểu chỉ nhận các đơn vị đã in sẵn khi tải về.", row, column,
            )  # fmt: skip
            return None
        return resolved.unit.pk

    def _read_cells(self, row: int, unit: int) -> None:
        notes, general = self._notes_in(row)
        if general:
            self.notes[unit] = tuple(general)
        for column in self.shape.columns:
            places = self._typed[column.key]
            if len(places) < len(column.typed_headings):
                continue
            texts = [self._text(row, place, column) for place in places]
            if None in texts:
                continue
            text, denominator = (str(texts[0]), str(texts[1])) if column.has_parts else (str(texts[0]), "")
            self.entries.append(
                CellEntry(unit, column.key, text, denominator, row, places[0], notes.get(column.key, ""))
            )

    def _text(self, row: int, place: int, column: FormColumn) -> str | None:
        meaning = meaning_of(self.content, row, place, is_percentage=column.is_percentage)
        if meaning.problem:
            self._tell(meaning.problem, meaning.remedy, row, place)
            return None
        return meaning.text

    def _notes_in(self, row: int) -> tuple[dict[int, str], list[str]]:
        """Notes for one column ("B: …"), and lines for the whole row."""
        place = self.head.columns.get(NOTES)
        own: dict[int, str] = {}
        general = []
        for line in lines_of(self.content.at(row, place)) if place is not None else ():
            match = _NOTE_OF_COLUMN.fullmatch(line)
            key = self._letters.get(match["letter"]) if match else None
            if match and key is not None:
                own[key] = match["text"]
            else:
                general.append(line)
        return own, general

    # What concerns more than a row -------------------------------------------------------------------------------

    def _tell_hidden_columns(self) -> None:
        for places in self._typed.values():
            for place in places:
                if place in self.content.hidden_columns:
                    heading = self.content.text_at(self.head.row, place)
                    self._tell(f"Cột «{heading}» đang bị ẩn.", "Bỏ ẩn, xem lại số rồi lưu.", self.head.row, place)

    def _tell_merged(self) -> None:
        read = {place for places in self._typed.values() for place in places}
        read |= {place for key in (UNIT_CODE, UNIT_NAME) if (place := self.head.columns.get(key)) is not None}
        for (top, left), (bottom, right) in self.content.merged:
            if bottom <= self.head.row or (top == bottom and self._is_below_table(top)):
                continue
            if read & set(range(left, right + 1)):
                self._tell(
                    f"Các ô từ {BookProblem('', '', '', top, left).cell} đến {BookProblem('', '', '', bottom, right).cell} "
                    "bị gộp, không rõ số thuộc dòng, cột nào.",
                    "Bỏ gộp ô rồi ghi số vào từng ô.", top, left,
                )  # fmt: skip

    def _is_below_table(self, row: int) -> bool:
        return row < len(self.content.rows) and self._is_source_line(row)

    def _tell_lacking_units(self) -> None:
        lacking = [name for unit, name in self.shape.units.items() if unit not in self._seen]
        if lacking and self._seen:
            names = ", ".join(lacking[:10]) + (f" và {len(lacking) - 10} đơn vị khác" if len(lacking) > 10 else "")
            self._tell(f"Tệp không có dòng của {names}; số đang có trên phiếu được giữ nguyên.", is_error=False)


def written_notes(notes: Mapping[str, str]) -> str:
    """Comments by letter as the notes column shows them, so that they come back to the same cells."""
    return "\n".join(f"{letter}: {text}" for letter, text in notes.items() if text)


def spread_notes(read: FormRead, asking: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, str]]:
    """(unit, column, text): each row's general lines go to its cells in ``asking`` that have no note of their own,
    otherwise to its first cell with a figure."""
    own = {(entry.unit, entry.column_key) for entry in read.entries if entry.note}
    asked: dict[int, list[int]] = {}
    for unit, column in asking:
        if (unit, column) not in own:
            asked.setdefault(unit, []).append(column)
    first: dict[int, int] = {}
    for entry in read.entries:
        if not entry.is_blank and not entry.note:
            first.setdefault(entry.unit, entry.column_key)
    for unit, lines in read.notes.items():
        for column in asked.get(unit) or ([first[unit]] if unit in first else []):
            yield unit, column, " ".join(lines)
