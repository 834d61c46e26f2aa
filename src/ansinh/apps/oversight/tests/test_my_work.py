"""Việc của tôi, the calendar, and the feed that calendar programs read."""

from __future__ import annotations

from datetime import date, timedelta

import icalendar
import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from ansinh.apps.accounts.queries import actor_for
from ansinh.apps.indicators.models import SheetState
from ansinh.apps.oversight.actions.personal import make_feed, revoke_feed
from ansinh.apps.oversight.exports import calendar_file
from ansinh.apps.oversight.queries import my_work
from ansinh.apps.oversight.queries.my_work import Month, calendar_page, count_of, known_count, my_work_page
from ansinh.domain.roles import Role
from ansinh.domain.work import WorkGroup, WorkItem
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused
from ansinh.kit.clock import now, today
from tests.province import Province

MONDAY = date(2024, 11, 4)


@pytest.fixture
def focal(province: Province) -> Actor:
    cache.clear()
    return actor_for(province.person(Role.FOCAL), today())


@pytest.fixture
def browser(province: Province) -> Client:
    client = Client()
    client.force_login(province.person(Role.FOCAL), "django.contrib.auth.backends.ModelBackend")
    return client


def _item(number: int, group: WorkGroup = WorkGroup.DUE, due: int | None = None, **more: object) -> WorkItem:
    due_on = None if due is None else MONDAY + timedelta(days=due)
    return WorkItem(
        key=f"test:{number}", group=group, title=f"Việc {number}", url="/", act="Làm", due_on=due_on, **more
    )  # type: ignore[arg-type]


WORK = (
    _item(1, due=-4),
    _item(2, due=0),
    _item(3, due=5),
    _item(4, due=30),
    _item(5),
    _item(6, WorkGroup.RETURNED, due=1),
    _item(7, WorkGroup.WAITED_FOR, since=MONDAY - timedelta(days=5)),
    _item(8, WorkGroup.WAITING, since=MONDAY - timedelta(days=2), who="Sở Tài chính"),
)


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(my_work, "work_of", lambda actor, day: WORK)


@pytest.mark.usefixtures("work")
def test_the_title_says_how_many_of_what_and_leaves_out_what_is_far_or_with_others(focal: Actor) -> None:
    page = my_work_page(focal, MONDAY)
    assert page.title == (
        "Hôm nay có 6 việc: 1 quá hạn, 1 đến hạn hôm nay, 1 đến hạn trong 7 ngày tới, 1 chưa định hạn, "
        "1 bị trả lại, 1 có người đang chờ"
    )
    assert page.note.startswith("Thứ Hai, ngày 04/11/2024")


@pytest.mark.usefixtures("work")
def test_every_thing_stands_on_the_page_once_and_the_count_is_that_of_the_title(focal: Actor) -> None:
    page = my_work_page(focal, MONDAY)
    shown = [line.item.key for section in page.sections for line in (*section.lines, *section.folded)]
    all_shown = [*shown, *(line.item.key for line in page.later), *(line.item.key for line in page.waiting)]
    assert sorted(all_shown) == sorted(item.key for item in WORK)
    assert page.count == len(shown) == known_count(focal, MONDAY) == count_of(focal, MONDAY)


@pytest.mark.usefixtures("work")
def test_the_margin_says_how_late_or_how_long_somebody_waits(focal: Actor) -> None:
    due, returned, waited = (section.lines for section in my_work_page(focal, MONDAY).sections)
    assert [(line.hang, line.late) for line in due] == [
        ("31/10", "4 ngày"), ("hôm nay", ""), ("09/11", ""), ("", ""),
    ]  # fmt: skip
    assert waited[0].hang == "5 ngày"
    assert returned[0].hang == "05/11"


@pytest.mark.usefixtures("work")
def test_the_week_counts_due_things_and_says_which_days_are_free(focal: Actor) -> None:
    days = my_work_page(focal, MONDAY).days
    assert [day.said for day in days] == [
        "1 việc đến hạn", "1 việc đến hạn", "–", "–", "–", "1 việc đến hạn · nghỉ", "nghỉ",
    ]  # fmt: skip
    assert (days[0].label, days[0].css, days[6].label) == ("Hai 04/11", "today", "CN 10/11")


def test_a_public_holiday_is_free_too(focal: Actor) -> None:
    assert my_work_page(focal, date(2024, 9, 2)).days[0].said.endswith("nghỉ")


def test_nothing_to_do_is_said_so(province: Province) -> None:
    page = my_work_page(actor_for(province.person(Role.FINANCE), today()), today())
    assert (page.title, page.count) == ("Hôm nay không có việc nào phải làm", 0)


