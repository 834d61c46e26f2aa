"""TCVN3 (ABC) and VNI-Windows: how to recognise them and what their codes mean.

In both, text that a Unicode program shows as Latin-1 or Windows-1252 letters stands for other letters. TCVN3
gives each Vietnamese letter one code from 161 to 254 (small letters; capitals are typed in capital fonts with
the same codes). VNI writes the plain letter followed by a code for its marks: "aù" is "á", "aá" is "ấ".
Source of the codes: TCVN 5712:1993 (VN3) and the code chart of VNI for Windows.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache


class Legacy(StrEnum):
    TCVN3 = "TCVN3 (ABC)"
    VNI = "VNI"


#: TCVN 5712 VN3: code → letter.
_TCVN3 = {
    0xA1: "Ă", 0xA2: "Â", 0xA3: "Ê", 0xA4: "Ô", 0xA5: "Ơ", 0xA6: "Ư", 0xA7: "Đ",
    0xA8: "ă", 0xA9: "â", 0xAA: "ê", 0xAB: "ô", 0xAC: "ơ", 0xAD: "ư", 0xAE: "đ",
    0xB5: "à", 0xB6: "ả", 0xB7: "ã", 0xB8: "á", 0xB9: "ạ",
    0xBB: "ằ", 0xBC: "ẳ", 0xBD: "ẵ", 0xBE: "ắ", 0xC6: "ặ",
    0xC7: "ầ", 0xC8: "ẩ", 0xC9: "ẫ", 0xCA: "ấ", 0xCB: "ậ",
    0xCC: "è", 0xCE: "ẻ", 0xCF: "ẽ", 0xD0: "é", 0xD1: "ẹ",
    0xD2: "ề", 0xD3: "ể", 0xD4: "ễ", 0xD5: "ế", 0xD6: "ệ",
    0xD7: "ì", 0xD8: "ỉ", 0xDC: "ĩ", 0xDD: "í", 0xDE: "ị",
    0xDF: "ò", 0xE1: "ỏ", 0xE2: "õ", 0xE3: "ó", 0xE4: "ọ",
    0xE5: "ồ", 0xE6: "ổ", 0xE7: "ỗ", 0xE8: "ố", 0xE9: "ộ",
    0xEA: "ờ", 0xEB: "ở", 0xEC: "ỡ", 0xED: "ớ", 0xEE: "ợ",
    0xEF: "ù", 0xF1: "ủ", 0xF2: "ũ", 0xF3: "ú", 0xF4: "ụ",
    0xF5: "ừ", 0xF6: "ử", 0xF7: "ữ", 0xF8: "ứ", 0xF9: "ự",
    0xFA: "ỳ", 0xFB: "ỷ", 0xFC: "ỹ", 0xFD: "ý", 0xFE: "ỵ",
}  # fmt: skip

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_CIRCUMFLEX, _BREVE, _HORN = "\u0302", "\u0306", "\u031b"

#: VNI: the code that follows a letter → the marks it adds.
_VNI_MARKS = {
    "ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT,
    "â": _CIRCUMFLEX, "à": _CIRCUMFLEX + _GRAVE, "á": _CIRCUMFLEX + _ACUTE, "å": _CIRCUMFLEX + _HOOK,
    "ã": _CIRCUMFLEX + _TILDE, "ä": _CIRCUMFLEX + _DOT,
    "ê": _BREVE, "è": _BREVE + _GRAVE, "é": _BREVE + _ACUTE, "ú": _BREVE + _HOOK, "ü": _BREVE + _TILDE,
    "ë": _BREVE + _DOT,
}  # fmt: skip

#: VNI: codes that are letters by themselves; ô and ö take the single marks above after them.
_VNI_LETTERS = {
    "ñ": "đ", "Ñ": "Đ", "ô": "ơ", "Ô": "Ơ", "ö": "ư", "Ö": "Ư", "ò": "ị", "Ò": "Ị", "æ": "ỉ", "Æ": "Ỉ",
    "ó": "ĩ", "Ó": "Ĩ", "í": "í", "Í": "Í", "ì": "ì", "Ì": "Ì", "î": "ỵ", "Î": "Ỵ",
}  # fmt: skip

#: Windows-1252 letters at 0x80-0x9F that stand in for the control codes of Latin-1.
_CP1252_BACK = {
    ord(bytes([code]).decode("cp1252")): code
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}

#: Common words of official papers in each encoding; true Unicode Vietnamese holds none of them.
_TCVN3_WORDS = ("cña", "nh©n d©n", "®", "thùc hiÖn", "nhiÖm vô", "kÕ ho¹ch", "c¸c", "vµ", "tØnh", "ngµy", "Th«ng")
_VNI_WORDS = (
    "cuûa", "nhaân daân", "thöïc hieän", "nhieäm vuï", "keá hoaïch", "caùc", "vaø", "tænh", "ngaøy", "Thoâng",
    "ñoä", "ñöô", "ñeå", "ñeà", "ñöôïc", "ñònh", "ñaï", "ngöôøi",
)  # fmt: skip
_UNICODE_LETTERS = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹĂĐƠƯẠ-Ỹ]")
_MIN_HITS = 3


def detect_legacy(text: str) -> Legacy | None:
    """Which legacy encoding the text is in, by its most common words; ``None`` for Unicode or unsure.

    >>> detect_legacy("ñy ban nh©n d©n tØnh c¸c së, ngµnh vµ cña").value
    'TCVN3 (ABC)'
    """
    sample = text[:200_000]
    if len(_UNICODE_LETTERS.findall(sample)) * 100 > len(sample) or not mostly_plain(sample):
        return None
    hits = {
        Legacy.TCVN3: sum(sample.count(word) for word in _TCVN3_WORDS),
        Legacy.VNI: sum(sample.count(word) for word in _VNI_WORDS),
    }
    best = max(hits, key=lambda legacy: hits[legacy])
    return best if hits[best] >= _MIN_HITS and hits[best] * 400 >= len(sample) else None


def mostly_plain(text: str) -> bool:
    """True if at least half of the letters carry no mark, as in Vietnamese in whatever encoding."""
    letters = [char for char in text if char.isalpha()]
    return sum(1 for char in letters if char.isascii()) * 2 >= len(letters)


def legacy_of_font(font: str) -> Legacy | None:
    """The encoding that a font's name gives away: ".VnTime" is TCVN3, "VNI-Times" is VNI.

    >>> legacy_of_font(".VnTimeH").value, legacy_of_font("Times New Roman")
    ('TCVN3 (ABC)', None)
    """
    plain = font.rsplit("+", 1)[-1].lstrip().casefold()
    if plain.startswith(".vn"):
        return Legacy.TCVN3
    return Legacy.VNI if plain.startswith(("vni-", "vni ")) else None


_TCVN3_TELLTALE = re.compile("[\xa1-\xae\xb5-\xb9\xbb-\xbe]")


@dataclass(frozen=True, slots=True)
class FontDecoder:
    """Converts words by the name of their font, where the words are really in that font's codes.

    Many files name an old font but hold Unicode, because Word silently draws what the font lacks with another.
    ``unicode_paper`` says which of the two an undecided run ("và", "thêm") belongs to.
    """

    unicode_paper: bool

    @classmethod
    def for_text(cls, text: str) -> FontDecoder:
        """The decoder for a document with this whole text."""
        return cls(len(_UNICODE_LETTERS.findall(text)) > len(_TCVN3_TELLTALE.findall(text)))

    def decode(self, text: str, font: str | None) -> tuple[str, Legacy | None]:
        """The words in Unicode, and the encoding they were in if they had to be converted."""
        legacy = legacy_of_font(font) if font is not None else None
        if legacy is None or font is None:
            return text, None
        used = legacy if not text.isascii() and self._is_coded(text, legacy) else None
        plain = to_unicode(text, used) if used is not None else text
        return (plain.upper() if is_capital_font(font) else plain), used

    def _is_coded(self, text: str, legacy: Legacy) -> bool:
        if any(char > "\xff" and char.isalpha() for char in text):
            return False
        telltale = _TCVN3_TELLTALE if legacy is Legacy.TCVN3 else _vni_pairs()
        return telltale.search(text) is not None or not self.unicode_paper


def is_capital_font(font: str) -> bool:
    """True for the TCVN3 fonts whose small codes are drawn as capitals (".VnTimeH", ".VnArialH")."""
    plain = font.rsplit("+", 1)[-1]
    return legacy_of_font(font) is Legacy.TCVN3 and plain.rstrip().endswith("H")


def to_unicode(text: str, legacy: Legacy) -> str:
    """The text in Unicode NFC."""
    return _from_tcvn3(text) if legacy is Legacy.TCVN3 else _from_vni(text)


def _from_tcvn3(text: str) -> str:
    return unicodedata.normalize("NFC", text.translate(_TCVN3))


@cache
def _vni_pairs() -> re.Pattern[str]:
    marks = "".join(_VNI_MARKS) + "".join(_VNI_MARKS).upper()
    return re.compile(f"([aeouyAEOUYôÔöÖ])([{re.escape(marks)}])|([{''.join(_VNI_LETTERS)}])")


def _from_vni(text: str) -> str:
    latin = text.translate(_CP1252_BACK)
    return unicodedata.normalize("NFC", _vni_pairs().sub(_vni_letter, latin))


def _vni_letter(match: re.Match[str]) -> str:
    base, mark, alone = match.groups()
    if alone is not None:
        return _VNI_LETTERS[alone]
    return unicodedata.normalize("NFC", _VNI_LETTERS.get(base, base) + _VNI_MARKS[mark.lower()])
