"""One table: the chained log."""

from __future__ import annotations

from django.db import models


class AuditEntry(models.Model):
    """One act. Self-contained (names as they were then), chained to the entry before it by ``seal``."""

    sequence = models.BigIntegerField("số thứ tự", unique=True)
    at = models.DateTimeField("lúc")
    actor_id = models.BigIntegerField("mã người làm", null=True)
    actor_name = models.CharField("người làm", max_length=200)
    organisation_id = models.BigIntegerField("mã cơ quan", null=True, db_index=True)
    organisation_name = models.CharField("cơ quan", max_length=300)
    action = models.CharField("việc", max_length=80, db_index=True)
    subject_type = models.CharField("loại đối tượng", max_length=80)
    subject_id = models.CharField("mã đối tượng", max_length=64)
    subject_label = models.CharField("đối tượng", max_length=400)
    summary = models.TextField("nội dung")
    before = models.JSONField("trước", default=dict)
    after = models.JSONField("sau", default=dict)
    previous_seal = models.CharField("dấu của mục trước", max_length=64)
    seal = models.CharField("dấu", max_length=64, unique=True)

    class Meta:
        ordering = ["-sequence"]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-sequence"], name="audit_subject")]

    def __str__(self) -> str:
        return f"{self.sequence}. {self.summary}"
