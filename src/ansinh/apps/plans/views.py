"""Pages of live plans."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from ansinh.apps.orgs.queries import register_names
from ansinh.apps.plans import history, pages
from ansinh.apps.plans.access import TOP_FIRST, get_plan, get_promise, visible_plans
from ansinh.apps.plans.actions import assign_accountable, assign_as_proposed
from ansinh.apps.plans.exports import plan_paper, plan_workbook
from ansinh.apps.plans.forms import AssignForm, filter_from, seen_from
from ansinh.apps.plans.models import PromiseKind
from ansinh.apps.plans.queries import promise_rows
from ansinh.apps.plans.search import search_page
from ansinh.kit.actions import ActionRefused
from ansinh.kit.clock import today
from ansinh.kit.forms import whole_number
from ansinh.kit.pages import Paging, actor_of, show, signed_in

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """The newest plan that carries out no other one; before there is one, what to do first."""
    newest = visible_plans(actor_of(request)).order_by(*TOP_FIRST).first()
    if newest is None:
        return show(request, "plans/no_plan.html", pages.no_plan_page(actor_of(request)))
    return _overview(request, newest.slug)


@signed_in
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    return _overview(request, slug)


def _overview(request: HttpRequest, slug: str) -> HttpResponse:
    found = get_plan(actor_of(request), slug)
    return show(request, "plans/overview.html", pages.overview_page(actor_of(request), found, seen_from(request.GET)))


@signed_in
def plan_list(request: HttpRequest) -> HttpResponse:
    return show(request, "plans/plans.html", pages.plan_list_page(actor_of(request)))


@signed_in
def promise_list(request: HttpRequest, slug: str, kind: PromiseKind) -> HttpResponse:
    found = get_plan(actor_of(request), slug)
    page = pages.promise_list_page(
        found, kind, filter_from(request.GET), Paging.asked_by(request.GET), seen_from(request.GET)
    )
    template = "plans/rows.html" if request.htmx and not request.htmx.boosted else "plans/list.html"  # type: ignore[attr-defined]
    return show(request, template, page)


@signed_in
def promise(request: HttpRequest, slug: str, code: str, kind: PromiseKind) -> HttpResponse:
    found = get_plan(actor_of(request), slug)
    wanted = get_promise(actor_of(request), found, kind, code)
    page = pages.promise_page(actor_of(request), found, wanted, seen_from(request.GET))
    return show(request, "plans/promise.html", page)


@signed_in
def section(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    found = get_plan(actor_of(request), slug)
    return show(request, "plans/section.html", pages.section_page(found, code, seen_from(request.GET)))


@signed_in
def document(request: HttpRequest, slug: str) -> HttpResponse:
    """The signed text with every live promise marked and linked."""
    found = get_plan(actor_of(request), slug)
    return show(request, "plans/document.html", history.document_page(found, seen_from(request.GET)))


@signed_in
def amendments(request: HttpRequest, slug: str) -> HttpResponse:
    """Every amendment of the plan with its differences."""
    found = get_plan(actor_of(request), slug)
    return show(request, "plans/amendments.html", history.amendments_page(found, today()))


@signed_in
def amending_document(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One amendment: its differences beside its signed text."""
    found = get_plan(actor_of(request), slug)
    return show(request, "plans/amending_document.html", history.amending_document_page(found, pk, today()))


@signed_in
@require_http_methods(["GET", "POST"])
def assign_one(request: HttpRequest, slug: str, code: str, kind: PromiseKind) -> HttpResponse:
    """Choose the accountable agency of a promise."""
    actor = actor_of(request)
    found = get_plan(actor, slug)
    wanted = get_promise(actor, found, kind, code)
    page = pages.assign_page(actor, found, wanted, today())
    form = AssignForm(request.POST or None, initial={"from_day": page.earliest})
    if request.method == "POST" and form.is_valid():
        version = request.POST.get("version", "")
        try:
            assign_accountable(actor=actor, promise=wanted, version=whole_number(version), **form.choice())
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Đã giao {form.cleaned_data['organisation']} chịu trách nhiệm chính {code}.")
            return redirect(page.back_url)
    status = 400 if form.errors else 200
    return show(request, "plans/assign_one.html", page, status=status, form=form, names=register_names(today()))


@signed_in
@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, slug: str) -> HttpResponse:
    """Promises whose accountable agency nobody chose, with proposals and their grounds; a POST takes those ticked."""
    actor = actor_of(request)
    found = get_plan(actor, slug)
    kind = PromiseKind.TASK if request.GET.get("loai") == "task" else PromiseKind.TARGET
    page = pages.assign_list_page(actor, found, kind, today())
    refusal = None
    if request.method == "POST":
        choices = pages.proposals_ticked(found, page, request.POST.getlist("muc"))
        try:
            count = assign_as_proposed(actor=actor, plan=found, choices=choices, from_day=found.issued_on)
        except ActionRefused as refused:
            refusal = refused
        else:
            messages.success(request, f"Đã giao {count} mục theo gợi ý.")
            return redirect("plans:assign", slug=slug)
    return show(request, "plans/assign.html", page, status=400 if refusal else 200, refusal=refusal)


@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """Search over promises, the words of documents, and organisations; without accents too."""
    page = search_page(actor_of(request), request.GET.get("q", "")[:200], today())
    template = "plans/found.html" if request.htmx and not request.htmx.boosted else "plans/search.html"  # type: ignore[attr-defined]
    return show(request, template, page)


@signed_in
def plan_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """The structured plan as a workbook; the filter and the kind of the list it was asked from apply."""
    found = get_plan(actor_of(request), slug)
    wanted = filter_from(request.GET)
    kind = PromiseKind(request.GET["loai"]) if request.GET.get("loai") in PromiseKind.values else None
    day = seen_from(request.GET).day
    rows = pages.filtered_for(found, promise_rows(found, day, kind), wanted, day)
    response = HttpResponse(plan_workbook(found, rows, day), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="phan-cong-{found.slug}.xlsx"'
    return response


@signed_in
def plan_docx(request: HttpRequest, slug: str) -> HttpResponse:
    """The plan's own text laid out by Decree 30/2020."""
    found = get_plan(actor_of(request), slug)
    response = HttpResponse(plan_paper(found), content_type=_DOCX)
    response["Content-Disposition"] = f'attachment; filename="{found.slug}.docx"'
    return response
