"""The background work of this room: checking workbooks."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.urls import reverse

from ansinh.apps.accounts.queries import actor_by_id
from ansinh.apps.workbooks.actions import (
    APPLY_TABLE,
    CHECK_FORM,
    CHECK_TABLE,
    apply_table,
    forget_stage,
    give_table_back,
    keep_form_check,
    keep_table_check,
    stage_rows,
)
from ansinh.apps.workbooks.imports import FormCheck, check_form, table_reader
from ansinh.apps.workbooks.models import Upload, UploadState
from ansinh.apps.workbooks.queries import file_bytes
from ansinh.domain.long_tables import TableReader
from ansinh.domain.workbook_cells import BookProblem
from ansinh.kit.access import Actor, system_actor
from ansinh.kit.actions import ActionRefused
from ansinh.kit.clock import today
from ansinh.kit.jobs import JobContext, JobResult, job
from ansinh.papers.paper import PaperRefused

#: Reading the file, holding it against the sheet, keeping what was found.
_STEPS = 3
#: Rows of a long table that are kept together with a checkpoint.
_CHUNK = 2_000


@job(CHECK_FORM, unit="bước")
def run_check_form(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    """Check a form's workbook whole. Everything is kept in one transaction at the end: run twice, it is done once."""
    upload = Upload.objects.select_related("file", "sheet__form", "sheet__organisation").get(pk=arguments["upload"])
    if upload.state == UploadState.CHECKING:
        actor = _checker(context.requested_by_id)
        found = _check(context, actor, upload)
        keep_form_check(
            actor=actor, upload=upload, sheet=found.sheet, sheet_name=found.sheet_name, rows=found.rows,
            problems=found.problems, cells=found.cells,
        )  # fmt: skip
        context.progress(_STEPS, _STEPS)
    return JobResult(message=f"Đã kiểm tra tệp «{upload}».", url=reverse("workbooks:upload", args=[upload.pk]))


def _check(context: JobContext, actor: Actor, upload: Upload) -> FormCheck:
    # The spreadsheet library is only needed by the worker.
    from ansinh.papers.sheets.reading import read_book

    try:
        sheets = read_book(file_bytes(upload), upload.file_name)
    except PaperRefused as refusal:
        return FormCheck(upload.sheet, (BookProblem(refusal.message),))
    context.progress(1, _STEPS)
    found = check_form(actor, sheets, upload.sheet)
    context.progress(2, _STEPS)
    return found


@job(CHECK_TABLE, unit="dòng")
def run_check_table(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    """Check a long table in chunks, each kept with its checkpoint; a run that was interrupted goes on from there."""
    upload = Upload.objects.select_related("file").get(pk=arguments["upload"])
    if upload.state == UploadState.CHECKING:
        reader = _table_of(upload)
        if isinstance(reader, BookProblem):
            with transaction.atomic():
                forget_stage(upload)
                stage_rows(upload, (), [reader])
        else:
            _stage_all(context, upload, reader)
        name = "" if isinstance(reader, BookProblem) else reader.content.name
        keep_table_check(actor=_checker(context.requested_by_id), upload=upload, sheet_name=name)
    return JobResult(message=f"Đã kiểm tra bảng «{upload}».", url=reverse("workbooks:upload", args=[upload.pk]))


def _table_of(upload: Upload) -> TableReader | BookProblem:
    from ansinh.papers.sheets.reading import read_book  # only the worker needs it

    try:
        return table_reader(read_book(file_bytes(upload), upload.file_name))
    except PaperRefused as refusal:
        return BookProblem(refusal.message)


def _stage_all(context: JobContext, upload: Upload, reader: TableReader) -> None:
    rows = reader.rows() if not any(problem.is_error for problem in reader.head.problems) else range(0)
    done = context.saved.get("next")
    if done is None:
        with transaction.atomic():
            forget_stage(upload)
            stage_rows(upload, (), reader.head.problems)
            context.checkpoint({"next": rows.start})
        done = rows.start
    for first in range(rows.start, rows.stop, _CHUNK):
        last = min(first + _CHUNK, rows.stop)
        read = [reader.read(row) for row in range(first, last)]  # earlier chunks too: a later row may repeat one
        if last > done:
            with transaction.atomic():
                stage_rows(
                    upload,
                    ((one.row, one.figure) for one in read if one.figure),
                    (problem for one in read for problem in one.problems),
                )
                context.checkpoint({"next": last})
        context.progress(last - rows.start, len(rows))


@job(APPLY_TABLE, unit="bước")
def run_apply_table(context: JobContext, arguments: dict[str, Any]) -> JobResult:
    """Record a checked table in one transaction: killed at any moment, nothing or all of it is recorded."""
    upload = Upload.objects.select_related("file", "organisation").get(pk=arguments["upload"])
    actor = _checker(context.requested_by_id)
    if upload.state == UploadState.APPLYING:
        context.progress(0, 1)
        try:
            apply_table(actor=actor, upload=upload)
        except ActionRefused as refusal:
            upload.refresh_from_db()
            give_table_back(actor=actor, upload=upload, why=refusal.problems[0].message)
            raise
        context.progress(1, 1)
    return JobResult(message=f"Đã ghi nhận bảng «{upload}».", url=reverse("workbooks:upload", args=[upload.pk]))


def _checker(user_id: int | None) -> Actor:
    """On whose behalf the workbook is checked: whoever sent it."""
    return system_actor("Kiểm tra tệp Excel") if user_id is None else actor_by_id(user_id, today())
