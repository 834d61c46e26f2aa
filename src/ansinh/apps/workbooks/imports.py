"""Workbooks that come back: read, matched to their sheet, held against what the sheet has. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ansinh.apps.indicators.access import visible_sheets
from ansinh.apps.indicators.entry_grid import EMPTY, CellText, Grid, Key, findings_of, read_grid
from ansinh.apps.indicators.models import EntrySheet, SheetState
from ansinh.apps.workbooks.models import Change, StagedCell
from ansinh.apps.workbooks.queries import identity_of, known_indicators, shape_of, unit_register
from ansinh.domain.entry_checks import Level, read_typed
from ansinh.domain.form_workbooks import (
    FORM_KIND,
    CellEntry,
    FormRead,
    Identity,
    find_table,
    identity_in,
    read_form,
    spread_notes,
)
from ansinh.domain.long_tables import HEADINGS, TableReader
from ansinh.domain.periods import Period
from ansinh.domain.vietnamese import squeeze
from ansinh.domain.workbook_cells import BookProblem, SheetContent, cell_name
from ansinh.kit.access import Actor
from ansinh.kit.clock import today

_OPEN = (SheetState.DRAFT, SheetState.RETURNED)
_LONGEST_FIGURE, _LONGEST_COMMENT = 60, 500
_NEW_FORM = "Tải biểu về từ trang của phiếu, chép số sang đúng tệp ấy rồi gửi."


@dataclass(frozen=True, slots=True)
class FormCheck:
    """What a check of a form's workbook found. ``cells`` are not saved yet; empty where it could not be read."""

    sheet: EntrySheet | None
    problems: tuple[BookProblem, ...]
    cells: tuple[StagedCell, ...] = ()
    sheet_name: str = ""
    rows: int = 0


def check_form(actor: Actor, sheets: Sequence[SheetContent], sheet: EntrySheet | None) -> FormCheck:
    """Read a form's workbook against its sheet; ``sheet`` is the one it was sent to, or the workbook says it itself."""
    identity, problems = identity_in(sheets)
    if identity is None:
        return FormCheck(
            sheet,
            (BookProblem("Tệp không phải biểu do hệ thống lập, hoặc đã mất dòng mã biểu dưới tiêu đề.", _NEW_FORM),),
        )
    if identity.kind != FORM_KIND:
        return FormCheck(
            sheet, (BookProblem("Tệp là bảng dài nhiều chỉ số, không phải biểu nhập.", "Gửi tệp ở mục «Bảng dài»."),)
        )
    sheet = sheet or _sheet_called(actor, identity)
    if sheet is None:
        return FormCheck(
            None,
            (
                BookProblem(
                    f"Không có phiếu nào của cơ quan anh/chị cho biểu «{identity.form}», kỳ {identity.period}, cơ quan "
                    f"nhập «{identity.organisation}».",
                    "Kiểm tra xem phiếu của kỳ ấy đã được mở chưa.",
                ),
            ),
        )
    wrong = tuple(_wrong_sheet(identity, sheet))
    if wrong:
        return FormCheck(sheet, wrong)
    return _held_against(sheet, sheets, identity, problems)


def _sheet_called(actor: Actor, identity: Identity) -> EntrySheet | None:
    return (
        visible_sheets(actor)
        .filter(
            form__code=identity.form, period=identity.period, organisation__code=identity.organisation
        )
        .first()
    )  # fmt: skip


def _wrong_sheet(identity: Identity, sheet: EntrySheet) -> Iterator[BookProblem]:
    """Whatever makes the workbook one of another sheet, or the sheet one that takes no figures."""
    if identity.form != sheet.form.code:
        yield BookProblem(
            f"Tệp là của biểu khác: mã «{identity.form}», trong khi phiếu này là biểu «{sheet.form.code}».", _NEW_FORM
        )
        return
    if identity.period != sheet.period:
        yield BookProblem(
            f"Tệp lập cho kỳ {_period_label(identity.period)}, phiếu này là {_period_label(sheet.period)}.",
            f"Gửi tệp ở phiếu của kỳ ấy, hoặc tải biểu của {_period_label(sheet.period)} về điền.",
        )
    if identity.organisation != sheet.organisation.code:
        yield BookProblem(
            f"Tệp lập cho cơ quan «{identity.organisation}», phiếu này của «{sheet.organisation.code}».", _NEW_FORM
        )
    if sheet.state not in _OPEN:
        yield BookProblem(
            f"Phiếu đang ở bước «{sheet.get_state_display()}» nên không nhận số.",
            "Cần sửa thì đề nghị cơ quan duyệt trả lại hoặc mở lại phiếu.",
        )


def _period_label(code: str) -> str:
    try:
        return Period.parse(code).label
    except ValueError:
        return f"«{code}»"


# The difference ----------------------------------------------------------------------------------------------------


