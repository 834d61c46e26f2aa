"""What agencies are late with, and the letters that follow it up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.urls import reverse

from ansinh.apps.audit.queries import HistoryLine, history_of
from ansinh.apps.orgs.models import Organisation, OrganisationKind
from ansinh.apps.oversight.access import FOLLOW_UP, SEE_OVERDUE, items_seen, sees_whole, visible_follow_ups
from ansinh.apps.oversight.models import FollowUp, FollowUpItem, FollowUpLevel
from ansinh.domain.figures import write_date, write_number
from ansinh.domain.follow_ups import next_level
from ansinh.domain.work import OverdueItem
from ansinh.kit.access import Actor
from ansinh.kit.pages import Crumb, Page, Pager, Paging
from ansinh.kit.work import overdue_on
from ansinh.kit.working_days import after_working_days

MODULE = "don-doc"
#: Working days that a letter gives for an answer, unless its author says otherwise.
_DAYS_TO_ANSWER = 5
_SIZE = 30


@dataclass(frozen=True, slots=True)
class LateLine:
    item: OverdueItem
    late: str  # "24 ngày"; "chưa có hạn" for what is missing without a day


@dataclass(frozen=True, slots=True)
class LateAgency:
    """``level`` is that of the next letter; ``letters`` are issued ones about things that are still late."""

    organisation: Organisation
    lines: tuple[LateLine, ...]
    longest: str
    level: FollowUpLevel
    letters: tuple[FollowUp, ...]
    #: Why no letter goes to it ("cơ quan mình", "cơ quan cấp trên"); empty when one may.
    why_not: str = ""

    @property
    def summary(self) -> str:
        return f"{write_number(len(self.lines))} việc"


@dataclass(frozen=True, kw_only=True)
class OverduePage(Page):
    agencies: tuple[LateAgency, ...]
    letters: tuple[FollowUp, ...]
    pager: Pager
    may_follow_up: bool
    answer_by: date


@dataclass(frozen=True, kw_only=True)
class FollowUpPage(Page):
    letter: FollowUp
    items: tuple[FollowUpItem, ...]
    still_late: int
    is_whole: bool  # no item is left out because it is another agency's
    may_issue: bool
    history: tuple[HistoryLine, ...]


def late_agencies(actor: Actor, day: date) -> tuple[LateAgency, ...]:
    """Organisations with something late that the actor may see, longest late first. Sources, and three queries."""
    items = _visible(actor, overdue_on(day))
    by_organisation: dict[int, list[OverdueItem]] = defaultdict(list)
    for item in items:
        by_organisation[item.organisation_id].append(item)
    organisations = Organisation.objects.in_bulk(list(by_organisation))
    letters = _letters_about(by_organisation)
    found = [
        _agency(organisations[pk], late, letters.get(pk, ()), day, _why_not(actor, organisations[pk]))
        for pk, late in by_organisation.items()
        if pk in organisations
    ]
    return tuple(sorted(found, key=lambda agency: (_first_due(agency), agency.organisation.sort_key)))


def overdue_page(actor: Actor, day: date, paging: Paging) -> OverduePage:
    agencies = late_agencies(actor, day)
    letters = visible_follow_ups(actor).annotate(asked=Count("items", distinct=True)).order_by("-pk")
    pager = Pager.over(letters.count(), paging, unit="công văn", size=_SIZE)
    late = sum(len(agency.lines) for agency in agencies)
    return OverduePage(
        title=f"{len(agencies)} cơ quan còn {write_number(late)} việc quá hạn, chưa thực hiện"
        if late
        else "Không có việc quá hạn",
        crumbs=(Crumb("Đôn đốc"),),
        module=MODULE,
        note=f"Tính đến ngày {write_date(day)}",
        agencies=agencies,
        letters=tuple(letters[pager.slice]),
        pager=pager,
        may_follow_up=actor.can(FOLLOW_UP),
        answer_by=after_working_days(day, _DAYS_TO_ANSWER),
    )


def follow_up_page(actor: Actor, letter: FollowUp, day: date) -> FollowUpPage:
    items, is_whole = tuple(items_seen(actor, letter)), sees_whole(actor, letter)
    late = {(item.organisation_id, item.key) for item in overdue_on(day)}
    still = sum((item.organisation_id, item.occasion) in late for item in items)
    return FollowUpPage(
        title=_letter_title(letter, items),
        crumbs=(Crumb("Đôn đốc", reverse("oversight:overdue")), Crumb(str(letter))),
        module=MODULE,
        note=f"{letter.get_level_display()} · tính đến {write_date(letter.as_of)} · đề nghị thực hiện chậm nhất "
        f"{write_date(letter.answer_by)}",
        letter=letter,
        items=items,
        still_late=still,
        is_whole=is_whole,
        may_issue=actor.can(FOLLOW_UP) and letter.issued_on is None,
        history=history_of("oversight.FollowUp", letter.pk) if is_whole else (),
    )


def letters_before(letter: FollowUp) -> tuple[FollowUp, ...]:
    """Issued letters that asked the same organisations for some of the same things, oldest first. Two queries."""
    pairs = set(letter.items.values_list("organisation_id", "occasion"))
    candidates = FollowUpItem.objects.filter(
        organisation_id__in={pk for pk, _ in pairs},
        occasion__in={key for _, key in pairs},
        follow_up__issued_on__isnull=False,
    ).exclude(follow_up=letter)
    found = {
        item.follow_up_id: item.follow_up
        for item in candidates.select_related("follow_up")
        if (item.organisation_id, item.occasion) in pairs
    }
    return tuple(sorted(found.values(), key=lambda one: (one.issued_on or date.max, one.pk)))


def received_letters(organisation_ids: Iterable[int]) -> QuerySet[FollowUpItem]:
    """Items of issued letters to these organisations."""
    return FollowUpItem.objects.filter(
        organisation_id__in=organisation_ids, follow_up__issued_on__isnull=False
    ).select_related("follow_up__issuer")


def _visible(actor: Actor, items: Iterable[OverdueItem]) -> list[OverdueItem]:
    if actor.can_everywhere(SEE_OVERDUE):
        return list(items)
    own = actor.organisations_where(SEE_OVERDUE)
    return [item for item in items if item.organisation_id in own]


def _letters_about(late: Mapping[int, Sequence[OverdueItem]]) -> dict[int, tuple[FollowUp, ...]]:
    """By organisation: issued letters about things that are still late."""
    wanted = {(pk, item.key) for pk, items in late.items() for item in items}
    asked = received_letters(late).filter(occasion__in={key for _, key in wanted}).order_by("follow_up_id")
    found: dict[int, dict[int, FollowUp]] = defaultdict(dict)
    for item in asked:
        if (item.organisation_id, item.occasion) in wanted:
            found[item.organisation_id][item.follow_up_id] = item.follow_up
    return {pk: tuple(letters.values()) for pk, letters in found.items()}


def _agency(
    organisation: Organisation, late: Sequence[OverdueItem], letters: Sequence[FollowUp], day: date, why_not: str
) -> LateAgency:
    lines = tuple(LateLine(item, _late(item, day)) for item in late)
    return LateAgency(
        organisation=organisation,
        lines=lines,
        longest=lines[0].late,
        level=FollowUpLevel(next_level(letter.level for letter in letters)),
        letters=tuple(letters),
        why_not=why_not,
    )


def _why_not(actor: Actor, organisation: Organisation) -> str:
    """Nobody writes such a letter to himself, or to the committee above."""
    if organisation.pk == actor.organisation_id:
        return "cơ quan mình"
    is_top = organisation.kind == OrganisationKind.PROVINCIAL_COMMITTEE
    return "cơ quan cấp trên" if is_top and actor.organisation_id is not None else ""


def _first_due(agency: LateAgency) -> date:
    return agency.lines[0].item.due_on or date.max


def _late(item: OverdueItem, day: date) -> str:
    if item.due_on is None:
        return "chưa có hạn"
    return f"{max((day - item.due_on) // timedelta(days=1), 0)} ngày"


def _letter_title(letter: FollowUp, items: Sequence[FollowUpItem]) -> str:
    names = list(dict.fromkeys(str(item.organisation) for item in items))
    whom = names[0] if len(names) == 1 else f"{len(names)} cơ quan"
    return f"{letter}: {whom}, {len(items)} việc"
