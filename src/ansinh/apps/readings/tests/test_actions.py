import pytest

from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.plans.models import Holding, Plan
from ansinh.apps.readings import actions
from ansinh.apps.readings.models import ItemKind, ItemState, ReadingItem
from ansinh.apps.readings.tests.desk import load_register, officer, read_small_plan
from ansinh.domain.readings import Comparison
from ansinh.kit.access import Denied
from ansinh.kit.actions import ActionRefused, Conflict

pytestmark = pytest.mark.django_db


@pytest.fixture
def reading():
    load_register()
    return read_small_plan()


@pytest.fixture
def actor(reading):
    return officer()


def item_at(reading, code, kind=None):
    items = reading.items.exclude(state__in=[ItemState.MERGED, ItemState.SPLIT])
    found = items.get(code=code, **({"kind": kind} if kind else {}))
    found.reading = reading
    return found


def confirm_all(reading, actor):
    pending = reading.items.filter(state=ItemState.PENDING).values_list("pk", "version")
    return actions.confirm_items(actor=actor, reading=reading, versions=dict(pending))


def test_the_reader_lays_targets_tasks_and_duties_on_the_desk(reading):
    said = [(i.kind, i.code, i.values.get("operator"), i.values.get("value")) for i in reading.items.all()]
    assert said[:3] == [
        ("target", "I.1.1", Comparison.MORE_THAN, "95"),
        ("target", "I.1.2", Comparison.AT_LEAST, "75"),
        ("target", "I.1.3", Comparison.EQUAL, "100"),
    ]
    assert [(kind, code) for kind, code, *_ in said[3:]] == [
        ("task", "II.1.a"),
        ("obligation", "III.1"),
        ("obligation", "III.2"),
    ]


def test_agencies_are_matched_to_the_register_and_groups(reading):
    task = item_at(reading, "II.1.a")
    found = {a.raw: str(a.organisation or a.group) for a in task.agencies.all()}
    assert found["Bảo hiểm xã hội tỉnh"] == "BHXH tỉnh"
    assert found["Các sở, ban ngành tỉnh"] == "Các sở, ban ngành tỉnh"


def test_every_quote_stands_in_the_document_where_it_says(reading):
    text = reading.document.text
    assert all(text[i.start : i.end] == i.quote for i in reading.items.all())


def test_a_corrected_value_is_kept_with_what_the_reader_said(reading, actor):
    item = item_at(reading, "I.1.2")
    values = item.values | {"value": "76.5"}
    actions.confirm_item(actor=actor, item=item, version=item.version, values=values)
    item.refresh_from_db()
    assert (item.state, item.values["value"], item.as_read["value"]) == (ItemState.CONFIRMED, "76.5", "75")
    entry = AuditEntry.objects.first()
    assert (entry.before, entry.after) == ({"value": "75"}, {"value": "76.5"})


def test_wrong_values_are_refused_all_at_once_and_change_nothing(reading, actor):
    item = item_at(reading, "I.1.2")
    with pytest.raises(ActionRefused) as refused:
        actions.confirm_item(actor=actor, item=item, version=1, values=item.values | {"name": "", "value": "x"})
    assert {p.field for p in refused.value.problems} == {"name", "value"}
    assert ReadingItem.objects.get(pk=item.pk).state == ItemState.PENDING


def test_the_second_officer_is_told_who_was_first_and_overwrites_nothing(reading, actor):
    item = item_at(reading, "I.1.1")
    actions.confirm_item(actor=actor, item=item, version=1, values=item.values | {"value": "96"})
    stale = item_at(reading, "I.1.1")
    with pytest.raises(Conflict, match="Cán bộ Sở LĐ-TB&XH"):
        actions.confirm_item(actor=officer("so-ldtbxh"), item=stale, version=1, values=stale.values | {"value": "97"})
    assert item_at(reading, "I.1.1").values["value"] == "96"


def test_a_double_click_is_no_conflict(reading, actor):
    item = item_at(reading, "I.1.1")
    actions.confirm_item(actor=actor, item=item, version=1)
    with pytest.raises(actions.Repeated):
        actions.confirm_item(actor=actor, item=item_at(reading, "I.1.1"), version=1)


def test_another_department_may_not_touch_the_desk(reading):
    item = item_at(reading, "I.1.1")
    with pytest.raises(Denied):
        actions.confirm_item(actor=officer("so-y-te"), item=item, version=1)


