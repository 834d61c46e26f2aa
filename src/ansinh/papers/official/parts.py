"""Where a signed paper that was read has its head, body, closing and annexes.

Head and closing are what `from_reading` composes anew from the reading. A block is counted to them only when
the reading, or the decree's own words, account for all of its words; every other block is body, so no word
can get lost between the two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ansinh.domain.readings import DocumentHeader, PlanReading
from ansinh.domain.vietnamese import search_key
from ansinh.law.decree_30_2020 import layout
from ansinh.papers.paper import Block, BlockKind, Paper
from ansinh.papers.reading.labels import LabelKind, read_label

#: How far from the top a head may reach, and how far below "Nơi nhận" a signature, in blocks.
_HEAD_REACH = 40
_CLOSING_REACH = 60
#: How many lines a signature may take above the line that was found first.
_SIGNATURE_REACH = 5
#: Lines longer than this are never part of a head or a closing.
_LONGEST_LINE = 120

_RECIPIENTS = re.compile(r"\W{0,3}nơi\s+nhận\s*:?\W*$", re.IGNORECASE)
_NUMBER = re.compile(r"\W{0,3}số\s*[:.]?\s*[\w.…]*\s*/\s*[\w\-–./…]*$", re.IGNORECASE)
_PLACE_AND_DATE = re.compile(r"[^,]{2,40},\s*ngày\b.{0,20}\btháng\b.{0,20}\bnăm\b.{0,12}$", re.IGNORECASE)
_AUTHORITY = re.compile(r"\s+(?=(?:TM|KT|TL|TUQ|Q)\.)")
_SIGNED = frozenset({"da ky", "ky ten dong dau"})


@dataclass(frozen=True, slots=True)
class Parts:
    """The blocks of a paper by what they are; each is in exactly one part.

    A block that holds the title and the words after it is cut in two.
    """

    head: tuple[Block, ...]
    body: tuple[Block, ...]
    closing: tuple[Block, ...]
    annexes: tuple[tuple[Block, ...], ...]
    superior: str | None  # as printed above the issuer
    issuer: str | None  # as printed


def split(paper: Paper, reading: PlanReading) -> Parts:
    """Tell the parts of a paper that was read."""
    return _Splitter(paper, reading).split()


def is_capitals(words: str) -> bool:
    """Whether the words are a short line in capitals, as names of bodies and offices are."""
    return words.isupper() and len(words) <= _LONGEST_LINE


@dataclass(frozen=True, slots=True)
class _Names:
    superior: str | None
    issuer: str | None
    used: frozenset[int]  # the blocks they stand in


def authority_lines(authority: str | None) -> tuple[str, ...]:
    """The lines of "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH", printed one below the other or in a row."""
    return tuple(_AUTHORITY.sub("\n", authority).splitlines()) if authority else ()


class _Splitter:
    def __init__(self, paper: Paper, reading: PlanReading) -> None:
        self.paper = paper
        self.blocks = _title_apart(paper, reading.document.title)
        self.keys = [search_key(paper.words(block)) for block in self.blocks]
        self.head_words = _head_words(reading.document)
        self.title = search_key(reading.document.title or "")
        signer = reading.document.signer
        self.name = search_key(signer.name or "") if signer else ""
        self.signature = _keys(*authority_lines(signer.authority), signer.position, signer.name) if signer else []
        self.recipients = [search_key(line) for line in reading.recipients]

    def split(self) -> Parts:
        top = self._end_of_head()
        names = self._names(top)
        head = [i for i in range(top) if self._in_head(i) and (i in names.used or not self._is_name(i))]
        start, end = self._closing(top)
        closing = [index for index in range(start, end) if self._in_closing(index)]
        taken = {*head, *closing}
        body = [index for index in range(end) if index not in taken]
        return Parts(
            head=self._at(head),
            body=self._at(body),
            closing=self._at(closing),
            annexes=tuple(self._at(chunk) for chunk in self._annexes(end)),
            superior=names.superior,
            issuer=names.issuer,
        )

    def _at(self, indexes: list[int]) -> tuple[Block, ...]:
        return tuple(self.blocks[index] for index in indexes)

    def _words(self, index: int) -> str:
        return self.paper.words(self.blocks[index])

    def _is_row(self, index: int) -> bool:
        return self.blocks[index].kind is BlockKind.ROW

    # The head

    def _end_of_head(self) -> int:
        """The block after the title; where the title is not found, after the last line known to be head."""
        reach = range(min(_HEAD_REACH, len(self.blocks)))
        for first in reach if self.title else ():
            joined = ""
            for last in range(first, min(first + 8, len(self.blocks))):
                joined = f"{joined} {self.keys[last]}".strip()
                if joined.removeprefix(f"{self.head_words[0]} ") == self.title:
                    return last + 1
        end = 0
        for index in reach:
            if not self._in_head(index):
                break
            end = index + 1
        return end

    def _in_head(self, index: int) -> bool:
        words, key = self._words(index), self.keys[index]
        if self._is_row(index):
            return False
        if not key or key in self.head_words:
            return True
        if self.title and (key in self.title or key == f"{self.head_words[0]} {self.title}"):
            return True
        if len(words) > _LONGEST_LINE:
            return False
        return self._is_name(index) or bool(_NUMBER.match(words)) or bool(_PLACE_AND_DATE.match(words))

    def _is_name(self, index: int) -> bool:
        """A line in capitals that is not the kind, the title, an annex, or a phrase every head has."""
        key = self.keys[index]
        known = key in self.head_words[:-1] or (self.title and key in self.title)
        return is_capitals(self._words(index)) and not known and not self._is_annex(index)

    def _names(self, top: int) -> _Names:
        """The superior and the issuing body among the lines in capitals of the head."""
        found = [i for i in range(top) if self._in_head(i) and self._is_name(i)][:2]
        issuer = _unabbreviated(self.head_words[-1])
        for position, index in enumerate(found):
            key = _unabbreviated(self.keys[index])
            if issuer and key == issuer:
                above = found[position - 1] if position else None
                superior = None if above is None else self._words(above)
                used = {index} if above is None else {above, index}
                return _Names(superior, self._words(index), frozenset(used))
            if issuer and key.endswith(f" {issuer}"):
                words = self._words(index).split()
                count = len(self.keys[index].split()) - len(self.head_words[-1].split())
                return _Names(" ".join(words[:count]), " ".join(words[count:]), frozenset({index}))
        if issuer or not found:
            return _Names(None, None, frozenset())
        superior = self._words(found[0]) if len(found) > 1 else None
        return _Names(superior, self._words(found[-1]), frozenset(found))

    # The closing

    def _closing(self, top: int) -> tuple[int, int]:
        """First block of the closing and the one after its last; both the end of the paper without one."""
        labels = [i for i in range(top, len(self.blocks)) if _RECIPIENTS.match(self._words(i))]
        if labels:
            return self._around(labels[0], top)
        names = [i for i in range(top, self._first_annex(top)) if self.name and self.keys[i] == self.name]
        if names:
            return self._around(names[-1], top)
        return len(self.blocks), len(self.blocks)

    def _around(self, found: int, top: int) -> tuple[int, int]:
        """The closing around its surest line: back over the signature, on to the signer's name."""
        before = range(max(top, found - _SIGNATURE_REACH), found)
        start = next((i for i in before if self._is_signature(i)), found)
        limit = min(found + _CLOSING_REACH, self._first_annex(found))
        names = [i for i in range(found, limit) if self.name and self.keys[i] == self.name]
        end = names[0] + 1 if names else found + 1
        while end < limit and self._in_closing(end):
            end += 1
        return start, end

    def _first_annex(self, start: int) -> int:
        return next((i for i in range(start, len(self.blocks)) if self._is_annex(i)), len(self.blocks))

    def _is_annex(self, index: int) -> bool:
        label = None if self._is_row(index) else read_label(self._words(index))
        return label is not None and label.kind is LabelKind.ANNEX

    def _is_signature(self, index: int) -> bool:
        key = self.keys[index]
        return not self._is_row(index) and (key in self.signature or key in _SIGNED)

    def _in_closing(self, index: int) -> bool:
        """Whether the reading accounts for the block: a recipient, the signature, "Nơi nhận", "(Đã ký)"."""
        words, key = self._words(index), self.keys[index]
        if self._is_row(index):
            return False
        if not key or _RECIPIENTS.match(words) or self._is_signature(index):
            return True
        if not self.signature and is_capitals(words) and len(words) <= _LONGEST_LINE:
            return True
        return any(key and (key == line or key in line) for line in self.recipients)

    # Annexes

    def _annexes(self, start: int) -> list[list[int]]:
        """What follows the closing, a chunk for each annex that has a label."""
        chunks: list[list[int]] = []
        for index in range(start, len(self.blocks)):
            # "BIỂU MẪU BÁO CÁO" right under "Phụ lục II" is its title, not another annex.
            is_title = bool(chunks) and len(chunks[-1]) == 1 and self._is_annex(chunks[-1][0])
            if not chunks or (self._is_annex(index) and not is_title):
                chunks.append([])
            chunks[-1].append(index)
        return chunks


