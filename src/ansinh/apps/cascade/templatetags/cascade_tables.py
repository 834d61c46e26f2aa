"""The cells of the matrix. There are thousands on a page, so they are put together here and not by the template."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape, escape
from django.utils.safestring import SafeString, mark_safe

from ansinh.apps.cascade.pages import MatrixRow
from ansinh.apps.cascade.queries import LinkFact
from ansinh.domain.cascade import CellState

register = template.Library()

_EMPTY = {
    CellState.MISSING: '<td class="mx mx--lack">○</td>',
    CellState.NOT_EXPECTED: '<td class="mx mx--out">·</td>',
}


@register.simple_tag
def matrix_cells(row: MatrixRow) -> SafeString:
    """One cell for each unit: a link to what carries it out, a ring where it is missing, a dot where nobody asks."""
    return mark_safe(  # noqa: S308 - addresses and codes are escaped below, the rest is written here
        "".join(_carried(links) if links else _EMPTY[state] for state, links in row.cells)
    )


def _carried(links: tuple[LinkFact, ...]) -> str:
    first, more = links[0], len(links) - 1
    codes = escape(", ".join(link.child_code for link in links))
    count = f"<sub>{more + 1}</sub>" if more else ""
    return (
        f'<td class="mx mx--done"><a href="{conditional_escape(first.url)}" title="Mục {codes}">●{count}'
        f'<span class="vh"> mục {codes}</span></a></td>'
    )
