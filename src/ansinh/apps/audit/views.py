"""Pages of the log."""

from __future__ import annotations

import io

from django.http import FileResponse, HttpRequest, HttpResponse

from ansinh.apps.audit.access import SEE_LOG, get_entry
from ansinh.apps.audit.exports import log_workbook
from ansinh.apps.audit.forms import LogFilterForm
from ansinh.apps.audit.queries import entry_page, find_entries, log_page
from ansinh.kit.clock import today
from ansinh.kit.pages import Paging, actor_of, show, signed_in


@signed_in
def log(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.must(SEE_LOG)
    form = LogFilterForm(request.GET, actor=actor)
    page = log_page(actor, form.wanted(), Paging.asked_by(request.GET))
    return show(request, "audit/list.html", page, form=form)


@signed_in
def log_export(request: HttpRequest) -> FileResponse:
    """The filtered list as an Excel file."""
    actor = actor_of(request)
    actor.must(SEE_LOG)
    wanted = LogFilterForm(request.GET, actor=actor).wanted()
    book = log_workbook(actor, find_entries(actor, wanted))
    return FileResponse(io.BytesIO(book), as_attachment=True, filename=f"nhat-ky-{today().isoformat()}.xlsx")


@signed_in
def entry(request: HttpRequest, sequence: int) -> HttpResponse:
    return show(request, "audit/entry.html", entry_page(get_entry(actor_of(request), sequence)))
