"""The permission matrix of units' own plans: the plan above is of ``own``, which follows it; the unit is ``other``."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from ansinh.apps.cascade.models import LinkKind, PromiseLink
from ansinh.apps.documents.models import Document, StoredFile
from ansinh.apps.plans.models import Plan, PromiseKind, Target, TargetWording
from ansinh.domain.cascade import LinkGround
from ansinh.domain.readings import Comparison
from ansinh.domain.roles import Role
from tests.house.matrix import EVERYONE, SEE_DRAFTS, Row, at_own, post
from tests.province import ISSUED, Province


def rows(p: Province) -> list[Row]:
    plan, child, link = _unit_plan(p)
    above, unit = {"slug": p.plan.slug}, {"slug": p.plan.slug, "code": p.other.code}
    below, item = {"slug": plan.slug}, {"slug": plan.slug, "pk": child.pk}
    made = {"slug": plan.slug, "pk": link.pk}
    follows = at_own(Role.COORDINATOR)
    linkers = follows | frozenset({(Role.COORDINATOR, "other"), (Role.FOCAL, "other")})
    drafters = linkers | frozenset({(Role.APPROVER, "other")})
    move: dict[str, Any] = {"allowed": linkers, "denied": EVERYONE - linkers}
    desk = at_own(Role.COORDINATOR, Role.FOCAL)
    return [
        Row("cascade:matrix"),
        Row("cascade:matrix_of", above),
        Row("cascade:matrix_xlsx", above),
        Row("cascade:units", above),
        Row("cascade:unit", unit),
        Row("cascade:sums", above),
        Row("cascade:links", below),
        post("cascade:draft", unit, allowed=drafters, denied=EVERYONE - drafters, ok=200),
        # Nothing is ticked, the parent is missing: who may link is told so.
        post("cascade:accept", below, **move, ok=400),
        post("cascade:link", item, {"own": "on"}, **move, ok=409),  # it is linked already
        post("cascade:figures", made, {"value": "30", "version": link.version}, **move),
        post("cascade:unlink", made, {"version": link.version}, **move),
        post(
            "readings:carries_out",
            {"pk": p.reading.pk},
            {"parent": p.plan.slug, "seen": ""},
            allowed=desk,
            denied=SEE_DRAFTS - desk,
        ),
    ]


def _unit_plan(p: Province) -> tuple[Plan, Target, PromiseLink]:
    """A published plan of ``other`` under the plan of the province, with one target that is linked."""
    file = StoredFile.objects.create(sha256="c" * 64, size=1, media_type="text/plain", stored_at=timezone.now())
    document = Document.objects.create(
        file=file, file_name="kh-so.txt", organisation=p.other, uploaded_at=timezone.now(), is_published=True,
        number="7/KH-SYT", issued_on=ISSUED,
    )  # fmt: skip
    plan = Plan.objects.create(
        document=document, slug="7-kh-syt-2024", number="7/KH-SYT", title="Thực hiện", issuer=p.other,
        coordinating_agency=p.other, parent=p.plan, issued_on=ISSUED, published_at=timezone.now(),
    )  # fmt: skip
    child = Target.objects.create(plan=plan, kind=PromiseKind.TARGET, code="I.1", order=1, began_on=ISSUED)
    TargetWording.objects.create(
        target=child, name="Tỷ lệ", comparison=Comparison.EQUAL.value, value=96, unit="%", document=document,
        valid_from=ISSUED,
    )  # fmt: skip
    link = PromiseLink.objects.create(
        child=child, parent=p.target, kind=LinkKind.CARRIES_OUT, ground=LinkGround.CHOSEN.value, valid_from=ISSUED,
        linked_at=timezone.now(),
    )  # fmt: skip
    return plan, child, link
