"""Lines with positions → paragraphs, by indent, line width, spacing and the words themselves."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ansinh.domain.vietnamese import search_key
from ansinh.papers.intake.draft import Draft
from ansinh.papers.intake.joining import begins_item, begins_small, continues, ends_sentence, glue, is_capitals
from ansinh.papers.intake.pdf_lines import Columns, Line
from ansinh.papers.intake.tables import join_body_names

_INDENT = 7.0  # points right of the margin from which a line is indented
_CENTRE = 0.035  # of the measure
_INSET = 0.02  # of the measure: a centred line leaves at least this much at both sides
FEW_LINES = 6
_FAR = 0.33  # of the measure
_WIDE_SPACING = 1.55  # of the usual pitch
_KINDS = re.compile(
    r"(?:ke hoach|quyet dinh|quyet nghi|chi thi|nghi quyet|chuong trinh(?: hanh dong)?|thong tu|nghi dinh|de an|"
    r"phu luc(?: (?:so )?(?:\d+|[ivx]+|[a-z]))?|bao cao|to trinh|thong bao|huong dan|quy che|quy dinh|cong dien|"
    r"chuong (?:[ivx]+|\d+)|phan (?:thu \w+|[ivx]+)|muc (?:\d+|[ivx]+)|bieu (?:mau )?(?:so )?\d+|danh muc|luat|"
    r"phap lenh|ket luan|quy hoach|du an|dieu le)"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """The column of words on a page: its edges, the usual first-line indent, the usual distance of baselines."""

    left: float
    right: float
    indent: float
    pitch: float

    @property
    def width(self) -> float:
        return max(1.0, self.right - self.left)

    def is_centred(self, line: Line) -> bool:
        inset_left, inset_right = line.x0 - self.left, self.right - line.x1
        if abs(inset_left - inset_right) / 2 > _CENTRE * self.width or inset_left < _INSET * self.width:
            return False
        on_indent = abs(line.x0 - self.indent) < 2
        if begins_item(line.text) and (on_indent or not is_capitals(line.text)):
            return False
        return inset_right > _INSET * self.width and not (on_indent and not line.bold and ends_sentence(line.text))

    def is_full(self, line: Line, after: Line) -> bool:
        """True if the first word of the next line would not have fitted on this one."""
        return line.x1 + 0.2 * line.size + after.first_width > self.right - 0.15 * line.size

    def is_indented(self, line: Line) -> bool:
        return line.x0 > self.left + _INDENT

    def same_axis(self, line: Line, other: Line) -> bool:
        """True if both lines are centred on the same upright axis."""
        return abs((line.x0 + line.x1) - (other.x0 + other.x1)) / 2 < _CENTRE * self.width

    def is_far(self, line: Line) -> bool:
        """True for lines set far to the right, as a signer's."""
        return line.x0 > self.left + _FAR * self.width


def right_edge(lines: Sequence[Line]) -> float:
    """x that the long lines reach; a few stick out."""
    rights = sorted(line.x1 for line in lines)
    return rights[int(len(rights) * 0.9)]


