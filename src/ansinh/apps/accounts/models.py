"""People, their dated roles, and invitations."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from ansinh.apps.orgs.models import Dated, DatedQuerySet, Organisation
from ansinh.domain.roles import ROLE_LABELS, Role
from ansinh.domain.vietnamese import nfc, person_sort_key, search_key


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, full_name: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), full_name=nfc(full_name), **extra)
        user.search_key = search_key(full_name)
        user.sort_key = person_sort_key(full_name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").strip().lower())


def new_session_mark() -> str:
    return secrets.token_hex(8)


class User(AbstractBaseUser):
    """A person who signs in with an office e-mail address. Names sort by given name.

    ``session_mark`` is part of what a session proves: a new mark ends all sessions of the person.
    """

    email = models.EmailField("địa chỉ thư điện tử", unique=True)
    full_name = models.CharField("họ và tên", max_length=200)
    job_title = models.CharField("chức vụ", max_length=200, default="", blank=True)
    phone = models.CharField("điện thoại", max_length=30, default="", blank=True)
    is_active = models.BooleanField("đang dùng", default=True)
    must_change_password = models.BooleanField("phải đổi mật khẩu", default=False)
    session_mark = models.CharField(max_length=32, default=new_session_mark)
    created_at = models.DateTimeField(auto_now_add=True)
    search_key = models.CharField(max_length=260, default="", db_index=True)
    sort_key = models.CharField(max_length=500, default="", db_index=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    objects = UserManager()

    class Meta:
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.full_name

    def get_session_auth_hash(self) -> str:
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        yield from (self._session_hash(key) for key in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | bytes) -> str:
        proof = f"{self.password}|{self.session_mark}"
        return salted_hmac("ansinh.accounts.session", proof, secret=secret, algorithm="sha256").hexdigest()


class RoleAssignment(Dated):
    """A person holds a role at an organisation, from a day until a day."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_assignments")
    role = models.CharField("vai trò", max_length=20, choices=[(r.value, ROLE_LABELS[r]) for r in Role])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="role_assignments")

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["user", "role", "organisation"],
                condition=Q(valid_to__isnull=True),
                name="role_held_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.organisation}"


class InvitationQuerySet(models.QuerySet):
    def open_at(self, moment: datetime) -> Self:
        """Neither accepted nor withdrawn nor run out."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=moment)


class Invitation(models.Model):
    """An invitation to sign in. Only a digest of its token is kept."""

    email = models.EmailField("địa chỉ thư điện tử")
    full_name = models.CharField("họ và tên", max_length=200)
    role = models.CharField("vai trò", max_length=20, choices=[(r.value, ROLE_LABELS[r]) for r in Role])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="invitations_sent")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="invitation_dates_in_order")
        ]

    def __str__(self) -> str:
        return f"Lời mời {self.full_name}"


class SecondStep(models.Model):
    """The second proof of a person: a secret shared with an app on their telephone (RFC 6238).

    The secret is sealed (`kit.sealed`). ``last_used`` is the number of the last 30 seconds whose code was accepted: a
    code counts once.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_step")
    sealed_secret = models.TextField()
    last_used = models.BigIntegerField(default=0)
    activated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Xác thực hai bước của {self.user}"


class RecoveryCode(models.Model):
    """A code that stands in for the telephone, once. Only its digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self) -> str:
        return f"Mã khôi phục của {self.user}"


class SignInGuard(models.Model):
    """How often an address was tried in vain. Kept by digest: an address that was only typed is nobody's."""

    key = models.CharField(max_length=64, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_attempt_at = models.DateTimeField()
    locked_until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.key[:8]
