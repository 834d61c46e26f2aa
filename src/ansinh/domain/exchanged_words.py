"""One phrase put in the place of another, as "Thay thế cụm từ … bằng cụm từ …" means it.

Spaces, hyphens and commas between the words do not matter, nor do capitals; words are only met whole.
"""

from __future__ import annotations

import re

_BETWEEN = r"[\s\-–,]+"


def exchanged(text: str, old: str, new: str) -> str:
    """``text`` with every ``old`` replaced by ``new`` (empty strikes it out). Unchanged where the phrase does not stand.

    >>> exchanged("Sở Lao động- Thương binh và Xã hội; Sở Y tế.", "Sở Lao động - Thương binh và Xã hội", "Sở Nội vụ")
    'Sở Nội vụ; Sở Y tế.'
    """
    pattern = _pattern(old)
    if pattern is None or not pattern.search(text):
        return text
    if new:
        return pattern.sub(lambda _: new, text)
    return re.sub(r"[ \t\u00a0]{2,}", " ", pattern.sub("", text)).strip()


def holds(text: str, words: str) -> bool:
    """Whether the phrase stands in the text."""
    pattern = _pattern(words)
    return pattern is not None and pattern.search(text) is not None


def _pattern(words: str) -> re.Pattern[str] | None:
    parts = [part for part in re.split(_BETWEEN, words) if part]
    if not parts:
        return None
    first = r"(?<!\w)" if parts[0][0].isalnum() else ""
    last = r"(?!\w)" if parts[-1][-1].isalnum() else ""
    return re.compile(first + _BETWEEN.join(map(re.escape, parts)) + last, re.IGNORECASE)
