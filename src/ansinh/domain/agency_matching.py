"""From an agency as a document prints it to ranked proposals from the register of organisations.

The way it works, with a worked table, stands in ``docs/algorithms/agency-matching.md``. Nothing is ever picked
silently: each proposal carries its ground, and when two are near none is chosen.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from ansinh.domain.vietnamese import nfc, without_marks

#: Below this likeness nothing is proposed; from `CHOOSE_FROM` on, with `LEAD` before the next, it is chosen.
PROPOSE_FROM = 0.55
CHOOSE_FROM = 0.85
LEAD = 0.08
_MOST_PROPOSALS = 3


class Certainty(StrEnum):
    CERTAIN = "certain"
    LIKELY = "likely"
    LOOK = "look"


#: As the interface words them.
CERTAINTY_LABELS: dict[Certainty, str] = {
    Certainty.CERTAIN: "chắc chắn",
    Certainty.LIKELY: "khá chắc",
    Certainty.LOOK: "cần xem kỹ",
}


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """A body, or a group of bodies, that is in force on the day in question.

    Exactly one of the two ids is set. ``known`` are other ways in which documents write it.
    """

    code: str
    name: str
    short_name: str
    organisation_id: int | None = None
    group_id: int | None = None
    known: tuple[str, ...] = ()

    @property
    def is_group(self) -> bool:
        return self.group_id is not None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposal and why. ``likeness`` is between 0 and 1 (1 in all steps but the last)."""

    entry: RegisterEntry
    ground: str  # at most 40 characters
    certainty: Certainty
    likeness: float = 1.0


@dataclass(frozen=True, slots=True)
class Match:
    """Proposals for one printed name, best first. ``chosen`` is one of them, or None when a person must choose."""

    raw: str
    suggestions: tuple[Suggestion, ...] = ()
    chosen: Suggestion | None = None

    @property
    def is_ambiguous(self) -> bool:
        """True if there are proposals but a person must choose."""
        return self.chosen is None and bool(self.suggestions)

    @property
    def organisation_id(self) -> int | None:
        """The organisation chosen in advance, if any."""
        return self.chosen.entry.organisation_id if self.chosen else None

    @property
    def group_id(self) -> int | None:
        """The group chosen in advance, if any."""
        return self.chosen.entry.group_id if self.chosen else None

    @property
    def ground(self) -> str:
        """Why it was chosen; empty when nothing was."""
        return self.chosen.ground if self.chosen else ""


# --- from a name to its core -----------------------------------------------------------------------------------------

Words = tuple[str, ...]

_BRACKETS = re.compile(r"\([^()]*\)")
_WORD = re.compile(r"[^\W_]+")
#: Combining tone marks and the sign that stands for each at the end of a word's key (no letter, no digit).
_TONES = {"\u0300": "`", "\u0309": "?", "\u0303": "~", "\u0301": "'", "\u0323": "."}
_TONE_SIGNS = "".join(_TONES.values())


def _w(text: str) -> Words:
    return tuple(_word_key(word) for word in _WORD.findall(nfc(text).casefold()))


def _word_key(word: str) -> str:
    """One key for one syllable however its tone mark is placed (hoá, hóa) and whether it has i or y."""
    tone, letters = "", []
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        else:
            letters.append(char)
    return unicodedata.normalize("NFC", "".join(letters)).replace("y", "i") + tone


def _plain(words: Words) -> Words:
    return tuple(without_marks(word).rstrip(_TONE_SIGNS) for word in words)


#: Spelled-out bodies and the letters that stand for them; longest first, so that "Ủy ban MTTQ" stays two parts.
_LETTERS: tuple[tuple[Words, Words], ...] = tuple(
    (_w(spelled), _w(letters))
    for spelled, letters in (
        ("ủy ban nhân dân", "UBND"),
        ("hội đồng nhân dân", "HĐND"),
        ("mặt trận tổ quốc việt nam", "MTTQ"),
        ("mặt trận tổ quốc", "MTTQ"),
        ("MTTQVN", "MTTQ"),
        ("UBMTTQVN", "ủy ban MTTQ"),
        ("UBMTTQ", "ủy ban MTTQ"),
    )
)
#: Letters that count as one word of a name.
_WHOLE = frozenset({"ubnd", "hdnd", "mttq"})
_PLACE_LETTERS = {"tp": _w("thành phố"), "tx": _w("thị xã")}
#: Before these, or at the head, TP and TX are kinds of place ("Sở TP" is Sở Tư pháp).
_BEFORE_PLACE = frozenset({"ubnd", "hdnd", "cac", "huien", "xa"})

