"""Plans, sections, promises with their dated wordings, and holdings."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from ansinh.apps.documents.models import Document
from ansinh.apps.orgs.models import Dated, DatedQuerySet, Organisation, OrganisationGroup
from ansinh.domain.readings import Comparison, Frequency, ObligationKind, TimeframeKind


class PlanKind(models.TextChoices):
    PLAN = "plan", "Kế hoạch"
    ACTION_PROGRAM = "action_program", "Chương trình hành động"
    PROJECT_SCHEME = "project_scheme", "Đề án"
    PROJECT = "project", "Dự án"
    OTHER = "other", "Văn bản khác"


class Plan(models.Model):
    """A signed plan that is being carried out. ``parent`` is the plan it carries out at a lower level."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="plan")
    slug = models.SlugField(max_length=80, unique=True)
    number = models.CharField("số, ký hiệu", max_length=120)
    kind = models.CharField("loại", max_length=20, choices=PlanKind.choices, default=PlanKind.PLAN)
    title = models.TextField("trích yếu")
    issuer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="plans_issued")
    coordinating_agency = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="plans_coordinated",
        verbose_name="cơ quan theo dõi, tổng hợp",
    )
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    issued_on = models.DateField("ngày ban hành")
    published_at = models.DateTimeField("công bố lúc")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["-issued_on", "number"]

    def __str__(self) -> str:
        return self.number


class PlanAmendment(models.Model):
    """A document that changed the plan, from a day on."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="amendments")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="amends")
    effective_from = models.DateField("có hiệu lực từ")
    published_at = models.DateTimeField("công bố lúc")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["effective_from", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "document"], name="amendment_once")]

    def __str__(self) -> str:
        return f"{self.document} sửa đổi {self.plan}"


class PlanSection(models.Model):
    """A heading of the plan's own outline; the left rail is made of these."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="sections")
    order = models.PositiveIntegerField()
    code = models.CharField("mã", max_length=60)
    label = models.CharField("nhãn", max_length=40)
    heading = models.TextField("tiêu đề")
    short_heading = models.CharField("tiêu đề ngắn", max_length=120, default="", blank=True)
    level = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        ordering = ["plan", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="section_code")]

    def __str__(self) -> str:
        return f"{self.label} {self.heading}"


class PromiseKind(models.TextChoices):
    TARGET = "target", "Chỉ tiêu"
    TASK = "task", "Nhiệm vụ"
    OBLIGATION = "obligation", "Nghĩa vụ"


class PromiseQuerySet(models.QuerySet):
    def alive_on(self, day: date) -> Self:
        """Promises that no amendment has dropped by ``day``."""
        return self.filter(Q(ended_on__isnull=True) | Q(ended_on__gt=day), began_on__lte=day)


class Promise(models.Model):
    """One promise of a plan, under one code for its whole life. What it says is in its dated wordings."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="promises")
    section = models.ForeignKey(PlanSection, null=True, blank=True, on_delete=models.SET_NULL, related_name="promises")
    kind = models.CharField(max_length=12, choices=PromiseKind.choices)
    code = models.CharField("mã", max_length=60)  # II.2.a.3, III.4.d, IV.4
    order = models.PositiveIntegerField()
    began_on = models.DateField("từ ngày")
    ended_on = models.DateField("bãi bỏ từ ngày", null=True, blank=True)
    ended_by = models.ForeignKey(
        PlanAmendment, null=True, blank=True, on_delete=models.PROTECT, related_name="promises_ended"
    )
    #: The words of the amending document that drop it, and where they begin there.
    ended_quote = models.TextField("nguyên văn bãi bỏ", default="", blank=True)
    ended_start = models.PositiveIntegerField(null=True, blank=True)
    search_key = models.TextField(default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        ordering = ["plan", "order"]
        constraints = [models.UniqueConstraint(fields=["plan", "kind", "code"], name="promise_code")]

    def __str__(self) -> str:
        return self.code


class Target(Promise):
    """A chỉ tiêu. A promise without a number is a target whose wording has no comparison ("định tính")."""


class PlanTask(Promise):
    """A nhiệm vụ with its lead and supporting agencies."""


class Obligation(Promise):
    """A nghĩa vụ: who must hand what to whom, by when, how often."""


class Wording(Dated):
    """What a promise says between two days, and the words of the document that say it."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    quote = models.TextField("nguyên văn", default="", blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        abstract = True


