"""What an amending document does to the promises in force: a proposal for each, to be confirmed by an officer.

The orders are applied one after the other to a copy of the live state; the difference between the copy and the live state is
what is proposed, so there is at most one proposal for a promise, and nothing that no order reaches is proposed. What
cannot be settled is proposed without a promise and with the reason. Guarantees and tables: docs/algorithms/amendments.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from ansinh.domain.amendment_readings import AgencyName, Instruction, NewPromise, Op, PlanPlace
from ansinh.domain.exchanged_words import exchanged
from ansinh.domain.promise_matching import (
    NAMED,
    ROLE_ORDER,
    LivePromise,
    Match,
    at_place,
    group_of,
    name_of,
    named_by,
    nearest,
    paired,
)
from ansinh.domain.readings import Quote
from ansinh.domain.wording_differences import EMPTY_TARGET

__all__ = ["LivePromise", "Proposal", "ProposedChange", "Rereader", "free_code", "propose"]

Values = dict[str, Any]

#: Confidence of a proposal that a person must look at closely, and of one that only a person can settle.
LOOK = 0.5
OPEN = 0.3
_SURE = 0.9
_NUMBERS = ("operator", "value", "low", "high", "denominator")
_TIMEFRAME = ("timeframe_raw", "timeframe_kind", "start_year", "end_year", "due_on")
#: Values in which phrases are exchanged, by kind.
_TEXTS = {
    "target": ("name", "unit", "population"),
    "goal": ("name",),
    "task": ("name", "text", "product"),
    "obligation": ("what", "to", "via"),
}
_LETTERS = "abcdđeghiklmnopqrstuvxy"


class Rereader(Protocol):
    """The readers of single sentences, which live where documents are read."""

    def target(self, sentence: str, section: str) -> Mapping[str, Any] | None:
        """The values of the one target or goal that a sentence makes; ``None`` if it makes none or several."""

    def timeframe(self, words: str) -> Mapping[str, Any]:
        """A time frame in values of the desk."""

    def due(self, words: str) -> Mapping[str, Any] | None:
        """The due rule in the words of a duty."""


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """One change to confirm. ``promise_id`` is empty for a new promise and for what could not be settled.

    ``sets`` are the keys that the document gives ("agencies" among them); ``orders`` are indexes of the instructions;
    ``quote`` is where the new wording stands; ``note`` says what a person must look at.
    """

    op: Op  # change, add, drop
    promise_id: int | None
    kind: str
    code: str
    values: Mapping[str, Any]
    agencies: tuple[AgencyName, ...]
    sets: tuple[str, ...]
    quote: Quote
    orders: tuple[int, ...]
    confidence: float
    note: str = ""
    near: int | None = None  # of what could not be settled: the promise that is named most alike

    @property
    def is_open(self) -> bool:
        """Whether a person has to say which promise is meant."""
        return self.promise_id is None and self.op is not Op.ADD


@dataclass(frozen=True, slots=True)
class Proposal:
    """``problems`` are (instruction's index, what is wrong) of orders that give no proposal."""

    changes: tuple[ProposedChange, ...]
    problems: tuple[tuple[int, str], ...]


def propose(
    live: Sequence[LivePromise], instructions: Sequence[Instruction], used_codes: Iterable[str], reread: Rereader
) -> Proposal:
    """Proposals in the order of the instructions. ``used_codes`` are all codes that the plan ever had."""
    desk = _Desk(live, set(used_codes), reread)
    for index, instruction in enumerate(instructions):
        desk.apply(index, instruction)
    return Proposal(desk.changes(), tuple(desk.problems))


def free_code(kind: str, section: str, used: Iterable[str]) -> str:
    """The next code in a section: numbers for targets and duties, letters for tasks where letters are used.

    >>> free_code("target", "II.2.a", ["II.2.a.1", "II.2.a.2"])
    'II.2.a.3'
    >>> free_code("task", "III.8", ["III.8.a", "III.8.c"])
    'III.8.d'
    """
    prefix = f"{section}." if section else ""
    own = [code.removeprefix(prefix) for code in used if code.startswith(prefix)]
    letters = [tail for tail in own if len(tail) == 1 and tail in _LETTERS]
    numbers = [int(tail) for tail in own if tail.isdecimal()]
    if kind == "task" and (letters or not numbers):
        following = max((_LETTERS.index(tail) for tail in letters), default=-1) + 1
        if following < len(_LETTERS):
            return prefix + _LETTERS[following]
    return f"{prefix}{max(numbers, default=0) + 1}"


# The copy of the live state ------------------------------------------------------------------------------------


@dataclass(slots=True)
class _State:
    """A promise as the orders so far leave it."""

    live: LivePromise
    kind: str
    values: Values
    agencies: tuple[AgencyName, ...]
    quote: Quote | None = None
    orders: list[int] = field(default_factory=list)
    confidence: float = _SURE
    notes: list[str] = field(default_factory=list)
    is_dropped: bool = False

    def touch(self, order: int, quote: Quote, confidence: float, note: str = "") -> None:
        self.quote = self.quote or quote
        self.orders.append(order)
        self.confidence = min(self.confidence, confidence)
        if note:
            self.notes.append(note)

    @property
    def sets(self) -> tuple[str, ...]:
        """The keys whose values the orders changed."""
        changed = [key for key in self.values if not _same(self.values[key], self.live.values.get(key))]
        return tuple(changed) + (("agencies",) if self.agencies != self.live.agencies else ())


class _Desk:
    def __init__(self, live: Sequence[LivePromise], used: set[str], reread: Rereader) -> None:
        self.live = live
        self.states = {p.promise_id: _State(p, p.kind, _full(p.kind, p.values), p.agencies) for p in live}
        self.used = used
        self.reread = reread
        self.others: list[ProposedChange] = []  # additions, and what could not be settled
        self.problems: list[tuple[int, str]] = []

    def changes(self) -> tuple[ProposedChange, ...]:
        touched = [self._change(s) for s in self.states.values() if s.orders and (s.is_dropped or s.sets)]
        for state in self.states.values():
            if state.orders and not state.is_dropped and not state.sets:
                self._tell_unchanged(state)
        return tuple(sorted([*touched, *self.others], key=lambda c: (c.orders[0], c.quote.start, c.code)))

    def _change(self, state: _State) -> ProposedChange:
        assert state.quote is not None
        return ProposedChange(
            op=Op.DROP if state.is_dropped else Op.CHANGE,
            promise_id=state.live.promise_id,
            kind=state.kind,
            code=state.live.code,
            values=state.live.values if state.is_dropped else state.values,
            agencies=state.live.agencies if state.is_dropped else state.agencies,
            sets=() if state.is_dropped else state.sets,
            quote=state.quote,
            orders=tuple(dict.fromkeys(state.orders)),
            confidence=state.confidence,
            note=" ".join(dict.fromkeys(state.notes)),
        )

    def _tell_unchanged(self, state: _State) -> None:
        reached = {order for other in self.states.values() if other.sets or other.is_dropped for order in other.orders}
        for order in state.orders:
            if order not in reached and not any(order in other.orders for other in self.others):
                self.problems.append((order, f"Nội dung mới của {state.live.code} giống nội dung đang có hiệu lực."))

    # One order ---------------------------------------------------------------------------------------------------

    def apply(self, index: int, instruction: Instruction) -> None:
        match instruction.op:
            case Op.WORDS:
                self._exchange(index, instruction)
            case Op.DROP:
                self._drop(index, instruction)
            case Op.ADD:
                self._add(index, instruction)
            case _ if instruction.number is not None:
                self._renumber(index, instruction)
            case _ if instruction.promises:
                self._reword(index, instruction)
            case _:
                self._set_fields(index, instruction)

    def _reached(self, instruction: Instruction) -> Match:
        """The promises that the order is about: at its places, narrowed to the name it gives."""
        reached = at_place(self.live, instruction.places, with_fields=bool(instruction.values or instruction.agencies))
        if reached.promises and instruction.subject:
            return named_by(reached.promises, instruction)
        if not instruction.places and instruction.subject:
            return named_by(self.live, instruction)
        return reached

    # Drop --------------------------------------------------------------------------------------------------------

    def _drop(self, index: int, instruction: Instruction) -> None:
        reached = self._reached(instruction)
        if not reached.promises or reached.reason:
            self._leave_open(index, instruction, Op.DROP, reached.reason)
            return
        for promise in reached.promises:
            state = self.states[promise.promise_id]
            note = f"Văn bản vừa sửa vừa bãi bỏ {promise.code}." if state.orders else ""
            state.is_dropped = True
            state.touch(index, instruction.quote, LOOK if note or reached.doubt else _SURE, note or reached.doubt)

    # New words ---------------------------------------------------------------------------------------------------

    def _reword(self, index: int, instruction: Instruction) -> None:
        reached = self._reached(instruction)
        if not reached.promises or reached.reason:
            for new in instruction.promises:
                self._open_new(index, new, reached.reason)
            return
        pairs = paired(reached.promises, instruction.promises)
        for old, new, doubt in pairs.pairs:
            self._take_words(index, old, new, doubt or reached.doubt)
        if pairs.old and pairs.new:
            codes = ", ".join(old.code for old in pairs.old)
            for new in pairs.new:
                self._open_new(index, new, f"Chưa rõ nội dung này thay cho mục nào trong {codes}.")
            return
        for old in pairs.old:
            state = self.states[old.promise_id]
            state.is_dropped = True
            state.touch(index, instruction.quote, LOOK, "Nội dung mới của chỗ này không còn mục này.")
        for new in pairs.new:
            self._append(index, instruction, new)

    def _take_words(self, index: int, old: LivePromise, new: NewPromise, doubt: str) -> None:
        state = self.states[old.promise_id]
        if state.is_dropped:
            self._open_new(index, new, f"Văn bản vừa bãi bỏ vừa sửa {old.code}.")
            return
        state.kind = new.kind
        state.values = _merged(new.kind, state.values, new.values)
        given = {agency.role for agency in new.agencies}
        state.agencies = _in_order([*new.agencies, *(a for a in state.agencies if a.role not in given)])
        state.touch(index, new.quote, min(new.confidence, LOOK if doubt else 1.0), doubt)

    def _set_fields(self, index: int, instruction: Instruction) -> None:
        reached = self._reached(instruction)
        if len(reached.promises) != 1 or reached.reason:
            several = "Chỗ này có nhiều mục, chưa rõ sửa mục nào." if reached.promises else ""
            self._leave_open(index, instruction, Op.CHANGE, reached.reason or several)
            return
        state = self.states[reached.promises[0].promise_id]
        values = dict(instruction.values)
        if state.kind in NAMED:  # a time for a target is its year
            values = {"due_year": values["end_year"]} if values.get("end_year") else {}
        state.values = state.values | values
        given = {agency.role for agency in instruction.agencies} if not instruction.joins else set()
        kept = [agency for agency in state.agencies if agency.role not in given]
        state.agencies = _in_order([*kept, *instruction.agencies])
        state.touch(index, instruction.quote, LOOK if reached.doubt else _SURE, reached.doubt)

    # Numbers -----------------------------------------------------------------------------------------------------

    def _renumber(self, index: int, instruction: Instruction) -> None:
        assert instruction.number is not None
        reached = self._reached(instruction)
        targets = [p for p in reached.promises if p.kind in NAMED]
        told = {key: value for key, value in instruction.number.old.items() if key != "operator"}
        fitting = [p for p in targets if all(_same(p.values.get(key), value) for key, value in told.items())]
        if len(fitting) != 1 or reached.reason:
            self._leave_open(index, instruction, Op.CHANGE, reached.reason or _number_reason(targets, fitting))
            return
        state = self.states[fitting[0].promise_id]
        state.values = _with_number(state.values, instruction.number.new)
        state.kind = "target"
        state.touch(index, instruction.quote, LOOK if reached.doubt else _SURE, reached.doubt)

    # Words exchanged ---------------------------------------------------------------------------------------------

    def _exchange(self, index: int, instruction: Instruction) -> None:
        reached = at_place(self.live, instruction.places) if instruction.places else Match(tuple(self.live))
        hit = False
        for promise in reached.promises:
            state = self.states[promise.promise_id]
            if not state.is_dropped and self._exchange_in(state, instruction):
                state.touch(index, instruction.quote, _SURE)
                hit = True
        if not hit and instruction.promises:
            for new in instruction.promises:
                self._open_new(index, new, f"Không tìm thấy nguyên văn «{instruction.old_words}» trong kế hoạch.")
        elif reached.reason:
            self.problems.append((index, reached.reason))
        elif not hit:
            self.problems.append(
                (index, f"Không chỉ tiêu, nhiệm vụ, nghĩa vụ nào ở chỗ này đổi theo cụm từ «{instruction.old_words}».")
            )

    def _exchange_in(self, state: _State, instruction: Instruction) -> bool:
        old, new = instruction.old_words, instruction.new_words
        before = (state.values, state.agencies)
        values = dict(state.values)
        for key in _TEXTS[state.kind]:
            if values.get(key):
                values[key] = exchanged(values[key], old, new)
        match state.kind:
            case "task":
                values |= self._exchanged_time(state, old, new)
            case "obligation":
                values |= self._exchanged_due(state, values)
            case _:
                values |= self._exchanged_number(state, old, new)
        state.values = values
        state.agencies = _in_order(AgencyName(a.role, exchanged(a.raw, old, new)) for a in state.agencies)
        return before != (state.values, state.agencies)

    def _exchanged_time(self, state: _State, old: str, new: str) -> Mapping[str, Any]:
        raw = state.values.get("timeframe_raw") or ""
        words = exchanged(raw, old, new)
        return self.reread.timeframe(words) if words != raw else {}

    def _exchanged_due(self, state: _State, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The due rule follows the words of the duty, unless an officer had set another one."""
        before, after = self.reread.due(state.values["what"]), self.reread.due(values["what"])
        return {"due": after} if before != after and before == (state.values.get("due") or None) else {}

    def _exchanged_number(self, state: _State, old: str, new: str) -> Mapping[str, Any]:
        """The number of a sentence with other words, if its own words give back the number in force."""
        sentence = state.live.quote
        words = exchanged(sentence, old, new)
        if words == sentence:
            return {}
        before = self.reread.target(sentence, state.live.section)
        after = self.reread.target(words, state.live.section)
        keys = (*_NUMBERS, "unit", "due_year")
        if before is None or after is None or any(not _same(before.get(k), state.values.get(k)) for k in _NUMBERS):
            if any(c.isdigit() for c in old + new):
                state.notes.append("Cụm từ thay thế có số; kiểm tra lại đích của chỉ tiêu.")
                state.confidence = min(state.confidence, LOOK)
            return {}
        return {key: after.get(key) for key in keys if not _same(before.get(key), after.get(key))}

    # New promises ------------------------------------------------------------------------------------------------

    def _add(self, index: int, instruction: Instruction) -> None:
        for new in instruction.promises:
            self._append(index, instruction, new)

    def _append(self, index: int, instruction: Instruction, new: NewPromise) -> None:
        place = instruction.places[0].code if instruction.places else ""
        section = new.section or place
        wanted = new.code or (place if new.kind == "task" and len(instruction.promises) == 1 else "")
        code = wanted if wanted and wanted not in self.used else free_code(new.kind, section, self.used)
        notes = [
            note for note in (self._taken(wanted, code), self._known(new, section), self._homeless(section)) if note
        ]
        self.used.add(code)
        self.others.append(
            ProposedChange(
                op=Op.ADD,
                promise_id=None,
                kind=new.kind,
                code=code,
                values=_full(new.kind, new.values),
                agencies=new.agencies,
                sets=(),
                quote=new.quote,
                orders=(index,),
                confidence=min(new.confidence, LOOK if notes else 1.0),
                note=" ".join(notes),
            )
        )

    def _taken(self, wanted: str, code: str) -> str:
        return (
            f"Mã {wanted} đã có trong kế hoạch; tạm lấy mã {code}."
            if wanted and wanted != code and wanted in self.used
            else ""
        )

    def _known(self, new: NewPromise, section: str) -> str:
        twin = next(
            (p for p in self.live if p.section == section and group_of(p.kind) == group_of(new.kind) and _name(p.values) == _name(new.values)),
            None,
        )  # fmt: skip
        return f"Kế hoạch đã có {twin.code} cùng tên." if twin is not None else ""

    def _homeless(self, section: str) -> str:
        known = any(p.code.startswith(f"{section}.") or p.section == section or p.place == section for p in self.live)
        return "" if section and known else "Chưa rõ mục này nằm ở đâu trong kế hoạch; kiểm tra mã."

    # What cannot be settled --------------------------------------------------------------------------------------

    def _open_new(self, index: int, new: NewPromise, reason: str) -> None:
        self.others.append(
            ProposedChange(
                op=Op.CHANGE,
                promise_id=None,
                kind=new.kind,
                code="",
                values=_full(new.kind, new.values),
                agencies=new.agencies,
                sets=_given(new),
                quote=new.quote,
                orders=(index,),
                confidence=OPEN,
                note=reason,
                near=self._near(name_of(new.values), group_of(new.kind)),
            )
        )

    def _leave_open(self, index: int, instruction: Instruction, op: Op, reason: str) -> None:
        """An order without a promise: what it would set is kept for when an officer points at one."""
        number = dict(instruction.number.new) if instruction.number is not None else {}
        kind = "target" if number else "task"
        values = {"name": instruction.subject} | dict(instruction.values) | number
        agencies = ("agencies",) if instruction.agencies else ()
        self.others.append(
            ProposedChange(
                op=op,
                promise_id=None,
                kind=kind,
                code="",
                values=values,
                agencies=instruction.agencies,
                sets=(*(key for key in (*instruction.values, *number)), *agencies),
                quote=instruction.quote,
                orders=(index,),
                confidence=OPEN,
                note=reason or "Chưa rõ sửa mục nào của kế hoạch.",
                near=self._near(instruction.subject, None),
            )
        )

    def _near(self, name: str, group: str | None) -> int | None:
        found = nearest(self.live, name, group)
        return found.promise_id if found is not None else None


# Values --------------------------------------------------------------------------------------------------------


def _full(kind: str, values: Mapping[str, Any]) -> Values:
    """Targets and promises without a number have the same keys, so that one can become the other."""
    return {**EMPTY_TARGET, **values} if kind in NAMED else dict(values)


def _merged(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Values:
    """The new words, and the old values where the new words give none."""
    merged = _full(kind, {**old, **{key: value for key, value in _full(kind, new).items() if value not in (None, "")}})
    if kind in NAMED:  # a number is one thing: its parts are not mixed
        merged |= {key: _full(kind, new)[key] for key in _NUMBERS}
    if kind == "task" and new.get("timeframe_raw"):
        merged |= {key: new.get(key) for key in _TIMEFRAME}
    if kind == "task" and not new.get("timeframe_raw"):
        merged |= {key: old.get(key) for key in _TIMEFRAME}
    return merged


def _with_number(values: Mapping[str, Any], number: Mapping[str, Any]) -> Values:
    """Only what the words name: the comparison stays unless they give one, or the shape of the number changes."""
    changed = dict(values) | dict(number)
    if "value" in number:
        changed |= {"low": None, "high": None}
        if values.get("operator") in ("range", "", None) and "operator" not in number:
            changed["operator"] = "="
    if "low" in number:
        changed["value"] = None
    return changed


def _given(new: NewPromise) -> tuple[str, ...]:
    values = _full(new.kind, new.values)
    keys = tuple(key for key, value in values.items() if value not in (None, "") or key in _NUMBERS)
    return keys + (("agencies",) if new.agencies else ())


def _in_order(agencies: Iterable[AgencyName]) -> tuple[AgencyName, ...]:
    """Each agency once in each role, leads first, otherwise in their order."""
    once = dict.fromkeys(agency for agency in agencies if agency.raw)
    return tuple(sorted(once, key=lambda agency: ROLE_ORDER.get(agency.role, 2)))


def _name(values: Mapping[str, Any]) -> str:
    return str(values.get("name") or values.get("what") or "").casefold()


def _same(one: Any, other: Any) -> bool:
    return (one or None) == (other or None)


def _number_reason(targets: Sequence[LivePromise], fitting: Sequence[LivePromise]) -> str:
    if not targets:
        return "Không có chỉ tiêu nào ở chỗ văn bản nêu."
    if not fitting:
        codes = ", ".join(p.code for p in targets[:6])
        return f"Số văn bản nêu («từ …») khác số đang có hiệu lực của {codes}."
    return f"Có nhiều chỉ tiêu cùng số này: {', '.join(p.code for p in fitting[:6])}."


def replaced_sets(live: LivePromise, values: Mapping[str, Any], sets: Iterable[str]) -> Values:
    """The values of a promise with those that a document sets: for a proposal that is pointed at another promise."""
    given = {key: values.get(key) for key in sets if key != "agencies"}
    if live.kind in NAMED and "end_year" in given:  # a time for a target is its year
        given = {"due_year": given["end_year"]}
    return _full(live.kind, live.values) | given


def places_in_words(places: Sequence[PlanPlace]) -> str:
    """The places of an order as they were written."""
    return "; ".join(place.raw or str(place) for place in places)