_TITLES: tuple[Words, ...] = tuple(
    sorted(
        (
            _w(title)
            for title in (
                "thủ trưởng",
                "người đứng đầu",
                "lãnh đạo",
                "đồng chí",
                "phó chủ tịch",
                "chủ tịch",
                "phó giám đốc",
                "giám đốc",
                "ban giám đốc",
                "cục trưởng",
                "tổng biên tập",
                "bí thư",
                "thường trực",
                "ban thường trực",
                "BTT",
                "CT",
                "PCT",
                "GĐ",
                "PGĐ",
            )
        ),
        key=len,
        reverse=True,
    )
)
#: Titles that are only titles before these words: Chánh Thanh tra, Trưởng Ban.
_TITLES_BEFORE = {_w("chánh"): (_w("văn phòng"), _w("thanh tra")), _w("trưởng"): (_w("ban"),)}

_CAC = _w("các")[0]
_DROPPED = frozenset({_CAC, _w("và")[0]})
_VIET_NAM: tuple[Words, ...] = (_w("việt nam"), _w("VN"))
_PROVINCE = _w("tỉnh")[0]
_BEFORE_PROVINCE = frozenset({_w(word)[0] for word in ("của", "cấp", "thuộc", "trong")})
_CITY = _w("phố")[0]
#: Words that may follow "tỉnh" without naming a province.
_AFTER_PROVINCE = frozenset({_w(word)[0] for word in ("ủy", "đoàn", "đội")})
_RELATED: tuple[Words, ...] = (_w("có liên quan"), _w("liên quan"))


@dataclass(frozen=True, slots=True)
class _Core:
    """What is compared: words with marks, the same without, and what was said beside the name."""

    words: Words
    plain: Words
    is_plural: bool = False
    says_related: bool = False
    is_elsewhere: bool = False  # it names another province


def _starts(words: Words, head: Words) -> bool:
    return words[: len(head)] == head


def _ends(words: Words, tail: Words) -> bool:
    return len(words) > len(tail) and words[-len(tail) :] == tail


def _in_letters(words: Words) -> Words:
    out: list[str] = []
    at = 0
    while at < len(words):
        for spelled, letters in _LETTERS:
            if words[at : at + len(spelled)] == spelled:
                out.extend(letters)
                at += len(spelled)
                break
        else:
            before = _plain((out[-1],))[0] if out else ""
            place = _PLACE_LETTERS.get(words[at]) if not out or before in _BEFORE_PLACE else None
            out.extend(place or (words[at],))
            at += 1
    return tuple(out)


def _title_length(words: Words) -> int:
    for title in _TITLES:
        if _starts(words, title):
            return len(title)
    for title, followers in _TITLES_BEFORE.items():
        if _starts(words, title) and any(_starts(words[len(title) :], follower) for follower in followers):
            return len(title)
    return 0


def _without_titles(words: Words) -> Words:
    """Titles at the head go as long as a body is left; "các" before a title is part of it ("các Phó Chủ tịch")."""
    while True:
        skip = 1 if words[:1] == (_CAC,) and _title_length(words[1:]) else 0
        length = _title_length(words[skip:])
        if not length or len(words) <= skip + length:
            return words
        words = words[skip + length :]


def _without_province(words: Words, province: Words) -> Words:
    """The words without the tail that names the province, as long as two are left."""
    if province and _ends(words, province) and words[-len(province) - 1] != _CITY and len(words) > len(province) + 1:
        words = words[: -len(province)]
    if len(words) > 2 and words[-1] == _PROVINCE:
        words = words[:-1]
        if len(words) > 2 and words[-1] in _BEFORE_PROVINCE:
            words = words[:-1]
    return words


def _names_elsewhere(words: Words, province: Words) -> bool:
    """True if "tỉnh" is followed by another name, or all provinces are meant ("Sở Y tế các tỉnh")."""
    if _ends(words, (_CAC, _PROVINCE)):
        return True
    tails = [words[at + 1 :] for at in range(1, len(words) - 1) if words[at] == _PROVINCE]
    return any(tail[0] not in _AFTER_PROVINCE and not (province and _starts(tail, province)) for tail in tails)


def _without_country(words: Words) -> Words:
    for country in _VIET_NAM:
        for at in range(1, len(words) - len(country) + 1):
            if words[at : at + len(country)] == country and len(words) - len(country) >= 2:
                return words[:at] + words[at + len(country) :]
    return words


