"""Workbooks that officers sent back, what was found in them, and what each would change."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ansinh.apps.documents.models import StoredFile
from ansinh.apps.indicators.models import Batch, Category, DataSource, EntrySheet, FormColumn, Indicator, Observation
from ansinh.apps.orgs.models import AdministrativeUnit, Organisation
from ansinh.domain.indicators import VINTAGE_LABELS, Vintage


class UploadKind(models.TextChoices):
    FORM = "form", "Biểu nhập"
    TABLE = "table", "Bảng dài"


class UploadState(models.TextChoices):
    CHECKING = "checking", "Đang kiểm tra"
    REFUSED = "refused", "Có lỗi, chờ tệp sửa"
    READY = "ready", "Chờ áp dụng"
    APPLYING = "applying", "Đang áp dụng"
    APPLIED = "applied", "Đã áp dụng"
    REVERSED = "reversed", "Đã đảo lại"
    DISCARDED = "discarded", "Đã bỏ"


class Change(models.TextChoices):
    """What a row of the file would do."""

    NEW = "new", "Mới"
    CHANGED = "changed", "Thay đổi"
    REMOVED = "removed", "Tệp để trống"
    SAME = "same", "Không đổi"


class Upload(models.Model):
    """One workbook that came back. The file is kept as it came; nothing changes until it is applied, whole."""

    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="workbook_uploads")
    file_name = models.CharField("tên tệp", max_length=255)
    kind = models.CharField(max_length=6, choices=UploadKind.choices)
    #: Of a form; empty until the check has found which sheet the workbook belongs to.
    sheet = models.ForeignKey(
        EntrySheet, null=True, blank=True, on_delete=models.PROTECT, related_name="workbook_uploads"
    )
    #: Of a long table: where its figures come from.
    source = models.ForeignKey(DataSource, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="workbook_uploads")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_by_name = models.CharField(max_length=200, default="")
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=UploadState.choices, default=UploadState.CHECKING)
    sheet_name = models.CharField("trang tính", max_length=100, default="", blank=True)
    rows = models.PositiveIntegerField("số dòng đã đọc", default=0)
    errors = models.PositiveIntegerField("số lỗi", default=0)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_name = models.CharField(max_length=200, default="", blank=True)
    #: Of an applied form: whether cells that the file leaves empty were emptied.
    cleared = models.BooleanField(default=False)
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="workbook_uploads")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.file_name


class UploadProblem(models.Model):
    """Something found in a workbook. ``row``/``column`` from 0; a note (``is_error`` false) does not block."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="problems")
    is_error = models.BooleanField(default=True)
    sheet_name = models.CharField(max_length=100, default="", blank=True)
    row = models.PositiveIntegerField(null=True)
    column = models.PositiveIntegerField(null=True)
    what = models.TextField()
    remedy = models.TextField(default="", blank=True)

    class Meta:
        ordering = ["-is_error", "id"]
        indexes = [models.Index(fields=["upload", "-is_error", "id"], name="upload_problem_order")]

    def __str__(self) -> str:
        return self.what


class StagedCell(models.Model):
    """A cell of a form as the file has it beside what the sheet had when the file was checked."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="cells")
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    column = models.ForeignKey(FormColumn, on_delete=models.PROTECT, related_name="+")
    place = models.CharField("ô trong tệp", max_length=12)
    change = models.CharField(max_length=8, choices=Change.choices)
    old_raw = models.CharField(max_length=60, default="", blank=True)
    old_raw_denominator = models.CharField(max_length=60, default="", blank=True)
    old_comment = models.CharField(max_length=500, default="", blank=True)
    raw = models.CharField(max_length=60, default="", blank=True)
    raw_denominator = models.CharField(max_length=60, default="", blank=True)
    comment = models.CharField(max_length=500, default="", blank=True)
    warning = models.TextField(default="", blank=True)
    seen_version = models.PositiveIntegerField(default=0)
    #: The cell's version after applying; empty if applying left it alone.
    applied_version = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["upload", "unit", "column"], name="staged_cell_once")]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.place}"


class StagedFigure(models.Model):
    """A row of a long table beside the figure that was current when the file was checked."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="figures")
    row = models.PositiveIntegerField()
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=8)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    is_nil = models.BooleanField(default=False)
    is_not_applicable = models.BooleanField(default=False)
    vintage = models.CharField(max_length=12, choices=[(v.value, VINTAGE_LABELS[v]) for v in Vintage])
    comment = models.CharField(max_length=500, default="", blank=True)
    change = models.CharField(max_length=8, choices=Change.choices)
    old = models.ForeignKey(Observation, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["row"]
        constraints = [models.UniqueConstraint(fields=["upload", "row"], name="staged_row_once")]

    def __str__(self) -> str:
        return f"{self.upload_id}/{self.row}"
