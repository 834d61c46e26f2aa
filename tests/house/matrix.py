"""Who may do what: every address of the house × every role, at the agency concerned and at another one.

A row says who gets the page (``allowed``, answered with ``ok``) and who sees the thing but may not do this (``denied``,
answered with 403). For everybody else who is signed in the thing is not there: 404. A new address needs a row here;
`test_permission_matrix` says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.files.base import ContentFile

from ansinh.domain.roles import Role
from tests.house.rows import rows_of_rooms
from tests.province import OBLIGATION_TEXT, TOKEN, Province

#: A role, held at the agency that the thing belongs to ("own"), at another agency ("other"), or at the provincial
#: committee ("committee"), whose administrators look after the whole installation.
Who = tuple[Role, str]

COMMITTEE: frozenset[Who] = frozenset({(Role.ADMINISTRATOR, "committee")})
EVERYONE: frozenset[Who] = frozenset((role, place) for role in Role for place in ("own", "other")) | COMMITTEE
NO_ONE: frozenset[Who] = frozenset()


def at_own(*roles: Role) -> frozenset[Who]:
    return frozenset((role, "own") for role in roles)


def anywhere(*roles: Role) -> frozenset[Who]:
    return frozenset(who for who in EVERYONE if who[0] in roles)


@dataclass(frozen=True)
class Row:
    address: str  # name of the URL pattern
    arguments: Mapping[str, Any] = field(default_factory=dict)
    method: str = field(default="get", kw_only=True)
    #: Of a form that is sent; made anew for each sending, because a file can only be read once.
    data: Callable[[], Mapping[str, Any]] = field(default=dict, kw_only=True)
    allowed: frozenset[Who] = field(default=EVERYONE, kw_only=True)
    denied: frozenset[Who] = field(default=NO_ONE, kw_only=True)
    ok: int = field(default=200, kw_only=True)
    #: Whose answer is none of these.
    special: Mapping[Who, int] = field(default_factory=dict, kw_only=True)
    #: Signed-in addresses send strangers to the sign-in page; public ones answer them too.
    stranger: int = field(default=302, kw_only=True)

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.address}"

    def expected(self, who: Who) -> int:
        if who in self.special:
            return self.special[who]
        if who in self.allowed:
            return self.ok
        return 403 if who in self.denied else 404


def post(
    address: str,
    arguments: Mapping[str, Any],
    data: Callable[[], Mapping[str, Any]] | Mapping[str, Any] | None = None,
    **more: Any,
) -> Row:
    """A form that is sent; a success leads to another page."""
    sent = data if callable(data) else lambda: data or {}
    return Row(address, arguments, method="post", data=sent, **({"ok": 302} | more))


def rows(p: Province) -> list[Row]:
    return [
        *_house(),
        *_door(),
        *_account(),
        *_people(p),
        *_register(p),
        *_plans(p),
        *_readings(p),
        *_documents(p),
        *_indicators(p),
        *_entry(p),
        *_jobs(p),
        *_audit(p),
        *rows_of_rooms(p),
    ]


def _house() -> list[Row]:
    return [
        Row("web:guide", stranger=200),
        Row("web:guide_chapter", {"slug": "ban-doc-van-ban"}, stranger=200),
        Row("web:components", stranger=200),
        Row("web:health", stranger=200),
        Row("web:session", stranger=200),
        Row("web:signed_in_again", stranger=200),
    ]


def _door() -> list[Row]:
    """For people who are not signed in yet; a dead or missing link says so to anyone."""
    nowhere = {"uid": "MQ", "token": "khong-co"}
    provider = {"provider_id": "tinh"}  # single sign-on is not set up here
    return [
        Row("accounts:sign_in", ok=302, stranger=200),
        Row("accounts:sign_in_code", ok=302),
        post("accounts:single_sign_on", {}, ok=404, stranger=404),
        Row("openid_connect_callback", provider, ok=404, stranger=404),
        Row("accounts:forgotten", stranger=200),
        Row("accounts:reset_password", nowhere, ok=404, stranger=404),
        Row("accounts:invitation", {"token": TOKEN}, stranger=200),
        Row("accounts:invitation", {"token": "khong-co"}, ok=404, stranger=404),
    ]


def _account() -> list[Row]:
    """Everybody's own."""
    wrong = {"current": "không đúng", "password": "mot cau de nho", "again": "mot cau de nho"}
    return [
        Row("accounts:account"),
        post("accounts:account", {}, {"full_name": "Tên Mới"}),
        Row("accounts:password"),
        post("accounts:password", {}, wrong, ok=400),
        Row("accounts:two_step"),
        post("accounts:two_step_change", {"what": "tat"}, {"current": "không đúng"}, ok=400),
        post("accounts:sign_out", {}),
        post("accounts:sign_out_everywhere", {}),
        Row("accounts:permissions"),
    ]


