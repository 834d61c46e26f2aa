"""Indicators, what binds a target to one, observations with their history, and the sheets they are entered in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from ansinh.apps.orgs.models import AdministrativeUnit, Organisation
from ansinh.apps.plans.models import Target
from ansinh.domain.indicators import VINTAGE_LABELS, Direction, PlaceRule, Shape, TimeRule, Vintage
from ansinh.domain.periods import PeriodKind


class Dimension(models.Model):
    """A way of breaking figures down: sex, urban/rural, ethnic minority, poor household, age group."""

    code = models.SlugField("mã", max_length=40, unique=True)
    name = models.CharField("phân tổ", max_length=120)
    #: Whether the categories together make the whole, so that their sum can be checked against it.
    is_complete = models.BooleanField("các nhóm cộng lại bằng tổng", default=True)

    def __str__(self) -> str:
        return self.name


class Category(models.Model):
    dimension = models.ForeignKey(Dimension, on_delete=models.PROTECT, related_name="categories")
    code = models.SlugField("mã", max_length=40)
    name = models.CharField("nhóm", max_length=120)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["dimension", "order"]
        constraints = [models.UniqueConstraint(fields=["dimension", "code"], name="category_code")]

    def __str__(self) -> str:
        return self.name


class Indicator(models.Model):
    """The definition of something measured, once for all its targets, units and periods."""

    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên", max_length=300)
    definition = models.TextField("khái niệm")
    unit = models.CharField("đơn vị tính", max_length=80)
    #: A ratio keeps numerator and denominator; ``scale`` makes the value of them (100 for %, 10.000 for "/10.000 dân").
    is_ratio = models.BooleanField("là tỷ lệ", default=False)
    scale = models.DecimalField("hệ số nhân", max_digits=12, decimal_places=2, default=1)
    numerator = models.CharField("tử số", max_length=300, default="", blank=True)
    denominator = models.CharField("mẫu số", max_length=300, default="", blank=True)
    direction = models.CharField("chiều tốt", max_length=10, choices=[(d.value, d.value) for d in Direction])
    floor = models.DecimalField("nhỏ nhất có thể", max_digits=20, decimal_places=6, null=True, blank=True)
    ceiling = models.DecimalField("lớn nhất có thể", max_digits=20, decimal_places=6, null=True, blank=True)
    places = models.PositiveSmallIntegerField("số lẻ", default=1)
    frequency = models.CharField("kỳ thu thập", max_length=10, choices=[(k.value, k.value) for k in PeriodKind])
    over_place = models.CharField("cộng theo địa bàn", max_length=20, choices=[(r.value, r.value) for r in PlaceRule])
    over_time = models.CharField("cộng theo thời gian", max_length=20, choices=[(r.value, r.value) for r in TimeRule])
    dimensions = models.ManyToManyField(Dimension, blank=True, related_name="indicators")
    reporter = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators_reported"
    )
    approver = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="indicators_approved"
    )
    source = models.CharField("nguồn số liệu", max_length=300, default="", blank=True)
    method = models.TextField("phương pháp tính", default="", blank=True)
    #: Where the definition comes from: the plan's own words, a circular, the national list of indicators.
    cited_from = models.TextField("căn cứ định nghĩa", default="", blank=True)
    search_key = models.CharField(max_length=400, db_index=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class TargetMeasurement(models.Model):
    """How a target is measured: by which indicator, judged as which shape, from which baseline."""

    target = models.OneToOneField(Target, on_delete=models.CASCADE, related_name="measurement")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="measurements")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    shape = models.CharField("dạng chỉ tiêu", max_length=12, choices=[(s.value, s.value) for s in Shape])
    baseline_period = models.CharField("kỳ mức nền", max_length=8, default="", blank=True)
    baseline_value = models.DecimalField("mức nền", max_digits=20, decimal_places=6, null=True, blank=True)
    baseline_source = models.CharField("nguồn mức nền", max_length=300, default="", blank=True)
    #: For a moving benchmark: the indicator that carries it (national average).
    benchmark = models.ForeignKey(Indicator, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    stages = models.JSONField("các bước", default=list)  # names, in order, of an act to be issued
    note = models.TextField("ghi chú cách tính", default="", blank=True)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.target}: {self.indicator}"


class RelatedSeries(models.Model):
    """A published series that resembles what a target promises without being it: shown beside, never judged by."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="related_series")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="related_targets")
    difference = models.TextField("khác ở chỗ nào")

    class Meta:
        ordering = ["target", "indicator"]
        constraints = [models.UniqueConstraint(fields=["target", "indicator"], name="related_series_once")]

    def __str__(self) -> str:
        return f"{self.target}: {self.indicator}"


