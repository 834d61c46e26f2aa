"""The entry sheets: lists, the grid, its autosave, sending and deciding. Everything also works as a plain form post."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ansinh.apps.indicators import actions
from ansinh.apps.indicators.access import ENTER, OPEN_SHEETS, get_sheet
from ansinh.apps.indicators.actions import CellsTaken, Saved
from ansinh.apps.indicators.entry import Other, SheetPage, sheet_page, sheets_page
from ansinh.apps.indicators.entry_forms import OpenSheetsForm, cells_of_autosave, cells_of_form
from ansinh.apps.indicators.entry_grid import CellChange, CellText, Key, real_changes
from ansinh.apps.indicators.models import EntrySheet
from ansinh.domain.figures import write_datetime
from ansinh.domain.indicators import Vintage
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.pages import Crumb, Page, actor_of, show, signed_in

PREVIOUS = "ky-truoc"


@signed_in
@require_GET
def sheets(request: HttpRequest) -> HttpResponse:
    return show(request, "indicators/entry_list.html", sheets_page(actor_of(request)))


@signed_in
@require_http_methods(["GET", "POST"])
def open_sheets(request: HttpRequest) -> HttpResponse:
    """A coordinator opens a form for a period."""
    actor = actor_of(request)
    actor.must(OPEN_SHEETS)
    form = OpenSheetsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        try:
            opened = actions.open_sheets(actor=actor, **(given | {"vintage": Vintage(given["vintage"])}))
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Đã mở {len(opened)} phiếu nhập.")
            return redirect("indicators:sheets")
    crumbs = (Crumb("Nhập số liệu", reverse("indicators:sheets")), Crumb("Mở phiếu"))
    page = Page(title="Mở phiếu nhập cho một kỳ", crumbs=crumbs, module="nhap-so-lieu")
    return show(request, "indicators/entry_open.html", page, form=form, status=400 if form.errors else 200)


@signed_in
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The grid; posted, it saves everything typed and, if asked to, sends the sheet."""
    actor = actor_of(request)
    found = get_sheet(actor, pk)
    if request.method == "GET":
        return _show(request, sheet_page(actor, found, show_previous=PREVIOUS in request.GET))
    actor.must(ENTER, found.organisation_id)
    try:
        changes = cells_of_form(request.POST)
        saved = _save(actor, found, changes)
    except ActionRefused as refusal:
        page = sheet_page(actor, found, refusals=[(p.message, p.field) for p in refusal.problems])
        return _show(request, page, 409 if isinstance(refusal, Conflict) else 400)
    if saved.taken:
        return _show(request, _page_with_taken(actor, found, changes, saved), 409)
    if request.POST.get("do") != "send":
        messages.success(request, "Đã lưu." if saved.count else "Không có ô nào thay đổi.")
        return redirect(request.get_full_path())
    return _send(request, actor, found)


def _send(request: HttpRequest, actor: Actor, found: EntrySheet) -> HttpResponse:
    try:
        actions.submit_sheet(actor=actor, sheet=found, accept_blanks=request.POST.get("blanks") == "yes")
    except ActionRefused as refusal:
        page = sheet_page(actor, found, refusals=[(p.message, p.field) for p in refusal.problems])
        return _show(request, page, 400)
    messages.success(request, f"Đã gửi duyệt. {found.form.approver} sẽ duyệt hoặc trả lại kèm lý do.")
    return redirect("indicators:sheet", found.pk)


@signed_in
@require_POST
def save_cells(request: HttpRequest, pk: int) -> HttpResponse:
    """Autosave of cells; the answer says how each row concerned now stands."""
    actor = actor_of(request)
    found = get_sheet(actor, pk)
    actor.must(ENTER, found.organisation_id)
    try:
        changes = cells_of_autosave(request.POST.get("cells", ""))
        saved = _save(actor, found, changes)
    except ActionRefused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 400
        return JsonResponse({"problem": " ".join(p.message for p in refusal.problems)}, status=status)
    page = _page_with_taken(actor, found, changes, saved, {change.unit_id for change in changes})
    return JsonResponse(_answer(request, page, saved))


