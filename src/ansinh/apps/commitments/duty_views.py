"""Addresses of dated duties."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ansinh.apps.commitments import actions, duty_pages
from ansinh.apps.commitments.access import DECIDE, PROPOSE, get_duty
from ansinh.apps.commitments.forms import EvidenceForm, ReasonForm, SetDueForm, VersionForm, wanted_from
from ansinh.apps.commitments.models import Duty
from ansinh.apps.plans.models import Obligation
from ansinh.domain.periods import Period
from ansinh.kit.access import Actor, NotThere
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from ansinh.kit.pages import Paging, actor_of, show, signed_in


@signed_in
@require_GET
def duty_list(request: HttpRequest) -> HttpResponse:
    page = duty_pages.duty_list_page(actor_of(request), wanted_from(request.GET), Paging.asked_by(request.GET), today())
    return show(request, "commitments/duties.html", page)


@signed_in
@require_POST
def receive_many(request: HttpRequest) -> HttpResponse:
    """Receives the ticked duties of the list; with any problem none, and the list says why."""
    actor, day = actor_of(request), today()
    actor.must(DECIDE)
    chosen = duty_pages.ticked(request.POST.getlist("nghia-vu"))
    try:
        plan = chosen[0][0].obligation.plan if chosen else None
        if plan is None:
            raise ActionRefused("Chưa đánh dấu nghĩa vụ nào để nhận. Đánh dấu ở đầu dòng rồi bấm lại.")
        count = actions.receive_duties(actor=actor, plan=plan, chosen=chosen, day=day)
    except ActionRefused as refusal:
        page = duty_pages.duty_list_page(actor, wanted_from(request.GET), Paging.asked_by(request.GET), day)
        status = 409 if isinstance(refusal, Conflict) else 400
        return show(request, "commitments/duties.html", page, status=status, refusal=refusal)
    messages.success(request, f"Đã nhận {count} nghĩa vụ.")
    response = redirect("commitments:duties")
    response["Location"] += f"?{request.GET.urlencode()}"
    return response


@signed_in
@require_http_methods(["GET", "POST"])
def set_due_dates(request: HttpRequest, obligation_pk: int, period: str) -> HttpResponse:
    """A due date for duties whose document names none."""
    actor = actor_of(request)
    obligation = Obligation.objects.select_related("plan").filter(id=obligation_pk).first()
    try:
        wanted = Period.parse(period)
    except ValueError:
        obligation = None
    if obligation is None:
        raise NotThere("Không có nghĩa vụ này.")
    actor.must(PROPOSE, obligation.plan.coordinating_agency_id)
    page = duty_pages.set_due_page(obligation, wanted)
    form = SetDueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = actions.set_due_dates(
                actor=actor, obligation=obligation, period=wanted, day=today(), **form.cleaned_data
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Đã đặt hạn cho {count} nghĩa vụ.")
            return redirect(page.back_url)
    return show(request, "commitments/set_due.html", page, form=form, status=400 if form.errors else 200)


@signed_in
@require_GET
def duty(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, get_duty(actor_of(request), pk))


def _show(request: HttpRequest, one: Duty, bound: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    page = duty_pages.duty_page(actor_of(request), one, today())
    blank = {"initial": {"version": one.version}}
    forms: dict[str, Any] = {
        "hand_in": EvidenceForm(verb="hand_in", **blank),
        "receive": VersionForm(verb="receive", **blank),
        "return_duty": ReasonForm(verb="return_duty", **blank),
        "cancel_duty": ReasonForm(verb="cancel_duty", **blank),
        "reopen_duty": ReasonForm(verb="reopen_duty", **blank),
    }
    verb, form = next(iter((bound or {}).items()), ("", None))
    every = forms | (bound or {})
    return show(request, "commitments/duty.html", page, status=status, forms=every, refused=verb, refused_form=form)


def _do(
    request: HttpRequest,
    pk: int,
    verb: str,
    form: VersionForm,
    act: Callable[[Actor, Duty], object],
    said: str,
) -> HttpResponse:
    actor = actor_of(request)
    one = get_duty(actor, pk)
    status = 400
    if form.is_valid():
        try:
            act(actor, one)
        except ActionRefused as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 400
        else:
            messages.success(request, said)
            return redirect("commitments:duty", pk)
    one.refresh_from_db()
    return _show(request, one, {verb: form}, status)


@signed_in
@require_POST
def hand_in(request: HttpRequest, pk: int) -> HttpResponse:
    form = EvidenceForm(request.POST, request.FILES, verb="hand_in")
    return _do(
        request,
        pk,
        "hand_in",
        form,
        lambda actor, one: actions.hand_in_duty(
            actor=actor, duty=one, version=form.seen, progress=form.progress(), day=today()
        ),
        "Đã nộp. Cơ quan nhận sẽ nhận hoặc trả lại kèm lý do.",
    )


@signed_in
@require_POST
def receive(request: HttpRequest, pk: int) -> HttpResponse:
    form = VersionForm(request.POST, verb="receive")
    return _do(
        request,
        pk,
        "receive",
        form,
        lambda actor, one: actions.receive_duty(actor=actor, duty=one, version=form.seen, day=today()),
        "Đã nhận.",
    )


def _with_reason(request: HttpRequest, pk: int, verb: str, act: Callable[..., object], said: str) -> HttpResponse:
    form = ReasonForm(request.POST, verb=verb)
    return _do(
        request,
        pk,
        verb,
        form,
        lambda actor, one: act(
            actor=actor, duty=one, version=form.seen, reason=form.cleaned_data["reason"], day=today()
        ),
        said,
    )


@signed_in
@require_POST
def return_duty(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "return_duty", actions.return_duty, "Đã trả lại.")


@signed_in
@require_POST
def cancel_duty(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "cancel_duty", actions.cancel_duty, "Đã hủy nghĩa vụ.")


@signed_in
@require_POST
def reopen_duty(request: HttpRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "reopen_duty", actions.reopen_duty, "Đã mở lại.")
