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
from tests.province import OBLIGATION_TEXT, Province

#: A role, held at the agency that the thing belongs to ("own") or at another agency ("other").
Who = tuple[Role, str]


def at_own(*roles: Role) -> frozenset[Who]:
    return frozenset((role, "own") for role in roles)


def at_other(*roles: Role) -> frozenset[Who]:
    return frozenset((role, "other") for role in roles)


def anywhere(*roles: Role) -> frozenset[Who]:
    return at_own(*roles) | at_other(*roles)


EVERYONE = anywhere(*Role)
NO_ONE: frozenset[Who] = frozenset()


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
    #: Signed-in addresses send strangers to the sign-in page; public ones answer them too.
    stranger: int = field(default=302, kw_only=True)

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.address}"

    def expected(self, who: Who) -> int:
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
    return [*_house(), *_plans(p), *_readings(p), *_documents(p), *_jobs(p), *_audit(p)]


def _house() -> list[Row]:
    return [
        Row("web:guide", stranger=200),
        Row("web:guide_chapter", {"slug": "ban-doc-van-ban"}, stranger=200),
        Row("web:components", stranger=200),
        Row("web:health", stranger=200),
        Row("web:session", stranger=200),
        Row("web:signed_in_again", stranger=200),
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
        *(Row(f"plans:{page}", plan) for page in ("plan", "document", "targets", "tasks", "obligations", "assign")),
        Row("plans:plan_docx", plan),
        Row("plans:section", {**plan, "code": "II"}),
        *(Row(f"plans:{kind}", {**plan, "code": promise.code}) for kind, promise in kinds.items()),
        *(Row(f"plans:assign_{kind}", {**plan, "code": promise.code}) for kind, promise in kinds.items()),
        *(
            post(
                f"plans:assign_{kind}",
                {**plan, "code": promise.code},
                {"organisation": p.other.name, "version": promise.version, "ground": "Theo phân công."},
                allowed=assigners,
                denied=EVERYONE - assigners,
            )
            for kind, promise in kinds.items()
        ),
    ]


#: Who sees what an agency has not published yet.
SEE_DRAFTS = at_own(Role.COORDINATOR, Role.FOCAL, Role.APPROVER, Role.LEADER) | anywhere(
    Role.AUDITOR, Role.ADMINISTRATOR
)


def _readings(p: Province) -> list[Row]:
    """The desk belongs to the officers of the agency that brought the document in."""
    desk = {"pk": p.reading.pk}
    item = {**desk, "item_pk": p.item.pk}
    officers = at_own(Role.COORDINATOR, Role.FOCAL)
    publishers = at_own(Role.COORDINATOR)
    bringers = anywhere(Role.COORDINATOR, Role.FOCAL, Role.ADMINISTRATOR)
    move: dict[str, Any] = {"allowed": officers, "denied": SEE_DRAFTS - officers}
    version = {"version": p.item.version}
    two_lines = p.item.quote.replace(" đạt", "\nđạt")
    header = {
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
        Row("readings:of_document", {"pk": p.draft.pk}, allowed=SEE_DRAFTS, ok=302),
        Row("readings:desk", desk, allowed=SEE_DRAFTS),
        Row("readings:item", item, allowed=SEE_DRAFTS),
        Row("readings:header", desk, allowed=SEE_DRAFTS),
        post("readings:header", desk, header, allowed=SEE_DRAFTS & bringers, denied=SEE_DRAFTS - bringers),
        Row("readings:add", desk, allowed=SEE_DRAFTS),
        post("readings:add", desk, {"kind": "obligation", "words": OBLIGATION_TEXT}, **move),
        post("readings:confirm", item, {**version, **p.item.values}, **move),
        post("readings:confirm_many", desk, {"item": f"{p.item.pk}:{p.item.version}"}, **move),
        post("readings:reject", item, {**version, "reason": "Không phải chỉ tiêu."}, **move),
        post("readings:reopen", item, version, **(move | {"ok": 400})),  # it was not closed
        post("readings:merge", item, {**version, "other": p.next_item.pk}, **move),
        post("readings:split", item, {**version, "lines": two_lines}, **move),
        post("readings:remark", {**desk, "remark_pk": p.remark.pk}, **move),
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


def _jobs(p: Province) -> list[Row]:
    """A job is of whoever asked for it, and of administrators."""
    job = {"pk": p.job.pk}
    its_people = at_own(Role.COORDINATOR) | anywhere(Role.ADMINISTRATOR)
    return [
        Row("jobs:list"),
        Row("jobs:detail", job, allowed=its_people),
        Row("jobs:progress", job, allowed=its_people),
        post("jobs:cancel", job, allowed=its_people),
    ]


def _audit(p: Province) -> list[Row]:
    """Auditors and administrators read all of the log; coordinating officers what their own agency did."""
    readers = anywhere(Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)
    return [
        Row("audit:list", allowed=readers, denied=EVERYONE - readers),
        Row("audit:export", allowed=readers, denied=EVERYONE - readers),
        Row(
            "audit:entry",
            {"sequence": p.entry.sequence},
            allowed=at_own(Role.COORDINATOR) | anywhere(Role.AUDITOR, Role.ADMINISTRATOR),
        ),
    ]
