"""What leaves this room: a calendar feed, the letter of a digest, follow-up letters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from ansinh.apps.orgs.models import Organisation, OrganisationKind, UnitLevel
from ansinh.apps.oversight.letters import LetterFacts, letter_paper
from ansinh.apps.oversight.models import FollowUp
from ansinh.apps.oversight.queries.letters import letters_before
from ansinh.apps.plans.models import Plan
from ansinh.domain.work import WorkGroup, WorkItem
from ansinh.papers.official import render_docx


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


def letter_docx(letter: FollowUp) -> bytes:
    """A follow-up letter by Decree 30/2020. The same letter gives the same bytes."""
    plan = Plan.objects.filter(coordinating_agency=letter.issuer_id).select_related("issuer").first()
    committee = (
        Organisation.objects.in_force_on(letter.as_of)
        .filter(kind=OrganisationKind.PROVINCIAL_COMMITTEE)
        .select_related("unit")
        .first()
    )
    facts = LetterFacts(
        letter=letter,
        items=tuple(letter.items.select_related("organisation")),
        plan=plan,
        before=letters_before(letter),
        place=_place(letter, committee),
        leader_of=committee,
    )
    return render_docx(letter_paper(facts), made_at=letter.made_at)


def _place(letter: FollowUp, committee: Organisation | None) -> str | None:
    """Where the issuer sits: bodies of the province write the province, a district its own name."""
    unit = letter.issuer.unit or (committee.unit if committee else None)
    if unit is None:
        return None
    return unit.name.removeprefix(unit.kind).strip() if unit.level == UnitLevel.PROVINCE else unit.name
