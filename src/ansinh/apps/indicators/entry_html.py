"""The cells of an entry sheet as HTML. A page has thousands of them: templates would take most of its time.

Everything that somebody typed or named goes through ``escape``; what is left are numbers, letters and fixed words.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString

_TYPING = 'maxlength="60" inputmode="decimal" autocomplete="off"'


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell as it is shown; texts are as typed.

    ``css`` is empty, ``bad``, ``ask-cell``, ``other``, ``blank`` or ``na``; ``labels`` are the ids of the words that
    name it, ``described_by`` that of the messages about it.
    """

    name: str
    labels: str
    letter: str
    has_parts: bool
    text: str = ""
    denominator: str = ""
    computed: str = ""
    previous: str = ""
    css: str = ""
    is_bad: bool = False
    described_by: str = ""
    version: int = 0
    #: As stored: other than ``text`` where somebody else was faster.
    stored_text: str = ""
    stored_denominator: str = ""


def cells_to_type(cells: Iterable[GridCell]) -> SafeString:
    """The ``td`` elements of a row, each with its field; of a ratio there are three."""
    return SafeString("".join(map(_to_type, cells)))  # made of numbers, fixed words and escaped texts only


def cells_to_read(cells: Iterable[GridCell]) -> SafeString:
    """The same without fields."""
    return SafeString("".join(map(_to_read, cells)))  # as above


def _to_type(cell: GridCell) -> str:
    box = f'<td class="{cell.css}">' if cell.css else "<td>"
    notes = (' aria-invalid="true"' if cell.is_bad else "") + (
        f' aria-describedby="{cell.described_by}"' if cell.described_by else ""
    )
    name, letter, was = cell.name, cell.letter, _was(cell)
    text = f'value="{escape(cell.text)}" {_TYPING}>'
    first = f'{box}<input id="{name}" name="{name}" data-v="{cell.version}" aria-labelledby="{cell.labels}'
    if not cell.has_parts:
        return f'{first}"{notes} {text}{was}</td>'
    return (
        f'{first} c{letter}-t"{notes} {text}</td>{box}<input id="{name}-m" name="{name}-m" '
        f'aria-labelledby="{cell.labels} c{letter}-m"{notes} value="{escape(cell.denominator)}" {_TYPING}></td>'
        f'<td class="calc"><output id="{name}-v">{escape(cell.computed)}</output>{was}</td>'
    )


def _to_read(cell: GridCell) -> str:
    box = f'<td class="{cell.css}">' if cell.css else "<td>"
    first = f'{box}<div class="calc">{escape(cell.text)}</div>'
    if not cell.has_parts:
        return f"{first}{_was(cell)}</td>"
    return (
        f'{first}</td>{box}<div class="calc">{escape(cell.denominator)}</div></td>'
        f'<td class="calc">{escape(cell.computed)}{_was(cell)}</td>'
    )


def _was(cell: GridCell) -> str:
    """The figure of the last period, under the field."""
    return f'<small class="was">{escape(cell.previous)}</small>' if cell.previous else ""
