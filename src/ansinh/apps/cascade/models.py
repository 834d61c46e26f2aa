"""What units were given to begin with, and which of their promises carries out which promise of the plan above."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ansinh.apps.orgs.models import Dated, DatedQuerySet, Organisation
from ansinh.apps.plans.models import Plan, Promise
from ansinh.domain.cascade import LinkGround


class UnitDraft(models.Model):
    """That a draft of a unit's own plan was made here; the Word file itself is the unit's, not ours."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="unit_drafts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="unit_drafts")
    made_on = models.DateField("ngày lập dự thảo")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    made_by_name = models.CharField("người lập", max_length=200, default="", blank=True)

    class Meta:
        ordering = ["plan", "made_on", "id"]
        constraints = [models.UniqueConstraint(fields=["plan", "organisation"], name="unit_draft_once")]

    def __str__(self) -> str:
        return f"Dự thảo của {self.organisation} theo {self.plan}"


class LinkKind(models.TextChoices):
    CARRIES_OUT = "carries_out", "Thực hiện mục này"
    SHARES = "shares", "Nhận một phần con số"
    OWN = "own", "Việc riêng của đơn vị"


class PromiseLink(Dated):
    """A promise of a unit's plan and the promise of the plan above that it carries out; ``parent`` is empty for what
    is the unit's own matter.

    It holds from the day on which the unit's plan says it. ``value``, ``numerator`` and ``denominator`` are empty where the number
    in the unit's own wording stands.
    """

    child = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="links_up")
    parent = models.ForeignKey(Promise, null=True, blank=True, on_delete=models.PROTECT, related_name="links_down")
    kind = models.CharField("là", max_length=12, choices=LinkKind.choices)
    value = models.DecimalField("số của đơn vị", max_digits=20, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField("tử số", max_digits=20, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField("mẫu số", max_digits=20, decimal_places=6, null=True, blank=True)
    ground = models.CharField("dựa vào", max_length=8, choices=[(g.value, g.value) for g in LinkGround])
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    linked_by_name = models.CharField("người nối", max_length=200, default="", blank=True)
    linked_at = models.DateTimeField("nối lúc")
    version = models.PositiveIntegerField(default=1)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["child", "id"]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(kind="own", parent__isnull=True) | (~Q(kind="own") & Q(parent__isnull=False)),
                name="own_matter_has_no_parent",
            ),
            models.UniqueConstraint(
                fields=["child", "parent"], condition=Q(parent__isnull=False), name="promise_link_once"
            ),
            models.UniqueConstraint(fields=["child"], condition=Q(parent__isnull=True), name="own_matter_once"),
        ]

    def __str__(self) -> str:
        return f"{self.child} → {self.parent}" if self.parent else f"{self.child}: việc riêng"