def _people(p: Province) -> list[Row]:
    """People of an agency are seen by their colleagues and looked after by its administrators."""
    officer = p.person(Role.FOCAL)
    pk = {"pk": officer.pk}
    seers = at_own(*Role) | anywhere(Role.COORDINATOR, Role.AUDITOR) | COMMITTEE
    keepers = at_own(Role.ADMINISTRATOR) | COMMITTEE
    keep: dict[str, Any] = {"allowed": keepers, "denied": seers - keepers}
    administrators = anywhere(Role.ADMINISTRATOR)
    new = {"full_name": "Người Khác", "email": "khac@so.example", "role": "approver", "organisation": p.own.pk}
    grant = {"role": "approver", "organisation": p.own.pk, "valid_from": "01/01/2026"}
    end = {"valid_to": "01/01/2027", "legal_basis": "Quyết định thử"}
    other_administrator: Who = (Role.ADMINISTRATOR, "other")
    return [
        Row("accounts:users"),
        Row("accounts:people_of", {"code": p.own.code}),
        Row("accounts:invite", allowed=administrators, denied=EVERYONE - administrators),
        post(
            "accounts:invite",
            {},
            new,
            allowed=keepers,
            denied=EVERYONE - keepers,
            ok=200,
            special={other_administrator: 400},  # the agency is not among those he may choose
        ),
        post("accounts:withdraw_invitation", {"pk": p.invitation.pk}, allowed=keepers),
        Row("accounts:person", pk, allowed=seers),
        Row("accounts:change_person", pk, **keep),
        post("accounts:change_person", pk, {"full_name": "Tên Mới"}, **keep),
        Row("accounts:grant_role", pk, **keep),
        post("accounts:grant_role", pk, grant, **keep),
        Row("accounts:end_role", {"pk": p.assignment.pk}, allowed=keepers),
        post("accounts:end_role", {"pk": p.assignment.pk}, end, allowed=keepers),
        Row("accounts:deactivate", pk, **keep),
        post("accounts:deactivate", pk, {"reason": "Chuyển công tác"}, **keep),
        post("accounts:make_reset_link", pk, **(keep | {"ok": 200})),
        post("accounts:look_after", {**pk, "what": "mo-khoa"}, **keep),
    ]


def _register(p: Province) -> list[Row]:
    """Everyone reads the register; it belongs to the provincial committee."""
    code, group = {"code": p.own.code}, {"code": p.group.code}
    keep: dict[str, Any] = {"allowed": COMMITTEE, "denied": EVERYONE - COMMITTEE}
    values = {
        "name": "Sở Thử nghiệm", "short_name": "Sở Thử", "kind": "department", "valid_from": "01/01/2024",
        "legal_basis": "Quyết định thử", "confidence": "stated", "version": 1,
    }  # fmt: skip
    leaving = {"valid_to": "01/01/2027", "legal_basis": "Quyết định thử", "version": 1}
    joining = {"organisation": p.other.pk, "valid_from": "01/01/2024", "legal_basis": "Quyết định thử"}
    readers_of_papers = anywhere(Role.COORDINATOR, Role.ADMINISTRATOR)
    return [
        Row("orgs:organisations"),
        Row("orgs:units"),
        Row("orgs:organisation", code),
        Row("orgs:group", group),
        Row("orgs:add_organisation", **keep),
        post("orgs:add_organisation", {}, values, **keep),
        Row("orgs:change_organisation", code, **keep),
        post("orgs:change_organisation", code, values, **keep),
        Row("orgs:close_organisation", code, **keep),
        post("orgs:close_organisation", code, leaving, **keep),
        Row("orgs:add_member", group, **keep),
        post("orgs:add_member", group, joining, **keep),
        Row("orgs:end_member", {"pk": p.member.pk}, **keep),
        post("orgs:end_member", {"pk": p.member.pk}, leaving, **keep),
        # Who matches agencies at a desk teaches the register how documents write them.
        post(
            "orgs:add_known_name",
            code,
            {"text": "Sở LĐTB và XH"},
            allowed=readers_of_papers,
            denied=EVERYONE - readers_of_papers,
        ),
        post("orgs:remove_known_name", {"pk": p.known_name.pk}, **keep),
    ]


