"""Obstacles with their promises, evidence, answers and steps; groups of those that say the same."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ansinh.apps.documents.models import Document, StoredFile
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan, PlanAmendment, Promise
from ansinh.domain.obstacles import (
    ANSWER_LABELS,
    GRACE_DAYS,
    KIND_LABELS,
    LEVEL_LABELS,
    OPEN_STATES,
    RISES_FROM,
    STATE_LABELS,
    AnswerKind,
    HandlingLevel,
    ObstacleKind,
    ObstacleState,
    Verb,
)

_STATES = [(state.value, STATE_LABELS[state]) for state in ObstacleState]
_LEVELS = [(level.value, LEVEL_LABELS[level]) for level in HandlingLevel]


class ObstacleGroup(models.Model):
    """Obstacles that say the same: routed and answered together. Leaving it changes nothing of what was done."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="obstacle_groups")
    title = models.CharField("tên nhóm", max_length=300)
    made_at = models.DateTimeField("lập lúc")

    def __str__(self) -> str:
        return self.title


class ObstacleAnswer(models.Model):
    """What was decided, for one obstacle or for a whole group, and what it changed."""

    kind = models.CharField("cách trả lời", max_length=12, choices=[(k.value, ANSWER_LABELS[k]) for k in AnswerKind])
    text = models.TextField("nội dung trả lời")
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField("số, ký hiệu văn bản", max_length=300, default="", blank=True)
    amount = models.DecimalField("số tiền (triệu đồng)", max_digits=18, decimal_places=3, null=True, blank=True)
    amendment = models.ForeignKey(PlanAmendment, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    changed = models.CharField("đã thay đổi gì", max_length=500, default="", blank=True)
    changed_url = models.CharField("liên kết", max_length=500, default="", blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField("ngày trả lời")
    answered_by_name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.get_kind_display()


class ObstacleQuerySet(models.QuerySet):
    def still_open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def overdue_on(self, day: date) -> Self:
        """Open, and the mover's last day on time is past."""
        return self.still_open().filter(due_on__lt=day)

    def rising_on(self, day: date) -> Self:
        """Overdue for so long that it goes one level up by itself."""
        return self.overdue_on(day - timedelta(days=GRACE_DAYS)).filter(
            state=ObstacleState.ROUTED, level__in=RISES_FROM
        )


class Obstacle(models.Model):
    """What keeps a unit from carrying out promises of a plan.

    ``state`` says whose move it is (`domain.obstacles`), ``due_on`` is that mover's last day on time, stored when the
    state began. ``level`` and ``holder`` are of the last routing; ``addressee`` names whom UBND tỉnh wrote to.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="obstacles")
    promises = models.ManyToManyField(Promise, related_name="obstacles")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="obstacles", verbose_name="đơn vị nêu"
    )
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    raised_by_name = models.CharField(max_length=200)
    raised_on = models.DateField("ngày nêu")
    kind = models.CharField("loại", max_length=12, choices=[(k.value, KIND_LABELS[k]) for k in ObstacleKind])
    title = models.CharField("vướng mắc", max_length=300)
    since = models.DateField("vướng từ ngày")
    consequence = models.TextField("hệ quả")
    recommendation = models.TextField("kiến nghị")
    group = models.ForeignKey(ObstacleGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="obstacles")
    state = models.CharField("tình trạng", max_length=12, choices=_STATES, default=ObstacleState.RAISED.value)
    level = models.CharField("cấp xử lý", max_length=12, choices=_LEVELS, default="", blank=True)
    holder = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="obstacles_held"
    )
    addressee = models.CharField("gửi đến", max_length=200, default="", blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    answer = models.ForeignKey(
        ObstacleAnswer, null=True, blank=True, on_delete=models.PROTECT, related_name="obstacles"
    )
    ended_on = models.DateField("khép lại ngày", null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ObstacleQuerySet.as_manager()

    class Meta:
        ordering = ["raised_on", "pk"]
        indexes = [models.Index(fields=["state", "due_on"], name="obstacle_open_due")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=ObstacleState.ROUTED.value) | (Q(holder__isnull=False) & ~Q(level="")),
                name="routed_obstacle_has_a_holder",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in OPEN_STATES]) | Q(due_on__isnull=False),
                name="open_obstacle_has_a_due_day",
            ),
            models.CheckConstraint(
                condition=~Q(state=ObstacleState.ANSWERED.value) | Q(answer__isnull=False),
                name="answered_obstacle_has_an_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ObstacleEvidence(models.Model):
    """A file or a link that shows the obstacle."""

    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="evidence")
    label = models.CharField("tên", max_length=255)
    url = models.CharField("liên kết", max_length=500, default="", blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(file__isnull=True) & ~Q(url="")) | (Q(file__isnull=False) & Q(url="")),
                name="evidence_is_a_file_or_a_link",
            )
        ]

    def __str__(self) -> str:
        return self.label


#: What happens to an obstacle besides the verbs of its machine.
RAISE, JOIN, LEAVE = "raise", "join", "leave"
STEP_LABELS = {
    RAISE: "Nêu vướng mắc",
    JOIN: "Gộp vào nhóm",
    LEAVE: "Tách khỏi nhóm",
    Verb.SEND_BACK.value: "Trả lại để bổ sung",
    Verb.RESUBMIT.value: "Bổ sung, gửi lại",
    Verb.WITHDRAW.value: "Rút",
    Verb.ROUTE.value: "Chuyển xử lý",
    Verb.HAND_BACK.value: "Trả lại cơ quan điều phối",
    Verb.ESCALATE.value: "Chuyển cấp trên",
    Verb.ANSWER.value: "Trả lời",
    Verb.CONFIRM.value: "Xác nhận",
    Verb.REOPEN.value: "Mở lại",
}


class ObstacleStep(models.Model):
    """One step of the history: who did what, where it came to, and until when that mover has time."""

    obstacle = models.ForeignKey(Obstacle, on_delete=models.CASCADE, related_name="steps")
    verb = models.CharField(max_length=12, choices=list(STEP_LABELS.items()))
    at = models.DateTimeField("lúc")
    on = models.DateField("ngày")
    by_name = models.CharField(max_length=200)
    by_organisation = models.CharField(max_length=200, default="", blank=True)
    state = models.CharField(max_length=12, choices=_STATES)
    level = models.CharField(max_length=12, choices=_LEVELS, default="", blank=True)
    holder = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    text = models.TextField(default="", blank=True)
    answer = models.ForeignKey(ObstacleAnswer, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_verb_display()
