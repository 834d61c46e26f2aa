"""Official papers as Word files, laid out by Decree 30/2020/NĐ-CP.

Describe a paper in the words of `language`, then `render_docx` it. `from_paper` lays out again a signed
paper that was read. How a paper is described and what the decree measures:
docs/algorithms/official-paper.md.
"""

from ansinh.papers.official.from_reading import from_paper
from ansinh.papers.official.language import (
    Align,
    Annex,
    Basis,
    Block,
    Citation,
    Column,
    Heading,
    Landscape,
    Letterhead,
    Marking,
    OfficialPaper,
    PageBreak,
    Paragraph,
    Picture,
    Quote,
    Rank,
    Row,
    Signature,
    Span,
    Table,
    TableCell,
    Words,
    bases,
)
from ansinh.papers.official.render import render_docx

__all__ = [
    "Align",
    "Annex",
    "Basis",
    "Block",
    "Citation",
    "Column",
    "Heading",
    "Landscape",
    "Letterhead",
    "Marking",
    "OfficialPaper",
    "PageBreak",
    "Paragraph",
    "Picture",
    "Quote",
    "Rank",
    "Row",
    "Signature",
    "Span",
    "Table",
    "TableCell",
    "Words",
    "bases",
    "from_paper",
    "render_docx",
]
