"""The measures this house sets papers in: one choice inside every range Decree 30/2020 leaves open.

The larger letters everywhere, so that the sizes that the decree wants moved together stay together
(national name 13, motto 14, place and date 14); the narrowest margins, which fill the sheet.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ansinh.law.decree_30_2020 import Layout, layout
from ansinh.papers.official.letters import MM_PER_POINT

#: Twentieths of a point, Word's unit of length, in a mm.
TWIPS_PER_MM = 1440 / 25.4
#: The letterhead's columns in the decree's own models (Annex III): 3936 and 5846 twips.
_LETTERHEAD_LEFT = 3936 / (3936 + 5846)
_SIGNATURE_LEFT = 0.48
#: Smaller than the upper limit where the examples of section V are.
_AT_LOWER_LIMIT = frozenset({"letter_subject"})


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page in mm: paper, margins, and the width between the margins."""

    width: float
    height: float
    top: float
    bottom: float
    left: float
    right: float
    landscape: bool = False

    @property
    def text_width(self) -> float:
        return self.width - self.left - self.right

    @property
    def text_height(self) -> float:
        return self.height - self.top - self.bottom

    def turned(self) -> Sheet:
        """The same sheet sideways, margins where they were."""
        return Sheet(self.height, self.width, self.top, self.bottom, self.left, self.right, landscape=True)


@dataclass(frozen=True, slots=True)
class Measures:
    """What the renderer needs to know. Lengths in mm, letters and spacing in points."""

    law: Layout
    sheet: Sheet
    font: str
    colour: str
    body_size: float
    table_size: float
    first_line_indent: float
    paragraph_space: float
    line_spacing: float
    page_number_size: float
    header_distance: float
    #: Empty space for signature and seal (a seal is about 36 mm across and overlaps the signature).
    signing_space: float

    def size(self, key: str) -> float:
        """Letter size of a component of the decree, in points."""
        limits = self.law.component(key).size
        return limits.low if key in _AT_LOWER_LIMIT else limits.high

    def rule_width(self, text_width: float) -> float:
        """Length in mm of the short line under words of this width: the middle of 1/3 and 1/2."""
        low, high = self.law.short_rule
        return text_width * float((low + high) / 2)

    @property
    def letterhead_columns(self) -> tuple[float, float]:
        left = self.sheet.text_width * _LETTERHEAD_LEFT
        return left, self.sheet.text_width - left

    @property
    def signature_columns(self) -> tuple[float, float]:
        left = self.sheet.text_width * _SIGNATURE_LEFT
        return left, self.sheet.text_width - left


@cache
def house_measures() -> Measures:
    """The measures used for every paper."""
    law = layout()
    page = law.page
    sheet = Sheet(page.width, page.height, page.top.low, page.bottom.low, page.left.low, page.right.low)
    number_size = law.page_number.size.high
    return Measures(
        law=law,
        sheet=sheet,
        font=law.font,
        colour=law.colour,
        body_size=law.body.size.high,
        table_size=law.body.size.low,
        first_line_indent=max(law.body.first_line_indents),
        paragraph_space=law.body.least_paragraph_space,
        line_spacing=1.1,
        page_number_size=number_size,
        header_distance=(sheet.top - number_size * MM_PER_POINT) / 2,
        signing_space=72.0,
    )


def twips(mm: float) -> int:
    return round(mm * TWIPS_PER_MM)


def twips_of_points(points: float) -> int:
    return round(points * 20)
