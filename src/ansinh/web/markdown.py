"""Markdown of our own texts as HTML that fits the page: tables with captions and scopes, no HTML from the source."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from typing import Any

from django.utils.html import escape
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

Environment = MutableMapping[str, Any]


def render_markdown(source: str) -> str:
    """HTML of the text. HTML in the source is shown as text: our texts need none, so none can slip in."""
    return str(_markdown.render(source))


def _table_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Environment
) -> str:
    """A table is read out by the heading it stands under."""
    return (
        f'<div class="scroll"><table class="t"><caption class="vh">{escape(_heading_above(tokens, index))}</caption>\n'
    )


def _table_close(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Environment
) -> str:
    return "</table></div>\n"


def _th_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: Environment
) -> str:
    return '<th scope="col">'


def _heading_above(tokens: Sequence[Token], index: int) -> str:
    before = range(index - 1, 0, -1)
    return next((tokens[at].content for at in before if tokens[at - 1].type == "heading_open"), "Bảng")


_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
_markdown.add_render_rule("table_open", _table_open)
_markdown.add_render_rule("table_close", _table_close)
_markdown.add_render_rule("th_open", _th_open)
