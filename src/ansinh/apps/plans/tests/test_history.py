from datetime import date

import pytest
from django.urls import reverse

from ansinh.apps.plans import actions, history, pages
from ansinh.apps.plans.actions import amend_plan, assign_accountable
from ansinh.apps.plans.forms import seen_from
from ansinh.apps.plans.models import Holding, PlanAmendment
from ansinh.apps.plans.queries import Seen, amendment_problems
from ansinh.apps.plans.tests.test_actions import amend, coordinator, draft
from ansinh.domain.plan_drafts import HolderDraft, PromiseChange, PromiseDraft, Source, TaskDraft
from ansinh.domain.readings import Timeframe, TimeframeKind
from ansinh.domain.roles import Role
from ansinh.kit.access import NotThere
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.pages import Paging

FROM = date(2025, 6, 1)
BEFORE = Seen(date(2025, 5, 31), is_today=False)
AFTER = Seen(FROM, is_today=False)


@pytest.fixture
def client(client, province):
    client.force_login(province.person(Role.COORDINATOR), "django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def amended(province):
    """One target changed, the task dropped, one target added, from June 2025 on."""
    changes = (
        PromiseChange("change", province.target.pk, draft("II.1", 97), Source("đạt ít nhất 97%", 3, 18)),
        PromiseChange("drop", province.task.pk, None, Source("Bãi bỏ khoản 2.", 30, 45)),
        PromiseChange("add", None, draft("II.4", 60), Source("ít nhất 60%", 50, 61)),
    )
    return amend(province, *changes)


def task_draft(*holders):
    frame = Timeframe("Năm 2025", TimeframeKind.YEAR, 2025, 2025)
    return PromiseDraft("II.2", "II", TaskDraft("Việc mới", "Việc mới", frame), Source("Việc mới", 0, 8), holders)


# Pages of amendments -------------------------------------------------------------------------------------------


def test_amendments_are_told_with_their_differences(province, amended):
    block = history.amendments_page(province.plan, FROM).blocks[0]
    assert block.counts == "sửa đổi 1 mục, bổ sung 1 mục, bãi bỏ 1 mục"
    assert [(line.op, line.code) for line in block.lines] == [("change", "II.1"), ("add", "II.4"), ("drop", "II.2")]
    told = {change.label: (change.before, change.after) for change in block.lines[0].changes}
    assert told["Đích"] == (">\u00a095%", "≥\u00a097%")


def test_a_dropped_promise_keeps_the_words_that_drop_it(province, amended):
    block = history.amending_document_page(province.plan, amended.document_id, FROM).block
    assert block.lines[2].quote == "Bãi bỏ khoản 2."
    assert block.lines[2].source_url.endswith(f"/sua-doi/{amended.document_id}/#doan-30")


def test_one_sentence_that_changes_several_promises_is_marked_once(province):
    source = Source("Thay thế cụm từ", 5, 20)
    first = PromiseDraft("II.1", "II", draft("II.1", 97).content, source)
    second = PromiseDraft("II.2", "II", task_draft().content, source)
    amendment = amend(
        province,
        PromiseChange("change", province.target.pk, first, source),
        PromiseChange("change", province.task.pk, second, source),
    )
    page = history.amending_document_page(province.plan, amendment.document_id, FROM)
    marks = [p.mark for part in page.parts for block in part.blocks for p in block.pieces if p.mark]
    assert {mark.key for mark in marks} == {"5-20"}
    assert marks[0].label == "II.1 và 1 mục"


def test_a_document_that_does_not_amend_the_plan_is_not_there(province):
    with pytest.raises(NotThere):
        history.amending_document_page(province.plan, province.document.pk, FROM)


def test_a_document_number_that_no_database_can_hold_is_not_there(province):
    with pytest.raises(NotThere):
        history.amending_document_page(province.plan, 2**63, FROM)


def test_an_amendment_of_a_later_day_is_told_as_one_to_come(province, amended):
    assert history.amendments_page(province.plan, date(2025, 1, 1)).blocks[0].is_future
    overview = pages.overview_page(coordinator(province), province.plan, BEFORE)
    assert [line.is_future for line in overview.amendments] == [False, True]


def test_differences_of_many_amendments_take_as_many_queries_as_of_one(
    province, amended, django_assert_max_num_queries
):
    with django_assert_max_num_queries(7):
        history.amendments_page(province.plan, FROM)


# As of a day ---------------------------------------------------------------------------------------------------


def test_lists_show_the_state_of_the_day_and_links_keep_it(province, amended):
    paging = Paging()
    past = pages.promise_list_page(province.plan, "target", pages.PromiseFilter(), paging, BEFORE)
    now = pages.promise_list_page(province.plan, "target", pages.PromiseFilter(), paging, AFTER)
    assert ([row.code for row in past.rows], [row.code for row in now.rows]) == (["II.1"], ["II.1", "II.4"])
    assert past.rows[0].url.endswith("?ngay=31/05/2025")


def test_a_promise_says_what_it_said_on_the_day_and_where_its_words_are(province, amended):
    actor = coordinator(province)
    past = pages.promise_page(actor, province.plan, province.target, BEFORE)
    now = pages.promise_page(actor, province.plan, province.target, AFTER)
    assert (past.row.quantity.value, now.row.quantity.value) == (95, 97)
    assert past.row.source_url == reverse("plans:document", args=[province.plan.slug]) + "#II.1"
    assert now.row.source_url.endswith(f"/sua-doi/{amended.document_id}/#doan-0")
    assert [(line.since, line.until, len(line.changes) > 0) for line in now.history] == [
        (FROM, None, True),
        (province.plan.issued_on, date(2025, 5, 31), False),
    ]


def test_a_promise_that_begins_later_is_shown_as_it_will_begin(province, amended):
    added = province.plan.promises.get(code="II.4")
    page = pages.promise_page(coordinator(province), province.plan, added, BEFORE)
    assert (page.begins_on, page.row.quantity.value) == (FROM, 60)


def test_a_promise_that_ends_later_is_still_in_force(province, amended):
    province.task.refresh_from_db()
    before = pages.promise_page(coordinator(province), province.plan, province.task, BEFORE)
    after = pages.promise_page(coordinator(province), province.plan, province.task, AFTER)
    assert (before.has_ended, after.has_ended) == (False, True)
    assert after.row.name == before.row.name


def test_the_signed_text_tells_which_words_are_no_longer_in_force(province, amended):
    def labels(seen):
        page = history.document_page(province.plan, seen)
        return {p.mark.key: p.label for part in page.parts for b in part.blocks for p in b.pieces if p.mark and p.label}

    key = str(province.target.pk)
    assert labels(BEFORE)[key] == "II.1"
    assert labels(AFTER)[key] == "II.1 đã sửa đổi"


@pytest.mark.parametrize("page", ["plan", "targets", "tasks", "obligations", "document"])
def test_pages_as_of_a_day_say_so(client, province, amended, page):
    url = reverse(f"plans:{page}", args=[province.plan.slug])
    assert "Đang xem theo ngày 31/05/2025" in client.get(f"{url}?ngay=31/5/2025").content.decode()
    assert "không phải là ngày" in client.get(f"{url}?ngay=hom-qua").content.decode()
    assert "Đang xem theo ngày" not in client.get(url).content.decode()


def test_promise_and_section_pages_as_of_a_day_say_so(client, province, amended):
    for name, code in (("target", "II.1"), ("task", "II.2"), ("section", "II")):
        url = reverse(f"plans:{name}", args=[province.plan.slug, code])
        assert "Đang xem theo ngày 31/05/2025" in client.get(f"{url}?ngay=31/05/2025").content.decode()


def test_the_day_of_the_address_is_today_when_it_is_none():
    from django.http import QueryDict

    assert seen_from(QueryDict("")).is_today
    assert seen_from(QueryDict("ngay=31/02/2025")).asked == "31/02/2025"
    assert seen_from(QueryDict("ngay=01/05/2025")) == Seen(date(2025, 5, 1), is_today=False)


def test_the_workbook_is_of_the_day_asked_for(client, province, amended):
    url = reverse("plans:plan_xlsx", args=[province.plan.slug])
    assert client.get(f"{url}?ngay=31/05/2025").content != client.get(url).content


# Amending ------------------------------------------------------------------------------------------------------


def test_an_amendment_tells_everything_that_is_wrong_with_it_at_once(province, amended):
    changes = (
        PromiseChange("change", None, draft("II.1", 98)),
        PromiseChange("change", province.target.pk, draft("II.1", 98)),
        PromiseChange("drop", province.target.pk, None),
        PromiseChange("change", province.task.pk, task_draft()),
        PromiseChange("add", None, draft("II.4", 61)),
    )
    told = " ".join(p.message for p in amendment_problems(province.plan, date(2024, 3, 20), changes))
    for words in (
        "không sau ngày ban hành",
        "không nói rõ",
        "đã có nội dung hiệu lực",
        "đã bị bãi bỏ",
        "2 thay đổi",
        "mã II.4",
    ):
        assert words in told
    with pytest.raises(ActionRefused):
        amend_plan(
            actor=coordinator(province), plan=province.plan, document=province.document,
            effective_from=date(2026, 1, 1), changes=changes,
        )  # fmt: skip
    assert PlanAmendment.objects.filter(plan=province.plan).count() == 2


def test_a_document_amends_a_plan_once(province, amended):
    with pytest.raises(Conflict, match="đã được công bố"):
        amend(province, day=date(2026, 1, 1))


def test_only_agencies_that_differ_change_hands(province):
    for role, organisation in (("lead", province.own), ("supporting", province.other)):
        Holding.objects.create(
            promise=province.task,
            role=role,
            organisation=organisation,
            raw=organisation.name,
            valid_from=province.plan.issued_on,
        )
    holders = (
        HolderDraft("accountable", province.other.pk, ground="theo văn bản"),
        HolderDraft("lead", province.other.pk, raw=province.other.name),
        HolderDraft("supporting", province.other.pk, raw=province.other.name),
    )
    amend(province, PromiseChange("change", province.task.pk, task_draft(*holders)))
    held = Holding.objects.filter(promise=province.task).order_by("role", "valid_from")
    assert [(h.role, h.organisation, h.valid_from == FROM, h.valid_to) for h in held] == [
        ("accountable", province.own, False, FROM),
        ("accountable", province.other, True, None),
        ("lead", province.own, False, FROM),
        ("lead", province.other, True, None),
        ("supporting", province.other, False, None),
    ]


def test_an_agency_chosen_for_a_later_day_is_not_taken_back(province):
    assign_accountable(
        actor=coordinator(province), promise=province.task, organisation=province.other, from_day=date(2025, 9, 1),
        ground="theo chức năng", version=1,
    )  # fmt: skip
    amend(
        province,
        PromiseChange("change", province.task.pk, task_draft(HolderDraft("accountable", province.committee.pk))),
    )
    holders = Holding.objects.filter(promise=province.task, role="accountable").order_by("valid_from")
    assert [h.organisation for h in holders] == [province.own, province.other]


def test_a_promise_that_somebody_changes_at_the_same_moment_is_not_overwritten(province, monkeypatch):
    monkeypatch.setattr(actions, "update_if_unchanged", lambda *_, **__: False)  # somebody was faster
    stale = PromiseChange("change", province.task.pk, task_draft())
    with pytest.raises(Conflict, match="vừa được người khác sửa"):
        amend(province, stale)
    assert not PlanAmendment.objects.filter(document=province.draft).exists()


def test_an_addition_stands_behind_its_section_and_moves_those_after_it(province):
    amend(province, PromiseChange("add", None, draft("II.4", 60)))
    codes = list(province.plan.promises.order_by("order").values_list("code", flat=True))
    assert codes == ["II.1", "II.4", "II.2", "II.3"]
