"""Pages of doubts about figures. Everything works as a plain form post."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from ansinh.apps.quality import actions, queries
from ansinh.apps.quality.access import REVIEW, SEE_DOUBTS, get_flag, visible_flags
from ansinh.apps.quality.forms import FlagFilterForm, ReviewForm, chosen
from ansinh.apps.quality.models import Decision, QualityFlag
from ansinh.domain.quality.checks import Check
from ansinh.kit.access import Actor, system_actor
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.pages import Paging, actor_of, show, signed_in


@signed_in
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Figures that changed since the last survey have a new one queued by whoever looks first."""
    page = queries.overview_page(actor_of(request), actions.SURVEY)
    if page.fresh.is_stale and not page.fresh.is_running:
        actions.ask_survey(actor=system_actor("Soát số liệu tự động"))
    return show(request, "quality/overview.html", page)


@signed_in
@require_POST
def ask_survey(request: HttpRequest) -> HttpResponse:
    job = actions.ask_survey(actor=actor_of(request))
    return redirect("jobs:detail", job.pk)


@signed_in
@require_GET
def reporting(request: HttpRequest) -> HttpResponse:
    page = queries.reporting_page(actor_of(request), request.GET.get("nam", ""), Paging.asked_by(request.GET))
    return show(request, "quality/reporting.html", page)


@signed_in
@require_GET
def flags(request: HttpRequest, slug: str) -> HttpResponse:
    return _list(request, queries.check_of(slug), ReviewForm())


def _list(request: HttpRequest, check: Check, form: ReviewForm, status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    actor.must(SEE_DOUBTS)
    filters = FlagFilterForm(request.GET, flags=visible_flags(actor).filter(kind=check.value))
    page = queries.flag_list_page(actor, check, filters.wanted(), Paging.asked_by(request.GET))
    picked = set(chosen(request.POST.getlist("flag")))
    return show(request, "quality/flags.html", page, form=form, filters=filters, picked=picked, status=status)


@signed_in
@require_POST
def review(request: HttpRequest, slug: str) -> HttpResponse:
    """Decide about the ticked lines of a list."""
    actor, check = actor_of(request), queries.check_of(slug)
    actor.must(REVIEW)
    seen = chosen(request.POST.getlist("flag"))
    found = list(visible_flags(actor).filter(kind=check.value, pk__in=seen))
    form, status = ReviewForm(request.POST), 400
    if form.is_valid():
        status = _decide(actor, found, seen, form)
    if status != 200:
        return _list(request, check, form, status)
    messages.success(request, f"Đã ghi kết luận cho {len(found)} dòng.")
    return redirect(request.get_full_path().replace(request.path, queries.check_url(check)))


def _decide(actor: Actor, found: list[QualityFlag], seen: dict[int, int], form: ReviewForm) -> int:
    """200, or the status of a refusal, which then stands in the form."""
    data = form.cleaned_data
    decision = Decision(data["decision"])
    try:
        actions.review_flags(actor=actor, flags=found, seen=seen, decision=decision, reason=data["reason"])
    except ActionRefused as refusal:
        form.refuse(refusal)
        return 409 if isinstance(refusal, Conflict) else 400
    return 200


@signed_in
def flag(request: HttpRequest, pk: int) -> HttpResponse:
    """One doubt with its history; posted, it is decided and the next one is shown."""
    actor = actor_of(request)
    found = get_flag(actor, pk)
    if request.method != "POST":
        return show(request, "quality/flag.html", queries.flag_page(actor, found), form=ReviewForm())
    actor.must(REVIEW)
    form, status = ReviewForm(request.POST), 400
    if form.is_valid():
        status = _decide(actor, [found], chosen(request.POST.getlist("flag")), form)
    page = queries.flag_page(actor, found)
    if status != 200:
        return show(request, "quality/flag.html", page, form=form, status=status)
    messages.success(request, f"Đã ghi kết luận: {page.title}.")
    return redirect(page.next_url or page.list_url)


@signed_in
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_flag(actor, pk)
    actor.must(REVIEW)
    seen = chosen(request.POST.getlist("flag"))
    try:
        actions.withdraw_review(actor=actor, flag=found, version=seen.get(found.pk, 0))
    except ActionRefused as refusal:
        messages.error(request, " ".join(problem.message for problem in refusal.problems))
    else:
        messages.success(request, "Đã rút kết luận.")
    return redirect("quality:flag", found.pk)
