"""Who owes a plan, links and what they say, sums, work: on a small province."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.cascade import actions
from ansinh.apps.cascade.access import get_unit_plan
from ansinh.apps.cascade.linking import children_of
from ansinh.apps.cascade.models import LinkKind, PromiseLink
from ansinh.apps.cascade.pages import MatrixFilter, matrix_page, units_page
from ansinh.apps.cascade.queries import OUT, WITHOUT, cascade_of
from ansinh.apps.cascade.sums import sums_of
from ansinh.apps.cascade.work import work_source
from ansinh.apps.orgs.models import GroupMembership
from ansinh.apps.plans.models import Holding, Promise
from ansinh.apps.plans.queries import Seen
from ansinh.apps.readings.models import Reading
from ansinh.domain.cascade import CellState, LinkGround, UnitState, Verdict
from ansinh.domain.indicators import PlaceRule
from ansinh.domain.plan_drafts import GROUND_WHOLE_PLAN
from ansinh.domain.roles import Role
from ansinh.kit.access import Denied, system_actor
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today

from .world import UNIT_ISSUED, World, child, make_world, unit_plan

SYSTEM = system_actor("Thử")


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def _link(world: World, plan, at: int, parent: Promise | None, **figures: Decimal) -> PromiseLink:  # type: ignore[no-untyped-def]
    return actions.link_promise(
        actor=SYSTEM,
        plan=get_unit_plan(SYSTEM, plan.slug),
        child=child(plan, at),
        parent=parent,
        ground=LinkGround.CHOSEN,
        figures=actions.OwnFigures(**figures),
    )


# Who owes a plan ---------------------------------------------------------------------------------------------------


def test_units_of_the_groups_named_by_the_duty_owe_a_plan(world: World) -> None:
    found = cascade_of(SYSTEM, world.plan, today())
    assert [unit.code for unit in found.owing] == ["so-ldtbxh", "huyen-1", "huyen-2"]
    assert found.duties == ("IV.1",)


def test_unit_that_left_its_group_owes_nothing_from_that_day(world: World) -> None:
    GroupMembership.objects.filter(organisation=world.districts[0]).update(valid_to=UNIT_ISSUED)
    assert "huyen-1" in [unit.code for unit in cascade_of(SYSTEM, world.plan, UNIT_ISSUED - timedelta(1)).owing]
    assert "huyen-1" not in [unit.code for unit in cascade_of(SYSTEM, world.plan, UNIT_ISSUED).owing]


def test_state_goes_from_none_over_draft_and_desk_to_issued_and_linked(world: World) -> None:
    unit = world.districts[0]

    def state() -> UnitState:
        return next(u for u in cascade_of(SYSTEM, world.plan, today()).units if u.pk == unit.pk).state

    assert state() is UnitState.NONE
    actions.note_draft(actor=SYSTEM, plan=world.plan, organisation=unit)
    assert state() is UnitState.DRAFTED
    world.p.draft.issuer = unit.name
    world.p.draft.save()
    Reading.objects.filter(pk=world.p.reading.pk).update(carries_out=world.plan)
    assert state() is UnitState.ON_DESK
    plan = unit_plan(world, unit, "1/KH-UBND", [("target", "Nhà ở đạt 30 căn")])
    assert state() is UnitState.UNLINKED
    _link(world, plan, 1, world.p.target)
    assert state() is UnitState.ISSUED


def test_plan_issued_later_is_not_there_yet(world: World) -> None:
    unit_plan(world, world.districts[0], "1/KH-UBND", [("target", "Nhà ở đạt 30 căn")])
    before = cascade_of(SYSTEM, world.plan, UNIT_ISSUED - timedelta(1))
    assert {unit.state for unit in before.units} == {UnitState.NONE}


def test_other_agency_does_not_learn_of_a_draft_but_who_follows_the_plan_does(world: World) -> None:
    actions.note_draft(actor=SYSTEM, plan=world.plan, organisation=world.districts[0])
    seen = {
        who: next(u.state for u in cascade_of(actor, world.plan, today()).units if u.pk == world.districts[0].pk)
        for who, actor in (
            ("other", world.actor(Role.FOCAL, world.p.other)),
            ("follows", world.actor(Role.COORDINATOR)),
        )
    }
    assert seen == {"other": UnitState.NONE, "follows": UnitState.DRAFTED}


def test_body_that_follows_the_whole_plan_is_not_asked_to_carry_out_everything(world: World) -> None:
    Holding.objects.filter(promise=world.p.target).update(legal_basis=GROUND_WHOLE_PLAN)
    row = next(row for row in cascade_of(SYSTEM, world.plan, today()).asked if row.pk == world.p.target.pk)
    assert row.expected == {unit.pk for unit in world.districts}


# Links ---------------------------------------------------------------------------------------------------------------


def test_mark_of_the_draft_makes_a_sure_proposal(world: World) -> None:
    words = "Số căn đạt 30 căn (thực hiện mục II.1 Kế hoạch số 65/KH-UBND)."
    plan = get_unit_plan(SYSTEM, unit_plan(world, world.districts[0], "1/KH-UBND", [("target", words)]).slug)
    [fact] = children_of(plan, cascade_of(SYSTEM, world.plan, today()).asked, today())
    assert fact.proposal is not None
    assert (fact.proposal.parent, fact.proposal.is_sure) == (world.p.target.pk, True)


def test_target_of_a_district_shares_the_number_and_is_logged_with_who_linked(world: World) -> None:
    plan = unit_plan(world, world.districts[0], "1/KH-UBND", [("target", "Nhà ở đạt 30 căn")])
    link = _link(world, plan, 1, world.p.target)
    assert (link.kind, link.valid_from, link.linked_by_name) == (LinkKind.SHARES, UNIT_ISSUED, "Thử")
    entry = AuditEntry.objects.latest("sequence")
    assert entry.summary == "Nối mục I.1 với II.1 của kế hoạch cấp trên."


def test_link_taken_back_is_gone_and_the_log_keeps_it(world: World) -> None:
    plan = unit_plan(world, world.districts[0], "1/KH-UBND", [("target", "Nhà ở đạt 30 căn")])
    link = _link(world, plan, 1, world.p.target)
    actions.unlink(actor=SYSTEM, plan=get_unit_plan(SYSTEM, plan.slug), link=link, version=link.version)
    assert not PromiseLink.objects.exists()
    assert AuditEntry.objects.latest("sequence").summary == "Bỏ nối mục I.1 với II.1."


def test_second_officer_with_an_old_page_is_told(world: World) -> None:
    plan = unit_plan(world, world.districts[0], "1/KH-UBND", [("target", "Nhà ở đạt 30 căn")])
    link = _link(world, plan, 1, world.p.target)
    with pytest.raises(Conflict, match="người khác sửa hoặc bỏ"):
        actions.unlink(actor=SYSTEM, plan=get_unit_plan(SYSTEM, plan.slug), link=link, version=link.version + 1)
    with pytest.raises(Conflict, match="đã được nối"):
        _link(world, plan, 1, world.p.target)
    with pytest.raises(Conflict, match="vừa được người khác quyết định"):
        _link(world, plan, 1, None)


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ({"value": Decimal(-1)}, "không thể âm"),
        ({"numerator": Decimal(1)}, "Tử số và mẫu số phải ghi cả hai"),
        ({"numerator": Decimal(1), "denominator": Decimal(0)}, "Mẫu số phải lớn hơn 0"),
    ],
)
def test_wrong_own_numbers_are_refused_with_words(world: World, figures: dict[str, Decimal], said: str) -> None:
    plan = unit_plan(world, world.districts[0], "1/KH-UBND", [("target", "Nhà ở đạt 30 căn")])
    with pytest.raises(ActionRefused, match=said):
        _link(world, plan, 1, world.p.target, **figures)


def test_promises_of_another_plan_cannot_be_linked(world: World) -> None:
    one = unit_plan(world, world.districts[0], "1/KH-UBND", [("target", "Nhà ở đạt 30 căn")])
    other = unit_plan(world, world.districts[1], "2/KH-UBND", [("target", "Nhà đạt 40 căn")])
    with pytest.raises(ActionRefused, match="không phải chỉ tiêu, nhiệm vụ của kế hoạch 65/KH-UBND"):
        _link(world, one, 1, child(other, 1))


def test_officer_of_another_agency_may_not_link_but_who_follows_the_plan_may(world: World) -> None:
    plan = get_unit_plan(
        SYSTEM, unit_plan(world, world.districts[0], "1/KH-UBND", [("target", "Nhà ở đạt 30 căn")]).slug
    )
    given_ = {"plan": plan, "child": child(plan, 1), "parent": world.p.target, "ground": LinkGround.CHOSEN}
    with pytest.raises(Denied):
        actions.link_promise(actor=world.actor(Role.FOCAL, world.p.other), **given_)
    actions.link_promise(actor=world.actor(Role.COORDINATOR), **given_)
    assert PromiseLink.objects.count() == 1


# Sums ------------------------------------------------------------------------------------------------------------------


def test_sum_of_some_districts_says_who_is_missing(world: World) -> None:
    plan = unit_plan(world, world.districts[0], "1/KH-UBND", [("target", "Nhà ở đạt 130 căn")])
    _link(world, plan, 1, world.p.target)
    [found] = sums_of(cascade_of(SYSTEM, world.plan, today()))
    assert (found.made.total, found.made.gap, found.made.verdict) == (130, -30, Verdict.INCOMPLETE)
    assert found.made.missing == {world.districts[1].pk}


def test_number_an_officer_wrote_stands_before_that_of_the_wording(world: World) -> None:
    for at, unit in enumerate(world.districts, 1):
        plan = unit_plan(world, unit, f"{at}/KH-UBND", [("target", "Nhà ở đạt 30 căn")])
        _link(world, plan, 1, world.p.target, value=Decimal(55))
    [found] = sums_of(cascade_of(SYSTEM, world.plan, today()))
    assert (found.made.total, found.made.verdict) == (110, Verdict.REACHES)


@pytest.mark.django_db
def test_ratio_is_pooled_from_its_parts() -> None:
    world = make_world(rule=PlaceRule.RATIO_OF_SUMS)
    for at, (unit, parts) in enumerate(zip(world.districts, ((30, 40), (10, 60)), strict=True), 1):
        plan = unit_plan(world, unit, f"{at}/KH-UBND", [("target", "Nhà ở đạt 30 căn")])
        _link(world, plan, 1, world.p.target, numerator=Decimal(parts[0]), denominator=Decimal(parts[1]))
    [found] = sums_of(cascade_of(SYSTEM, world.plan, today()))
    assert (found.made.total, found.made.verdict) == (40, Verdict.SHORT)


# Work ------------------------------------------------------------------------------------------------------------------


def test_officers_of_a_unit_are_told_of_the_plan_they_owe_and_of_what_is_not_linked(world: World) -> None:
    officer = world.actor(Role.FOCAL)  # of the department that owes one through its group
    assert [item.title for item in work_source(officer, today())] == ["Chưa ban hành kế hoạch thực hiện 65/KH-UBND"]
    unit_plan(world, world.p.own, "9/KH-SLD", [("target", "Nhà ở đạt 30 căn"), ("task", "Tuyên truyền")])
    assert [item.title for item in work_source(officer, today())] == ["2 mục của 9/KH-SLD chưa nối với 65/KH-UBND"]


def test_coordinator_is_told_what_nobody_took_up_until_somebody_does(world: World) -> None:
    officer = world.actor(Role.COORDINATOR)

    def untaken() -> list[str]:
        return [item.title for item in work_source(officer, today()) if item.key.startswith("cascade.untaken")]

    assert untaken() == ["2 mục của 65/KH-UBND chưa đơn vị nào nhận"]
    plan = unit_plan(world, world.districts[0], "1/KH-UBND", [("target", "Nhà ở đạt 30 căn"), ("task", "Việc")])
    _link(world, plan, 1, world.p.target)
    assert untaken() == ["1 mục của 65/KH-UBND chưa đơn vị nào nhận"]
    _link(world, plan, 2, world.p.task)
    assert untaken() == []


# Counts are lists --------------------------------------------------------------------------------------------------------


class CountsAreLists(TestCase):
    @settings(max_examples=15, deadline=None)
    @given(st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), min_size=1, max_size=3))
    def test_every_number_of_the_matrix_is_the_length_of_its_list(self, made: list[tuple[bool, bool, bool]]) -> None:
        """Each district: whether it has a plan, and whether its target and its task are linked."""
        world = make_world(districts=len(made))
        for at, (issued, target, task) in enumerate(made):
            if issued:
                plan = unit_plan(
                    world, world.districts[at], f"{at}/KH-UBND", [("target", "Nhà ở đạt 30 căn"), ("task", "Việc")]
                )
                if target:
                    _link(world, plan, 1, world.p.target)
                if task:
                    _link(world, plan, 2, world.p.task)
        page = matrix_page(SYSTEM, world.plan, Seen(today()), MatrixFilter())
        found = page.cascade
        assert len(found.in_state(*OUT)) + len(found.in_state(*WITHOUT)) == len(found.owing)
        assert len(page.without) == len(found.in_state(*WITHOUT))
        assert sum(line.count for line in page.tally) == len(found.owing)
        rows = [row for block in page.blocks for row in block.rows]
        assert len(rows) == page.row_count == len(found.asked)
        for row in rows:
            assert row.carried == sum(state is CellState.CARRIED for state, _ in row.cells)
            assert (row.carried == 0) == (row.asked in page.untaken)
        assert sum(carried for carried, _ in page.column_totals) == sum(row.carried for row in rows)
        assert sum(asked for _, asked in page.column_totals) == sum(row.expected for row in rows)
        for line, (carried, asked) in zip(page.columns, page.column_totals, strict=True):
            assert (line.carried, line.asked) == (carried, asked)
        listed = [line for group in units_page(SYSTEM, world.plan, Seen(today())).groups for line in group.lines]
        assert sum(line.unit.owes for line in listed) == len(found.owing)
