"""Bringing a workbook in, keeping what its check found, applying it whole or not at all, and taking that back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import IO

from django.db.models import F

from ansinh.apps.accounts.queries import main_organisation
from ansinh.apps.documents.actions import keep_file
from ansinh.apps.indicators.access import ENTER, RECORD
from ansinh.apps.indicators.actions import record_figures, reverse_batch, save_cells, source_named
from ansinh.apps.indicators.entry_grid import CellChange
from ansinh.apps.indicators.models import Batch, DataSource, EntryCell, EntrySheet, Observation
from ansinh.apps.jobs.actions import enqueue
from ansinh.apps.jobs.models import Job
from ansinh.apps.workbooks.access import must_handle
from ansinh.apps.workbooks.models import (
    Change,
    StagedCell,
    StagedFigure,
    Upload,
    UploadKind,
    UploadProblem,
    UploadState,
)
from ansinh.apps.workbooks.queries import current_figure, overtaken, what_changes
from ansinh.domain.figures_recorded import Figure
from ansinh.domain.indicators import Vintage
from ansinh.domain.periods import Period
from ansinh.domain.vietnamese import nfc, squeeze
from ansinh.domain.workbook_cells import BookProblem
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import now
from ansinh.kit.locking import update_if_unchanged

#: The kinds of job of this room; `workbooks.jobs` does the work.
CHECK_FORM = "workbooks.check_form"
CHECK_TABLE = "workbooks.check_table"
APPLY_TABLE = "workbooks.apply_table"

_BATCH = 500
#: Cells named in a refusal and in an audit entry; the others are counted.
_NAMED = 40
_WAITING = (UploadState.REFUSED, UploadState.READY)


# Bringing in -------------------------------------------------------------------------------------------------------


@action("workbooks.receive_form", "Gửi biểu Excel", needs=ENTER)
def receive_form(
    *, actor: Actor, sheet: EntrySheet | None, upload: IO[bytes], file_name: str, media_type: str
) -> Done[tuple[Upload, Job]]:
    """Keep a filled-in form and have it checked. Without ``sheet`` the workbook itself says whose it is."""
    organisation = sheet.organisation if sheet else main_organisation(actor)
    actor.must(ENTER, organisation.pk)
    received = Upload.objects.create(
        file=keep_file(upload, media_type),
        file_name=nfc(file_name)[-255:],
        kind=UploadKind.FORM,
        sheet=sheet,
        organisation=organisation,
        uploaded_by_id=actor.user_id,
        uploaded_by_name=actor.name,
        uploaded_at=now(),
    )
    job = _queue(actor, CHECK_FORM, f"Kiểm tra tệp {received}", received)
    return Done(
        (received, job), subject_of(received), f"Gửi tệp Excel «{received}».", after={"sha256": received.file.sha256}
    )


@action("workbooks.receive_table", "Gửi bảng dài", needs=RECORD)
def receive_table(
    *,
    actor: Actor,
    source: DataSource | None,
    new_source: str = "",
    upload: IO[bytes],
    file_name: str,
    media_type: str,
) -> Done[tuple[Upload, Job]]:
    """Keep a long table and have it checked; its figures come from a known source or from a new one of that name."""
    received = Upload.objects.create(
        file=keep_file(upload, media_type),
        file_name=nfc(file_name)[-255:],
        kind=UploadKind.TABLE,
        source=source or source_named(new_source),
        organisation=main_organisation(actor),
        uploaded_by_id=actor.user_id,
        uploaded_by_name=actor.name,
        uploaded_at=now(),
    )
    job = _queue(actor, CHECK_TABLE, f"Kiểm tra bảng {received}", received)
    return Done(
        (received, job), subject_of(received), f"Gửi bảng dài «{received}».", after={"sha256": received.file.sha256}
    )


@action("workbooks.check_again", "Kiểm tra tiếp tệp Excel", needs=ENTER)
def check_again(*, actor: Actor, upload: Upload) -> Done[Job]:
    """Queue a check that was stopped or failed; one under way is given back."""
    must_handle(actor, upload)
    if upload.state != UploadState.CHECKING:
        raise Conflict(f"Tệp «{upload}» đã kiểm tra xong.")
    kind = CHECK_FORM if upload.kind == UploadKind.FORM else CHECK_TABLE
    job = _queue(actor, kind, f"Kiểm tra tệp {upload}", upload)
    return Done(job, subject_of(upload), f"Kiểm tra tiếp tệp «{upload}».")


def _queue(actor: Actor, kind: str, title: str, upload: Upload) -> Job:
    return enqueue(actor=actor, kind=kind, title=title, arguments={"upload": upload.pk}, once=True)


# What the check found ----------------------------------------------------------------------------------------------


@action("workbooks.keep_form_check", "Kiểm tra biểu Excel", needs=ENTER)
def keep_form_check(
    *,
    actor: Actor,
    upload: Upload,
    sheet: EntrySheet | None,
    sheet_name: str,
    rows: int,
    problems: Sequence[BookProblem],
    cells: Sequence[StagedCell],
) -> Done[Upload]:
    """Keep everything that was found and the difference; a second run of the same check changes nothing."""
    errors = sum(problem.is_error for problem in problems)
    changes = {
        "state": UploadState.REFUSED if errors else UploadState.READY,
        "sheet": sheet,
        "organisation_id": sheet.organisation_id if sheet else upload.organisation_id,
        "sheet_name": sheet_name,
        "rows": rows,
        "errors": errors,
    }
    if not Upload.objects.filter(pk=upload.pk, state=UploadState.CHECKING).update(version=F("version") + 1, **changes):
        raise Conflict(f"Tệp «{upload}» đã được kiểm tra ở lần khác.")
    _put_older_aside(upload, sheet)
    keep_problems(upload, problems)
    for cell in cells:
        cell.upload = upload
    StagedCell.objects.bulk_create(cells, batch_size=_BATCH)
    upload.refresh_from_db()
    found = f"{errors} lỗi" if errors else "không có lỗi"
    return Done(upload, subject_of(upload), f"Kiểm tra tệp «{upload}»: {found}.", after={"errors": errors})


def _put_older_aside(upload: Upload, sheet: EntrySheet | None) -> None:
    """A workbook sent again takes the place of the same person's earlier ones for this sheet that were not applied."""
    if sheet is not None:
        older = Upload.objects.filter(sheet=sheet, uploaded_by_id=upload.uploaded_by_id, pk__lt=upload.pk)
        older.filter(state__in=_WAITING).update(state=UploadState.DISCARDED, version=F("version") + 1)