def _title_apart(paper: Paper, title: str | None) -> tuple[Block, ...]:
    """The blocks of the paper, the first words after a title that runs into them cut off as a block of their own."""
    for index, block in enumerate(paper.blocks[:_HEAD_REACH]):
        if title and paper.words(block).startswith(f"{title} "):
            end = block.start + len(title)
            parts = replace(block, end=end), replace(block, start=end + 1)
            return (*paper.blocks[:index], *parts, *paper.blocks[index + 1 :])
    return paper.blocks


def _head_words(document: DocumentHeader) -> tuple[str, ...]:
    """Search keys of whole lines that belong to a head; the kind of paper is the first."""
    law = layout()
    name, motto = (search_key(law.component(key).text or "") for key in ("national_name", "national_motto"))
    issuer = search_key(document.issuer or "")
    return search_key(document.kind or ""), name, motto, f"{name} {motto}", issuer


def _unabbreviated(key: str) -> str:
    return key.replace("ubnd", "uy ban nhan dan").replace("hdnd", "hoi dong nhan dan")


def _keys(*lines: str | None) -> list[str]:
    """Search keys of the lines of a signature, printed apart or together."""
    keys = [search_key(line) for line in lines if line]
    joined = [" ".join(keys[start:end]) for start in range(len(keys)) for end in range(start + 1, len(keys) + 1)]
    return [key for key in joined if key]
