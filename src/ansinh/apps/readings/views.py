"""Pages and moves of the reading desk. Every move answers an HTMX request with the list, a plain one with the page."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ansinh.apps.accounts.queries import main_organisation
from ansinh.apps.documents.access import get_document
from ansinh.apps.documents.actions import correct_header, receive_document
from ansinh.apps.documents.models import Document
from ansinh.apps.plans.access import visible_plans
from ansinh.apps.plans.models import Plan
from ansinh.apps.readings import actions
from ansinh.apps.readings.access import get_item, get_reading
from ansinh.apps.readings.amended import add_change_page
from ansinh.apps.readings.forms import (
    AddChangeForm,
    AddForm,
    EffectiveForm,
    HeaderForm,
    ParentForm,
    PlanChoiceForm,
    PointForm,
    RejectForm,
    SplitForm,
    UploadPlanForm,
    agency_choices,
    form_for,
    parts_from_lines,
)
from ansinh.apps.readings.models import ItemChange, ItemKind, Reading, ReadingItem, ReadingPurpose
from ansinh.apps.readings.pages import desk_page, reading_list_page
from ansinh.apps.readings.queries import promise_called, register_day
from ansinh.domain.figures import write_date
from ansinh.kit.actions import ActionRefused, Problem
from ansinh.kit.forms import Form, whole_number
from ansinh.kit.pages import Crumb, Page, actor_of, announce, show, signed_in

_CRUMBS = (Crumb("Bàn đọc văn bản", "/ban-doc/"),)


@signed_in
def reading_list(request: HttpRequest) -> HttpResponse:
    return show(request, "readings/list.html", reading_list_page(actor_of(request)))


@signed_in
@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Drop the signed paper in; a job reads it."""
    plans = list(visible_plans(actor_of(request)))
    form = UploadPlanForm(request.POST or None, request.FILES or None, plans=plans)
    page = Page(title="Đưa văn bản đã ký vào hệ thống", crumbs=(*_CRUMBS, Crumb("Đưa văn bản vào")), module="ban-doc")
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            document, is_new = receive_document(
                actor=actor_of(request),
                organisation=main_organisation(actor_of(request)),
                upload=file,
                file_name=file.name,
                media_type=file.content_type or "",
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            if not is_new:
                messages.info(request, f"Tệp này đã có trong hệ thống là văn bản «{document}»; không lưu lần thứ hai.")
            return _to_desk_or_job(request, document, form.chosen())
    return show(request, "readings/upload.html", page, form=form, status=400 if form.errors else 200)


@signed_in
@require_POST
def of_document(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a document read that was not read yet; to its desk if it was."""
    return _to_desk_or_job(request, get_document(actor_of(request), pk), None)


def _to_desk_or_job(request: HttpRequest, document: Document, amends: Plan | None) -> HttpResponse:
    """To the desk of a document, or to the job that reads it (started here if none is under way)."""
    reading = Reading.objects.filter(document=document).first()
    if reading is not None:
        return redirect("readings:desk", pk=reading.pk)
    job = actions.start_reading(actor=actor_of(request), document=document, amends=amends)
    return redirect("jobs:detail", pk=job.pk)


@signed_in
def desk(request: HttpRequest, pk: int) -> HttpResponse:
    reading = get_reading(actor_of(request), pk)
    return _desk(request, reading, None)


@signed_in
@require_GET
def item(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """The desk with this item open."""
    reading = get_reading(actor_of(request), pk)
    return _desk(request, reading, get_item(actor_of(request), reading, item_pk).pk)


@signed_in
@require_POST
def confirm(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    actor, reading = actor_of(request), get_reading(actor_of(request), pk)
    chosen = get_item(actor, reading, item_pk)
    if chosen.change == ItemChange.DROP:  # nothing to correct
        accept = partial(actions.confirm_item, actor=actor, item=chosen, version=_version(request))
        return _try(request, reading, item_pk, f"Đã chấp nhận bãi bỏ mục {chosen.code}.", accept)
    form = form_for(chosen.kind, chosen.values, request.POST)
    if not form.is_valid():
        return _desk(request, reading, item_pk, form=form)
    values = form.values()
    try:
        actions.confirm_item(
            actor=actor,
            item=chosen,
            version=_version(request),
            values=values,
            agencies=agency_choices(request.POST, register_day(reading)),
        )
    except actions.Repeated:
        return _moved(request, reading, None, f"Mục {chosen.code} đã được chấp nhận.")
    except ActionRefused as refusal:
        form.refuse(refusal)
        return _desk(request, reading, item_pk, form=form)
    return _moved(request, reading, None, f"Đã chấp nhận mục {chosen.code}.")


@signed_in
@require_POST
def confirm_many(request: HttpRequest, pk: int) -> HttpResponse:
    reading = get_reading(actor_of(request), pk)
    pairs = [value.split(":") for value in request.POST.getlist("item") if value.count(":") == 1]
    versions = {whole_number(item_pk): whole_number(version) for item_pk, version in pairs}
    try:
        count, left = actions.confirm_items(actor=actor_of(request), reading=reading, versions=versions)
    except ActionRefused as refusal:
        return _refused(request, reading, None, refusal)
    rest = f" Còn để lại: {', '.join(left)}." if left else ""
    return _moved(request, reading, None, f"Đã chấp nhận {count} mục.{rest}")


@signed_in
@require_POST
def reject(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    reading = get_reading(actor_of(request), pk)
    chosen = get_item(actor_of(request), reading, item_pk)
    form = RejectForm(request.POST)
    if not form.is_valid():
        return _refused(request, reading, item_pk, _as_refusal(form))
    return _try(
        request,
        reading,
        item_pk,
        f"Đã loại bỏ mục {chosen.code}.",
        lambda: actions.reject_item(
            actor=actor_of(request), item=chosen, version=_version(request), reason=form.cleaned_data["reason"]
        ),
    )


@signed_in
@require_POST
def reopen(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    reading = get_reading(actor_of(request), pk)
    chosen = get_item(actor_of(request), reading, item_pk)
    return _try(
        request,
        reading,
        item_pk,
        f"Đã mở lại mục {chosen.code}.",
        lambda: actions.reopen_item(actor=actor_of(request), item=chosen, version=_version(request)),
        stay=True,
    )


@signed_in
@require_POST
def merge(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Join this item with another one, usually the next."""
    reading = get_reading(actor_of(request), pk)
    chosen = get_item(actor_of(request), reading, item_pk)
    other_pk = request.POST.get("other", "")
    other = get_item(actor_of(request), reading, whole_number(other_pk))
    return _try(
        request,
        reading,
        item_pk,
        f"Đã gộp {chosen.code} với {other.code}.",
        lambda: actions.merge_items(
            actor=actor_of(request),
            items=[chosen, other],
            versions={chosen.pk: _version(request), other.pk: other.version},
        ),
        stay=True,
    )


@signed_in
@require_POST
def split(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    reading = get_reading(actor_of(request), pk)
    chosen = get_item(actor_of(request), reading, item_pk)
    form = SplitForm(request.POST)
    if not form.is_valid():
        return _refused(request, reading, item_pk, _as_refusal(form))
    lines = form.cleaned_data["lines"].splitlines()
    parts = parts_from_lines(lines, reading.document.text, chosen.start or 0, chosen.end or 0)
    if not parts:
        message = "Chữ trong ô tách khác với văn bản. Chỉ xuống dòng ở chỗ tách, không sửa chữ."
        return _refused(request, reading, item_pk, ActionRefused(Problem(message, "lines")))
    return _try(
        request,
        reading,
        item_pk,
        f"Đã tách mục {chosen.code} thành {len(parts)} mục.",
        lambda: actions.split_item(actor=actor_of(request), item=chosen, version=_version(request), parts=parts),
    )


@signed_in
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """A promise that the reader missed, from its words in the document."""
    reading = get_reading(actor_of(request), pk)
    if reading.purpose == ReadingPurpose.AMENDMENT:
        return _add_change(request, reading)
    form = AddForm(request.POST or None, initial=request.GET.dict(), text=reading.document.text)
    page = Page(
        title="Thêm mục từ văn bản",
        crumbs=(*_CRUMBS, Crumb(str(reading.document), reverse("readings:desk", args=[pk])), Crumb("Thêm mục")),
        module="ban-doc",
    )
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_item(actor=actor_of(request), reading=reading, **form.choice())
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Đã thêm mục {added.code}; kiểm tra rồi chấp nhận.")
            return redirect("readings:item", pk=pk, item_pk=added.pk)
    return show(request, "readings/add.html", page, form=form, reading=reading, status=400 if form.errors else 200)


def _add_change(request: HttpRequest, reading: Reading) -> HttpResponse:
    """A change that the reader missed, from the words that order it."""
    form = AddChangeForm(request.POST or None, initial=request.GET.dict(), text=reading.document.text)
    page = add_change_page(reading)
    if request.method == "POST" and form.is_valid():
        promise_id = promise_called(reading, form.cleaned_data["promise"])
        try:
            added = actions.add_change(
                actor=actor_of(request), reading=reading, promise_id=promise_id, **form.change_choice()
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Đã thêm thay đổi của mục {added.code}; sửa nội dung mới rồi chấp nhận.")
            return redirect("readings:item", pk=reading.pk, item_pk=added.pk)
    return show(request, "readings/add.html", page, form=form, reading=reading, status=400 if form.errors else 200)


@signed_in
@require_POST
def point(request: HttpRequest, pk: int, item_pk: int) -> HttpResponse:
    """Say which promise a change of an amendment means, and what it does to it."""
    reading = get_reading(actor_of(request), pk)
    chosen = get_item(actor_of(request), reading, item_pk)
    form = PointForm(request.POST)
    if not form.is_valid():
        return _refused(request, reading, item_pk, _as_refusal(form))
    data = form.cleaned_data
    return _try(
        request,
        reading,
        item_pk,
        "Đã chỉ rõ mục; xem chỗ khác nhau rồi chấp nhận.",
        lambda: actions.point_item(
            actor=actor_of(request),
            item=chosen,
            version=_version(request),
            change=ItemChange(data["change"]),
            promise_id=promise_called(reading, data["promise"]),
            section=data["section"],
        ),
        stay=True,
    )


@signed_in
@require_POST
def effective(request: HttpRequest, pk: int) -> HttpResponse:
    """From what day an amendment holds."""
    reading = get_reading(actor_of(request), pk)
    form = EffectiveForm(request.POST)
    if not form.is_valid():
        return _refused(request, reading, None, _as_refusal(form))
    day = form.cleaned_data["effective_from"]
    return _try(
        request,
        reading,
        None,
        f"Đã ghi ngày có hiệu lực {write_date(day)}.",
        lambda: actions.set_effective_from(
            actor=actor_of(request), reading=reading, day=day, seen=form.cleaned_data["seen"]
        ),
    )


@signed_in
@require_POST
def read_as(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the document anew, as amending a plan or as a plan of its own."""
    reading = get_reading(actor_of(request), pk)
    form = PlanChoiceForm(request.POST, plans=list(visible_plans(actor_of(request)).exclude(document=reading.document)))
    if not form.is_valid():
        return _refused(request, reading, None, _as_refusal(form))
    try:
        actions.read_as(actor=actor_of(request), reading=reading, plan=form.chosen())
    except ActionRefused as refusal:
        return _refused(request, reading, None, refusal)
    messages.success(request, "Đã đọc lại văn bản.")
    return redirect("readings:desk", pk=pk)


@signed_in
@require_POST
def carries_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Which plan this one carries out at a lower level."""
    reading = get_reading(actor_of(request), pk)
    form = ParentForm(request.POST, plans=list(visible_plans(actor_of(request)).exclude(document=reading.document)))
    if not form.is_valid():
        return _refused(request, reading, None, _as_refusal(form))
    plan = form.chosen()
    return _try(
        request,
        reading,
        None,
        f"Đã ghi: thực hiện kế hoạch {plan.number}." if plan else "Đã ghi: không thực hiện kế hoạch cấp trên nào.",
        lambda: actions.choose_parent(actor=actor_of(request), reading=reading, plan=plan, seen=form.chosen_before()),
    )


@signed_in
@require_POST
def remark(request: HttpRequest, pk: int, remark_pk: int) -> HttpResponse:
    reading = get_reading(actor_of(request), pk)
    seen = reading.remarks.filter(pk=remark_pk).first()
    if seen is None:
        return redirect("readings:desk", pk=pk)
    seen.reading = reading
    return _try(
        request,
        reading,
        None,
        "Đã ghi nhận.",
        lambda: actions.see_remark(actor=actor_of(request), remark=seen, note=request.POST.get("note", "")[:500]),
    )


@signed_in
@require_http_methods(["GET", "POST"])
def header(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what the head of the document says."""
    reading = get_reading(actor_of(request), pk)
    document = reading.document
    form = HeaderForm(request.POST or None, initial={name: getattr(document, name) for name in HeaderForm.base_fields})
    page = Page(
        title="Thông tin văn bản",
        crumbs=(*_CRUMBS, Crumb(str(document), reverse("readings:desk", args=[pk])), Crumb("Thông tin văn bản")),
        module="ban-doc",
    )
    if request.method == "POST" and form.is_valid():
        try:
            correct_header(
                actor=actor_of(request), document=document, header=form.cleaned_data, version=_version(request)
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã lưu thông tin văn bản.")
            return redirect("readings:desk", pk=pk)
    return show(request, "readings/header.html", page, form=form, reading=reading, status=400 if form.errors else 200)


@signed_in
@require_POST
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    reading = get_reading(actor_of(request), pk)
    try:
        plan = actions.publish_reading(actor=actor_of(request), reading=reading)
    except ActionRefused as refusal:
        return _refused(request, reading, None, refusal)
    if reading.purpose == ReadingPurpose.AMENDMENT:
        messages.success(
            request, f"Đã công bố nội dung sửa đổi kế hoạch {plan.number}; nội dung cũ vẫn xem được theo ngày."
        )
        return redirect("plans:amending_document", slug=plan.slug, pk=reading.document_id)
    messages.success(request, f"Kế hoạch {plan.number} đã được công bố và đang thực hiện.")
    return redirect("plans:plan", slug=plan.slug)


# Answers -------------------------------------------------------------------------------------------------------


def _version(request: HttpRequest) -> int:
    sent = request.POST.get("version", "")
    return whole_number(sent)


def _as_refusal(form: Form) -> ActionRefused:
    return ActionRefused(*(str(message) for errors in form.errors.values() for message in errors))


def _try(request, reading, item_pk, said, move, *, stay=False):  # type: ignore[no-untyped-def]
    """Make a move; answer with the desk, or with every reason why it was refused."""
    try:
        result = move()
    except ActionRefused as refusal:
        return _refused(request, reading, item_pk, refusal)
    return _moved(request, reading, result.pk if stay and isinstance(result, ReadingItem) else None, said)


def _moved(request: HttpRequest, reading: Reading, item_pk: int | None, said: str) -> HttpResponse:
    if request.htmx:  # type: ignore[attr-defined]
        return announce(_desk(request, reading, item_pk), said)
    messages.success(request, said)
    return HttpResponseRedirect(_desk_url(reading, item_pk))


def _refused(request: HttpRequest, reading: Reading, item_pk: int | None, refusal: ActionRefused) -> HttpResponse:
    return _desk(request, reading, item_pk, refusal=refusal)


def _desk_url(reading: Reading, item_pk: int | None) -> str:
    if item_pk is None:
        return reverse("readings:desk", args=[reading.pk]) + "#muc-dang-xem"
    return reverse("readings:item", args=[reading.pk, item_pk]) + "#muc-dang-xem"


def _desk(
    request: HttpRequest,
    reading: Reading,
    item_pk: int | None,
    *,
    form: Form | None = None,
    refusal: ActionRefused | None = None,
) -> HttpResponse:
    """The whole desk, or for HTMX only the list at the right with the progress above it."""
    page = desk_page(actor_of(request), reading, item_pk)
    if form is None and page.current is not None and page.current.line.change != ItemChange.DROP:
        form = form_for(page.current.line.kind, page.current.values)
    template = "readings/work.html" if request.htmx else "readings/desk.html"  # type: ignore[attr-defined]
    wrong = refusal is not None or (form is not None and form.is_bound and bool(form.errors))
    # HTMX swaps only answers with status 200; a plain form post gets the honest 400.
    status = 400 if wrong and not request.htmx else 200  # type: ignore[attr-defined]
    return show(request, template, page, status=status, form=form, refusal=refusal, kinds=ItemKind)