def _held_against(
    sheet: EntrySheet, sheets: Sequence[SheetContent], identity: Identity, problems: tuple[BookProblem, ...]
) -> FormCheck:
    grid = read_grid(sheet)
    shape = shape_of(grid)
    read = read_form(sheets, shape)
    if identity.version != identity_of(sheet, shape.columns).version:
        problems += (
            BookProblem("Biểu đã thay đổi từ khi tải tệp này về; tệp được đọc theo tiêu đề cột.", is_error=False),
        )
    typed = _typed(grid, read, {})
    asking = read_grid(sheet, typed).unexplained
    typed = _typed(grid, read, {(unit, column): text for unit, column, text in spread_notes(read, asking)})
    checked = read_grid(sheet, typed)
    return FormCheck(
        sheet,
        _from_the_top((*problems, *read.problems, *_cell_problems(checked, read))),
        tuple(_staged(grid, checked, entry) for entry in read.entries),
        read.sheet,
        len({entry.row for entry in read.entries}),
    )


def _from_the_top(problems: Iterable[BookProblem]) -> tuple[BookProblem, ...]:
    """As one meets them going through the workbook; what concerns the whole file or sheet first."""
    return tuple(
        sorted(
            problems,
            key=lambda one: (
                one.sheet,
                -1 if one.row is None else one.row,
                -1 if one.column is None else one.column,
            ),
        )
    )


def _typed(grid: Grid, read: FormRead, notes: Mapping[Key, str]) -> dict[Key, CellText]:
    """The sheet's cells as they would stand: empty ones of the file leave what is there."""
    return {
        (entry.unit, entry.column_key): _with_entry(
            grid.cells.get((entry.unit, entry.column_key), EMPTY), entry, notes.get((entry.unit, entry.column_key), "")
        )
        for entry in read.entries
    }


def _with_entry(stored: CellText, entry: CellEntry, row_note: str) -> CellText:
    comment = squeeze(entry.note or row_note)[:_LONGEST_COMMENT] or stored.comment
    if entry.is_blank or _is_same(entry, stored):
        return stored._replace(comment=comment)
    return stored._replace(
        raw=entry.text[:_LONGEST_FIGURE], raw_denominator=entry.denominator[:_LONGEST_FIGURE], comment=comment
    )


def _is_same(entry: CellEntry, stored: CellText) -> bool:
    """Whether file and sheet mean the same, however it is written."""
    return all(
        one == other or (not (meant := read_typed(one)).problem and meant == read_typed(other))
        for one, other in ((entry.text, stored.raw), (entry.denominator, stored.raw_denominator))
    )


def _cell_problems(checked: Grid, read: FormRead) -> Iterable[BookProblem]:
    for entry in read.entries:
        if not entry.is_blank:
            for finding in findings_of(checked, (entry.unit, entry.column_key), Level.ERROR):
                yield BookProblem(finding.message, "", read.sheet, entry.row, entry.column)


def _staged(grid: Grid, checked: Grid, entry: CellEntry) -> StagedCell:
    key = (entry.unit, entry.column_key)
    stored, wanted = grid.cells.get(key, EMPTY), checked.cells[key]
    warnings = findings_of(checked, key, Level.WARNING) if checked.checked[key].needs_explanation else []
    return StagedCell(
        unit_id=key[0],
        column_id=key[1],
        place=cell_name(entry.row, entry.column),
        change=_change(entry, stored, wanted),
        old_raw=stored.raw,
        old_raw_denominator=stored.raw_denominator,
        old_comment=stored.comment,
        raw="" if entry.is_blank else wanted.raw,
        raw_denominator="" if entry.is_blank else wanted.raw_denominator,
        comment=wanted.comment,
        warning=" ".join(finding.message for finding in warnings),
        seen_version=stored.version,
    )


def _change(entry: CellEntry, stored: CellText, wanted: CellText) -> Change:
    has_figure = bool(stored.raw or stored.raw_denominator)
    if entry.is_blank:
        return Change.REMOVED if has_figure else Change.SAME
    if not has_figure:
        return Change.NEW
    return Change.SAME if wanted[:3] == stored[:3] else Change.CHANGED


# The long table ----------------------------------------------------------------------------------------------------


def table_reader(sheets: Sequence[SheetContent]) -> TableReader | BookProblem:
    """What reads the rows of a long table, or why the workbook is none."""
    identity, _ = identity_in(sheets)
    if identity is not None and identity.kind == FORM_KIND:
        return BookProblem("Tệp là biểu nhập của một phiếu, không phải bảng dài.", "Gửi tệp ở mục «Gửi biểu».")
    table = find_table(sheets, HEADINGS)
    if table is None:
        return BookProblem(
            "Không trang nào có hàng tiêu đề của bảng dài (Mã chỉ số, Mã đơn vị, Kỳ, Giá trị, Loại số).",
            "Tải bảng mẫu về, chép số vào đúng các cột rồi gửi.",
        )
    content, head = table
    return TableReader(content, head, known_indicators(), unit_register(), today())