def _plans(p: Province) -> list[Row]:
    """A published plan is open to everyone signed in; the coordinating agency assigns."""
    plan = {"slug": p.plan.slug}
    assigners = at_own(Role.COORDINATOR)
    kinds = {"target": p.target, "task": p.task, "obligation": p.obligation}
    return [
        Row("plans:overview"),
        Row("plans:search"),
        Row("plans:plans"),
        *(
            Row(f"plans:{page}", plan)
            for page in ("plan", "document", "targets", "tasks", "obligations", "assign", "amendments")
        ),
        # Nothing is ticked: who may assign is told so.
        post("plans:assign", plan, allowed=assigners, denied=EVERYONE - assigners, ok=400),
        Row("plans:amending_document", {**plan, "pk": p.amendment.document_id}),
        Row("plans:plan_docx", plan),
        Row("plans:plan_xlsx", plan),
        Row("plans:section", {**plan, "code": "II"}),
        *(Row(f"plans:{kind}", {**plan, "code": promise.code}) for kind, promise in kinds.items()),
        *(
            Row(
                f"plans:assign_{kind}",
                {**plan, "code": promise.code},
                allowed=assigners,
                denied=EVERYONE - assigners,
            )
            for kind, promise in kinds.items()
        ),
        *(
            post(
                f"plans:assign_{kind}",
                {**plan, "code": promise.code},
                {
                    "organisation": p.other.name,
                    "version": promise.version,
                    "from_day": "01/04/2024",
                    "ground": "Theo phân công.",
                },
                allowed=assigners,
                denied=EVERYONE - assigners,
            )
            for kind, promise in kinds.items()
        ),
    ]


#: Who sees what an agency has not published yet.
SEE_DRAFTS = at_own(Role.COORDINATOR, Role.FOCAL, Role.APPROVER, Role.LEADER) | anywhere(Role.AUDITOR) | COMMITTEE


def _readings(p: Province) -> list[Row]:
    """The desk belongs to the officers of the agency that brought the document in."""
    desk = {"pk": p.reading.pk}
    item = {**desk, "item_pk": p.item.pk}
    officers = at_own(Role.COORDINATOR, Role.FOCAL)
    publishers = at_own(Role.COORDINATOR)
    bringers = anywhere(Role.COORDINATOR, Role.FOCAL)
    move: dict[str, Any] = {"allowed": officers, "denied": SEE_DRAFTS - officers}
    version = {"version": p.item.version}
    two_lines = p.item.quote.replace(" đạt", "\nđạt")
    header = {
        "version": p.draft.version,
        "number": "70/KH-UBND",
        "kind": "Kế hoạch",
        "issuer": "UBND tỉnh",
        "issued_on": "20/03/2024",
        "title": "Thử",
    }
    return [
        Row("readings:list"),
        Row("readings:upload"),
        post(
            "readings:upload",
            {},
            lambda: {"file": ContentFile(b"Ke hoach", "moi.txt")},
            allowed=bringers,
            denied=EVERYONE - bringers,
        ),
        post("readings:of_document", {"pk": p.draft.pk}, allowed=SEE_DRAFTS),  # it was read: to its desk
        Row("readings:desk", desk, allowed=SEE_DRAFTS),
        Row("readings:item", item, allowed=SEE_DRAFTS),
        Row("readings:header", desk, allowed=SEE_DRAFTS),
        post("readings:header", desk, header, allowed=SEE_DRAFTS & bringers, denied=SEE_DRAFTS - bringers),
        Row("readings:add", desk, allowed=SEE_DRAFTS),
        post("readings:add", desk, {"kind": "obligation", "code": "II.3", "words": OBLIGATION_TEXT}, **move),
        post("readings:confirm", item, {**version, **p.item.values}, **move),
        post("readings:confirm_many", desk, {"item": f"{p.item.pk}:{p.item.version}"}, **move),
        post("readings:reject", item, {**version, "reason": "Không phải chỉ tiêu."}, **move),
        post("readings:reopen", item, version, **(move | {"ok": 400})),  # it was not closed
        post("readings:merge", item, {**version, "other": p.next_item.pk}, **move),
        post("readings:split", item, {**version, "lines": two_lines}, **move),
        post("readings:remark", {**desk, "remark_pk": p.remark.pk}, **move),
        # A reading of a new plan: there is no day of force and no promise to point at.
        post("readings:effective", desk, {"effective_from": "01/06/2025"}, **(move | {"ok": 400})),
        post("readings:point", item, {**version, "change": "add"}, **(move | {"ok": 400})),
        post("readings:read_as", desk, {"plan": p.plan.slug}, **move),
        # Items are still waiting: who may publish is told so.
        post("readings:publish", desk, allowed=publishers, denied=SEE_DRAFTS - publishers, ok=400),
    ]


