"""Numbers of citations, in the order in which a paper first cites, and the list they lead to."""

from __future__ import annotations

from ansinh.papers.official.ooxml import Element, Face, bookmark, el, link, paragraph, run
from ansinh.papers.official.styles import Style
from ansinh.papers.official.wording import glue

_RAISED = Face(raised=True)


class Citations:
    """The sources cited so far; equal sources have one number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, source: str) -> Element:
        """The raised number of a source, which leads to it in the list."""
        number = self._numbers.setdefault(source, len(self._numbers) + 1)
        return link(_anchor(number), run(str(number), _RAISED))

    def listing(self, heading: str, further: tuple[str, ...]) -> list[Element]:
        """The list: cited sources by number, then ``further`` ones. Nothing when there are none."""
        if not self._numbers and not further:
            return []
        cited = [
            paragraph(Style.SOURCES, [*bookmark(number, _anchor(number), [run(f"{number}.")]), *_after(source)])
            for source, number in self._numbers.items()
        ]
        others = [paragraph(Style.SOURCES, [run("-"), *_after(source)]) for source in further]
        return [paragraph(Style.SOURCES_HEADING, [run(f"{heading}:")]), *cited, *others]


def _after(source: str) -> list[Element]:
    """The source behind its number, at the tab that the hanging indent makes."""
    return [el("r", el("tab")), run(glue(source))]


def _anchor(number: int) -> str:
    return f"nguon_{number}"