class DataSource(models.Model):
    """Where figures come from. A lower ``rank`` is preferred when sources disagree."""

    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên", max_length=300)
    publisher = models.CharField("đơn vị công bố", max_length=200, default="", blank=True)
    citation = models.TextField("trích dẫn", default="", blank=True)
    rank = models.PositiveSmallIntegerField("thứ tự ưu tiên", default=50)

    class Meta:
        ordering = ["rank", "code"]

    def __str__(self) -> str:
        return self.name


class Batch(models.Model):
    """Observations recorded together: one approved sheet, one import, one load. A batch can be reversed whole."""

    class Kind(models.TextChoices):
        SHEET = "sheet", "Phiếu nhập"
        IMPORT = "import", "Tệp nhập vào"
        LOAD = "load", "Nạp dữ liệu"
        API = "api", "Qua API"
        HAND = "hand", "Ghi bằng tay"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=300)
    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField("ghi lúc")
    recorded_by_id = models.BigIntegerField(null=True)
    recorded_by_name = models.CharField(max_length=200, default="")
    reversed_at = models.DateTimeField("đảo lại lúc", null=True, blank=True)
    file_sha256 = models.CharField(max_length=64, default="", blank=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.title


class Observation(models.Model):
    """One approved figure: indicator × unit × period × category, from a source, of a vintage.

    Never overwritten: a correction is a new row, the old one gets ``superseded_at``. ``is_current`` marks the one
    row of a cell that calculations use (best source, then latest vintage, then latest recorded). Missing is no row;
    ``is_nil`` is "không phát sinh"; zero is a value; ``is_not_applicable`` is "không áp dụng": the unit cannot have
    the figure, there is no value and none is expected.
    """

    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="observations")
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="observations")
    period = models.CharField(max_length=8)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    is_nil = models.BooleanField(default=False)
    is_not_applicable = models.BooleanField(default=False)
    vintage = models.CharField(max_length=12, choices=[(v.value, VINTAGE_LABELS[v]) for v in Vintage])
    source = models.ForeignKey(DataSource, on_delete=models.PROTECT, related_name="observations")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="observations")
    comment = models.CharField(max_length=500, default="", blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "unit", "period", "category"],
                condition=Q(is_current=True, category__isnull=False),
                name="one_current_figure_by_category",
            ),
            models.UniqueConstraint(
                fields=["indicator", "unit", "period"],
                condition=Q(is_current=True, category__isnull=True),
                name="one_current_figure",
            ),
        ]
        indexes = [
            models.Index(
                fields=["indicator", "period", "unit"], condition=Q(is_current=True), name="observation_roll_up"
            ),
            models.Index(
                fields=["unit", "indicator", "period"], condition=Q(is_current=True), name="observation_series"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}/{self.unit_id}/{self.period}"


class EntryForm(models.Model):
    """A form officers fill in: which indicators, by whom, at which level of units, how often.

    A form that has sheets keeps their columns: changing its columns makes a new ``edition``, which the sheets opened
    from then on have; sheets opened before keep theirs.
    """

    code = models.SlugField("mã biểu", max_length=60, unique=True)
    name = models.CharField("tên biểu", max_length=200)
    frequency = models.CharField(max_length=10, choices=[(k.value, k.value) for k in PeriodKind])
    level = models.CharField("cấp đơn vị", max_length=10)  # orgs.UnitLevel
    legal_basis = models.CharField("căn cứ", max_length=300, default="", blank=True)
    #: Who fills it in (one sheet an organisation) and who approves.
    reporters = models.ManyToManyField(Organisation, related_name="entry_forms")
    approver = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="entry_forms_approved")
    edition = models.PositiveSmallIntegerField("lần sửa cột", default=1)
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name

    @property
    def columns_now(self) -> models.QuerySet[FormColumn]:
        """In order, as sheets opened today have them."""
        return self.columns.filter(edition=self.edition)


