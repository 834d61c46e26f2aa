"""Pages of the cascade: the matrix, the units, the sums, and the page where items are linked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from ansinh.apps.cascade import actions, linking, pages
from ansinh.apps.cascade.access import get_link, get_unit, get_unit_plan
from ansinh.apps.cascade.exports import draft_docx, matrix_workbook
from ansinh.apps.cascade.forms import FiguresForm, LinkForm, matrix_filter_from
from ansinh.apps.cascade.linking import children_of
from ansinh.apps.cascade.queries import HOME, MODULE, cascade_of, draft_matter
from ansinh.apps.cascade.sums import sums_page
from ansinh.apps.plans.access import get_plan
from ansinh.apps.plans.forms import seen_from
from ansinh.apps.plans.models import Plan, Promise
from ansinh.domain.cascade import LinkGround
from ansinh.kit.access import NotThere
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from ansinh.kit.forms import Form, whole_number
from ansinh.kit.pages import Crumb, Page, Paging, actor_of, show, signed_in

#: The view of items that were decided already.
DECIDED = "da-quyet-dinh"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


# The matrix ----------------------------------------------------------------------------------------------------------


@signed_in
@require_GET
def matrix(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Promises by units; without a slug those of the newest plan of the top."""
    actor = actor_of(request)
    plan = get_plan(actor, slug) if slug else pages.top_plan(actor)
    if plan is None:
        crumbs = (Crumb(HOME),)
        return show(request, "cascade/no_plan.html", Page(title="Chưa có kế hoạch nào", crumbs=crumbs, module=MODULE))
    page = pages.matrix_page(actor, plan, seen_from(request.GET), matrix_filter_from(request.GET))
    return show(request, "cascade/matrix.html", page)


@signed_in
@require_GET
def matrix_xlsx(request: HttpRequest, slug: str) -> HttpResponse:
    """The matrix as filtered."""
    actor = actor_of(request)
    plan = get_plan(actor, slug)
    wanted = matrix_filter_from(request.GET)
    cascade = cascade_of(actor, plan, seen_from(request.GET).day)
    units_shown = pages.matrix_units(cascade, wanted)
    rows = [row.asked for row in pages.matrix_rows(cascade, units_shown, wanted)]
    headings = {section.code: f"{section.label} {section.heading}" for section in plan.sections.all()}
    data = matrix_workbook(cascade, units_shown, rows, headings, _made_at())
    return _file(data, _XLSX, f"cu-the-hoa-{plan.slug}.xlsx")


def _made_at() -> datetime:
    """The start of the day: the same day and data give the same bytes."""
    return datetime.combine(today(), time(), tzinfo=timezone.get_current_timezone())


