"""Pages of indicators and their figures."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ansinh.apps.indicators import actions, pages
from ansinh.apps.indicators.access import DEFINE, RECORD, get_batch, get_indicator, must_see_batches
from ansinh.apps.indicators.forms import (
    DefinitionForm,
    FigureForm,
    IndicatorFilterForm,
    ReversalForm,
    definition_initial,
)
from ansinh.domain.periods import Period
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.forms import Form
from ansinh.kit.pages import Page, Paging, actor_of, show, signed_in


@signed_in
def indicator_list(request: HttpRequest) -> HttpResponse:
    form = IndicatorFilterForm(request.GET)
    page = pages.indicator_list_page(actor_of(request), form.wanted(), Paging.asked_by(request.GET))
    return show(request, "indicators/list.html", page, form=form)


@signed_in
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    page = pages.indicator_page(actor, get_indicator(actor, code), _period(request), request.GET.get("sort", ""))
    return show(request, "indicators/indicator.html", page)


def _period(request: HttpRequest) -> Period | None:
    """The period that is asked for; anything that is none asks for the latest."""
    try:
        return Period.parse(request.GET.get("ky", ""))
    except ValueError:
        return None


@signed_in
def change_definition(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_indicator(actor, code)
    actor.must(DEFINE)
    form, status = DefinitionForm(request.POST or None, initial=definition_initial(found)), 200
    if request.method == "POST" and form.is_valid():
        version, chosen = form.cleaned_data["version"], form.cleaned_data["dimensions"]
        try:
            actions.define_indicator(
                actor=actor, code=found.code, fields=form.values(), version=version, dimensions=chosen
            )
        except ActionRefused as refusal:
            status = _refuse(form, refusal)
        else:
            messages.success(request, "Đã ghi định nghĩa.")
            return redirect("indicators:indicator", found.code)
    return _form_page(request, form, pages.work_page(found, "Sửa định nghĩa"), "Ghi định nghĩa", status)


@signed_in
def record_figure(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_indicator(actor, code)
    actor.must(RECORD)
    form, status = FigureForm(request.POST or None, indicator=found), 200
    if request.method == "POST" and form.is_valid():
        try:
            batch = actions.record_by_hand(actor=actor, indicator=found, unit=pages.province_unit(), entry=form.entry())
        except ActionRefused as refusal:
            status = _refuse(form, refusal)
        else:
            messages.success(request, pages.recorded_message(batch))
            return redirect("indicators:indicator", found.code)
    return _form_page(request, form, pages.work_page(found, "Ghi số liệu của tỉnh"), "Ghi nhận", status)


@signed_in
def batch_list(request: HttpRequest) -> HttpResponse:
    must_see_batches(actor_of(request))
    return show(request, "indicators/batch_list.html", pages.batch_list_page(Paging.asked_by(request.GET)))


@signed_in
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    page = pages.batch_page(actor, get_batch(actor, pk), Paging.asked_by(request.GET))
    return show(request, "indicators/batch.html", page, form=ReversalForm())


@signed_in
@require_POST
def reverse_batch(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_batch(actor, pk)
    actor.must(RECORD)
    form, status = ReversalForm(request.POST), 400
    if form.is_valid():
        try:
            actions.reverse_batch(actor=actor, batch=found, reason=form.cleaned_data["reason"])
        except ActionRefused as refusal:
            status = _refuse(form, refusal)
        else:
            messages.success(request, "Đã đảo lại đợt ghi nhận; số trước đó có hiệu lực trở lại.")
            return redirect("indicators:batch", found.pk)
    page = pages.batch_page(actor, found, Paging.asked_by(request.GET))
    return show(request, "indicators/batch.html", page, status=status, form=form)


def _refuse(form: Form, refusal: ActionRefused) -> int:
    form.refuse(refusal)
    return 409 if isinstance(refusal, Conflict) else 400


def _form_page(request: HttpRequest, form: Form, page: Page, verb: str, status: int) -> HttpResponse:
    shown = max(status, 400 if form.errors else 200)
    return show(request, "indicators/record.html", page, status=shown, form=form, verb=verb)
