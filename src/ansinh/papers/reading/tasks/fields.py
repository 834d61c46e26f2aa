"""Items followed by labelled fields: "Cơ quan chủ trì: …", "Cơ quan phối hợp: …", "Thời gian thực hiện: …".

The fields may stand on lines of their own, in one line, or behind numbers ("2. Cơ quan chủ trì: …"); the
values may run over bullets below an empty field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ansinh.domain.readings import Timeframe
from ansinh.papers.paper import Paper

from ..agencies import looks_like_agency, split_agencies
from ..items import Item
from ..labels import LabelKind
from ..timeframes import NO_TIMEFRAME, looks_like_timeframe, read_timeframe
from .draft import NO_LEAD, TaskDraft
from .labelled import CLAIMING, DEADLINE_LINE, Field, FieldRole, find_fields, split_assignment


@dataclass(slots=True)
class _Group:
    """Fields that belong to one task, with the items of its body."""

    body: list[Item]
    inline_end: int | None = None  # where the body ends if the fields begin in its own line
    fields: list[Field] = field(default_factory=list)
    members: list[int] = field(default_factory=list)  # blocks of the fields

    def values(self, text: str, role: FieldRole) -> list[str]:
        return [value for f in self.fields if f.role is role and (value := f.value(text))]


@dataclass(slots=True)
class FieldTasks:
    """The tasks of labelled fields, and the blocks that they account for."""

    drafts: list[TaskDraft]
    claimed: set[int]


def read_field_tasks(paper: Paper, items: Iterable[Item]) -> FieldTasks:
    """The tasks among the items that carry labelled fields."""
    groups = _Grouper(paper).group(items)
    tasks = FieldTasks([], set())
    for group in groups:
        draft = _draft(paper, group)
        if draft is not None:
            tasks.drafts.append(draft)
            tasks.claimed.update(item.block for item in group.body)
            tasks.claimed.update(group.members)
    return tasks


class _Grouper:
    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.text = paper.text
        self.groups: list[_Group] = []
        self.open: _Group | None = None
        self.pending: list[Item] = []

    def group(self, items: Iterable[Item]) -> list[_Group]:
        for item in items:
            fields = find_fields(self.text, item.words_start, item.end)
            if fields and fields[0].start <= item.words_start + 1:
                self._add_fields(item, fields)
            elif any(f.role in CLAIMING for f in fields):
                self._start_inline(item, fields)
            elif self.open is None or not self._continues(item):
                self._add_body(item)
        self._close()
        return self.groups

    def _close(self) -> None:
        if self.open is not None:
            self.groups.append(self.open)
        self.open = None

    def _add_body(self, item: Item) -> None:
        if self.open is not None or (item.kind is not None and item.kind is not LabelKind.BULLET):
            self._close()
            self.pending = []
        self.pending.append(item)

    def _add_fields(self, item: Item, fields: list[Field]) -> None:
        if self.open is None or _repeats(self.open, fields):
            body = self._body_above(item) if self.open is None else []
            self._close()
            self.open = _Group(body)
            self.pending = []
        self.open.fields += fields
        self.open.members.append(item.block)

    def _body_above(self, item: Item) -> list[Item]:
        """The body of fields below it: of numbered fields the entry that holds them, of bullets the bullet above,
        else all since the last task."""
        parent = item.parent
        if parent is not None and item.kind is not None and item.kind is not LabelKind.BULLET:
            return [parent, *(below for below in parent.descendants() if below.start < item.start)]
        if parent is not None and parent.kind is LabelKind.BULLET and parent in self.pending:
            return self.pending[self.pending.index(parent) :]
        return list(self.pending)

    def _start_inline(self, item: Item, fields: list[Field]) -> None:
        self._close()
        same = [above for above in self.pending if above.kind is None and above.parent is item.parent]
        body = [*same, item] if item.kind is None and same else [item]
        self.open = _Group(body, fields[0].start, fields, [item.block])
        self.pending = []

    def _continues(self, item: Item) -> bool:
        """Whether a line without a label carries the last field on: agencies below it, or a bare deadline."""
        group = self.open
        if group is None or (item.kind is not None and item.kind is not LabelKind.BULLET):
            return False
        last = group.fields[-1]
        words = item.words(self.paper)
        listed = last.role in CLAIMING and (not last.value(self.text) or bool(last.extra))
        if listed and looks_like_agency(words) and len(words) < 200:
            last.extra.append((item.words_start, item.end))
            group.members.append(item.block)
            return True
        if last.role is not FieldRole.OTHER and DEADLINE_LINE.match(words) and looks_like_timeframe(words):
            group.fields.append(Field(FieldRole.TIME, item.start, item.words_start, item.end))
            group.members.append(item.block)
            return True
        return False


def _repeats(group: _Group, fields: list[Field]) -> bool:
    """A second lead (or name) opens the next task of a list that prints nothing but fields."""
    return any(
        f.role is g.role and f.role in (FieldRole.LEAD, FieldRole.NAME) for f in fields[:1] for g in group.fields
    )


def _draft(paper: Paper, group: _Group) -> TaskDraft | None:
    leads: list[str] = []
    supporters: list[str] = []
    for value in group.values(paper.text, FieldRole.LEAD):
        first, second = split_assignment(value)
        leads += first
        supporters += second
    for value in group.values(paper.text, FieldRole.SUPPORT):
        supporters += split_agencies(value)
    names = group.values(paper.text, FieldRole.NAME)
    if not (group.body or names) or not any(f.role in CLAIMING for f in group.fields):
        return None
    code = group.body[0].code if group.body else ""
    heading, text = _words_of(paper, group)
    return TaskDraft(
        code=code,
        heading=heading,
        text=names[0] if names else text,
        leads=tuple(leads),
        supporters=tuple(supporters),
        timeframe=_timeframe(group.values(paper.text, FieldRole.TIME)),
        product=next(iter(group.values(paper.text, FieldRole.PRODUCT)), None),
        start=group.body[0].start if group.body else group.fields[0].start,
        end=max(f.end for f in group.fields),
        confidence=0.95 if group.inline_end is None else 0.9,
        problem=None if leads else NO_LEAD,
    )


def _timeframe(values: list[str]) -> Timeframe:
    return read_timeframe(values[0]) if values else NO_TIMEFRAME


def _words_of(paper: Paper, group: _Group) -> tuple[str | None, str]:
    """Heading and text of a task: a heading of its own above its text, else the heading of what contains it."""
    body = group.body
    if not body:
        return None, ""
    parts = [
        paper.text[
            item.words_start : item.end if group.inline_end is None or item is not body[-1] else group.inline_end
        ].strip(" (-–+•*\n")
        for item in body
    ]
    if len(body) > 1 and body[0].kind is not None:
        return parts[0], "\n".join(parts[1:])
    return heading_above(paper, body[0]), "\n".join(parts)


def heading_above(paper: Paper, item: Item) -> str | None:
    """The heading of the entry that contains the item, if it is short enough to be one."""
    for above in item.ancestors():
        words = above.words(paper).strip(" :")
        if 0 < len(words) <= 300:
            return words
    return None
