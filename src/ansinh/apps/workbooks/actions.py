"""Bringing a workbook in, keeping what its check found, applying it whole or not at all, and taking that back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import IO

from django.db.models import F

from ansinh.apps.accounts.queries import main_organisation
from ansinh.apps.documents.actions import keep_file
from ansinh.apps.indicators.access import ENTER
from ansinh.apps.indicators.actions import save_cells
from ansinh.apps.indicators.entry_grid import CellChange
from ansinh.apps.indicators.models import EntryCell, EntrySheet
from ansinh.apps.jobs.actions import enqueue
from ansinh.apps.jobs.models import Job
from ansinh.apps.workbooks.access import must_handle
from ansinh.apps.workbooks.models import Change, StagedCell, Upload, UploadKind, UploadProblem, UploadState
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
