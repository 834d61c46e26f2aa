"""References to places of a plan, as orders write them: "gạch đầu dòng thứ hai, điểm a khoản 2 Mục II".

A reference is a chain of parts, inner ones first or last; several references may share their outer parts. Grammar and
worked table: docs/algorithms/amendments.md, "Places".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ansinh.domain.amendment_readings import PlanPlace

from ..labels import roman_to_int
from ..wording import WORD_END

#: Which part lies further out; of parts of one kind of number the word decides.
_ANNEX, _PART, _CHAPTER, _ROMAN, _ARTICLE, _SECTION, _SUBSECTION, _CLAUSE, _POINT, _LETTER, _ROW, _DASH = range(12)
_WORD_RANKS = {"mục": _SECTION, "tiểu mục": _SUBSECTION, "khoản": _CLAUSE, "điểm": _POINT, "tiết": _LETTER}

_UNITS = ("", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_ORDINALS = {
    "nhất": 1, "tư": 4, "mười": 10,
    **{word: number for number, word in enumerate(_UNITS) if word},
    **{f"mười {word}": 10 + number for number, word in enumerate(_UNITS) if word},
}  # fmt: skip

_S = r"[\s\u00a0]"
_ORDINAL = (
    rf"(?:thứ{_S}+(?:mười{_S}+\w+|{'|'.join(sorted(_ORDINALS, key=len, reverse=True))}|\d{{1,2}})"
    rf"|(?:số{_S}+)?\d{{1,2}}|cuối(?:{_S}+cùng)?|đầu{_S}+tiên){WORD_END}"
)
_AND = rf"{_S}*(?:,|;|và|,{_S}*và){_S}*"
_SIGN = rf"(?:{_S}*\({_S}*[-–+]{_S}*\))?"
#: A dash of a list; "ý", "đoạn" are what officials call it where the sign was lost.
_DASH_WORD = (
    rf"(?:(?:dấu{_S}+)?gạch(?:{_S}+ngang)?{_S}+đầu{_S}+dòng|(?:dấu{_S}+)?gạch{_S}+ngang|dấu{_S}+gạch|dấu{_S}+trừ"
    rf"|gạch{_S}*(?=\()|đầu{_S}+dòng|ý){_SIGN}"
)
_ROMAN_NUMBER = r"[IVXLC]{1,7}"
_VALUE = rf"(?:{_ROMAN_NUMBER}(?:\.[\dA-Za-zđ]{{1,4}})+|{_ROMAN_NUMBER}|\d{{1,3}}(?:\.\d{{1,3}})*[a-zđ]?|[a-zđ]\d?){WORD_END}"
_ROW_WORD = (
    rf"(?:(?:nhiệm{_S}+vụ|chỉ{_S}+tiêu|mục{_S}+tiêu|nội{_S}+dung|dòng){_S}+(?:thứ|số)(?:{_S}+thứ{_S}+tự)?"
    rf"|số{_S}+thứ{_S}+tự|stt|tt){_S}*:?{_S}*"
)
_TOKEN = re.compile(
    rf"(?P<dash>(?i:{_DASH_WORD}){_S}*(?P<turns>(?i:{_ORDINAL})(?:{_AND}(?i:{_ORDINAL}))*))"
    rf"|(?P<row>(?i:{_ROW_WORD})(?P<rows>\d{{1,3}}(?:{_AND}\d{{1,3}}{WORD_END})*){WORD_END})"
    rf"|(?P<annex>(?i:phụ{_S}+lục)(?:{_S}+(?i:số{_S}*)?(?P<annex_number>\d{{1,2}}|{_ROMAN_NUMBER}|[A-H]){WORD_END})?)"
    rf"|(?P<article>(?i:điều){_S}+(?P<articles>\d{{1,3}}[a-zđ]?(?:{_AND}\d{{1,3}}[a-zđ]?{WORD_END})*){WORD_END})"
    rf"|(?P<part>(?i:phần|chương){_S}+(?P<part_number>(?i:thứ{_S}+)?(?:{_ROMAN_NUMBER}|\d{{1,2}}|(?i:{'|'.join(_ORDINALS)})){WORD_END}))"
    rf"|(?P<word>(?i:tiểu{_S}+mục|mục|khoản|điểm|tiết)){_S}+(?P<values>{_VALUE}(?:{_AND}{_VALUE})*)"
)
_ITEM = re.compile(rf"(?i:{_ORDINAL})")
_LISTED = re.compile(_VALUE)
#: What may stand between an outer part and the inner one that follows it: "Mục II, khoản 2, điểm a".
_CHAIN_GAP = re.compile(rf"{_S}*,?{_S}*")


@dataclass(frozen=True, slots=True)
class _Token:
    """One part of a reference; several values ("điểm a, b") are several references. ``values`` are code components."""

    rank: int
    values: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Reference:
    parts: dict[int, str] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    inward: bool = True  # so far read from the outside in

    @property
    def outermost(self) -> int:
        return min(self.parts)

    @property
    def innermost(self) -> int:
        return max(self.parts)

    def with_part(self, token: _Token, value: str, *, inward: bool) -> _Reference:
        return _Reference(
            {**self.parts, token.rank: value}, min(self.start, token.start), max(self.end, token.end), inward
        )


@dataclass(frozen=True, slots=True)
class Found:
    """The places that a stretch of text names, and where the first reference begins and the last one ends."""

    places: tuple[PlanPlace, ...]
    start: int
    end: int


def find_places(text: str, start: int, end: int) -> Found:
    """Every place named in ``text[start:end]``, in the order of the text, each once."""
    tokens = list(_tokens(text, start, end))
    if not tokens:
        return Found((), start, start)
    references: list[_Reference] = []
    for index, token in enumerate(tokens):
        references = _take(text, references, token, tokens[index + 1 :])
    places = tuple(dict.fromkeys(_place(text, reference) for reference in references))
    return Found(places, tokens[0].start, tokens[-1].end)


def within(place: PlanPlace, outer: Sequence[PlanPlace]) -> PlanPlace:
    """A reference that leaves its outer parts out, completed by the one place that the order above names."""
    if len(outer) != 1 or _is_complete(place.code):
        return place
    code = f"{outer[0].code}.{place.code}" if place.code else outer[0].code
    return replace(place, code=code)


def _is_complete(code: str) -> bool:
    first = code.partition(".")[0]
    return bool(first) and (first.startswith(("PL", "Điều", "Phần", "Chương")) or roman_to_int(first) is not None)


def _take(text: str, references: list[_Reference], token: _Token, following: Sequence[_Token]) -> list[_Reference]:
    """The references with the next part taken in."""
    last = references[-1] if references else None
    if last is not None and token.rank < last.outermost:
        return [wider for reference in references for wider in _widened(reference, token)]
    if last is not None and _goes_inward(text, last, token, following):
        return references[:-1] + [last.with_part(token, value, inward=True) for value in token.values]
    return references + [_Reference({token.rank: value}, token.start, token.end) for value in token.values]


def _widened(reference: _Reference, token: _Token) -> Iterator[_Reference]:
    """The outer part belongs to every reference before it that has none so far out."""
    if token.rank >= reference.outermost:
        yield reference
        return
    for value in token.values:
        yield reference.with_part(token, value, inward=False)


def _goes_inward(text: str, last: _Reference, token: _Token, following: Sequence[_Token]) -> bool:
    if not last.inward or token.rank <= last.innermost or not _CHAIN_GAP.fullmatch(text, last.end, token.start):
        return False
    return all(later.rank > last.outermost for later in following)


def _place(text: str, reference: _Reference) -> PlanPlace:
    parts = dict(reference.parts)
    turn = parts.pop(_DASH, None)
    if _ARTICLE in parts:  # articles are numbered through the whole document
        parts = {rank: value for rank, value in parts.items() if rank >= _ARTICLE}
    components: list[str] = []
    for rank in sorted(parts):
        components += _own_components(parts[rank], components)
    raw = text[reference.start : reference.end]
    return PlanPlace(".".join(components), int(turn) if turn is not None else None, raw)


def _own_components(value: str, before: Sequence[str]) -> list[str]:
    """ "2.1" under "2" adds "1"; "III.8.c" is a chain by itself."""
    path = value.split(".")
    for shared in range(len(path) - 1, 0, -1):
        if list(before[-shared:]) == path[:shared]:
            return path[shared:]
    return path


def _tokens(text: str, start: int, end: int) -> Iterator[_Token]:
    for match in _TOKEN.finditer(text, start, end):
        rank, values = _read_token(match)
        yield _Token(rank, values, match.start(), match.end())


def _read_token(match: re.Match[str]) -> tuple[int, tuple[str, ...]]:
    if match["dash"] is not None:
        return _DASH, tuple(str(_turn(item[0])) for item in _ITEM.finditer(match["turns"]))
    if match["row"] is not None:
        return _ROW, tuple(re.findall(r"\d+", match["rows"]))
    if match["annex"] is not None:
        return _ANNEX, (_annex(match["annex_number"]),)
    if match["article"] is not None:
        return _ARTICLE, tuple(f"Điều {number}" for number in re.findall(r"\d+[a-zđ]?", match["articles"]))
    if match["part"] is not None:
        return _part(match["part"], match["part_number"])
    values = tuple(_LISTED.findall(match["values"]))
    return _rank_of(re.sub(r"\s+", " ", match["word"].lower()), values[0]), values


def _rank_of(word: str, value: str) -> int:
    if roman_to_int(value.partition(".")[0]) is not None:
        return _ROMAN
    if not value[0].isdigit():
        return max(_LETTER, _WORD_RANKS[word])
    return _WORD_RANKS[word]


def _part(words: str, number: str) -> tuple[int, tuple[str, ...]]:
    is_part = words.lower().startswith("phần")
    bare = re.sub(r"(?i)^thứ\s+", "", number)
    if is_part and roman_to_int(bare) is not None:
        return _ROMAN, (bare,)
    shown = str(_ORDINALS.get(bare.lower(), bare))
    return (_PART, (f"Phần {shown}",)) if is_part else (_CHAPTER, (f"Chương {shown}",))


def _annex(number: str | None) -> str:
    if number is None:
        return "PL"
    if number.isdigit():
        return f"PL{int(number)}"
    value = roman_to_int(number)
    return f"PL{value if value is not None else ord(number) - ord('A') + 1}"


def _turn(words: str) -> int:
    bare = re.sub(r"\s+", " ", words.lower())
    if bare.startswith("cuối"):
        return -1
    if bare == "đầu tiên":
        return 1
    bare = re.sub(r"^(?:thứ|số) ", "", bare)
    return int(bare) if bare.isdigit() else _ORDINALS[bare]
