"""What an entry sheet shows, and the lists of sheets. A page is made of a grid (`entry_grid`) read once."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from ansinh.apps.audit.queries import HistoryLine, action_label, history_of
from ansinh.apps.indicators.access import (
    APPROVE,
    OPEN_SHEETS,
    SEE_ENTRIES,
    may_decide,
    may_fill,
    visible_sheets,
)
from ansinh.apps.indicators.entry_grid import (
    EMPTY,
    CellText,
    Column,
    Grid,
    Key,
    LastFigure,
    cell_name,
    findings_of,
    read_grid,
    where,
)
from ansinh.apps.indicators.entry_html import GridCell, cells_to_read, cells_to_type
from ansinh.apps.indicators.models import EntrySheet, SheetState
from ansinh.apps.orgs.models import AdministrativeUnit
from ansinh.domain.entry_checks import Checked, Level
from ansinh.domain.figures import write_date, write_datetime, write_number
from ansinh.domain.periods import Period
from ansinh.kit.access import Actor
from ansinh.kit.clock import today
from ansinh.kit.pages import Crumb, Page

#: Problems listed above the grid; the others are counted and stand in their rows.
_LISTED = 12
#: Entries of the log looked through for what was done with a sheet.
_LATEST = 200
_OPEN_STATES = (SheetState.DRAFT, SheetState.RETURNED)


@dataclass(frozen=True, slots=True)
class Other:
    """What somebody else put into a cell while it was being typed in."""

    text: str
    denominator: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Message:
    """A line under a row: an error, something to explain, a comment, or what somebody else typed."""

    place: str
    cell: str
    text: str = ""
    kind: str = "note"  # error, ask, note, other
    comment: str = ""
    comment_name: str = ""
    other: Other | None = None


@dataclass(frozen=True, slots=True)
class GridRow:
    number: int
    unit: str
    unit_id: int
    cells: tuple[GridCell, ...]
    messages: tuple[Message, ...] = ()
    message_id: str = ""

    @property
    def cells_to_type(self) -> SafeString:
        return cells_to_type(self.cells)

    @property
    def cells_to_read(self) -> SafeString:
        return cells_to_read(self.cells)


@dataclass(frozen=True, slots=True)
class FootCell:
    """Totals under the grid: figures of a column, or of numerator, denominator and rate."""

    texts: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class SheetPage(Page):
    sheet: EntrySheet
    columns: tuple[Column, ...]
    rows: tuple[GridRow, ...]
    totals: tuple[FootCell, ...]
    previous_totals: tuple[FootCell, ...]
    previous_label: str
    width: int
    may_edit: bool
    may_send: bool
    may_decide: bool
    may_reopen: bool
    show_previous: bool
    summary: str
    problems: tuple[tuple[str, str], ...]
    more_problems: int
    saved: str
    filled: str
    send_label: str
    is_blocked: bool
    blanks: int
    decided: str
    history: tuple[HistoryLine, ...] = ()

    @property
    def url(self) -> str:
        return reverse("indicators:sheet", args=[self.sheet.pk])

    @property
    def state_mark(self) -> str:
        return _MARKS[SheetState(self.sheet.state)]

    @property
    def seen_text(self) -> str:
        """JSON by name of the cell: version and texts as shown; a save tells by it what was changed meanwhile."""
        shown = {
            cell.name: [cell.version, cell.stored_text, cell.stored_denominator]
            for row in self.rows
            for cell in row.cells
            if cell.version
        }
        return json.dumps(shown, ensure_ascii=False, separators=(",", ":"))


_MARKS = {
    SheetState.DRAFT: "empty",
    SheetState.SUBMITTED: "sent",
    SheetState.RETURNED: "back",
    SheetState.APPROVED: "approved",
}


def sheet_page(
    actor: Actor,
    sheet: EntrySheet,
    *,
    show_previous: bool = False,
    others: Mapping[Key, Other] | None = None,
    typed: Mapping[Key, CellText] | None = None,
    refusals: Sequence[tuple[str, str]] = (),
    only_units: Collection[int] | None = None,
) -> SheetPage:
    """The grid as ``actor`` sees it. ``others``/``typed``: cells where somebody was faster, and what was typed there.

    ``only_units`` leaves out the rows of all other units; everything else is of the whole sheet.
    """
    grid = read_grid(sheet, typed)
    editable = sheet.state in _OPEN_STATES and may_fill(actor, sheet)
    listed = list(refusals) or _listed_problems(grid) if editable else list(refusals)
    period = Period.parse(sheet.period)
    decides = may_decide(actor, sheet)
    return SheetPage(
        title=f"{sheet.form.name}, {period.label}",
        crumbs=(Crumb("Nhập số liệu", reverse("indicators:sheets")), Crumb(str(sheet.form))),
        module="nhap-so-lieu",
        note=_note(sheet),
        sheet=sheet,
        columns=grid.columns,
        rows=tuple(
            _row(grid, unit, editable, show_previous, others or {})
            for unit in grid.units
            if only_units is None or unit.pk in only_units
        ),
        totals=tuple(_total(grid, column) for column in grid.columns),
        previous_totals=tuple(_previous_total(grid, column) for column in grid.columns),
        previous_label=f"Kỳ trước ({period.previous().label})",
        width=2 + sum(column.span for column in grid.columns),
        may_edit=editable,
        may_send=editable,
        may_decide=sheet.state == SheetState.SUBMITTED and decides,
        may_reopen=sheet.state == SheetState.APPROVED and actor.can(APPROVE, sheet.form.approver_id),
        show_previous=show_previous,
        summary=_summary(grid),
        problems=tuple(listed[:_LISTED]),
        more_problems=max(0, len(listed) - _LISTED),
        saved=_saved(grid),
        filled=f"{len(grid.keys) - len(grid.blanks)}/{len(grid.keys)} ô có số",
        send_label=_send_label(grid),
        is_blocked=bool(grid.errors or grid.unexplained),
        blanks=len(grid.blanks),
        decided=_decided(sheet),
        history=_history(sheet),
    )


def _history(sheet: EntrySheet) -> tuple[HistoryLine, ...]:
    """Who sent, returned, approved, reopened; each saving of cells stands in the log only."""
    saving = action_label("indicators.save_cells")
    lines = history_of(sheet._meta.label, sheet.pk, _LATEST)
    return tuple(line for line in lines if line.action != saving)


def _listed_problems(grid: Grid) -> list[tuple[str, str]]:
    keys = sorted({*grid.errors, *grid.unexplained}, key=grid.keys.index)
    return [
        (f"{where(grid, key)}: {finding.message}", cell_name(key))
        for key in keys
        for finding in grid.checked[key].findings
    ]


def _note(sheet: EntrySheet) -> str:
    parts = [
        str(sheet.organisation),
        f"số {sheet.get_vintage_display()}",
        f"số liệu chốt đến {write_date(sheet.data_until)}" if sheet.data_until else "",
        f"gửi duyệt chậm nhất {write_date(sheet.due_on)}" if sheet.due_on else "",
        sheet.form.legal_basis,
    ]
    return " · ".join(part for part in parts if part)


def _row(
    grid: Grid, unit: AdministrativeUnit, editable: bool, with_previous: bool, others: Mapping[Key, Other]
) -> GridRow:
    number = grid.row_numbers[unit.pk]
    messages: list[Message] = []
    cells: list[GridCell] = []
    for column in grid.columns:
        key = (unit.pk, column.pk)
        said = _messages(grid, key, editable, others.get(key))
        cells.append(_cell(grid, key, column, with_previous, bool(said), others.get(key)))
        messages += said
    return GridRow(number, unit.name, unit.pk, tuple(cells), tuple(messages), f"m-{unit.pk}")


def _cell(
    grid: Grid, key: Key, column: Column, with_previous: bool, has_messages: bool, other: Other | None
) -> GridCell:
    checked, stored, last = grid.checked[key], grid.cells.get(key, EMPTY), grid.previous.get(key)
    return GridCell(
        name=cell_name(key),
        labels=f"d{grid.row_numbers[key[0]]} c{column.letter}",
        letter=column.letter,
        has_parts=column.has_parts,
        text=stored.raw,
        denominator=stored.raw_denominator,
        computed=_computed(checked, column),
        previous=_figure(last, column) if last and with_previous else "",
        css="other" if other else _state(checked),
        is_bad=checked.has_error or checked.needs_explanation,
        described_by=f"m-{key[0]}" if has_messages else "",
        version=stored.version,
        stored_text=other.text if other else stored.raw,
        stored_denominator=other.denominator if other else stored.raw_denominator,
    )


def _state(checked: Checked) -> str:
    """The class that draws the cell's state by border and hatch."""
    if checked.has_error:
        return "bad"
    if checked.needs_explanation:
        return "ask-cell"
    if checked.is_not_applicable:
        return "na"
    return "blank" if checked.is_blank else ""


