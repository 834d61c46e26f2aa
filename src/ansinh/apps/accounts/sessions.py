"""The door: counting attempts, beginning a session, and what the single sign-on library asks of us.

Attempts are taken *before* a password or code is looked at, by one conditional update: also with many requests at once,
in several processes, on both databases, no more than `ATTEMPTS` are ever looked at before the lock.
See docs/adr/0004-sign-in.md.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localtime

from ansinh.apps.accounts.actions import (
    accept_invitation,
    record_failed_sign_in,
    record_lock_out,
    record_sign_in,
    use_second_step,
)
from ansinh.apps.accounts.models import Invitation, SignInGuard, User
from ansinh.apps.accounts.queries import actor_for, bearer, guard_key, lock_of
from ansinh.domain.figures import write_datetime
from ansinh.kit.actions import ActionRefused, Problem
from ansinh.kit.clock import now, today

#: So many wrong passwords or codes in a row lock the address.
ATTEMPTS = 5
#: For how long it is locked, and for how long attempts are remembered.
LOCKED_FOR = timedelta(minutes=15)
_BACKEND = "django.contrib.auth.backends.ModelBackend"


class LockedOut(ActionRefused):
    """Too many attempts in a row; the message says until when and what to do."""

    def __init__(self, until: datetime) -> None:
        super().__init__(
            f"Địa chỉ này bị tạm khóa đến {write_datetime(localtime(until))} vì nhập sai {ATTEMPTS} lần liên tiếp. "
            "Chờ đến lúc đó rồi thử lại, hoặc đề nghị quản trị hệ thống của cơ quan mở khóa. Nếu không phải anh/chị "
            "nhập thì báo ngay cho quản trị hệ thống."
        )


_WRONG_PASSWORD = (
    "Thư điện tử hoặc mật khẩu không đúng. Kiểm tra phím Caps Lock và bộ gõ tiếng Việt rồi nhập lại; "
    f"sai {ATTEMPTS} lần liên tiếp thì bị tạm khóa."
)
_WRONG_CODE = "Mã không đúng hoặc đã dùng. Chờ mã kế tiếp hiện trên điện thoại rồi nhập lại."


# Attempts -----------------------------------------------------------------------------------------------------------


def take_attempt(email: str) -> datetime | None:
    """Use up one attempt for the address. Gives the end of the lock if there is none left, else None."""
    key, moment = guard_key(email), now()
    SignInGuard.objects.get_or_create(key=key, defaults={"last_attempt_at": moment})
    guards = SignInGuard.objects.filter(key=key)
    guards.filter(last_attempt_at__lt=moment - LOCKED_FOR).update(attempts=0, locked_until=None)
    left = guards.filter(locked_until__isnull=True, attempts__lt=ATTEMPTS)
    if left.update(attempts=F("attempts") + 1, last_attempt_at=moment):
        return None
    _lock_if_used_up(email, moment)  # some of the attempts may still be looked at
    return lock_of(email) or moment + LOCKED_FOR


def _lock_if_used_up(email: str, moment: datetime) -> None:
    """Whoever notices first locks, and writes it down."""
    used_up = SignInGuard.objects.filter(key=guard_key(email), attempts__gte=ATTEMPTS, locked_until__isnull=True)
    until = moment + LOCKED_FOR
    if used_up.update(locked_until=until):
        shown = write_datetime(localtime(until))
        _write_down(email, lambda person: record_lock_out(actor=_STRANGER, person=person, until=shown))


def give_back_attempt(email: str) -> None:
    """The attempt that was taken was right, but the person has still to prove the second step."""
    SignInGuard.objects.filter(key=guard_key(email), attempts__gt=0).update(attempts=F("attempts") - 1)


def check_password(request: HttpRequest, email: str, password: str) -> User:
    """Who signs in. Raises `LockedOut`, or `ActionRefused` with the same words for a wrong password and a wrong address."""
    _take_or_refuse(email)
    person = authenticate(request, username=email, password=password)
    if not isinstance(person, User):
        raise _failed(email, "sai mật khẩu", _WRONG_PASSWORD)
    return person


def check_code(person: User, typed: str) -> str:
    """The second step; gives the way in words. Raises `LockedOut` or `ActionRefused`."""
    _take_or_refuse(person.email)
    way = {"code": "mật khẩu và mã một lần", "recovery": "mật khẩu và mã khôi phục"}.get(use_second_step(person, typed))
    if way is None:
        raise _failed(person.email, "đúng mật khẩu, sai mã bước hai", Problem(_WRONG_CODE, "code"))
    return way


def _take_or_refuse(email: str) -> None:
    until = take_attempt(email)
    if until is not None:
        raise LockedOut(until)


def _failed(email: str, what: str, message: Problem | str) -> ActionRefused:
    until = fail(email, what)
    return LockedOut(until) if until is not None else ActionRefused(message)


def fail(email: str, what: str) -> datetime | None:
    """The attempt that was taken was in vain. Gives the end of the lock if it was the last one, else None."""
    _write_down(email, lambda person: record_failed_sign_in(actor=_STRANGER, person=person, what=what))
    _lock_if_used_up(email, now())
    return lock_of(email)


def _write_down(email: str, record: Callable[[User], object]) -> None:
    """In the audit log, if the address is somebody's. If not, the entry is written and taken back: the answer to an
    address that is nobody's then takes as long as to one that is somebody's."""
    person = User.objects.filter(email=email.strip().lower()).first()
    with transaction.atomic():
        record(person or _NOBODY)
        if person is None:
            transaction.set_rollback(True)


def forget_attempts(email: str) -> None:
    """The person proved who they are."""
    SignInGuard.objects.filter(key=guard_key(email)).delete()


_STRANGER = bearer("Người chưa đăng nhập")
_NOBODY = User(pk=0, full_name="")


# Sessions -----------------------------------------------------------------------------------------------------------


def enter(request: HttpRequest, person: User, way: str) -> None:
    """Begin a session under a new key, and write it down."""
    login(request, person, backend=_BACKEND)
    forget_attempts(person.email)
    record_sign_in(actor=actor_for(person, today()), person=person, way=way)


# Single sign-on -----------------------------------------------------------------------------------------------------


class AccountAdapter(DefaultAccountAdapter):
    """allauth only ends a single sign-on: no stages of its own, no messages of its own, our session."""

    def get_login_stages(self) -> list[str]:
        """None: the second step is the identity provider's business."""
        return []

    def login(self, request: HttpRequest, user: Any) -> None:
        enter(request, user, "đăng nhập một lần")

    def post_login(self, request: HttpRequest, user: Any, *, redirect_url: str | None, **kwargs: Any) -> HttpResponse:
        return redirect(redirect_url or self.get_login_redirect_url(request))


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Who may come in by the single sign-on: people who have an account, and people who are invited. Nobody else."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find the person by the address that the provider vouches for; the lasting tie is made on the first time."""
        person = sociallogin.user if sociallogin.is_existing else self._person_of(request, sociallogin)
        if not person.is_active:
            _turn_away(request, _NO_ACCOUNT)
        if not sociallogin.is_existing:
            sociallogin.connect(request, person)

    def _person_of(self, request: HttpRequest, sociallogin: SocialLogin) -> User:
        emails = [address.email.strip().lower() for address in sociallogin.email_addresses if address.verified is True]
        person = User.objects.filter(email__in=emails).first()
        if person is not None:
            return person
        invitation = Invitation.objects.open_at(now()).select_related("organisation").filter(email__in=emails).first()
        if invitation is None:
            _turn_away(request, _NO_ACCOUNT)
        try:
            return accept_invitation(
                actor=bearer(invitation.full_name, invitation.organisation), invitation=invitation, password=None
            )
        except ActionRefused:  # somebody took the invitation in this moment
            _turn_away(request, _NO_ACCOUNT)

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        _turn_away(request, NOT_COMPLETED)


_NO_ACCOUNT = (
    "Đăng nhập một lần đã nhận ra anh/chị nhưng địa chỉ thư điện tử này chưa được mời vào An Sinh, hoặc tài khoản đã "
    "ngừng. Đề nghị quản trị hệ thống của cơ quan gửi lời mời tới đúng địa chỉ đó."
)
NOT_COMPLETED = (
    "Đăng nhập một lần chưa hoàn tất (đã hủy, quá thời gian, hoặc máy chủ đăng nhập không trả lời). Thử lại; nếu vẫn "
    "không được thì đăng nhập bằng mật khẩu và báo quản trị hệ thống."
)


def _turn_away(request: HttpRequest, message: str) -> NoReturn:
    messages.error(request, message)
    raise ImmediateHttpResponse(redirect("accounts:sign_in"))
