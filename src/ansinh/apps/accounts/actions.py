"""The verbs about people: invite, give and end roles, passwords, the second step, closing an account.

Tokens and passwords never reach the audit log; tokens are kept by their digest only.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localtime

from ansinh.apps.accounts.access import MANAGE_PEOPLE, must_manage_at, must_manage_person
from ansinh.apps.accounts.models import (
    Invitation,
    RecoveryCode,
    RoleAssignment,
    SecondStep,
    SignInGuard,
    User,
    new_session_mark,
)
from ansinh.apps.accounts.queries import guard_key, lock_of
from ansinh.apps.orgs.models import Organisation
from ansinh.domain.figures import write_date, write_datetime
from ansinh.domain.one_time_codes import accepted_period
from ansinh.domain.roles import ROLE_LABELS, Role
from ansinh.domain.vietnamese import nfc, person_sort_key, search_key
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import day_of, now, today
from ansinh.kit.sealed import SealBroken, seal, unseal

logger = logging.getLogger(__name__)

#: How long an invitation stands.
INVITATION_DAYS = 14
RECOVERY_CODES = 10
_CODE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without I, O, 0, 1


# Invitations --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """``token`` is known only now; it goes into the link."""

    invitation: Invitation
    token: str


@action("accounts.invite", "Mời người dùng", needs=MANAGE_PEOPLE)
def invite(*, actor: Actor, email: str, full_name: str, role: Role, organisation: Organisation) -> Done[NewInvitation]:
    """Invite a person to a role. An earlier open invitation of the address to the same organisation is withdrawn."""
    must_manage_at(actor, organisation.pk, role)
    email = email.strip().lower()
    moment = now()
    if not organisation.exists_on(today()):
        raise ActionRefused(
            Problem(f"«{organisation}» không còn tồn tại vào hôm nay; chọn cơ quan khác.", "organisation")
        )
    held = RoleAssignment.objects.in_force_on(today()).filter(user__email=email, role=role, organisation=organisation)
    if held.exists():
        raise ActionRefused(
            Problem(f"Người dùng {email} đã giữ vai trò «{ROLE_LABELS[role]}» ở {organisation}.", "email")
        )
    Invitation.objects.open_at(moment).filter(email=email, organisation=organisation).update(withdrawn_at=moment)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        email=email,
        full_name=nfc(full_name).strip(),
        role=role,
        organisation=organisation,
        token_digest=token_digest(token),
        invited_by_id=actor.user_id,
        created_at=moment,
        expires_at=moment + timedelta(days=INVITATION_DAYS),
    )
    return Done(
        NewInvitation(invitation, token),
        subject_of(invitation),
        f"Mời {invitation.full_name} ({email}) làm «{ROLE_LABELS[role]}» ở {organisation}.",
        after={"email": email, "role": role.value, "organisation": str(organisation)},
    )


def token_digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@action("accounts.withdraw_invitation", "Rút lời mời", needs=MANAGE_PEOPLE)
def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> Done[Invitation]:
    """The link no longer works."""
    must_manage_at(actor, invitation.organisation_id)
    moment = now()
    if not Invitation.objects.open_at(moment).filter(pk=invitation.pk).update(withdrawn_at=moment):
        raise ActionRefused("Lời mời này đã được nhận, đã rút hoặc đã hết hạn; không còn gì để rút.")
    invitation.refresh_from_db()
    return Done(invitation, subject_of(invitation), f"Rút lời mời {invitation.full_name} ({invitation.email}).")


@action("accounts.accept_invitation", "Nhận lời mời", needs=None)
def accept_invitation(*, actor: Actor, invitation: Invitation, password: str | None) -> Done[User]:
    """A new person enters with the invited role. Whoever holds the link may do this, once.

    ``password`` None: the person signs in through the single sign-on only.
    """
    person = User(email=invitation.email, full_name=invitation.full_name)
    if password is not None:
        _refuse_weak(password, person)
    _take(invitation)
    try:
        with transaction.atomic():
            person = User.objects.create_user(invitation.email, invitation.full_name, password)
    except IntegrityError:
        raise ActionRefused(
            f"Địa chỉ {invitation.email} đã có tài khoản. Đăng nhập bằng tài khoản đó rồi mở lại liên kết mời."
        ) from None
    return _accepted(invitation, person)


@action("accounts.accept_invitation_as_member", "Nhận lời mời bằng tài khoản đang có", needs=None)
def accept_invitation_as_member(*, actor: Actor, invitation: Invitation, person: User) -> Done[User]:
    """A person who has an account takes the invited role. It is their own invitation, so it needs no permission."""
    if person.pk != actor.user_id or person.email != invitation.email:
        raise ActionRefused(
            f"Lời mời này gửi cho {invitation.email}. Đăng xuất, đăng nhập bằng tài khoản đó rồi mở lại liên kết."
        )
    _take(invitation)
    return _accepted(invitation, person)


def _take(invitation: Invitation) -> None:
    """Of two who open the link at once, one gets it."""
    moment = now()
    if not Invitation.objects.open_at(moment).filter(pk=invitation.pk).update(accepted_at=moment):
        raise ActionRefused(
            "Lời mời này đã được nhận, đã bị rút hoặc đã hết hạn. Nếu chưa có tài khoản thì đề nghị người mời gửi lại."
        )


def _accepted(invitation: Invitation, person: User) -> Done[User]:
    role = Role(invitation.role)
    _hold(person, role, invitation.organisation, today(), None, f"Lời mời ngày {_day_of(invitation)}")
    return Done(
        person,
        subject_of(person),
        f"{person.full_name} nhận lời mời làm «{ROLE_LABELS[role]}» ở {invitation.organisation}.",
        after={"email": person.email, "role": role.value, "organisation": str(invitation.organisation)},
    )


def _day_of(invitation: Invitation) -> str:
    return write_date(day_of(invitation.created_at))


# Roles --------------------------------------------------------------------------------------------------------------


@action("accounts.grant_role", "Giao vai trò", needs=MANAGE_PEOPLE)
def grant_role(
    *,
    actor: Actor,
    person: User,
    role: Role,
    organisation: Organisation,
    valid_from: date,
    valid_to: date | None = None,
    legal_basis: str = "",
) -> Done[RoleAssignment]:
    """The person holds the role at the organisation from a day, until a day (excluded) if one is given."""
    must_manage_at(actor, organisation.pk, role)
    if valid_to is not None and valid_to <= valid_from:
        raise ActionRefused(Problem("Ngày kết thúc phải sau ngày bắt đầu.", "valid_to"))
    if not organisation.exists_on(valid_from):
        raise ActionRefused(
            Problem(f"«{organisation}» không tồn tại vào ngày {write_date(valid_from)}; chọn ngày khác.", "valid_from")
        )
    assignment = _hold(person, role, organisation, valid_from, valid_to, legal_basis)
    until = f" đến trước ngày {write_date(valid_to)}" if valid_to else ""
    return Done(
        assignment,
        subject_of(person),
        f"Giao {person.full_name} làm «{ROLE_LABELS[role]}» ở {organisation} từ ngày {write_date(valid_from)}{until}.",
        after=_shown(assignment),
    )


def _hold(
    person: User, role: Role, organisation: Organisation, valid_from: date, valid_to: date | None, legal_basis: str
) -> RoleAssignment:
    same = RoleAssignment.objects.filter(user=person, role=role, organisation=organisation)
    overlapping = same.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=valid_from))
    if valid_to is not None:
        overlapping = overlapping.filter(valid_from__lt=valid_to)
    held = overlapping.first()
    if held is not None:
        raise ActionRefused(
            Problem(
                f"{person.full_name} đã giữ vai trò «{ROLE_LABELS[role]}» ở {organisation} từ ngày "
                f"{write_date(held.valid_from)}; không cần giao lần nữa.",
                "role",
            )
        )
    return RoleAssignment.objects.create(
        user=person,
        role=role,
        organisation=organisation,
        valid_from=valid_from,
        valid_to=valid_to,
        legal_basis=legal_basis,
    )


def _shown(assignment: RoleAssignment) -> dict[str, str | None]:
    return {
        "role": assignment.role,
        "organisation": str(assignment.organisation),
        "valid_from": assignment.valid_from.isoformat(),
        "valid_to": assignment.valid_to.isoformat() if assignment.valid_to else None,
        "legal_basis": assignment.legal_basis,
    }


@action("accounts.end_role", "Kết thúc vai trò", needs=MANAGE_PEOPLE)
def end_role(*, actor: Actor, assignment: RoleAssignment, valid_to: date, legal_basis: str) -> Done[RoleAssignment]:
    """The role ends before ``valid_to``: on that day the person no longer holds it."""
    role = Role(assignment.role)
    must_manage_at(actor, assignment.organisation_id, role)
    if valid_to <= assignment.valid_from:
        raise ActionRefused(
            Problem(
                f"Vai trò bắt đầu từ ngày {write_date(assignment.valid_from)}; ngày kết thúc phải sau ngày đó.",
                "valid_to",
            )
        )
    if role is Role.ADMINISTRATOR:
        _refuse_last_administrator(assignment.organisation, assignment.user, valid_to)
    before = _shown(assignment)
    basis = "; ".join(part for part in (assignment.legal_basis, f"kết thúc: {legal_basis}") if part)[:300]
    running = RoleAssignment.objects.filter(pk=assignment.pk, valid_to=assignment.valid_to)
    if not running.update(valid_to=valid_to, legal_basis=basis):
        raise Conflict("Người khác vừa thay đổi vai trò này. Tải lại trang để xem.")
    assignment.refresh_from_db()
    return Done(
        assignment,
        subject_of(assignment.user),
        f"Kết thúc vai trò «{ROLE_LABELS[role]}» của {assignment.user.full_name} ở {assignment.organisation} "
        f"từ ngày {write_date(valid_to)}.",
        before=before,
        after=_shown(assignment),
    )


def _refuse_last_administrator(organisation: Organisation, leaving: User, day: date) -> None:
    """Somebody else must administer the organisation on ``day``. The rows are locked, so that of two administrators
    who dismiss each other at once the second is refused (on SQLite the whole transaction is alone)."""
    list(RoleAssignment.objects.select_for_update().filter(role=Role.ADMINISTRATOR, organisation=organisation))
    others = RoleAssignment.objects.in_force_on(day).filter(
        role=Role.ADMINISTRATOR, organisation=organisation, user__is_active=True
    )
    if organisation.exists_on(day) and not others.exclude(user=leaving).exists():
        raise ActionRefused(
            f"{leaving.full_name} là quản trị hệ thống cuối cùng của {organisation}. "
            "Giao vai trò «Quản trị hệ thống» cho người khác trước, rồi làm lại việc này."
        )


# People -------------------------------------------------------------------------------------------------------------


@action("accounts.change_person", "Sửa thông tin người dùng", needs=None)
def change_person(*, actor: Actor, person: User, full_name: str, job_title: str, phone: str) -> Done[User]:
    """What is written about a person. Everyone may correct their own; others need `MANAGE_PEOPLE` of the person."""
    if person.pk != actor.user_id:
        must_manage_person(actor, person)
    before = {"full_name": person.full_name, "job_title": person.job_title, "phone": person.phone}
    person.full_name, person.job_title, person.phone = nfc(full_name).strip(), nfc(job_title).strip(), phone.strip()
    person.search_key, person.sort_key = search_key(person.full_name), person_sort_key(person.full_name)
    person.save(update_fields=["full_name", "job_title", "phone", "search_key", "sort_key"])
    after = {"full_name": person.full_name, "job_title": person.job_title, "phone": person.phone}
    changed = [key for key in after if before[key] != after[key]]
    return Done(
        person,
        subject_of(person),
        f"Sửa thông tin của {person.full_name}.",
        before={key: before[key] for key in changed},
        after={key: after[key] for key in changed},
    )


@action("accounts.deactivate", "Ngừng tài khoản", needs=MANAGE_PEOPLE)
def deactivate(*, actor: Actor, person: User, reason: str) -> Done[User]:
    """The person can no longer sign in and is signed out everywhere. Roles stay written; they give nothing."""
    must_manage_person(actor, person)
    if person.pk == actor.user_id:
        raise ActionRefused("Không tự ngừng tài khoản của mình. Đề nghị quản trị hệ thống khác làm việc này.")
    held = RoleAssignment.objects.in_force_on(today()).filter(user=person, role=Role.ADMINISTRATOR)
    for assignment in held.select_related("organisation"):
        _refuse_last_administrator(assignment.organisation, person, today())
    if not User.objects.filter(pk=person.pk, is_active=True).update(is_active=False, session_mark=new_session_mark()):
        raise Conflict(f"Tài khoản của {person.full_name} đã ngừng từ trước.")
    person.refresh_from_db()
    return Done(
        person,
        subject_of(person),
        f"Ngừng tài khoản của {person.full_name}: {reason}",
        before={"is_active": True},
        after={"is_active": False, "reason": reason},
    )


@action("accounts.reactivate", "Mở lại tài khoản", needs=MANAGE_PEOPLE)
def reactivate(*, actor: Actor, person: User) -> Done[User]:
    """The person can sign in again, with the roles still in force."""
    must_manage_person(actor, person)
    if not User.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
        raise Conflict(f"Tài khoản của {person.full_name} đang dùng được.")
    person.refresh_from_db()
    return Done(
        person,
        subject_of(person),
        f"Mở lại tài khoản của {person.full_name}.",
        before={"is_active": False},
        after={"is_active": True},
    )


@action("accounts.sign_out_everywhere", "Đăng xuất khỏi mọi máy", needs=None)
def sign_out_everywhere(*, actor: Actor, person: User) -> Done[User]:
    """End all sessions of a person: everyone their own, an administrator those of people they look after."""
    if person.pk != actor.user_id:
        must_manage_person(actor, person)
    person.session_mark = new_session_mark()
    person.save(update_fields=["session_mark"])
    return Done(person, subject_of(person), f"Đăng xuất {person.full_name} khỏi mọi máy.")


# Passwords ----------------------------------------------------------------------------------------------------------


@action("accounts.change_password", "Đổi mật khẩu", needs=None)
def change_password(*, actor: Actor, person: User, current: str, password: str) -> Done[User]:
    """One's own password. Ends all other sessions of the person."""
    if person.pk != actor.user_id:
        raise ActionRefused("Chỉ tự đổi được mật khẩu của mình. Cho người khác thì tạo liên kết đặt lại mật khẩu.")
    problems = []
    if not person.check_password(current):
        problems.append(Problem("Mật khẩu hiện tại không đúng. Nhập lại.", "current"))
    elif current == password:
        problems.append(Problem("Mật khẩu mới giống mật khẩu hiện tại. Chọn mật khẩu khác.", "password"))
    problems += _weaknesses(password, person)
    if problems:
        raise ActionRefused(*problems)
    _set_password(person, password)
    return Done(person, subject_of(person), f"{person.full_name} đổi mật khẩu.")