def test_a_long_list_is_folded_not_cut(focal: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(my_work, "work_of", lambda actor, day: tuple(_item(n, due=0) for n in range(60)))
    section = my_work_page(focal, MONDAY).sections[0]
    assert (len(section.lines), len(section.folded), section.note) == (25, 35, "60 việc")


def test_page_shows_real_work_and_what_was_done(province: Province, browser: Client) -> None:
    answer = browser.get(reverse("oversight:my_work")).content.decode()
    assert "Biểu của tỉnh thử, năm 2024" in answer
    assert "Còn 2 mục chờ xác nhận." in answer
    coordinator = Client()
    coordinator.force_login(province.person(Role.COORDINATOR), "django.contrib.auth.backends.ModelBackend")
    assert "Làm một việc thử." in coordinator.get(reverse("oversight:my_work")).content.decode()


def test_other_pages_ask_for_the_number_until_it_is_known(province: Province, browser: Client) -> None:
    cache.clear()
    assert 'hx-get="/viec-cua-toi/so-luong/"' in browser.get("/").content.decode()
    part = browser.get(reverse("oversight:count")).content.decode()
    assert part.startswith('<span class="count">2')
    assert "hx-get" not in browser.get("/").content.decode().split("Việc của tôi")[1][:200]


# The calendar ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("work")
def test_the_month_has_whole_weeks_and_each_due_thing_on_its_day(focal: Actor) -> None:
    page = calendar_page(focal, Month(2024, 11), MONDAY)
    assert page.title == "Lịch tháng 11/2024: 3 việc đến hạn"
    assert len(page.cells) == 35
    assert page.cells[0].label == "Hai 28/10"
    assert [item.title for cell in page.cells for item in cell.titles] == ["Việc 1", "Việc 2", "Việc 6", "Việc 3"]


@pytest.mark.parametrize("text", ["", "2024", "2024-13", "abc-11", "99999-01", "2024-1x"])
def test_anything_that_is_no_month_asks_for_this_month(text: str) -> None:
    assert Month.asked_by(text, MONDAY) == Month(2024, 11)


def test_months_go_over_the_year() -> None:
    assert Month(2024, 12).moved(1) == Month(2025, 1)
    assert Month(2024, 1).moved(-1) == Month(2023, 12)


# The feed --------------------------------------------------------------------------------------------------------


def test_the_feed_read_back_has_the_same_days_and_titles_and_nothing_else() -> None:
    hard = _item(9, due=3, detail="Bí mật", who="Sở, Y; tế", code="III.4.d")
    title = "Dài, có dấu; phẩy \\ và xuống\ndòng, " + "rất dài " * 20 + "hết"
    content = calendar_file([*WORK, _with_title(hard, title)], origin="https://a.example", made_at=now())
    events = {str(event["uid"]): event for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}
    assert len(events) == 6  # 1, 2, 3, 4, 6 and 9: with a day, and mine
    days = sorted(event.decoded("dtstart") for event in events.values())
    assert days == [MONDAY + timedelta(days=offset) for offset in (-4, 0, 1, 3, 5, 30)]
    long_one = next(event for event in events.values() if str(event["summary"]).startswith("III.4.d"))
    assert str(long_one["summary"]) == f"III.4.d {title}"
    assert str(long_one["url"]) == "https://a.example/"
    assert "Bí mật".encode() not in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))


def _with_title(item: WorkItem, title: str) -> WorkItem:
    return WorkItem(
        key=item.key, group=item.group, title=title, url=item.url, act=item.act, detail=item.detail, who=item.who,
        code=item.code, due_on=item.due_on,
    )  # fmt: skip


def test_the_same_occasion_keeps_its_identity_so_that_calendars_update_it() -> None:
    def uids(items: list[WorkItem]) -> list[str]:
        content = calendar_file(items, origin="https://a.example", made_at=now())
        return [str(event["uid"]) for event in icalendar.Calendar.from_ical(content).walk("VEVENT")]

    assert uids([_item(1, due=0)]) == uids([_item(1, due=5)])


def test_the_address_is_secret_belongs_to_one_person_and_dies_when_made_again(
    province: Province, focal: Actor, client: Client
) -> None:
    province.sheet.due_on = today()
    province.sheet.state = SheetState.DRAFT
    province.sheet.save()
    first = make_feed(actor=focal)
    answer = client.get(reverse("oversight:feed", args=[first]))
    assert answer["Content-Type"].startswith("text/calendar")
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Biểu của tỉnh thử, năm 2024"]
    assert str(events[0]["url"]) == f"http://testserver/nhap-so-lieu/{province.sheet.pk}/"
    second = make_feed(actor=focal)
    assert client.get(reverse("oversight:feed", args=[first])).status_code == 404
    assert client.get(reverse("oversight:feed", args=[second])).status_code == 200
    revoke_feed(actor=focal)
    assert client.get(reverse("oversight:feed", args=[second])).status_code == 404
    with pytest.raises(ActionRefused, match="Chưa có địa chỉ lịch"):
        revoke_feed(actor=focal)


def test_the_feed_of_somebody_who_may_no_longer_sign_in_or_has_no_role_is_gone(
    province: Province, focal: Actor, client: Client
) -> None:
    url = reverse("oversight:feed", args=[make_feed(actor=focal)])
    person = province.person(Role.FOCAL)
    person.role_assignments.update(valid_to=today())
    assert client.get(url).status_code == 404
    person.role_assignments.update(valid_to=None)
    assert client.get(url).status_code == 200
    person.is_active = False
    person.save()
    assert client.get(url).status_code == 404


def test_the_address_is_shown_once_and_only_its_digest_is_kept(province: Province, browser: Client) -> None:
    shown = browser.post(reverse("oversight:make_feed")).content.decode()
    token = shown.split("/lich-viec/")[1].split(".ics")[0]
    later = browser.get(reverse("oversight:calendar")).content.decode()
    assert token not in later
    assert "Tạo lại địa chỉ lịch" in later
    kept = province.person(Role.FOCAL).calendar_feed.token_digest
    assert token not in kept
    assert len(kept) == 64
