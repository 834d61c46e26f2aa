"""Pages of the register: organisations, groups, administrative units."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from ansinh.apps.orgs import actions, queries
from ansinh.apps.orgs.access import (
    get_group,
    get_known_name,
    get_membership,
    get_organisation,
    must_edit_register,
)
from ansinh.apps.orgs.forms import (
    ClosingForm,
    DayForm,
    KnownNameForm,
    LeavingForm,
    MemberForm,
    OrganisationFilterForm,
    OrganisationForm,
    UnitFilterForm,
    organisation_initial,
)
from ansinh.apps.orgs.models import Organisation, OrganisationGroup
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from ansinh.kit.forms import Form
from ansinh.kit.pages import Paging, actor_of, show, signed_in


@signed_in
def organisations(request: HttpRequest) -> HttpResponse:
    form = OrganisationFilterForm(request.GET)
    page = queries.organisations_page(actor_of(request), form.wanted(), Paging.asked_by(request.GET))
    return show(request, "orgs/organisations.html", page, form=form)


@signed_in
def organisation(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    page = queries.organisation_page(actor, get_organisation(actor, code), today())
    return show(request, "orgs/organisation.html", page, name_form=KnownNameForm())


@signed_in
def add_organisation(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    must_edit_register(actor)
    form = OrganisationForm(request.POST or None, initial={"valid_from": today()})
    if request.method == "POST" and form.is_valid():
        try:
            added = actions.add_organisation(actor=actor, values=form.values())
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, f"Đã thêm {added.short_name} vào danh mục.")
            return redirect(_page_of(added))
    return _form_page(request, form, "Thêm cơ quan", "Thêm vào danh mục")


@signed_in
def change_organisation(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_organisation(actor, code)
    must_edit_register(actor)
    form, status = OrganisationForm(request.POST or None, initial=organisation_initial(found)), 200
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"] or 0
        try:
            actions.change_organisation(actor=actor, organisation=found, version=version, values=form.values())
        except ActionRefused as refusal:
            status = _refuse(form, refusal)
        else:
            messages.success(request, "Đã ghi thay đổi.")
            return redirect(_page_of(found))
    note = "Sửa khi danh mục ghi sai. Cơ quan đổi tên theo văn bản mới thì kết thúc cơ quan cũ và thêm cơ quan mới."
    return _form_page(request, form, "Sửa thông tin", "Ghi thay đổi", found, note, status)


def _refuse(form: Form, refusal: ActionRefused) -> int:
    form.refuse(refusal)
    return 409 if isinstance(refusal, Conflict) else 400


def _page_of(organisation: Organisation) -> str:
    return reverse("orgs:organisation", kwargs={"code": organisation.code})


def _form_page(
    request: HttpRequest,
    form: Form,
    title: str,
    verb: str,
    about: Organisation | OrganisationGroup | None = None,
    note: str = "",
    status: int = 200,
) -> HttpResponse:
    page = queries.work_page(title, about, note)
    return show(request, "orgs/form.html", page, status=max(status, 400 if form.errors else 200), form=form, verb=verb)


@signed_in
def close_organisation(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_organisation(actor, code)
    must_edit_register(actor)
    form, status = ClosingForm(request.POST or None, initial={"version": found.version}), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.close_organisation(actor=actor, organisation=found, **form.cleaned_data)
        except ActionRefused as refusal:
            status = _refuse(form, refusal)
        else:
            messages.success(
                request, "Đã ghi ngày kết thúc. Việc đã giao cho cơ quan này không tự chuyển sang nơi khác."
            )
            return redirect(_page_of(found))
    note = f"{found.name} rời mọi nhóm từ ngày đó; lịch sử vẫn ghi dưới tên cũ."
    return _form_page(request, form, "Kết thúc cơ quan", "Ghi ngày kết thúc", found, note, status)


@signed_in
@require_POST
def add_known_name(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_organisation(actor, code)
    form = KnownNameForm(request.POST)
    if form.is_valid():
        try:
            actions.add_known_name(actor=actor, text=form.cleaned_data["text"], organisation=found)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã ghi nhận cách viết.")
            return redirect(_page_of(found))
    page = queries.organisation_page(actor, found, today())
    return show(request, "orgs/organisation.html", page, status=400, name_form=form)


@signed_in
@require_POST
def remove_known_name(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    name = get_known_name(actor, pk)
    target = name.organisation or name.group
    actions.remove_known_name(actor=actor, known_name=name)
    messages.success(request, f"Đã bỏ cách viết «{name.text}».")
    return redirect(_page_of(target) if isinstance(target, Organisation) else _group_page(target))


def _group_page(group: OrganisationGroup | None) -> str:
    assert group is not None  # a known name belongs to one or the other
    return reverse("orgs:group", kwargs={"code": group.code})


@signed_in
def group(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    form = DayForm(request.GET)
    page = queries.group_page(actor, get_group(actor, code), form.day())
    return show(request, "orgs/group.html", page, form=form)


@signed_in
def add_member(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = get_group(actor, code)
    must_edit_register(actor)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.put_in_group(actor=actor, group=found, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã thêm vào nhóm.")
            return redirect(_group_page(found))
    return _form_page(request, form, "Thêm thành viên", "Thêm vào nhóm", found)


@signed_in
def end_member(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    membership = get_membership(actor, pk)
    must_edit_register(actor)
    form, status = LeavingForm(request.POST or None, initial={"valid_to": today()}), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.take_out_of_group(actor=actor, membership=membership, **form.cleaned_data)
        except ActionRefused as refusal:
            status = _refuse(form, refusal)
        else:
            messages.success(request, f"{membership.organisation} đã ra khỏi nhóm.")
            return redirect(_group_page(membership.group))
    note = f"{membership.organisation}, trong nhóm từ ngày {membership.valid_from:%d/%m/%Y}"
    return _form_page(request, form, "Đưa ra khỏi nhóm", "Ghi ngày ra nhóm", membership.group, note, status)


@signed_in
def units(request: HttpRequest) -> HttpResponse:
    form = UnitFilterForm(request.GET)
    return show(request, "orgs/units.html", queries.units_page(form.day(), form.text()), form=form)
