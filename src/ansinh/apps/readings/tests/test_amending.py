from datetime import date

import pytest

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.orgs.models import Organisation
from ansinh.apps.plans.actions import assign_accountable
from ansinh.apps.plans.models import Holding, PlanAmendment, Promise, TargetWording
from ansinh.apps.plans.queries import promise_rows
from ansinh.apps.readings import actions
from ansinh.apps.readings.models import ItemChange, ItemKind, ItemState, Reading, ReadingPurpose, ReadingState
from ansinh.apps.readings.queries import publish_problems
from ansinh.apps.readings.tests.amending import change_of, confirm_everything, published_plan, read_decision
from ansinh.apps.readings.tests.desk import officer, read_small_plan
from ansinh.domain.roles import Role
from ansinh.kit.access import Denied
from ansinh.kit.actions import ActionRefused, Conflict

pytestmark = pytest.mark.django_db

FROM = date(2024, 7, 1)


@pytest.fixture
def plan():
    return published_plan()


@pytest.fixture
def reading(plan):
    return read_decision()


@pytest.fixture
def actor(reading):
    return officer()


def publish(reading):
    return actions.publish_reading(
        actor=officer(), reading=Reading.objects.select_related("document", "plan").get(pk=reading.pk)
    )


# Reading against the live plan ---------------------------------------------------------------------------------


def test_an_amending_document_is_recognised_and_held_against_the_live_plan(plan, reading):
    assert (reading.purpose, reading.plan, reading.effective_from) == (ReadingPurpose.AMENDMENT, plan, FROM)
    laid = [(item.change, item.code, item.promise.code if item.promise else "") for item in reading.items.all()]
    assert laid == [
        ("change", "I.1.1", "I.1.1"),
        ("add", "I.1.4", ""),
        ("drop", "II.1.a", "II.1.a"),
        ("change", "III.1", "III.1"),
        ("change", "III.2", "III.2"),
    ]


def test_every_change_quotes_the_amending_document(reading):
    text = reading.document.text
    assert all(text[item.start : item.end] == item.quote for item in reading.items.all())
    orders = [item.instruction for item in reading.items.all()]
    assert all(text[order["start"] : order["end"]] == order["quote"] for order in orders)


def test_an_agency_exchanged_in_the_words_of_a_duty_is_matched_to_the_register(reading):
    (follower,) = change_of(reading, "III.1").agencies.all()
    assert (follower.raw, follower.organisation.code) == ("Sở Nội vụ", "so-noi-vu")


def test_a_document_that_amends_nothing_live_is_a_plan_of_its_own():
    from ansinh.apps.readings.tests.desk import load_register

    load_register()
    assert read_decision().purpose == ReadingPurpose.NEW_PLAN


def test_an_officer_says_that_a_document_amends_a_plan_and_back(plan):
    reading = read_decision("1. Bãi bỏ điểm a khoản 1 Mục II.\n\nĐiều 2. Quyết định này có hiệu lực kể từ ngày ký.")
    actions.read_as(actor=officer(), reading=reading, plan=None)
    assert (reading.purpose, reading.plan) == (ReadingPurpose.NEW_PLAN, None)
    actions.read_as(actor=officer(), reading=reading, plan=plan)
    assert [(item.change, item.code) for item in reading.items.all()] == [("drop", "II.1.a")]
    assert reading.effective_from == date(2024, 6, 10)


def test_a_document_is_not_read_anew_once_something_was_decided(plan, reading, actor):
    actions.confirm_item(actor=actor, item=change_of(reading, "I.1.1"), version=1)
    with pytest.raises(ActionRefused, match=r"I\.1\.1"):
        actions.read_as(actor=actor, reading=reading, plan=None)
    assert reading.items.count() == 5


def test_a_document_without_a_day_of_force_takes_the_day_of_issue_and_says_so(plan):
    reading = read_decision("1. Bãi bỏ điểm a khoản 1 Mục II.")
    assert reading.effective_from == date(2024, 6, 10)
    assert any("không nêu ngày có hiệu lực" in remark.message for remark in reading.remarks.all())


# Publishing ----------------------------------------------------------------------------------------------------


def test_confirmed_changes_are_in_force_from_their_day_and_the_words_before_keep_theirs(plan, reading):
    confirm_everything(reading)
    assert publish(reading) == plan
    before, after = TargetWording.objects.filter(target__code="I.1.1").order_by("valid_from")
    assert (before.value, before.valid_to) == (95, FROM)
    assert (after.value, after.valid_from, after.document) == (97, FROM, reading.document)
    assert after.quote == "Tỷ lệ tham gia bảo hiểm y tế trên 97% dân số toàn tỉnh"
    rows = {row.code for row in promise_rows(plan, FROM)}
    assert "I.1.4" in rows
    assert "II.1.a" not in rows
    assert {row.code for row in promise_rows(plan, date(2024, 6, 30))} == (rows - {"I.1.4"}) | {"II.1.a"}


