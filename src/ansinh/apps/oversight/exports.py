"""What leaves this room: a calendar feed, the letter of a digest, follow-up letters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from ansinh.domain.work import WorkGroup, WorkItem


def calendar_file(items: Iterable[WorkItem], *, origin: str, made_at: datetime) -> bytes:
    """iCalendar (RFC 5545) of what is due: a whole day each, with its title and its page, and nothing else."""
    feed = Calendar()
    feed.add("prodid", "-//An Sinh//Viec cua toi//VI")
    feed.add("version", "2.0")
    feed.add("x-wr-calname", "An Sinh: việc đến hạn")
    for item in items:
        if item.due_on is not None and item.group is not WorkGroup.WAITING:
            feed.add_component(_event(item, origin, made_at))
    return feed.to_ical()


def _event(item: WorkItem, origin: str, made_at: datetime) -> Event:
    assert item.due_on is not None
    event = Event()
    event.add("uid", f"{sha256(item.key.encode()).hexdigest()[:32]}@ansinh")
    event.add("dtstamp", made_at)
    event.add("dtstart", item.due_on)
    event.add("dtend", item.due_on + timedelta(days=1))
    event.add("summary", f"{item.code} {item.title}".strip())
    event.add("url", origin + item.url)
    event.add("transp", "TRANSPARENT")
    return event
