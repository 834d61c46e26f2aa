"""Addresses of good practice and commendations."""

from __future__ import annotations

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ansinh.apps.oversight.access import DECIDE_PRAISE, PROPOSE_PRAISE, get_commendation
from ansinh.apps.oversight.actions import praise as actions
from ansinh.apps.oversight.check_views import carried_out
from ansinh.apps.oversight.forms import CommendationForm, ReasonForm
from ansinh.apps.oversight.models import Commendation
from ansinh.apps.oversight.queries.praise import MODULE, praise_list_page, praise_page
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused
from ansinh.kit.forms import whole_number
from ansinh.kit.pages import Crumb, Page, Paging, actor_of, show, signed_in

_BOTH = ["GET", "POST"]


@signed_in
@require_GET
def commendations(request: HttpRequest) -> HttpResponse:
    page = praise_list_page(actor_of(request), Paging.asked_by(request.GET))
    return show(request, "oversight/commendations.html", page)


@signed_in
@require_http_methods(_BOTH)
def propose(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    actor.must(PROPOSE_PRAISE)
    form = CommendationForm(request.POST or None)
    made: list[Commendation] = []
    if request.method == "POST" and carried_out(
        form, lambda: made.append(actions.propose_praise(actor=actor, fields=_fields(form)))
    ):
        messages.success(request, "Đã gửi đề nghị. Người duyệt của tỉnh sẽ duyệt hoặc trả lại kèm lý do.")
        return redirect("oversight:commendation", made[0].pk)
    return _form(request, form, "Đề nghị ghi nhận cách làm hay, khen thưởng")


@signed_in
@require_http_methods(_BOTH)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    praise = get_commendation(actor, pk)
    actor.must(PROPOSE_PRAISE, praise.organisation_id)
    form = CommendationForm(request.POST or None, initial=vars(praise) | {"promise": praise.promise.code})
    if request.method == "POST" and carried_out(
        form,
        lambda: actions.change_praise(
            actor=actor, praise=praise, version=form.cleaned_data["version"] or 0, fields=_fields(form)
        ),
    ):
        messages.success(request, "Đã sửa và gửi lại.")
        return redirect("oversight:commendation", pk)
    return _form(request, form, f"Sửa: {praise}")


def _fields(form: CommendationForm) -> dict[str, object]:
    return {name: value for name, value in form.cleaned_data.items() if name != "version"}


def _form(request: HttpRequest, form: CommendationForm, title: str) -> HttpResponse:
    crumbs = (Crumb("Cách làm hay, khen thưởng", "/cach-lam-hay/"), Crumb(title))
    page = Page(title=title, crumbs=crumbs, module=MODULE)
    return show(request, "oversight/commendation_form.html", page, form=form, status=400 if form.errors else 200)


@signed_in
@require_GET
def commendation(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    return _page(request, actor, get_commendation(actor, pk))


@signed_in
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    praise = get_commendation(actor, pk)
    version = request.POST.get("version", "")
    try:
        actions.approve_praise(actor=actor, praise=praise, version=whole_number(version))
    except ActionRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Đã duyệt. Ghi nhận hiện ở trang của mục trong kế hoạch.")
    return redirect("oversight:commendation", pk)


@signed_in
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    praise = get_commendation(actor, pk)
    actor.must(DECIDE_PRAISE)
    form = ReasonForm(request.POST)
    if carried_out(form, lambda: actions.return_praise(actor=actor, praise=praise, **form.cleaned_data)):
        messages.success(request, "Đã trả lại kèm lý do.")
        return redirect("oversight:commendation", pk)
    return _page(request, actor, praise, form)


def _page(request: HttpRequest, actor: Actor, praise: Commendation, refused: BaseForm | None = None) -> HttpResponse:
    form = refused or ReasonForm(initial={"version": praise.version})
    page = praise_page(actor, praise)
    return show(
        request, "oversight/commendation.html", page, form=form, refused=refused, status=400 if refused else 200
    )
