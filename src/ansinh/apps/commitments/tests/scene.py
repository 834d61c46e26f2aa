"""A small province in which another agency leads the task and the coordinating agency accepts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.commitments import actions
from ansinh.apps.commitments.actions import CommitmentWords, NewEvidence, Progress
from ansinh.apps.commitments.actions.evidence import NewFile
from ansinh.apps.commitments.models import Commitment, Duty
from ansinh.apps.plans.models import Holding, HoldingRole
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor
from tests.province import ISSUED, Province

DAY = date(2024, 5, 6)
WORDS = CommitmentWords(
    product="12 phiên giao dịch việc làm",
    measure="số phiên đã tổ chức",
    due_on=date(2024, 9, 30),
    in_charge="Chuyên viên mẫu 01",
    unit="phiên",
)
PDF = b"%PDF-1.4 minh chung"


def pdf(name: str = "bao-cao.pdf", content: bytes = PDF) -> NewFile:
    return NewFile(BytesIO(content), name, len(content))


def with_file(text: str = "Đã tổ chức 12 phiên.") -> Progress:
    return Progress(text, evidence=NewEvidence((pdf(),)))


@dataclass(frozen=True)
class Scene:
    """``lead`` and ``lead_approver`` work for the agency that leads the task, ``coordinator`` and ``approver`` for the
    one that follows the plan, ``auditor`` for neither task."""

    province: Province
    commitment: Commitment
    coordinator: Actor
    approver: Actor
    lead: Actor
    lead_approver: Actor

    def fresh(self) -> Commitment:
        return Commitment.objects.get(pk=self.commitment.pk)

    def submit(self, words: CommitmentWords = WORDS, day: date = DAY) -> Commitment:
        one = self.fresh()
        return actions.submit_commitment(actor=self.lead, commitment=one, version=one.version, words=words, day=day)

    def accept(self, day: date = DAY) -> Commitment:
        one = self.submit(day=day)
        return actions.accept_commitment(actor=self.coordinator, commitment=one, version=one.version, day=day)

    def claim(self, day: date = DAY) -> Commitment:
        one = self.accept()
        return actions.claim_done(actor=self.lead, commitment=one, version=one.version, progress=with_file(), day=day)

    def done(self, day: date = DAY) -> Commitment:
        one = self.claim(day)
        return actions.confirm_done(actor=self.coordinator, commitment=one, version=one.version, day=day)


def lead_of_task(province: Province) -> None:
    """Another agency leads the task and answers for it; groups of the plan owe the obligation."""
    province.task.holdings.update(organisation=province.other)
    Holding.objects.create(
        promise=province.task, role=HoldingRole.LEAD, organisation=province.other, valid_from=ISSUED, raw="Sở Y tế"
    )
    Holding.objects.create(
        promise=province.task, role=HoldingRole.SUPPORTING, organisation=province.own, valid_from=ISSUED, order=1
    )
    Holding.objects.create(
        promise=province.obligation, role=HoldingRole.LEAD, group=province.group, valid_from=ISSUED, raw="Các sở"
    )


def make_scene(province: Province) -> Scene:
    lead_of_task(province)
    province.group.memberships.create(organisation=province.other, valid_from=ISSUED)
    coordinator = actor_for(province.person(Role.COORDINATOR), DAY)
    actions.propose_commitments(actor=coordinator, plan=province.plan, year=2024, day=DAY)
    return Scene(
        province,
        Commitment.objects.get(),
        coordinator,
        actor_for(province.person(Role.APPROVER), DAY),
        actor_for(province.person(Role.FOCAL, province.other), DAY),
        actor_for(province.person(Role.APPROVER, province.other), DAY),
    )


def duties_of(scene: Scene) -> list[Duty]:
    actions.make_duties(actor=scene.coordinator, plan=scene.province.plan, year=2024, day=DAY)
    return list(Duty.objects.order_by("organisation__code"))
