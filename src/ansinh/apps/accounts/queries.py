"""Reads of this room: who somebody is today, and the pages about people."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from ansinh.apps.accounts.access import (
    Reach,
    grantable_roles,
    may_manage_person,
    reach_of_manager,
    visible_people,
)
from ansinh.apps.accounts.models import Invitation, RoleAssignment, SecondStep, SignInGuard, User
from ansinh.apps.orgs.models import Organisation, OrganisationKind
from ansinh.apps.orgs.queries import begins_a_word
from ansinh.domain.figures import write_date, write_number
from ansinh.domain.roles import ROLE_LABELS, Role
from ansinh.domain.vietnamese import search_key
from ansinh.kit.access import NOBODY, Actor, Denied, Grant, Permission, all_permissions
from ansinh.kit.clock import now, today
from ansinh.kit.pages import Crumb, Page, Pager, Paging

_MODULE = "nguoi-dung"
_ALL = Crumb("Người dùng", "/nguoi-dung/")


# Who somebody is ----------------------------------------------------------------------------------------------------


def actor_by_id(user_id: int | None, day: date) -> Actor:
    """The actor that the person with this key is on ``day``; `NOBODY` for no person. For work done in the background."""
    user = User.objects.filter(pk=user_id).first() if user_id is not None else None
    return actor_for(user, day) if user else NOBODY


def actor_for(user: AbstractBaseUser | AnonymousUser, day: date) -> Actor:
    """The actor that ``user`` is on ``day``: one query. The first role held names the organisation shown."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    held = list(
        RoleAssignment.objects.in_force_on(day)
        .filter(user=user)
        .select_related("organisation")
        .order_by("valid_from", "pk")
    )
    main = held[0].organisation if held else None
    return Actor(
        user_id=user.pk,
        name=user.full_name,
        organisation_id=main.pk if main else None,
        organisation_name=main.short_name if main else "",
        grants=frozenset(
            Grant(
                Role(row.role),
                row.organisation_id,
                is_top=row.organisation.kind == OrganisationKind.PROVINCIAL_COMMITTEE
                and row.organisation.exists_on(day),
            )
            for row in held
        ),
    )


def main_organisation(actor: Actor) -> Organisation:
    """The organisation for which the actor works; `Denied` for someone without a role."""
    organisation = Organisation.objects.filter(pk=actor.organisation_id or 0).first()
    if organisation is None:
        raise Denied("Anh/chị chưa được giao vai trò ở cơ quan nào. Đề nghị quản trị hệ thống giao vai trò.")
    return organisation


def bearer(name: str, organisation: Organisation | None = None) -> Actor:
    """Somebody who is not signed in but holds a link that was made for them: named in the log, may do nothing else."""
    return Actor(
        user_id=None,
        name=name,
        organisation_id=organisation.pk if organisation else None,
        organisation_name=organisation.short_name if organisation else "",
    )


# The door -----------------------------------------------------------------------------------------------------------


def guard_key(email: str) -> str:
    """Under what the failed attempts for an address are counted."""
    plain = email.strip().lower()
    return hmac.digest(settings.SECRET_KEY.encode(), f"door|{plain}".encode(), "sha256").hex()


def lock_of(email: str) -> datetime | None:
    """Until when nobody can sign in with this address; None if it is not locked."""
    guard = SignInGuard.objects.filter(key=guard_key(email), locked_until__gt=now()).first()
    return guard.locked_until if guard else None


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    #: What is written on the button of the single sign-on; empty when there is none.
    single_sign_on: str
    is_trial: bool
    mail_works: bool


def sign_in_page(title: str = "Đăng nhập") -> SignInPage:
    return SignInPage(
        title=title,
        single_sign_on=settings.SINGLE_SIGN_ON_NAME,
        is_trial=not settings.PRODUCTION,
        mail_works=settings.MAIL_WORKS,
    )


@dataclass(frozen=True, kw_only=True)
class InvitationPage(Page):
    """What the holder of a link sees. ``invitation`` None: the link is of no use any more."""

    invitation: Invitation | None
    has_account: bool = False
    is_for_me: bool = False

    @property
    def newcomer(self) -> User | None:
        """The person that would be made: a password must not look like their name."""
        invited = self.invitation
        return User(email=invited.email, full_name=invited.full_name) if invited and not self.has_account else None