def test_an_added_target_stands_behind_the_last_one_of_its_section(plan, reading):
    confirm_everything(reading)
    publish(reading)
    assert [row.code for row in promise_rows(plan, FROM)] == ["I.1.1", "I.1.2", "I.1.3", "I.1.4", "III.1", "III.2"]
    added = Promise.objects.get(code="I.1.4")
    assert (added.section.code, added.began_on) == ("I.1", FROM)


def test_an_exchanged_agency_holds_from_the_day_and_is_accountable_where_the_old_one_was(plan, reading):
    confirm_everything(reading)
    publish(reading)
    held = Holding.objects.filter(promise__code="III.1", promise__plan=plan).select_related("organisation")
    assert [(h.role, h.organisation.code, h.valid_from, h.valid_to) for h in held.order_by("role", "valid_from")] == [
        ("accountable", "so-ldtbxh", date(2024, 5, 2), FROM),
        ("accountable", "so-noi-vu", FROM, None),
        ("lead", "so-ldtbxh", date(2024, 5, 2), FROM),
        ("lead", "so-noi-vu", FROM, None),
    ]


def test_agencies_that_an_amendment_does_not_name_keep_their_dates(plan, reading):
    confirm_everything(reading)
    publish(reading)
    assert not Holding.objects.filter(promise__code="III.2", valid_from=FROM).exists()
    for promise in plan.promises.filter(ended_on=None):
        assert promise.holdings.filter(role="accountable", valid_to=None).count() == 1


def test_publishing_waits_until_every_change_is_decided_and_says_everything_at_once(plan, reading, actor):
    Reading.objects.filter(pk=reading.pk).update(effective_from=None)
    with pytest.raises(ActionRefused) as refused:
        publish(reading)
    told = " ".join(problem.message for problem in refused.value.problems)
    assert "5 thay đổi chờ xác nhận" in told
    assert "Chưa có ngày có hiệu lực" in told
    assert not PlanAmendment.objects.exists()


def test_an_amendment_is_not_published_twice(plan, reading):
    confirm_everything(reading)
    publish(reading)
    with pytest.raises(ActionRefused, match="đã đóng"):
        publish(reading)
    Reading.objects.filter(pk=reading.pk).update(state=ReadingState.OPEN)
    with pytest.raises(ActionRefused):
        publish(reading)
    assert PlanAmendment.objects.count() == 1


def test_a_published_document_may_be_read_by_everyone_and_the_log_tells_of_it(plan, reading):
    confirm_everything(reading)
    publish(reading)
    reading.document.refresh_from_db()
    assert reading.document.is_published
    assert {"plans.amend", "readings.publish"} <= set(AuditEntry.objects.values_list("action", flat=True))


def test_a_rejected_change_leaves_its_promise_alone(plan, reading, actor):
    actions.reject_item(actor=actor, item=change_of(reading, "II.1.a"), version=1, reason="còn thực hiện")
    confirm_everything(reading)
    publish(reading)
    assert "II.1.a" in {row.code for row in promise_rows(plan, FROM)}


def test_the_day_of_force_must_be_after_the_plan_and_the_second_officer_is_told(plan, reading, actor):
    with pytest.raises(ActionRefused, match="không sau ngày ban hành"):
        actions.set_effective_from(actor=actor, reading=reading, day=date(2024, 5, 2), seen=FROM)
    actions.set_effective_from(actor=actor, reading=reading, day=date(2024, 8, 1), seen=FROM)
    with pytest.raises(Conflict, match="vừa được người khác sửa"):
        actions.set_effective_from(actor=actor, reading=reading, day=date(2024, 9, 1), seen=FROM)
    assert Reading.objects.get(pk=reading.pk).effective_from == date(2024, 8, 1)


# Corrections ---------------------------------------------------------------------------------------------------


def test_a_corrected_change_is_published_as_corrected(plan, reading, actor):
    item = change_of(reading, "I.1.1")
    actions.confirm_item(actor=actor, item=item, version=1, values=item.values | {"value": "96.5"})
    confirm_everything(reading)
    publish(reading)
    assert str(TargetWording.objects.get(target__code="I.1.1", valid_from=FROM).value.normalize()) == "96.5"


def test_the_second_officer_is_told_and_overwrites_nothing(reading, actor):
    item = change_of(reading, "I.1.1")
    actions.confirm_item(actor=actor, item=item, version=1, values=item.values | {"value": "96"})
    stale = change_of(reading, "I.1.1")
    with pytest.raises(Conflict):
        actions.confirm_item(actor=actor, item=stale, version=1, values=stale.values | {"value": "98"})
    assert change_of(reading, "I.1.1").values["value"] == "96"


