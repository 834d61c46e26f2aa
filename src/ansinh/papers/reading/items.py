"""The running text as items: labelled entries, bullets and plain paragraphs, each knowing what contains it.

Codes of labelled entries are the outline's. A bullet has no code of its own in the document; it is cited by
its turn in the entry, ``IV.3#2``, a bullet under a bullet ``IV.3#2.1``. A plain paragraph belongs to its entry.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ansinh.papers.paper import Block, BlockKind, Paper

from .agencies import AgencyList, take_agencies
from .labels import Label, LabelKind, read_label
from .outline import Outline, recipients_begin
from .tasks.labelled import is_field
from .wording import trimmed

_DASHES = "-–—−"


@dataclass(slots=True)
class Item:
    """One block of running text. ``words_start`` is the offset after its label."""

    code: str
    kind: LabelKind | None  # None: a paragraph without a label
    block: int
    start: int
    words_start: int
    end: int
    level: int
    bold: bool
    parent: Item | None
    children: list[Item] = field(default_factory=list)

    def words(self, paper: Paper) -> str:
        return paper.text[self.words_start : self.end]

    def ancestors(self) -> Iterator[Item]:
        """The items that contain this one, innermost first."""
        above = self.parent
        while above is not None:
            yield above
            above = above.parent

    def descendants(self) -> Iterator[Item]:
        for child in self.children:
            yield child
            yield from child.descendants()


def read_items(paper: Paper, outline: Outline, skip: frozenset[int] = frozenset()) -> list[Item]:
    """The items of the body in the order of the text.

    The head of the document (before its first entry), the recipients and the signature are left out, and so
    are the blocks in ``skip`` (tables that lost their grid). A letter without any entry is taken whole.
    """
    return _Builder(paper, outline, skip).build()


class _Builder:
    def __init__(self, paper: Paper, outline: Outline, skip: frozenset[int]) -> None:
        self.paper = paper
        self.skip = skip
        self.entries = {entry.start: entry for entry in outline.entries}
        self.outline = outline
        self.items: list[Item] = []
        self.entry_items: dict[str, Item] = {}
        self.bullets: list[tuple[str, Item]] = []  # open bullets with their signs, outermost first
        self.heading: Item | None = None  # an agency's name alone on its line, without a label
        self.counts: dict[str, int] = {}

    def build(self) -> list[Item]:
        in_foot = False
        for index, block in enumerate(self.paper.blocks):
            words = self.paper.words(block)
            if block.start in self.entries:
                in_foot = False
            elif recipients_begin(words):
                in_foot = True
            if block.kind is BlockKind.ROW or index in self.skip or in_foot:
                continue
            self._add(index, block, words)
        return self.items

    def _add(self, index: int, block: Block, words: str) -> None:
        entry = self.entries.get(block.start)
        if entry is not None:
            self._add_entry(index, block, words, entry.code)
            return
        if self.entries and self.outline.entry_at(block.start) is None:
            return
        label = read_label(words)
        if label is not None and label.kind is LabelKind.BULLET:
            self._add_bullet(index, block, label)
        else:
            self._add_paragraph(index, block, words)

    def _add_entry(self, index: int, block: Block, words: str, code: str) -> None:
        label = read_label(words)
        above = self.outline.ancestors(code)
        parent = self.entry_items.get(above[-1].code) if above else None
        item = self._append(code, label.kind if label else None, index, block, label.length if label else 0, parent)
        self.entry_items[code] = item
        self.bullets.clear()
        self.heading = None

    def _home(self, block: Block) -> Item | None:
        """The entry, or the unlabelled agency heading in it, that a block without a label of its own is in."""
        if self.heading is not None:
            return self.heading
        entry = self.outline.entry_at(block.start)
        return self.entry_items.get(entry.code) if entry else None

    def _add_bullet(self, index: int, block: Block, label: Label) -> None:
        sign = "-" if label.printed in _DASHES else label.printed
        signs = [s for s, _ in self.bullets]
        if sign in signs:
            del self.bullets[signs.index(sign) :]
        parent = self.bullets[-1][1] if self.bullets else self._home(block)
        is_value = is_field(self.paper.text[block.start + label.length : block.end])
        code = parent.code if is_value and parent else self._bullet_code(parent)
        item = self._append(code, LabelKind.BULLET, index, block, label.length, parent)
        self.bullets.append((sign, item))

    def _bullet_code(self, parent: Item | None) -> str:
        base = parent.code if parent else ""
        self.counts[base] = self.counts.get(base, 0) + 1
        return f"{base}{'.' if '#' in base else '#'}{self.counts[base]}"

    def _add_paragraph(self, index: int, block: Block, words: str) -> None:
        if self.bullets and words[:1].islower():  # the bullet's sentence goes on
            self._append(self.bullets[-1][1].code, None, index, block, 0, self.bullets[-1][1])
            return
        self.bullets.clear()
        agencies = agency_heading(words)
        if agencies is not None and (block.bold or words.rstrip().endswith(":")):
            self.heading = None
            parent = self._home(block)
            self.heading = self._append(self._bullet_code(parent), None, index, block, 0, parent)
            return
        parent = self._home(block)
        self._append(parent.code if parent else "", None, index, block, 0, parent)

    def _append(
        self, code: str, kind: LabelKind | None, index: int, block: Block, skipped: int, parent: Item | None
    ) -> Item:
        level = parent.level + 1 if parent else 1
        words = trimmed(self.paper.text, block.start + skipped, block.end)
        item = Item(code, kind, index, block.start, words.start, block.end, level, block.bold, parent)
        if parent is not None:
            parent.children.append(item)
        self.items.append(item)
        return item


_HEADING_LEADS = (
    "trách nhiệm của", "nhiệm vụ của", "phân công", "đối với", "đề nghị", "giao cho", "giao", "yêu cầu", "về phía",
    "trách nhiệm",
)  # fmt: skip
_HEADING_TAILS = (
    "có trách nhiệm", "chịu trách nhiệm", "có nhiệm vụ", "thực hiện các nhiệm vụ", "thực hiện", "chủ trì thực hiện",
    "các nhiệm vụ sau", "sau", "các nội dung", "tập trung", "chủ trì", "triển khai", "thực hiện một số nhiệm vụ", "nhiệm vụ",
)  # fmt: skip


def agency_heading(words: str) -> AgencyList | None:
    """The agencies of a heading that names nothing else: "3. Sở Tài chính", "Trách nhiệm của Sở Y tế:"."""
    text = words.strip().rstrip(".;")
    start = 0
    lowered = text.lower()
    for lead in _HEADING_LEADS:
        if lowered.startswith(lead + " "):
            start = len(lead) + 1
            break
    if len(text) - start > 260:
        return None
    taken = take_agencies(text, start, len(text))
    if taken is None:
        return None
    rest = text[taken.end :].strip(" :.,;")
    while rest:
        tail = next((t for t in _HEADING_TAILS if rest.lower().startswith(t)), None)
        if tail is None:
            return None
        rest = rest[len(tail) :].strip(" :.,;")
    return taken
