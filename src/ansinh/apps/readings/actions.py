"""The verbs of the reading desk. Every change names the version it saw; a second officer is told what changed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from ansinh.apps.documents.models import Document
from ansinh.apps.jobs.actions import enqueue
from ansinh.apps.jobs.models import Job
from ansinh.apps.orgs.queries import match_agencies, suggester_on
from ansinh.apps.plans.access import PUBLISH
from ansinh.apps.plans.actions import open_plan
from ansinh.apps.plans.models import Plan
from ansinh.apps.readings.access import CONFIRM
from ansinh.apps.readings.models import (
    ItemKind,
    ItemOrigin,
    ItemState,
    Reading,
    ReadingAgency,
    ReadingItem,
    ReadingRemark,
    ReadingState,
)
from ansinh.apps.readings.queries import plan_draft_of, publish_problems
from ansinh.domain.desk import (
    Values,
    goal_values,
    kind_of,
    merged_values,
    number_in_sections,
    obligation_values,
    target_values,
    task_values,
    value_problems,
)
from ansinh.domain.readings import PlanReading, Quote
from ansinh.domain.vietnamese import squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Conflict, Done, Problem, action, subject_of
from ansinh.kit.clock import now
from ansinh.kit.locking import update_if_unchanged

#: The kind of job that reads a document; `readings.jobs` does the work.
READ_DOCUMENT = "readings.read_document"
#: Changes when the reader reads differently; kept with each reading so that old readings can be told apart.
READER_VERSION = "1"
_BATCH = 500
_ON_DESK = (ItemState.PENDING, ItemState.CONFIRMED)
_NUMBERED = (ItemKind.TARGET, ItemKind.GOAL)


class Repeated(Conflict):
    """The same officer sent the same decision twice (a double click): it is already done."""


@dataclass(frozen=True, slots=True)
class AgencyChoice:
    """An agency of an item as the officer leaves it: printed name, and the organisation or group it means."""

    role: str  # lead, supporting, who
    raw: str
    organisation_id: int | None = None
    group_id: int | None = None
    accountable: bool = False
    suggested_by: str = ""


# Opening -------------------------------------------------------------------------------------------------------


@action("readings.open", "Mở bàn đọc", needs=CONFIRM)
def open_reading(*, actor: Actor, document: Document, found: PlanReading) -> Done[Reading]:
    """Lay what the reader found on the desk: items in document order, agencies matched to the register."""
    actor.must(CONFIRM, document.organisation_id)
    if Reading.objects.filter(document=document).exists():
        raise Conflict(f"Văn bản «{document}» đã có trên bàn đọc.")
    reading = Reading.objects.create(document=document, reader_version=READER_VERSION, created_at=now())
    items = _items_of(reading, found)
    ReadingItem.objects.bulk_create(items, batch_size=_BATCH)
    _lay_agencies(reading, found)
    ReadingRemark.objects.bulk_create(
        [
            ReadingRemark(
                reading=reading,
                message=problem.message,
                quote=problem.quote.text if problem.quote else "",
                start=problem.quote.start if problem.quote else None,
                end=problem.quote.end if problem.quote else None,
            )
            for problem in found.problems
        ],
        batch_size=_BATCH,
    )
    return Done(reading, subject_of(reading), f"Mở bàn đọc văn bản «{document}» với {len(items)} mục.")


def _items_of(reading: Reading, found: PlanReading) -> list[ReadingItem]:
    numbered = sorted(
        [
            *((ItemKind.TARGET, t.section, target_values(t), t.quote, t.confidence) for t in found.targets),
            *((ItemKind.GOAL, g.section, goal_values(g), g.quote, 0.7) for g in found.goals),
        ],
        key=lambda row: (row[3].start, row[3].end),
    )
    codes = number_in_sections([row[1] for row in numbered])
    rows = [
        *(
            (kind, code, values, quote, sure)
            for code, (kind, _, values, quote, sure) in zip(codes, numbered, strict=True)
        ),
        *((ItemKind.TASK, t.code, task_values(t), t.quote, t.confidence) for t in found.tasks),
        *((ItemKind.OBLIGATION, o.code, obligation_values(o), o.quote, 0.8) for o in found.obligations),
    ]
    rows.sort(key=lambda row: row[3].start)
    return [
        _new_item(reading, kind, code, values, quote, confidence, order)
        for order, (kind, code, values, quote, confidence) in enumerate(rows, start=1)
    ]


def _new_item(
    reading: Reading, kind: ItemKind, code: str, values: Values, quote: Quote, confidence: float, order: int
) -> ReadingItem:
    return ReadingItem(
        reading=reading,
        kind=kind,
        code=code[:60],
        order=order * 1000,  # room between neighbours for what is split off or added
        values=values,
        as_read=values,
        quote=quote.text,
        start=quote.start,
        end=quote.end,
        confidence=confidence,
    )


def _lay_agencies(reading: Reading, found: PlanReading) -> None:
    """Agencies as printed, each with the register's best match; for targets a holder is suggested from the tasks."""
    by_place = {(item.kind, item.start, item.end): item for item in reading.items.all()}
    printed: list[ReadingAgency] = []
    for task in found.tasks:
        item = by_place[(ItemKind.TASK, task.quote.start, task.quote.end)]
        printed += _printed(item, "lead", task.lead_agencies)
        printed += _printed(item, "supporting", task.supporting_agencies)
    for obligation in found.obligations:
        item = by_place[(ItemKind.OBLIGATION, obligation.quote.start, obligation.quote.end)]
        printed += _printed(item, "who", obligation.who)
    matches = match_agencies({agency.raw for agency in printed}, _register_day(reading.document))
    for agency in printed:
        match = matches.get(agency.raw)
        if match is None:
            continue
        agency.organisation_id = match.organisation_id
        agency.group_id = match.group_id
        agency.suggested_by = (agency.suggested_by or match.ground)[:40]
    _choose_accountable(printed)
    ReadingAgency.objects.bulk_create([*printed, *_suggested_holders(reading)], batch_size=_BATCH)