def keep_problems(upload: Upload, problems: Iterable[BookProblem]) -> None:
    """Part of the actions that keep a check."""
    UploadProblem.objects.bulk_create(
        (
            UploadProblem(
                upload=upload,
                is_error=problem.is_error,
                sheet_name=problem.sheet[:100],
                row=problem.row,
                column=problem.column,
                what=problem.what,
                remedy=problem.remedy,
            )
            for problem in problems
        ),
        batch_size=_BATCH,
    )


@action("workbooks.discard", "Bỏ tệp Excel", needs=ENTER)
def discard(*, actor: Actor, upload: Upload) -> Done[Upload]:
    """Put a workbook aside that will not be applied; the file and what was found in it stay on record."""
    must_handle(actor, upload)
    if upload.state not in _WAITING:
        raise Conflict(f"Tệp «{upload}» đang ở bước «{upload.get_state_display()}» nên không bỏ được.")
    _move(actor, upload, UploadState.DISCARDED)
    return Done(upload, subject_of(upload), f"Bỏ tệp Excel «{upload}», không áp dụng.")


# Applying a form ---------------------------------------------------------------------------------------------------


@action("workbooks.apply_form", "Áp dụng biểu Excel", needs=ENTER)
def apply_form(*, actor: Actor, upload: Upload, clear: bool = False) -> Done[Upload]:
    """Put every change of the file into its sheet, or none. ``clear``: empty cells of the file empty the sheet's.

    Refuses if any cell that the file covers was changed since the check, and says by whom and to what.
    """
    sheet = _sheet_to_change(actor, upload, UploadState.READY)
    staged = list(upload.cells.select_related("unit"))
    _refuse_changed(sheet, {cell: cell.seen_version for cell in staged})
    wanted = {Change.NEW, Change.CHANGED} | ({Change.REMOVED} if clear else set())
    moving = [cell for cell in staged if cell.change in wanted]
    if not moving:
        raise ActionRefused("Tệp không thay đổi ô nào của phiếu, nên không có gì để áp dụng.")
    save_cells(actor=actor, sheet=sheet, changes=[_forward(cell) for cell in moving])
    _note_versions(sheet, moving)
    _move(actor, upload, UploadState.APPLIED, cleared=clear)
    return Done(
        upload,
        subject_of(upload),
        f"Áp dụng tệp «{upload}» vào phiếu {_label(sheet)}: {len(moving)} ô.",
        before={cell.place: _texts(cell.old_raw, cell.old_raw_denominator) for cell in moving[:_NAMED]},
        after={cell.place: _texts(cell.raw, cell.raw_denominator) for cell in moving[:_NAMED]},
    )