@action("accounts.make_reset_link", "Tạo liên kết đặt lại mật khẩu", needs=MANAGE_PEOPLE)
def make_reset_link(*, actor: Actor, person: User) -> Done[str]:
    """A token for one new password, good until it is used or `settings.PASSWORD_RESET_TIMEOUT` has passed."""
    must_manage_person(actor, person)
    if not person.is_active:
        raise ActionRefused(f"Tài khoản của {person.full_name} đang ngừng. Mở lại tài khoản trước.")
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    summary = f"Tạo liên kết đặt lại mật khẩu cho {person.full_name}, có hạn {hours} giờ."
    return Done(default_token_generator.make_token(person), subject_of(person), summary)


@action("accounts.reset_password", "Đặt lại mật khẩu", needs=None)
def reset_password(*, actor: Actor, person: User, token: str, password: str) -> Done[User]:
    """Whoever holds the link sets a new password, once; the second step still stands. Ends all sessions."""
    if not person.is_active or not default_token_generator.check_token(person, token):
        raise ActionRefused("Liên kết đã dùng hoặc đã hết hạn. Yêu cầu liên kết mới ở trang đăng nhập.")
    _refuse_weak(password, person)
    # the row as the token saw it: of two who use one link at once, one sets the password
    if not User.objects.filter(pk=person.pk, password=person.password).update(session_mark=new_session_mark()):
        raise Conflict("Liên kết này vừa được dùng. Đăng nhập bằng mật khẩu mới, hoặc yêu cầu liên kết khác.")
    _set_password(person, password)
    SignInGuard.objects.filter(key=guard_key(person.email)).delete()
    return Done(person, subject_of(person), f"{person.full_name} đặt lại mật khẩu bằng liên kết.")


