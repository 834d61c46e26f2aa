"""Runs of words with their look → drafts, for formats that mark up runs (Word, HTML)."""

from __future__ import annotations

from dataclasses import dataclass, field

from ansinh.papers.intake.draft import Draft
from ansinh.papers.intake.joining import rejoin


@dataclass(slots=True)
class _Line:
    pieces: list[str] = field(default_factory=list)
    bold: bool = True
    italic: bool = True


@dataclass(slots=True)
class Gatherer:
    """One paragraph of the file while its runs are read; forced line breaks part it."""

    _lines: list[_Line] = field(default_factory=lambda: [_Line()])

    def add(self, text: str, *, bold: bool, italic: bool) -> None:
        """Put a run at the end. A ``"\\n"`` inside is a forced line break."""
        for index, piece in enumerate(text.split("\n")):
            if index:
                self.break_line()
            line = self._lines[-1]
            line.pieces.append(piece)
            if piece.strip():
                line.bold = line.bold and bold
                line.italic = line.italic and italic

    def add_plain(self, text: str) -> None:
        """Put spaces or a footnote's mark at the end: no matter how the rest looks."""
        self._lines[-1].pieces.append(text)

    def break_line(self) -> None:
        self._lines.append(_Line())

    @property
    def is_empty(self) -> bool:
        return not any(piece.strip() for line in self._lines for piece in line.pieces)

    def drafts(self, *, centred: bool) -> list[Draft]:
        """The paragraph's lines; a line that certainly goes on the one before is joined to it."""
        return rejoin(
            Draft("".join(line.pieces), bold=line.bold, italic=line.italic, centred=centred)
            for line in self._lines
            if "".join(line.pieces).strip()
        )
