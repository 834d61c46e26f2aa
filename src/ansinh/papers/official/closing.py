"""The closing of a paper: recipients (box 9b) at the left, authority, seal and name (7a, 7b, 8) at the right."""

from __future__ import annotations

from ansinh.papers.official import wording
from ansinh.papers.official.language import OfficialPaper, Signature
from ansinh.papers.official.measures import Measures
from ansinh.papers.official.ooxml import Element, Setting, cell, paragraph, row, run, tight_table
from ansinh.papers.official.styles import Style

#: Between the last words of the body and the closing, in points.
_GAP = 12.0
_LABEL = "Nơi nhận:"


def closing_elements(paper: OfficialPaper, measures: Measures) -> list[Element]:
    """The two blocks side by side in one row, which is never divided; nothing when the paper has neither."""
    if paper.signature is None and not paper.recipients:
        return []
    left, right = measures.signature_columns
    blocks = cell(left, *_recipients(paper.recipients)), cell(right, *_signature(paper.signature))
    gap = paragraph(Style.BREAK, setting=Setting(before=_GAP, keep_with_next=True))
    return [gap, tight_table((left, right), row(*blocks))]


def _recipients(recipients: tuple[str, ...]) -> list[Element]:
    if not recipients:
        return []
    lines = (paragraph(Style.RECIPIENTS, [run(line)]) for line in wording.listed(recipients))
    return [paragraph(Style.RECIPIENTS_LABEL, [run(_LABEL)]), *lines]


def _signature(signature: Signature | None) -> list[Element]:
    if signature is None:
        return []
    lines = [*signature.authority, *([signature.position] if signature.position else [])]
    elements = [paragraph(Style.AUTHORITY, [run(line.upper())]) for line in lines]
    # The empty line keeps the room for the seal where the name alone is known.
    elements = elements or [paragraph(Style.AUTHORITY)]
    return [*elements, paragraph(Style.SIGNER, [run(signature.name or "")])]
