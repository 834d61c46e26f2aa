"""All tasks of a paper, from every shape, with codes made unique."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ansinh.domain.readings import ReadingProblem, TaskReading
from ansinh.papers.paper import Paper

from ..items import Item
from ..labels import LabelKind
from ..obligations import Obligations, read_obligations
from ..outline import Outline
from ..sections import is_background, is_work
from ..timeframes import find_timeframe
from ..wording import quote
from .draft import NO_LEAD, TaskDraft
from .fields import heading_above, read_field_tasks
from .flattened import read_flattened_tasks
from .grid import find_grids
from .prose import ProseReader
from .tables import read_table_tasks

#: With fewer assignments than this, items of a part on tasks count as tasks although they name no agency.
_FEW = 3


@dataclass(frozen=True, slots=True)
class Assignments:
    """Tasks and duties of a paper with what was unclear about them."""

    tasks: tuple[TaskReading, ...]
    obligations: Obligations
    problems: tuple[ReadingProblem, ...]


def read_assignments(
    paper: Paper, outline: Outline, items: Sequence[Item], *, strict: bool, plan: bool = True
) -> Assignments:
    """The tasks and duties of the paper.

    ``strict``: a regulation or report, where only the part on who carries it out assigns. ``plan``: a paper
    that lists work, where items without agencies count as tasks if it assigns next to nothing.
    """
    drafts = [draft for grid in find_grids(paper) for draft in read_table_tasks(paper, outline, grid)]
    for region in outline.regions:
        drafts += read_flattened_tasks(paper, outline, region)
    fields = read_field_tasks(paper, items)
    drafts += fields.drafts
    taken = set(fields.claimed)
    obligations = read_obligations(paper, items, taken)
    taken |= obligations.claimed
    drafts += ProseReader(paper, taken, strict).read(items)
    few = plan and not strict and len(drafts) < _FEW
    drafts += _leadless(paper, items, taken, drafts, fields.claimed, few)
    return _assemble(paper, drafts, obligations)


def _assemble(paper: Paper, drafts: list[TaskDraft], obligations: Obligations) -> Assignments:
    tasks: list[TaskReading] = []
    problems: list[ReadingProblem] = []
    used: Counter[str] = Counter()
    for draft in sorted(drafts, key=lambda d: (d.start, d.end)):
        code = _unique(draft.code, used)
        task = _reading(paper, draft, code)
        tasks.append(task)
        if draft.problem is not None:
            problems.append(ReadingProblem(draft.problem.format(code=code or "chưa có số"), task.quote))
    return Assignments(tuple(tasks), obligations, tuple(problems))


def _unique(code: str, used: Counter[str]) -> str:
    wanted = code or "#1"  # a letter without any numbered item
    turn = 1
    while used[wanted]:
        turn += 1
        wanted = f"{code}#{turn}"
    used[wanted] += 1
    return wanted


def _reading(paper: Paper, draft: TaskDraft, code: str) -> TaskReading:
    return TaskReading(
        code=code,
        heading=draft.heading,
        text=draft.text,
        lead_agencies=draft.leads,
        supporting_agencies=draft.supporters,
        timeframe=draft.timeframe,
        product=draft.product,
        quote=quote(paper, draft.start, draft.end),
        confidence=draft.confidence,
    )


def _leadless(
    paper: Paper,
    items: Sequence[Item],
    taken: set[int],
    drafts: list[TaskDraft],
    with_fields: set[int],
    few: bool,
) -> Iterable[TaskDraft]:
    """Items that are tasks although nobody is named: those whose neighbours carry fields, and those of the
    parts on tasks where the paper assigns next to nothing."""
    starts = {draft.start for draft in drafts}
    neighbours = _Neighbours(items, with_fields)
    for item in items:
        if item.block in taken or item.start in starts or item.kind is None or len(item.words(paper)) < 25:
            continue
        if neighbours.carry_fields(item) or (few and _in_work(paper, item) and _is_leaf(item)):
            yield _leadless_draft(paper, item)


def _is_leaf(item: Item) -> bool:
    return not any(child.kind is not None for child in item.children)


class _Neighbours:
    """How many items of each list have labelled fields."""

    def __init__(self, items: Iterable[Item], with_fields: set[int]) -> None:
        self.all: Counter[tuple[int, LabelKind | None]] = Counter()
        self.some: Counter[tuple[int, LabelKind | None]] = Counter()
        for item in items:
            key = (id(item.parent), item.kind)
            self.all[key] += 1
            self.some[key] += item.block in with_fields

    def carry_fields(self, item: Item) -> bool:
        """Whether at least half of the item's neighbours in its list have labelled fields."""
        if item.parent is None or item.kind is LabelKind.BULLET or not _is_leaf(item):
            return False
        key = (id(item.parent), item.kind)
        return self.some[key] >= 1 and self.some[key] * 2 >= self.all[key] - 1


def _in_work(paper: Paper, item: Item) -> bool:
    for above in item.ancestors():
        words = above.words(paper)
        if is_background(above, words) or above.kind is LabelKind.ANNEX:
            return False
        if is_work(words):
            return True
    return False


def _leadless_draft(paper: Paper, item: Item) -> TaskDraft:
    return replace(
        _EMPTY,
        code=item.code,
        heading=heading_above(paper, item),
        text=item.words(paper).strip(" ;"),
        timeframe=find_timeframe(paper.text, item.words_start, item.end),
        start=item.start,
        end=item.end,
    )


_EMPTY = TaskDraft("", None, "", (), (), find_timeframe("", 0, 0), None, 0, 0, 0.5, NO_LEAD)
