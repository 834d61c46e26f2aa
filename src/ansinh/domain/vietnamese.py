"""Vietnamese text: one form for storing, one key for searching, one key for sorting.

SQLite's ``icontains`` is wrong for Vietnamese capitals and every engine sorts Đ last, so both keys are
computed here, stored beside the text, and used on both engines.
"""

import re
import unicodedata

#: Where the tone mark sits is a matter of style (hoà/hòa, thuý/thúy); without marks both are the same.
_SPACES = re.compile(r"\s+")
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def nfc(text: str) -> str:
    """The text in Unicode NFC: the form in which everything is stored. Applied at every door."""
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """NFC, with every run of white space (no-break spaces too) made one space, ends trimmed."""
    return _SPACES.sub(" ", nfc(text)).strip()


def without_marks(text: str) -> str:
    """Letters without tone and vowel marks, đ as d; case is kept. Length may differ from the input's."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if unicodedata.category(c) != "Mn"))


def search_key(text: str) -> str:
    """Key for searching: case-folded, no marks, đ as d, every other sign a single space.

    >>> search_key("Sở Lao động- Thương binh và Xã hội")
    'so lao dong thuong binh va xa hoi'
    """
    return _NOT_WORD.sub(" ", without_marks(text).casefold()).strip()


#: Vietnamese alphabetical order: ă â after a, đ after d, ê after e, ô ơ after o, ư after u.
_LETTER_ORDER = {"ă": "a1", "â": "a2", "đ": "d1", "ê": "e1", "ô": "o1", "ơ": "o2", "ư": "u1"}
#: Tone order of Vietnamese dictionaries: ngang, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def sort_key(text: str) -> str:
    """Key in ASCII whose byte order is Vietnamese dictionary order: letters first, tones to break ties.

    >>> sorted(["Đức", "Dung", "Duyên", "Em"], key=sort_key)
    ['Dung', 'Duyên', 'Đức', 'Em']
    """
    letters: list[str] = []
    tones: list[str] = []
    for char in squeeze(text).casefold():
        decomposed = unicodedata.normalize("NFD", char)
        tone = next((_TONES[mark] for mark in decomposed if mark in _TONES), "0")
        base = unicodedata.normalize("NFC", "".join(m for m in decomposed if m not in _TONES))
        letters.append(_LETTER_ORDER.get(base) or (without_marks(base) + "0" if base.isalpha() else base))
        tones.append(tone)
    return "".join(letters) + "!" + "".join(tones)


def person_sort_key(full_name: str) -> str:
    """Key for personal names: by given name (the last word), then middle names, then family name."""
    words = squeeze(full_name).split(" ")
    return sort_key(" ".join([words[-1], *words[1:-1], words[0]]) if len(words) > 1 else full_name)


def find_words(text: str, key: str) -> tuple[int, int] | None:
    """Where in ``text`` the first words stand whose `search_key` is ``key``: (start, end), or None.

    The key is folded letter by letter so that places in the text are kept: NFC Vietnamese letters fold one to one.
    """
    if not key:
        return None
    folded = "".join(_fold(char) for char in text)
    pattern = r"[^0-9a-z]+".join(re.escape(word) for word in key.split())
    match = re.search(pattern, folded)
    return (match.start(), match.end()) if match else None


def _fold(char: str) -> str:
    folded = without_marks(char).casefold()
    return folded if len(folded) == 1 else " "
