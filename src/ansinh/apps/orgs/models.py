"""Dated registers: organisations, their groups and known names, administrative units and their tree."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q


class DatedQuerySet(models.QuerySet):
    """Rows that are valid from a day (included) to a day (excluded; empty = still valid)."""

    def in_force_on(self, day: date) -> Self:
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=day), valid_from__lte=day)


class Dated(models.Model):
    """Valid from ``valid_from`` (included) to ``valid_to`` (excluded), by ``legal_basis``."""

    valid_from = models.DateField("từ ngày")
    valid_to = models.DateField("đến trước ngày", null=True, blank=True)
    legal_basis = models.CharField("căn cứ", max_length=300, default="", blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="%(class)s_dates_in_order",
            )
        ]

    def exists_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or self.valid_to > day)


class Confidence(models.TextChoices):
    STATED = "stated", "Nêu trong văn bản, danh mục"
    FRAMEWORK = "framework", "Theo khung pháp luật chung"
    TO_CHECK = "to_check", "Cần kiểm tra"


class Registered(Dated):
    """A dated row of a register: where it comes from and how sure it is.

    ``began_earlier``: the source shows that it stood on ``valid_from``, not that it began then.
    """

    began_earlier = models.BooleanField("có từ trước ngày này", default=False)
    confidence = models.CharField(
        "độ chắc chắn", max_length=10, choices=Confidence.choices, default=Confidence.TO_CHECK
    )
    source = models.CharField("nguồn", max_length=300, default="", blank=True)

    class Meta(Dated.Meta):
        abstract = True


class UnitLevel(models.TextChoices):
    PROVINCE = "province", "Cấp tỉnh"
    DISTRICT = "district", "Cấp huyện"
    COMMUNE = "commune", "Cấp xã"


class AdministrativeUnit(Registered):
    """A unit on the list of the statistics office. A code alone is ambiguous: new units reuse old codes."""

    code = models.CharField("mã", max_length=10)
    name = models.CharField("tên", max_length=120)
    kind = models.CharField("loại", max_length=40)  # Tỉnh, Huyện, Thị xã, Thành phố, Xã, Phường, Thị trấn, Đặc khu
    level = models.CharField("cấp", max_length=10, choices=UnitLevel.choices)
    search_key = models.CharField(max_length=160, db_index=True)
    sort_key = models.CharField(max_length=300, db_index=True)

    objects = DatedQuerySet.as_manager()

    class Meta(Registered.Meta):
        ordering = ["sort_key"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["code", "level", "valid_from"], name="unit_code_from"),
        ]

    def __str__(self) -> str:
        return self.name


class UnitMembership(Dated):
    """Which unit a unit belongs to, between days. The district tier ended on 1/7/2025: no fixed depth."""

    unit = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="memberships")
    parent = models.ForeignKey(AdministrativeUnit, on_delete=models.PROTECT, related_name="member_units")

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["unit", "valid_from"], name="unit_parent_from"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} thuộc {self.parent}"


class OrganisationKind(models.TextChoices):
    PROVINCIAL_COMMITTEE = "provincial_committee", "UBND tỉnh"
    DEPARTMENT = "department", "Sở, ban, ngành thuộc UBND tỉnh"
    VERTICAL = "vertical", "Cơ quan ngành dọc"
    PARTY = "party", "Cơ quan Đảng"
    COUNCIL = "council", "HĐND, Đoàn đại biểu Quốc hội"
    MASS = "mass", "Mặt trận, tổ chức chính trị - xã hội"
    MEDIA = "media", "Báo, đài"
    DISTRICT_COMMITTEE = "district_committee", "UBND cấp huyện"
    COMMUNE_COMMITTEE = "commune_committee", "UBND cấp xã"
    CENTRAL = "central", "Cơ quan trung ương"
    OTHER = "other", "Cơ quan khác"


class Organisation(Registered):
    """A body that can hold a promise. History stays under the old name: a successor is another row."""

    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên đầy đủ", max_length=200)
    short_name = models.CharField("tên gọi tắt", max_length=120)
    kind = models.CharField("loại", max_length=30, choices=OrganisationKind.choices)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    unit = models.ForeignKey(
        AdministrativeUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    search_key = models.CharField(max_length=260, db_index=True)
    sort_key = models.CharField(max_length=500, db_index=True)
    version = models.PositiveIntegerField(default=1)

    objects = DatedQuerySet.as_manager()

    class Meta(Registered.Meta):
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.short_name


class OrganisationGroup(models.Model):
    """A name that stands for many: "Các sở, ban ngành tỉnh". It resolves to members on a date."""

    code = models.SlugField("mã", max_length=60, unique=True)
    name = models.CharField("tên nhóm", max_length=200)
    note = models.CharField("ghi chú", max_length=300, default="", blank=True)

    def __str__(self) -> str:
        return self.name


class GroupMembership(Dated):
    group = models.ForeignKey(OrganisationGroup, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="group_memberships")

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["group", "organisation", "valid_from"], name="group_member_from"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation} trong {self.group}"


class KnownName(models.Model):
    """One way in which documents write an organisation or a group; learnt from officers' choices too."""

    text = models.CharField("cách viết", max_length=300)
    search_key = models.CharField(max_length=300, db_index=True)
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.CASCADE, related_name="known_names"
    )
    group = models.ForeignKey(
        OrganisationGroup, null=True, blank=True, on_delete=models.CASCADE, related_name="known_names"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(organisation__isnull=False, group__isnull=True)
                | Q(organisation__isnull=True, group__isnull=False),
                name="known_name_of_one_thing",
            ),
            # two, because SQLite takes every empty value for a different one
            models.UniqueConstraint(
                fields=["search_key", "organisation"],
                condition=Q(organisation__isnull=False),
                name="known_name_once_of_organisation",
            ),
            models.UniqueConstraint(
                fields=["search_key", "group"], condition=Q(group__isnull=False), name="known_name_once_of_group"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class FieldOfWork(Dated):
    """What an organisation works on, between days, with words that speak of it: whom a promise could belong to.

    Succession hands promises on by field of work; until then fields propose holders (`domain.holder_suggestions`).
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="fields_of_work")
    name = models.CharField("lĩnh vực", max_length=200)
    keywords = models.JSONField("từ ngữ", default=list)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        ordering = ["organisation", "name"]
        constraints = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["organisation", "name", "valid_from"], name="field_of_work_from"),
        ]

    def __str__(self) -> str:
        return self.name
