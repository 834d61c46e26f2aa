"""An administrator keeps the register: bodies, ways of writing, members of groups."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.orgs.actions import (
    OrganisationValues,
    add_known_name,
    add_organisation,
    change_organisation,
    close_organisation,
    put_in_group,
    remove_known_name,
    take_out_of_group,
)
from ansinh.apps.orgs.models import GroupMembership, KnownName, Organisation, OrganisationGroup
from ansinh.apps.orgs.queries import group_members, match_agencies
from ansinh.apps.orgs.tests.conftest import DAY, actor_at
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Denied
from ansinh.kit.actions import ActionRefused, Conflict

MERGED = date(2025, 3, 1)


@pytest.fixture
def keeper(register: None) -> Actor:
    return actor_at("ubnd-tinh", Role.ADMINISTRATOR)


def values(**changed: object) -> OrganisationValues:
    base = OrganisationValues(
        name="Sở Dân tộc và Tôn giáo",
        short_name="Sở Dân tộc và Tôn giáo",
        kind="department",
        parent=Organisation.objects.get(code="ubnd-tinh"),
        unit=None,
        valid_from=MERGED,
        began_earlier=False,
        legal_basis="Nghị quyết của HĐND tỉnh",
        confidence="stated",
        source="",
    )
    return replace(base, **changed)  # type: ignore[arg-type]


def organisation(code: str) -> Organisation:
    return Organisation.objects.get(code=code)


def group(code: str) -> OrganisationGroup:
    return OrganisationGroup.objects.get(code=code)


def member_codes(code: str, day: date) -> set[str]:
    found = group(code)
    return {body.code for body in group_members([found.pk], day).get(found.pk, ())}


# Bodies -------------------------------------------------------------------------------------------------------------


def test_new_body_is_known_from_its_day_on(keeper: Actor) -> None:
    added = add_organisation(actor=keeper, values=values())
    assert added.code == "so-dan-toc-va-ton-giao"
    assert match_agencies(["Sở Dân tộc và Tôn giáo"], MERGED)["Sở Dân tộc và Tôn giáo"].organisation_id == added.pk
    assert match_agencies(["Sở Dân tộc và Tôn giáo"], DAY)["Sở Dân tộc và Tôn giáo"].organisation_id is None


def test_code_is_made_free_and_never_one_that_addresses_use(keeper: Actor) -> None:
    codes = [
        add_organisation(actor=keeper, values=values(name=name, short_name=short)).code
        for name, short in (("A", "Sở Y tế"), ("B", "Sở Y tế"), ("C", "Nhóm"), ("D", "…"))
    ]
    assert codes == ["so-y-te-2", "so-y-te-3", "nhom-2", "co-quan"]


def test_same_name_at_the_same_time_is_refused_with_what_to_do(keeper: Actor) -> None:
    with pytest.raises(ActionRefused, match="đổi tên"):
        add_organisation(actor=keeper, values=values(name="Sở Y tế"))


def test_change_is_written_down_with_what_changed_only(keeper: Actor) -> None:
    body = organisation("so-ngoai-vu")
    changed = values(name="Sở Ngoại vụ tỉnh", short_name=body.short_name, valid_from=body.valid_from)
    change_organisation(actor=keeper, organisation=body, version=body.version, values=changed)
    entry = AuditEntry.objects.filter(action="orgs.change_organisation").get()
    assert entry.before["name"] == "Sở Ngoại vụ"
    assert "short_name" not in entry.after
    assert organisation("so-ngoai-vu").search_key.startswith("so ngoai vu tinh")


def test_second_officer_is_told_and_nothing_is_overwritten(keeper: Actor) -> None:
    body = organisation("so-ngoai-vu")
    change_organisation(actor=keeper, organisation=body, version=1, values=values(name="Tên thứ nhất"))
    with pytest.raises(Conflict):
        change_organisation(actor=keeper, organisation=body, version=1, values=values(name="Tên thứ hai"))
    with pytest.raises(Conflict):
        close_organisation(actor=keeper, organisation=body, version=1, valid_to=date(2026, 1, 1), legal_basis="x")
    assert organisation("so-ngoai-vu").name == "Tên thứ nhất"


def test_body_cannot_stand_above_itself(keeper: Actor) -> None:
    committee = organisation("ubnd-huyen-son-ha")
    child = committee.children.first()
    with pytest.raises(ActionRefused, match="trực thuộc"):
        change_organisation(
            actor=keeper, organisation=committee, version=1, values=values(name="UBND huyện Sơn Hà", parent=child)
        )


def test_closed_body_leaves_its_groups_that_day_and_keeps_its_history(keeper: Actor) -> None:
    body = organisation("so-tttt")
    close_organisation(
        actor=keeper, organisation=body, version=body.version, valid_to=MERGED, legal_basis="Nghị quyết 01"
    )
    assert "so-tttt" in member_codes("so-ban-nganh-don-vi", date(2025, 2, 28))
    assert "so-tttt" not in member_codes("so-ban-nganh-don-vi", MERGED)
    assert GroupMembership.objects.filter(organisation=body, valid_to=MERGED).count() == 2
    assert "Nghị quyết 01" in organisation("so-tttt").legal_basis


def test_body_cannot_end_before_it_began(keeper: Actor) -> None:
    with pytest.raises(ActionRefused):
        close_organisation(
            actor=keeper, organisation=organisation("so-tttt"), version=1, valid_to=date(2020, 2, 1), legal_basis="x"
        )


# Ways of writing ----------------------------------------------------------------------------------------------------


def test_learnt_way_of_writing_is_known_from_then_on(keeper: Actor) -> None:
    raw = "Cơ quan quản lý lao động cấp tỉnh"
    assert match_agencies([raw], DAY)[raw].chosen is None
    learner = actor_at("so-ldtbxh", Role.COORDINATOR)
    add_known_name(actor=learner, text=f"  {raw} ", organisation=organisation("so-ldtbxh"))
    assert match_agencies([raw], DAY)[raw].ground == "tên gọi đã biết"


def test_way_of_writing_is_learnt_once_and_needs_a_word(keeper: Actor) -> None:
    body = organisation("so-y-te")
    add_known_name(actor=keeper, text="Ngành Y tế", organisation=body)
    with pytest.raises(ActionRefused, match="đã có"):
        add_known_name(actor=keeper, text="ngành y tế", organisation=body)
    with pytest.raises(ActionRefused):
        add_known_name(actor=keeper, text=" - ", organisation=body)


def test_one_way_of_writing_may_stand_for_two_and_then_none_is_chosen(keeper: Actor) -> None:
    for code in ("so-y-te", "bhxh-tinh"):
        add_known_name(actor=keeper, text="Cơ quan y tế", organisation=organisation(code))
    match = match_agencies(["Cơ quan y tế"], DAY)["Cơ quan y tế"]
    assert match.chosen is None
    assert len(match.suggestions) == 2


def test_way_of_writing_is_removed(keeper: Actor) -> None:
    remove_known_name(actor=keeper, known_name=KnownName.objects.get(text="VPUB"))
    assert match_agencies(["VPUB"], DAY)["VPUB"].chosen is None


# Groups -------------------------------------------------------------------------------------------------------------


def test_member_counts_from_its_day_until_its_day(keeper: Actor) -> None:
    joins, leaves = date(2024, 6, 1), date(2024, 9, 1)
    joined = put_in_group(
        actor=keeper,
        group=group("so-ban-nganh-don-vi"),
        organisation=organisation("so-ngoai-vu"),
        valid_from=joins,
        legal_basis="Công văn 15",
    )
    take_out_of_group(actor=keeper, membership=joined, valid_to=leaves, legal_basis="Công văn 20")
    days = (date(2024, 5, 31), joins, date(2024, 8, 31), leaves)
    assert ["so-ngoai-vu" in member_codes("so-ban-nganh-don-vi", day) for day in days] == [False, True, True, False]


def test_memberships_never_overlap_but_may_follow_one_another(keeper: Actor) -> None:
    place, body = group("so-ban-nganh-tinh"), organisation("so-y-te")
    with pytest.raises(ActionRefused, match="đã ở trong nhóm"):
        put_in_group(actor=keeper, group=place, organisation=body, valid_from=DAY, legal_basis="x")
    held = GroupMembership.objects.get(group=place, organisation=body)
    take_out_of_group(actor=keeper, membership=held, valid_to=DAY, legal_basis="x")
    put_in_group(actor=keeper, group=place, organisation=body, valid_from=DAY, legal_basis="x")


def test_body_that_does_not_exist_that_day_cannot_join(keeper: Actor) -> None:
    with pytest.raises(ActionRefused, match="không tồn tại"):
        put_in_group(
            actor=keeper,
            group=group("so-ban-nganh-tinh"),
            organisation=organisation("bo-ldtbxh"),
            valid_from=date(2019, 1, 1),
            legal_basis="x",
        )


def test_member_cannot_leave_before_it_came_nor_twice(keeper: Actor) -> None:
    held = GroupMembership.objects.get(group__code="so-ban-nganh-tinh", organisation__code="so-y-te")
    with pytest.raises(ActionRefused):
        take_out_of_group(actor=keeper, membership=held, valid_to=held.valid_from, legal_basis="x")
    seen = GroupMembership.objects.get(pk=held.pk)
    take_out_of_group(actor=keeper, membership=held, valid_to=DAY, legal_basis="x")
    with pytest.raises(Conflict):
        take_out_of_group(actor=keeper, membership=seen, valid_to=MERGED, legal_basis="x")


# Who ----------------------------------------------------------------------------------------------------------------


def test_only_administrators_of_the_province_change_the_register(register: None) -> None:
    body = organisation("so-y-te")
    held = GroupMembership.objects.filter(organisation=body).first()
    assert held is not None
    for who in (
        actor_at("so-y-te", Role.ADMINISTRATOR),
        actor_at("ubnd-tinh", Role.LEADER),
        actor_at("so-ldtbxh", Role.COORDINATOR),
    ):
        for attempt in (
            lambda who=who: add_organisation(actor=who, values=values()),
            lambda who=who: change_organisation(actor=who, organisation=body, version=1, values=values()),
            lambda who=who: close_organisation(
                actor=who, organisation=body, version=1, valid_to=MERGED, legal_basis="x"
            ),
            lambda who=who: put_in_group(
                actor=who, group=held.group, organisation=body, valid_from=DAY, legal_basis="x"
            ),
            lambda who=who: take_out_of_group(actor=who, membership=held, valid_to=DAY, legal_basis="x"),
            lambda who=who: remove_known_name(actor=who, known_name=KnownName.objects.all()[0]),
        ):
            with pytest.raises(Denied):
                attempt()
    with pytest.raises(Denied):
        add_known_name(actor=actor_at("so-y-te", Role.LEADER), text="x", organisation=body)
