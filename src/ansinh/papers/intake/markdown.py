"""Markdown (.md), as people and converters write it → blocks.

Not CommonMark to the letter: an official paper's own signs come first. "- " and "+ " are its bullets and stay
in the text, four spaces are not code, and numbers are never renumbered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ansinh.papers.intake.draft import Draft, DraftCell, Pile, Table
from ansinh.papers.intake.html import read_table
from ansinh.papers.intake.joining import begins_item, is_heading_like, join_lines
from ansinh.papers.intake.limits import IntakeLimits
from ansinh.papers.intake.plain import without_page_furniture, wrap_width
from ansinh.papers.intake.words import clean, is_wordless, note_mark, subscript, superscript
from ansinh.papers.paper import BlockKind

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_LIST_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+\S")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}$|\{\d+\}-{3,}$|```.*$|~~~.*$")
_TABLE_RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_ROW = re.compile(r"\s*\|.*\|\s*$")
_NOTE_TEXT = re.compile(r"\s*\[\^([^\]]{1,20})\]:\s*(.*)$")
_QUOTE = re.compile(r"^\s{0,3}(?:>\s?)+")
#: Keys and values that site builders keep at the top of a file.
_FRONT_MATTER = re.compile(
    r"\A\s*---[a-z]*\n(?:[ \t]*(?:\"?[A-Za-z_][\w-]*\"?[ \t]*:[^\n]*|-[ \t][^\n]*|[{}\[\],]*)\n){1,60}---\n(?=\s*\S)"
)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\((?:[^()\s]|\([^)]*\))*(?:\s+\"[^\"]*\")?\)")
_NOTE_REF = re.compile(r"\[\^([^\]]{1,20})\]")
_SUP = re.compile(r"<sup>(.*?)</sup>|\$\^\{?(\d{1,2})\}?\$", re.IGNORECASE | re.DOTALL)
_SUB = re.compile(r"<sub>(.*?)</sub>", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,500}>")
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-fA-F]{1,5}|[a-zA-Z]{2,8});")
_ESCAPED = re.compile(r"\\([!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~])")
_HTML_TABLE = re.compile(r"<table\b.*?</table\s*>", re.IGNORECASE | re.DOTALL)
_STRONG = re.compile(r"(\*\*\*|___|\*\*|__)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])(.+?)(?<=[^\s*])\*(?![*])|(?<![\w_])_(?=[^\s_])(.+?)(?<=[^\s_])_(?![\w_])"
)
_LONE_STARS = re.compile(r"\*{2,}")
_BULLET_BEFORE_LABEL = re.compile(r"\s*[-*]\s+(?=(?:[a-zđ]{1,2}\)|\d{1,2}[.)]|[IVXLC]+\.)\s*\S)")
#: Markdown's own bullet; an official paper prints a dash.
_STAR_BULLET = re.compile(r"^\s*[*•]\s+(?=\S)")
_ESCAPED_HEADING = re.compile(r"^\s*(?:\\?#){1,6}\s+")
_CENTRED = re.compile(r"<(?:center|p\s[^>]*align=[\"']?center|div\s[^>]*align=[\"']?center)", re.IGNORECASE)

_MARKDOWN_SPANS = 3

#: Stand for escaped signs while emphasis marks are taken away.
_HELD = {sign: chr(0xE100 + index) for index, sign in enumerate("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")}
_RELEASED = {ord(held): sign for sign, held in _HELD.items()}


def read_markdown(text: str, name: str, limits: IntakeLimits) -> Pile:
    """Blocks, tables and notes of a Markdown file."""
    pile = Pile()
    text = _FRONT_MATTER.sub("", _COMMENT.sub("", clean(text)), count=1)
    for piece, is_table in _split_html_tables(text):
        if is_table:
            pile.parts.extend(read_table(piece, name, limits))
        else:
            _read_lines(piece, pile)
    return pile


def looks_like_markdown(text: str) -> bool:
    """True if a plain text file holds a table or emphasis in Markdown, as some exports do."""
    lines = text.split("\n")
    return any("|" in line and "-" in line and _TABLE_RULE.match(line) for line in lines) or (
        len(_STRONG.findall(text[:100_000])) >= _MARKDOWN_SPANS
    )


def _split_html_tables(text: str) -> Iterator[tuple[str, bool]]:
    last = 0
    for match in _HTML_TABLE.finditer(text):
        yield text[last : match.start()], False
        yield match.group(), True
        last = match.end()
    yield text[last:], False


def _read_lines(text: str, pile: Pile) -> None:
    lines = without_page_furniture([_QUOTE.sub("", line) for line in text.split("\n")])
    width = wrap_width([line for line in lines if not _ROW.match(line)])
    group: list[str] = []
    rows: list[list[str]] = []

    def close_group() -> None:
        pile.parts.extend(_paragraphs(group, width))
        group.clear()

    def close_table() -> None:
        if rows:
            pile.parts.append(_table(rows))
            rows.clear()

    for line in lines:
        if _ROW.match(line):
            close_group()
            if not _TABLE_RULE.match(line):
                rows.append(_split_row(line))
            continue
        close_table()
        heading = _HEADING.match(line)
        note = _NOTE_TEXT.match(line)
        if not line.strip() or _RULE.match(line):
            close_group()
        elif heading:
            close_group()
            pile.parts.append(_heading(heading))
        elif note:
            close_group()
            pile.notes[note.group(1)] = _inline(note.group(2)).words
        elif _LIST_ITEM.match(line):
            close_group()
            group.append(line)
        else:
            group.append(line)
    close_group()
    close_table()


def _heading(match: re.Match[str]) -> Draft:
    draft = _inline(match.group(2))
    if is_heading_like(draft.words):
        draft.kind = BlockKind.HEADING
        draft.level = len(match.group(1))
    return draft


def _paragraphs(group: list[str], width: int | None) -> list[Draft]:
    """Drafts of a run of lines: forced breaks part them, wrapped lines are joined."""
    pieces: list[list[str]] = [[]]
    for line in group:
        for index, part in enumerate(_BREAK.split(line)):
            if index:
                pieces.append([])
            if part.strip():
                pieces[-1].append(part.rstrip("\\") if part.endswith("\\") else part)
        if line.endswith(("  ", "\\")):
            pieces.append([])
    return [_inline(words) for piece in pieces if piece for words in join_lines(piece, width=width)]


def _table(rows: list[list[str]]) -> Table:
    width = max(len(row) for row in rows)
    return Table(
        [
            [DraftCell([_inline(part) for part in _BREAK.split(words)], column) for column, words in enumerate(row)]
            for row in (row + [""] * (width - len(row)) for row in rows)
        ]
    )


def _split_row(line: str) -> list[str]:
    inner = line.strip().replace("\\|", _HELD["|"])
    return [cell.translate(_RELEASED) for cell in inner[1:-1].split("|")]


def _inline(text: str) -> Draft:
    """One paragraph without its marks of Markdown; whole-paragraph bold and italic are kept as hints."""
    centred = _CENTRED.search(text) is not None
    text = _ESCAPED_HEADING.sub("", text)
    text = _BULLET_BEFORE_LABEL.sub("", text) if begins_item(_BULLET_BEFORE_LABEL.sub("", text)) else text
    text = _STAR_BULLET.sub("- ", text)
    text = _ESCAPED.sub(lambda match: _HELD[match.group(1)], text)
    text = _IMAGE.sub(" ", text)
    text = _NOTE_REF.sub(lambda match: note_mark(match.group(1)), text)
    text = _LINK.sub(r"\1", text)
    text = _SUP.sub(lambda match: superscript(match.group(1) or match.group(2)), text)
    text = _SUB.sub(lambda match: subscript(match.group(1)), text)
    text = _TAG.sub("", text)
    bold, italic = _is_all(text, _STRONG), _is_all(text, _EMPHASIS)
    for _ in range(3):
        text = _STRONG.sub(r"\2", text)
    for _ in range(2):
        text = _EMPHASIS.sub(lambda match: match.group(1) or match.group(2), text)
    text = _LONE_STARS.sub("", text)
    text = _ENTITY.sub(_entity, text).translate(_RELEASED)
    return Draft(clean(text) if "&" in text else text, bold=bold, italic=italic, centred=centred)


def _entity(match: re.Match[str]) -> str:
    return unescape(match.group())


_BULLET_ONLY = re.compile(r"\s*(?:[-+•*]\s+)?")


def _is_all(text: str, pattern: re.Pattern[str]) -> bool:
    """True if nothing but signs is left when every span of this emphasis is taken out."""
    if not pattern.search(text):
        return False
    rest = pattern.sub("", _BULLET_ONLY.sub("", text, count=1))
    return is_wordless(rest)
