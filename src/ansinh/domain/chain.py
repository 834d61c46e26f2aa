"""A chain of sealed entries: each seal covers its entry and the seal before it.

Whoever changes, drops, repeats or moves an entry without the key leaves a place where the seals do not fit;
`walk` finds every such place. Whoever cuts off the *end* leaves a shorter chain that fits in itself: that is found
only by comparing with a `Stamp` (number and short seal of an entry) that was kept outside the chain.
See docs/algorithms/audit-chain.md.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, StrEnum
from typing import Any

#: The seal before the first entry.
GENESIS = "0" * 64
#: A report names at most this many faults; it counts all.
FAULTS_NAMED = 20
#: How far from its place a moved entry is looked for.
_MOVED_WITHIN = 50
_STAMP_DIGITS = 16
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def settled(value: object) -> Any:
    """``value`` as JSON that every database gives back unchanged, so that its seal fits for ever.

    PostgreSQL's jsonb writes 1e20 and -0.0 in another way and refuses NUL, lone surrogates and NaN; dates and
    decimals become text. Anything else becomes its text: a trace must never make an action fail.
    """
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Enum):
        return settled(value.value)
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return _settled_float(value)
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {settled(str(key)): settled(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [settled(item) for item in value]
    if isinstance(value, set | frozenset):
        return sorted((settled(item) for item in value), key=str)
    return settled(str(value))


def _settled_float(value: float) -> Any:
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    return int(value) if value.is_integer() else value


@dataclass(frozen=True, slots=True)
class Link:
    """One entry as it stands in the table: its number, everything its seal covers, and both seals (64 hex digits)."""

    sequence: int
    fields: Mapping[str, Any]
    previous_seal: str
    seal: str


def seal_of(key: bytes, sequence: int, fields: Mapping[str, Any], previous_seal: str) -> str:
    """HMAC-SHA-256 over the previous seal, the number and the fields, as 64 hex digits.

    The key is not in the database: whoever can change rows cannot make the seals fit again.
    """
    body = _encode([previous_seal, sequence, fields])
    return hmac.digest(key, body.encode(), hashlib.sha256).hex()


@dataclass(frozen=True, slots=True)
class Stamp:
    """An entry's number and the first 16 hex digits of its seal: short enough for a line in a paper log."""

    sequence: int
    digits: str

    @classmethod
    def of(cls, sequence: int, seal: str) -> Stamp:
        return cls(sequence, seal[:_STAMP_DIGITS])

    @classmethod
    def parse(cls, text: str) -> Stamp:
        """Read a stamp as people write it. ValueError (Vietnamese) if it is none."""
        words = text.replace("-", " ").split()
        digits = "".join(words[1:]).lower()
        if not words or not words[0].isdecimal() or not re.fullmatch(f"[0-9a-f]{{{_STAMP_DIGITS}}}", digits):
            raise ValueError(
                f"«{text}» không phải dấu niêm. Dấu niêm gồm số thứ tự của mục và 16 chữ số hệ 16, "
                "ví dụ: 1204 9f3a-11bc-0d2e-77aa"
            )
        return cls(int(words[0]), digits)

    def fits(self, seal: str) -> bool:
        return hmac.compare_digest(self.digits, seal[:_STAMP_DIGITS])

    def __str__(self) -> str:
        groups = "-".join(self.digits[i : i + 4] for i in range(0, _STAMP_DIGITS, 4))
        return f"{self.sequence} {groups}"


class FaultKind(StrEnum):
    CHANGED = "changed"
    MOVED = "moved"
    MISSING = "missing"
    REPEATED = "repeated"
    UNLINKED = "unlinked"
    CUT_OFF = "cut_off"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Fault:
    """A place where the chain is wrong. ``other`` is the last missing number, or where a moved entry belongs."""

    kind: FaultKind
    sequence: int
    other: int = 0

    @property
    def message(self) -> str:
        """In Vietnamese: which entry, and what is wrong with it."""
        return f"Mục {self._span()}: {_FAULT_WORDS[self.kind].format(self=self, before=self.sequence - 1)}"

    def _span(self) -> str:
        is_range = self.kind in (FaultKind.MISSING, FaultKind.CUT_OFF) and self.other > self.sequence
        return f"{self.sequence} đến {self.other}" if is_range else str(self.sequence)