def _printed(item: ReadingItem, role: str, names: Iterable[str]) -> list[ReadingAgency]:
    return [ReadingAgency(item=item, role=role, raw=name[:300], order=order) for order, name in enumerate(names)]


def _suggested_holders(reading: Reading) -> list[ReadingAgency]:
    """For targets, whom the register's fields of work propose; accountable only once an officer says so."""
    suggester = suggester_on(_register_day(reading.document))
    suggested = []
    for item in reading.items.filter(kind__in=_NUMBERED):
        suggestion = suggester.suggest(item.values["name"])
        if suggestion is not None:
            suggested.append(
                ReadingAgency(
                    item=item,
                    role="lead",
                    raw=suggestion.holder_name[:300],
                    organisation_id=suggestion.holder,
                    suggested_by=f"lĩnh vực {suggestion.field}"[:40],
                )
            )
    return suggested


def _choose_accountable(agencies: Sequence[ReadingAgency]) -> None:
    """The first lead agency of each item that is one organisation is proposed as accountable."""
    chosen: set[int] = set()
    for agency in agencies:
        if agency.role == "lead" and agency.organisation_id and agency.item_id not in chosen:
            agency.is_accountable = True
            chosen.add(agency.item_id)


def _register_day(document: Document) -> Any:
    return document.issued_on or document.uploaded_at.date()


@action("readings.start", "Giao máy đọc văn bản", needs=CONFIRM)
def start_reading(*, actor: Actor, document: Document) -> Done[Job]:
    """Queue the reading of a document; one that is queued or running already is not queued again."""
    actor.must(CONFIRM, document.organisation_id)
    job = enqueue(
        actor=actor,
        kind=READ_DOCUMENT,
        title=f"Đọc văn bản {document.file_name}",
        arguments={"document": document.pk},
        once=True,
    )
    return Done(job, subject_of(document), f"Giao máy đọc văn bản «{document}».")


# Deciding ------------------------------------------------------------------------------------------------------


