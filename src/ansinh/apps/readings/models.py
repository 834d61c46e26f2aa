"""A reading, its items as they stand on the desk, the agencies they name, and the reader's doubts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ansinh.apps.documents.models import Document
from ansinh.apps.orgs.models import Organisation, OrganisationGroup
from ansinh.apps.plans.models import Plan, Promise


class ReadingPurpose(models.TextChoices):
    NEW_PLAN = "new_plan", "Lập kế hoạch mới"
    AMENDMENT = "amendment", "Sửa đổi kế hoạch đang thực hiện"


class ReadingState(models.TextChoices):
    OPEN = "open", "Đang xác nhận"
    PUBLISHED = "published", "Đã công bố"
    DISCARDED = "discarded", "Đã bỏ"


class Reading(models.Model):
    """One reading of one document on the desk."""

    document = models.OneToOneField(Document, on_delete=models.CASCADE, related_name="reading")
    purpose = models.CharField(max_length=12, choices=ReadingPurpose.choices, default=ReadingPurpose.NEW_PLAN)
    plan = models.ForeignKey(
        Plan,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="readings",
        verbose_name="kế hoạch được sửa đổi",
    )
    #: Of a plan of its own: the plan that it carries out at a lower level; its parent once it is published.
    carries_out = models.ForeignKey(
        Plan,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="readings_under",
        verbose_name="thực hiện kế hoạch",
    )
    #: Of an amendment: the day from which its changes hold.
    effective_from = models.DateField("có hiệu lực từ", null=True, blank=True)
    state = models.CharField(max_length=10, choices=ReadingState.choices, default=ReadingState.OPEN)
    reader_version = models.CharField(max_length=40)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.document)


class ItemKind(models.TextChoices):
    TARGET = "target", "Chỉ tiêu"
    GOAL = "goal", "Chỉ tiêu định tính"
    TASK = "task", "Nhiệm vụ"
    OBLIGATION = "obligation", "Nghĩa vụ"


class ItemState(models.TextChoices):
    PENDING = "pending", "Chờ xác nhận"
    CONFIRMED = "confirmed", "Đã chấp nhận"
    REJECTED = "rejected", "Đã loại bỏ"
    MERGED = "merged", "Đã gộp"
    SPLIT = "split", "Đã tách"


class ItemChange(models.TextChoices):
    """What an item of an amendment does to the plan."""

    CHANGE = "change", "Sửa đổi"
    ADD = "add", "Bổ sung"
    DROP = "drop", "Bãi bỏ"


class ItemOrigin(models.TextChoices):
    READ = "read", "Máy đọc"
    ADDED = "added", "Thêm tay"
    SPLIT = "split", "Tách ra"
    MERGED = "merged", "Gộp lại"


class ReadingItem(models.Model):
    """One promise on the desk. ``values`` is what it says now, ``as_read`` what the reader said.

    Both hold the fields of the item's kind in `plan-reading/1`, without agencies (those are `ReadingAgency` rows).
    """

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="items")
    kind = models.CharField(max_length=12, choices=ItemKind.choices)
    code = models.CharField("mã", max_length=60)
    order = models.PositiveIntegerField()
    values = models.JSONField(default=dict)
    as_read = models.JSONField(default=dict)
    quote = models.TextField(default="", blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    confidence = models.FloatField(default=1.0)
    state = models.CharField(max_length=10, choices=ItemState.choices, default=ItemState.PENDING)
    origin = models.CharField(max_length=8, choices=ItemOrigin.choices, default=ItemOrigin.READ)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="parts")
    #: In an amendment: the live promise that this item changes or drops; empty for a new one.
    promise = models.ForeignKey(Promise, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    change = models.CharField(max_length=10, choices=ItemChange.choices, default="", blank=True)
    #: In an amendment: the order that this item comes from (`readings.live.Order`), and what the promise said when an
    #: officer last looked at the item (`readings.live.LiveState`), so that later changes of the plan are noticed.
    instruction = models.JSONField(default=dict, blank=True)
    live = models.JSONField(default=dict, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    decided_by_name = models.CharField(max_length=200, default="", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    @property
    def is_unsettled(self) -> bool:
        """A change of an amendment that nobody has pointed at a promise yet."""
        return self.change in (ItemChange.CHANGE, ItemChange.DROP) and self.promise_id is None

    class Meta:
        ordering = ["reading", "order", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["reading", "kind", "code"],
                condition=Q(state__in=["pending", "confirmed"]),
                name="item_code_once_on_desk",
            )
        ]

    def __str__(self) -> str:
        return self.code


class ReadingAgency(models.Model):
    """An agency as the document writes it, and the register entry it is matched to.

    ``suggested_by`` says on what ground (exact name, known abbreviation, likeness); empty after an officer chose.
    """

    item = models.ForeignKey(ReadingItem, on_delete=models.CASCADE, related_name="agencies")
    role = models.CharField(
        max_length=12, choices=[("lead", "Chủ trì"), ("supporting", "Phối hợp"), ("who", "Thực hiện")]
    )
    raw = models.CharField("như văn bản viết", max_length=300)
    order = models.PositiveSmallIntegerField(default=0)
    organisation = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(OrganisationGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    suggested_by = models.CharField(max_length=40, default="", blank=True)
    is_accountable = models.BooleanField(default=False)
    #: An officer chose it as accountable; otherwise it is the first lead agency named.
    is_chosen = models.BooleanField(default=False)

    class Meta:
        ordering = ["item", "role", "order"]

    def __str__(self) -> str:
        return self.raw


class ReadingRemark(models.Model):
    """A doubt of the reader about the document, for the officer to look at; it does not block publishing."""

    reading = models.ForeignKey(Reading, on_delete=models.CASCADE, related_name="remarks")
    message = models.TextField()
    quote = models.TextField(default="", blank=True)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL)
    seen_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(default="", blank=True)

    class Meta:
        ordering = ["reading", "start", "id"]

    def __str__(self) -> str:
        return self.message
