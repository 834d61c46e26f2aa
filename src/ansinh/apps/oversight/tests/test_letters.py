"""Follow-up letters: from what is late to a Word file by Decree 30, with their level, number and answer."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import docx
import pytest
from django.db import IntegrityError, transaction
from django.test import Client, override_settings
from django.urls import reverse

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.indicators.models import EntrySheet, SheetState
from ansinh.apps.orgs.models import Organisation, OrganisationKind
from ansinh.apps.oversight.access import visible_follow_ups
from ansinh.apps.oversight.actions.letters import discard_follow_up, issue_follow_up, make_follow_ups
from ansinh.apps.oversight.exports import letter_docx
from ansinh.apps.oversight.models import FollowUp, FollowUpItem, FollowUpLevel
from ansinh.apps.oversight.queries.letters import follow_up_page, late_agencies
from ansinh.apps.oversight.work import work_source
from ansinh.domain.roles import Role
from ansinh.kit.access import Actor, Denied
from ansinh.kit.actions import ActionRefused, Conflict
from tests.province import BEGAN, Province

DAY = date(2024, 11, 4)
BY = date(2024, 11, 15)


@pytest.fixture(autouse=True)
def _on_that_day() -> object:
    with override_settings(TODAY=DAY):
        yield


@pytest.fixture
def coordinator(province: Province) -> Actor:
    """Of ``own``; a sheet of ``other`` and one of a district are late."""
    form = province.sheet.form
    Organisation.objects.create(
        code="huyen-thu", name="UBND huyện Thử", short_name="UBND huyện Thử", kind=OrganisationKind.DISTRICT_COMMITTEE,
        valid_from=BEGAN, search_key="ubnd huyen thu", sort_key="ubnd huyen thu",
    )  # fmt: skip
    for organisation, due in ((province.other, date(2024, 10, 31)), (_district(), date(2024, 10, 1))):
        EntrySheet.objects.create(form=form, organisation=organisation, period="2023", vintage="final", due_on=due)
    return actor_for(province.person(Role.COORDINATOR), DAY)


def _district() -> Organisation:
    return Organisation.objects.get(code="huyen-thu")


def _make(coordinator: Actor, *organisations: object, together: bool = False, **more: object) -> tuple[FollowUp, ...]:
    ids = [organisation.pk for organisation in organisations]  # type: ignore[attr-defined]
    return make_follow_ups(
        actor=coordinator,
        organisation_ids=ids,
        answer_by=BY,
        together=together,
        **more,  # type: ignore[arg-type]
    )


def _issue(coordinator: Actor, letter: FollowUp, number: str = "12/SLĐTBXH-BTXH") -> FollowUp:
    return issue_follow_up(actor=coordinator, letter=letter, version=letter.version, number=number, issued_on=DAY)


def _words(content: bytes) -> str:
    document = docx.Document(BytesIO(content))
    tables = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    words = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *tables])
    return words.replace("\u00a0", " ").replace("\u2011", "-")


def test_agencies_are_listed_by_what_is_late_longest(province: Province, coordinator: Actor) -> None:
    late = late_agencies(coordinator, DAY)
    assert [agency.organisation for agency in late] == [_district(), province.other]
    assert [agency.longest for agency in late] == ["34 ngày", "4 ngày"]


def test_an_agency_sees_only_what_it_is_late_with_itself(province: Province, coordinator: Actor) -> None:
    focal = actor_for(province.person(Role.FOCAL, province.other), DAY)
    assert [agency.organisation for agency in late_agencies(focal, DAY)] == [province.other]


def test_each_agency_gets_a_letter_of_its_own_or_all_of_them_one(province: Province, coordinator: Actor) -> None:
    apart = _make(coordinator, province.other, _district())
    assert [letter.items.count() for letter in apart] == [1, 1]
    for letter in apart:
        discard_follow_up(actor=coordinator, letter=letter)
    (together,) = _make(coordinator, province.other, _district(), together=True)
    assert together.items.count() == 2


def test_the_level_goes_up_when_a_letter_was_issued_and_the_thing_is_still_late(
    province: Province, coordinator: Actor
) -> None:
    (thrown_away,) = _make(coordinator, province.other)
    discard_follow_up(actor=coordinator, letter=thrown_away)
    (draft,) = _make(coordinator, province.other)
    assert draft.level == FollowUpLevel.FIRST, "a draft is no letter yet"
    _issue(coordinator, draft)
    (second,) = _make(coordinator, province.other)
    assert second.level == FollowUpLevel.SECOND
    assert "đã có Công văn số 12/SLĐTBXH-BTXH ngày 4/11/2024" in _words(letter_docx(second))
    _issue(coordinator, second)
    (third,) = _make(coordinator, province.other)
    words = _words(letter_docx(third))
    assert third.level == FollowUpLevel.LEADER
    assert "Kính gửi: Chủ tịch UBND tỉnh Quảng Ngãi" in words
    assert "xem xét, chỉ đạo" in words


def test_the_word_file_names_agency_thing_days_and_deadline_and_is_a_draft_until_issued(
    province: Province, coordinator: Actor
) -> None:
    (letter,) = _make(coordinator, province.other)
    words = _words(letter_docx(letter))
    for expected in (
        "Kính gửi: Sở Y tế", "Kế hoạch số 65/KH-UBND ngày 20/3/2024", "31/10/2024", "chậm nhất ngày 15/11/2024", "GIÁM ĐỐC",
        "DỰ THẢO", "Biểu của tỉnh thử, năm 2023",
    ):  # fmt: skip
        assert expected in words, expected
    issued = _words(letter_docx(_issue(coordinator, letter)))
    assert "12/SLĐTBXH-BTXH" in issued
    assert "DỰ THẢO" not in issued
    assert letter_docx(letter) == letter_docx(letter)


def test_a_letter_to_several_has_an_annex_with_every_agency(province: Province, coordinator: Actor) -> None:
    (letter,) = _make(coordinator, province.other, _district(), together=True)
    words = _words(letter_docx(letter))
    assert "Phụ lục" in words
    assert "2 cơ quan, đơn vị còn 2 việc" in words


def test_nobody_writes_to_himself_or_to_the_committee_above(province: Province, coordinator: Actor) -> None:
    for organisation in (province.own, province.committee):
        EntrySheet.objects.create(
            form=province.sheet.form, organisation=organisation, period="2022", vintage="final", due_on=date(2024, 9, 1)
        )
    reasons = {agency.organisation: agency.why_not for agency in late_agencies(coordinator, DAY)}
    assert reasons[province.own] == "cơ quan mình"
    assert reasons[province.committee] == "cơ quan cấp trên"
    with pytest.raises(ActionRefused, match="Đánh dấu ít nhất một cơ quan"):
        _make(coordinator, province.own, province.committee)


def test_everything_wrong_is_said_at_once(province: Province, coordinator: Actor) -> None:
    with pytest.raises(ActionRefused) as refused:
        make_follow_ups(actor=coordinator, organisation_ids=[province.own.pk], answer_by=DAY, together=False)
    assert [problem.field for problem in refused.value.problems] == ["agencies", "answer_by"]
    (letter,) = _make(coordinator, province.other)
    with pytest.raises(ActionRefused) as refused:
        issue_follow_up(actor=coordinator, letter=letter, version=1, number=" ", issued_on=DAY + timedelta(days=1))
    assert [problem.field for problem in refused.value.problems] == ["number", "issued_on"]


def test_an_issued_letter_is_neither_numbered_again_nor_thrown_away(province: Province, coordinator: Actor) -> None:
    letter = _issue(coordinator, _make(coordinator, province.other)[0])
    with pytest.raises(Conflict):
        _issue(coordinator, letter, "13")
    with pytest.raises(Conflict):
        discard_follow_up(actor=coordinator, letter=letter)


def test_the_agency_sees_the_letter_when_it_is_issued_and_has_it_as_work_until_it_is_done(
    province: Province, coordinator: Actor
) -> None:
    focal = actor_for(province.person(Role.FOCAL, province.other), DAY)
    (letter,) = _make(coordinator, province.other)
    assert list(visible_follow_ups(focal)) == []
    assert [item.act for item in work_source(coordinator, DAY)] == ["Xem dự thảo"]
    _issue(coordinator, letter)
    assert list(visible_follow_ups(focal)) == [letter]
    (item,) = work_source(focal, DAY)
    assert (item.due_on, item.who) == (BY, "Sở LĐ-TB&XH")
    EntrySheet.objects.filter(organisation=province.other).update(state=SheetState.SUBMITTED)
    assert list(work_source(focal, DAY)) == []
    assert follow_up_page(coordinator, letter, DAY).still_late == 0


def test_who_may_not_follow_up_is_told_so(province: Province, coordinator: Actor) -> None:
    with pytest.raises(Denied):
        _make(actor_for(province.person(Role.LEADER), DAY), province.other)


def test_the_page_leads_from_ticked_agencies_to_the_file(province: Province, coordinator: Actor) -> None:
    browser = Client()
    browser.force_login(province.person(Role.COORDINATOR), "django.contrib.auth.backends.ModelBackend")
    url = reverse("oversight:overdue")
    nothing = browser.post(url, {"answer_by": "15/11/2024"})
    assert nothing.status_code == 400
    assert "Đánh dấu ít nhất một cơ quan" in nothing.content.decode()
    typed = browser.post(url, {"agencies": province.other.pk, "answer_by": "1/1/2024"}).content.decode()
    assert f'value="{province.other.pk}" checked' in typed
    done = browser.post(url, {"agencies": province.other.pk, "answer_by": "15/11/2024", "together": "", "level": ""})
    letter = FollowUp.objects.get()
    assert done["Location"] == reverse("oversight:follow_up", args=[letter.pk])
    answer = browser.get(reverse("oversight:follow_up_docx", args=[letter.pk]))
    assert answer.content[:2] == b"PK"
    assert browser.get(url).status_code == 200


def test_nothing_is_asked_for_in_two_drafts(province: Province, coordinator: Actor) -> None:
    (draft,) = _make(coordinator, province.other)
    with pytest.raises(ActionRefused, match="đã có dự thảo công văn đôn đốc"):
        _make(coordinator, province.other, _district())
    assert FollowUp.objects.count() == 1
    item = draft.items.get()
    with pytest.raises(IntegrityError), transaction.atomic():  # whoever comes at the same moment
        _like(item, FollowUp.objects.create(issuer=draft.issuer, as_of=DAY, answer_by=BY, made_at=draft.made_at))
    _issue(coordinator, draft)
    assert _make(coordinator, province.other)[0].level == FollowUpLevel.SECOND


def _like(item: FollowUpItem, letter: FollowUp) -> FollowUpItem:
    return FollowUpItem.objects.create(
        follow_up=letter, organisation=item.organisation, occasion=item.occasion, title=item.title, url=item.url
    )


def test_a_letter_to_several_tells_none_of_them_what_another_is_late_with(
    province: Province, coordinator: Actor
) -> None:
    (letter,) = _make(coordinator, province.other, _district(), together=True)
    _issue(coordinator, letter)
    focal = actor_for(province.person(Role.FOCAL, province.other), DAY)
    page = follow_up_page(focal, letter, DAY)
    assert [item.organisation for item in page.items] == [province.other]
    assert (page.is_whole, page.history) == (False, ())
    browser = Client()
    browser.force_login(province.person(Role.FOCAL, province.other), "django.contrib.auth.backends.ModelBackend")
    assert browser.get(reverse("oversight:follow_up_docx", args=[letter.pk])).status_code == 404
    shown = browser.get(reverse("oversight:follow_up", args=[letter.pk])).content.decode()
    assert "UBND huyện Thử" not in shown
    assert len(follow_up_page(coordinator, letter, DAY).items) == 2
