"""Pages of the door, of one's own account, and of people and their roles."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.openid_connect.views import callback
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME, logout, update_session_auth_hash
from django.contrib.auth.tokens import default_token_generator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlsafe_base64_decode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST
from requests import RequestException

from ansinh.apps.accounts import actions, queries, sessions
from ansinh.apps.accounts.access import (
    MANAGE_PEOPLE,
    Reach,
    get_invitation,
    get_person,
    get_role_assignment,
    must_manage_person,
    reach_of_manager,
)
from ansinh.apps.accounts.exports import send_invitation, square_code
from ansinh.apps.accounts.forms import (
    ActivateForm,
    ChangePasswordForm,
    CodeForm,
    CurrentPasswordForm,
    EndRoleForm,
    ForgottenForm,
    GrantForm,
    InviteForm,
    NewPasswordForm,
    PeopleFilterForm,
    PersonForm,
    ReasonForm,
    SignInForm,
)
from ansinh.apps.accounts.jobs import SEND_RESET_LINK, reset_path
from ansinh.apps.accounts.middleware import MUST_CHANGE
from ansinh.apps.accounts.models import Invitation, User
from ansinh.apps.jobs.actions import enqueue
from ansinh.apps.orgs.access import get_organisation
from ansinh.domain.one_time_codes import app_address, secret_as_text
from ansinh.kit.access import NOBODY, Actor
from ansinh.kit.actions import ActionRefused
from ansinh.kit.clock import now, today
from ansinh.kit.forms import Form
from ansinh.kit.pages import Crumb, Page, Paging, actor_of, public, show, show_part, signed_in
from ansinh.kit.sealed import seal, unseal

logger = logging.getLogger(__name__)

#: In the session between the password and the second step: who, since when, and where to go then.
_HALF_WAY = "accounts.half_way"
_HALF_WAY_SECONDS = 600
#: In the session while the second step is being set up: what is to be shared with the telephone, sealed.
_SHARED = "accounts.shared"


def _me(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # the view is for signed-in people
    return request.user


# The door -----------------------------------------------------------------------------------------------------------


@public
@sensitive_post_parameters("password")
def sign_in(request: HttpRequest) -> HttpResponse:
    if actor_of(request).is_signed_in:
        return redirect(_next(request))
    form, status = SignInForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            person = sessions.check_password(request, form.cleaned_data["email"], form.cleaned_data["password"])
        except ActionRefused as refusal:
            status = _refuse(form, refusal)
        else:
            return _after_password(request, person)
    page = queries.sign_in_page()
    return show(request, "accounts/sign_in.html", page, status=status, form=form, next=_next(request))


def _refuse(form: Form, refusal: ActionRefused) -> int:
    """Show a refusal in the form; gives the status of the answer."""
    form.refuse(refusal)
    return 429 if isinstance(refusal, sessions.LockedOut) else 400


def _after_password(request: HttpRequest, person: User) -> HttpResponse:
    if not queries.has_second_step(person):
        return _come_in(request, person, "mật khẩu", _next(request))
    sessions.give_back_attempt(person.email)
    request.session[_HALF_WAY] = {"user": person.pk, "at": now().timestamp(), "next": _next(request)}
    return redirect("accounts:sign_in_code")


@public
@sensitive_post_parameters("code")
def sign_in_code(request: HttpRequest) -> HttpResponse:
    half_way = request.session.get(_HALF_WAY) or {}
    person = _half_way_person(half_way)
    if person is None:
        return redirect("accounts:sign_in")
    form, status = CodeForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        try:
            way = sessions.check_code(person, form.cleaned_data["code"])
        except ActionRefused as refusal:
            status = _refuse(form, refusal)
        else:
            return _come_in(request, person, way, half_way["next"])
    return show(request, "accounts/sign_in_code.html", Page(title="Bước thứ hai"), status=status, form=form)


def _half_way_person(half_way: dict[str, Any]) -> User | None:
    """Who proved the password a short while ago in this session."""
    if not half_way or now().timestamp() - half_way["at"] > _HALF_WAY_SECONDS:
        return None
    return User.objects.filter(pk=half_way["user"], is_active=True).first()


def _come_in(request: HttpRequest, person: User, way: str, target: str) -> HttpResponse:
    request.session.pop(_HALF_WAY, None)
    sessions.enter(request, person, way)
    if person.must_change_password:
        request.session[MUST_CHANGE] = True
    return redirect(target)


def _next(request: HttpRequest) -> str:
    """Where somebody wanted to go, if that is a page of ours."""
    wanted = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME) or ""
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else settings.LOGIN_REDIRECT_URL


@public
@require_POST
def single_sign_on(request: HttpRequest) -> HttpResponse:
    """Send the browser to the province's identity provider."""
    if not settings.SINGLE_SIGN_ON_NAME:
        raise Http404
    provider = get_adapter().get_provider(request, "openid_connect")
    try:
        answer: HttpResponse = provider.redirect(request, AuthProcess.LOGIN, next_url=_next(request))
    except RequestException:  # the provider does not answer
        messages.error(request, sessions.NOT_COMPLETED)
        return redirect("accounts:sign_in")
    return answer


