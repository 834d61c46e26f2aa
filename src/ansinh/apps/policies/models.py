"""Acts that a plan promises to issue, their stages, papers and steps."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ansinh.apps.documents.models import Document
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.models import Plan, Promise
from ansinh.domain.policy_stages import ACT_LABELS, STAGE_LABELS, STATE_LABELS, ActKind, PipelineState, PolicyStep

_STAGES = [(stage.value, STAGE_LABELS[stage]) for stage in PolicyStep]


class PolicyPipeline(models.Model):
    """One act on its way: which promise it keeps, who prepares it, and who holds it now.

    ``quote`` are the plan's words in which it was found; empty when it was added by hand.
    """

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="policies")
    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="policies")
    name = models.CharField("tên chính sách", max_length=300)
    kind = models.CharField("hình thức", max_length=12, choices=[(kind.value, ACT_LABELS[kind]) for kind in ActKind])
    quote = models.TextField("nguyên văn", default="", blank=True)
    state = models.CharField(
        "tình trạng",
        max_length=10,
        choices=[(state.value, STATE_LABELS[state]) for state in PipelineState],
        default=PipelineState.FOUND.value,
    )
    lead = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="policies_led",
        verbose_name="cơ quan chủ trì xây dựng",
    )  # fmt: skip
    holder = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="policies_held",
        verbose_name="đang ở cơ quan",
    )  # fmt: skip
    began_on = models.DateField("bắt đầu ngày", null=True, blank=True)
    moved_on = models.DateField("bước gần nhất ngày", null=True, blank=True)
    issued_on = models.DateField("ban hành ngày", null=True, blank=True)
    reference = models.CharField("số, ký hiệu", max_length=200, default="", blank=True)
    reason = models.TextField("lý do", default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "promise__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["promise", "name"], name="policy_once_a_promise"),
            models.CheckConstraint(
                condition=~Q(state=PipelineState.ACTIVE.value)
                | Q(lead__isnull=False, holder__isnull=False, began_on__isnull=False, moved_on__isnull=False),
                name="active_policy_has_a_holder",
            ),
            models.CheckConstraint(
                condition=~Q(state=PipelineState.ISSUED.value) | Q(issued_on__isnull=False),
                name="issued_policy_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class PolicyStage(models.Model):
    """One stage of an act: the planned and the real last day. The first without a real one is where the act is."""

    pipeline = models.ForeignKey(PolicyPipeline, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField("bước", max_length=10, choices=_STAGES)
    order = models.PositiveSmallIntegerField()
    planned_on = models.DateField("dự kiến xong", null=True, blank=True)
    done_on = models.DateField("xong ngày", null=True, blank=True)
    done_by = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pipeline", "order"]
        constraints = [models.UniqueConstraint(fields=["pipeline", "stage"], name="policy_stage_once")]

    def __str__(self) -> str:
        return self.get_stage_display()


class PolicyPaper(models.Model):
    """A paper of a stage: a document of the house, or a link."""

    pipeline = models.ForeignKey(PolicyPipeline, on_delete=models.CASCADE, related_name="papers")
    stage = models.CharField("bước", max_length=10, choices=_STAGES)
    label = models.CharField("tên", max_length=300)
    url = models.CharField("liên kết", max_length=500, default="", blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    added_on = models.DateField("ngày thêm")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(document__isnull=True) & ~Q(url="")) | (Q(document__isnull=False) & Q(url="")),
                name="policy_paper_is_a_document_or_a_link",
            )
        ]

    def __str__(self) -> str:
        return self.label


MOVE_LABELS = {
    "find": "Gợi ý từ văn bản",
    "add": "Thêm vào danh mục",
    "accept": "Xác nhận vào danh mục",
    "reject": "Loại khỏi gợi ý",
    "advance": "Xong bước",
    "go_back": "Trả về bước trước",
    "hand_over": "Chuyển cơ quan giữ",
    "reschedule": "Đặt lại ngày dự kiến",
    "issue": "Ban hành",
    "drop": "Không ban hành nữa",
    "paper": "Thêm hồ sơ",
}


class PolicyMove(models.Model):
    """One step of an act's history."""

    pipeline = models.ForeignKey(PolicyPipeline, on_delete=models.CASCADE, related_name="moves")
    verb = models.CharField(max_length=12, choices=list(MOVE_LABELS.items()))
    at = models.DateTimeField("lúc")
    on = models.DateField("ngày")
    by_name = models.CharField(max_length=200)
    by_organisation = models.CharField(max_length=200, default="", blank=True)
    stage = models.CharField(max_length=10, choices=_STAGES, default="", blank=True)
    holder = models.ForeignKey(Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(default="", blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_verb_display()