@action("workbooks.reverse_form", "Đảo lại biểu Excel đã áp dụng", needs=ENTER)
def reverse_form(*, actor: Actor, upload: Upload, reason: str) -> Done[Upload]:
    """Give the cells that the file changed their earlier texts back, if nobody has changed any of them since."""
    reason = squeeze(reason)
    if not reason:
        raise ActionRefused(Problem("Chưa có lý do đảo lại. Ghi ngắn gọn vì sao.", "reason"))
    sheet = _sheet_to_change(actor, upload, UploadState.APPLIED)
    moved = list(upload.cells.filter(applied_version__isnull=False).select_related("unit"))
    _refuse_changed(sheet, {cell: cell.applied_version or 0 for cell in moved})
    save_cells(actor=actor, sheet=sheet, changes=[_backward(cell) for cell in moved])
    _move(actor, upload, UploadState.REVERSED)
    return Done(
        upload,
        subject_of(upload),
        f"Đảo lại {len(moved)} ô do tệp «{upload}» ghi vào phiếu {_label(sheet)}: {reason}",
        after={"reason": reason},
    )


def _sheet_to_change(actor: Actor, upload: Upload, state: UploadState) -> EntrySheet:
    """The upload's sheet, held until the end of the transaction so that nobody changes its cells meanwhile."""
    must_handle(actor, upload)
    if upload.state != state or upload.sheet is None:
        raise Conflict(
            f"Tệp «{upload}» đang ở bước «{upload.get_state_display()}», không còn ở bước «{state.label}». Tải lại trang."
        )
    EntrySheet.objects.filter(pk=upload.sheet.pk).update(version=F("version"))
    return EntrySheet.objects.select_related("form", "organisation").get(pk=upload.sheet.pk)


def _refuse_changed(sheet: EntrySheet, expected: dict[StagedCell, int]) -> None:
    """Every cell that is not as it was seen, with who changed it to what."""
    now_there = {(cell.unit_id, cell.column_id): cell for cell in sheet.cells.all()}
    taken = [
        f"{staged.unit} (ô {staged.place} của tệp): {there.changed_by_name} đã sửa thành "
        f"«{_texts(there.raw, there.raw_denominator) or 'để trống'}»."
        for staged, version in expected.items()
        if (there := now_there.get((staged.unit_id, staged.column_id))) and there.version != version
    ]
    if taken:
        more = [f"… và {len(taken) - _NAMED} ô khác."] if len(taken) > _NAMED else []
        raise Conflict(
            f"Phiếu đã có {len(taken)} ô thay đổi từ khi kiểm tra tệp, nên không ô nào được ghi. Gửi lại tệp để so với "
            "số mới.",
            *taken[:_NAMED],
            *more,
        )


def _forward(cell: StagedCell) -> CellChange:
    return CellChange(
        cell.unit_id, cell.column_id, cell.seen_version, cell.raw, cell.raw_denominator, cell.comment
    )  # fmt: skip


def _backward(cell: StagedCell) -> CellChange:
    return CellChange(
        cell.unit_id, cell.column_id, cell.applied_version or 0, cell.old_raw, cell.old_raw_denominator,
        cell.old_comment,
    )  # fmt: skip


