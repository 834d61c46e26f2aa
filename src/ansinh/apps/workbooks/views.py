"""Workbooks out and in: download a form, send it back, see what is wrong or what would change, apply, reverse."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ansinh.apps.documents.actions import storage_path
from ansinh.apps.indicators.access import ENTER, RECORD, get_sheet
from ansinh.apps.indicators.models import EntrySheet
from ansinh.apps.workbooks import actions
from ansinh.apps.workbooks.access import get_upload, must_handle
from ansinh.apps.workbooks.exports import checked_copy, form_workbook, table_workbook
from ansinh.apps.workbooks.forms import FileForm, PeriodForm, ReversalForm, TableForm
from ansinh.apps.workbooks.models import Upload, UploadKind
from ansinh.apps.workbooks.pages import ONLY, send_page, table_page, upload_list_page, upload_page
from ansinh.kit.access import Actor, NotThere
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.forms import Form
from ansinh.kit.pages import Paging, actor_of, show, signed_in

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Query parameter: the sheet that a form belongs to.
SHEET = "phieu"


@signed_in
@require_GET
def upload_list(request: HttpRequest) -> HttpResponse:
    return show(request, "workbooks/list.html", upload_list_page(actor_of(request), Paging.asked_by(request.GET)))


@signed_in
@require_GET
def form_book(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet as a workbook to fill in."""
    sheet = get_sheet(actor_of(request), pk)
    return _workbook(form_workbook(sheet), f"{sheet.form.code}-{sheet.period}-{sheet.organisation.code}.xlsx")


@signed_in
@require_http_methods(["GET", "POST"])
def send(request: HttpRequest) -> HttpResponse:
    """Send a filled-in form; a job checks it."""
    actor = actor_of(request)
    actor.must(ENTER)
    sheet = _sheet_asked(request, actor)
    if sheet is not None:
        actor.must(ENTER, sheet.organisation_id)
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            received, _ = actions.receive_form(
                actor=actor, sheet=sheet, upload=file, file_name=file.name, media_type=file.content_type or ""
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("workbooks:upload", received.pk)
    return show(request, "workbooks/send.html", send_page(sheet), form=form, status=400 if form.errors else 200)


def _sheet_asked(request: HttpRequest, actor: Actor) -> EntrySheet | None:
    asked = request.GET.get(SHEET, "")
    if not asked:
        return None
    if not asked.isdecimal() or len(asked) > 18:
        raise NotThere("Không có phiếu nhập này.")
    return get_sheet(actor, int(asked))


@signed_in
@require_http_methods(["GET", "POST"])
def send_table(request: HttpRequest) -> HttpResponse:
    """Send a long table; a job checks it."""
    actor = actor_of(request)
    actor.must(RECORD)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            received, _ = actions.receive_table(
                actor=actor,
                source=given["source"],
                new_source=given["new_source"],
                upload=given["file"],
                file_name=given["file"].name,
                media_type=given["file"].content_type or "",
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            return redirect("workbooks:upload", received.pk)
    status = 400 if form.errors else 200
    return show(request, "workbooks/table.html", table_page(), form=form, period_form=PeriodForm(), status=status)


@signed_in
@require_GET
def table_book(request: HttpRequest) -> HttpResponse:
    """The long table to fill in, with the figures of a period if one is asked for."""
    actor_of(request).must(RECORD)
    asked = PeriodForm(request.GET)
    if not asked.is_valid():
        return show(request, "workbooks/table.html", table_page(), form=TableForm(), period_form=asked, status=400)
    period = asked.cleaned_data["ky"]
    return _workbook(table_workbook(period), f"bang-dai-{period.code}.xlsx" if period else "bang-dai.xlsx")


@signed_in
@require_POST
def check_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda actor, found: actions.check_again(actor=actor, upload=found), "Đang kiểm tra tiếp.")


@signed_in
@require_GET
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, get_upload(actor_of(request), pk), ReversalForm())


def _show(
    request: HttpRequest, found: Upload, form: Form, status: int = 200, refusals: tuple[str, ...] = ()
) -> HttpResponse:
    page = upload_page(actor_of(request), found, Paging.asked_by(request.GET), request.GET.get(ONLY, ""))
    return show(request, "workbooks/upload.html", page, form=form, refusals=refusals, status=status)


@signed_in
@require_GET
def original(request: HttpRequest, pk: int) -> FileResponse:
    """The bytes as they came in; always a download."""
    found = get_upload(actor_of(request), pk)
    return FileResponse(
        default_storage.open(storage_path(found.file.sha256)),
        as_attachment=True,
        filename=found.file_name,
        content_type="application/octet-stream",
    )


@signed_in
@require_GET
def errors_copy(request: HttpRequest, pk: int) -> HttpResponse:
    """The officer's own workbook with a column "Lỗi"."""
    found = get_upload(actor_of(request), pk)
    if not found.errors:
        raise NotThere("Tệp này không có lỗi nên không có bản ghi lỗi.")
    return _workbook(checked_copy(found), f"Loi - {found.file_name}")


@signed_in
@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """A form at once; a long table by a job."""
    clear = request.POST.get("clear") == "yes"
    if get_upload(actor_of(request), pk).kind == UploadKind.TABLE:
        return _act(request, pk, lambda actor, found: actions.start_table(actor=actor, upload=found), "Đang ghi nhận.")
    return _act(
        request, pk, lambda actor, found: actions.apply_form(actor=actor, upload=found, clear=clear), "Đã áp dụng tệp."
    )


@signed_in
@require_POST
def reverse(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")

    def act(actor: Actor, found: Upload) -> object:
        turn_back = actions.reverse_table if found.kind == UploadKind.TABLE else actions.reverse_form
        return turn_back(actor=actor, upload=found, reason=reason)

    return _act(request, pk, act, "Đã đảo lại; mọi số trở về như trước khi áp dụng tệp.")


@signed_in
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda actor, found: actions.discard(actor=actor, upload=found), "Đã bỏ tệp.")


def _act(request: HttpRequest, pk: int, act: Callable[[Actor, Upload], object], said: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_upload(actor, pk)
    must_handle(actor, found)
    form = ReversalForm(request.POST)
    try:
        act(actor, found)
    except ActionRefused as refusal:
        found.refresh_from_db()
        status = 409 if isinstance(refusal, Conflict) else 400
        return _show(request, found, form, status, tuple(problem.message for problem in refusal.problems))
    messages.success(request, said)
    return redirect("workbooks:upload", pk)


def _workbook(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(data, content_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
