"""One table: the chained log. The database refuses to change or delete its rows (see the migrations)."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Self

from django.db import models
from django.utils import timezone

from ansinh.domain.vietnamese import search_key


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def since(self, day: date) -> Self:
        """Entries of ``day`` (in the province) and later."""
        return self.filter(at__gte=_start_of(day))

    def until(self, day: date) -> Self:
        """Entries up to the end of ``day`` (in the province)."""
        return self.filter(at__lte=timezone.make_aware(datetime.combine(day, time.max)))

    def about(self, subject_type: str, subject_id: str) -> Self:
        return self.filter(subject_type=subject_type, subject_id=subject_id)

    def done_by(self, name: str) -> Self:
        """Entries whose doer's name has all words of ``name``, in any order, marks and capitals aside."""
        return self._having("actor_key", name)

    def saying(self, words: str) -> Self:
        """Entries that have all of ``words``, in any order, marks and capitals aside."""
        return self._having("search_key", words)

    def _having(self, column: str, words: str) -> Self:
        found = self
        for word in search_key(words).split():
            found = found.filter(**{f"{column}__contains": word})
        return found


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class AuditEntry(models.Model):
    """One act. Self-contained (names as they were then), chained to the entry before it by ``seal``."""

    sequence = models.BigIntegerField("số thứ tự", unique=True)
    at = models.DateTimeField("lúc", db_index=True)
    actor_id = models.BigIntegerField("mã người làm", null=True)
    actor_name = models.CharField("người làm", max_length=200)
    organisation_id = models.BigIntegerField("mã cơ quan", null=True)
    organisation_name = models.CharField("cơ quan", max_length=300)
    action = models.CharField("việc", max_length=80, db_index=True)
    subject_type = models.CharField("loại đối tượng", max_length=80)
    subject_id = models.CharField("mã đối tượng", max_length=64)
    subject_label = models.CharField("đối tượng", max_length=400)
    summary = models.TextField("nội dung")
    before = models.JSONField("trước", default=dict)
    after = models.JSONField("sau", default=dict)
    actor_key = models.CharField(max_length=260, default="")
    search_key = models.TextField(default="")
    previous_seal = models.CharField("dấu của mục trước", max_length=64)
    seal = models.CharField("dấu", max_length=64, unique=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ["-sequence"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "-sequence"], name="audit_subject"),
            models.Index(fields=["organisation_id", "organisation_name", "-sequence"], name="audit_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}. {self.summary}"