@action("readings.confirm_item", "Chấp nhận mục đọc được", needs=CONFIRM)
def confirm_item(
    *,
    actor: Actor,
    item: ReadingItem,
    version: int,
    values: Values | None = None,
    agencies: Sequence[AgencyChoice] | None = None,
) -> Done[ReadingItem]:
    """Accept an item as it stands, or with corrected ``values`` and ``agencies`` (all of them, in order)."""
    _must_be_open(actor, item.reading)
    _must_be_on_desk(item)
    said = values if values is not None else item.values
    _refuse_repetition(actor, item, version, said)
    kind = kind_of(item.kind, said)
    problems = [Problem(p.message, p.field) for p in value_problems(kind, said)]
    problems += _agency_problems(item, agencies)
    if problems:
        raise ActionRefused(*problems)
    before = item.values
    _write(actor, item, version, state=ItemState.CONFIRMED, kind=kind, values=said)
    agencies_before, agencies_after = _replace_agencies(item, agencies)
    changed = {key: said.get(key) for key in said if said.get(key) != before.get(key)}
    old = {key: before.get(key) for key in changed}
    if agencies_before != agencies_after:
        old["agencies"], changed["agencies"] = agencies_before, agencies_after
    verb = "Sửa và chấp nhận" if changed else "Chấp nhận"
    return Done(
        item,
        subject_of(item, f"{item.reading.document} {item.code}"),
        f"{verb} mục {item.code}: {said.get('name') or said.get('what')}",
        before=old,
        after=changed,
    )


@action("readings.confirm_items", "Chấp nhận nhiều mục", needs=CONFIRM)
def confirm_items(*, actor: Actor, reading: Reading, versions: dict[int, int]) -> Done[tuple[int, tuple[str, ...]]]:
    """Accept several pending items; gives (how many, codes left for a person because something is wrong)."""
    _must_be_open(actor, reading)
    accepted, left = [], []
    for item in reading.items.filter(pk__in=versions, state=ItemState.PENDING):
        if value_problems(item.kind, item.values) or item.version != versions[item.pk]:
            left.append(item.code)
            continue
        item.reading = reading
        _write(actor, item, item.version, state=ItemState.CONFIRMED)
        accepted.append(item.code)
    return Done(
        (len(accepted), tuple(left)),
        subject_of(reading),
        f"Chấp nhận {len(accepted)} mục của văn bản «{reading.document}».",
        after={"codes": accepted},
    )


@action("readings.reject_item", "Loại bỏ mục đọc được", needs=CONFIRM)
def reject_item(*, actor: Actor, item: ReadingItem, version: int, reason: str) -> Done[ReadingItem]:
    """Take an item off the desk with a reason; it can be reopened."""
    _must_be_open(actor, item.reading)
    _must_be_on_desk(item)
    reason = squeeze(reason)
    if not reason:
        raise ActionRefused(
            Problem("Chưa có lý do loại bỏ. Ghi ngắn gọn vì sao đây không phải chỉ tiêu, nhiệm vụ.", "reason")
        )
    code = item.code
    _write(actor, item, version, state=ItemState.REJECTED)
    _renumber(item.reading)
    return Done(
        item,
        subject_of(item, f"{item.reading.document} {code}"),
        f"Loại bỏ mục {code}: {reason}",
        after={"reason": reason},
    )


@action("readings.reopen_item", "Mở lại mục đọc được", needs=CONFIRM)
def reopen_item(*, actor: Actor, item: ReadingItem, version: int) -> Done[ReadingItem]:
    """Back to pending: a confirmed or rejected item."""
    _must_be_open(actor, item.reading)
    if item.state not in (ItemState.CONFIRMED, ItemState.REJECTED):
        raise ActionRefused(f"Mục {item.code} đang ở trạng thái «{item.get_state_display()}», không cần mở lại.")
    was_off = item.state == ItemState.REJECTED
    if was_off and item.kind in _NUMBERED:
        _set_aside(item)
    _write(actor, item, version, state=ItemState.PENDING)
    if was_off:
        _renumber(item.reading)
    return Done(item, subject_of(item, f"{item.reading.document} {item.code}"), f"Mở lại mục {item.code}.")


