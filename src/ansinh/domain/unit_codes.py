"""Which unit a code in a table means in a period. A code alone is ambiguous: since 1 July 2025 new units reuse old
codes, so the period decides, and the name beside the code must agree with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from ansinh.domain.figures import write_short_date
from ansinh.domain.periods import Period
from ansinh.domain.vietnamese import search_key

#: Words for the kind of a unit that officers write before its name or leave out.
_KINDS = ("tinh", "thanh pho", "tp", "tp.", "huyen", "thi xa", "tx", "quan", "xa", "phuong", "thi tran", "dac khu")


@dataclass(frozen=True, slots=True)
class DatedUnit:
    """A unit from ``valid_from`` (included) to ``valid_to`` (excluded)."""

    pk: int
    code: str
    name: str
    kind: str
    level: str
    valid_from: date
    valid_to: date | None = None

    def overlaps(self, start: date, end: date) -> bool:
        """Whether it exists on some day from ``start`` to ``end`` (both included)."""
        return self.valid_from <= end and (self.valid_to is None or self.valid_to > start)

    @property
    def label(self) -> str:
        """``Xã Ba Tơ``, whether or not the register's name has the word for its kind."""
        return self.name if search_key(self.name).startswith(search_key(self.kind)) else f"{self.kind} {self.name}"

    @property
    def dated_label(self) -> str:
        until = f", thôi dùng từ {write_short_date(self.valid_to)}" if self.valid_to else ""
        return f"{self.label} (từ {write_short_date(self.valid_from)}{until})"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The unit, or why none or more than one is meant."""

    unit: DatedUnit | None = None
    problem: str = ""
    remedy: str = ""


class UnitRegister:
    """All units by code and by name, for a table of many rows."""

    def __init__(self, units: Iterable[DatedUnit]) -> None:
        self._units = tuple(units)

    @cached_property
    def _by_code(self) -> Mapping[str, Sequence[DatedUnit]]:
        found: dict[str, list[DatedUnit]] = defaultdict(list)
        for unit in self._units:
            found[_plain_code(unit.code)].append(unit)
        return found

    @cached_property
    def _by_name(self) -> Mapping[str, Sequence[DatedUnit]]:
        found: dict[str, list[DatedUnit]] = defaultdict(list)
        for unit in self._units:
            for key in {name_key(unit.name), search_key(unit.label)}:
                found[key].append(unit)
        return found

    def resolve(self, code: str, name: str, period: Period) -> Resolved:
        """The one unit that code and name mean in the period. A code may have lost its leading zeros in Excel."""
        if not code and not name:
            return Resolved(problem="Dòng không có mã đơn vị.", remedy="Ghi mã theo danh mục địa bàn của hệ thống.")
        if not code:
            return self._by_its_name(name, period)
        bearing = self._by_code.get(_plain_code(code), ())
        there = [unit for unit in bearing if unit.overlaps(period.start, period.end)]
        if not bearing:
            return Resolved(
                problem=f"Không có đơn vị nào mang mã «{code}».", remedy="Lấy mã theo danh mục địa bàn của hệ thống."
            )
        if not there:
            return _out_of_period(code, bearing, period)
        named = [unit for unit in there if not name or _is_named(unit, name)]
        if len(named) == 1:
            return Resolved(named[0])
        return _ambiguous(code, there, period) if named else _other_name(code, name, there, period)

    def _by_its_name(self, name: str, period: Period) -> Resolved:
        keys = {search_key(name), name_key(name)}
        there = {
            unit.pk: unit
            for key in keys
            for unit in self._by_name.get(key, ())
            if unit.overlaps(period.start, period.end)
        }
        if len(there) == 1:
            return Resolved(next(iter(there.values())))
        if not there:
            return Resolved(
                problem=f"Dòng không có mã đơn vị và {period.label} không có đơn vị nào tên «{name}».",
                remedy="Ghi mã theo danh mục địa bàn của hệ thống.",
            )
        codes = ", ".join(f"{unit.code} {unit.label}" for unit in there.values())
        return Resolved(problem=f"Có {len(there)} đơn vị tên «{name}»: {codes}.", remedy="Ghi mã đơn vị để phân biệt.")


def name_key(name: str) -> str:
    """A unit's name for comparison, without the word for its kind."""
    key = search_key(name)
    for kind in _KINDS:
        if key.startswith(f"{kind} "):
            return key[len(kind) + 1 :]
    return key


def _is_named(unit: DatedUnit, name: str) -> bool:
    return search_key(name) in (search_key(unit.name), search_key(unit.label)) or name_key(name) == name_key(unit.name)


def _plain_code(code: str) -> str:
    return code.strip().lstrip("0") or "0"


def _out_of_period(code: str, bearing: Sequence[DatedUnit], period: Period) -> Resolved:
    known = "; ".join(unit.dated_label for unit in bearing)
    return Resolved(
        problem=f"Mã «{code}» không dùng trong {period.label}: {known}.",
        remedy="Kiểm tra kỳ số liệu, hoặc lấy mã của đơn vị có trong kỳ ấy.",
    )


def _ambiguous(code: str, there: Sequence[DatedUnit], period: Period) -> Resolved:
    known = "; ".join(unit.dated_label for unit in there)
    return Resolved(
        problem=f"Mã «{code}» trong {period.label} là {len(there)} đơn vị khác nhau: {known}.",
        remedy="Ghi thêm tên đơn vị vào cột «Tên đơn vị» để phân biệt.",
    )


def _other_name(code: str, name: str, there: Sequence[DatedUnit], period: Period) -> Resolved:
    known = "; ".join(unit.dated_label for unit in there)
    return Resolved(
        problem=f"Mã «{code}» trong {period.label} là {known}, nhưng tên ghi «{name}».",
        remedy="Sửa mã hoặc sửa tên cho khớp; kiểm tra xem có sắp xếp lại riêng một cột không.",
    )