def _set_password(person: User, password: str) -> None:
    person.set_password(password)
    person.must_change_password = False
    person.session_mark = new_session_mark()
    person.save(update_fields=["password", "must_change_password", "session_mark"])


def _refuse_weak(password: str, person: User) -> None:
    problems = _weaknesses(password, person)
    if problems:
        raise ActionRefused(*problems)


def _weaknesses(password: str, person: User) -> list[Problem]:
    try:
        validate_password(password, person)
    except ValidationError as refusal:
        return [Problem(message, "password") for message in refusal.messages]
    return []


@action("accounts.unlock", "Mở khóa đăng nhập", needs=MANAGE_PEOPLE)
def unlock(*, actor: Actor, person: User) -> Done[User]:
    """The person may try again at once."""
    must_manage_person(actor, person)
    locked_until = lock_of(person.email)
    if locked_until is None:
        raise ActionRefused(f"{person.full_name} không bị khóa đăng nhập.")
    SignInGuard.objects.filter(key=guard_key(person.email)).delete()
    return Done(
        person,
        subject_of(person),
        f"Mở khóa đăng nhập cho {person.full_name} (khóa đến {write_datetime(localtime(locked_until))}).",
    )


# The second step ----------------------------------------------------------------------------------------------------


@action("accounts.activate_second_step", "Bật xác thực hai bước", needs=None)
def activate_second_step(*, actor: Actor, person: User, secret: bytes, code: str) -> Done[tuple[str, ...]]:
    """One's own. The code proves that the telephone has the secret. Gives the recovery codes, shown once."""
    _own(actor, person)
    period = accepted_period(secret, code, time.time(), last_used=0)
    if period is None:
        raise ActionRefused(
            Problem("Mã không đúng. Chờ mã kế tiếp hiện trên điện thoại rồi nhập lại; kiểm tra giờ của máy.", "code")
        )
    try:
        with transaction.atomic():
            SecondStep.objects.create(
                user=person, sealed_secret=seal(secret.hex()), last_used=period, activated_at=now()
            )
    except IntegrityError:
        raise Conflict("Xác thực hai bước đã bật từ trước. Muốn đổi điện thoại thì tắt rồi bật lại.") from None
    codes = _new_recovery_codes(person)
    return Done(codes, subject_of(person), f"{person.full_name} bật xác thực hai bước.")


