"""The desk of an amendment as a browser sees it, with HTMX and without."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from ansinh.apps.jobs.models import Job
from ansinh.apps.plans.models import PlanAmendment
from ansinh.apps.readings.jobs import read_document
from ansinh.apps.readings.models import ItemState, Reading, ReadingPurpose
from ansinh.apps.readings.pages import desk_page
from ansinh.apps.readings.tests.amending import change_of, confirm_everything, published_plan, read_decision, sign_in
from ansinh.apps.readings.tests.desk import officer
from ansinh.domain.roles import Role
from ansinh.kit.jobs import DirectContext

pytestmark = pytest.mark.django_db

HTMX = {"headers": {"HX-Request": "true"}}


@pytest.fixture
def plan():
    return published_plan()


@pytest.fixture
def reading(plan):
    return read_decision()


@pytest.fixture
def client(client, plan):
    return sign_in(client)


def url(name, reading, item=None):
    return reverse(f"readings:{name}", args=[reading.pk, item.pk] if item else [reading.pk])


def page_of(reading, code=None):
    fresh = Reading.objects.select_related("document", "plan").get(pk=reading.pk)
    return desk_page(officer(), fresh, change_of(fresh, code).pk if code else None)


# What is shown -------------------------------------------------------------------------------------------------


def test_the_desk_lists_changes_by_the_order_they_come_from(reading):
    page = page_of(reading)
    assert page.title == "Còn 5 thay đổi chờ xác nhận trước khi công bố"
    assert [(label, total) for label, _, total in page.progress.by_kind] == [
        ("sửa đổi", 3),
        ("bổ sung", 1),
        ("bãi bỏ", 1),
    ]
    headings = [(group.code, group.total) for group in page.groups]
    assert headings == [("1.1", 1), ("1.4", 1), ("1.a", 1), ("", 2)]
    assert page.groups[3].heading.startswith("Thay thế cụm từ")


def test_a_change_is_shown_beside_what_is_in_force(reading):
    amended = page_of(reading, "I.1.1").current.amended
    (change,) = amended.changes
    assert (change.label, change.before, change.after) == ("Đích", ">\u00a095%", ">\u00a097%")
    assert amended.promise_label == "I.1.1 Tỷ lệ tham gia bảo hiểm y tế"
    assert amended.order_quote.startswith("Sửa đổi gạch đầu dòng thứ nhất khoản 1 Mục I")


def test_both_wordings_read_without_colour(client, reading):
    html = client.get(url("item", reading, change_of(reading, "I.1.1"))).content.decode()
    assert "95%</del>" in html
    assert "97%</ins>" in html
    assert "Trước" in html
    assert "Sau" in html


def test_the_order_and_the_words_of_the_open_change_are_marked_in_the_document(reading):
    page = page_of(reading, "I.1.1")
    marks = {p.mark.key: p.mark.css for part in page.parts for b in part.blocks for p in b.pieces if p.mark}
    words, order = page.marked
    assert (marks[words], marks[order]) == ("hl hl--now", "hl hl--order")


def test_a_published_amendment_still_shows_what_it_changed(reading, client):
    pending = reading.items.filter(state=ItemState.PENDING)
    client.post(url("confirm_many", reading), {"item": [f"{item.pk}:{item.version}" for item in pending]})
    client.post(url("publish", reading))
    amended = page_of(reading, "I.1.1").current.amended
    assert [(change.before, change.after) for change in amended.changes] == [(">\u00a095%", ">\u00a097%")]
    assert client.get(url("desk", reading)).status_code == 200


def test_the_desk_of_an_amendment_keeps_to_its_queries(reading, client, django_assert_max_num_queries):
    client.get(url("desk", reading))
    with django_assert_max_num_queries(30):
        client.get(url("desk", reading))
    confirm_everything(reading)
    with django_assert_max_num_queries(45):  # what keeps it from being published is looked up too
        client.get(url("desk", reading))


# Moves ---------------------------------------------------------------------------------------------------------


def test_from_upload_to_a_published_amendment(client, plan):
    from ansinh.apps.readings.tests.amending import FOOT, HEAD, ORDERS

    text = HEAD.format(number="20/QĐ-UBND", day="10 tháng 6 năm 2024") + ORDERS + FOOT
    file = ContentFile(text.encode(), "20-QD-UBND.txt")
    sent = client.post(reverse("readings:upload"), {"file": file, "plan": ""}, follow=True)
    assert sent.status_code == 200
    read_document(DirectContext(), Job.objects.latest("pk").arguments)
    reading = Reading.objects.get(purpose=ReadingPurpose.AMENDMENT)
    for item in reading.items.all():
        answer = client.post(url("confirm", reading, item), _form_of(client, reading, item))
        assert answer.status_code == 302, answer.content.decode()[:2000]
    answer = client.post(url("publish", reading))
    assert answer.url == reverse("plans:amending_document", args=[plan.slug, reading.document_id])
    assert PlanAmendment.objects.get().effective_from.isoformat() == "2024-07-01"


def _form_of(client, reading, item):
    """What a browser sends when the form is accepted as it stands."""
    context = client.get(url("item", reading, item)).context
    sent = {"version": item.version}
    form = context.get("form")
    if form is not None:
        sent |= {name: form[name].field.prepare_value(form[name].initial) or "" for name in form.fields}
        sent = {key: value for key, value in sent.items() if value is not False}
    agencies = context["page"].current.agencies
    chosen = [str(n) for n, agency in enumerate(agencies) if agency.is_accountable]
    return sent | {
        "role": [a.role for a in agencies], "raw": [a.raw for a in agencies], "meant": [a.meant for a in agencies],
        "accountable": chosen[0] if chosen else "",
    }  # fmt: skip


def test_an_officer_says_at_upload_which_plan_is_amended(client, plan):
    file = ContentFile("Số: 9/QĐ-UBND\n\nĐiều 1. Bãi bỏ điểm a khoản 1 Mục II.\n".encode(), "qd.txt")
    client.post(reverse("readings:upload"), {"file": file, "plan": plan.slug}, follow=True)
    job = Job.objects.latest("pk")
    assert job.arguments["amends"] == plan.pk
    read_document(DirectContext(), job.arguments)
    assert Reading.objects.latest("pk").plan == plan


def test_the_day_of_force_is_set_and_a_wrong_one_is_told_with_what_was_typed(client, reading):
    seen = {"seen": "01/07/2024"}
    answer = client.post(url("effective", reading), seen | {"effective_from": "1/8/2024"}, **HTMX)
    assert "01/08/2024" in answer.content.decode()
    wrong = client.post(url("effective", reading), seen | {"effective_from": "32/8/2024"})
    assert wrong.status_code == 400
    assert "Không có ngày 32/8/2024" in wrong.content.decode()


def test_a_change_is_pointed_at_another_promise_by_its_code_or_its_name(client, reading):
    item = change_of(reading, "I.1.1")
    sent = {"version": 1, "change": "change", "promise": "I.1.2 Dân số nông thôn được sử dụng nước sạch"}
    client.post(url("point", reading, item), sent, **HTMX)
    assert change_of(reading, "I.1.2").values["value"] == "97"
    missed = client.post(url("point", reading, item), {"version": 2, "change": "drop", "promise": "IX.9"}, **HTMX)
    assert "Chưa chọn mục nào" in missed.content.decode()


def test_a_change_is_added_by_hand_from_words_of_the_document(client, reading):
    form = {
        "change": "drop",
        "promise": "I.1.3",
        "words": "Bãi bỏ điểm a khoản 1 Mục II",
        "kind": "goal",
        "code": "",
        "start": "",
    }
    assert client.get(url("add", reading)).status_code == 200
    client.post(url("add", reading), form)
    assert change_of(reading, "I.1.3").quote == "Bãi bỏ điểm a khoản 1 Mục II"
    again = client.post(url("add", reading), form)
    assert again.status_code == 400
    assert "đã có một thay đổi khác" in again.content.decode()


def test_a_document_is_read_anew_from_the_desk(client, plan, reading):
    client.post(url("read_as", reading), {"plan": ""})
    assert Reading.objects.get(pk=reading.pk).purpose == ReadingPurpose.NEW_PLAN
    client.post(url("read_as", reading), {"plan": plan.slug})
    assert Reading.objects.get(pk=reading.pk).items.count() == 5


def test_the_second_officer_sees_what_the_first_did_and_what_he_typed(client, reading):
    item = change_of(reading, "I.1.1")
    first = _form_of(client, reading, item) | {"value": "96"}
    client.post(url("confirm", reading, item), first)
    late = client.post(url("confirm", reading, item), first | {"value": "98"}, **HTMX).content.decode()
    assert "vừa được Cán bộ Thử thay đổi" in late
    assert 'value="98"' in late


def test_another_department_sees_no_desk_and_a_focal_officer_does_not_publish(client, reading):
    client.logout()
    elsewhere = sign_in(client, "so-y-te")
    for name in ("effective", "read_as"):
        assert elsewhere.post(url(name, reading), {"effective_from": "1/8/2024"}).status_code == 404
    focal = sign_in(client, role=Role.FOCAL)
    assert focal.post(url("publish", reading)).status_code == 403