def test_changes_of_live_promises_are_not_merged_or_split(reading, actor):
    first, second = change_of(reading, "III.1"), change_of(reading, "III.2")
    with pytest.raises(ActionRefused, match="không gộp hay tách"):
        actions.merge_items(actor=actor, items=[first, second], versions={first.pk: 1, second.pk: 1})
    with pytest.raises(ActionRefused, match="không gộp hay tách"):
        actions.split_item(actor=actor, item=first, version=1, parts=[(0, 1), (1, 2)])


def test_wrong_roles_may_not_touch_or_publish_an_amendment(plan, reading, actor):
    elsewhere, focal = officer("so-y-te"), officer(role=Role.FOCAL)
    item = change_of(reading, "I.1.1")
    with pytest.raises(Denied):
        actions.point_item(actor=elsewhere, item=item, version=1, change=ItemChange.DROP, promise_id=item.promise_id)
    with pytest.raises(Denied):
        actions.set_effective_from(actor=elsewhere, reading=reading, day=FROM, seen=FROM)
    with pytest.raises(Denied):
        actions.read_as(actor=elsewhere, reading=reading, plan=None)
    confirm_everything(reading)
    with pytest.raises(Denied):
        actions.publish_reading(actor=focal, reading=reading)
    assert not PlanAmendment.objects.exists()


# What could not be settled ---------------------------------------------------------------------------------------

NOWHERE = "1. Bãi bỏ điểm h khoản 1 Mục II.\n\nĐiều 2. Quyết định này có hiệu lực kể từ ngày 01/7/2024."


def unsettled(plan):
    reading = read_decision(NOWHERE)
    (item,) = reading.items.all()
    item.reading = reading
    return reading, item


def test_a_place_that_does_not_exist_waits_for_a_person(plan):
    reading, item = unsettled(plan)
    assert item.is_unsettled
    assert "II.1.h" in item.instruction["note"]
    with pytest.raises(ActionRefused, match="Chưa rõ thay đổi này"):
        actions.confirm_item(actor=officer(), item=item, version=1)
    assert actions.confirm_items(actor=officer(), reading=reading, versions={item.pk: 1})[0] == 0


def test_an_unsettled_change_is_pointed_at_a_promise(plan):
    reading, item = unsettled(plan)
    promise = plan.promises.get(code="II.1.a")
    pointed = actions.point_item(actor=officer(), item=item, version=1, change=ItemChange.DROP, promise_id=promise.pk)
    assert (pointed.code, pointed.kind, pointed.promise) == ("II.1.a", ItemKind.TASK, promise)
    actions.confirm_item(actor=officer(), item=pointed, version=pointed.version)
    publish(reading)
    assert plan.promises.get(code="II.1.a").ended_on == FROM


def test_two_changes_are_not_pointed_at_one_promise(plan, reading, actor):
    item = change_of(reading, "III.1")
    with pytest.raises(ActionRefused, match="đã có một thay đổi khác"):
        actions.point_item(
            actor=actor, item=item, version=1, change=ItemChange.CHANGE, promise_id=plan.promises.get(code="III.2").pk
        )


def test_a_target_is_not_pointed_at_a_task(plan, reading, actor):
    actions.reject_item(actor=actor, item=change_of(reading, "II.1.a"), version=1, reason="để chỉ lại")
    reading.items.filter(code="I.1.1").update(instruction={"sets": ["name", "value"]})
    with pytest.raises(ActionRefused, match="Chọn mục cùng loại"):
        actions.point_item(
            actor=actor,
            item=change_of(reading, "I.1.1"),
            version=1,
            change=ItemChange.CHANGE,
            promise_id=plan.promises.get(code="II.1.a").pk,
        )


def test_a_change_pointed_elsewhere_sets_there_what_the_document_gives(plan, reading, actor):
    item = change_of(reading, "I.1.1")
    other = plan.promises.get(code="I.1.2")
    moved = actions.point_item(actor=actor, item=item, version=1, change=ItemChange.CHANGE, promise_id=other.pk)
    assert (moved.code, moved.values["value"], moved.values["name"]) == (
        "I.1.2",
        "97",
        "Dân số nông thôn được sử dụng nước sạch",
    )


def test_a_change_becomes_an_addition_with_the_next_free_code(reading, actor):
    item = change_of(reading, "I.1.1")
    added = actions.point_item(actor=actor, item=item, version=1, change=ItemChange.ADD, promise_id=None, section="I.1")
    assert (added.change, added.code, added.promise) == (ItemChange.ADD, "I.1.5", None)


def test_the_second_officer_who_points_an_item_is_told(plan, reading, actor):
    item = change_of(reading, "I.1.1")
    actions.confirm_item(actor=actor, item=item, version=1)
    with pytest.raises(Conflict):
        actions.point_item(actor=actor, item=item, version=1, change=ItemChange.DROP, promise_id=item.promise_id)