def _file(data: bytes, media_type: str, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type=media_type, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@signed_in
@require_GET
def sums(request: HttpRequest, slug: str) -> HttpResponse:
    """Whether the units' own targets add up to the province's."""
    actor = actor_of(request)
    page = sums_page(actor, get_plan(actor, slug), seen_from(request.GET))
    return show(request, "cascade/sums.html", page)


# Units -----------------------------------------------------------------------------------------------------------------


@signed_in
@require_GET
def units(request: HttpRequest, slug: str) -> HttpResponse:
    """Who owes a plan and how far each is."""
    actor = actor_of(request)
    page = pages.units_page(actor, get_plan(actor, slug), seen_from(request.GET))
    return show(request, "cascade/units.html", page)


@signed_in
@require_GET
def unit(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """What is asked of one unit and what of it its plan carries out."""
    actor = actor_of(request)
    page = pages.unit_page(actor, get_plan(actor, slug), get_unit(code), seen_from(request.GET))
    return show(request, "cascade/unit.html", page)


@signed_in
@require_POST
def draft(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """A draft of the unit's plan as a Word file; that it was made is noted."""
    actor = actor_of(request)
    plan, organisation = get_plan(actor, slug), get_unit(code)
    actions.note_draft(actor=actor, plan=plan, organisation=organisation)
    data = draft_docx(draft_matter(actor, plan, organisation, today()), _made_at())
    return _file(data, _DOCX, f"du-thao-{organisation.code}-{plan.slug}.docx")


# Linking ---------------------------------------------------------------------------------------------------------------


@signed_in
@require_GET
def links(request: HttpRequest, slug: str) -> HttpResponse:
    return _links(request, get_unit_plan(actor_of(request), slug))


def _links(
    request: HttpRequest,
    plan: Plan,
    *,
    refusal: ActionRefused | None = None,
    typed_at: int | None = None,
    decided: bool = False,
) -> HttpResponse:
    """The page; after a refusal with its reasons and, at the item ``typed_at``, what was typed."""
    decided = decided or request.GET.get("xem") == DECIDED
    page = linking.links_page(actor_of(request), plan, today(), Paging.asked_by(request.GET), decided=decided)
    status = 200 if refusal is None else 409 if isinstance(refusal, Conflict) else 400
    return show(
        request, "cascade/links.html", page, status=status, refusal=refusal, typed_at=typed_at, typed=request.POST
    )


@signed_in
@require_POST
def accept(request: HttpRequest, slug: str) -> HttpResponse:
    """Link the sure proposals that are ticked."""
    actor = actor_of(request)
    plan = get_unit_plan(actor, slug)
    assert plan.parent is not None
    asked = cascade_of(actor, plan.parent, today()).asked
    proposed = {
        fact.promise.pk: (fact.promise, fact.proposal)
        for fact in children_of(plan, asked, today())
        if fact.proposal is not None and fact.proposal.is_sure
    }
    wanted = [proposed[pk] for sent in request.POST.getlist("item") if (pk := whole_number(sent)) in proposed]
    parents = Promise.objects.in_bulk([proposal.parent for _, proposal in wanted])
    pairs = [(child, parents[proposal.parent], proposal.ground) for child, proposal in wanted]
    try:
        count, left = actions.link_many(actor=actor, plan=plan, pairs=pairs)
    except ActionRefused as refusal:
        return _links(request, plan, refusal=refusal)
    rest = f" Để lại vì vừa được người khác nối: {', '.join(left)}." if left else ""
    messages.success(request, f"Đã nối {count} mục.{rest}")
    return redirect("cascade:links", slug)


@signed_in
@require_POST
def link(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Decide one item: which promise above it carries out, or that it is the unit's own matter."""
    actor = actor_of(request)
    plan = get_unit_plan(actor, slug)
    assert plan.parent is not None
    child = plan.promises.filter(pk=pk).first()
    if child is None:
        raise NotThere(f"Kế hoạch {plan} không có mục này.")
    form = LinkForm(request.POST, asked=cascade_of(actor, plan.parent, today()).asked)
    if not form.is_valid():
        return _links(request, plan, refusal=_as_refusal(form), typed_at=pk)
    chosen = form.cleaned_data["chosen"]
    parent = Promise.objects.get(pk=chosen) if chosen else None
    return _try(
        request,
        plan,
        f"Đã nối mục {child.code} với {parent.code}."
        if parent
        else f"Đã ghi mục {child.code} là việc riêng của đơn vị.",
        lambda: actions.link_promise(
            actor=actor, plan=plan, child=child, parent=parent, ground=LinkGround.CHOSEN, figures=form.figures()
        ),
        pk,
    )


@signed_in
@require_POST
def figures(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """A unit's own number beside a link."""
    actor = actor_of(request)
    plan = get_unit_plan(actor, slug)
    made = get_link(plan, pk)
    form = FiguresForm(request.POST)
    if not form.is_valid():
        return _links(request, plan, refusal=_as_refusal(form), typed_at=made.child_id, decided=True)
    return _try(
        request,
        plan,
        f"Đã ghi số của mục {made.child.code}.",
        lambda: actions.write_figures(
            actor=actor,
            plan=plan,
            link=made,
            figures=form.figures(),
            version=form.cleaned_data["version"] or 0,
        ),
        made.child_id,
        decided=True,
    )


@signed_in
@require_POST
def unlink(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    plan = get_unit_plan(actor, slug)
    made = get_link(plan, pk)
    sent = request.POST.get("version", "")
    return _try(
        request,
        plan,
        f"Đã bỏ nối mục {made.child.code}.",
        lambda: actions.unlink(actor=actor, plan=plan, link=made, version=whole_number(sent)),
        made.child_id,
        decided=True,
    )


def _try(
    request: HttpRequest, plan: Plan, said: str, move: Callable[[], object], pk: int, *, decided: bool = False
) -> HttpResponse:
    """Make a move; answer with the list it came from, or with every reason why it was refused and what was typed."""
    try:
        move()
    except ActionRefused as refusal:
        return _links(request, plan, refusal=refusal, typed_at=pk, decided=decided)
    messages.success(request, said)
    return redirect(reverse("cascade:links", args=[plan.slug]) + (f"?xem={DECIDED}" if decided else ""))


def _as_refusal(form: Form) -> ActionRefused:
    return ActionRefused(*(str(message) for errors in form.errors.values() for message in errors))
