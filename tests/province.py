"""A small province for tests: organisations, people in every role, a published plan, an open reading, a job.

Everything is made from the tables directly, so that a fault in an action or a loader shows in its own tests only; the
one entry of the audit log goes through the kit, for only that can seal it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from ansinh.apps.accounts.actions import token_digest
from ansinh.apps.accounts.models import Invitation, RoleAssignment, User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.documents.actions import storage_path
from ansinh.apps.documents.models import Document, DocumentState, Passage, StoredFile
from ansinh.apps.indicators.models import Batch, EntryForm, EntrySheet, Indicator, TargetMeasurement
from ansinh.apps.jobs.models import Job
from ansinh.apps.orgs.models import (
    AdministrativeUnit,
    GroupMembership,
    KnownName,
    Organisation,
    OrganisationGroup,
    OrganisationKind,
    UnitLevel,
)
from ansinh.apps.plans.models import (
    Holding,
    HoldingRole,
    Obligation,
    ObligationWording,
    Plan,
    PlanAmendment,
    PlanSection,
    PlanTask,
    PromiseKind,
    Target,
    TargetWording,
    TaskWording,
)
from ansinh.apps.readings.models import ItemKind, Reading, ReadingItem, ReadingRemark
from ansinh.domain.desk import target_values
from ansinh.domain.indicators import Direction, PlaceRule, Shape, TimeRule
from ansinh.domain.periods import PeriodKind
from ansinh.domain.readings import Comparison, Frequency, ObligationKind, Quote, TargetReading
from ansinh.domain.roles import ROLE_LABELS, Role
from ansinh.domain.vietnamese import search_key, sort_key
from ansinh.kit.clock import today
from ansinh.kit.trail import Trace, record
from ansinh.papers.intake import open_paper
from ansinh.papers.keeping import shape_of

BEGAN = date(2020, 1, 1)
ISSUED = date(2024, 3, 20)
AMENDED = date(2024, 4, 1)
PASSWORD = "mat-khau-thu-nghiem"
TOKEN = "loi-moi-thu-nghiem"

TARGET_TEXT = "Tỷ lệ tham gia bảo hiểm y tế đạt trên 95% dân số vào năm 2025."
TASK_TEXT = "Tổ chức sàn giao dịch việc làm định kỳ."
OBLIGATION_TEXT = "Báo cáo kết quả thực hiện trước ngày 30/10 hằng năm."


@dataclass(frozen=True)
class Province:
    """``own`` is the agency that coordinates the plan and brought its document in; ``other`` is any other agency."""

    unit: AdministrativeUnit
    committee: Organisation
    own: Organisation
    other: Organisation
    people: dict[tuple[Role, int], User]  # by role and key of the organisation
    assignment: RoleAssignment  # the focal officer's at ``own``
    invitation: Invitation  # to ``own``, by the link with TOKEN
    group: OrganisationGroup
    member: GroupMembership  # ``own`` in ``group``
    known_name: KnownName  # of ``own``
    document: Document
    plan: Plan
    target: Target
    task: PlanTask
    obligation: Obligation
    amendment: PlanAmendment  # of the plan, by a published document that changed no promise
    draft: Document  # not published, with an open reading
    reading: Reading
    item: ReadingItem
    next_item: ReadingItem
    remark: ReadingRemark
    job: Job
    indicator: Indicator  # measures ``target``; without figures
    batch: Batch  # without figures
    sheet: EntrySheet  # being filled in by ``own``, to be approved by ``other``
    entry: AuditEntry  # what the coordinating officer of ``own`` did

    def person(self, role: Role, organisation: Organisation | None = None) -> User:
        """Who holds ``role`` at ``organisation`` (at ``own`` when none is named)."""
        return self.people[role, (organisation or self.own).pk]


def make_province() -> Province:
    unit = AdministrativeUnit.objects.create(
        code="51", name="Quảng Ngãi", kind="Tỉnh", level=UnitLevel.PROVINCE, valid_from=BEGAN, **_keys("Quảng Ngãi")
    )
    committee = _organisation("ubnd-tinh", "UBND tỉnh Quảng Ngãi", OrganisationKind.PROVINCIAL_COMMITTEE, unit=unit)
    own = _organisation("so-ldtbxh", "Sở LĐ-TB&XH", OrganisationKind.DEPARTMENT, parent=committee)
    other = _organisation("so-y-te", "Sở Y tế", OrganisationKind.DEPARTMENT, parent=committee)
    people = {(role, place.pk): _person(role, place) for place in (own, other) for role in Role}
    # Who looks after the whole installation.
    people[Role.ADMINISTRATOR, committee.pk] = _person(Role.ADMINISTRATOR, committee)
    group = OrganisationGroup.objects.create(code="so-ban-nganh", name="Các sở, ban, ngành tỉnh")
    document = _document(own, "65/KH-UBND", published=True)
    plan = _plan(document, committee, own)
    target, task, obligation = _promises(plan, own)
    indicator = _indicator()
    TargetMeasurement.objects.create(target=target, indicator=indicator, shape=Shape.LEVEL.value)
    draft = _document(own, "70/KH-UBND", published=False)
    reading = Reading.objects.create(document=draft, reader_version="1", created_at=timezone.now())
    return Province(
        unit=unit,
        committee=committee,
        own=own,
        other=other,
        people=people,
        assignment=RoleAssignment.objects.get(user=people[Role.FOCAL, own.pk]),
        invitation=_invitation(own),
        group=group,
        member=GroupMembership.objects.create(group=group, organisation=own, valid_from=BEGAN),
        known_name=KnownName.objects.create(text="Sở Lao động", search_key=search_key("Sở Lao động"), organisation=own),
        document=document,
        plan=plan,
        target=target,
        task=task,
        obligation=obligation,
        amendment=_amendment(plan, own),
        draft=draft,
        reading=reading,
        item=_item(reading, 1, TARGET_TEXT),
        next_item=_item(reading, 2, TASK_TEXT),
        remark=ReadingRemark.objects.create(reading=reading, message="Chưa rõ năm đến hạn."),
        job=Job.objects.create(
            kind="test",
            title="Đọc văn bản 70/KH-UBND",
            requested_by=people[Role.COORDINATOR, own.pk],
            organisation_id=own.pk,
            created_at=timezone.now(),
        ),
        entry=_entry(people[Role.COORDINATOR, own.pk]),
        indicator=indicator,
        batch=Batch.objects.create(kind=Batch.Kind.LOAD, title="Số liệu thử", recorded_at=timezone.now()),
        sheet=_sheet(own, other),
    )


def _sheet(own: Organisation, other: Organisation) -> EntrySheet:
    form = EntryForm.objects.create(
        code="bieu-thu", name="Biểu của tỉnh thử", frequency="year", level="district", approver=other
    )
    return EntrySheet.objects.create(form=form, organisation=own, period="2024", vintage="final")


def _indicator() -> Indicator:
    return Indicator.objects.create(
        code="bhyt",
        name="Tỷ lệ tham gia bảo hiểm y tế",
        definition="Số người có thẻ bảo hiểm y tế trên dân số.",
        unit="%",
        is_ratio=True,
        scale=100,
        direction=Direction.HIGHER.value,
        frequency=PeriodKind.YEAR.value,
        over_place=PlaceRule.RATIO_OF_SUMS.value,
        over_time=TimeRule.LAST.value,
        search_key="bhyt ty le tham gia bao hiem y te",
    )


def _entry(doer: User) -> AuditEntry:
    record(actor_for(doer, today()), Trace("test.act", ("tests.Thing", "1", "Việc thử"), "Làm một việc thử."))
    return AuditEntry.objects.latest("sequence")


def _keys(name: str) -> dict[str, str]:
    return {"search_key": search_key(name), "sort_key": sort_key(name)}


def _organisation(
    code: str,
    name: str,
    kind: OrganisationKind,
    *,
    parent: Organisation | None = None,
    unit: AdministrativeUnit | None = None,
) -> Organisation:
    return Organisation.objects.create(
        code=code, name=name, short_name=name, kind=kind, parent=parent, unit=unit, valid_from=BEGAN, **_keys(name)
    )


def _person(role: Role, organisation: Organisation) -> User:
    user = User.objects.create_user(
        email=f"{role.value}@{organisation.code}.example", full_name=f"{ROLE_LABELS[role]} Thử", password=PASSWORD
    )
    RoleAssignment.objects.create(user=user, role=role.value, organisation=organisation, valid_from=BEGAN)
    return user


def _invitation(organisation: Organisation) -> Invitation:
    return Invitation.objects.create(
        email="nguoi.moi@so-ldtbxh.example",
        full_name="Người Mới",
        role=Role.FOCAL.value,
        organisation=organisation,
        token_digest=token_digest(TOKEN),
        created_at=timezone.now(),
        expires_at=timezone.now() + timedelta(days=14),
    )


def _document(owner: Organisation, number: str, *, published: bool) -> Document:
    content = f"KẾ HOẠCH {number}\n\n{TARGET_TEXT}\n\n{TASK_TEXT}\n\n{OBLIGATION_TEXT}\n".encode()
    paper = open_paper(content, "ke-hoach.txt")
    file = _stored(content)
    document = Document.objects.create(
        file=file,
        file_name="ke-hoach.txt",
        organisation=owner,
        uploaded_at=timezone.now(),
        state=DocumentState.READ,
        is_published=published,
        source_format="txt",
        text=paper.text,
        blocks=shape_of(paper)["blocks"],
        number=number,
        kind="Kế hoạch",
        issued_on=ISSUED,
        title="Thực hiện chính sách xã hội",
    )
    Passage.objects.create(
        document=document, order=1, code="II", label="II.", heading="Chỉ tiêu", level=1, start=0, end=len(paper.text),
        text_end=len(paper.text),
    )  # fmt: skip
    return document


def _stored(content: bytes) -> StoredFile:
    digest = sha256(content).hexdigest()
    if not default_storage.exists(storage_path(digest)):
        default_storage.save(storage_path(digest), ContentFile(content))
    return StoredFile.objects.create(
        sha256=digest, size=len(content), media_type="text/plain", stored_at=timezone.now()
    )


def _plan(document: Document, committee: Organisation, coordinating: Organisation) -> Plan:
    return Plan.objects.create(
        document=document,
        slug="65-kh-ubnd-2024",
        number=document.number,
        title=document.title,
        issuer=committee,
        coordinating_agency=coordinating,
        issued_on=ISSUED,
        published_at=timezone.now(),
    )


def _promises(plan: Plan, holder: Organisation) -> tuple[Target, PlanTask, Obligation]:
    common = {"plan": plan, "section": _section(plan), "began_on": ISSUED}
    target = Target.objects.create(
        kind=PromiseKind.TARGET, code="II.1", order=1, search_key=search_key(TARGET_TEXT), **common
    )
    TargetWording.objects.create(
        target=target,
        name="Tỷ lệ tham gia bảo hiểm y tế",
        comparison=Comparison.MORE_THAN.value,
        value=95,
        unit="%",
        due_year=2025,
        **_words(plan, TARGET_TEXT),
    )
    task = PlanTask.objects.create(
        kind=PromiseKind.TASK, code="II.2", order=2, search_key=search_key(TASK_TEXT), **common
    )
    TaskWording.objects.create(task=task, name=TASK_TEXT, text=TASK_TEXT, **_words(plan, TASK_TEXT))
    obligation = Obligation.objects.create(
        kind=PromiseKind.OBLIGATION, code="II.3", order=3, search_key=search_key(OBLIGATION_TEXT), **common
    )
    ObligationWording.objects.create(
        obligation=obligation,
        obligation_kind=ObligationKind.REPORT.value,
        what=OBLIGATION_TEXT,
        frequency=Frequency.YEARLY.value,
        due_day=30,
        due_month=10,
        due_before=True,
        **_words(plan, OBLIGATION_TEXT),
    )
    for promise in (target, task, obligation):
        Holding.objects.create(
            promise=promise, role=HoldingRole.ACCOUNTABLE, organisation=holder, valid_from=ISSUED, raw=holder.name
        )
    return target, task, obligation


def _section(plan: Plan) -> PlanSection:
    return PlanSection.objects.create(
        plan=plan, order=1, code="II", label="II.", heading="Chỉ tiêu", level=1, start=0, end=len(plan.document.text)
    )


def _amendment(plan: Plan, owner: Organisation) -> PlanAmendment:
    return PlanAmendment.objects.create(
        plan=plan,
        document=_document(owner, "66/QĐ-UBND", published=True),
        effective_from=AMENDED,
        published_at=timezone.now(),
    )


def _words(plan: Plan, quote: str) -> dict[str, object]:
    start = plan.document.text.index(quote)
    return {
        "document": plan.document,
        "quote": quote,
        "start": start,
        "end": start + len(quote),
        "valid_from": ISSUED,
    }


def _item(reading: Reading, number: int, quote: str) -> ReadingItem:
    start = reading.document.text.index(quote)
    words = Quote(quote, start, start + len(quote))
    found = TargetReading(
        section="II",
        name=quote.rstrip("."),
        operator=Comparison.MORE_THAN,
        value=95,
        low=None,
        high=None,
        unit="%",
        due_year=2025,
        population=None,
        quote=words,
        confidence=0.9,
    )
    values = target_values(found)
    return ReadingItem.objects.create(
        reading=reading,
        kind=ItemKind.TARGET,
        code=f"II.{number}",
        order=number,
        values=values,
        as_read=values,
        quote=words.text,
        start=words.start,
        end=words.end,
        confidence=found.confidence,
    )