def _computed(checked: Checked, column: Column) -> str:
    if checked.is_nil or checked.is_not_applicable:
        return "x" if checked.is_not_applicable else "–"
    value_shown = checked.value is not None and not checked.has_error
    return write_number(checked.value, column.rules.places) if value_shown and checked.value is not None else ""


def _figure(row: LastFigure, column: Column) -> str:
    if row.is_nil or row.is_not_applicable:
        return "x" if row.is_not_applicable else "–"
    return write_number(row.value, column.rules.places) if row.value is not None else ""


def _messages(grid: Grid, key: Key, editable: bool, other: Other | None) -> list[Message]:
    comment = grid.cells.get(key, EMPTY).comment
    if other is None and not comment and not grid.checked[key].findings:
        return []
    place, cell = grid.place_of(key), cell_name(key)
    said = []
    if other is not None:
        said.append(Message(place, cell, kind="other", other=other))
    said += [Message(place, cell, finding.message, "error") for finding in findings_of(grid, key, Level.ERROR)]
    asked = findings_of(grid, key, Level.WARNING)
    if asked:
        said.append(Message(place, cell, asked[0].message, "ask", comment, f"{cell}-g" if editable else ""))
    elif comment:
        said.append(Message(place, cell, "", "note", comment, f"{cell}-g" if editable else ""))
    return said


