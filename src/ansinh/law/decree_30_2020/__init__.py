"""The layout of official papers: Decree 30/2020/NĐ-CP, Annexes I and III, as data.

``layout.json`` holds the measures (page, font, sizes, spacing, rules) with the article each comes from;
``document_types.csv`` the names of papers and their abbreviations. Both say where they were read and how
sure that is. Nothing here decides how a paper looks: `papers.official` chooses within these ranges.

Units: millimetres for the page and indents, points for letters and spacing.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

_HERE = files(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """A measure the law leaves free between two values, both allowed."""

    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True, slots=True)
class PageRules:
    """The sheet and its margins in mm (Annex I, Part I, I.1-I.3)."""

    width: float
    height: float
    top: Limits
    bottom: Limits
    left: Limits
    right: Limits


@dataclass(frozen=True, slots=True)
class PageNumberRules:
    """The page number: centred in the top margin, hidden on the first page (I.7; annexes III.1.đ)."""

    size: Limits
    first_page_shown: bool
    starts_at: int
    annexes_numbered_separately: bool


@dataclass(frozen=True, slots=True)
class BodyRules:
    """Running text (II.6.e). ``first_line_indents`` in mm are the only two values allowed."""

    size: Limits
    first_line_indents: tuple[float, ...]
    least_paragraph_space: float
    line_spacing: Limits


@dataclass(frozen=True, slots=True)
class Component:
    """One component of a paper (II, III and V). ``rule`` is the line drawn under it.

    ``rule``: ``None``, ``"text"`` (as long as the text) or ``"1/3-1/2"`` (that share of the text).
    """

    key: str
    box: str
    name: str
    article: str
    size: Limits
    bold: bool
    italic: bool
    upper: bool
    text: str | None
    rule: str | None
    space_before: float | None


@dataclass(frozen=True, slots=True)
class Layout:
    """Everything Annex I says about a paper that can be measured."""

    decree: str
    effective_from: date
    source: str
    confidence: str
    page: PageRules
    font: str
    colour: str
    page_number: PageNumberRules
    body: BodyRules
    short_rule: tuple[Fraction, Fraction]
    components: tuple[Component, ...]
    end_mark: str

    def component(self, key: str) -> Component:
        """The component with this key; ``KeyError`` names a key the decree does not have."""
        for component in self.components:
            if component.key == key:
                return component
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A kind of paper (Article 7, Annex III). ``abbreviation`` is ``None`` where the annex has none."""

    name: str
    abbreviation: str | None
    is_copy: bool
    source: str
    confidence: str


@cache
def layout() -> Layout:
    """The measures in force since 5 March 2020."""
    data = json.loads((_HERE / "layout.json").read_text("utf-8"))
    low, high = data["rule"]["short_share_of_text"]
    return Layout(
        decree=data["decree"],
        effective_from=date.fromisoformat(data["effective_from"]),
        source=data["source"],
        confidence=data["confidence"],
        page=_page(data["page"]),
        font=data["font"]["name"],
        colour=data["font"]["colour"],
        page_number=_page_number(data["page_number"]),
        body=_body(data["body"]),
        short_rule=(Fraction(low), Fraction(high)),
        components=tuple(_component(item) for item in data["components"]),
        end_mark=data["end_mark"]["text"],
    )


@cache
def document_types() -> tuple[DocumentType, ...]:
    """The twenty-nine kinds of papers of Article 7 and the three kinds of copies, in the annex's order."""
    lines = (_HERE / "document_types.csv").read_text("utf-8").splitlines()
    return tuple(
        DocumentType(
            name=row["type_vi"],
            abbreviation=row["abbreviation"] or None,
            is_copy=row["group"] == "copy",
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in csv.DictReader(lines)
    )


def abbreviation(kind: str) -> str | None:
    """The abbreviation of a kind of paper in a symbol, whatever the case of ``kind``.

    ``None`` for công văn and thư công, which have none, and for names the decree does not list.

    >>> abbreviation("KẾ HOẠCH"), abbreviation("Công văn")
    ('KH', None)
    """
    wanted = kind.strip().casefold()
    for known in document_types():
        if wanted in (known.name.casefold(), known.name.removesuffix(" (cá biệt)").casefold()):
            return known.abbreviation
    return None


def _limits(pair: list[float]) -> Limits:
    low, high = pair
    return Limits(low, high)


def _page(data: dict[str, Any]) -> PageRules:
    margin = data["margin_mm"]
    return PageRules(
        width=data["width_mm"],
        height=data["height_mm"],
        top=_limits(margin["top"]),
        bottom=_limits(margin["bottom"]),
        left=_limits(margin["left"]),
        right=_limits(margin["right"]),
    )


def _page_number(data: dict[str, Any]) -> PageNumberRules:
    return PageNumberRules(
        size=_limits(data["size_pt"]),
        first_page_shown=data["first_page_shown"],
        starts_at=data["starts_at"],
        annexes_numbered_separately=data["annexes_numbered_separately"],
    )


def _body(data: dict[str, Any]) -> BodyRules:
    return BodyRules(
        size=_limits(data["size_pt"]),
        first_line_indents=tuple(data["first_line_indent_mm"]),
        least_paragraph_space=data["paragraph_space_min_pt"],
        line_spacing=_limits(data["line_spacing"]),
    )


def _component(data: dict[str, Any]) -> Component:
    return Component(
        key=data["key"],
        box=data["box"],
        name=data["name"],
        article=data["article"],
        size=_limits(data["size_pt"]),
        bold=data["bold"],
        italic=data["italic"],
        upper=data["case"] == "upper",
        text=data.get("text"),
        rule=data.get("rule"),
        space_before=data.get("space_before_pt"),
    )
