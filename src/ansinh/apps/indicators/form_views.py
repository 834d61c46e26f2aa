"""Addresses where the forms that officers fill in are seen, made and changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from ansinh.apps.indicators import actions
from ansinh.apps.indicators.access import DEFINE, get_form
from ansinh.apps.indicators.actions import NewColumn
from ansinh.apps.indicators.entry_forms import (
    ColumnFormSet,
    ColumnLists,
    EntryFormForm,
    NewEntryFormForm,
)
from ansinh.apps.indicators.form_pages import FormWorkPage, change_form_page, form_page, forms_page, new_form_page
from ansinh.apps.indicators.models import EntryForm
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.pages import actor_of, show, signed_in

#: Empty lines offered below the columns; "Thêm dòng" gives as many again.
_EMPTY_LINES = 4


@signed_in
@require_GET
def forms(request: HttpRequest) -> HttpResponse:
    return show(request, "indicators/form_list.html", forms_page(actor_of(request)))


@signed_in
@require_GET
def form(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    return show(request, "indicators/form.html", form_page(actor, get_form(actor, code)))


@signed_in
@require_http_methods(["GET", "POST"])
def new_form(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.must(DEFINE)
    fields = NewEntryFormForm(request.POST or None)
    del fields.fields["version"]

    def act(columns: list[NewColumn]) -> EntryForm:
        given = fields.cleaned_data
        return actions.define_form(
            actor=actor, code=given["code"], fields=fields.values(), columns=columns, reporters=given["reporters"]
        )

    return _work(request, new_form_page(), fields, [], act, "Đã lập biểu. Mở phiếu cho một kỳ ở trang «Nhập số liệu».")


@signed_in
@require_http_methods(["GET", "POST"])
def change_form(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_form(actor, code)
    actor.must(DEFINE)
    fields = EntryFormForm(request.POST or None, initial=_initial(found))

    def act(columns: list[NewColumn]) -> EntryForm:
        given = fields.cleaned_data
        return actions.change_form(
            actor=actor,
            form=found,
            version=given["version"] or 0,
            fields=fields.values(),
            columns=columns,
            reporters=given["reporters"],
        )

    return _work(request, change_form_page(found), fields, _columns(found), act, "Đã ghi biểu.")


def _initial(form: EntryForm) -> dict[str, Any]:
    given = {name: getattr(form, name) for name in EntryFormForm.base_fields if name != "reporters"}
    return given | {"reporters": [reporter.pk for reporter in form.reporters.all()]}


def _columns(form: EntryForm) -> list[dict[str, Any]]:
    return [
        {
            "order": row.order,
            "indicator": row.indicator_id,
            "category": row.category_id,
            "jump_limit": None if row.jump_limit is None else row.jump_limit * 100,
        }
        for row in form.columns_now.order_by("order")
    ]


def _work(
    request: HttpRequest,
    page: FormWorkPage,
    fields: EntryFormForm,
    columns: list[dict[str, Any]],
    act: Callable[[list[NewColumn]], EntryForm],
    said: str,
) -> HttpResponse:
    """Show the form; posted, do ``act`` with its columns in order, or say everything that is wrong with it."""
    lists, status = ColumnLists.read(), 200
    table = ColumnFormSet(initial=[*columns, *[{}] * _EMPTY_LINES], form_kwargs={"lists": lists})
    if request.method == "POST" and request.POST.get("do") == "more":
        table = ColumnFormSet(_with_more_lines(request), form_kwargs={"lists": lists})
        fields.errors.clear()
    elif request.method == "POST":
        table, status = ColumnFormSet(request.POST, form_kwargs={"lists": lists}), 400
        if fields.is_valid() & table.is_valid():
            lines = sorted(table.forms, key=lambda line: line.place)
            try:
                made = act([column for line in lines if (column := line.column())])
            except ActionRefused as refusal:
                fields.refuse(refusal)
                status = 409 if isinstance(refusal, Conflict) else 400
            else:
                messages.success(request, said)
                return redirect("indicators:form", made.code)
    return show(request, "indicators/form_work.html", page, form=fields, table=table, status=status)


def _with_more_lines(request: HttpRequest) -> dict[str, Any]:
    """What was typed, with more empty lines below it."""
    given = request.POST.dict()
    count = given.get("form-TOTAL_FORMS", "0")
    lines = int(count) if count.isdecimal() and len(count) < 4 else 0
    return given | {"form-TOTAL_FORMS": str(lines + _EMPTY_LINES)}
