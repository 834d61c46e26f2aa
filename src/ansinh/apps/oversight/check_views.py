"""Addresses of checks and supervision, beside those of one's own work and of letters."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods

from ansinh.apps.oversight.access import ANSWER, RUN_CHECKS, get_check, get_recommendation
from ansinh.apps.oversight.actions import checks as actions
from ansinh.apps.oversight.forms import AnswerForm, CheckForm, FindingForm, HoldForm, ReasonForm, RecommendationForm
from ansinh.apps.oversight.models import CheckRecommendation, ComplianceCheck
from ansinh.apps.oversight.queries.checks import MODULE, check_page, checks_page, recommendation_page
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused
from ansinh.kit.clock import today
from ansinh.kit.forms import Form, whole_number, year_in
from ansinh.kit.pages import Crumb, Page, Paging, actor_of, show, signed_in

_BOTH = ["GET", "POST"]


def carried_out(form: Form, act: Callable[[], object]) -> bool:
    """Whether the form was whole and the action took place; what was refused stands on the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except ActionRefused as refusal:
        form.refuse(refusal)
        return False
    return True


@signed_in
@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("nam", "")
    year = year_in(asked) or today().year
    page = checks_page(actor_of(request), year, today(), Paging.asked_by(request.GET))
    return show(request, "oversight/checks.html", page)