class FormColumn(models.Model):
    """A column of one edition of a form."""

    form = models.ForeignKey(EntryForm, on_delete=models.CASCADE, related_name="columns")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    edition = models.PositiveSmallIntegerField(default=1)
    order = models.PositiveSmallIntegerField()
    #: A jump of more than this share against the last period asks for an explanation.
    jump_limit = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["form", "edition", "order"]
        constraints = [models.UniqueConstraint(fields=["form", "edition", "order"], name="form_column_in_edition")]

    def __str__(self) -> str:
        return f"{self.form}: {self.indicator}"


class SheetState(models.TextChoices):
    DRAFT = "draft", "Đang nhập"
    SUBMITTED = "submitted", "Đã gửi duyệt"
    RETURNED = "returned", "Trả lại"
    APPROVED = "approved", "Đã duyệt"


class EntrySheet(models.Model):
    """One organisation's form for one period. Approval records its cells as observations; reopening leaves a trace."""

    form = models.ForeignKey(EntryForm, on_delete=models.PROTECT, related_name="sheets")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="entry_sheets")
    period = models.CharField(max_length=8)
    edition = models.PositiveSmallIntegerField(default=1)  # of the form's columns
    data_until = models.DateField("chốt số liệu", null=True, blank=True)
    due_on = models.DateField("hạn nộp", null=True, blank=True)
    vintage = models.CharField(max_length=12, choices=[(v.value, VINTAGE_LABELS[v]) for v in Vintage])
    state = models.CharField(max_length=10, choices=SheetState.choices, default=SheetState.DRAFT)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.TextField("lý do trả lại, mở lại", default="", blank=True)
    batch = models.ForeignKey(Batch, null=True, blank=True, on_delete=models.PROTECT, related_name="sheets")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-period", "form"]
        constraints = [models.UniqueConstraint(fields=["form", "organisation", "period"], name="one_sheet_a_period")]

    def __str__(self) -> str:
        return f"{self.form}, {self.organisation}, {self.period}"

    @property
    def columns(self) -> models.QuerySet[FormColumn]:
        """The form's columns, in order, as they were when this sheet was opened."""
        return FormColumn.objects.filter(form_id=self.form_id, edition=self.edition)


class EntryCell(models.Model):
    """A cell of a sheet as it is being entered. ``version`` keeps two people from overwriting each other."""

    sheet = models.ForeignKey(EntrySheet, on_delete=models.CASCADE, related_name="cells")
    column = models.ForeignKey(FormColumn, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="+")
    #: As typed, right or wrong; of a ratio ``raw`` is the numerator.
    raw = models.CharField("như đã gõ", max_length=60, default="", blank=True)
    raw_denominator = models.CharField("mẫu số như đã gõ", max_length=60, default="", blank=True)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    numerator = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    denominator = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    is_nil = models.BooleanField("không phát sinh", default=False)
    is_not_applicable = models.BooleanField("không áp dụng", default=False)
    comment = models.CharField("giải thích", max_length=500, default="", blank=True)
    changed_by_name = models.CharField(max_length=200, default="", blank=True)
    changed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "column", "unit"], name="one_cell")]

    def __str__(self) -> str:
        return f"{self.sheet_id}/{self.column_id}/{self.unit_id}"


class JudgedStatus(models.Model):
    """An officer's own judgement of a target, beside the computed one, with the reason; history is kept."""

    target = models.ForeignKey(Target, on_delete=models.CASCADE, related_name="judgements")
    period = models.CharField(max_length=8)
    status = models.CharField(max_length=6)  # done, ok, warn, late
    reason = models.TextField("lý do")
    judged_at = models.DateTimeField()
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    judged_by_name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-judged_at"]

    def __str__(self) -> str:
        return f"{self.target} {self.period}: {self.status}"
