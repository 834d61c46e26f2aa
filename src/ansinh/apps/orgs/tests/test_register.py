"""What ships, and loading it."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
from django.core.management import call_command
from pytest_django import DjangoAssertNumQueries

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.orgs.actions import RegisterRows, UnitRow, load_register
from ansinh.apps.orgs.imports import read_register
from ansinh.apps.orgs.models import (
    AdministrativeUnit,
    Confidence,
    GroupMembership,
    KnownName,
    Organisation,
    OrganisationGroup,
    UnitLevel,
    UnitMembership,
)
from ansinh.apps.orgs.queries import group_members, match_agencies, register_keys, register_names
from ansinh.apps.orgs.tests.conftest import DAY, actor_at
from ansinh.domain.roles import Role
from ansinh.kit.access import Denied, system_actor


def members_of(code: str, day: date = DAY) -> set[str]:
    group = OrganisationGroup.objects.get(code=code)
    return {body.code for body in group_members([group.pk], day).get(group.pk, ())}


def test_units_are_those_of_march_2024(register: None) -> None:
    levels = Counter(AdministrativeUnit.objects.in_force_on(DAY).values_list("level", flat=True))
    assert levels == {"province": 1, "district": 13, "commune": 173}
    assert UnitMembership.objects.in_force_on(DAY).count() == 186


def test_every_commune_belongs_to_one_district_and_ly_son_has_none(register: None) -> None:
    parents = Counter(UnitMembership.objects.filter(unit__level="commune").values_list("parent__name", flat=True))
    assert parents.total() == 173
    assert parents["Thành phố Quảng Ngãi"] == 23
    assert "Huyện Lý Sơn" not in parents


def test_unit_that_the_resolution_made_begins_then_and_others_began_earlier(register: None) -> None:
    made = AdministrativeUnit.objects.filter(began_earlier=False)
    assert made.count() == 15
    assert set(made.values_list("legal_basis", flat=True)) == {"Nghị quyết 867/NQ-UBTVQH14 ngày 10/01/2020"}
    assert AdministrativeUnit.objects.get(code="529").began_earlier


def test_a_code_that_comes_again_is_another_unit_under_the_parent_of_its_time(db: None) -> None:
    merger = date(2025, 7, 1)

    def row(code: str, name: str, level: str, parent: str, since: date, until: date | None = None) -> UnitRow:
        return UnitRow(code, name, "Xã", UnitLevel(level), parent, since, until, False, "", Confidence.STATED, "")

    began = date(2020, 1, 1)
    units = (
        row("51", "Quảng Ngãi", "province", "", began),
        row("529", "Sơn Hà", "district", "51", began, merger),
        row("21310", "Sơn Hạ cũ", "commune", "529", began, merger),
        row("21310", "Sơn Hạ mới", "commune", "51", merger),
    )
    nothing = RegisterRows(units, (), (), (), (), ())
    load_register(actor=system_actor("Nạp thử"), rows=nothing)
    parents = UnitMembership.objects.filter(unit__code="21310").values_list("unit__name", "parent__name")
    assert dict(parents) == {"Sơn Hạ cũ": "Sơn Hà", "Sơn Hạ mới": "Quảng Ngãi"}


def test_every_district_and_commune_has_its_committee(register: None) -> None:
    units = AdministrativeUnit.objects.exclude(level="province")
    assert units.filter(organisations__isnull=True).count() == 0
    assert Organisation.objects.filter(kind="commune_committee").count() == 173
    assert Organisation.objects.filter(kind="district_committee").count() == 13


def test_groups_have_the_members_that_the_source_page_counts(register: None) -> None:
    assert len(members_of("so-ban-nganh-tinh")) == 20
    assert len(members_of("ubnd-cap-huyen")) == 13
    assert len(members_of("ubnd-cap-xa")) == 173
    assert len(members_of("to-chuc-chinh-tri-xa-hoi")) == 5


def test_reporting_bodies_of_part_iv_are_thirty_five(register: None) -> None:
    assert len(members_of("so-ban-nganh-don-vi") | members_of("ubnd-cap-huyen")) == 35


def test_group_has_no_members_before_the_register_begins(register: None) -> None:
    assert members_of("ubnd-cap-huyen", date(2020, 1, 31)) == set()


def test_member_that_has_ended_as_an_organisation_is_no_member(register: None) -> None:
    Organisation.objects.filter(code="so-tttt").update(valid_to=date(2025, 3, 1))
    assert "so-tttt" in members_of("so-ban-nganh-tinh", date(2025, 2, 28))
    assert "so-tttt" not in members_of("so-ban-nganh-tinh", date(2025, 3, 1))


def test_every_row_says_where_it_comes_from(register: None) -> None:
    assert not AdministrativeUnit.objects.filter(source="").exists()
    assert not Organisation.objects.filter(source="").exists()
    assert not GroupMembership.objects.filter(legal_basis="").exists()


def test_loading_twice_changes_nothing_and_leaves_one_audit_entry(db: None) -> None:
    call_command("load_orgs")
    before = register_keys()
    call_command("load_orgs")
    assert register_keys() == before
    entry = AuditEntry.objects.get(action="orgs.load_register")
    assert entry.actor_name == "Nạp dữ liệu ban đầu"
    assert entry.after["organisations"] == 235


def test_loading_again_keeps_what_an_administrator_changed_and_adds_what_is_missing(register: None) -> None:
    Organisation.objects.filter(code="so-y-te").update(short_name="Sở Y tế tỉnh")
    GroupMembership.objects.filter(organisation__code="so-ngoai-vu").update(valid_to=date(2024, 1, 1))
    KnownName.objects.filter(text="VPUB").delete()
    loaded = load_register(actor=system_actor("Nạp thử"), rows=read_register())
    assert (loaded.organisations, loaded.members, loaded.known_names) == (0, 0, 1)
    assert Organisation.objects.get(code="so-y-te").short_name == "Sở Y tế tỉnh"
    assert "so-ngoai-vu" not in members_of("so-ban-nganh-tinh")


def test_only_an_administrator_of_the_province_may_load(register: None) -> None:
    rows = read_register()
    for actor in (actor_at("so-y-te", Role.ADMINISTRATOR), actor_at("ubnd-tinh", Role.LEADER)):
        with pytest.raises(Denied):
            load_register(actor=actor, rows=rows)
    load_register(actor=actor_at("ubnd-tinh", Role.ADMINISTRATOR), rows=rows)


def test_matching_many_names_takes_three_queries(
    register: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(3):
        matches = match_agencies([f"Sở Y tế {number}" for number in range(100)] + ["Sở Y tế"], DAY)
    assert len(matches) == 101
    assert matches["Sở Y tế"].organisation_id == Organisation.objects.get(code="so-y-te").pk


def test_matching_no_names_asks_the_database_nothing() -> None:
    """Without the ``db`` fixture any query would fail."""
    assert match_agencies([], DAY) == {}


def test_body_that_has_ended_is_not_proposed(register: None) -> None:
    Organisation.objects.filter(code="so-tttt").update(valid_to=date(2025, 3, 1))
    assert match_agencies(["Sở TT&TT"], date(2025, 3, 1))["Sở TT&TT"].chosen is None


def test_every_name_to_choose_from_leads_to_exactly_one_body_or_group(register: None) -> None:
    names = register_names(DAY)
    assert len(names) == len(set(names)) == 240
    matches = match_agencies(names, DAY)
    assert [name for name in names if matches[name].chosen is None] == []
