"""Access tokens of the API, answers kept for a write that is sent again, and files that wait to be recorded."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from ansinh.apps.indicators.models import Batch, DataSource
from ansinh.apps.orgs.models import Organisation


class Scope(models.TextChoices):
    """What a token may be used for; its owner's roles still decide what is seen and recorded."""

    READ_PLANS = "read:plans", "Đọc kế hoạch, chỉ tiêu và tình trạng"
    READ_FIGURES = "read:figures", "Đọc chỉ số và số liệu đã duyệt"
    WRITE_FIGURES = "write:figures", "Ghi nhận số liệu"


class ApiTokenQuerySet(models.QuerySet):
    def usable_at(self, moment: datetime) -> Self:
        """Neither revoked nor run out, of an owner whose account is in use."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=moment, owner__is_active=True)


class ApiToken(models.Model):
    """A key by which a program works for a person. Only a digest is kept; ``hint`` are its first letters."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField("dùng cho", max_length=120)
    digest = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=12)
    scopes: models.JSONField[Any, Any] = models.JSONField("phạm vi", default=list)
    created_at = models.DateTimeField("tạo lúc")
    expires_at = models.DateTimeField("hết hạn lúc")
    last_used_at = models.DateTimeField("dùng lần cuối", null=True, blank=True)
    revoked_at = models.DateTimeField("thu hồi lúc", null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="api_token_dates_in_order")
        ]

    def __str__(self) -> str:
        return self.name


class StoredAnswer(models.Model):
    """What a write with an ``Idempotency-Key`` was answered: the same key again gets the same answer, once only."""

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="answers")
    key = models.CharField(max_length=200)
    #: Of method, address and body: another body under the same key is refused.
    request_sha256 = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    content_type = models.CharField(max_length=80, default="")
    body = models.TextField(default="")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="one_answer_for_a_key")]

    def __str__(self) -> str:
        return self.key


class FileFormat(models.TextChoices):
    DHIS2_JSON = "dhis2-json", "DHIS2 dataValueSets (JSON)"
    DHIS2_CSV = "dhis2-csv", "DHIS2 dataValueSets (CSV)"
    SDMX_CSV_2 = "sdmx-csv", "SDMX-CSV 2.0"
    SDMX_CSV_1 = "sdmx-csv-1", "SDMX-CSV 1.0"
    OPEN_SDG = "open-sdg", "Open SDG (tệp nén số liệu và mô tả)"


class ExchangeFile(models.Model):
    """A file of another system, checked and waiting until its sender records it or lets it go. Then the bytes go too."""

    class State(models.TextChoices):
        CHECKED = "checked", "Chờ ghi nhận"
        RECORDED = "recorded", "Đã ghi nhận"
        DROPPED = "dropped", "Đã bỏ"

    file_format = models.CharField("định dạng", max_length=12, choices=FileFormat.choices)
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    #: Where its figures come from when the file does not say so itself.
    source = models.ForeignKey(
        DataSource, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name="nguồn"
    )
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField("gửi lúc")
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKED)
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    #: Most bytes of a file; beyond them the workbooks' way with its progress is the one to take.
    MOST_BYTES: ClassVar[int] = 5 * 1024 * 1024

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name