def _note_versions(sheet: EntrySheet, moved: Sequence[StagedCell]) -> None:
    """Remember how each cell stands now, so that a later change of it is seen before anything is taken back."""
    versions = {
        (unit, column): version
        for unit, column, version in EntryCell.objects.filter(sheet=sheet).values_list(
            "unit_id", "column_id", "version"
        )
    }
    for cell in moved:
        cell.applied_version = versions[cell.unit_id, cell.column_id]
    StagedCell.objects.bulk_update(moved, ["applied_version"], batch_size=_BATCH)


def _move(actor: Actor, upload: Upload, state: UploadState, **changes: object) -> None:
    moved = update_if_unchanged(
        Upload.objects.all(), upload.pk, upload.version, state=state, decided_at=now(), decided_by_name=actor.name,
        **changes,
    )  # fmt: skip
    if not moved:
        raise Conflict(f"Tệp «{upload}» vừa được người khác xử lý. Tải lại trang để xem.")
    upload.refresh_from_db()


def _texts(text: str, denominator: str) -> str:
    return " / ".join(filter(None, (text, denominator)))


def _label(sheet: EntrySheet) -> str:
    return f"«{sheet.form}», {Period.parse(sheet.period).label}"


# The long table ----------------------------------------------------------------------------------------------------


def stage_rows(upload: Upload, figures: Iterable[tuple[int, Figure]], problems: Iterable[BookProblem]) -> None:
    """One chunk of a check, in the transaction of its checkpoint; nothing of it counts until the check is finished."""
    StagedFigure.objects.bulk_create(
        (
            StagedFigure(
                upload=upload,
                row=row,
                indicator_id=figure.indicator_id,
                unit_id=figure.unit_id,
                period=figure.period,
                category_id=figure.category_id,
                value=figure.value,
                numerator=figure.numerator,
                denominator=figure.denominator,
                is_nil=figure.is_nil,
                is_not_applicable=figure.is_not_applicable,
                vintage=figure.vintage.value,
                comment=figure.comment,
                change=Change.NEW,
            )
            for row, figure in figures
        ),
        batch_size=_BATCH,
    )
    keep_problems(upload, problems)


def forget_stage(upload: Upload) -> None:
    """Begin a check anew: what an abandoned one staged goes."""
    upload.figures.all().delete()
    upload.problems.all().delete()


@action("workbooks.keep_table_check", "Kiểm tra bảng dài", needs=RECORD)
def keep_table_check(*, actor: Actor, upload: Upload, sheet_name: str) -> Done[Upload]:
    """Hold the staged rows against the figures that are current, and say how the check ended."""
    upload.figures.update(old=current_figure())
    upload.figures.update(change=what_changes())
    errors = upload.problems.filter(is_error=True).count()
    rows = upload.figures.count()
    checked = Upload.objects.filter(pk=upload.pk, state=UploadState.CHECKING).update(
        state=UploadState.REFUSED if errors else UploadState.READY,
        sheet_name=sheet_name[:100],
        rows=rows,
        errors=errors,
        version=F("version") + 1,
    )
    if not checked:
        raise Conflict(f"Tệp «{upload}» đã được kiểm tra ở lần khác.")
    upload.refresh_from_db()
    found = f"{errors} lỗi" if errors else f"{rows} số, không có lỗi"
    return Done(upload, subject_of(upload), f"Kiểm tra bảng dài «{upload}»: {found}.", after={"errors": errors})


@action("workbooks.start_table", "Giao ghi nhận bảng dài", needs=RECORD)
def start_table(*, actor: Actor, upload: Upload) -> Done[Job]:
    """Queue the recording of a checked table; one that was interrupted is queued again."""
    if upload.state not in (UploadState.READY, UploadState.APPLYING):
        raise Conflict(f"Tệp «{upload}» đang ở bước «{upload.get_state_display()}» nên không ghi nhận được.")
    if upload.state == UploadState.READY:
        _move(actor, upload, UploadState.APPLYING)
    job = _queue(actor, APPLY_TABLE, f"Ghi nhận bảng {upload}", upload)
    return Done(job, subject_of(upload), f"Giao ghi nhận bảng dài «{upload}».")


