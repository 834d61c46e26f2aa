"""A person's day: what to do, what came back, who waits; the same by months; and how many there are."""

from __future__ import annotations

import calendar
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.cache import cache
from django.urls import reverse

from ansinh.apps.audit.access import SEE_LOG
from ansinh.apps.audit.queries import HistoryLine, latest_acts_of
from ansinh.apps.oversight.models import CalendarFeed, Digest
from ansinh.domain.figures import write_date, write_number
from ansinh.domain.work import Urgency, WorkGroup, WorkItem, urgency
from ansinh.kit.access import Actor
from ansinh.kit.clock import day_of
from ansinh.kit.pages import Crumb, Page
from ansinh.kit.work import work_of
from ansinh.kit.working_days import is_working_day

MODULE = "viec-cua-toi"
#: Lines of a section in sight; the others are folded.
_IN_SIGHT = 25
_LATEST = 8
#: Titles in a day of the calendar; the others are counted.
_IN_A_DAY = 4
#: Seconds for which the number beside "Việc của tôi" is kept.
_COUNT_KEPT = 60
_WEEKDAYS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "CN")
_WEEKDAYS_IN_FULL = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True)
class WorkLine:
    """``hang`` stands in the margin ("31/10", "hôm nay", "5 ngày"); ``late`` is by how much it is overdue ("4 ngày")."""

    item: WorkItem
    hang: str
    late: str
    is_main: bool
    is_answer: bool  # the detail is what somebody said when it came back