_FAULT_WORDS = {
    FaultKind.CHANGED: "nội dung không khớp dấu của chính mục này; mục đã bị sửa hoặc bị chèn vào.",
    FaultKind.MOVED: "mục này vốn mang số {self.other}; thứ tự đã bị đổi.",
    FaultKind.MISSING: "không còn trong nhật ký; đã bị xóa.",
    FaultKind.REPEATED: "số thứ tự này có hơn một mục.",
    FaultKind.UNLINKED: "không nối vào mục {before}; một trong hai mục đã bị thay bằng mục khác.",
    FaultKind.CUT_OFF: "đã từng có (dấu niêm còn giữ) nhưng không còn trong nhật ký; phần cuối đã bị cắt.",
    FaultKind.REPLACED: "không khớp dấu niêm đã giữ; mục này hoặc các mục trước nó đã bị thay.",
}


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a walk found. ``faults`` names the first ones in order; ``fault_count`` counts all."""

    count: int
    head: Stamp | None
    faults: tuple[Fault, ...]
    fault_count: int

    @property
    def is_whole(self) -> bool:
        return self.fault_count == 0


def walk(links: Iterable[Link], key: bytes) -> ChainReport:
    """Check every link, given in the order of their numbers. Memory does not grow with the chain.

    A link is compared with the one before only if that one is its neighbour and whole: otherwise one fault would
    be reported twice.
    """
    named: list[Fault] = []
    count = fault_count = 0
    last: Link | None = None
    trusted = True  # whether `last` itself was without fault
    for link in links:
        fault = _own_fault(link, key) or _place_fault(link, last if trusted else None, last)
        if fault:
            fault_count += 1
            named = named if len(named) == FAULTS_NAMED else [*named, fault]
        # After a gap the entry itself is whole: only what is missing is at fault.
        trusted = fault is None or fault.kind is FaultKind.MISSING
        count, last = count + 1, link
    head = Stamp.of(last.sequence, last.seal) if last else None
    return ChainReport(count, head, tuple(named), fault_count)


def _own_fault(link: Link, key: bytes) -> Fault | None:
    """A link whose seal does not cover what it says."""
    if hmac.compare_digest(seal_of(key, link.sequence, link.fields, link.previous_seal), link.seal):
        return None
    for place in range(max(1, link.sequence - _MOVED_WITHIN), link.sequence + _MOVED_WITHIN + 1):
        if seal_of(key, place, link.fields, link.previous_seal) == link.seal:
            return Fault(FaultKind.MOVED, link.sequence, place)
    return Fault(FaultKind.CHANGED, link.sequence)


def _place_fault(link: Link, neighbour: Link | None, last: Link | None) -> Fault | None:
    """A link that is whole in itself but does not stand where it should."""
    expected = last.sequence + 1 if last else 1
    if link.sequence > expected:
        return Fault(FaultKind.MISSING, expected, link.sequence - 1)
    if link.sequence < expected:
        return Fault(FaultKind.REPEATED, link.sequence)
    before = GENESIS if last is None else neighbour.seal if neighbour else link.previous_seal
    return None if link.previous_seal == before else Fault(FaultKind.UNLINKED, link.sequence)


class StampComparison:
    """A chain held against stamps that were kept outside it, a portion at a time; memory does not grow.

    Give each portion with ``seals`` read *after* its stamps, number → seal in the table, so that entries appended
    meanwhile are there. A stamp inside the chain whose number is not in ``seals`` is no fault here: `walk` reports
    it as missing.
    """

    def __init__(self, end: int) -> None:
        """``end``: number of the last entry that `walk` saw, 0 for an empty chain."""
        self.end = end
        self.compared = 0
        self.lost: Stamp | None = None
        self.replaced_count = 0
        self._replaced: list[Fault] = []

    def add(self, stamps: Iterable[Stamp], seals: Mapping[int, str]) -> None:
        for stamp in stamps:
            self.compared += 1
            seal = seals.get(stamp.sequence)
            if seal is None and stamp.sequence > self.end:
                self.lost = stamp if self.lost is None or stamp.sequence > self.lost.sequence else self.lost
            elif seal is not None and not stamp.fits(seal):
                self.replaced_count += 1
                if len(self._replaced) < FAULTS_NAMED:
                    self._replaced.append(Fault(FaultKind.REPLACED, stamp.sequence))

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The first replaced entries, and the end that was cut off."""
        cut_off = (Fault(FaultKind.CUT_OFF, self.end + 1, self.lost.sequence),) if self.lost else ()
        return (*self._replaced, *cut_off)