@public
def single_sign_on_answer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """The browser comes back from the identity provider."""
    if not settings.SINGLE_SIGN_ON_NAME:
        raise Http404
    answer: HttpResponse = callback(request, provider_id)
    return answer


@signed_in
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, "Đã đăng xuất.")
    return redirect("accounts:sign_in")


@public
def forgotten(request: HttpRequest) -> HttpResponse:
    """The answer is the same for every address; the letter is a matter of a job."""
    form = ForgottenForm(request.POST or None)
    if request.method == "POST" and settings.MAIL_WORKS and form.is_valid():
        email = form.cleaned_data["email"].lower()
        if sessions.take_attempt(f"quen-mat-khau|{email}") is None:
            arguments = {"email": email, "origin": request.build_absolute_uri("/").rstrip("/")}
            enqueue(
                actor=NOBODY, kind=SEND_RESET_LINK, title="Gửi thư đặt lại mật khẩu", arguments=arguments, once=True
            )
        return show(request, "accounts/forgotten_done.html", Page(title="Đã nhận yêu cầu"))
    page = queries.sign_in_page(title="Quên mật khẩu")
    return show(request, "accounts/forgotten.html", page, status=400 if form.errors else 200, form=form)


@public
@sensitive_post_parameters("password", "again")
def reset_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    person = _person_of_link(uid, token)
    if person is None:
        return show(request, "accounts/link_dead.html", Page(title="Liên kết không còn dùng được"), status=404)
    form = NewPasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        try:
            actions.reset_password(
                actor=queries.bearer(person.full_name),
                person=person,
                token=token,
                password=form.cleaned_data["password"],
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã đặt mật khẩu mới. Đăng nhập bằng mật khẩu đó.")
            return redirect("accounts:sign_in")
    page = Page(title=f"Đặt mật khẩu mới cho {person.email}")
    return show(request, "accounts/new_password.html", page, status=400 if form.errors else 200, form=form)


def _person_of_link(uid: str, token: str) -> User | None:
    try:
        pk = int(urlsafe_base64_decode(uid).decode("ascii"))
    except ValueError:  # also text that is no base 64 or no ASCII
        return None
    person = User.objects.filter(pk=pk, is_active=True).first()
    return person if person and default_token_generator.check_token(person, token) else None


@public
@sensitive_post_parameters("password", "again")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link sets a password; whoever has an account takes the role with it."""
    actor, invited = actor_of(request), queries.open_invitation(actions.token_digest(token))
    page = queries.invitation_page(actor, invited)
    form = NewPasswordForm(request.POST or None, person=page.newcomer)
    if request.method == "POST" and invited is not None:
        try:
            if page.is_for_me:
                actions.accept_invitation_as_member(actor=actor, invitation=invited, person=_me(request))
                return _accepted(request)
            if not page.has_account and form.is_valid():
                person = _new_person(invited, form.cleaned_data["password"])
                sessions.enter(request, person, "lời mời")
                return _accepted(request)
        except ActionRefused as refusal:
            form.refuse(refusal)
    status = 404 if invited is None else 400 if form.errors else 200
    return show(request, "accounts/invitation.html", page, status=status, form=form, path=request.path)


def _new_person(invited: Invitation, password: str) -> User:
    bearer = queries.bearer(invited.full_name, invited.organisation)
    return actions.accept_invitation(actor=bearer, invitation=invited, password=password)


def _accepted(request: HttpRequest) -> HttpResponse:
    messages.success(request, "Đã nhận vai trò. Nên bật xác thực hai bước ở trang này.")
    return redirect("accounts:account")


# One's own account --------------------------------------------------------------------------------------------------


@signed_in
def account(request: HttpRequest) -> HttpResponse:
    person = _me(request)
    initial = {"full_name": person.full_name, "job_title": person.job_title, "phone": person.phone}
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_person(actor=actor_of(request), person=person, **form.cleaned_data)
        messages.success(request, "Đã ghi thông tin của anh/chị.")
        return redirect("accounts:account")
    page = queries.account_page(person)
    return show(request, "accounts/account.html", page, status=400 if form.errors else 200, form=form)


@signed_in
@sensitive_post_parameters("current", "password", "again")
def password(request: HttpRequest) -> HttpResponse:
    person = _me(request)
    form = ChangePasswordForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        current, new = form.cleaned_data["current"], form.cleaned_data["password"]
        try:
            actions.change_password(actor=actor_of(request), person=person, current=current, password=new)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            update_session_auth_hash(request, person)
            request.session.pop(MUST_CHANGE, None)
            messages.success(request, "Đã đổi mật khẩu. Các máy khác đã được đăng xuất.")
            return redirect("accounts:account")
    page = queries.own_page("Đổi mật khẩu")
    must = MUST_CHANGE in request.session
    return show(request, "accounts/password.html", page, status=400 if form.errors else 200, form=form, must=must)


@signed_in
@require_POST
def sign_out_everywhere(request: HttpRequest) -> HttpResponse:
    actions.sign_out_everywhere(actor=actor_of(request), person=_me(request))
    logout(request)
    messages.success(request, "Đã đăng xuất khỏi mọi máy, kể cả máy này.")
    return redirect("accounts:sign_in")


@signed_in
@sensitive_post_parameters("current", "code")
def two_step(request: HttpRequest) -> HttpResponse:
    """Set up the second step, or look at it."""
    person = _me(request)
    if queries.has_second_step(person):
        page = queries.account_page(person, title="Xác thực hai bước")
        return show(request, "accounts/two_step.html", page, codes=(), form=CurrentPasswordForm())
    form = ActivateForm(request.POST or None, has_password=person.has_usable_password())
    secret = bytes.fromhex(unseal(request.session.setdefault(_SHARED, seal(secrets.token_hex(20)))))
    if request.method == "POST" and form.is_valid() and _knows_password(form, person):
        try:
            codes = actions.activate_second_step(
                actor=actor_of(request), person=person, secret=secret, code=form.cleaned_data["code"]
            )
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            return _show_codes(request, person, codes)
    return show(
        request,
        "accounts/two_step_on.html",
        queries.own_page("Bật xác thực hai bước"),
        status=400 if form.errors else 200,
        form=form,
        square=square_code(app_address(secret, person.email, "An Sinh")),
        secret=secret_as_text(secret),
    )


def _knows_password(form: Form, person: User) -> bool:
    if "current" not in form.fields or person.check_password(form.cleaned_data["current"]):
        return True
    form.add_error("current", "Mật khẩu hiện tại không đúng. Nhập lại.")
    return False


def _show_codes(request: HttpRequest, person: User, codes: tuple[str, ...]) -> HttpResponse:
    """The only time that they are seen."""
    request.session.pop(_SHARED, None)
    page = queries.account_page(person, title="Xác thực hai bước")
    return show(request, "accounts/two_step.html", page, codes=codes, form=CurrentPasswordForm())


@signed_in
@require_POST
@sensitive_post_parameters("current")
def two_step_change(request: HttpRequest, what: str) -> HttpResponse:
    """Turn the second step off, or make new recovery codes. Asks the password again."""
    if what not in ("tat", "ma-khoi-phuc"):
        raise Http404
    person, actor = _me(request), actor_of(request)
    form = CurrentPasswordForm(request.POST)
    if person.has_usable_password() and not (form.is_valid() and _knows_password(form, person)):
        page = queries.account_page(person, title="Xác thực hai bước")
        return show(request, "accounts/two_step.html", page, status=400, codes=(), form=form)
    if what == "ma-khoi-phuc":
        return _show_codes(request, person, actions.renew_recovery_codes(actor=actor, person=person))
    actions.remove_second_step(actor=actor, person=person)
    messages.success(request, "Đã tắt xác thực hai bước.")
    return redirect("accounts:account")


# People -------------------------------------------------------------------------------------------------------------


@signed_in
def users(request: HttpRequest) -> HttpResponse:
    form = PeopleFilterForm(request.GET)
    page = queries.people_page(actor_of(request), form.wanted(), Paging.asked_by(request.GET))
    return show(request, "accounts/users.html", page, form=form)


@signed_in
def people_of(request: HttpRequest, code: str) -> HttpResponse:
    """The people of one organisation, as a part of its page."""
    actor = actor_of(request)
    organisation = get_organisation(actor, code)
    rows = queries.people_of_organisation(actor, organisation)
    return show_part(request, "accounts/people_of.html", rows=rows, organisation=organisation)


@signed_in
def invite(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    reach = _reach(actor)
    form = InviteForm(request.POST or None, reach=reach, initial=_organisation_asked(request))
    if request.method == "POST" and form.is_valid():
        try:
            new = actions.invite(actor=actor, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            link = request.build_absolute_uri(reverse("accounts:invitation", kwargs={"token": new.token}))
            return _hand_over(request, link, _sent(new.invitation, link), new.invitation.full_name)
    page = queries.work_page("Mời người dùng", note="Người được mời đặt mật khẩu bằng liên kết, trong 14 ngày.")
    return show(request, "accounts/invite.html", page, status=400 if form.errors else 200, form=form)


def _reach(actor: Actor) -> Reach:
    reach = reach_of_manager(actor)
    if reach.is_nowhere:
        actor.must(MANAGE_PEOPLE)
    return reach


def _organisation_asked(request: HttpRequest) -> dict[str, object]:
    return {"organisation": request.GET["co_quan"]} if request.GET.get("co_quan", "").isdecimal() else {}


def _sent(new: Invitation, link: str) -> bool:
    if not settings.MAIL_WORKS:
        return False
    try:
        send_invitation(new, link)
    except (OSError, SMTPException):  # the mail server is away: the link is handed over by hand
        logger.exception("the invitation could not be sent")
        return False
    return True


def _hand_over(request: HttpRequest, link: str, is_sent: bool, name: str) -> HttpResponse:
    """Show a link once; it is kept nowhere."""
    page = queries.work_page(f"Liên kết cho {name}")
    return show(request, "accounts/hand_over.html", page, link=link, is_sent=is_sent, name=name)


@signed_in
@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    withdrawn = get_invitation(actor, pk)
    return _do(request, lambda: actions.withdraw_invitation(actor=actor, invitation=withdrawn), "Đã rút lời mời.")


def _do(request: HttpRequest, act: Callable[[], object], done: str, to: str = "") -> HttpResponse:
    """An action behind a single button: say what came of it on the page it came from."""
    try:
        act()
    except ActionRefused as refusal:
        for problem in refusal.problems:
            messages.error(request, problem.message)
    else:
        messages.success(request, done)
    return redirect(to or "accounts:users")


@signed_in
def person(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    return show(request, "accounts/person.html", queries.person_page(actor, get_person(actor, pk)))


@signed_in
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_person(actor, pk)
    must_manage_person(actor, found)
    initial = {"full_name": found.full_name, "job_title": found.job_title, "phone": found.phone}
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.change_person(actor=actor, person=found, **form.cleaned_data)
        messages.success(request, "Đã ghi thông tin.")
        return redirect(_page_of(found))
    page = queries.work_page("Sửa thông tin", Crumb(found.full_name, _page_of(found)))
    return show(
        request, "accounts/form.html", page, status=400 if form.errors else 200, form=form, verb="Ghi thông tin"
    )


def _page_of(person: User) -> str:
    return reverse("accounts:person", kwargs={"pk": person.pk})


@signed_in
def grant_role(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_person(actor, pk)
    form = GrantForm(request.POST or None, reach=_reach(actor))
    if request.method == "POST" and form.is_valid():
        try:
            actions.grant_role(actor=actor, person=found, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã giao vai trò.")
            return redirect(_page_of(found))
    page = queries.work_page(
        "Giao vai trò", Crumb(found.full_name, _page_of(found)), note=f"Giao cho {found.full_name}"
    )
    return show(request, "accounts/form.html", page, status=400 if form.errors else 200, form=form, verb="Giao vai trò")


@signed_in
def end_role(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    assignment = get_role_assignment(actor, pk)
    found = assignment.user
    form = EndRoleForm(request.POST or None, initial={"valid_to": today()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_role(actor=actor, assignment=assignment, **form.cleaned_data)
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã kết thúc vai trò.")
            return redirect(_page_of(found))
    what = f"{assignment.get_role_display()}, {assignment.organisation}: {found.full_name}"
    page = queries.work_page("Kết thúc vai trò", Crumb(found.full_name, _page_of(found)), note=what)
    return show(request, "accounts/form.html", page, status=400 if form.errors else 200, form=form, verb="Kết thúc")


@signed_in
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_person(actor, pk)
    must_manage_person(actor, found)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.deactivate(actor=actor, person=found, reason=form.cleaned_data["reason"])
        except ActionRefused as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã ngừng tài khoản; người này đã bị đăng xuất khỏi mọi máy.")
            return redirect(_page_of(found))
    note = f"{found.full_name} sẽ không đăng nhập được nữa. Vai trò và việc đã làm vẫn được giữ."
    page = queries.work_page("Ngừng tài khoản", Crumb(found.full_name, _page_of(found)), note=note)
    return show(
        request, "accounts/form.html", page, status=400 if form.errors else 200, form=form, verb="Ngừng tài khoản"
    )


@signed_in
@require_POST
def look_after(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """The buttons on a person's page that need nothing to be written."""
    actor = actor_of(request)
    found = get_person(actor, pk)
    if what not in _LOOKING_AFTER:
        raise Http404
    act, done = _LOOKING_AFTER[what]
    return _do(request, lambda: act(actor=actor, person=found), done, _page_of(found))


_LOOKING_AFTER: dict[str, tuple[Callable[..., object], str]] = {
    "mo-lai": (actions.reactivate, "Đã mở lại tài khoản."),
    "mo-khoa": (actions.unlock, "Đã mở khóa đăng nhập."),
    "tat-hai-buoc": (actions.remove_second_step, "Đã tắt xác thực hai bước. Nhắc người này bật lại."),
    "dang-xuat": (actions.sign_out_everywhere, "Đã đăng xuất người này khỏi mọi máy."),
}


@signed_in
@require_POST
def make_reset_link(request: HttpRequest, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = get_person(actor, pk)
    try:
        token = actions.make_reset_link(actor=actor, person=found)
    except ActionRefused as refusal:
        messages.error(request, refusal.problems[0].message)
        return redirect(_page_of(found))
    link = request.build_absolute_uri(reset_path(found, token))
    return _hand_over(request, link, False, found.full_name)


@signed_in
def permissions(request: HttpRequest) -> HttpResponse:
    return show(request, "accounts/permissions.html", queries.permissions_page())