@action("accounts.renew_recovery_codes", "Tạo mã khôi phục mới", needs=None)
def renew_recovery_codes(*, actor: Actor, person: User) -> Done[tuple[str, ...]]:
    """One's own; the earlier ones no longer count."""
    _own(actor, person)
    if not SecondStep.objects.filter(user=person).exists():
        raise ActionRefused("Chưa bật xác thực hai bước nên chưa có mã khôi phục.")
    return Done(_new_recovery_codes(person), subject_of(person), f"{person.full_name} tạo mã khôi phục mới.")


@action("accounts.remove_second_step", "Tắt xác thực hai bước", needs=None)
def remove_second_step(*, actor: Actor, person: User) -> Done[User]:
    """One's own, or by an administrator when the telephone is lost (`MANAGE_PEOPLE` of the person)."""
    if person.pk != actor.user_id:
        must_manage_person(actor, person)
    removed, _ = SecondStep.objects.filter(user=person).delete()
    RecoveryCode.objects.filter(user=person).delete()
    if not removed:
        raise ActionRefused(f"{person.full_name} chưa bật xác thực hai bước.")
    return Done(person, subject_of(person), f"Tắt xác thực hai bước của {person.full_name}.")


def _own(actor: Actor, person: User) -> None:
    if person.pk != actor.user_id:
        raise ActionRefused("Chỉ tự làm việc này cho tài khoản của mình.")