def open_invitation(digest: str) -> Invitation | None:
    return Invitation.objects.open_at(now()).select_related("organisation").filter(token_digest=digest).first()


def invitation_page(actor: Actor, invitation: Invitation | None) -> InvitationPage:
    if invitation is None:
        return InvitationPage(title="Lời mời không còn dùng được", invitation=None)
    account = User.objects.filter(email=invitation.email).first()
    return InvitationPage(
        title=f"Lời mời làm {ROLE_LABELS[Role(invitation.role)]} của {invitation.organisation}",
        invitation=invitation,
        has_account=account is not None,
        is_for_me=account is not None and account.pk == actor.user_id,
    )


# One's own account --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class AccountPage(Page):
    person: User
    roles: tuple[RoleAssignment, ...]
    second_step: SecondStep | None
    recovery_codes_left: int


def account_page(person: User, title: str = "Tài khoản") -> AccountPage:
    return AccountPage(
        title=title,
        crumbs=(Crumb("Tài khoản"),) if title == "Tài khoản" else (Crumb("Tài khoản", "/tai-khoan/"), Crumb(title)),
        person=person,
        roles=tuple(_roles_of(person)),
        second_step=SecondStep.objects.filter(user=person).first(),
        recovery_codes_left=person.recovery_codes.filter(used_at__isnull=True).count(),
    )


def _roles_of(person: User) -> QuerySet[RoleAssignment]:
    return person.role_assignments.select_related("organisation").order_by("-valid_from", "-pk")


def has_second_step(person: User) -> bool:
    return SecondStep.objects.filter(user=person).exists()


def own_page(title: str) -> Page:
    """A page under one's own account."""
    return Page(title=title, crumbs=(Crumb("Tài khoản", "/tai-khoan/"), Crumb(title)))


# People -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PeopleFilter:
    """What a list of people is narrowed to; empty means all."""

    text: str = ""
    organisation: str = ""  # code
    role: str = ""
    state: str = ""  # "", "ngung", "khong-vai-tro"


@dataclass(frozen=True, slots=True)
class PersonRow:
    person: User
    roles: tuple[RoleAssignment, ...]
    locked_until: datetime | None


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    rows: tuple[PersonRow, ...]
    invitations: tuple[Invitation, ...]
    pager: Pager
    organisation: Organisation | None
    is_filtered: bool
    may_invite: bool


def people_page(actor: Actor, wanted: PeopleFilter, paging: Paging) -> PeoplePage:
    day = today()
    found = _narrowed(visible_people(actor), wanted, day)
    count = found.count()
    pager = Pager.over(count, paging, unit="người")
    organisation = Organisation.objects.filter(code=wanted.organisation).first() if wanted.organisation else None
    reach = reach_of_manager(actor)
    return PeoplePage(
        title=f"{write_number(count)} người dùng" + (f" của {organisation}" if organisation else ""),
        crumbs=(Crumb("Người dùng"),),
        module=_MODULE,
        rows=_person_rows(found.order_by("sort_key", "pk")[pager.slice], day),
        invitations=tuple(_open_invitations(reach, organisation)),
        pager=pager,
        organisation=organisation,
        is_filtered=wanted != PeopleFilter(),
        may_invite=not reach.is_nowhere,
    )


def _narrowed(people: QuerySet[User], wanted: PeopleFilter, day: date) -> QuerySet[User]:
    for word in search_key(wanted.text).split():
        people = people.filter(begins_a_word(word) | Q(email__contains=word))
    held = RoleAssignment.objects.in_force_on(day)
    if wanted.organisation:
        held = held.filter(organisation__code=wanted.organisation)
    if wanted.role:
        held = held.filter(role=wanted.role)
    if wanted.organisation or wanted.role:
        people = people.filter(pk__in=held.values("user_id"))
    if wanted.state == "ngung":
        return people.filter(is_active=False)
    if wanted.state == "khong-vai-tro":
        return people.exclude(pk__in=RoleAssignment.objects.in_force_on(day).values("user_id"))
    return people


