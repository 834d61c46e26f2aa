"""`ansinh load_commitments_demo`: what agencies could have committed to and handed in by November 2024; demonstrations only.

Everything is visibly a sample: products say "(mẫu)", people are "mẫu". The same on every machine: nothing is drawn by lot.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from ansinh.apps.accounts.models import User
from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.commitments import actions
from ansinh.apps.commitments.actions import CommitmentWords, NewEvidence, NewFile, Progress
from ansinh.apps.commitments.models import Commitment, Duty
from ansinh.apps.plans.models import Plan
from ansinh.domain.periods import Period
from ansinh.kit.access import Actor, system_actor

YEAR = 2024
PROPOSED_ON = date(2024, 4, 8)
SUBMITTED_ON = date(2024, 4, 22)
ACCEPTED_ON = date(2024, 5, 3)
#: Agencies that had sent nothing by November: they head the list.
SILENT = frozenset({"so-khcn", "so-vhttdl", "ban-dan-toc"})
#: Districts and agencies that sent their yearly report late, or not at all.
LATE_REPORTS = 6
NO_REPORTS = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """What one agency committed to for one task: ``ends`` is how far it had come by 4 November 2024."""

    product: str
    measure: str
    amount: int
    unit: str
    due_on: date
    ends: str = "going"  # going, late, claimed, done, done-late, moved, returned, waiting
    reached: int = 0
    milestones: tuple[tuple[str, date, date | None], ...] = ()


#: By code of the promise; for a task with several leads the accountable agency's.
SAMPLES: dict[str, Sample] = {
    "III.1.a": Sample("24 chuyên mục trên đài, báo tỉnh", "số chuyên mục đã phát", 24, "chuyên mục", date(2024, 12, 15), reached=19),
    "III.1.b": Sample("1 hội nghị tuyên dương điển hình", "hội nghị đã tổ chức", 1, "hội nghị", date(2024, 9, 30), "done", 1),
    "III.2.a": Sample("2 quyết định về phân cấp, quy trình", "văn bản đã ban hành", 2, "văn bản", date(2024, 11, 8), reached=1),
    "III.2.b": Sample("Kết nối dữ liệu an sinh với 13 huyện", "huyện đã kết nối", 13, "huyện", date(2024, 10, 20), "late", 9),
    "III.2.c": Sample("Phương án huy động nguồn lực năm 2025", "tờ trình đã gửi", 1, "tờ trình", date(2024, 10, 31), "claimed", 1),
    "III.3": Sample("Thăm hỏi, tặng quà 100% gia đình chính sách", "gia đình được thăm", 41000, "gia đình", date(2024, 12, 20), reached=40200),
    "III.4.a": Sample("12 lớp truyền thông dân số ở miền núi", "lớp đã mở", 12, "lớp", date(2024, 12, 10), reached=10),
    "III.4.b": Sample("6.500 người được đào tạo nghề", "người có chứng chỉ", 6500, "người", date(2024, 12, 15), reached=5720),
    "III.4.c": Sample("Đề án đào tạo chuyên gia đến 2030", "đề án trình UBND tỉnh", 1, "đề án", date(2024, 9, 15), "late"),
    "III.4.d": Sample(
        "12 phiên giao dịch việc làm", "phiên đã tổ chức", 12, "phiên", date(2024, 12, 15), "moved", 7,
        (
            ("Sở ban hành kế hoạch năm", date(2024, 5, 31), date(2024, 5, 28)),
            ("Kết nối dữ liệu với 4 huyện thí điểm", date(2024, 9, 30), date(2024, 9, 30)),
            ("Đủ 10 phiên giao dịch việc làm", date(2024, 9, 30), None),
            ("Cơ sở dữ liệu lao động phủ 13 huyện", date(2024, 11, 30), None),
        ),
    ),
    "III.5.a": Sample("Phát triển 18.000 người tham gia BHXH", "người tham gia mới", 18000, "người", date(2024, 12, 31), reached=15100),
    "III.5.b": Sample("95% dân số tham gia BHYT", "tỷ lệ tham gia", 95, "%", date(2024, 12, 31), reached=94),
    "III.5.c": Sample("Chi trả qua tài khoản cho 60% người hưởng", "tỷ lệ người hưởng", 60, "%", date(2024, 8, 31), "done-late", 60),
    "III.5.d": Sample("Giảm 1,5 điểm tỷ lệ hộ nghèo", "điểm phần trăm giảm", 2, "điểm", date(2024, 12, 31), reached=1),
    "III.6.a": Sample("13 huyện giữ chuẩn phổ cập", "huyện đạt chuẩn", 13, "huyện", date(2024, 10, 15), "done", 13),
    "III.6.b": Sample("150 trạm y tế xã đạt tiêu chí", "trạm đạt tiêu chí", 150, "trạm", date(2024, 12, 20), reached=141),
    "III.6.d": Sample("80 cụm loa truyền thanh thông minh", "cụm đã lắp", 80, "cụm", date(2024, 11, 10), reached=62),
    "III.6.đ": Sample("Khởi công 2 dự án nhà ở xã hội", "dự án đã khởi công", 2, "dự án", date(2024, 11, 30), "returned"),
    "III.6.e": Sample("75% dân nông thôn dùng nước sạch", "tỷ lệ dân số", 75, "%", date(2024, 12, 31), "waiting"),
    "III.7": Sample("20 mô hình chăm sóc tại cộng đồng", "mô hình hoạt động", 20, "mô hình", date(2024, 12, 10), reached=16),
    "III.8.a": Sample("3 khoản viện trợ được phê duyệt", "khoản viện trợ", 3, "khoản", date(2024, 10, 30), "late", 2),
    "III.8.c": Sample("1 hội thảo quốc tế về an ninh nguồn nước", "hội thảo đã tổ chức", 1, "hội thảo", date(2024, 11, 20)),
}  # fmt: skip


class Command(BaseCommand):
    help = "Nạp cam kết và nghĩa vụ mẫu của năm 2024 vào bản trình diễn. Làm lại không đổi gì."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Cam kết mẫu chỉ nạp vào bản trình diễn. Dùng «make demo».")
        plan = Plan.objects.select_related("coordinating_agency", "issuer").earliest("pk")
        if Commitment.objects.filter(promise__plan=plan, year=YEAR).exists():
            return
        self.decider = self._person("tonghop@mau.example")
        self.above = self._person("lanhdao@mau.example")
        actions.propose_commitments(actor=self.decider, plan=plan, year=YEAR, day=PROPOSED_ON)
        actions.make_duties(actor=self.decider, plan=plan, year=YEAR, day=PROPOSED_ON)
        commitments = self._commit(plan)
        duties = self._hand_in(plan)
        self.stdout.write(f"Đã nạp {commitments} cam kết mẫu, {duties} nghĩa vụ mẫu đã nộp.")

    def _person(self, email: str) -> Actor:
        return actor_for(User.objects.get(email=email), PROPOSED_ON)

    # Commitments ---------------------------------------------------------------------------------------------------

    def _commit(self, plan: Plan) -> int:
        rows = Commitment.objects.filter(promise__plan=plan, year=YEAR, role="main").select_related(
            "promise__plan", "organisation"
        )
        count = 0
        for one in rows:
            sample = SAMPLES.get(one.promise.code)
            if sample is not None and one.organisation.code not in SILENT:
                self._play(one, sample)
                count += 1
        return count

    def _play(self, one: Commitment, sample: Sample) -> None:
        """One commitment from its words to where it stood in November."""
        doer = system_actor(f"Chuyên viên mẫu, {one.organisation}")
        for name, due_on, _ in sample.milestones:
            actions.add_milestone(
                version=one.version, name=name, due_on=due_on, day=SUBMITTED_ON, actor=doer, commitment=one
            )
        words = CommitmentWords(
            product=f"{sample.product} (mẫu)",
            measure=sample.measure,
            amount=Decimal(sample.amount),
            unit=sample.unit,
            due_on=sample.due_on,
            in_charge=f"Chuyên viên mẫu, {one.organisation}",
        )
        actions.submit_commitment(version=one.version, words=words, day=SUBMITTED_ON, actor=doer, commitment=one)
        if sample.ends == "waiting":
            return
        decider = self._decider(one)
        if sample.ends == "returned":
            actions.return_commitment(
                actor=decider, commitment=one, version=one.version, day=ACCEPTED_ON,
                reason="Khởi công phụ thuộc chủ đầu tư. Nêu phần việc do Sở làm và mốc của từng dự án. (mẫu)",
            )  # fmt: skip
            return
        actions.accept_commitment(actor=decider, commitment=one, version=one.version, day=ACCEPTED_ON)
        self._carry_out(one, sample, doer, decider)

    def _decider(self, one: Commitment) -> Actor:
        own = one.organisation_id == one.promise.plan.coordinating_agency_id
        return self.above if own else self.decider

    def _carry_out(self, one: Commitment, sample: Sample, doer: Actor, decider: Actor) -> None:
        for milestone in one.milestones.all():
            reached = next((on for name, _, on in sample.milestones if name == milestone.name), None)
            if reached is not None:
                said = Progress(f"Đạt mốc: {milestone.name}. (mẫu)", milestone=milestone)
                actions.report_progress(version=one.version, progress=said, day=reached, actor=doer, commitment=one)
        if sample.ends == "moved":
            self._move_milestone(one, doer, decider)
        if sample.reached:
            said = Progress(
                f"Đến nay: {sample.measure} {sample.reached}. (mẫu)", Decimal(sample.reached), evidence=_file(one)
            )
            actions.report_progress(
                version=one.version, progress=said, day=date(2024, 10, 10), actor=doer, commitment=one
            )
        finished = {"claimed": date(2024, 10, 30), "done": min(sample.due_on, date(2024, 10, 14)),
                    "done-late": date(2024, 9, 20)}.get(sample.ends)  # fmt: skip
        if finished is None:
            return
        said = Progress("Đã hoàn thành, gửi minh chứng. (mẫu)", evidence=_file(one))
        actions.claim_done(version=one.version, progress=said, day=finished, actor=doer, commitment=one)
        if sample.ends != "claimed":
            actions.confirm_done(actor=decider, commitment=one, version=one.version, day=date(2024, 10, 21))

    def _move_milestone(self, one: Commitment, doer: Actor, decider: Actor) -> None:
        milestone = one.milestones.get(name="Đủ 10 phiên giao dịch việc làm")
        change = actions.ask_due_change(
            actor=doer, commitment=one, version=one.version, milestone=milestone, new_due_on=date(2024, 10, 31),
            reason="Mưa lũ kéo dài ở các huyện miền núi. (mẫu)", day=date(2024, 8, 5),
        )  # fmt: skip
        actions.decide_due_change(
            actor=decider, commitment=one, version=one.version, change=change, agrees=True, answer="", day=date(2024, 8, 6)
        )  # fmt: skip

    # Duties --------------------------------------------------------------------------------------------------------

    def _hand_in(self, plan: Plan) -> int:
        """Plans of agencies by a date set by hand; yearly reports, of which some came late and some not at all."""
        for obligation in {duty.obligation for duty in Duty.objects.filter(obligation__plan=plan, due_on=None)}:
            actions.set_due_dates(
                actor=self.decider, obligation=obligation, period=Period.parse(str(YEAR)),
                due_on=date(2024, 6, 30) if obligation.code.endswith(".1") else date(2024, 7, 20),
                ground="Công văn đôn đốc (mẫu)", day=PROPOSED_ON,
            )  # fmt: skip
        duties = Duty.objects.filter(obligation__plan=plan, year=YEAR).select_related(
            "obligation__plan__issuer", "organisation", "receiver"
        )
        count = 0
        for place, duty in enumerate(duties.order_by("obligation__order", "organisation__sort_key")):
            handed_in = self._day_of(duty, place)
            if handed_in is not None:
                self._play_duty(duty, handed_in, place)
                count += 1
        return count

    def _day_of(self, duty: Duty, place: int) -> date | None:
        """On time, late, or not at all: by the place in the list."""
        number = place * 11 % 35
        if duty.due_on == date(2024, 10, 29):
            if number < NO_REPORTS:
                return None
            return date(2024, 11, 1) if number < NO_REPORTS + LATE_REPORTS else date(2024, 10, 15 + number % 14)
        return None if number % 11 == 5 else date(2024, 6, 3 + number % 26)

    def _play_duty(self, duty: Duty, day: date, place: int) -> None:
        doer = system_actor(f"Văn thư mẫu, {duty.organisation}")
        paper = f"{place + 11}/BC-mẫu ngày {day:%d/%m/%Y}"
        progress = Progress("Đã gửi văn bản qua trục liên thông. (mẫu)", evidence=NewEvidence(paper=paper))
        actions.hand_in_duty(actor=doer, duty=duty, version=duty.version, progress=progress, day=day)
        if place % 5 and day < date(2024, 11, 1):
            receiver = system_actor(f"Tiếp nhận mẫu, {duty.receiver}")
            actions.receive_duty(actor=receiver, duty=duty, version=duty.version, day=day)


def _file(one: Commitment) -> NewEvidence:
    """A file that says in itself that it is a sample."""
    content = f"%PDF-1.4\n% Minh chung mau: {one.promise.code}\n%%EOF\n".encode()
    return NewEvidence((NewFile(BytesIO(content), f"minh-chung-mau-{one.pk}.pdf", len(content), "application/pdf"),))
