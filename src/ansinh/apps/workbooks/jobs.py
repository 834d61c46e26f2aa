"""The background work of this room: checking workbooks."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from ansinh.apps.accounts.queries import actor_by_id
from ansinh.apps.workbooks.actions import CHECK_FORM, keep_form_check
from ansinh.apps.workbooks.imports import FormCheck, check_form
from ansinh.apps.workbooks.models import Upload, UploadState
from ansinh.apps.workbooks.queries import file_bytes
from ansinh.domain.workbook_cells import BookProblem
from ansinh.kit.access import Actor, system_actor
from ansinh.kit.clock import today
from ansinh.kit.jobs import JobContext, JobResult, job
from ansinh.papers.paper import PaperRefused

#: Reading the file, holding it against the sheet, keeping what was found.
_STEPS = 3


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


def _checker(user_id: int | None) -> Actor:
    """On whose behalf the workbook is checked: whoever sent it."""
    return system_actor("Kiểm tra tệp Excel") if user_id is None else actor_by_id(user_id, today())
