"""Files under their hash, documents, and the places of their outline."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ansinh.apps.orgs.models import Organisation


class StoredFile(models.Model):
    """The bytes of an upload, kept once under their SHA-256."""

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=120)
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class DocumentState(models.TextChoices):
    RECEIVED = "received", "Đã nhận, chờ đọc"
    READ = "read", "Đã đọc"
    REFUSED = "refused", "Không đọc được"


class Document(models.Model):
    """A signed paper. The same file twice is the same document.

    ``text`` is what every offset counts in; ``blocks`` are the `papers.paper.Block` rows of its shape as JSON.
    """

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="document")
    file_name = models.CharField("tên tệp", max_length=255)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="documents", verbose_name="cơ quan tải lên"
    )
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL)
    uploaded_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=DocumentState.choices, default=DocumentState.RECEIVED)
    #: True once a published plan stands on it: then every signed-in person may read it.
    is_published = models.BooleanField(default=False)
    source_format = models.CharField(max_length=10, default="", blank=True)
    pages = models.PositiveIntegerField(null=True, blank=True)
    text = models.TextField(default="", blank=True)
    blocks = models.JSONField(default=list)
    notes = models.JSONField(default=list)  # footnotes, as `papers.paper.Note`
    problems = models.JSONField(default=list)  # [{code, message, page}] of the intake, or why it was refused
    number = models.CharField("số, ký hiệu", max_length=120, default="", blank=True)
    kind = models.CharField("loại văn bản", max_length=80, default="", blank=True)
    issuer = models.CharField("cơ quan ban hành", max_length=300, default="", blank=True)
    place = models.CharField("nơi ban hành", max_length=120, default="", blank=True)
    issued_on = models.DateField("ngày ban hành", null=True, blank=True)
    title = models.TextField("trích yếu", default="", blank=True)
    signer_name = models.CharField("người ký", max_length=200, default="", blank=True)
    signer_position = models.CharField("chức vụ người ký", max_length=200, default="", blank=True)
    signer_authority = models.CharField("thẩm quyền ký", max_length=200, default="", blank=True)
    legal_bases = models.JSONField(default=list)
    recipients = models.JSONField(default=list)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return self.number or self.file_name


class Passage(models.Model):
    """A place in the document's outline: ``III.4.d``. Spans count characters of ``Document.text``."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="passages")
    order = models.PositiveIntegerField()
    code = models.CharField("mã", max_length=60)
    label = models.CharField(max_length=40)
    heading = models.TextField(default="", blank=True)
    level = models.PositiveSmallIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    text_end = models.PositiveIntegerField()

    class Meta:
        ordering = ["document", "order"]
        constraints = [models.UniqueConstraint(fields=["document", "order"], name="passage_order")]
        indexes = [models.Index(fields=["document", "code"], name="passage_code")]

    def __str__(self) -> str:
        return self.code