class TargetWording(Wording):
    """Name, comparison, number, unit and year of a target. ``comparison`` empty: a promise without a number."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="wordings")
    name = models.TextField("tên chỉ tiêu")
    comparison = models.CharField(
        "so sánh", max_length=10, default="", blank=True, choices=[(c.value, c.value) for c in Comparison]
    )
    value = models.DecimalField("giá trị", max_digits=20, decimal_places=6, null=True, blank=True)
    low = models.DecimalField("cận dưới", max_digits=20, decimal_places=6, null=True, blank=True)
    high = models.DecimalField("cận trên", max_digits=20, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField("mẫu số", max_digits=20, decimal_places=6, null=True, blank=True)
    unit = models.CharField("đơn vị tính", max_length=120, default="", blank=True)
    due_year = models.PositiveSmallIntegerField("năm đến hạn", null=True, blank=True)
    due_on = models.DateField("ngày đến hạn", null=True, blank=True)
    population = models.TextField("phạm vi tính", default="", blank=True)

    class Meta(Wording.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["target", "valid_from"], name="target_wording_from"),
        ]

    def __str__(self) -> str:
        return self.name


class TaskWording(Wording):
    task = models.ForeignKey(PlanTask, on_delete=models.CASCADE, related_name="wordings")
    name = models.TextField("tên nhiệm vụ")
    text = models.TextField("nội dung")
    timeframe_raw = models.CharField("thời gian thực hiện", max_length=300, default="", blank=True)
    timeframe_kind = models.CharField(
        max_length=10, choices=[(k.value, k.value) for k in TimeframeKind], default=TimeframeKind.NONE.value
    )
    start_year = models.PositiveSmallIntegerField(null=True, blank=True)
    end_year = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField("hạn", null=True, blank=True)
    product = models.TextField("sản phẩm", default="", blank=True)

    class Meta(Wording.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["task", "valid_from"], name="task_wording_from"),
        ]

    def __str__(self) -> str:
        return self.name


class ObligationWording(Wording):
    obligation = models.ForeignKey(Obligation, on_delete=models.CASCADE, related_name="wordings")
    obligation_kind = models.CharField("loại", max_length=12, choices=[(k.value, k.value) for k in ObligationKind])
    what = models.TextField("nội dung")
    to = models.CharField("gửi đến", max_length=300, default="", blank=True)
    via = models.CharField("qua", max_length=300, default="", blank=True)
    due_raw = models.CharField("hạn như văn bản viết", max_length=200, default="", blank=True)
    due_day = models.PositiveSmallIntegerField(null=True, blank=True)
    due_month = models.PositiveSmallIntegerField(null=True, blank=True)
    due_year = models.PositiveSmallIntegerField(null=True, blank=True)
    due_before = models.BooleanField("trước ngày (không tính ngày đó)", default=False)
    frequency = models.CharField(
        "định kỳ", max_length=12, default="", blank=True, choices=[(f.value, f.value) for f in Frequency]
    )

    class Meta(Wording.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["obligation", "valid_from"], name="obligation_wording_from"),
        ]

    def __str__(self) -> str:
        return self.what


class HoldingRole(models.TextChoices):
    ACCOUNTABLE = "accountable", "Chịu trách nhiệm chính"
    LEAD = "lead", "Chủ trì"
    SUPPORTING = "supporting", "Phối hợp"


class Holding(Dated):
    """Who holds a promise in which role, between days. Exactly one accountable holder on every day.

    Lead and supporting holders come from the document (``raw`` is its wording) and may be groups; the accountable
    holder is one organisation, chosen explicitly, with its ground in ``legal_basis``.
    """

    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="holdings")
    role = models.CharField(max_length=12, choices=HoldingRole.choices)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="holdings"
    )
    group = models.ForeignKey(
        OrganisationGroup, null=True, blank=True, on_delete=models.PROTECT, related_name="holdings"
    )
    field_of_work = models.CharField("lĩnh vực", max_length=200, default="", blank=True)
    raw = models.CharField("như văn bản viết", max_length=300, default="", blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["promise", "role", "order"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(organisation__isnull=True) | Q(group__isnull=True), name="holding_of_one_thing"
            ),
            models.CheckConstraint(
                condition=~Q(role="accountable") | Q(organisation__isnull=False, group__isnull=True),
                name="accountable_is_an_organisation",
            ),
            models.UniqueConstraint(
                fields=["promise"],
                condition=Q(role="accountable", valid_to__isnull=True),
                name="one_accountable_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.organisation or self.group or self.raw}"