@action("workbooks.apply_table", "Ghi nhận bảng dài", needs=RECORD)
def apply_table(*, actor: Actor, upload: Upload) -> Done[Upload]:
    """Record every new and changed figure as one batch, or none; refuse where a figure was recorded meanwhile."""
    if upload.state != UploadState.APPLYING:
        raise Conflict(f"Tệp «{upload}» không ở bước ghi nhận.")
    _refuse_overtaken(upload)
    rows = upload.figures.exclude(change=Change.SAME).order_by("indicator", "period", "unit").iterator(_BATCH)
    figures = [_figure_of(row, upload.source_id or 0) for row in rows]
    if not figures:
        raise ActionRefused("Bảng không có số nào khác với số đang có, nên không có gì để ghi nhận.")
    batch = record_figures(
        actor=actor,
        kind=Batch.Kind.IMPORT,
        title=f"Bảng dài {upload}",
        figures=figures,
        organisation=upload.organisation,
        file_sha256=upload.file.sha256,
    )
    _move(actor, upload, UploadState.APPLIED, batch=batch)
    return Done(
        upload, subject_of(upload), f"Ghi nhận {batch.count} số của bảng dài «{upload}».", after={"batch": batch.pk}
    )


@action("workbooks.give_table_back", "Dừng ghi nhận bảng dài", needs=RECORD)
def give_table_back(*, actor: Actor, upload: Upload, why: str) -> Done[Upload]:
    """A recording that was refused leaves the table waiting as before, with the reason in the log."""
    _move(actor, upload, UploadState.READY)
    return Done(upload, subject_of(upload), f"Chưa ghi nhận bảng dài «{upload}»: {why}")


@action("workbooks.reverse_table", "Đảo lại bảng dài đã ghi nhận", needs=RECORD)
def reverse_table(*, actor: Actor, upload: Upload, reason: str) -> Done[Upload]:
    """Take the table's batch out of force; what it superseded is in force again."""
    if upload.state != UploadState.APPLIED or upload.batch is None:
        raise Conflict(f"Tệp «{upload}» đang ở bước «{upload.get_state_display()}» nên không đảo lại được.")
    reverse_batch(actor=actor, batch=upload.batch, reason=reason)
    _move(actor, upload, UploadState.REVERSED)
    return Done(upload, subject_of(upload), f"Đảo lại bảng dài «{upload}»: {squeeze(reason)}", after={"reason": reason})


def _refuse_overtaken(upload: Upload) -> None:
    taken = list(overtaken(upload).select_related("indicator", "unit")[: _NAMED + 1])
    if not taken:
        return
    now_there = Observation.objects.select_related("batch").in_bulk([row.now for row in taken if row.now])  # type: ignore[attr-defined]
    raise Conflict(
        "Có số vừa được ghi nhận hoặc đảo lại từ khi kiểm tra tệp, nên không số nào được ghi. Gửi lại tệp để so với số mới.",
        *(_overtaken_words(row, now_there) for row in taken[:_NAMED]),
        *(["… và những dòng khác."] if len(taken) > _NAMED else []),
    )


def _overtaken_words(row: StagedFigure, now_there: Mapping[int, Observation]) -> str:
    what = f"Dòng {row.row + 1}, {row.indicator}, {row.unit}, {Period.parse(row.period).label}"
    there = now_there.get(row.now)  # type: ignore[attr-defined]
    if there is None:
        return f"{what}: số cũ không còn dùng."
    return f"{what}: {there.batch.recorded_by_name or 'hệ thống'} đã ghi nhận số khác («{there.batch}»)."


def _figure_of(row: StagedFigure, source_id: int) -> Figure:
    has_parts = row.numerator is not None and row.denominator is not None
    return Figure(
        indicator_id=row.indicator_id,
        unit_id=row.unit_id,
        period=row.period,
        category_id=row.category_id,
        value=None if has_parts or row.is_nil or row.is_not_applicable else row.value,
        numerator=row.numerator,
        denominator=row.denominator,
        is_nil=row.is_nil,
        is_not_applicable=row.is_not_applicable,
        vintage=Vintage(row.vintage),
        source_id=source_id,
        comment=row.comment,
    )