def test_a_rejected_target_leaves_no_gap_in_the_numbers_and_can_come_back(reading, actor):
    item = item_at(reading, "I.1.1")
    actions.reject_item(actor=actor, item=item, version=1, reason="trùng chỉ tiêu khác")
    on_desk = reading.items.filter(state=ItemState.PENDING, kind=ItemKind.TARGET)
    assert [i.code for i in on_desk] == ["I.1.1", "I.1.2"]
    item.refresh_from_db()
    actions.reopen_item(actor=actor, item=item, version=item.version)
    assert [i.code for i in on_desk.all()] == ["I.1.1", "I.1.2", "I.1.3"]
    assert on_desk.all().first().pk == item.pk


def test_rejecting_needs_a_reason(reading, actor):
    with pytest.raises(ActionRefused, match="lý do"):
        actions.reject_item(actor=actor, item=item_at(reading, "I.1.1"), version=1, reason="  ")


def test_two_targets_become_one_and_the_parts_stay_on_record(reading, actor):
    first, second = item_at(reading, "I.1.2"), item_at(reading, "I.1.3")
    merged = actions.merge_items(actor=actor, items=[first, second], versions={first.pk: 1, second.pk: 1})
    assert merged.code == "I.1.2"
    assert merged.quote == reading.document.text[first.start : second.end]
    assert set(merged.parts.values_list("pk", flat=True)) == {first.pk, second.pk}


def test_a_task_and_a_target_are_not_merged(reading, actor):
    target, task = item_at(reading, "I.1.1"), item_at(reading, "II.1.a")
    with pytest.raises(ActionRefused, match="cùng loại"):
        actions.merge_items(actor=actor, items=[target, task], versions={target.pk: 1, task.pk: 1})
    assert item_at(reading, "I.1.1").state == ItemState.PENDING


def test_a_task_is_split_into_two_that_keep_its_agencies(reading, actor):
    task = item_at(reading, "II.1.a")
    cut = reading.document.text.index("nâng cao chất lượng khám", task.start)
    parts = actions.split_item(
        actor=actor, item=task, version=1, parts=[(task.start, cut - 2), (cut, cut + len("nâng cao chất lượng khám"))]
    )
    assert [p.code for p in parts] == ["II.1.a.1", "II.1.a.2"]
    assert all(p.agencies.filter(role="lead").count() == 2 for p in parts)


def test_split_parts_outside_the_item_are_refused(reading, actor):
    task = item_at(reading, "II.1.a")
    with pytest.raises(ActionRefused, match="nằm trong đoạn văn"):
        actions.split_item(actor=actor, item=task, version=1, parts=[(0, 5), (task.start, task.start + 5)])


def test_an_added_target_takes_its_number_from_its_place(reading, actor):
    text = reading.document.text
    start = text.index("100% trạm y tế có bác sĩ")
    added = actions.add_item(
        actor=actor,
        reading=reading,
        kind=ItemKind.GOAL,
        code="",
        values={"name": "Trạm y tế có bác sĩ giỏi", "operator": "", "due_year": 2025},
        start=start,
        end=start + 10,
    )
    assert added.code == "I.1.4"
    assert added.quote == text[start : start + 10]


def test_publishing_waits_until_nothing_is_pending(reading, actor):
    with pytest.raises(ActionRefused) as refused:
        actions.publish_reading(actor=actor, reading=reading)
    assert "6 mục chờ xác nhận" in refused.value.problems[0].message
    assert not Plan.objects.exists()


def test_publishing_makes_a_plan_whose_every_promise_has_one_accountable_holder(reading, actor):
    assert confirm_all(reading, actor) == (6, ())
    plan = actions.publish_reading(actor=actor, reading=reading)
    assert (plan.number, plan.coordinating_agency.code) == ("12/KH-UBND", "so-ldtbxh")
    for promise in plan.promises.all():
        assert promise.holdings.filter(role="accountable").count() == 1
    leads = Holding.objects.filter(promise__code="II.1.a", role="lead").order_by("order")
    assert [lead.organisation.code for lead in leads] == ["so-y-te", "bhxh-tinh"]
    reading.document.refresh_from_db()
    assert reading.document.is_published


def test_a_published_reading_is_closed_and_is_not_published_twice(reading, actor):
    confirm_all(reading, actor)
    actions.publish_reading(actor=actor, reading=reading)
    reading.refresh_from_db()
    with pytest.raises(ActionRefused, match="đã đóng"):
        actions.publish_reading(actor=actor, reading=reading)
    with pytest.raises(ActionRefused, match="đã đóng"):
        actions.reject_item(actor=actor, item=item_at(reading, "I.1.1"), version=2, reason="muộn")


def test_the_same_file_twice_is_one_document_and_one_reading(reading):
    again = read_small_plan()
    assert again.pk == reading.pk
    assert reading.items.count() == 6
