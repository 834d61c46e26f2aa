"""Cleaning of single characters and short signs, the same for every format.

All functions take and give plain strings; none of them knows paragraphs.
"""

from __future__ import annotations

import re
import unicodedata

#: Around the number of a footnote while a paragraph is on its way into the paper's text (private use).
NOTE_OPEN, NOTE_CLOSE = "\ue000", "\ue001"

#: All capital Latin letters with their Vietnamese marks, for use inside a character class.
UPPER = "".join(char for char in map(chr, range(0x41, 0x1F00)) if char.isupper() and "LATIN" in unicodedata.name(char))

_NOTE_MARK = re.compile(f"\\s*{NOTE_OPEN}([^{NOTE_CLOSE}]*){NOTE_CLOSE}")

#: Signs of the Symbol and Wingdings fonts, which Word stores in the private-use area.
_SYMBOL_FONT = {
    0xF02D: "-", 0xF0B7: "•", 0xF0A7: "▪", 0xF0A8: "▪", 0xF0D8: "➢", 0xF076: "❖", 0xF0FC: "✓",
    0xF0B0: "°", 0xF0B1: "±", 0xF0A3: "≤", 0xF0B3: "≥", 0xF0B4: "×", 0xF0E0: "→", 0xF0DE: "⇒", 0xF06D: "μ",
    0xF0FE: "☒", 0xF06F: "☐",
}  # fmt: skip

_SINGLE = {
    # Eth is not a Vietnamese letter; old keyboards put it in place of Đ.
    "\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ",
    # Oi stands for Ư in the tables of some fonts.
    "\u01a3": "ư", "\u01a2": "Ư",
    "\u00ad": "", "\u200b": "", "\u200c": "", "\u200d": "", "\u2060": "", "\ufeff": "", "\ufffc": "",
    "\u200e": "", "\u200f": "", "\u202a": "", "\u202c": "",
    "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\t": " ",
    "\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x85": "\n", "\r": "\n", "\f": "\n",
    "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl",
}  # fmt: skip

_SUPERSCRIPT = str.maketrans("0123456789+-n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ")
_SUBSCRIPT = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SHORT_NUMBER = re.compile(r"[+-]?\d{1,3}|n")
_WORDLESS = re.compile(r"[^\w%]*", re.UNICODE)
_RULE_SIGNS = re.compile(r"\s*(?:[-_=*~–—.]\s?){5,}\s*|\s*[_*]{3,}\s*")


def _table() -> dict[int, str]:
    table: dict[int, str] = {ord(sign): plain for sign, plain in _SINGLE.items()}
    table.update(dict.fromkeys((*range(0x09), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)), ""))
    table.update(dict.fromkeys(range(0xE000, 0xF900), " "))
    table.update(dict.fromkeys(range(0xD800, 0xE000), ""))  # halves of a pair are no characters
    table.update(_SYMBOL_FONT)
    return table


_CLEAN = _table()


#: Cyrillic letters that look like Latin ones; some law portals hold them inside Vietnamese words.
_CYRILLIC = "АВЕКМНОРСТХаеорсух"
_LOOK_ALIKES = str.maketrans(_CYRILLIC, "ABEKMHOPCTXaeopcyx")
_LOOK_ALIKE_WORD = re.compile(f"(?<![\\u0400-\\u04ff])[{_CYRILLIC}]+(?![\\u0400-\\u04ff])")


def clean(text: str) -> str:
    """NFC; no-break and zero-width signs gone, Eth made Đ, ligatures opened; forced breaks are ``"\\n"``."""
    plain = unicodedata.normalize("NFC", text.translate(_CLEAN))
    if plain.isascii():
        return plain
    return _LOOK_ALIKE_WORD.sub(lambda match: match.group().translate(_LOOK_ALIKES), plain)


def superscript(text: str) -> str:
    """Raised digits as Unicode superscripts (``m`` + ``2`` → ``m²``); anything else stays as it is."""
    return text.translate(_SUPERSCRIPT) if _SHORT_NUMBER.fullmatch(text.strip()) else text


def subscript(text: str) -> str:
    """Lowered digits as Unicode subscripts (``CO`` + ``2`` → ``CO₂``); anything else stays as it is."""
    return text.translate(_SUBSCRIPT) if _SHORT_NUMBER.fullmatch(text.strip()) else text


def note_mark(mark: str) -> str:
    """A footnote's mark inside running words; `split_notes` takes it out again."""
    return f"{NOTE_OPEN}{mark}{NOTE_CLOSE}"


def split_notes(text: str) -> tuple[str, list[tuple[str, int]]]:
    """The words without footnote marks, and each mark with the offset in those words where it stood."""
    marks: list[tuple[str, int]] = []
    plain: list[str] = []
    length = last = 0
    for match in _NOTE_MARK.finditer(text):
        piece = text[last : match.start()]
        plain.append(piece)
        length += len(piece)
        marks.append((match.group(1), length))
        last = match.end()
    plain.append(text[last:])
    return "".join(plain), marks


def is_wordless(text: str) -> bool:
    """True for rules, asterisks, "./." and other blocks that hold no letter and no digit."""
    return _WORDLESS.fullmatch(text.replace("_", "")) is not None


def without_rules(text: str) -> str:
    """The words without drawn rules ("-------", "______") at their ends."""
    return _RULE_SIGNS.sub(" ", text)