@signed_in
@require_http_methods(_BOTH)
def plan_check(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.must(RUN_CHECKS)
    form = CheckForm(request.POST or None, day=today(), initial={"year": today().year})
    made: list[ComplianceCheck] = []
    if request.method == "POST" and carried_out(form, lambda: made.append(_plan(actor, form))):
        messages.success(request, "Đã đưa vào chương trình.")
        return redirect("oversight:check", made[0].pk)
    return _programme_form(request, form, "Đưa vào chương trình kiểm tra, giám sát")


def _plan(actor: Actor, form: CheckForm) -> ComplianceCheck:
    given = form.cleaned_data
    return actions.plan_check(
        actor=actor, fields=form.fields_of_check(), checked=given["checked"], promises=given["promises"]
    )


@signed_in
@require_http_methods(_BOTH)
def change_check(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    check = get_check(actor, pk)
    actor.must(RUN_CHECKS, check.agency_id)
    form = CheckForm(request.POST or None, day=today(), initial=_initial(check))
    if request.method == "POST" and carried_out(form, lambda: _change(actor, check, form)):
        messages.success(request, "Đã sửa chương trình.")
        return redirect("oversight:check", check.pk)
    return _programme_form(request, form, f"Sửa: {check}")


def _change(actor: Actor, check: ComplianceCheck, form: CheckForm) -> None:
    given = form.cleaned_data
    actions.change_check(
        actor=actor,
        check=check,
        version=given["version"] or 0,
        fields=form.fields_of_check(),
        checked=given["checked"],
        promises=given["promises"],
    )


def _initial(check: ComplianceCheck) -> dict[str, object]:
    codes = ", ".join(check.promises.values_list("code", flat=True))
    return vars(check) | {"promises": codes, "checked": list(check.checked.values_list("pk", flat=True))}


def _programme_form(request: HttpRequest, form: CheckForm, title: str) -> HttpResponse:
    page = Page(title=title, crumbs=(Crumb("Kiểm tra, giám sát", "/kiem-tra/"), Crumb(title)), module=MODULE)
    return show(request, "oversight/check_form.html", page, form=form, status=400 if form.errors else 200)


@signed_in
@require_GET
def check(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    return _check(request, actor, get_check(actor, pk))


@signed_in
@require_http_methods(["POST"])
def hold(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_check(actor, pk)
    actor.must(RUN_CHECKS, found.agency_id)
    form = HoldForm(request.POST)
    if carried_out(form, lambda: actions.hold_check(actor=actor, check=found, **form.cleaned_data)):
        messages.success(request, "Đã ghi. Ghi tiếp từng kết quả và kiến nghị.")
        return redirect("oversight:check", pk)
    return _check(request, actor, found, hold_form=form)


@signed_in
@require_http_methods(["POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_check(actor, pk)
    actor.must(RUN_CHECKS, found.agency_id)
    form = ReasonForm(request.POST)
    if carried_out(form, lambda: actions.cancel_check(actor=actor, check=found, **form.cleaned_data)):
        messages.success(request, "Đã ghi là không tiến hành.")
        return redirect("oversight:check", pk)
    return _check(request, actor, found, cancel_form=form)


@signed_in
@require_http_methods(["POST"])
def finding(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_check(actor, pk)
    actor.must(RUN_CHECKS, found.agency_id)
    form = FindingForm(request.POST, check=found)
    if carried_out(form, lambda: actions.record_finding(actor=actor, check=found, **form.cleaned_data)):
        messages.success(request, "Đã ghi kết quả.")
        return redirect("oversight:check", pk)
    return _check(request, actor, found, finding_form=form)


@signed_in
@require_http_methods(["POST"])
def recommend(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_check(actor, pk)
    actor.must(RUN_CHECKS, found.agency_id)
    form = RecommendationForm(request.POST, check=found)
    if carried_out(form, lambda: actions.recommend(actor=actor, check=found, **form.cleaned_data)):
        messages.success(request, "Đã ghi kiến nghị. Đơn vị thấy kiến nghị trong Việc của tôi.")
        return redirect("oversight:check", pk)
    return _check(request, actor, found, recommendation_form=form)


def _check(request: HttpRequest, actor: Actor, found: ComplianceCheck, **typed: BaseForm) -> HttpResponse:
    """The page with its forms: those that were refused as they were typed, the others empty."""
    forms: dict[str, BaseForm] = {
        "hold_form": HoldForm(initial={"version": found.version}),
        "cancel_form": ReasonForm(initial={"version": found.version}),
        "finding_form": FindingForm(check=found),
        "recommendation_form": RecommendationForm(check=found),
    }
    refused = next(iter(typed.values()), None)
    page = check_page(actor, found, today())
    status = 400 if typed else 200
    return show(request, "oversight/check.html", page, **(forms | typed | {"refused": refused}), status=status)


# Recommendations -------------------------------------------------------------------------------------------------


@signed_in
@require_GET
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    return _recommendation(request, actor, get_recommendation(actor, pk))


@signed_in
@require_http_methods(["POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    asked = get_recommendation(actor, pk)
    actor.must(ANSWER, asked.organisation_id)
    form = AnswerForm(request.POST)
    if carried_out(form, lambda: actions.answer_recommendation(actor=actor, asked=asked, **form.cleaned_data)):
        messages.success(request, "Đã gửi trả lời. Cơ quan kiến nghị sẽ chấp nhận hoặc trả lại kèm lý do.")
        return redirect("oversight:recommendation", pk)
    return _recommendation(request, actor, asked, answer_form=form)


@signed_in
@require_http_methods(["POST"])
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    asked = get_recommendation(actor, pk)
    version = request.POST.get("version", "")
    try:
        actions.accept_answer(actor=actor, asked=asked, version=whole_number(version))
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Đã chấp nhận. Kiến nghị kết thúc.")
    return redirect("oversight:recommendation", pk)


@signed_in
@require_http_methods(["POST"])
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    asked = get_recommendation(actor, pk)
    actor.must(RUN_CHECKS, asked.check_held.agency_id)
    form = ReasonForm(request.POST)
    if carried_out(form, lambda: actions.return_answer(actor=actor, asked=asked, **form.cleaned_data)):
        messages.success(request, "Đã trả lại kèm lý do.")
        return redirect("oversight:recommendation", pk)
    return _recommendation(request, actor, asked, return_form=form)


def _recommendation(request: HttpRequest, actor: Actor, asked: CheckRecommendation, **typed: BaseForm) -> HttpResponse:
    forms: dict[str, BaseForm] = {
        "answer_form": AnswerForm(initial=vars(asked)),
        "return_form": ReasonForm(initial={"version": asked.version}),
    }
    page = recommendation_page(actor, asked)
    refused = next(iter(typed.values()), None)
    status = 400 if typed else 200
    return show(request, "oversight/recommendation.html", page, **(forms | typed | {"refused": refused}), status=status)
