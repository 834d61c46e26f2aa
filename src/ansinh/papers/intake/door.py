"""The one way in: bytes and a name → a `Paper`."""

from __future__ import annotations

from dataclasses import replace

from ansinh.papers.intake.docx import read_docx
from ansinh.papers.intake.draft import Pile, assemble
from ansinh.papers.intake.encodings import decode
from ansinh.papers.intake.html import read_html
from ansinh.papers.intake.language import language_problem
from ansinh.papers.intake.limits import DEFAULT, IntakeLimits, check_size
from ansinh.papers.intake.markdown import looks_like_markdown, read_markdown
from ansinh.papers.intake.notes import lift_notes
from ansinh.papers.intake.ocr import Progress
from ansinh.papers.intake.pdf import read_pdf
from ansinh.papers.intake.plain import read_plain
from ansinh.papers.intake.sniff import sniff_format
from ansinh.papers.intake.tables import lay_out
from ansinh.papers.paper import Paper


def open_paper(data: bytes, name: str, *, limits: IntakeLimits = DEFAULT, progress: Progress | None = None) -> Paper:
    """The paper in a file. ``name`` is the file's own name, used in messages and to tell .md from .txt.

    ``progress(page, pages)`` is called before each page that takes long (recognition of scanned pages).
    Raises `PaperRefused` with a Vietnamese message if the file cannot be read.
    """
    check_size(data, name, limits)
    source_format = sniff_format(data, name)
    pile = _read(source_format, data, name, limits, progress)
    lift_notes(pile)
    paper = assemble(
        lay_out(pile.parts),
        name=name,
        source_format=source_format,
        limits=limits,
        pages=pile.pages,
        problems=pile.problems,
        notes=pile.notes,
    )
    problem = language_problem(paper.text)
    return replace(paper, problems=(*paper.problems, problem)) if problem is not None else paper


def _read(source_format: str, data: bytes, name: str, limits: IntakeLimits, progress: Progress | None) -> Pile:
    if source_format == "docx":
        return read_docx(data, name, limits)
    if source_format == "pdf":
        return read_pdf(data, name, limits, progress)
    decoded = decode(data, name)
    pile = _read_text(source_format, decoded.text, name, limits)
    pile.problems.extend(decoded.problems)
    return pile


def _read_text(source_format: str, text: str, name: str, limits: IntakeLimits) -> Pile:
    if source_format == "html":
        return read_html(text, name, limits)
    if source_format == "md" or looks_like_markdown(text):
        return read_markdown(text, name, limits)
    return read_plain(text)