def _core(name: str, province: Words) -> _Core:
    words = _in_letters(_w(_BRACKETS.sub(" ", name)))
    says_related = False
    for related in _RELATED:
        if _ends(words, related):
            words, says_related = words[: -len(related)], True
            break
    words = _without_titles(words)
    is_plural = _CAC in words
    is_elsewhere = _names_elsewhere(words, province)
    words = _without_province(words, province)
    words = _without_country(tuple(word for word in words if word not in _DROPPED))
    return _Core(words, _plain(words), is_plural, says_related, is_elsewhere)


# --- the register, cut into words once -------------------------------------------------------------------------------

#: First words (without marks, i for y) that say what kind of body it is; different kinds are never alike.
_KINDS_OF_BODY = frozenset(
    {
        "so",
        "bo",
        "ban",
        "ubnd",
        "hdnd",
        "cuc",
        "chi",
        "phong",
        "hoi",
        "dai",
        "bao",
        "van",
        "trung",
        "truong",
        "vien",
        "toa",
        "kho",
        "ngan",
        "thanh",
        "cong",
        "doan",
        "ui",
        "tong",
    }
)
_KINDS_OF_PLACE = frozenset({"huien", "xa", "phuong", "pho", "tran", "khu"})
_KeyOf = Callable[["_Core"], Words]


@dataclass(frozen=True)
class Register:
    """The entries in force on a day, prepared for matching. Make it with `build_register`."""

    entries: tuple[RegisterEntry, ...]
    province: Words

    @cached_property
    def cores(self) -> tuple[tuple[_Core, ...], ...]:
        """For each entry the cores of its official name, short name and known names, in this order."""
        return tuple(
            tuple(_core(name, self.province) for name in (entry.name, entry.short_name, *entry.known))
            for entry in self.entries
        )

    @cached_property
    def by_own_name(self) -> dict[Words, list[int]]:
        return self._index(lambda core: core.words, slice(0, 2))

    @cached_property
    def by_known_name(self) -> dict[Words, list[int]]:
        return self._index(lambda core: core.words, slice(2, None))

    @cached_property
    def by_plain_name(self) -> dict[Words, list[int]]:
        return self._index(lambda core: core.plain, slice(0, None))

    def _index(self, key: _KeyOf, which: slice) -> dict[Words, list[int]]:
        index: dict[Words, list[int]] = {}
        for number, cores in enumerate(self.cores):
            for words in {key(core) for core in cores[which]}:
                index.setdefault(words, []).append(number)
        return index

    @cached_property
    def by_word(self) -> dict[str, frozenset[int]]:
        """Which entries have a word (without marks) in one of their names."""
        having: dict[str, set[int]] = {}
        for number, cores in enumerate(self.cores):
            for core in cores:
                for word in core.plain:
                    having.setdefault(word, set()).add(number)
        return {word: frozenset(numbers) for word, numbers in having.items()}

    def weight(self, word: str) -> float:
        """Rare words weigh more; a word the register does not have weighs as the rarest."""
        return math.log(1 + len(self.entries) / max(1, len(self.by_word.get(word, ()))))


def build_register(entries: Iterable[RegisterEntry], province_name: str) -> Register:
    """Prepare a register. ``province_name`` is the bare name ("Quảng Ngãi") that names may carry at their end."""
    return Register(tuple(sorted(entries, key=lambda entry: entry.code)), _w(province_name))


# --- matching --------------------------------------------------------------------------------------------------------


def match_name(raw: str, register: Register) -> Match:
    """Proposals for one printed name, by the first step that finds something."""
    core = _core(raw, register.province)
    if not core.words or core.is_elsewhere:
        return Match(raw)
    if core.says_related:
        return Match(raw, _related_group(core, register))
    for words, index, ground, certainty in (
        (core.words, register.by_own_name, "trùng tên", Certainty.CERTAIN),
        (core.words, register.by_known_name, "tên gọi đã biết", Certainty.CERTAIN),
        (core.plain, register.by_plain_name, "trùng tên, khác dấu", Certainty.LIKELY),
    ):
        if found := index.get(words):
            return _decide(raw, [Suggestion(register.entries[n], ground, certainty) for n in found])
    short = core.plain[:-1] if _ends(core.plain, ("tinh",)) else core.plain
    if found := [n for n, cores in enumerate(register.cores) if _is_short_for(short, cores[0].plain)]:
        ground = "viết tắt theo chữ đầu"
        return _decide(raw, [Suggestion(register.entries[n], ground, Certainty.LIKELY) for n in found])
    return _decide_by_likeness(raw, _alike(core, register))


