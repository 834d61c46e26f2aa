"""Recipients: the list under "Nơi nhận:", as printed, without bullets and closing signs."""

from __future__ import annotations

import re

from ansinh.papers.paper import BlockKind, Paper

from .labels import LabelKind, read_label
from .outline import recipients_begin

_HEAD = re.compile(r"\W{0,3}nơi\s+nhận\W{0,3}", re.IGNORECASE)
_INLINE = re.compile(r"[;.]\s*[-–+•]\s*(?=\S)")
_AUTHORITY = re.compile(
    r"(?:TM|KT|TL|TUQ|Q)\s?\.\s|CHỦ TỊCH|PHÓ CHỦ TỊCH|GIÁM ĐỐC|BỘ TRƯỞNG|THỦ TƯỚNG|THỨ TRƯỞNG|CHÍNH PHỦ"
)
_LONGEST = 240


def read_recipients(paper: Paper) -> tuple[str, ...]:
    """The recipients of the first list in the paper; a second list (of an attached plan) is not added."""
    for index, block in enumerate(paper.blocks):
        words = paper.words(block)
        if block.kind is not BlockKind.ROW and recipients_begin(words):
            return _from(paper, index)
    return ()


def _from(paper: Paper, index: int) -> tuple[str, ...]:
    head = paper.words(paper.blocks[index])
    found = _pieces(_HEAD.sub("", head, count=1))
    for block in paper.blocks[index + 1 :]:
        words = paper.words(block)
        if block.kind is BlockKind.ROW or not _is_recipient(words, bool(found)):
            break
        found += _pieces(words)
    return tuple(found)


def _is_recipient(words: str, begun: bool) -> bool:
    if len(words) > _LONGEST * 4 or _AUTHORITY.match(words):
        return False
    label = read_label(words)
    if label is not None:
        return label.kind is LabelKind.BULLET
    return words.rstrip().endswith((";", ".")) or (not begun and len(words) < _LONGEST) or words.startswith("Lưu")


def _pieces(words: str) -> list[str]:
    pieces = (piece.strip(" -–+•;.") for piece in _INLINE.split(words))
    return [piece for piece in pieces if piece and len(piece) <= _LONGEST]
