"""Commitments with their shares, milestones and changed due dates; dated duties; progress with its evidence."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ansinh.apps.documents.models import StoredFile
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Obligation, Promise
from ansinh.domain.commitments import COMMITMENT_WORDS, DUTY_WORDS, CommitmentState, DutyState
from ansinh.domain.timeliness import TimeFacts

_USER = settings.AUTH_USER_MODEL
_STARTED = [CommitmentState.ACCEPTED.value, CommitmentState.CLAIMED.value, CommitmentState.DONE.value]


class CommitmentRole(models.TextChoices):
    MAIN = "main", "Chịu trách nhiệm chính"
    LEAD = "lead", "Cùng chủ trì"


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def unfinished(self) -> Self:
        return self.exclude(state__in=[CommitmentState.DONE.value, CommitmentState.CANCELLED.value])


class Commitment(models.Model):
    """What one lead agency will deliver for one promise in one year.

    ``organisation`` is the name under which it was made, for good; who holds it on a day is computed
    (`domain.commitments.commitment_holder`). ``due_on`` is a stored fact, changed by a decided `DueChange` only.
    """

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="commitments")
    year = models.PositiveSmallIntegerField("năm")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="commitments")
    role = models.CharField("vai trò", max_length=10, choices=CommitmentRole.choices)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, word) for state, word in COMMITMENT_WORDS.items()],
        default=CommitmentState.PROPOSED.value,
    )
    product = models.TextField("sản phẩm", default="", blank=True)
    measure = models.CharField("đo bằng gì", max_length=300, default="", blank=True)
    amount = models.DecimalField("con số cam kết", max_digits=20, decimal_places=6, null=True, blank=True)
    unit = models.CharField("đơn vị tính", max_length=120, default="", blank=True)
    indicator_code = models.CharField("mã chỉ số", max_length=60, default="", blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    in_charge = models.CharField("người phụ trách", max_length=200, default="", blank=True)
    proposed_on = models.DateField("ngày đề xuất")
    submitted_on = models.DateField("ngày gửi", null=True, blank=True)
    submitted_by = models.ForeignKey(_USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    accepted_on = models.DateField("ngày nhận", null=True, blank=True)
    claimed_on = models.DateField("ngày báo hoàn thành", null=True, blank=True)
    claimed_by = models.ForeignKey(_USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    confirmed_on = models.DateField("ngày nghiệm thu", null=True, blank=True)
    cancelled_on = models.DateField("ngày hủy", null=True, blank=True)
    reason = models.TextField("lý do gần nhất", default="", blank=True)
    times_reopened = models.PositiveSmallIntegerField("số lần mở lại", default=0)
    version = models.PositiveIntegerField(default=1)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        ordering = ["year", "promise__order", "role", "organisation__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["promise", "year", "organisation"], name="commitment_once"),
            models.CheckConstraint(
                condition=~Q(state__in=_STARTED) | Q(due_on__isnull=False, accepted_on__isnull=False),
                name="accepted_commitment_has_due_date",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[CommitmentState.CLAIMED.value, CommitmentState.DONE.value])
                | Q(claimed_on__isnull=False),
                name="finished_commitment_was_reported",
            ),
            models.CheckConstraint(
                condition=Q(state=CommitmentState.CANCELLED.value, cancelled_on__isnull=False)
                | (~Q(state=CommitmentState.CANCELLED.value) & Q(cancelled_on__isnull=True)),
                name="cancelled_commitment_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise.code} năm {self.year}, {self.organisation}"

    @property
    def time_facts(self) -> TimeFacts:
        """What timeliness looks at. Before it is accepted no due date is in force."""
        return TimeFacts(
            due_on=self.due_on if self.accepted_on else None,
            reported_on=self.claimed_on,
            is_accepted=self.state == CommitmentState.DONE,
            is_cancelled=self.state == CommitmentState.CANCELLED,
        )

    def time_facts_on(self, day: date) -> TimeFacts:
        """The same as it stood on an earlier day, by the days that are stored."""
        return TimeFacts(
            due_on=self.due_on,
            reported_on=self.claimed_on if self.claimed_on and self.claimed_on <= day else None,
            is_accepted=self.confirmed_on is not None and self.confirmed_on <= day,
            is_cancelled=self.cancelled_on is not None and self.cancelled_on <= day,
        )


class ShareState(models.TextChoices):
    ASKED = "asked", "Chờ trả lời"
    ACCEPTED = "accepted", "Nhận phối hợp"
    DECLINED = "declined", "Không nhận"


class CommitmentShare(models.Model):
    """What a supporting agency is asked to do for a commitment, and its answer."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="shares")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="commitment_shares")
    what = models.TextField("việc đề nghị phối hợp")
    state = models.CharField(max_length=10, choices=ShareState.choices, default=ShareState.ASKED)
    asked_on = models.DateField()
    answered_on = models.DateField(null=True, blank=True)
    answered_by = models.ForeignKey(_USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    reason = models.TextField("lý do", default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["commitment", "organisation__sort_key"]
        constraints = [models.UniqueConstraint(fields=["commitment", "organisation"], name="share_once")]

    def __str__(self) -> str:
        return f"{self.organisation} phối hợp {self.commitment}"


class Milestone(models.Model):
    """A step on the way of a commitment, with its own stored due date."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="milestones")
    name = models.CharField("mốc", max_length=300)
    due_on = models.DateField("hạn")
    reached_on = models.DateField("ngày đạt", null=True, blank=True)

    class Meta:
        ordering = ["commitment", "due_on", "id"]
        constraints = [models.UniqueConstraint(fields=["commitment", "name"], name="milestone_once")]

    def __str__(self) -> str:
        return self.name

    def time_facts_on(self, day: date) -> TimeFacts:
        """How it stood on a day."""
        reached = self.reached_on if self.reached_on and self.reached_on <= day else None
        return TimeFacts(self.due_on, reported_on=reached, is_accepted=reached is not None)


class DueChangeState(models.TextChoices):
    ASKED = "asked", "Chờ quyết định"
    AGREED = "agreed", "Đồng ý"
    REFUSED = "refused", "Không đồng ý"
    CLOSED = "closed", "Không còn cần"


class DueChange(models.Model):
    """A request to move the due date of a commitment or of one of its milestones, and what was decided."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="due_changes")
    milestone = models.ForeignKey(
        Milestone, null=True, blank=True, on_delete=models.CASCADE, related_name="due_changes"
    )
    old_due_on = models.DateField("hạn cũ")
    new_due_on = models.DateField("hạn mới")
    reason = models.TextField("lý do")
    state = models.CharField(max_length=10, choices=DueChangeState.choices, default=DueChangeState.ASKED)
    asked_on = models.DateField()
    asked_by = models.ForeignKey(_USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    decided_on = models.DateField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, default="", blank=True)
    answer = models.TextField("ý kiến", default="", blank=True)

    class Meta:
        ordering = ["commitment", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment"], condition=Q(state=DueChangeState.ASKED), name="one_open_due_change"
            ),
            models.CheckConstraint(condition=~Q(old_due_on=F("new_due_on")), name="due_change_changes"),
        ]

    def __str__(self) -> str:
        return f"{self.old_due_on:%d/%m/%Y} → {self.new_due_on:%d/%m/%Y}"


class Duty(models.Model):
    """What one agency owes for one obligation of a plan in one period. Made once; the due date is a stored fact."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="duties")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="duties")
    period = models.CharField("kỳ", max_length=10)  # 2024, 2024S1, 2024Q3, 202410
    year = models.PositiveSmallIntegerField("năm")
    receiver = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="duties_received", verbose_name="nơi nhận"
    )
    due_on = models.DateField("hạn", null=True, blank=True)
    due_ground = models.CharField("căn cứ của hạn", max_length=300, default="", blank=True)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, word) for state, word in DUTY_WORDS.items()],
        default=DutyState.OPEN.value,
    )
    made_on = models.DateField()
    handed_in_on = models.DateField("ngày nộp", null=True, blank=True)
    handed_in_by = models.ForeignKey(_USER, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    accepted_on = models.DateField("ngày nhận", null=True, blank=True)
    cancelled_on = models.DateField("ngày hủy", null=True, blank=True)
    reason = models.TextField("lý do gần nhất", default="", blank=True)
    times_reopened = models.PositiveSmallIntegerField("số lần mở lại", default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["year", "obligation__order", "period", "organisation__sort_key"]
        constraints = [
            models.UniqueConstraint(fields=["obligation", "organisation", "period"], name="duty_once"),
            models.CheckConstraint(
                condition=~Q(state__in=[DutyState.HANDED_IN.value, DutyState.ACCEPTED.value])
                | Q(handed_in_on__isnull=False),
                name="handed_in_duty_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.obligation.code} kỳ {self.period}, {self.organisation}"

    @property
    def time_facts(self) -> TimeFacts:
        """What timeliness looks at."""
        return TimeFacts(
            due_on=self.due_on,
            reported_on=self.handed_in_on,
            is_accepted=self.state == DutyState.ACCEPTED,
            is_cancelled=self.state == DutyState.CANCELLED,
        )

    def time_facts_on(self, day: date) -> TimeFacts:
        """The same as it stood on an earlier day, by the days that are stored."""
        return TimeFacts(
            due_on=self.due_on,
            reported_on=self.handed_in_on if self.handed_in_on and self.handed_in_on <= day else None,
            is_accepted=self.accepted_on is not None and self.accepted_on <= day,
            is_cancelled=self.cancelled_on is not None and self.cancelled_on <= day,
        )


class ProgressEntry(models.Model):
    """One line of the log of a commitment or a duty: what was done, a figure, a milestone reached, its evidence."""

    commitment = models.ForeignKey(Commitment, null=True, blank=True, on_delete=models.CASCADE, related_name="entries")
    duty = models.ForeignKey(Duty, null=True, blank=True, on_delete=models.CASCADE, related_name="entries")
    day = models.DateField("ngày")
    text = models.TextField("nội dung")
    amount = models.DecimalField("số đạt được đến nay", max_digits=20, decimal_places=6, null=True, blank=True)
    milestone = models.ForeignKey(Milestone, null=True, blank=True, on_delete=models.SET_NULL, related_name="entries")
    written_by_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=200, default="", blank=True)
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(commitment__isnull=False, duty__isnull=True)
                | Q(commitment__isnull=True, duty__isnull=False),
                name="entry_of_one_thing",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}: {self.text[:60]}"


class Evidence(models.Model):
    """What proves an entry: a file, a link, or a paper named by its number."""

    entry = models.ForeignKey(ProgressEntry, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, default="", blank=True)
    link = models.URLField("liên kết", max_length=500, default="", blank=True)
    paper = models.CharField("số, ký hiệu văn bản", max_length=200, default="", blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, link="", paper="")
                | (Q(file__isnull=True) & ~Q(link="") & Q(paper=""))
                | (Q(file__isnull=True, link="") & ~Q(paper="")),
                name="evidence_is_one_thing",
            )
        ]

    def __str__(self) -> str:
        return self.file_name or self.paper or self.link