@dataclass(frozen=True, slots=True)
class WorkSection:
    title: str
    note: str
    lines: tuple[WorkLine, ...]
    folded: tuple[WorkLine, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class DayCell:
    label: str
    said: str
    css: str = ""
    titles: tuple[WorkItem, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class WaitingLine:
    item: WorkItem
    waited: str


@dataclass(frozen=True, kw_only=True)
class MyWorkPage(Page):
    days: tuple[DayCell, ...]
    sections: tuple[WorkSection, ...]
    later: tuple[WorkLine, ...]
    waiting: tuple[WaitingLine, ...]
    done: tuple[HistoryLine, ...]
    may_open_log: bool
    count: int
    unseen: int  # days of notices not looked at yet


def my_work_page(actor: Actor, day: date) -> MyWorkPage:
    """As every room tells it."""
    items = work_of(actor, day)
    groups = _by_group(items)
    due = [item for item in groups[WorkGroup.DUE] if urgency(item.due_on, day) is not Urgency.LATER]
    later = [item for item in groups[WorkGroup.DUE] if urgency(item.due_on, day) is Urgency.LATER]
    count = _count(items, day)
    _keep_count(actor, day, count)
    return MyWorkPage(
        title=_headline(items, day),
        crumbs=(Crumb("Việc của tôi"),),
        module=MODULE,
        note=f"{_WEEKDAYS_IN_FULL[day.weekday()]}, ngày {write_date(day)} · {actor.name}, {actor.organisation_name}",
        days=_week(items, day),
        sections=(
            _section("Quá hạn và đến hạn", due, day, "Không có việc nào đến hạn trong 7 ngày tới."),
            _section("Bị trả lại", groups[WorkGroup.RETURNED], day, "Không có việc nào bị trả lại."),
            _section("Người khác đang chờ tôi", groups[WorkGroup.WAITED_FOR], day, "Không ai đang chờ anh/chị."),
        ),
        later=tuple(_line(item, day) for item in later),
        waiting=tuple(WaitingLine(item, _waited(item, day)) for item in groups[WorkGroup.WAITING]),
        done=latest_acts_of(actor.user_id, _LATEST) if actor.user_id is not None else (),
        may_open_log=actor.can(SEE_LOG),
        count=count,
        unseen=Digest.objects.filter(user_id=actor.user_id or 0, seen_at__isnull=True).count(),
    )


# The number beside "Việc của tôi" --------------------------------------------------------------------------------


def count_of(actor: Actor, day: date) -> int:
    """How many things are on the page's title; from the cache if it was counted a moment ago."""
    known = known_count(actor, day)
    if known is not None:
        return known
    count = _count(work_of(actor, day), day)
    _keep_count(actor, day, count)
    return count


def known_count(actor: Actor, day: date) -> int | None:
    """The number if it was counted a moment ago; no query."""
    count: int | None = cache.get(_count_key(actor, day))
    return count


def _keep_count(actor: Actor, day: date, count: int) -> None:
    cache.set(_count_key(actor, day), count, _COUNT_KEPT)


def _count_key(actor: Actor, day: date) -> str:
    return f"oversight.work-count:{actor.user_id}:{day.isoformat()}"


def _count(items: Iterable[WorkItem], day: date) -> int:
    return sum(_is_counted(item, day) for item in items)


def _is_counted(item: WorkItem, day: date) -> bool:
    far = item.group is WorkGroup.DUE and urgency(item.due_on, day) is Urgency.LATER
    return item.group is not WorkGroup.WAITING and not far


# Sentences -------------------------------------------------------------------------------------------------------


def _headline(items: Sequence[WorkItem], day: date) -> str:
    counted = [item for item in items if _is_counted(item, day)]
    if not counted:
        return "Hôm nay không có việc nào phải làm"
    due = Counter(urgency(item.due_on, day) for item in counted if item.group is WorkGroup.DUE)
    groups = Counter(item.group for item in counted)
    said = (
        (due[Urgency.OVERDUE], "quá hạn"),
        (due[Urgency.TODAY], "đến hạn hôm nay"),
        (due[Urgency.SOON], "đến hạn trong 7 ngày tới"),
        (due[Urgency.NO_DATE], "chưa định hạn"),
        (groups[WorkGroup.RETURNED], "bị trả lại"),
        (groups[WorkGroup.WAITED_FOR], "có người đang chờ"),
    )
    parts = [f"{write_number(number)} {words}" for number, words in said if number]
    return f"Hôm nay có {write_number(len(counted))} việc: {', '.join(parts)}"


def _section(title: str, items: Sequence[WorkItem], day: date, empty: str) -> WorkSection:
    lines = tuple(_line(item, day) for item in items)
    return WorkSection(title, _section_note(items, day), lines[:_IN_SIGHT], lines[_IN_SIGHT:], empty)


def _section_note(items: Sequence[WorkItem], day: date) -> str:
    if not items:
        return ""
    waited = [(day - item.since).days for item in items if item.since and item.group is WorkGroup.WAITED_FOR]
    longest = f", lâu nhất {max(waited)} ngày" if waited and max(waited) > 0 else ""
    return f"{write_number(len(items))} việc{longest}"


def _line(item: WorkItem, day: date) -> WorkLine:
    hang, late = _margin(item, day)
    return WorkLine(item, hang, late, item.group is not WorkGroup.WAITED_FOR, item.group is WorkGroup.RETURNED)


def _margin(item: WorkItem, day: date) -> tuple[str, str]:
    """What stands in the margin: how long somebody waits, else the due day."""
    if item.group is WorkGroup.WAITED_FOR and item.since:
        return (_waited(item, day), _overdue(item, day))
    if item.due_on is None:
        return ("", "")
    if item.due_on == day:
        return ("hôm nay", "")
    return (_short(item.due_on), _overdue(item, day))


def _overdue(item: WorkItem, day: date) -> str:
    late = item.due_on is not None and item.due_on < day
    return f"{(day - item.due_on).days} ngày" if late and item.due_on else ""


def _waited(item: WorkItem, day: date) -> str:
    if item.since is None:
        return ""
    days = (day - item.since).days
    return f"{days} ngày" if days > 0 else "hôm nay"


def _short(day: date) -> str:
    return f"{day:%d/%m}"


# Days ------------------------------------------------------------------------------------------------------------


def _week(items: Sequence[WorkItem], day: date) -> tuple[DayCell, ...]:
    """Seven days from ``day`` on."""
    by_day = _by_due_day(items)
    return tuple(_cell(at, by_day.get(at, ()), day) for at in _days(day, 7))


def _days(first: date, count: int) -> list[date]:
    return [first + timedelta(days=offset) for offset in range(count)]


def _cell(at: date, items: Sequence[WorkItem], today: date) -> DayCell:
    off = not is_working_day(at)
    parts = [f"{len(items)} việc đến hạn" if items else "", "nghỉ" if off else ""]
    css = "today" if at == today else "off" if off else ""
    return DayCell(f"{_WEEKDAYS[at.weekday()]} {_short(at)}", " · ".join(part for part in parts if part) or "–", css)


def _by_group(items: Iterable[WorkItem]) -> Mapping[WorkGroup, list[WorkItem]]:
    groups: dict[WorkGroup, list[WorkItem]] = {group: [] for group in WorkGroup}
    for item in items:
        groups[item.group].append(item)
    return groups


def _by_due_day(items: Iterable[WorkItem]) -> dict[date, list[WorkItem]]:
    """Own work by its due day; what others have to do is not in it."""
    by_day: dict[date, list[WorkItem]] = defaultdict(list)
    for item in items:
        if item.due_on is not None and item.group is not WorkGroup.WAITING:
            by_day[item.due_on].append(item)
    return by_day


# The calendar ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Month:
    year: int
    month: int

    @classmethod
    def asked_by(cls, text: str, today: date) -> Month:
        """From "2024-11"; anything else is the month of ``today``."""
        year, _, month = text.partition("-")
        if year.isdecimal() and month.isdecimal() and len(text) <= 7:
            number = int(month)
            if 2000 <= int(year) <= 2100 and 1 <= number <= 12:
                return cls(int(year), number)
        return cls(today.year, today.month)

    @property
    def label(self) -> str:
        return f"tháng {self.month}/{self.year}"

    def moved(self, months: int) -> Month:
        number = self.year * 12 + self.month - 1 + months
        return Month(number // 12, number % 12 + 1)

    @property
    def url(self) -> str:
        return f"{reverse('oversight:calendar')}?thang={self.year}-{self.month:02d}"


@dataclass(frozen=True, kw_only=True)
class CalendarPage(Page):
    cells: tuple[DayCell, ...]
    previous: Month
    following: Month
    feed_made_on: date | None
    #: The secret address, only right after it was made.
    feed_url: str = ""


def calendar_page(actor: Actor, month: Month, day: date, feed_url: str = "") -> CalendarPage:
    """Whole weeks, so that the columns are the days of the week."""
    by_day = _by_due_day(work_of(actor, day))
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    inside = [at for week in weeks for at in week]
    count = sum(len(by_day.get(at, ())) for at in inside if at.month == month.month)
    feed = CalendarFeed.objects.filter(user_id=actor.user_id or 0).first()
    return CalendarPage(
        title=f"Lịch {month.label}: {count} việc đến hạn" if count else f"Lịch {month.label}: không có việc đến hạn",
        crumbs=(Crumb("Việc của tôi", reverse("oversight:my_work")), Crumb(f"Lịch {month.label}")),
        module=MODULE,
        cells=tuple(_full_cell(at, by_day.get(at, []), day) for at in inside),
        previous=month.moved(-1),
        following=month.moved(1),
        feed_made_on=day_of(feed.made_at) if feed else None,
        feed_url=feed_url,
    )


def _full_cell(at: date, items: list[WorkItem], today: date) -> DayCell:
    plain = _cell(at, items, today)
    said = "nghỉ" if plain.css == "off" else ""
    more = len(items) - _IN_A_DAY
    return DayCell(plain.label, said, plain.css, tuple(items[:_IN_A_DAY]), f"và {more} việc nữa" if more > 0 else "")


def feed_of_digest(digest: str) -> CalendarFeed | None:
    """The feed with this digest of its token, if its person can still sign in."""
    return CalendarFeed.objects.filter(token_digest=digest, user__is_active=True).first()
