"""Which words differ between two wordings of the same thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

#: Under this likeness (0 to 1) the two are different sentences: marking single words would only confuse.
_ALIKE = 0.4
#: Comparing takes time that grows with the square of the words; longer texts are shown unmarked.
_WORDS_COMPARED = 2000
_WORD = re.compile(r"\S+\s*")


@dataclass(frozen=True, slots=True)
class Words:
    """A run of words. ``differs`` if the other wording does not have them here."""

    text: str
    differs: bool = False


def differing_words(before: str, after: str) -> tuple[tuple[Words, ...], tuple[Words, ...]]:
    """Both wordings cut into runs; the runs of each, joined, give it back unchanged.

    >>> differing_words("trên 93% dân số", "trên 95% dân số")[1]
    (Words(text='trên ', differs=False), Words(text='95% ', differs=True), Words(text='dân số', differs=False))
    """
    old, new = _words(before), _words(after)
    if len(old) + len(new) > _WORDS_COMPARED:
        return _unmarked(before), _unmarked(after)
    matcher = SequenceMatcher(None, [w.strip() for w in old], [w.strip() for w in new], autojunk=False)
    if matcher.ratio() < _ALIKE:
        return _unmarked(before), _unmarked(after)
    was, now = [], []
    for tag, old_start, old_end, new_start, new_end in matcher.get_opcodes():
        was.append(Words("".join(old[old_start:old_end]), tag != "equal"))
        now.append(Words("".join(new[new_start:new_end]), tag != "equal"))
    return tuple(w for w in was if w.text), tuple(w for w in now if w.text)


def _words(text: str) -> list[str]:
    """Words with the white space after them; leading white space goes with the first."""
    lead = re.match(r"\s*", text)
    start = lead.end() if lead else 0
    words = _WORD.findall(text, start)
    return [text[:start] + words[0], *words[1:]] if words else [text] if text else []


def _unmarked(text: str) -> tuple[Words, ...]:
    return (Words(text),) if text else ()
