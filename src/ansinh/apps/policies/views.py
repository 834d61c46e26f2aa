"""Addresses of acts: the list, finding, adding, one act and what is done to it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ansinh.apps.orgs.queries import register_names
from ansinh.apps.plans.access import get_plan, visible_plans
from ansinh.apps.plans.models import Plan
from ansinh.apps.policies import actions, queries
from ansinh.apps.policies.access import MANAGE, get_policy, must_manage, must_move
from ansinh.apps.policies.forms import AddForm, form_for
from ansinh.apps.policies.models import PolicyPipeline
from ansinh.apps.policies.queries import MODULE, VERBS
from ansinh.domain.policy_stages import PolicyStep
from ansinh.kit.access import Actor, NotThere
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from ansinh.kit.pages import Crumb, Page, actor_of, show, signed_in

_MANAGERS = ("xac-nhan", "loai", "thoi")


def _plan(request: HttpRequest, actor: Actor) -> Plan | None:
    """The plan that the address names, or the first that is being carried out."""
    slug = request.GET.get("ke-hoach", "")
    if slug:
        return get_plan(actor, slug)
    return visible_plans(actor).select_related("coordinating_agency", "issuer").order_by("pk").first()


@signed_in
@require_GET
def policy_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    return show(request, "policies/list.html", queries.policy_list_page(actor, _plan(request, actor)))


@signed_in
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    plan = _must_have(_plan(request, actor))
    try:
        found = actions.find_policies(actor=actor, plan=plan)
    except ActionRefused as refusal:
        messages.warning(request, " ".join(problem.message for problem in refusal.problems))
    else:
        messages.success(
            request, f"Tìm thấy {len(found)} chính sách trong lời văn kế hoạch; xác nhận hoặc loại từng gợi ý."
        )
    return redirect("policies:list")


def _must_have(plan: Plan | None) -> Plan:
    if plan is None:
        raise NotThere("Chưa có kế hoạch nào đang thực hiện.")
    return plan


@signed_in
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.must(MANAGE)
    plan = _must_have(_plan(request, actor))
    actor.must(MANAGE, plan.coordinating_agency_id)
    form = AddForm(plan, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_policy(actor=actor, plan=plan, promise=form.promise(), **form.given())
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã thêm chính sách vào danh mục.")
            return redirect("policies:policy", made.pk)
    crumbs = (Crumb("Chính sách phải ban hành", reverse("policies:list")), Crumb("Thêm"))
    page = Page(title="Thêm chính sách phải ban hành", crumbs=crumbs, module=MODULE, note=f"Kế hoạch {plan}")
    return _form(request, page, form, "Thêm vào danh mục", 400 if form.errors else 200)


@signed_in
@require_GET
def policy(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    return show(request, "policies/policy.html", queries.policy_page(actor, get_policy(actor, pk)))


@signed_in
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """One verb: its form, and doing it."""
    actor = actor_of(request)
    found = get_policy(actor, pk)
    if verb not in VERBS:
        raise NotThere("Không có việc này với chính sách.")
    (must_manage if verb in _MANAGERS else must_move)(actor, found)
    if request.method == "GET" and verb not in queries.verbs_for(actor, found):
        messages.warning(
            request, f"Chính sách đang ở tình trạng «{found.get_state_display()}», không làm việc này được."
        )
        return redirect("policies:policy", pk)
    form = form_for(actor, found, verb, request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            _do(actor, found, verb, form)
        except ActionRefused as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 400
        else:
            messages.success(request, f"Đã ghi: {VERBS[verb].lower()}.")
            return redirect("policies:policy", pk)
    url = reverse("policies:policy", args=[pk])
    crumbs = (
        Crumb("Chính sách phải ban hành", reverse("policies:list")),
        Crumb(found.promise.code, url),
        Crumb(VERBS[verb]),
    )
    page = Page(title=VERBS[verb], crumbs=crumbs, module=MODULE, note=str(found))
    return _form(request, page, form, VERBS[verb], 400 if form.errors and status == 200 else status, found)


def _form(
    request: HttpRequest, page: Page, form: Any, button: str, status: int, found: PolicyPipeline | None = None
) -> HttpResponse:
    back = reverse("policies:policy", args=[found.pk]) if found else reverse("policies:list")
    return show(
        request, "policies/form.html", page, status=status, form=form, button=button, back_url=back, policy=found,
        names=register_names(today()),
    )  # fmt: skip


def _do(actor: Actor, found: PolicyPipeline, verb: str, form: Any) -> None:
    """Hand what was typed to the action of the verb."""
    given = dict(form.cleaned_data)
    common: dict[str, Any] = {"actor": actor, "policy": found}
    match verb:
        case "xac-nhan":
            actions.accept_policy(**common, version=given["version"], **form.given())
        case "loai":
            actions.reject_policy(**common, **given)
        case "thoi":
            actions.drop_policy(**common, **given)
        case "xong-buoc":
            actions.advance(**common, **given)
        case "tra-ve":
            actions.go_back(**common, **(given | {"stage": PolicyStep(given["stage"])}))
        case "chuyen-giao":
            actions.hand_over(**common, **given)
        case "ho-so":
            actions.add_paper(**common, **(given | {"stage": PolicyStep(given["stage"])}))
        case "lich":
            actions.reschedule(**common, version=given["version"], planned=form.planned(), text=given["text"])
