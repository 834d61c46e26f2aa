"""Reading the log, the history of a thing, and verifying the chain."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import connection
from django.db.models import Count
from django.urls import reverse

from ansinh.apps.audit import guard
from ansinh.apps.audit.access import SEE_LOG, visible_entries
from ansinh.apps.audit.labels import Change, changes
from ansinh.apps.audit.models import AuditEntry, AuditEntryQuerySet
from ansinh.apps.audit.seals import SEALED_COLUMNS, audit_key, kept_stamps, sealed_fields, stamps_file
from ansinh.domain.chain import ChainReport, Fault, Link, Stamp, StampComparison, walk
from ansinh.domain.figures import write_number
from ansinh.kit.access import Actor
from ansinh.kit.actions import all_actions
from ansinh.kit.clock import day_of
from ansinh.kit.pages import Crumb, Page, Pager, Paging

#: Entries fetched at once while the chain is walked; also stamps compared at once.
_CHUNK = 2000
_PAGE_SIZE = 50
#: What everybody does each day without doing anything.
_AT_THE_DOOR = ("accounts.signed_in", "accounts.sign_in_failed")

# The log as a person reads it ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LogFilter:
    """What of the log is asked for; empty fields ask for everything."""

    since: date | None = None
    until: date | None = None
    person: str = ""
    organisation_id: int | None = None
    action: str = ""
    words: str = ""
    subject_type: str = ""
    subject_id: str = ""

    @property
    def is_empty(self) -> bool:
        return self == LogFilter()


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One act, in words. ``organisation`` and ``actor`` are the names as they were then."""

    sequence: int
    at: datetime
    actor: str
    organisation: str
    action: str
    subject: str
    summary: str
    changes: tuple[Change, ...]
    url: str

    @property
    def was_changed(self) -> bool:
        """Whether something stood there before: then the difference is shown as before and after."""
        return any(change.has_before for change in self.changes)


@dataclass(frozen=True, slots=True)
class LogDay:
    day: date
    lines: tuple[HistoryLine, ...]


@dataclass(frozen=True, kw_only=True)
class LogPage(Page):
    days: tuple[LogDay, ...]
    pager: Pager
    is_filtered: bool
    #: The whole log is in sight, not only that of the own organisation.
    sees_all: bool
    #: Stamp of the last entry, for the paper log; only for those who see the whole log.
    stamp: str
    #: The same filters, as a file.
    export_query: str


@dataclass(frozen=True, kw_only=True)
class EntryPage(Page):
    line: HistoryLine
    stamp: str
    seal: str
    previous_seal: str


def find_entries(actor: Actor, wanted: LogFilter) -> AuditEntryQuerySet:
    """Entries the actor may read that fit the filter, newest first."""
    found = visible_entries(actor)
    if wanted.since:
        found = found.since(wanted.since)
    if wanted.until:
        found = found.until(wanted.until)
    if wanted.organisation_id is not None:
        found = found.filter(organisation_id=wanted.organisation_id)
    if wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.subject_type and wanted.subject_id:
        found = found.about(wanted.subject_type, wanted.subject_id)
    return found.done_by(wanted.person).saying(wanted.words).order_by("-sequence")


def log_page(actor: Actor, wanted: LogFilter, paging: Paging) -> LogPage:
    """The log, a page of it, grouped by day."""
    found = find_entries(actor, wanted)
    count = found.count()
    pager = Pager.over(count, paging, unit="mục", size=_PAGE_SIZE)
    lines = [_line(entry) for entry in found[pager.slice]]
    sees_all = actor.can_everywhere(SEE_LOG)
    return LogPage(
        title=_title(actor, wanted, count),
        crumbs=(Crumb("Nhật ký"),),
        module="nhat-ky",
        days=tuple(LogDay(day, tuple(group)) for day, group in itertools.groupby(lines, key=_day_of)),
        pager=pager,
        is_filtered=not wanted.is_empty,
        sees_all=sees_all,
        stamp=str(last_stamp() or "") if sees_all else "",
        export_query=paging.query,
    )


def _title(actor: Actor, wanted: LogFilter, count: int) -> str:
    if wanted.is_empty:
        return f"{write_number(count)} việc đã ghi trong nhật ký" if count else "Nhật ký chưa có mục nào"
    whole = visible_entries(actor).count()
    return f"{write_number(count)} việc khớp bộ lọc trong {write_number(whole)} việc đã ghi"


def entry_page(entry: AuditEntry) -> EntryPage:
    """One entry with its seals."""
    return EntryPage(
        title=f"Mục {write_number(entry.sequence)}: {entry.summary}",
        crumbs=(Crumb("Nhật ký", reverse("audit:list")), Crumb(f"Mục {write_number(entry.sequence)}")),
        module="nhat-ky",
        line=_line(entry),
        stamp=str(Stamp.of(entry.sequence, entry.seal)),
        seal=_grouped(entry.seal),
        previous_seal=_grouped(entry.previous_seal),
    )


def _grouped(seal: str) -> str:
    """Eight digits and a space, so that people can compare it and it fits a small screen."""
    return " ".join(seal[i : i + 8] for i in range(0, len(seal), 8))


