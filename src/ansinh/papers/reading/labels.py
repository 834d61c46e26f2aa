"""The labels that Vietnamese official documents put before a heading or an item.

Decree 30/2020/NĐ-CP (Annex I) orders them phần, chương, mục, tiểu mục, điều, khoản, điểm, and for documents
with other layouts I, 1, a), -. Real documents also have A., 1.1., 1), (1), +, and labels that OCR bent.
A label is only what stands at the start of a block; what looks like one inside a sentence is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from .wording import is_capitals


class LabelKind(StrEnum):
    ANNEX = "annex"  # PHỤ LỤC II
    PART = "part"  # Phần thứ nhất
    CHAPTER = "chapter"  # Chương I
    SECTION = "section"  # Mục 1
    ARTICLE = "article"  # Điều 1.
    UPPER = "upper"  # A.
    ROMAN = "roman"  # I.
    NUMBER = "number"  # 1.
    DOTTED = "dotted"  # 1.1.
    LETTER = "letter"  # a)
    PAREN = "paren"  # 1) or (1)
    BULLET = "bullet"  # - + * •


#: The letters of điểm in their legal order: no f, j, w, z, and đ stands for itself.
LETTERS = "abcdđeghiklmnopqrstuvxy"

_BULLETS = "-–—−+*•●○▪◦⁃·∙■□➢✓"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_WORD_NUMBERS = {
    "nhất": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """A label at the start of a block.

    ``path`` holds the numbers that the label prints (``1.2.`` is ``(1, 2)``); ``component`` is what the code
    of the place gets; ``length`` is the number of characters before the words that follow the label.
    """

    kind: LabelKind
    path: tuple[int, ...]
    component: str
    printed: str
    length: int

    @property
    def ordinal(self) -> int:
        return self.path[-1]


def roman_to_int(text: str) -> int | None:
    """The value of a Roman number written the canonical way, up to 399; ``None`` for anything else."""
    value = 0
    for here, after in zip(text, [*text[1:], ""], strict=True):
        number = _ROMAN_VALUES.get(here)
        if number is None:
            return None
        value += -number if _ROMAN_VALUES.get(after, 0) > number else number
    return value if text and int_to_roman(value) == text else None


def int_to_roman(value: int) -> str:
    """Roman number of 1 to 399."""
    signs = (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    )
    out = []
    for size, sign in signs:
        while value >= size:
            out.append(sign)
            value -= size
    return "".join(out)


_SPACE = r"[ \t\u00a0]"
_WORDED = re.compile(
    rf"(?P<word>phần|chương|mục|tiểu mục|điều){_SPACE}+(?:thứ{_SPACE}+)?"
    rf"(?P<number>\d{{1,3}}[a-zđ]?|[IVXLC]{{1,7}}|[A-H]|nhất|một|hai|ba|tư|bốn|năm|sáu|bảy|tám|chín|mười)"
    rf"(?P<after>{_SPACE}*[.:)\-–/]|{_SPACE}*$|{_SPACE})",
    re.IGNORECASE,
)
_ANNEX = re.compile(
    rf"(?P<word>phụ{_SPACE}+lục|phụ{_SPACE}+biểu|biểu{_SPACE}+mẫu)"
    rf"(?:{_SPACE}+(?:số{_SPACE}*:?{_SPACE}*)?(?P<number>\d{{1,2}}[a-z]?|[IVXLC]{{1,5}}|[A-H])(?![\w/]))?"
    rf"{_SPACE}*[.:\-–]?",
    re.IGNORECASE,
)
_ROMAN = re.compile(rf"(?P<number>[IVXLCl1|]{{1,7}})(?P<after>{_SPACE}*[.)/:]|{_SPACE}*[-–]|{_SPACE}+)")
_ROMAN_DOTTED = re.compile(rf"(?P<first>[IVX]{{1,5}})\.(?P<rest>\d{{1,2}}(?:\.\d{{1,2}})?)[.)]?{_SPACE}+")
_UPPER = re.compile(rf"(?P<letter>[A-HĐK])(?P<after>{_SPACE}*[./]|{_SPACE}+[-–]){_SPACE}*")
_DOTTED = re.compile(rf"(?P<path>\d{{1,2}}(?:\.\d{{1,2}}){{1,4}})(?P<after>[.)/:]?){_SPACE}*")
_NUMBER = re.compile(rf"(?P<number>\d{{1,3}})(?P<after>{_SPACE}*[./:]|{_SPACE}*[-–](?=\D)|{_SPACE}*\)){_SPACE}*")
_PAREN = re.compile(rf"\((?P<number>\d{{1,3}})\){_SPACE}*[.:]?{_SPACE}*")
_LETTER = re.compile(
    rf"\(?(?P<letter>[a-zđ])(?P<sub>\d{{0,2}})(?P<after>{_SPACE}*\)|{_SPACE}*[./](?!\w)){_SPACE}*[.:]?{_SPACE}*"
)
_BULLET = re.compile(rf"(?P<sign>[{re.escape(_BULLETS)}])(?![\d{re.escape(_BULLETS)}]{{2}}){_SPACE}*")
_OCR_ROMAN = str.maketrans("l1|", "III")

_WORD_KINDS = {
    "phần": LabelKind.PART,
    "chương": LabelKind.CHAPTER,
    "mục": LabelKind.SECTION,
    "tiểu mục": LabelKind.SECTION,
    "điều": LabelKind.ARTICLE,
}
_WORD_NAMES = {
    LabelKind.PART: "Phần",
    LabelKind.CHAPTER: "Chương",
    LabelKind.SECTION: "Mục",
    LabelKind.ARTICLE: "Điều",
}


def read_label(words: str) -> Label | None:
    """The label with which ``words`` starts, or ``None``; of "- b) …" (a Markdown list) it is the letter b."""
    if not words:
        return None
    bullet = _read_bullet(words)
    if bullet is None:
        return _read_strong(words)
    inner = _read_strong(words[bullet.length :])
    if inner is None or inner.kind in (LabelKind.ANNEX, LabelKind.SECTION, LabelKind.UPPER):
        return bullet
    return Label(inner.kind, inner.path, inner.component, inner.printed, bullet.length + inner.length)


def _read_strong(words: str) -> Label | None:
    for reader in (
        _read_worded,
        _read_annex,
        _read_roman,
        _read_dotted,
        _read_number,
        _read_letter,
        _read_upper,
    ):
        label = reader(words)
        if label is not None:
            return label
    return None


def _begins_sentence(words: str) -> bool:
    """Whether the words could begin a heading or sentence: a capital, a digit, a quotation mark; or nothing."""
    stripped = words.lstrip(" \u00a0\"“‘'([*")
    return not stripped or stripped[0].isupper() or stripped[0].isdigit()


def _read_worded(words: str) -> Label | None:
    match = _WORDED.match(words)
    if match is None or not match["word"][0].isupper():
        return None
    kind = _WORD_KINDS[match["word"].lower()]
    rest = words[match.end() :].strip(" \u00a0.:")
    marked = match["after"].strip() != ""
    # "Điều 5 Luật Đất đai quy định…" and "Mục II Kế hoạch này" are text: a heading has a sign after its number,
    # or stands alone, or is in capitals.
    if rest and not marked and not is_capitals(rest):
        return None
    if marked and not _begins_sentence(rest):
        return None
    printed_number = match["number"]
    number = _any_number(printed_number)
    if number is None:
        return None
    shown = str(number) if printed_number.lower() in _WORD_NUMBERS else printed_number
    return Label(kind, (number,), f"{_WORD_NAMES[kind]} {shown}", words[: match.end()].strip(), match.end())


def _any_number(text: str) -> int | None:
    if text[0].isdigit():
        return int(re.match(r"\d+", text)[0])  # type: ignore[index]
    if text.lower() in _WORD_NUMBERS:
        return _WORD_NUMBERS[text.lower()]
    roman = roman_to_int(text.upper())
    if roman is not None:
        return roman
    return ord(text.upper()) - ord("A") + 1 if len(text) == 1 else None


def _read_annex(words: str) -> Label | None:
    match = _ANNEX.match(words)
    if match is None or not match["word"][0].isupper():
        return None
    rest = words[match.end() :].strip()
    capitals = match["word"].isupper()
    # "Phụ lục kèm theo Kế hoạch này" is text; a title is in capitals or stands alone.
    if rest and not capitals and not is_capitals(rest) and not (match["number"] and _begins_sentence(rest)):
        return None
    if rest and not _begins_sentence(rest):
        return None
    number = _any_number(match["number"]) if match["number"] else None
    component = "PL" if number is None else f"PL{number}"
    return Label(LabelKind.ANNEX, (number or 0,), component, words[: match.end()].strip(), match.end())


def _read_roman(words: str) -> Label | None:
    dotted = _ROMAN_DOTTED.match(words)
    if dotted is not None:
        first = roman_to_int(dotted["first"])
        if first is not None and _begins_sentence(words[dotted.end() :]):
            path = (first, *(int(part) for part in dotted["rest"].split(".")))
            component = f"{dotted['first']}.{dotted['rest']}"
            return Label(LabelKind.DOTTED, path, component, dotted[0].strip(), dotted.end())
    match = _ROMAN.match(words)
    if match is None:
        return None
    printed, rest = match["number"], words[match.end() :].strip()
    bent = any(c in "l1|" for c in printed)
    value = roman_to_int(printed.translate(_OCR_ROMAN))
    if value is None or not _begins_sentence(rest):
        return None
    marked = match["after"].strip() != ""
    # A bent Roman ("I1.", "lI.") or one without its dot must be followed by a heading in capitals; "1." and "l."
    # alone are numbers.
    if bent and (not any(c in "IVXLC" for c in printed) or not is_capitals(rest)):
        return None
    if not marked and not (rest and is_capitals(rest)):
        return None
    return Label(LabelKind.ROMAN, (value,), int_to_roman(value), words[: match.end()].strip(), match.end())


def _read_dotted(words: str) -> Label | None:
    match = _DOTTED.match(words)
    if match is None:
        return None
    rest = words[match.end() :]
    # "1.5 triệu đồng" is a quantity, "01.2025" a month: an item begins with a capital or a quotation mark.
    if not rest.strip() or rest.strip()[0].isdigit() or not _begins_sentence(rest):
        return None
    path = tuple(int(part) for part in match["path"].split("."))
    if 0 in path:
        return None
    return Label(LabelKind.DOTTED, path, ".".join(map(str, path)), match[0].strip(), match.end())


def _read_number(words: str) -> Label | None:
    paren = _PAREN.match(words)
    if paren is not None:
        number = int(paren["number"])
        return Label(LabelKind.PAREN, (number,), str(number), paren[0].strip(), paren.end())
    match = _NUMBER.match(words)
    if match is None:
        if re.match(r"l\s?[.)]\s", words) and _begins_sentence(words[2:]):  # OCR: l for 1
            return Label(LabelKind.NUMBER, (1,), "1", words[:2], 3)
        return None
    number, rest = int(match["number"]), words[match.end() :]
    spaced = match[0][-1].isspace() or not rest
    if number == 0 or (rest[:1].isdigit() and not spaced):
        return None
    sign = match["after"].strip()
    if sign in ("/", "-", "–", ":") and not (rest and _begins_sentence(rest)):
        return None
    if not spaced and not rest[:1].isupper():
        return None
    kind = LabelKind.PAREN if sign == ")" else LabelKind.NUMBER
    return Label(kind, (number,), str(number), words[: match.end()].strip(), match.end())


def _read_letter(words: str) -> Label | None:
    match = _LETTER.match(words)
    if match is None:
        return None
    letter = match["letter"]
    rest = words[match.end() :]
    if match["after"].strip() != ")" and not (rest and _begins_sentence(rest)):
        return None
    ordinal = LETTERS.find(letter) + 1 or 100 + ord(letter)
    path = (ordinal, int(match["sub"])) if match["sub"] else (ordinal,)
    return Label(LabelKind.LETTER, path, letter + match["sub"], words[: match.end()].strip(), match.end())


def _read_upper(words: str) -> Label | None:
    match = _UPPER.match(words)
    if match is None:
        return None
    rest = words[match.end() :]
    if not rest or not _begins_sentence(rest):
        return None
    ordinal = LETTERS.find(match["letter"].lower()) + 1
    return Label(LabelKind.UPPER, (ordinal,), match["letter"], words[: match.end()].strip(), match.end())


def _read_bullet(words: str) -> Label | None:
    match = _BULLET.match(words)
    if match is None:
        return None
    return Label(LabelKind.BULLET, (0,), "", match["sign"], match.end())
