"""Deciding about items: accept, correct, reject, reopen, merge, split, add; and remarks."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from ansinh.apps.documents.models import Document
from ansinh.apps.readings.access import CONFIRM
from ansinh.apps.readings.models import ItemChange, ItemKind, ItemOrigin, ItemState, Reading, ReadingItem, ReadingRemark
from ansinh.domain.desk import Values, kind_of, merged_values, value_problems
from ansinh.domain.vietnamese import squeeze
from ansinh.kit.access import Actor
from ansinh.kit.actions import ActionRefused, Done, Problem, action, subject_of
from ansinh.kit.clock import now

from .parts import (
    NUMBERED,
    ON_DESK,
    AgencyChoice,
    agency_problems,
    carry_agencies,
    looked_at,
    must_be_on_desk,
    must_be_open,
    refuse_repetition,
    refuse_second_change,
    renumber,
    replace_agencies,
    selected_words,
    set_aside,
    unsettled_problems,
    write,
)


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
    must_be_open(actor, item.reading)
    must_be_on_desk(item)
    said = values if values is not None else item.values
    refuse_repetition(actor, item, version, said)
    kind = kind_of(item.kind, said)
    problems = [*unsettled_problems(item), *(Problem(p.message, p.field) for p in value_problems(kind, said))]
    problems += agency_problems(item, agencies)
    if problems:
        raise ActionRefused(*problems)
    before = item.values
    write(actor, item, version, state=ItemState.CONFIRMED, kind=kind, values=said, **looked_at(item))
    agencies_before, agencies_after = replace_agencies(item, agencies)
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
    must_be_open(actor, reading)
    accepted, left = [], []
    for item in reading.items.filter(pk__in=versions, state=ItemState.PENDING):
        wrong = item.is_unsettled or value_problems(item.kind, item.values)
        if wrong or item.version != versions[item.pk]:
            left.append(item.code)
            continue
        item.reading = reading
        write(actor, item, item.version, state=ItemState.CONFIRMED)
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
    must_be_open(actor, item.reading)
    must_be_on_desk(item)
    reason = squeeze(reason)
    if not reason:
        raise ActionRefused(
            Problem("Chưa có lý do loại bỏ. Ghi ngắn gọn vì sao đây không phải chỉ tiêu, nhiệm vụ.", "reason")
        )
    code = item.code
    write(actor, item, version, state=ItemState.REJECTED)
    renumber(item.reading)
    return Done(
        item,
        subject_of(item, f"{item.reading.document} {code}"),
        f"Loại bỏ mục {code}: {reason}",
        after={"reason": reason},
    )


@action("readings.reopen_item", "Mở lại mục đọc được", needs=CONFIRM)
def reopen_item(*, actor: Actor, item: ReadingItem, version: int) -> Done[ReadingItem]:
    """Back to pending: a confirmed or rejected item."""
    must_be_open(actor, item.reading)
    if item.state not in (ItemState.CONFIRMED, ItemState.REJECTED):
        raise ActionRefused(f"Mục {item.code} đang ở trạng thái «{item.get_state_display()}», không cần mở lại.")
    was_off = item.state == ItemState.REJECTED
    if was_off:
        refuse_second_change(item)
    if was_off and item.kind in NUMBERED and not item.change:
        set_aside(item)
    write(actor, item, version, state=ItemState.PENDING)
    if was_off:
        renumber(item.reading)
    return Done(item, subject_of(item, f"{item.reading.document} {item.code}"), f"Mở lại mục {item.code}.")


@action("readings.merge_items", "Gộp mục đọc được", needs=CONFIRM)
def merge_items(*, actor: Actor, items: Sequence[ReadingItem], versions: dict[int, int]) -> Done[ReadingItem]:
    """One item out of several neighbours of the same kind. The parts stay on record and can be seen."""
    ordered = sorted(items, key=lambda item: item.order)
    if len(ordered) < 2:
        raise ActionRefused("Chọn ít nhất hai mục để gộp.")
    first = ordered[0]
    must_be_open(actor, first.reading)
    _refuse_changes(ordered)
    kinds = {ItemKind.TARGET if item.kind in NUMBERED else item.kind for item in ordered}
    if len(kinds) > 1:
        raise ActionRefused("Chỉ gộp được các mục cùng loại. Bỏ chọn mục khác loại rồi gộp lại.")
    for item in ordered:
        must_be_on_desk(item)
        write(actor, item, versions[item.pk], state=ItemState.MERGED)
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
        change=first.change,
        instruction=first.instruction,
    )
    ReadingItem.objects.filter(pk__in=[item.pk for item in ordered]).update(parent=merged)
    carry_agencies(ordered, merged)
    codes = ", ".join(item.code for item in ordered)
    renumber(first.reading)
    merged.refresh_from_db()
    return Done(merged, subject_of(merged, f"{first.reading.document} {merged.code}"), f"Gộp các mục {codes}.")


@action("readings.split_item", "Tách mục đọc được", needs=CONFIRM)
def split_item(
    *, actor: Actor, item: ReadingItem, version: int, parts: Sequence[tuple[int, int]]
) -> Done[list[ReadingItem]]:
    """Several items out of one: each part is a span of the document inside the item's own words."""
    must_be_open(actor, item.reading)
    must_be_on_desk(item)
    _refuse_changes([item])
    _check_parts(item, parts)
    write(actor, item, version, state=ItemState.SPLIT)
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
            change=item.change,
            instruction=item.instruction,
        )
        for number, (start, end) in enumerate(sorted(parts), start=1)
    ]
    for part in made:
        carry_agencies([item], part)
    renumber(item.reading)
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
    must_be_open(actor, reading)
    quote = selected_words(reading.document, start, end)
    problems = [Problem(p.message, p.field) for p in value_problems(kind, values)]
    if kind not in NUMBERED and not code:
        problems.append(Problem("Chưa có mã vị trí trong văn bản, ví dụ III.4.d.", "code"))
    if kind not in NUMBERED and reading.items.filter(kind=kind, code=code, state__in=ON_DESK).exists():
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
    renumber(reading)
    item.refresh_from_db()
    return Done(
        item,
        subject_of(item, f"{reading.document} {item.code}"),
        f"Thêm mục {item.code}: {values.get('name') or values.get('what')}",
    )


@action("readings.see_remark", "Xem ghi chú về văn bản", needs=CONFIRM)
def see_remark(*, actor: Actor, remark: ReadingRemark, note: str) -> Done[ReadingRemark]:
    """Note that a doubt of the reader was looked at, with what was found."""
    must_be_open(actor, remark.reading)
    remark.seen_by_id, remark.seen_at, remark.note = actor.user_id, now(), squeeze(note)
    remark.save()
    return Done(remark, subject_of(remark.reading), f"Đã xem ghi chú: {remark.message[:200]}")


# Parts ---------------------------------------------------------------------------------------------------------


def _refuse_changes(items: Sequence[ReadingItem]) -> None:
    """Only new promises are cut and joined: a change is of one promise of the plan."""
    for item in items:
        if item.change in (ItemChange.CHANGE, ItemChange.DROP):
            raise ActionRefused(
                f"Mục {item.code} là thay đổi của một mục đang có hiệu lực, không gộp hay tách được. "
                "Sửa nội dung mới, hoặc thêm một thay đổi khác."
            )


def _words_between(document: Document, items: Sequence[ReadingItem]) -> str:
    starts = [item.start for item in items if item.start is not None]
    ends = [item.end for item in items if item.end is not None]
    return document.text[min(starts) : max(ends)] if starts and ends else "; ".join(item.quote for item in items)


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
