"""What the parts of the renderer share while one paper is being made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from docx.document import Document as DocumentObject

from ansinh.papers.official.citations import Citations
from ansinh.papers.official.language import Block, Citation, Heading, Landscape, Rank, Span, Words, inlines
from ansinh.papers.official.measures import Measures
from ansinh.papers.official.ooxml import PLAIN, Element, Face, run
from ansinh.papers.official.wording import glue


@dataclass(frozen=True, slots=True)
class Workshop:
    """The file being filled, the measures, the citations so far, and the outline level of each rank."""

    document: DocumentObject
    measures: Measures
    citations: Citations
    levels: dict[Rank, int]

    def runs(self, words: Words, face: Face = PLAIN) -> list[Element]:
        """Words as runs: faces laid over ``face``, citations as raised numbers."""
        return [self._run(part, face) for part in inlines(words)]

    def _run(self, part: str | Span | Citation, face: Face) -> Element:
        if isinstance(part, Citation):
            return self.citations.mark(part.source)
        if isinstance(part, Span):
            face = replace(face, bold=face.bold or part.bold, italic=face.italic or part.italic)
            return run(glue(part.text), face)
        return run(glue(part), face)


def outline_levels(blocks: Iterable[Block]) -> dict[Rank, int]:
    """The level of each rank of heading that occurs, so that no level of the outline is skipped."""
    present = set(_ranks(blocks))
    return {rank: level for level, rank in enumerate(rank for rank in Rank if rank in present)}


def _ranks(blocks: Iterable[Block]) -> Iterator[Rank]:
    for block in blocks:
        if isinstance(block, Heading):
            yield block.rank
        elif isinstance(block, Landscape):
            yield from _ranks(block.blocks)