@action("readings.merge_items", "Gộp mục đọc được", needs=CONFIRM)
def merge_items(*, actor: Actor, items: Sequence[ReadingItem], versions: dict[int, int]) -> Done[ReadingItem]:
    """One item out of several neighbours of the same kind. The parts stay on record and can be seen."""
    ordered = sorted(items, key=lambda item: item.order)
    if len(ordered) < 2:
        raise ActionRefused("Chọn ít nhất hai mục để gộp.")
    first = ordered[0]
    _must_be_open(actor, first.reading)
    kinds = {ItemKind.TARGET if item.kind in _NUMBERED else item.kind for item in ordered}
    if len(kinds) > 1:
        raise ActionRefused("Chỉ gộp được các mục cùng loại. Bỏ chọn mục khác loại rồi gộp lại.")
    for item in ordered:
        _must_be_on_desk(item)
        _write(actor, item, versions[item.pk], state=ItemState.MERGED)
    kind = next((item.kind for item in ordered if item.kind == ItemKind.TARGET), first.kind)
    merged = ReadingItem.objects.create(
        reading=first.reading,
        kind=kind,
        code=first.code,
        order=first.order,
        values=merged_values(kind, [item.values for item in sorted(ordered, key=lambda item: item.kind != kind)]),
        quote=_words_between(first.reading.document, ordered),
        start=min((i.start for i in ordered if i.start is not None), default=None),
        end=max((i.end for i in ordered if i.end is not None), default=None),
        confidence=min(item.confidence for item in ordered),
        origin=ItemOrigin.MERGED,
    )
    ReadingItem.objects.filter(pk__in=[item.pk for item in ordered]).update(parent=merged)
    _carry_agencies(ordered, merged)
    codes = ", ".join(item.code for item in ordered)
    _renumber(first.reading)
    merged.refresh_from_db()
    return Done(merged, subject_of(merged, f"{first.reading.document} {merged.code}"), f"Gộp các mục {codes}.")


@action("readings.split_item", "Tách mục đọc được", needs=CONFIRM)
def split_item(
    *, actor: Actor, item: ReadingItem, version: int, parts: Sequence[tuple[int, int]]
) -> Done[list[ReadingItem]]:
    """Several items out of one: each part is a span of the document inside the item's own words."""
    _must_be_open(actor, item.reading)
    _must_be_on_desk(item)
    _check_parts(item, parts)
    _write(actor, item, version, state=ItemState.SPLIT)
    text = item.reading.document.text
    made = [
        ReadingItem.objects.create(
            reading=item.reading,
            kind=item.kind,
            code=f"{item.code}.{number}",
            order=item.order + number,
            values=_values_of_part(item, text[start:end]),
            quote=text[start:end],
            start=start,
            end=end,
            confidence=item.confidence,
            origin=ItemOrigin.SPLIT,
            parent=item,
        )
        for number, (start, end) in enumerate(sorted(parts), start=1)
    ]
    for part in made:
        _carry_agencies([item], part)
    _renumber(item.reading)
    return Done(
        made,
        subject_of(item, f"{item.reading.document} {item.code}"),
        f"Tách mục {item.code} thành {len(made)} mục.",
        after={"quotes": [part.quote for part in made]},
    )


@action("readings.add_item", "Thêm mục từ văn bản", needs=CONFIRM)
def add_item(
    *, actor: Actor, reading: Reading, kind: ItemKind, code: str, values: Values, start: int | None, end: int | None
) -> Done[ReadingItem]:
    """A promise that the reader missed, from words selected in the document (or without words, by hand)."""
    _must_be_open(actor, reading)
    quote = _selected_words(reading.document, start, end)
    problems = [Problem(p.message, p.field) for p in value_problems(kind, values)]
    if kind not in _NUMBERED and not code:
        problems.append(Problem("Chưa có mã vị trí trong văn bản, ví dụ III.4.d.", "code"))
    if kind not in _NUMBERED and reading.items.filter(kind=kind, code=code, state__in=_ON_DESK).exists():
        problems.append(Problem(f"Mã {code} đã có trên bàn đọc. Dùng mã khác, ví dụ {code}.1.", "code"))
    if problems:
        raise ActionRefused(*problems)
    before = reading.items.filter(start__lte=start if start is not None else 10**9).order_by("-order").first()
    item = ReadingItem.objects.create(
        reading=reading,
        kind=kind,
        # A target is numbered by its place once it is on the desk; until then it needs a code nobody has.
        code=code or f"moi-{reading.items.count() + 1}",
        order=before.order + 1 if before else 1,
        values=values,
        quote=quote,
        start=start,
        end=end,
        origin=ItemOrigin.ADDED,
    )
    _renumber(reading)
    item.refresh_from_db()
    return Done(
        item,
        subject_of(item, f"{reading.document} {item.code}"),
        f"Thêm mục {item.code}: {values.get('name') or values.get('what')}",
    )


# Remarks -----------------------------------------------------------------------------------------------------