def _answer(request: HttpRequest, page: SheetPage, saved: Saved) -> dict[str, Any]:
    """Cells, messages, summary, foot and bar as they stand; ``taken`` are not saved and keep what was typed."""
    parts = {"summary": "entry_summary", "bar": "entry_bar", "foot": "entry_foot"}
    return {
        "taken": [f"o-{cell.unit_id}-{cell.column_id}" for cell in saved.taken],
        "cells": {
            cell.name: {
                "version": cell.version,
                "css": cell.css,
                "computed": cell.computed,
                "bad": cell.is_bad,
                "describedBy": cell.described_by,
                "text": cell.text,
                "denominator": cell.denominator,
            }
            for row in page.rows
            for cell in row.cells
        },
        "messages": {
            row.message_id: render_to_string(
                "indicators/entry_messages.html", {"page": page, "row": row, "live": True}, request
            ).strip()
            for row in page.rows
        },
        **{
            name: render_to_string(f"indicators/{template}.html", {"page": page}, request)
            for name, template in parts.items()
        },
    }


def _save(actor: Actor, found: EntrySheet, changes: Sequence[CellChange]) -> Saved:
    wanted = real_changes(found, changes)
    if not wanted:
        return Saved(0)
    try:
        return actions.save_cells(actor=actor, sheet=found, changes=wanted)
    except CellsTaken as conflict:
        return Saved(0, conflict.taken)


def _page_with_taken(
    actor: Actor,
    found: EntrySheet,
    changes: Sequence[CellChange],
    saved: Saved,
    only_units: Collection[int] | None = None,
) -> SheetPage:
    """The sheet with what the sender typed still in the cells that somebody else changed first.

    Their version is the present one: to save again is to choose one's own figure knowingly.
    """
    typed: dict[Key, CellText] = {}
    others: dict[Key, Other] = {}
    by_key = {change.key: change for change in changes}
    for cell in saved.taken:
        key = (cell.unit_id, cell.column_id)
        change = by_key[key]
        at = write_datetime(timezone.localtime(cell.changed_at)) if cell.changed_at else ""
        others[key] = Other(cell.raw, cell.raw_denominator, cell.changed_by_name, at)
        typed[key] = CellText(
            version=cell.version,
            raw=cell.raw if change.text is None else change.text[:60],
            raw_denominator=cell.raw_denominator if change.denominator is None else change.denominator[:60],
            comment=cell.comment if change.comment is None else change.comment[:500],
        )
    return sheet_page(actor, found, others=others, typed=typed, only_units=only_units)


def _show(request: HttpRequest, page: SheetPage, status: int = 200) -> HttpResponse:
    return show(request, "indicators/entry_sheet.html", page, status=status)


@signed_in
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    return _decide(request, pk, lambda actor, found: actions.approve_sheet(actor=actor, sheet=found), "Đã duyệt.")


@signed_in
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _decide(
        request, pk, lambda actor, found: actions.return_sheet(actor=actor, sheet=found, reason=reason), "Đã trả lại."
    )


@signed_in
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    reason = request.POST.get("reason", "")
    return _decide(
        request, pk, lambda actor, found: actions.reopen_sheet(actor=actor, sheet=found, reason=reason), "Đã mở lại."
    )


def _decide(request: HttpRequest, pk: int, act: Callable[[Actor, EntrySheet], object], said: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_sheet(actor, pk)
    try:
        act(actor, found)
    except ActionRefused as refusal:
        page = sheet_page(actor, found, refusals=[(p.message, p.field) for p in refusal.problems])
        return _show(request, page, 409 if isinstance(refusal, Conflict) else 400)
    messages.success(request, said)
    return redirect("indicators:sheet", pk)