def _documents(p: Province) -> list[Row]:
    return [
        Row("documents:list"),
        Row("documents:detail", {"pk": p.document.pk}),
        Row("documents:detail", {"pk": p.draft.pk}, allowed=SEE_DRAFTS),
        Row("documents:original", {"pk": p.document.pk}),
        Row("documents:original", {"pk": p.draft.pk}, allowed=SEE_DRAFTS),
    ]


def _indicators(p: Province) -> list[Row]:
    """Definitions and approved figures are open to everyone signed in; coordinating officers define and record."""
    code, batch = {"code": p.indicator.code}, {"pk": p.batch.pk}
    coordinators = anywhere(Role.COORDINATOR)
    seers = coordinators | anywhere(Role.AUDITOR)
    define: dict[str, Any] = {"allowed": coordinators, "denied": EVERYONE - coordinators}
    target = {"slug": p.plan.slug, "code": p.target.code}
    judges = at_own(Role.COORDINATOR, Role.APPROVER)
    figure = {"period": "2024", "value": "95", "vintage": "final", "new_source": "Báo cáo thử"}
    return [
        Row("indicators:list"),
        Row("indicators:indicator", code),
        Row("indicators:change_definition", code, **define),
        post("indicators:change_definition", code, {"name": ""}, **define, ok=400),
        Row("indicators:record_figure", code, **define),
        post("indicators:record_figure", code, figure, **define),
        Row("indicators:batch_list", allowed=seers, denied=EVERYONE - seers),
        Row("indicators:batch", batch, allowed=seers),
        post("indicators:reverse_batch", batch, {"reason": "thử"}, allowed=coordinators, denied=seers - coordinators),
        Row("indicators:judge", target, allowed=judges, denied=EVERYONE - judges),
        post(
            "indicators:judge",
            target,
            {"status": "warn", "reason": ""},
            allowed=judges,
            denied=EVERYONE - judges,
            ok=400,
        ),
    ]


def _entry(p: Province) -> list[Row]:
    """A sheet is of the agency that fills it in and of the one that approves it; coordinators and auditors see all."""
    sheet = {"pk": p.sheet.pk}
    coordinators = anywhere(Role.COORDINATOR)
    approvers = frozenset({(Role.APPROVER, "other"), (Role.COORDINATOR, "other")})
    seers = anywhere(Role.COORDINATOR, Role.AUDITOR) | at_own(Role.FOCAL, Role.APPROVER) | approvers
    fillers = at_own(Role.FOCAL, Role.COORDINATOR)
    fill: dict[str, Any] = {"allowed": fillers, "denied": seers - fillers}
    decide: dict[str, Any] = {"allowed": approvers, "denied": seers - approvers, "ok": 409}  # nobody has sent it yet
    opening: dict[str, Any] = {"allowed": coordinators, "denied": EVERYONE - coordinators}
    return [
        Row("indicators:sheets"),
        Row("indicators:open_sheets", **opening),
        post("indicators:open_sheets", {}, {"period": ""}, **opening, ok=400),
        Row("indicators:sheet", sheet, allowed=seers),
        post("indicators:sheet", sheet, {"seen": "{}"}, **fill),
        post("indicators:save_cells", sheet, {"cells": "[]"}, **fill, ok=200),
        post("indicators:approve_sheet", sheet, **decide),
        post("indicators:return_sheet", sheet, {"reason": "thử"}, **decide),
        post("indicators:reopen_sheet", sheet, {"reason": "thử"}, **decide),
    ]


def _jobs(p: Province) -> list[Row]:
    """A job is of whoever asked for it, and of the province's administrators."""
    job = {"pk": p.job.pk}
    its_people = at_own(Role.COORDINATOR) | COMMITTEE
    return [
        Row("jobs:list"),
        Row("jobs:detail", job, allowed=its_people),
        Row("jobs:progress", job, allowed=its_people),
        post("jobs:cancel", job, allowed=its_people),
    ]


def _audit(p: Province) -> list[Row]:
    """Auditors and the province's administrators read all of the log; others what their own agency did."""
    readers = anywhere(Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR) | COMMITTEE
    return [
        Row("audit:list", allowed=readers, denied=EVERYONE - readers),
        Row("audit:export", allowed=readers, denied=EVERYONE - readers),
        Row(
            "audit:entry",
            {"sequence": p.entry.sequence},
            allowed=at_own(Role.COORDINATOR, Role.ADMINISTRATOR) | anywhere(Role.AUDITOR) | COMMITTEE,
        ),
    ]