def match_names(raws: Iterable[str], register: Register) -> dict[str, Match]:
    """`match_name` for each distinct printed name."""
    return {raw: match_name(raw, register) for raw in dict.fromkeys(raws)}


def _decide(raw: str, suggestions: Sequence[Suggestion]) -> Match:
    return Match(raw, tuple(suggestions), suggestions[0] if len(suggestions) == 1 else None)


def _decide_by_likeness(raw: str, suggestions: Sequence[Suggestion]) -> Match:
    if not suggestions:
        return Match(raw)
    best = suggestions[0].likeness
    next_best = suggestions[1].likeness if len(suggestions) > 1 else 0.0
    is_clear = best >= CHOOSE_FROM and best - next_best >= LEAD
    return Match(raw, tuple(suggestions), suggestions[0] if is_clear else None)


def _related_group(core: _Core, register: Register) -> tuple[Suggestion, ...]:
    found = register.by_plain_name.get(core.plain, [])
    return tuple(
        Suggestion(register.entries[n], "chỉ nói «liên quan»", Certainty.LOOK)
        for n in found
        if register.entries[n].is_group
    )


def _is_short_for(printed: Words, name: Words) -> bool:
    """True if ``printed`` is ``name`` with at least one run of words written as initials.

    >>> _is_short_for(("so", "ldtbxh"), ("so", "lao", "dong", "thuong", "binh", "xa", "hoi"))
    True
    """
    return len(printed) < len(name) and _reads_as(printed, 0, name, 0)


def _reads_as(printed: Words, i: int, name: Words, j: int) -> bool:
    if i == len(printed) or j == len(name):
        return i == len(printed) and j == len(name)
    if printed[i] == name[j] and _reads_as(printed, i + 1, name, j + 1):
        return True
    return len(printed[i]) >= 2 and any(
        _reads_as(printed, i + 1, name, after) for after in _ends_of_initials(printed[i], name, j)
    )


def _ends_of_initials(letters: str, name: Words, j: int) -> list[int]:
    """Where in ``name`` the words end whose initials, from word ``j`` on, are ``letters``."""
    if not letters:
        return [j]
    if j == len(name):
        return []
    ends: list[int] = []
    if name[j] in _WHOLE and letters.startswith(name[j]):
        ends += _ends_of_initials(letters[len(name[j]) :], name, j + 1)
    if name[j] not in _WHOLE and letters[0] == name[j][0]:
        ends += _ends_of_initials(letters[1:], name, j + 1)
    return ends


def _alike(core: _Core, register: Register) -> list[Suggestion]:
    """Entries that share enough weight of words, best first."""
    words = tuple(_nearest_word(word, register) for word in core.plain)
    shared = {number for word in words for number in register.by_word.get(word, ())}
    scored = []
    for number in sorted(shared):
        entry = register.entries[number]
        if entry.is_group != core.is_plural:
            continue
        likeness = max(_likeness(words, other.plain, register) for other in register.cores[number])
        if likeness >= PROPOSE_FROM:
            ground = f"gần giống ({round(likeness * 100)}%)"
            scored.append(Suggestion(entry, ground, Certainty.LOOK, likeness))
    return sorted(scored, key=lambda s: (-s.likeness, s.entry.code))[:_MOST_PROPOSALS]


def _likeness(printed: Words, name: Words, register: Register) -> float:
    if _kinds_differ(printed, name):
        return 0.0
    left, right = Counter(printed), Counter(name)
    common = sum(register.weight(word) for word in (left & right).elements())
    total = sum(register.weight(word) for word in printed + name)
    return 2 * common / total if total else 0.0


def _kinds_differ(printed: Words, name: Words) -> bool:
    if not printed or not name:
        return True
    if printed[0] in _KINDS_OF_BODY and name[0] in _KINDS_OF_BODY and printed[0] != name[0]:
        return True
    places = [{word for word in words if word in _KINDS_OF_PLACE} for words in (printed, name)]
    return printed[0] == "ubnd" and all(places) and places[0].isdisjoint(places[1])


def _nearest_word(word: str, register: Register) -> str:
    """The word itself, or for a word the register lacks the one register word that is one letter away."""
    if word in register.by_word or len(word) < 4:
        return word
    near = [known for known in register.by_word if _one_letter_apart(word, known)]
    return near[0] if len(near) == 1 else word


def _one_letter_apart(a: str, b: str) -> bool:
    if abs(len(a) - len(b)) > 1 or a == b:
        return False
    start = 0
    while start < min(len(a), len(b)) and a[start] == b[start]:
        start += 1
    return a[start + (len(a) >= len(b)) :] == b[start + (len(b) >= len(a)) :]
