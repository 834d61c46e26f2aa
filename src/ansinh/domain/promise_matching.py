"""Which promises of a plan a reference, a name or new words mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansinh.domain.amendment_readings import AgencyName, Instruction, NewPromise, PlanPlace
from ansinh.domain.vietnamese import search_key

#: Kinds that are named and numbered alike; a target without a number is a goal.
NAMED = frozenset({"target", "goal"})
ROLE_ORDER = {"lead": 0, "supporting": 1}
#: Names that share less of their words are not the same thing.
_ALIKE = 0.6
#: A name given in an order is often shortened; the best must then be clearly better than the next.
_ALIKE_IN_ORDER = 0.5
_CLEARLY = 0.1
#: Of longer lists each is compared only with those at most so many turns away.
_COMPARED, _REACH = 40_000, 40


@dataclass(frozen=True, slots=True)
class LivePromise:
    """A promise in force, in the values of the reading desk.

    ``place`` is the innermost place of the plan's own text where it stood when issued (of one that was added: its section),
    ``dash`` the turn of its bullet there, ``dashes`` how many that place has. ``quote`` are the words in force.
    """

    promise_id: int
    kind: str  # target, goal, task, obligation
    code: str
    section: str
    values: Mapping[str, Any]
    agencies: tuple[AgencyName, ...] = ()
    quote: str = ""
    place: str = ""
    dash: int | None = None
    dashes: int = 0
    is_added: bool = False  # by an earlier amendment


@dataclass(frozen=True, slots=True)
class Match:
    """What a reference means. ``reason`` says why it cannot be settled; ``doubt`` what to look at if it can."""

    promises: tuple[LivePromise, ...] = ()
    reason: str = ""
    doubt: str = ""


def group_of(kind: str) -> str:
    return "target" if kind in NAMED else kind


# Places --------------------------------------------------------------------------------------------------------


def at_place(live: Sequence[LivePromise], places: Sequence[PlanPlace], *, with_fields: bool = False) -> Match:
    """The promises at the places, in the order of the plan. ``with_fields``: a dash may be a field of a task."""
    if not places:
        return Match((), "Văn bản không nêu sửa chỗ nào của kế hoạch.")
    found: dict[int, LivePromise] = {}
    doubts = []
    for place in places:
        here = _at(live, place, with_fields=with_fields)
        if not here:
            return Match((), _no_such_place(live, place))
        found |= {promise.promise_id: promise for promise in here}
        if place.dash is not None and any(p.is_added and p.place == place.code for p in live):
            doubts.append(f"Gạch đầu dòng ở {place.code} đếm theo bản ban hành; sau đó đã có mục được bổ sung.")
    return Match(tuple(p for p in live if p.promise_id in found), doubt=" ".join(dict.fromkeys(doubts)))


def _at(live: Sequence[LivePromise], place: PlanPlace, *, with_fields: bool) -> list[LivePromise]:
    inside = [p for p in live if _is_in(p.place, place.code) or _is_in(p.code, place.code)]
    if place.dash is None:
        return inside or _in_annex(live, place.code)
    here = [p for p in inside if p.place == place.code and p.dash == (p.dashes if place.dash < 0 else place.dash)]
    if here or not with_fields:
        return here
    return [p for p in inside if p.code == place.code and p.kind == "task"]


def _is_in(code: str, outer: str) -> bool:
    return code == outer or code.startswith((f"{outer}.", f"{outer}#"))


def _in_annex(live: Sequence[LivePromise], code: str) -> list[LivePromise]:
    """ "nhiệm vụ thứ 5 Phụ lục II" where the annex has groups: PL2.III.5."""
    annex, _, row = code.rpartition(".")
    if not annex.startswith("PL"):
        return []
    rows = [p for p in live if p.code.startswith(f"{annex}.") and p.code.endswith(f".{row}")]
    return rows if len(rows) == 1 else []


def _no_such_place(live: Sequence[LivePromise], place: PlanPlace) -> str:
    written = f" («{place.raw}»)" if place.raw else ""
    if place.dash is not None and any(_is_in(p.place, place.code) for p in live):
        return f"Kế hoạch không có mục nào đang có hiệu lực ở {place}{written}."
    return f"Kế hoạch không có {place} đang có hiệu lực{written}. Chọn mục được sửa, hoặc loại bỏ."


# Names ---------------------------------------------------------------------------------------------------------


def likeness(one: str, other: str) -> float:
    """Share of common words of two names, 0 to 1; accents and signs do not matter.

    >>> likeness("Tỷ lệ tham gia BHYT", "tỉ lệ tham gia BHYT")
    0.8
    """
    a, b = Counter(search_key(one).split()), Counter(search_key(other).split())
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 0.0


def named_by(live: Sequence[LivePromise], instruction: Instruction) -> Match:
    """The one promise that the order names."""
    wanted = [p for p in live if instruction.number is None or p.kind in NAMED]
    if instruction.due_year is not None:
        wanted = [p for p in wanted if p.values.get("due_year") in (None, instruction.due_year)]
    scored = sorted(((likeness(instruction.subject, name_of(p.values)), -at, p) for at, p in enumerate(wanted)), reverse=True, key=lambda s: s[:2])  # fmt: skip
    near = [(score, p) for score, _, p in scored if score >= _ALIKE_IN_ORDER]
    if not near:
        return Match((), f"Không có chỉ tiêu, nhiệm vụ nào tên gần với «{instruction.subject}».")
    best = near[0][0]
    rivals = [p for score, p in near[1:] if best - score < _CLEARLY]
    if rivals:
        codes = ", ".join(p.code for p in (near[0][1], *rivals[:5]))
        return Match((), f"«{instruction.subject}» có thể là {codes}.")
    doubt = "" if best >= _ALIKE else f"Tên văn bản nêu «{instruction.subject}» chỉ gần giống."
    return Match((near[0][1],), doubt=doubt)


def nearest(live: Sequence[LivePromise], name: str, group: str | None = None) -> LivePromise | None:
    """The promise whose name is most like the given one, to be proposed to a person; none if none is near."""
    of_group = [p for p in live if group is None or group_of(p.kind) == group]
    best = max(of_group, key=lambda p: likeness(name, name_of(p.values)), default=None)
    return best if best is not None and likeness(name, name_of(best.values)) >= _ALIKE_IN_ORDER else None


def name_of(values: Mapping[str, Any]) -> str:
    return str(values.get("name") or values.get("what") or "")


# Old and new promises of a place -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pairs:
    """Old and new promises that belong together (with a doubt, if any), and those left alone."""

    pairs: tuple[tuple[LivePromise, NewPromise, str], ...]
    old: tuple[LivePromise, ...]
    new: tuple[NewPromise, ...]


def paired(old: Sequence[LivePromise], new: Sequence[NewPromise]) -> Pairs:
    """By code, then by name, then the last two left of a kind."""
    desk = _Pairing(old, new)
    desk.join(_same_code(old, new))
    desk.join(_most_alike_first(desk.left_old, desk.left_new))
    for group in ("target", "task", "obligation"):
        of_old = [o for o in desk.left_old if group_of(o.kind) == group]
        of_new = [n for n in desk.left_new if group_of(n.kind) == group]
        if len(of_old) == 1 and len(of_new) == 1:
            desk.join(
                [(of_old[0], of_new[0])], "Tên mới khác hẳn tên đang có hiệu lực; kiểm tra có đúng là mục này không."
            )
    return Pairs(tuple(desk.pairs), tuple(desk.left_old), tuple(desk.left_new))


class _Pairing:
    """Each old and each new promise is joined once; ``left_old`` and ``left_new`` are those still alone."""

    def __init__(self, old: Sequence[LivePromise], new: Sequence[NewPromise]) -> None:
        self.old = {promise.promise_id: promise for promise in old}
        self.new = {id(promise): promise for promise in new}
        self.pairs: list[tuple[LivePromise, NewPromise, str]] = []

    @property
    def left_old(self) -> list[LivePromise]:
        return list(self.old.values())

    @property
    def left_new(self) -> list[NewPromise]:
        return list(self.new.values())

    def join(self, candidates: Iterable[tuple[LivePromise, NewPromise]], doubt: str = "") -> None:
        for one, other in candidates:
            if one.promise_id in self.old and id(other) in self.new:
                self.pairs.append((self.old.pop(one.promise_id), self.new.pop(id(other)), doubt))


def _same_code(old: Sequence[LivePromise], new: Sequence[NewPromise]) -> list[tuple[LivePromise, NewPromise]]:
    by_code = {(group_of(promise.kind), promise.code): promise for promise in old}
    keys = [(by_code.get((group_of(promise.kind), promise.code)), promise) for promise in new if promise.code]
    return [(one, other) for one, other in keys if one is not None]


def _most_alike_first(old: Sequence[LivePromise], new: Sequence[NewPromise]) -> list[tuple[LivePromise, NewPromise]]:
    reach = max(len(old), len(new)) if len(old) * len(new) <= _COMPARED else _REACH
    scored = [
        (-score, abs(i - j), i, j)
        for i, one in enumerate(old)
        for j in range(max(0, i - reach), min(len(new), i + reach + 1))
        if group_of(one.kind) == group_of(new[j].kind)
        and (score := likeness(name_of(one.values), name_of(new[j].values))) >= _ALIKE
    ]
    return [(old[i], new[j]) for _, _, i, j in sorted(scored)]