def _person_rows(people: Iterable[User], day: date) -> tuple[PersonRow, ...]:
    """With the roles of the day and locks. Three queries."""
    persons = list(people)
    roles: dict[int, list[RoleAssignment]] = defaultdict(list)
    for assignment in (
        RoleAssignment.objects.in_force_on(day)
        .filter(user__in=persons)
        .select_related("organisation")
        .order_by("organisation__sort_key", "role")
    ):
        roles[assignment.user_id].append(assignment)
    keys = {guard_key(person.email): person.pk for person in persons}
    locks = {
        keys[guard.key]: guard.locked_until
        for guard in SignInGuard.objects.filter(key__in=keys, locked_until__gt=now())
    }
    return tuple(PersonRow(person, tuple(roles[person.pk]), locks.get(person.pk)) for person in persons)


def _open_invitations(reach: Reach, organisation: Organisation | None) -> QuerySet[Invitation]:
    invitations = Invitation.objects.open_at(now()).select_related("organisation", "invited_by")
    if not reach.is_everywhere:
        invitations = invitations.filter(organisation_id__in=reach.organisation_ids)
    return invitations.filter(organisation=organisation) if organisation else invitations


def people_of_organisation(actor: Actor, organisation: Organisation) -> tuple[PersonRow, ...]:
    """Who holds a role there today, as far as the actor may see."""
    day = today()
    held = RoleAssignment.objects.in_force_on(day).filter(organisation=organisation)
    people = visible_people(actor).filter(pk__in=held.values("user_id"), is_active=True)
    return _person_rows(people.order_by("sort_key", "pk"), day)


@dataclass(frozen=True, slots=True)
class RoleRow:
    assignment: RoleAssignment
    is_in_force: bool
    is_past: bool
    may_end: bool


@dataclass(frozen=True, kw_only=True)
class PersonPage(Page):
    person: User
    roles: tuple[RoleRow, ...]
    locked_until: datetime | None
    has_second_step: bool
    may_manage: bool
    may_grant: bool
    is_self: bool


def person_page(actor: Actor, person: User) -> PersonPage:
    reach = reach_of_manager(actor)
    day = today()
    return PersonPage(
        title=person.full_name,
        crumbs=(_ALL, Crumb(person.full_name)),
        module=_MODULE,
        person=person,
        roles=tuple(_role_row(assignment, reach, day) for assignment in _roles_of(person)),
        locked_until=lock_of(person.email),
        has_second_step=has_second_step(person),
        may_manage=may_manage_person(actor, person),
        may_grant=not reach.is_nowhere,
        is_self=person.pk == actor.user_id,
    )


def _role_row(assignment: RoleAssignment, reach: Reach, day: date) -> RoleRow:
    is_past = assignment.valid_to is not None and assignment.valid_to <= day
    return RoleRow(
        assignment=assignment,
        is_in_force=assignment.exists_on(day),
        is_past=is_past,
        may_end=not is_past
        and reach.covers(assignment.organisation_id)
        and Role(assignment.role) in grantable_roles(reach),
    )


def organisations_in_reach(reach: Reach, day: date) -> QuerySet[Organisation]:
    """Organisations to which somebody with this reach may invite, on the day."""
    found: QuerySet[Organisation] = Organisation.objects.in_force_on(day)
    return found if reach.is_everywhere else found.filter(pk__in=reach.organisation_ids)


def work_page(title: str, *crumbs: Crumb, note: str = "") -> Page:
    """A form under the list of people."""
    return Page(title=title, crumbs=(_ALL, *crumbs, Crumb(title)), module=_MODULE, note=note)


# Permissions --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """A permission and, in the order of the roles, where each role holds it: "", "own" or "province"."""

    permission: Permission
    held: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class PermissionsPage(Page):
    roles: tuple[str, ...]
    rows: tuple[PermissionRow, ...]


def permissions_page() -> PermissionsPage:
    rows = tuple(
        PermissionRow(declared, tuple(_where_held(declared, role) for role in Role))
        for declared in sorted(all_permissions().values(), key=lambda declared: declared.name)
    )
    return PermissionsPage(
        title=f"{len(rows)} quyền của {len(Role)} vai trò",
        crumbs=(_ALL, Crumb("Phân quyền")),
        module=_MODULE,
        note=f"Áp dụng từ phiên bản đang chạy, xem ngày {write_date(today())}.",
        roles=tuple(ROLE_LABELS[role] for role in Role),
        rows=rows,
    )


def _where_held(declared: Permission, role: Role) -> str:
    if role in declared.province_wide:
        return "province"
    return "own" if role in declared.at_own else ""
