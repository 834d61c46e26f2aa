"""Short names for long official text: for rails, lists and titles. The full words are always one click away."""

from __future__ import annotations

import re

from ansinh.domain.vietnamese import squeeze

_SENTENCE_END = re.compile(r"(?<=[.;:])\s")
#: "Về giáo dục: …" names itself.
_SUBJECT = re.compile(r"^(Về [^:.;]{3,60}):")
_CLAUSE = re.compile(r"[,;]\s|\s(?:và|nhằm|để|gắn với|bảo đảm|trong)\s")


def short_name(text: str, limit: int = 120) -> str:
    """The first thought of a long text, cut at a clause, at most ``limit`` characters, «…» if words were left out.

    >>> short_name("Về giáo dục: Hoàn thiện hệ thống giáo dục quốc dân.")
    'Về giáo dục'
    """
    text = squeeze(text)
    subject = _SUBJECT.match(text)
    if subject:
        return subject.group(1)
    first = _SENTENCE_END.split(text, maxsplit=1)[0].rstrip(".;:, ")
    if len(first) <= limit:
        return first
    cuts = [m.start() for m in _CLAUSE.finditer(first) if limit // 3 <= m.start() <= limit]
    at = cuts[-1] if cuts else first.rfind(" ", 0, limit)
    return first[:at].rstrip(",;: ") + "…"


def rail_heading(heading: str, limit: int = 38) -> str:
    """A heading for the narrow rail: sentence case, cut at a word.

    >>> rail_heading("NỘI DUNG, NHIỆM VỤ VÀ GIẢI PHÁP THỰC HIỆN")
    'Nội dung, nhiệm vụ và giải pháp thực…'
    """
    words = squeeze(heading).rstrip(".;:")
    if words.isupper():
        words = words.capitalize()
    if len(words) <= limit:
        return words
    cuts = [m.start() for m in _CLAUSE.finditer(words) if limit // 2 <= m.start() <= limit]
    if cuts:
        return words[: cuts[-1]].rstrip(",;: ") + "…"
    return words[: words.rfind(" ", 0, limit)].rstrip(",;: ") + "…"