def _new_recovery_codes(person: User) -> tuple[str, ...]:
    RecoveryCode.objects.filter(user=person).delete()
    letters = ["".join(secrets.choice(_CODE_LETTERS) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    RecoveryCode.objects.bulk_create([RecoveryCode(user=person, digest=recovery_digest(code)) for code in letters])
    return tuple(f"{code[:5]}-{code[5:]}" for code in letters)


def recovery_digest(code: str) -> str:
    """What is kept of a recovery code, however it was typed."""
    plain = "".join(letter for letter in code.upper() if letter in _CODE_LETTERS)
    return hmac.digest(settings.SECRET_KEY.encode(), f"recovery|{plain}".encode(), "sha256").hex()


def use_second_step(person: User, typed: str) -> str:
    """Which second proof the typed code is: "code", "recovery", or "" for none. A code that counted is used up.

    No action of its own: `sessions.enter` records the sign-in with the way it came about.
    """
    step = SecondStep.objects.filter(user=person).first()
    if step is None:
        return ""
    period = accepted_period(_secret_of(step), typed, time.time(), step.last_used)
    if period is not None:
        fresh = SecondStep.objects.filter(pk=step.pk, last_used__lt=period)
        return "code" if fresh.update(last_used=period) else ""
    unused = RecoveryCode.objects.filter(user=person, digest=recovery_digest(typed), used_at__isnull=True)
    return "recovery" if unused.update(used_at=now()) else ""


def _secret_of(step: SecondStep) -> bytes:
    try:
        return bytes.fromhex(unseal(step.sealed_secret))
    except SealBroken:
        logger.error("the second step of user %s was sealed with another ANSINH_SECRET_KEY", step.user_id)
        return secrets.token_bytes(20)  # no code fits; recovery is by an administrator


# A try-out ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TrialPerson:
    """A sample person; ``organisation`` is a code."""

    organisation: str
    role: Role
    full_name: str
    email: str
    password: str


@action("accounts.create_trial_people", "Tạo tài khoản mẫu", needs=MANAGE_PEOPLE)
def create_trial_people(*, actor: Actor, people: Sequence[TrialPerson]) -> Done[tuple[str, ...]]:
    """Sample people with their roles; whoever exists gets the new password. Gives the short names of their places."""
    if settings.PRODUCTION:
        raise ActionRefused("Tài khoản mẫu chỉ dành cho bản dùng thử.")
    places = {place.code: place for place in Organisation.objects.filter(code__in=[p.organisation for p in people])}
    missing = {sample.organisation for sample in people} - places.keys()
    if missing:
        raise ActionRefused(f"Thiếu cơ quan {', '.join(sorted(missing))}; nạp danh mục cơ quan trước.")
    for sample in people:
        place = places[sample.organisation]
        must_manage_at(actor, place.pk, sample.role)
        person = User.objects.filter(email=sample.email).first()
        if person is None:
            person = User.objects.create_user(sample.email, sample.full_name, sample.password)
            _hold(person, sample.role, place, place.valid_from, None, "Bản dùng thử")
        else:
            _set_password(person, sample.password)
    names = tuple(places[sample.organisation].short_name for sample in people)
    return Done(names, ("accounts.User", "", "Tài khoản mẫu"), f"Tạo {len(people)} tài khoản mẫu cho bản dùng thử.")


# What happened at the door ------------------------------------------------------------------------------------------


@action("accounts.signed_in", "Đăng nhập", needs=None)
def record_sign_in(*, actor: Actor, person: User, way: str) -> Done[None]:
    """``way`` in words: "mật khẩu", "mật khẩu và mã một lần", …"""
    return Done(None, subject_of(person), f"{person.full_name} đăng nhập bằng {way}.")


@action("accounts.sign_in_failed", "Đăng nhập không thành", needs=None)
def record_failed_sign_in(*, actor: Actor, person: User, what: str) -> Done[None]:
    """Somebody tried to be this person. Addresses that are nobody's leave no trace here."""
    return Done(None, subject_of(person), f"Đăng nhập không thành vào tài khoản của {person.full_name}: {what}.")


@action("accounts.locked_out", "Khóa đăng nhập", needs=None)
def record_lock_out(*, actor: Actor, person: User, until: str) -> Done[None]:
    return Done(
        None, subject_of(person), f"Khóa đăng nhập của {person.full_name} đến {until} vì sai nhiều lần liên tiếp."
    )