@action("readings.see_remark", "Xem ghi chú về văn bản", needs=CONFIRM)
def see_remark(*, actor: Actor, remark: ReadingRemark, note: str) -> Done[ReadingRemark]:
    """Note that a doubt of the reader was looked at, with what was found."""
    _must_be_open(actor, remark.reading)
    remark.seen_by_id, remark.seen_at, remark.note = actor.user_id, now(), squeeze(note)
    remark.save()
    return Done(remark, subject_of(remark.reading), f"Đã xem ghi chú: {remark.message[:200]}")


# Publishing ----------------------------------------------------------------------------------------------------


@action("readings.publish", "Công bố từ bàn đọc", needs=PUBLISH)
def publish_reading(*, actor: Actor, reading: Reading) -> Done[Plan]:
    """Make the plan live once nothing is pending. All reasons why it cannot be are given at once."""
    _must_be_open(actor, reading)
    actor.must(PUBLISH, reading.document.organisation_id)
    problems = publish_problems(reading)
    if problems:
        raise ActionRefused(*problems)
    if not Reading.objects.filter(pk=reading.pk, state=ReadingState.OPEN).update(
        state=ReadingState.PUBLISHED, published_at=now(), published_by_id=actor.user_id
    ):
        raise Conflict("Văn bản này vừa được người khác công bố. Mở lại trang để xem kế hoạch.")
    plan = open_plan(actor=actor, document=reading.document, draft=plan_draft_of(reading))
    Reading.objects.filter(pk=reading.pk).update(plan=plan)
    return Done(plan, subject_of(reading), f"Công bố kế hoạch {plan.number} từ bàn đọc.")


# Parts ---------------------------------------------------------------------------------------------------------


def _must_be_open(actor: Actor, reading: Reading) -> None:
    actor.must(CONFIRM, reading.document.organisation_id)
    if reading.state != ReadingState.OPEN:
        raise ActionRefused(f"Bàn đọc văn bản «{reading.document}» đã đóng ({reading.get_state_display().lower()}).")


def _must_be_on_desk(item: ReadingItem) -> None:
    if item.state not in _ON_DESK:
        raise ActionRefused(f"Mục {item.code} không còn trên bàn đọc ({item.get_state_display().lower()}).")


def _refuse_repetition(actor: Actor, item: ReadingItem, version: int, said: Values) -> None:
    same = item.decided_by_id == actor.user_id and item.state == ItemState.CONFIRMED and item.values == said
    if same and item.version == version + 1:
        raise Repeated(f"Mục {item.code} đã được chấp nhận.")


def _agency_problems(item: ReadingItem, choices: Sequence[AgencyChoice] | None) -> list[Problem]:
    if choices is None or item.kind != ItemKind.TASK:
        return []
    problems = [
        Problem(f"«{c.raw}» chưa ghép với cơ quan nào trong danh mục. Chọn cơ quan, hoặc bỏ dòng này.", c.role)
        for c in choices
        if c.organisation_id is None and c.group_id is None
    ]
    if not any(c.role == "lead" for c in choices):
        problems.append(Problem("Nhiệm vụ chưa có cơ quan chủ trì.", "lead"))
    return problems


def _replace_agencies(item: ReadingItem, choices: Sequence[AgencyChoice] | None) -> tuple[list[str], list[str]]:
    """Agencies before and after, in words; ``None`` leaves them as they are."""
    before = [_agency_words(agency) for agency in item.agencies.select_related("organisation", "group")]
    if choices is None:
        return before, before
    item.agencies.all().delete()
    fresh = [
        ReadingAgency(
            item=item,
            role=choice.role,
            raw=choice.raw[:300],
            order=order,
            organisation_id=choice.organisation_id,
            group_id=choice.group_id,
            suggested_by=choice.suggested_by[:40],
            is_accountable=choice.accountable and choice.organisation_id is not None,
            is_chosen=choice.accountable and choice.organisation_id is not None,
        )
        for order, choice in enumerate(choices)
    ]
    if not any(agency.is_accountable for agency in fresh):
        _choose_accountable(fresh)
    ReadingAgency.objects.bulk_create(fresh)
    return before, [_agency_words(agency) for agency in item.agencies.select_related("organisation", "group")]