def without_details(lines: Iterable[HistoryLine]) -> tuple[HistoryLine, ...]:
    """Who did what and when, but none of the values: for a reader to whom some of them are not open."""
    return tuple(replace(line, changes=()) for line in lines)


def history_of(subject_type: str, subject_id: str | int, limit: int = 50) -> tuple[HistoryLine, ...]:
    """What was done to one thing, newest first, at most ``limit`` acts; one query. The caller has checked access.

    ``subject_type`` is the model's label ("plans.Promise"), as `kit.actions.subject_of` writes it.
    """
    found = AuditEntry.objects.all().about(subject_type, str(subject_id)).order_by("-sequence")
    return tuple(_line(entry) for entry in found[:limit])


def latest_acts_of(user_id: int, limit: int) -> tuple[HistoryLine, ...]:
    """What a person did last, newest first, coming and going aside; one query. For that person's own page."""
    found = AuditEntry.objects.filter(actor_id=user_id).exclude(action__in=_AT_THE_DOOR).order_by("-sequence")
    return tuple(_line(entry) for entry in found[:limit])


def organisations_in_log(actor: Actor) -> list[tuple[int, str]]:
    """Organisations whose people did something the actor may read: (id, the name used last)."""
    rows = (
        visible_entries(actor)
        .filter(organisation_id__isnull=False)
        .values_list("organisation_id", "organisation_name")
        .annotate(acts=Count("id"))
        .order_by("organisation_id", "organisation_name")
    )
    return sorted({number: name for number, name, _ in rows if number is not None}.items(), key=lambda pair: pair[1])


def log_lines(entries: AuditEntryQuerySet) -> Iterator[HistoryLine]:
    """Every entry in words, one after the other, without holding them all."""
    return (_line(entry) for entry in entries.iterator(chunk_size=_CHUNK))


def action_label(name: str) -> str:
    """What an action is called; its bare name if the house no longer has it."""
    known = all_actions().get(name)
    return known.label if known else name


def _line(entry: AuditEntry) -> HistoryLine:
    return HistoryLine(
        sequence=entry.sequence,
        at=entry.at,
        actor=entry.actor_name,
        organisation=entry.organisation_name,
        action=action_label(entry.action),
        subject=entry.subject_label,
        summary=entry.summary,
        changes=changes(entry.subject_type, entry.before, entry.after),
        url=reverse("audit:entry", args=[entry.sequence]),
    )


def _day_of(line: HistoryLine) -> date:
    return day_of(line.at)


# The chain -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Verification:
    """What a verification found: in the chain itself, and by stamps kept outside it."""

    chain: ChainReport
    stamp_faults: tuple[Fault, ...]
    stamps_compared: int
    is_guarded: bool
    #: What kept a part from being verified (no stamps file, a damaged line), in Vietnamese.
    remarks: tuple[str, ...]

    @property
    def is_whole(self) -> bool:
        return self.chain.is_whole and not self.stamp_faults

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong, the lowest number first."""
        return tuple(sorted((*self.chain.faults, *self.stamp_faults), key=lambda fault: fault.sequence))


def verify(paper_stamps: Sequence[Stamp] = ()) -> Verification:
    """Walk the whole chain and hold it against the stamps file and stamps from the paper log.

    Memory does not grow with the log. Entries appended meanwhile do no harm.
    """
    chain = walk(_links(), audit_key())
    comparison = StampComparison(chain.head.sequence if chain.head else 0)
    comparison.add(paper_stamps, _seals(paper_stamps))
    remarks: list[str] = []
    if chain.count and not stamps_file().exists():
        remarks.append(f"Không có tệp dấu niêm {stamps_file()}: chưa đối chiếu được phần cuối của nhật ký.")
    try:
        for stamps in _chunks(kept_stamps()):
            comparison.add(stamps, _seals(stamps))
    except ValueError as error:
        remarks.append(str(error))
    is_guarded = guard.is_installed(connection)
    return Verification(chain, comparison.faults, comparison.compared, is_guarded, tuple(remarks))


def last_stamp() -> Stamp | None:
    """The stamp of the last entry."""
    last = AuditEntry.objects.order_by("-sequence").values_list("sequence", "seal").first()
    return Stamp.of(*last) if last else None


def _links() -> Iterator[Link]:
    rows = AuditEntry.objects.order_by("sequence", "id").values_list(
        "sequence", "previous_seal", "seal", *SEALED_COLUMNS
    )
    for sequence, previous_seal, seal, *values in rows.iterator(chunk_size=_CHUNK):
        yield Link(sequence, sealed_fields(values), previous_seal, seal)


def _seals(stamps: Sequence[Stamp]) -> dict[int, str]:
    numbers = [stamp.sequence for stamp in stamps]
    return dict(AuditEntry.objects.filter(sequence__in=numbers).values_list("sequence", "seal"))


def _chunks(stamps: Iterator[Stamp]) -> Iterator[list[Stamp]]:
    while chunk := list(itertools.islice(stamps, _CHUNK)):
        yield chunk
