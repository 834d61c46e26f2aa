"""What the last survey doubts, what officers decided about it, and the survey itself."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ansinh.apps.indicators.models import Category, EntrySheet, Indicator
from ansinh.apps.orgs.models import AdministrativeUnit, Organisation
from ansinh.domain.quality.checks import CHECK_LABELS, Check


class Decision(models.TextChoices):
    RIGHT = "right", "Đã kiểm tra, đúng"
    ASKED = "asked", "Đã đề nghị sửa"


class FlagState(models.TextChoices):
    OPEN = "open", "Chưa xem"
    RIGHT = Decision.RIGHT.value, Decision.RIGHT.label
    ASKED = Decision.ASKED.value, Decision.ASKED.label


class QualityFlag(models.Model):
    """A doubt of the last survey. ``key`` names the place for good, ``fingerprint`` the figures that stand there now.

    ``organisation`` answers for the figures, ``approver`` approved them; both empty for published statistics.
    ``state`` follows the decision that stands for this key and fingerprint.
    """

    kind = models.CharField("phép kiểm tra", max_length=20, choices=[(c.value, CHECK_LABELS[c]) for c in Check])
    key = models.CharField(max_length=120, unique=True)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField("tình trạng", max_length=10, choices=FlagState.choices, default=FlagState.OPEN)
    indicator = models.ForeignKey(Indicator, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey(AdministrativeUnit, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    period = models.CharField("kỳ", max_length=8, default="", blank=True)
    sheet = models.ForeignKey(EntrySheet, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    approver = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    sentence = models.TextField("vì sao cần xem")
    #: The worst stand first: usual deviations, cells, days, points of the index.
    weight = models.FloatField(default=0)
    found_on = models.DateField("thấy từ ngày")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["kind", "-weight", "key"]
        indexes = [
            models.Index(fields=["kind", "state", "-weight"], name="quality_flag_list"),
            models.Index(fields=["organisation", "state"], name="quality_flag_organisation"),
        ]

    def __str__(self) -> str:
        where = " · ".join(str(part) for part in (self.indicator, self.unit, self.period, self.organisation) if part)
        return f"{self.get_kind_display()}: {where}"


class QualityReview(models.Model):
    """What an officer decided about a doubt. It stands while the figures stay as they were; it is never deleted."""

    kind = models.CharField(max_length=20, choices=[(c.value, CHECK_LABELS[c]) for c in Check])
    key = models.CharField(max_length=120)
    fingerprint = models.CharField(max_length=64)
    decision = models.CharField("kết luận", max_length=10, choices=Decision.choices)
    reason = models.TextField("lý do")
    #: What was doubted, as it was shown.
    sentence = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by_name = models.CharField(max_length=200)
    organisation_name = models.CharField(max_length=300, default="", blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-decided_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "fingerprint"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_standing_quality_review",
            )
        ]
        indexes = [models.Index(fields=["key"], name="quality_review_key")]

    def __str__(self) -> str:
        return f"{self.key}: {self.get_decision_display()}"


class QualitySurvey(models.Model):
    """One run of all checks. ``stamp`` says of which figures; ``looked`` counts what each check could judge.

    ``looked`` is a list of [check, organisation, approver, count]; the newest row is the one that holds.
    """

    stamp = models.CharField(max_length=64)
    ran_at = models.DateTimeField("soát lúc")
    figures = models.PositiveIntegerField("số đang dùng", default=0)
    looked = models.JSONField(default=list)
    seconds = models.FloatField(default=0)

    class Meta:
        ordering = ["-pk"]
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"{self.ran_at:%d/%m/%Y %H:%M}"
