"""The pages: what stands on them, who sees whose doubts, decisions one by one and by the page, two officers at once."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.audit.models import AuditEntry
from ansinh.apps.indicators.models import EntrySheet
from ansinh.apps.jobs.models import Job
from ansinh.apps.quality.access import get_flag, visible_flags
from ansinh.apps.quality.actions import SURVEY, review_flags, survey, withdraw_review
from ansinh.apps.quality.jobs import survey_quality
from ansinh.apps.quality.models import Decision, FlagState, QualityFlag, QualityReview
from ansinh.apps.quality.queries import FlagFilter, flag_list_page, flag_page, overview_page
from ansinh.apps.quality.tests.test_survey import SYSTEM, sheet, store  # noqa: F401 - fixtures
from ansinh.apps.quality.work import work_source
from ansinh.domain.quality.checks import Check
from ansinh.domain.roles import Role
from ansinh.domain.work import WorkGroup
from ansinh.kit.access import Denied
from ansinh.kit.actions import ActionRefused, Conflict
from ansinh.kit.clock import today
from ansinh.kit.jobs import DirectContext
from ansinh.kit.pages import Paging

BACKEND = "django.contrib.auth.backends.ModelBackend"
SERIES = [1000, 1040, 1080, 1120, 1160, 116, 1240]


def person(province, role, place=None):
    return actor_for(province.person(role, place), today())


def browser(province, role, place=None):
    client = Client()
    client.force_login(province.person(role, place), BACKEND)
    return client


@pytest.fixture
def surveyed(store):  # noqa: F811
    """Two lost digits: one of an agency (Sở Y tế), one of published statistics."""
    store.series(store.poor, store.districts[0], SERIES, organisation=store.province.other)
    store.series(store.poor, store.districts[1], SERIES)
    survey(actor=SYSTEM)
    return store


def doubts():
    return list(QualityFlag.objects.filter(kind=Check.OWN_SERIES.value).order_by("pk"))


# Seeing -------------------------------------------------------------------------------------------------------------


def test_the_overview_counts_doubts_of_figures_looked_at(surveyed, province):
    page = overview_page(person(province, Role.COORDINATOR), SURVEY)
    lines = {line.label: line for line in page.lines}
    own = lines["Khác hẳn chuỗi số của chính đơn vị"]
    assert (own.open, own.looked, own.mark) == (2, "14 số", "warn")
    assert lines["Khác hẳn các đơn vị cùng cấp"].word == "chưa đủ số liệu"
    assert lines["Lặp lại nguyên số nhiều kỳ"].word == "không có"
    assert page.title == "2 chỗ cần xem lại"


def test_an_agency_sees_and_counts_its_own_only(surveyed, province):
    officer = person(province, Role.FOCAL, province.other)
    assert [flag.organisation for flag in visible_flags(officer)] == [province.other]
    page = overview_page(officer, SURVEY)
    assert page.title == "1 chỗ cần xem lại của cơ quan"
    assert {line.label: line.looked for line in page.lines}["Khác hẳn chuỗi số của chính đơn vị"] == "7 số"
    assert not visible_flags(person(province, Role.FOCAL, province.own)).exists()
    assert visible_flags(person(province, Role.AUDITOR, province.own)).count() == 2
    with pytest.raises(Denied):
        overview_page(person(province, Role.FINANCE), SURVEY)


def test_the_first_look_after_a_change_queues_one_survey(store, province):  # noqa: F811
    client, url = browser(province, Role.COORDINATOR), reverse("quality:overview")
    assert "chưa được soát lần nào" in client.get(url).content.decode()
    client.get(url)
    assert Job.objects.filter(kind=SURVEY).count() == 1
    survey_quality(DirectContext(), {})
    Job.objects.filter(kind=SURVEY).update(state="done")
    client.get(url)
    assert Job.objects.filter(kind=SURVEY).count() == 1, "nothing has changed since"
    store.series(store.poor, store.districts[0], [1])
    assert "đang soát lại" in client.get(url).content.decode()
    assert Job.objects.filter(kind=SURVEY).count() == 2


def test_a_list_shows_each_doubt_with_its_sentence_and_a_link_to_the_figure(surveyed, province):
    client = browser(province, Role.COORDINATOR)
    answer = client.get(reverse("quality:flags", args=["khac-chuoi"]))
    text = answer.content.decode()
    assert "Huyện 0, năm 2023" in text
    assert "vào khoảng 1.200\u00a0hộ" in text
    assert "/chi-so/so-ho-ngheo/?ky=2023" in text


@pytest.mark.parametrize(
    ("query", "count"),
    [("", 2), ("?don_vi={unit}", 1), ("?co_quan={organisation}", 1), ("?ky=2023", 2), ("?ky=1999", 2),
     ("?tinh_trang=right", 0), ("?tinh_trang=all", 2), ("?chi_so=khong-co", 2), ("?trang=x", 2)],
)  # fmt: skip
def test_a_list_is_narrowed_and_a_wrong_filter_asks_for_all(surveyed, province, query, count):
    client = browser(province, Role.COORDINATOR)
    query = query.format(unit=surveyed.districts[0].pk, organisation=province.other.pk)
    answer = client.get(reverse("quality:flags", args=["khac-chuoi"]) + query)
    assert answer.status_code == 200
    assert len(answer.context["page"].lines) == count


def test_an_empty_list_says_so_and_an_unknown_check_is_not_there(surveyed, province):
    client = browser(province, Role.COORDINATOR)
    assert "Không còn chỗ nào chưa xem" in client.get(reverse("quality:flags", args=["lap-lai"])).content.decode()
    assert client.get(reverse("quality:flags", args=["khong-co"])).status_code == 404


def test_a_list_takes_the_same_number_of_queries_however_long(surveyed, province, django_assert_max_num_queries):
    actor = person(province, Role.COORDINATOR)
    for number in range(60):
        QualityFlag.objects.create(
            kind=Check.FLAT.value, key=f"flat:{number}", fingerprint="f", indicator=surveyed.poor,
            unit=surveyed.districts[0], period="2023", sentence="x", found_on=today(), organisation=province.other,
        )  # fmt: skip
    with django_assert_max_num_queries(5):
        page = flag_list_page(actor, Check.FLAT, FlagFilter(), Paging())
    assert (len(page.lines), page.pager.count) == (50, 60)


def test_a_doubt_about_a_sheet_leads_to_the_sheet_only_for_who_may_open_it(sheet, province):  # noqa: F811
    survey(actor=SYSTEM)
    flag = QualityFlag.objects.get(kind=Check.TIMELINESS.value)
    assert flag_page(person(province, Role.FOCAL, province.other), flag).line.source_label == "Mở phiếu"
    assert flag_page(person(province, Role.LEADER, province.other), flag).line.source_url == ""


def test_completeness_shows_numerators_denominators_and_three_kinds_of_arrival(sheet, province):  # noqa: F811
    text = browser(province, Role.AUDITOR).get(reverse("quality:reporting") + "?nam=2023").content.decode()
    assert "0% (0/10)" in text
    assert "0% (0/1)" in text
    assert "Huyện 9" in text


def test_nothing_expected_is_no_rate_and_no_sheet_says_what_will_stand_there(province):
    client, url = browser(province, Role.AUDITOR), reverse("quality:reporting")
    text = client.get(url + "?nam=xx").content.decode()  # the one sheet there is has no rows
    assert "Năm 2024: – ô có số; chưa phiếu nào đến hạn gửi" in text
    EntrySheet.objects.all().delete()
    assert "Khi cán bộ tổng hợp mở phiếu nhập" in client.get(url).content.decode()


def test_a_doubt_stands_beside_the_series_and_what_was_replaced(surveyed, province, django_assert_max_num_queries):
    flag, _ = doubts()
    surveyed.record(surveyed.poor, {(surveyed.districts[0], 2023): 117}, organisation=province.other)
    actor = person(province, Role.COORDINATOR)
    flag = get_flag(actor, flag.pk)
    with django_assert_max_num_queries(4):
        page = flag_page(actor, flag)
    doubted = [(line.figure.value, line.figure.standing) for line in page.series if line.is_doubted]
    assert doubted == [("116\u00a0hộ", "đã thay bằng số khác"), ("117\u00a0hộ", "")]
    assert len(page.series) == 8


# Deciding -----------------------------------------------------------------------------------------------------------


def test_an_officer_decides_and_is_led_to_the_next(surveyed, province):
    first, second = doubts()
    client = browser(province, Role.COORDINATOR)
    answer = client.post(
        reverse("quality:flag", args=[first.pk]),
        {"flag": f"{first.pk}:{first.version}", "decision": "right", "reason": "  Đã đối chiếu\n sổ gốc "},
    )
    assert answer.url == reverse("quality:flag", args=[second.pk])
    review = QualityReview.objects.get()
    assert (review.decision, review.reason, review.sentence) == ("right", "Đã đối chiếu sổ gốc", first.sentence)
    entry = AuditEntry.objects.latest("sequence")
    assert (entry.action, entry.after["reason"]) == ("quality.review", "Đã đối chiếu sổ gốc")
    page = client.get(reverse("quality:flag", args=[first.pk])).content.decode()
    assert "đang có hiệu lực" in page
    assert "Rút kết luận" in page


def test_a_page_of_doubts_is_decided_at_once_or_not_at_all(surveyed, province):
    first, second = doubts()
    client, url = browser(province, Role.COORDINATOR), reverse("quality:review", args=["khac-chuoi"])
    stale = {"flag": [f"{first.pk}:{first.version}", f"{second.pk}:99"], "decision": "asked", "reason": "Sửa số 2023"}
    answer = client.post(url, stale)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "1 dòng vừa được người khác kết luận" in text
    assert "Sửa số 2023" in text, "what was typed stays"
    assert f'value="{first.pk}:{first.version}" checked' in text, "what was ticked stays"
    assert QualityReview.objects.count() == 0
    good = stale | {"flag": [f"{one.pk}:{one.version}" for one in doubts()]}
    assert client.post(url, good).status_code == 302
    assert {flag.state for flag in doubts()} == {FlagState.ASKED}


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"decision": "right", "reason": " "}, ["Chưa có lý do", "Chưa chọn dòng nào"]),
        ({"decision": "asked", "reason": ""}, ["Nêu cần sửa gì"]),
        ({"reason": "x"}, ["Chưa chọn «Kết luận»"]),
        ({"decision": "right", "reason": "x", "flag": ["a:b", "1", "1:2:3", "9" * 20 + ":1"]}, ["Chưa chọn dòng nào"]),
        ({"decision": "right", "reason": "x" * 2001, "flag": []}, ["2000"]),
        ({"decision": "tuyệt", "reason": "x"}, ["tuyệt"]),
    ],
)
def test_what_is_wrong_with_a_decision_is_said_at_once(surveyed, province, sent, words):
    answer = browser(province, Role.COORDINATOR).post(reverse("quality:review", args=["khac-chuoi"]), sent)
    assert answer.status_code == 400
    for word in words:
        assert word in answer.content.decode()
    assert QualityReview.objects.count() == 0


def test_an_officer_does_not_decide_for_another_agency(surveyed, province):
    mine, published = doubts()
    officer = person(province, Role.FOCAL, province.other)
    with pytest.raises(ActionRefused, match="không thuộc cơ quan"):
        review_flags(
            actor=officer, flags=[mine, published], seen={mine.pk: 1, published.pk: 1}, decision=Decision.RIGHT,
            reason="Đúng",
        )  # fmt: skip
    review_flags(actor=officer, flags=[mine], seen={mine.pk: 1}, decision=Decision.RIGHT, reason="Đúng")
    assert [flag.state for flag in doubts()] == [FlagState.RIGHT, FlagState.OPEN]


def test_the_second_of_two_officers_is_told(surveyed, province):
    flag, _ = doubts()
    actor = person(province, Role.COORDINATOR)
    review_flags(actor=actor, flags=[flag], seen={flag.pk: 1}, decision=Decision.RIGHT, reason="Đúng")
    with pytest.raises(Conflict, match="vừa được người khác"):
        review_flags(actor=actor, flags=[flag], seen={flag.pk: 1}, decision=Decision.ASKED, reason="Sửa")


def test_a_decision_is_replaced_or_taken_back_and_both_stay_in_the_history(surveyed, province):
    flag, _ = doubts()
    actor = person(province, Role.COORDINATOR)
    review_flags(actor=actor, flags=[flag], seen={flag.pk: 1}, decision=Decision.RIGHT, reason="Đúng")
    review_flags(actor=actor, flags=[flag], seen={flag.pk: 2}, decision=Decision.ASKED, reason="Sửa")
    withdraw_review(actor=actor, flag=flag, version=3)
    flag.refresh_from_db()
    assert flag.state == FlagState.OPEN
    assert [line.standing for line in flag_page(actor, flag).history] == ["đã rút", "đã rút"]
    with pytest.raises(Conflict):
        withdraw_review(actor=actor, flag=flag, version=3)


# Work ---------------------------------------------------------------------------------------------------------------


def test_doubts_are_one_thing_to_do_for_each_check(surveyed, province, django_assert_max_num_queries):
    officer = person(province, Role.FOCAL, province.other)
    with django_assert_max_num_queries(2):
        items = list(work_source(officer, today()))
    (item,) = items
    assert (item.group, item.title) == (WorkGroup.DUE, "Khác hẳn chuỗi số của chính đơn vị: 1 chỗ cần xem")
    answer = browser(province, Role.FOCAL, province.other).get(item.url)
    assert len(answer.context["page"].lines) == 1


def test_what_no_agency_answers_for_is_the_coordinators(surveyed, province):
    (item,) = work_source(person(province, Role.COORDINATOR), today())
    assert item.detail == "số liệu đã công bố"
    assert list(work_source(person(province, Role.AUDITOR), today())) == []


def test_a_sheet_that_was_not_sent_is_not_told_twice(sheet, province):  # noqa: F811
    survey(actor=SYSTEM)
    officer = person(province, Role.FOCAL, province.other)
    assert list(work_source(officer, today())) == []
    EntrySheet.objects.filter(pk=sheet.pk).update(submitted_at=timezone.now(), state="submitted")
    survey(actor=SYSTEM)
    (item,) = work_source(officer, today())
    assert item.title == "Phiếu thiếu số: 1 chỗ cần xem"


def test_what_was_asked_to_be_corrected_comes_back_to_who_enters(surveyed, province):
    flag, _ = doubts()
    review_flags(actor=SYSTEM, flags=[flag], seen={flag.pk: 1}, decision=Decision.ASKED, reason="Sửa số 2023")
    (item,) = work_source(person(province, Role.FOCAL, province.other), today())
    assert (item.group, item.act) == (WorkGroup.RETURNED, "Sửa")
    answer = browser(province, Role.FOCAL, province.other).get(item.url)
    assert "Sửa số 2023" in answer.content.decode()