def measure_of(lines: Sequence[Line], usual_right: float) -> Measure:
    """The measure of running lines: the left edge most lines share, the right edge the long ones reach.

    A page of few lines does not show its right edge; ``usual_right`` is where the other pages have it.
    """
    if not lines:
        return Measure(0.0, 1.0, 0.0, 1.0)
    running = [line for line in lines if len(line.words) >= 4] or list(lines)
    rights = sorted(line.x1 for line in running)
    right = right_edge(running) if len(rights) >= FEW_LINES else max(rights[-1], usual_right)
    lefts = Counter(round(line.x0 / 3) for line in running)
    often = [place * 3 for place, count in lefts.items() if count >= max(1, 0.15 * len(running))]
    shared = min(often) if often else min(line.x0 for line in running)
    left = min(line.x0 for line in running if abs(line.x0 - shared) <= 4)
    indents = Counter(round(line.x0) for line in running if line.x0 > left + _INDENT)
    indent = float(indents.most_common(1)[0][0]) if indents else left
    gaps = sorted(b.y - a.y for a, b in pairwise(lines) if 0 < b.y - a.y < 4 * a.size)
    pitch = gaps[len(gaps) // 2] if gaps else 1.2 * lines[0].size
    return Measure(left, right, indent, pitch)


def paragraphs(lines: Sequence[Line], measure: Measure) -> list[Draft]:
    """Drafts of the running lines of one page."""
    drafts: list[Draft] = []
    last: Line | None = None
    for line in lines:
        centred = measure.is_centred(line)
        if last is not None and drafts and _same_paragraph(drafts[-1], last, line, centred, measure):
            _extend(drafts[-1], line)
            drafts[-1].centred = drafts[-1].centred or centred
        else:
            drafts.append(_begin(line, centred))
        last = line
    return drafts


def goes_over_page(last: Line, last_measure: Measure, first: Line, measure: Measure, words: str) -> bool:
    """True if the first running line of a page is the rest of the last paragraph of the page before."""
    if measure.is_centred(first) or begins_item(first.text):
        return False
    if continues(words, first.text):
        return True
    full = last.x1 + 0.2 * last.size + first.first_width > last_measure.right - 0.15 * last.size
    return full and not measure.is_indented(first) and not last_measure.is_centred(last) and not is_capitals(words)


def column_drafts(columns: Columns, page: int) -> list[Draft]:
    """Head or foot: each line a draft, the left column first; only certain continuations are joined."""
    drafts: list[Draft] = []
    for column in (columns.left, columns.right):
        fresh = True
        for line in column:
            text = line.text
            if not fresh and drafts and _same_column_line(drafts[-1].words, text):
                _extend(drafts[-1], line)
            else:
                drafts.append(_begin(line, centred=False))
            fresh = False
    return join_body_names(drafts)


def _same_column_line(words: str, text: str) -> bool:
    if begins_item(text):
        return False
    if is_capitals(words):
        return continues(words, text)
    return begins_small(text) and not ends_sentence(words)


def _begin(line: Line, centred: bool) -> Draft:
    return Draft(line.text, page=line.page, bold=line.bold, italic=line.italic, centred=centred)


def _extend(draft: Draft, line: Line) -> None:
    draft.words = glue(draft.words, line.text)
    draft.bold = draft.bold and line.bold
    draft.italic = draft.italic and line.italic


def _same_paragraph(draft: Draft, last: Line, line: Line, centred: bool, measure: Measure) -> bool:
    spaced = line.y - last.y > _WIDE_SPACING * max(measure.pitch, last.size)
    if draft.centred or centred:
        one_axis = draft.centred == centred or measure.same_axis(last, line)
        return (
            one_axis and not spaced and (_same_title(draft, last, line, centred) or continues(draft.words, line.text))
        )
    if _begins_apart(draft, last, line, measure):
        return False
    if continues(draft.words, line.text) and not spaced:
        return True
    full = measure.is_full(last, line)
    if begins_item(line.text):
        return full and not spaced and not measure.is_indented(line) and _runs_into_dash(draft, line)
    if not full or spaced:
        return False
    return _hangs(draft, last, line) if measure.is_indented(line) else True


def _begins_apart(draft: Draft, last: Line, line: Line, measure: Measure) -> bool:
    """Lines that never belong to the words above: a signer's, a note under a title."""
    if is_capitals(draft.words) and line.text.lstrip().startswith("("):
        return True
    if measure.is_far(line) and not (measure.is_far(last) and begins_small(line.text)):
        return True
    return is_capitals(draft.words) != is_capitals(line.text) and last.bold != line.bold


def _same_title(draft: Draft, last: Line, line: Line, centred: bool) -> bool:
    """Centred lines are one title if they look alike and the first is not a title complete in itself."""
    if _KINDS.fullmatch(search_key(draft.words)) or begins_item(line.text):
        return False
    if draft.centred != centred and not (last.bold and line.bold):
        return False
    alike = last.bold == line.bold and last.italic == line.italic
    return (
        alike and is_capitals(draft.words) == is_capitals(line.text) and not draft.words.rstrip().endswith((".", ":"))
    )


def _hangs(draft: Draft, last: Line, line: Line) -> bool:
    """A hanging item: its second line stands under its words, not under its label."""
    if last.x0 > line.x0 + 1:
        return False
    return not ends_sentence(draft.words) or (begins_item(draft.words) and abs(last.x0 - line.x0) > 1)


def _runs_into_dash(draft: Draft, line: Line) -> bool:
    """A line that begins with the dash inside a name: "Sở Lao động" / "- Thương binh và Xã hội"."""
    return line.text.lstrip().startswith(("- ", "– ")) and not ends_sentence(draft.words)