def _summary(grid: Grid) -> str:
    parts = [
        f"{len(grid.errors)} lỗi phải sửa" if grid.errors else "",
        f"{len(grid.unexplained)} số cần giải trình" if grid.unexplained else "",
        f"{len(grid.blanks)} ô trống" if grid.blanks else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"Còn {said}." if said else "Mọi ô đã có số, không còn lỗi."


def _send_label(grid: Grid) -> str:
    parts = [
        f"còn {len(grid.errors)} lỗi" if grid.errors else "",
        f"{len(grid.unexplained)} số chưa giải trình" if grid.unexplained else "",
    ]
    why = ", ".join(part for part in parts if part)
    return f"Gửi duyệt ({why})" if why else "Gửi duyệt"


def _saved(grid: Grid) -> str:
    stamps = [(cell.changed_at, cell.changed_by_name) for cell in grid.cells.values() if cell.changed_at]
    if not stamps:
        return "Chưa nhập ô nào"
    at, by = max(stamps)
    return f"Đã lưu lúc {_time(at)}, {by}"


def _time(moment: datetime) -> str:
    return write_datetime(timezone.localtime(moment))


def _decided(sheet: EntrySheet) -> str:
    if sheet.decided_at is None or sheet.state == SheetState.SUBMITTED:
        return ""
    word = {SheetState.APPROVED: "Duyệt", SheetState.RETURNED: "Trả lại"}.get(SheetState(sheet.state), "Mở lại")
    by = f", {sheet.decided_by}" if sheet.decided_by else ""
    reason = f": {sheet.reason}" if sheet.reason else ""
    return f"{word} lúc {_time(sheet.decided_at)}{by}{reason}"


def _total(grid: Grid, column: Column) -> FootCell:
    every = [grid.checked[unit.pk, column.pk] for unit in grid.units]
    cells = [cell for cell in every if not cell.is_not_applicable]
    known = [cell for cell in cells if cell.is_figure]
    gaps = _gaps(len(known), len(cells), len(every) - len(cells))
    if column.has_parts:
        upper = sum((cell.numerator or Decimal(0) for cell in known), Decimal(0))
        lower = sum((cell.denominator or Decimal(0) for cell in known), Decimal(0))
        return _foot(column, upper, lower, None, bool(known), gaps)
    return _foot(column, None, None, sum((c.value or Decimal(0) for c in known), Decimal(0)), bool(known), gaps)


def _previous_total(grid: Grid, column: Column) -> FootCell:
    every = [row for unit in grid.units if (row := grid.previous.get((unit.pk, column.pk)))]
    rows = [row for row in every if not row.is_not_applicable]
    outside = len(every) - len(rows)
    gaps = _gaps(len(rows), len(grid.units) - outside, outside) if every else ""
    upper = sum((row.numerator or Decimal(0) for row in rows), Decimal(0))
    lower = sum((row.denominator or Decimal(0) for row in rows), Decimal(0))
    value = sum((row.value or Decimal(0) for row in rows), Decimal(0))
    return _foot(column, upper, lower, value, bool(rows), gaps)


def _gaps(known: int, expected: int, outside: int) -> str:
    """ "17/18, 1 không áp dụng"; empty where every unit has a figure."""
    parts = [
        f"{known}/{expected}" if known < expected or outside else "",
        f"{outside} không áp dụng" if outside else "",
    ]
    return ", ".join(part for part in parts if part)


def _foot(
    column: Column, upper: Decimal | None, lower: Decimal | None, value: Decimal | None, known: bool, gaps: str
) -> FootCell:
    """A dash where nothing is known or the column does not add up; ``gaps`` says how many units are in it."""
    if not known or not column.adds_up:
        return FootCell(("–",) * column.span)
    tail = f" ({gaps})" if gaps else ""
    if not column.has_parts:
        return FootCell((write_number(value or 0, column.rules.places) + tail,))
    if not lower:
        return FootCell(("–",) * 3)
    rate = (upper or Decimal(0)) / lower * column.rules.rules.scale
    return FootCell((write_number(upper or 0), write_number(lower), write_number(rate, column.rules.places) + tail))


# The lists -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SheetLine:
    sheet: EntrySheet
    period: str
    mark: str
    filled: int
    is_late: bool
    due: date | None


@dataclass(frozen=True, kw_only=True)
class SheetsPage(Page):
    to_fill: tuple[SheetLine, ...]
    to_decide: tuple[SheetLine, ...]
    others: tuple[SheetLine, ...]
    may_open: bool


def sheets_page(actor: Actor) -> SheetsPage:
    """My sheets: to fill in (returned ones first), to approve, and the others that I may see."""
    sheets = (
        visible_sheets(actor)
        .select_related("form__approver")
        .annotate(filled=Count("cells", filter=~Q(cells__raw="")))
        .order_by("due_on", "form__code", "-period")
    )
    lines = [_line(sheet) for sheet in sheets]
    to_fill = [line for line in lines if line.sheet.state in _OPEN_STATES and may_fill(actor, line.sheet)]
    to_fill.sort(key=lambda line: line.sheet.state != SheetState.RETURNED)
    to_decide = [line for line in lines if line.sheet.state == SheetState.SUBMITTED and may_decide(actor, line.sheet)]
    shown = {line.sheet.pk for line in (*to_fill, *to_decide)}
    return SheetsPage(
        title=_list_title(actor, len(to_fill), len(to_decide)),
        crumbs=(Crumb("Nhập số liệu"),),
        module="nhap-so-lieu",
        to_fill=tuple(to_fill),
        to_decide=tuple(to_decide),
        others=tuple(line for line in lines if line.sheet.pk not in shown),
        may_open=actor.can(OPEN_SHEETS),
    )


def _list_title(actor: Actor, fill: int, decide: int) -> str:
    parts = [f"{fill} phiếu phải nhập" if fill else "", f"{decide} phiếu chờ duyệt" if decide else ""]
    said = ", ".join(part for part in parts if part)
    if said:
        return said
    return "Phiếu nhập của mọi cơ quan" if actor.can_everywhere(SEE_ENTRIES) else "Không có phiếu nào phải nhập"


def _line(sheet: EntrySheet) -> SheetLine:
    late = sheet.state in _OPEN_STATES and sheet.due_on is not None and today() > sheet.due_on
    return SheetLine(
        sheet=sheet,
        period=Period.parse(sheet.period).label,
        mark=_MARKS[SheetState(sheet.state)],
        filled=sheet.filled,  # type: ignore[attr-defined]
        is_late=late,
        due=sheet.due_on,
    )
