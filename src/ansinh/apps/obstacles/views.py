"""Addresses of obstacles: the list, raising, one obstacle, its verbs, groups, the leader's minute."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from ansinh.apps.accounts.queries import main_organisation
from ansinh.apps.documents.actions import storage_path
from ansinh.apps.obstacles import actions, pages, queries
from ansinh.apps.obstacles.access import RAISE, ROUTE, get_evidence, get_obstacle, must_stand_for, verbs_for
from ansinh.apps.obstacles.forms import FilterForm, GroupForm, RaiseForm, filter_from, form_for
from ansinh.apps.obstacles.models import Obstacle
from ansinh.apps.obstacles.pages import PATHS
from ansinh.apps.obstacles.queries import MODULE
from ansinh.apps.orgs.queries import register_names
from ansinh.apps.plans.access import get_plan, visible_plans
from ansinh.apps.plans.models import Plan
from ansinh.domain.obstacles import Verb
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, NotThere
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from ansinh.kit.forms import Form, whole_number
from ansinh.kit.pages import Crumb, Page, Paging, actor_of, show, signed_in

_VERBS = {path: verb for verb, path in PATHS.items()}


@signed_in
@require_GET
def obstacle_list(request: HttpRequest) -> HttpResponse:
    """Leaders see what has waited longest first; others what is due first."""
    actor = actor_of(request)
    wanted = filter_from(request.GET)
    page = queries.obstacle_list_page(
        actor, wanted, Paging.asked_by(request.GET), oldest_first=actor.has_role(Role.LEADER)
    )
    return show(request, "obstacles/list.html", page, form=FilterForm(actor, wanted))


@signed_in
@require_GET
def brief(request: HttpRequest) -> HttpResponse:
    return show(request, "obstacles/brief.html", pages.brief_page(actor_of(request)))


@signed_in
@require_http_methods(["GET", "POST"])
def raise_one(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.must(RAISE)
    plan = _asked_plan(request, actor)
    organisation = main_organisation(actor)
    posted = request.POST if request.method == "POST" else None
    form = RaiseForm(plan, posted, request.FILES or None, initial={"promises": request.GET.getlist("muc")})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.raise_obstacle(
                actor=actor,
                plan=plan,
                organisation=organisation,
                promises=form.promises(),
                described=form.described(),
                evidence=form.evidence(),
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Đã gửi vướng mắc đến {plan.coordinating_agency}.")
            return redirect("obstacles:obstacle", made.pk)
    crumbs = (Crumb("Vướng mắc", reverse("obstacles:list")), Crumb("Báo vướng mắc"))
    note = f"Kế hoạch {plan}; {organisation} nêu"
    page = Page(title="Báo vướng mắc", crumbs=crumbs, module=MODULE, note=note)
    return show(request, "obstacles/raise.html", page, form=form, status=400 if form.errors else 200)


def _asked_plan(request: HttpRequest, actor: Actor) -> Plan:
    """The plan that the address names, or the first that is being carried out."""
    slug = request.GET.get("ke-hoach", "")
    if slug:
        return get_plan(actor, slug)
    plan = visible_plans(actor).select_related("coordinating_agency").order_by("pk").first()
    if plan is None:
        raise NotThere("Chưa có kế hoạch nào đang thực hiện để báo vướng mắc.")
    return plan


@signed_in
@require_GET
def obstacle(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    return show(request, "obstacles/obstacle.html", pages.obstacle_page(actor, get_obstacle(actor, pk)))


@signed_in
@require_GET
def evidence_file(request: HttpRequest, pk: int, evidence_pk: int) -> FileResponse:
    """The bytes as they came in; always a download, never run in the browser."""
    actor = actor_of(request)
    found = get_evidence(actor, get_obstacle(actor, pk), evidence_pk)
    assert found.file is not None
    return FileResponse(
        default_storage.open(storage_path(found.file.sha256)),
        as_attachment=True,
        filename=found.label,
        content_type="application/octet-stream",
    )


@signed_in
@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, path: str) -> HttpResponse:
    """One verb: its form, and doing it."""
    actor = actor_of(request)
    found = get_obstacle(actor, pk)
    verb = _VERBS.get(path)
    if verb is None:
        raise NotThere("Không có việc này với vướng mắc.")
    must_stand_for(actor, found, verb)
    posted = request.POST if request.method == "POST" else None
    if posted is None and verb not in verbs_for(actor, found):
        messages.warning(request, f"Vướng mắc đang ở bước «{found.get_state_display()}», không làm việc này được.")
        return redirect("obstacles:obstacle", pk)
    form = form_for(actor, found, verb, posted, request.FILES or None)
    status = 200
    if posted is not None and form.is_valid():
        try:
            _do(actor, found, verb, form)
        except ActionRefused as refusal:
            form.refuse(refusal)
            status = 409 if isinstance(refusal, Conflict) else 400
        else:
            messages.success(request, f"Đã ghi: {found.get_state_display().lower()}.")
            return redirect("obstacles:obstacle", pk)
    names = register_names(today()) if verb in (Verb.ROUTE, Verb.ESCALATE) else ()
    status = 400 if form.errors and status == 200 else status
    return show(request, "obstacles/act.html", pages.act_page(found, verb), form=form, names=names, status=status)


def _do(actor: Actor, found: Obstacle, verb: Verb, form: Any) -> None:
    """Hand what was typed to the action of the verb."""
    given = form.cleaned_data
    common: dict[str, Any] = {"actor": actor, "obstacle": found, "version": given["version"]}
    match verb:
        case Verb.ROUTE:
            actions.route(**common, **form.hands())
        case Verb.ESCALATE:
            actions.escalate(**common, **form.hands())
        case Verb.ANSWER:
            actions.answer(**common, reply=form.reply())
        case Verb.RESUBMIT:
            actions.resubmit(**common, described=form.described(), evidence=form.evidence(), text=given["text"])
        case Verb.SEND_BACK:
            actions.send_back(**common, text=given["text"])
        case Verb.HAND_BACK:
            actions.hand_back(**common, text=given["text"])
        case Verb.CONFIRM:
            actions.confirm(**common, text=given["text"])
        case Verb.REOPEN:
            actions.reopen(**common, text=given["text"])
        case Verb.WITHDRAW:
            actions.withdraw(**common, text=given["text"])


@signed_in
@require_http_methods(["GET", "POST"])
def group(request: HttpRequest) -> HttpResponse:
    """Proposals of groups; a POST takes the obstacles that were ticked."""
    actor = actor_of(request)
    actor.must(ROUTE)
    form: Form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = _ticked(request, actor)
        try:
            if not chosen:
                raise ActionRefused("Chưa chọn vướng mắc nào. Đánh dấu từ hai vướng mắc trở lên.")
            actions.group_obstacles(
                actor=actor, plan=chosen[0].plan, obstacles=chosen, title=form.cleaned_data["title"]
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Đã gộp {len(chosen)} vướng mắc thành một nhóm.")
            return redirect("obstacles:obstacle", chosen[0].pk)
    page = pages.group_page(actor)
    return show(request, "obstacles/group.html", page, form=form, status=400 if form.errors else 200)


def _ticked(request: HttpRequest, actor: Actor) -> list[Obstacle]:
    keys = [int(key) for key in request.POST.getlist("chon") if key.isdecimal() and len(key) < 19]
    return list(pages.groupable(actor).filter(pk__in=keys).select_related("plan", "organisation", "group"))


@signed_in
@require_http_methods(["POST"])
def ungroup(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_obstacle(actor, pk)
    actor.must(ROUTE, found.plan.coordinating_agency_id)
    version = request.POST.get("version", "")
    try:
        actions.ungroup(actor=actor, obstacle=found, version=whole_number(version))
    except ActionRefused as refusal:
        messages.error(request, " ".join(problem.message for problem in refusal.problems))
    else:
        messages.success(request, "Đã tách khỏi nhóm; các bước đã làm vẫn còn trong lịch sử.")
    return redirect("obstacles:obstacle", pk)