def _agency_words(agency: ReadingAgency) -> str:
    chosen = " (chịu trách nhiệm chính)" if agency.is_accountable else ""
    return f"{agency.get_role_display()}: {agency.raw} → {agency.organisation or agency.group or 'chưa ghép'}{chosen}"


def _write(actor: Actor, item: ReadingItem, version: int, **changes: Any) -> None:
    """Conditional write of an item with who decided and when; tells the second officer what the first did."""
    stamp = {"decided_by_id": actor.user_id, "decided_by_name": actor.name, "decided_at": now()}
    if update_if_unchanged(ReadingItem.objects.all(), item.pk, version, **changes, **stamp):
        item.refresh_from_db()
        return
    current = ReadingItem.objects.get(pk=item.pk)
    raise Conflict(
        f"Mục {current.code} vừa được {current.decided_by_name or 'người khác'} thay đổi "
        f"({current.get_state_display().lower()}). Xem nội dung mới ở dưới; điều anh/chị nhập vẫn còn trong ô."
    )


def _renumber(reading: Reading) -> None:
    """Codes of targets follow their order in the text; two steps, since codes are unique at every moment."""
    items = list(reading.items.filter(kind__in=_NUMBERED, state__in=_ON_DESK).order_by("order", "pk"))
    outline = list(reading.document.passages.values_list("start", "text_end", "code"))
    codes = number_in_sections([_section_of(item, outline) for item in items])
    moved = [(item, code) for item, code in zip(items, codes, strict=True) if item.code != code]
    for item, _ in moved:
        _set_aside(item)
    for item, code in moved:
        ReadingItem.objects.filter(pk=item.pk).update(code=code)
        item.code = code


def _set_aside(item: ReadingItem) -> None:
    ReadingItem.objects.filter(pk=item.pk).update(code=f"~{item.pk}")


def _section_of(item: ReadingItem, outline: Sequence[tuple[int, int, str]]) -> str:
    if item.start is None:
        return item.code.rpartition(".")[0]
    inside = [code for start, text_end, code in outline if start <= item.start < text_end]
    return inside[-1] if inside else ""


def _words_between(document: Document, items: Sequence[ReadingItem]) -> str:
    starts = [item.start for item in items if item.start is not None]
    ends = [item.end for item in items if item.end is not None]
    return document.text[min(starts) : max(ends)] if starts and ends else "; ".join(item.quote for item in items)


def _selected_words(document: Document, start: int | None, end: int | None) -> str:
    if start is None or end is None:
        return ""
    if not 0 <= start < end <= len(document.text):
        raise ActionRefused("Đoạn chọn không nằm trong văn bản. Bôi đen lại đoạn văn rồi thêm.")
    return document.text[start:end]


def _check_parts(item: ReadingItem, parts: Sequence[tuple[int, int]]) -> None:
    if len(parts) < 2:
        raise ActionRefused(Problem("Tách cần ít nhất hai phần. Chọn thêm chỗ tách.", "parts"))
    if item.start is None or item.end is None:
        raise ActionRefused("Mục thêm tay, không có đoạn văn để tách. Thêm mục mới thay cho tách.")
    ordered = sorted(parts)
    inside = all(item.start <= start < end <= item.end for start, end in ordered)
    apart = all(left[1] <= right[0] for left, right in itertools.pairwise(ordered))
    if not (inside and apart):
        raise ActionRefused(Problem("Các phần tách phải nằm trong đoạn văn của mục và không chồng nhau.", "parts"))


def _values_of_part(item: ReadingItem, words: str) -> Values:
    key = "what" if item.kind == ItemKind.OBLIGATION else "name"
    values = dict(item.values) | {key: squeeze(words).strip(" ;,.-")}
    if item.kind == ItemKind.TASK:
        values["text"] = squeeze(words)
    return values


def _carry_agencies(sources: Sequence[ReadingItem], to: ReadingItem) -> None:
    """The agencies of the parts, each named once in each role."""
    seen: set[tuple[str, str]] = set()
    carried = []
    for agency in ReadingAgency.objects.filter(item__in=[item.pk for item in sources]).order_by("item__order", "order"):
        if (agency.role, agency.raw) in seen:
            continue
        seen.add((agency.role, agency.raw))
        agency.pk, agency.item, agency.is_accountable = None, to, False
        carried.append(agency)
    _choose_accountable(carried)
    ReadingAgency.objects.bulk_create(carried)
