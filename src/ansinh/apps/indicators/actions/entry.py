"""Entering figures: sheets of a period, cells, sending, sending back, approving, reopening."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F

from ansinh.apps.indicators.access import APPROVE, ENTER, OPEN_SHEETS, may_decide
from ansinh.apps.indicators.entry_grid import (
    CellChange,
    Grid,
    cell_name,
    has_parts,
    read_grid,
    sending_problems,
    units_of,
)
from ansinh.apps.indicators.models import (
    Batch,
    DataSource,
    EntryCell,
    EntryForm,
    EntrySheet,
    FormColumn,
    SheetState,
)
from ansinh.apps.orgs.models import Organisation
from ansinh.domain.entry_checks import Checked, ColumnRules, Entered, check_cell
from ansinh.domain.figures_recorded import Figure, IndicatorRules
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period
from ansinh.domain.vietnamese import nfc, squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import now
from ansinh.kit.locking import update_if_unchanged

from .figures import record_batch, withdraw_batch

_OPEN = (SheetState.DRAFT, SheetState.RETURNED)
#: Reports of agencies stand behind published statistics when the two disagree.
_RANK_OF_REPORTS = 40
#: Most cells named in an audit entry; the others are counted.
_NAMED = 40


@action("indicators.open_sheets", "Mở phiếu nhập", needs=OPEN_SHEETS)
def open_sheets(
    *,
    actor: Actor,
    form: EntryForm,
    period: Period,
    vintage: Vintage,
    data_until: date | None = None,
    due_on: date | None = None,
) -> Done[tuple[EntrySheet, ...]]:
    """One empty sheet for each reporter who has none for the period yet. Both days are stored facts from then on."""
    problems = []
    if period.kind.value != form.frequency:
        problems.append(
            Problem(f"Biểu «{form.name}» không lập theo kỳ «{period.label}». Chọn đúng kỳ của biểu.", "period")
        )
    if data_until and due_on and due_on < data_until:
        problems.append(Problem("Hạn gửi duyệt sớm hơn ngày chốt số liệu. Sửa một trong hai ngày.", "due_on"))
    having = set(form.sheets.filter(period=period.code).values_list("organisation_id", flat=True))
    lacking = [reporter for reporter in form.reporters.all() if reporter.pk not in having]
    if not lacking and not problems:
        problems.append(Problem(f"Phiếu của biểu này đã mở cho {period.label} rồi.", "period"))
    if problems:
        raise ActionRefused(*problems)
    opened = tuple(
        EntrySheet.objects.create(
            form=form,
            organisation=reporter,
            period=period.code,
            data_until=data_until,
            due_on=due_on,
            vintage=vintage.value,
            edition=form.edition,
        )
        for reporter in lacking
    )
    names = ", ".join(str(reporter) for reporter in lacking)
    return Done(opened, subject_of(form), f"Mở phiếu «{form.name}», {period.label} cho {names}.")


# Cells -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Saved:
    """``taken`` are cells that somebody else changed first, as they stand now: they were left alone."""

    count: int
    taken: tuple[EntryCell, ...] = ()


class CellsTaken(Conflict):
    """Nothing was saved: every cell was changed by somebody else first."""

    def __init__(self, taken: tuple[EntryCell, ...]) -> None:
        self.taken = taken
        super().__init__(*(f"Ô này vừa được {cell.changed_by_name} sửa thành «{cell.raw}»." for cell in taken))


@action("indicators.save_cells", "Nhập số liệu", needs=ENTER)
def save_cells(*, actor: Actor, sheet: EntrySheet, changes: Sequence[CellChange]) -> Done[Saved]:
    """Save cells, right or wrong; those that somebody else changed since they were seen are left alone and named."""
    actor.must(ENTER, sheet.organisation_id)
    _hold_open(sheet)
    _refuse_strange_cells(sheet, changes)
    columns = {column.pk: column for column in sheet.columns.select_related("indicator")}
    concerned = sheet.cells.filter(
        unit_id__in={change.unit_id for change in changes}, column_id__in={change.column_id for change in changes}
    )
    stored = {(cell.unit_id, cell.column_id): cell for cell in concerned}
    saved: list[tuple[CellChange, EntryCell]] = []
    taken: list[EntryCell] = []
    for change in changes:
        cell = stored.get(change.key) or EntryCell(
            sheet=sheet, unit_id=change.unit_id, column_id=change.column_id, version=0
        )
        before = (cell.raw, cell.raw_denominator, cell.comment)
        wanted = change.over(cell)
        if wanted == before:
            continue
        if cell.version != change.version:
            taken.append(cell)
            continue
        _put(cell, wanted, columns[change.column_id], actor)
        stored[change.key] = cell
        saved.append((change, cell))
    if taken and not saved:
        raise CellsTaken(tuple(taken))
    _store([cell for _, cell in saved])
    after = {
        cell_name(change.key): " / ".join(filter(None, (cell.raw, cell.raw_denominator, cell.comment)))
        for change, cell in saved[:_NAMED]
    }
    summary = f"Nhập {len(saved)} ô của phiếu «{sheet.form}», {Period.parse(sheet.period).label}."
    return Done(Saved(len(saved), tuple(taken)), subject_of(sheet, _label(sheet)), summary, after=after)


def _hold_open(sheet: EntrySheet) -> None:
    """Refuse unless the sheet can still be changed; until the end of the transaction nobody sends it meanwhile."""
    held = EntrySheet.objects.filter(pk=sheet.pk, state__in=_OPEN).update(version=F("version"))
    if not held:
        raise Conflict("Phiếu này đã gửi duyệt hoặc đã duyệt nên không nhận số nữa. Tải lại trang để xem.")


def _refuse_strange_cells(sheet: EntrySheet, changes: Sequence[CellChange]) -> None:
    units = {unit.pk for unit in units_of(sheet)}
    columns = set(sheet.columns.values_list("pk", flat=True))
    if any(change.unit_id not in units or change.column_id not in columns for change in changes):
        raise ActionRefused("Có ô không thuộc phiếu này. Tải lại trang rồi nhập lại.")


def _put(cell: EntryCell, texts: tuple[str, str, str], column: FormColumn, actor: Actor) -> None:
    cell.raw, cell.raw_denominator, cell.comment = texts
    rules = ColumnRules("", IndicatorRules("", ""), column.indicator.places, has_parts(column.indicator))
    read = check_cell(Entered(*texts), rules, None)
    kept = Checked() if read.has_error else read
    cell.value, cell.numerator, cell.denominator = kept.value, kept.numerator, kept.denominator
    cell.is_nil, cell.is_not_applicable = kept.is_nil, kept.is_not_applicable
    cell.changed_by_name, cell.changed_at = actor.name, now()
    cell.version += 1


def _store(cells: Sequence[EntryCell]) -> None:
    EntryCell.objects.bulk_create([cell for cell in cells if cell.pk is None])
    EntryCell.objects.bulk_update(
        [cell for cell in cells if cell.pk is not None and cell.version > 1],
        ["raw", "raw_denominator", "comment", "value", "numerator", "denominator", "is_nil", "is_not_applicable",
         "changed_by_name", "changed_at", "version"],
        batch_size=50,
    )  # fmt: skip


# Sending and deciding --------------------------------------------------------------------------------------------


@action("indicators.submit_sheet", "Gửi duyệt phiếu nhập", needs=ENTER)
def submit_sheet(*, actor: Actor, sheet: EntrySheet, accept_blanks: bool = False) -> Done[EntrySheet]:
    """Send a sheet for approval, or say everything that keeps it from being sent.

    ``accept_blanks`` confirms that empty cells are figures not known yet.
    """
    actor.must(ENTER, sheet.organisation_id)
    _hold_open(sheet)
    problems = sending_problems(read_grid(sheet), accept_blanks)
    if problems:
        raise ActionRefused(*(Problem(message, name) for message, name in problems))
    _move(sheet, SheetState.SUBMITTED, submitted_at=now(), submitted_by_id=actor.user_id, reason="")
    return Done(sheet, subject_of(sheet, _label(sheet)), f"Gửi duyệt phiếu {_label(sheet)}.")


@action("indicators.return_sheet", "Trả lại phiếu nhập", needs=APPROVE)
def return_sheet(*, actor: Actor, sheet: EntrySheet, reason: str) -> Done[EntrySheet]:
    """Give a sent sheet back with what must be changed."""
    _must_decide(actor, sheet)
    reason = _reason(reason, "Chưa có lý do trả lại. Ghi rõ ô nào, vì sao để cơ quan nhập sửa được.")
    _refuse_unless(sheet, SheetState.SUBMITTED)
    _move(sheet, SheetState.RETURNED, decided_at=now(), decided_by_id=actor.user_id, reason=reason)
    return Done(
        sheet, subject_of(sheet, _label(sheet)), f"Trả lại phiếu {_label(sheet)}: {reason}", after={"reason": reason}
    )


@action("indicators.approve_sheet", "Duyệt phiếu nhập", needs=APPROVE)
def approve_sheet(*, actor: Actor, sheet: EntrySheet) -> Done[EntrySheet]:
    """Approve a sent sheet: its cells go into the record as one batch, in place of the batch approved before."""
    _must_decide(actor, sheet)
    _refuse_unless(sheet, SheetState.SUBMITTED)
    before = sheet.batch
    if before is not None and before.reversed_at is None:
        withdraw_batch(before)
    batch = record_batch(
        actor=actor,
        kind=Batch.Kind.SHEET,
        title=f"Phiếu {_label(sheet)}",
        figures=_figures(read_grid(sheet), _source_of(sheet.organisation)),
        organisation=sheet.organisation,
    )
    _move(sheet, SheetState.APPROVED, decided_at=now(), decided_by_id=actor.user_id, reason="", batch=batch)
    summary = f"Duyệt phiếu {_label(sheet)}: ghi nhận {batch.count} số liệu."
    return Done(sheet, subject_of(sheet, _label(sheet)), summary, after={"batch": batch.pk, "count": batch.count})


@action("indicators.reopen_sheet", "Mở lại phiếu đã duyệt", needs=APPROVE)
def reopen_sheet(*, actor: Actor, sheet: EntrySheet, reason: str) -> Done[EntrySheet]:
    """Let an approved sheet be corrected. Its figures stay in force until the corrected ones are approved."""
    actor.must(APPROVE, sheet.form.approver_id)
    reason = _reason(reason, "Chưa có lý do mở lại. Ghi ngắn gọn số nào sai, vì sao.")
    _refuse_unless(sheet, SheetState.APPROVED)
    _move(sheet, SheetState.DRAFT, decided_at=now(), decided_by_id=actor.user_id, reason=reason)
    return Done(
        sheet, subject_of(sheet, _label(sheet)), f"Mở lại phiếu {_label(sheet)}: {reason}", after={"reason": reason}
    )


def _must_decide(actor: Actor, sheet: EntrySheet) -> None:
    actor.must(APPROVE, sheet.form.approver_id)
    if not may_decide(actor, sheet):
        raise ActionRefused("Người gửi không tự duyệt phiếu của mình. Đề nghị người duyệt khác của cơ quan duyệt.")


def _reason(reason: str, lacking: str) -> str:
    reason = squeeze(nfc(reason))
    if not reason:
        raise ActionRefused(Problem(lacking, "reason"))
    return reason


def _refuse_unless(sheet: EntrySheet, state: SheetState) -> None:
    if sheet.state != state:
        raise Conflict(
            f"Phiếu đang ở bước «{sheet.get_state_display()}», không còn ở bước «{state.label}». Tải lại trang."
        )


def _move(sheet: EntrySheet, state: SheetState, **changes: Any) -> None:
    if not update_if_unchanged(EntrySheet.objects.all(), sheet.pk, sheet.version, state=state, **changes):
        raise Conflict("Phiếu vừa được người khác xử lý. Tải lại trang để xem rồi làm tiếp.")
    sheet.refresh_from_db()


def _figures(grid: Grid, source: DataSource) -> list[Figure]:
    """Every cell that holds a figure; empty ones are missing and are not recorded."""
    columns = {column.pk: column.row for column in grid.columns}
    return [
        Figure(
            indicator_id=columns[column].indicator_id,
            unit_id=unit,
            period=grid.sheet.period,
            category_id=columns[column].category_id,
            value=checked.value,
            numerator=checked.numerator,
            denominator=checked.denominator,
            is_nil=checked.is_nil,
            is_not_applicable=checked.is_not_applicable,
            vintage=Vintage(grid.sheet.vintage),
            source_id=source.pk,
            comment=grid.cells[unit, column].comment,
        )
        for (unit, column) in grid.keys
        if (checked := grid.checked[unit, column]).is_figure
    ]


def _source_of(organisation: Organisation) -> DataSource:
    source, _ = DataSource.objects.get_or_create(
        code=f"bao-cao-{organisation.code}"[:60],
        defaults={
            "name": f"Báo cáo của {organisation.short_name}",
            "publisher": organisation.name,
            "rank": _RANK_OF_REPORTS,
        },
    )
    return source


def _label(sheet: EntrySheet) -> str:
    return f"«{sheet.form}», {sheet.organisation}, {Period.parse(sheet.period).label}"