# By hand -------------------------------------------------------------------------------------------------------


def by_hand(reading, change, promise=None, **more):
    start = reading.document.text.index("Bãi bỏ")
    arguments = {"kind": ItemKind.GOAL, "section": "", "values": {}, "start": start, "end": start + 6} | more
    return actions.add_change(
        actor=officer(), reading=reading, change=change, promise_id=promise.pk if promise else None, **arguments
    )


def test_a_change_is_added_by_hand_with_what_is_in_force_to_correct(plan, reading):
    added = by_hand(reading, ItemChange.CHANGE, plan.promises.get(code="I.1.2"))
    assert (added.code, added.values["value"], added.quote) == ("I.1.2", "75", "Bãi bỏ")
    actions.confirm_item(actor=officer(), item=added, version=1, values=added.values | {"value": "80"})
    confirm_everything(reading)
    publish(reading)
    assert TargetWording.objects.get(target__code="I.1.2", valid_from=FROM).value == 80


def test_an_addition_by_hand_needs_a_place_and_a_change_a_promise(plan, reading):
    with pytest.raises(ActionRefused, match="vị trí"):
        by_hand(reading, ItemChange.ADD)
    with pytest.raises(ActionRefused, match="Chưa chọn mục"):
        by_hand(reading, ItemChange.DROP)
    with pytest.raises(ActionRefused, match="đã có một thay đổi khác"):
        by_hand(reading, ItemChange.DROP, plan.promises.get(code="I.1.1"))
    added = by_hand(
        reading, ItemChange.ADD, section="I.1", values={"name": "Mục mới", "operator": "", "due_year": None}
    )
    assert added.code == "I.1.5"


# One amendment after another -------------------------------------------------------------------------------------

AGAIN = """\
1. Điều chỉnh chỉ tiêu tỷ lệ tham gia bảo hiểm y tế tại khoản 1 Mục I từ trên 97% lên trên 98%.

Điều 2. Quyết định này có hiệu lực kể từ ngày {day}."""


def amended_once(plan):
    first = read_decision()
    confirm_everything(first)
    publish(first)


def test_an_amended_promise_is_amended_again_against_what_is_then_in_force(plan):
    amended_once(plan)
    again = read_decision(AGAIN.format(day="01/01/2025"), number="30/QĐ-UBND", day="10 tháng 12 năm 2024")
    item = change_of(again, "I.1.1")
    assert (item.live["values"]["value"], item.values["value"]) == ("97", "98")
    confirm_everything(again)
    publish(again)
    wordings = TargetWording.objects.filter(target__code="I.1.1").order_by("valid_from")
    assert [(int(w.value), w.valid_from, w.valid_to) for w in wordings] == [
        (95, date(2024, 5, 2), FROM),
        (97, FROM, date(2025, 1, 1)),
        (98, date(2025, 1, 1), None),
    ]


def test_an_amendment_may_not_take_effect_before_an_earlier_change_of_the_same_promise(plan):
    amended_once(plan)
    again = read_decision(AGAIN.format(day="01/7/2024"), number="30/QĐ-UBND", day="20 tháng 6 năm 2024")
    confirm_everything(again)
    with pytest.raises(ActionRefused, match="đã có nội dung hiệu lực từ 01/07/2024"):
        publish(again)
    assert PlanAmendment.objects.count() == 1


def test_what_changed_in_the_plan_since_a_change_was_confirmed_is_told(plan):
    late = read_decision(AGAIN.format(day="01/01/2025").replace("97", "95"), number="30/QĐ-UBND")
    confirm_everything(late)
    amended_once(plan)
    assert any("đã đổi sau khi" in problem.message for problem in publish_problems(Reading.objects.get(pk=late.pk)))
    item = change_of(late, "I.1.1")
    actions.confirm_item(actor=officer(), item=item, version=item.version)
    publish(late)
    assert TargetWording.objects.get(target__code="I.1.1", valid_to=None).value == 98


def test_dropping_a_promise_ends_an_assignment_that_would_begin_later(plan, reading):
    task = plan.promises.get(code="II.1.a")
    assign_accountable(
        actor=officer(), promise=task, organisation=Organisation.objects.get(code="so-noi-vu"),
        from_day=date(2024, 9, 1), ground="thử", version=1,
    )  # fmt: skip
    item = change_of(reading, "II.1.a")
    actions.confirm_item(actor=officer(), item=item, version=1)
    confirm_everything(reading)
    publish(reading)
    assert set(task.holdings.values_list("valid_to", flat=True)) == {FROM}


def test_the_same_decision_twice_is_one_document(plan, reading):
    again = read_decision()
    assert again.pk == reading.pk
    assert read_small_plan().purpose == ReadingPurpose.NEW_PLAN
    assert reading.items.filter(state=ItemState.PENDING).count() == 5
