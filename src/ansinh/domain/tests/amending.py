"""Promises, orders and readers for tests of amendments, written in few words."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansinh.domain.amendment_readings import AgencyName, Instruction, NewPromise, Op, PlanPlace
from ansinh.domain.amendments import Proposal, propose
from ansinh.domain.promise_matching import LivePromise
from ansinh.domain.readings import Quote

NAMES = {
    "A": "Tỷ lệ tham gia bảo hiểm y tế",
    "B": "Số nhà ở xây mới cho hộ nghèo",
    "C": "Trạm có bác sĩ làm việc",
    "D": "Diện tích sàn bình quân đầu người",
    "E": "Lao động qua đào tạo",
}
WORDS = Quote("nội dung mới", 10, 22)
ORDER = Quote("Sửa đổi … như sau", 0, 9)
_ids = itertools.count(1)


def target_values(name: str, value: int | str | None) -> dict[str, Any]:
    number = str(value) if value is not None else None
    return {
        "name": name, "operator": ">=" if number else "", "value": number, "low": None, "high": None, "denominator": None,
        "unit": "%" if number else "", "due_year": 2025, "population": "",
    }  # fmt: skip


def live_target(code: str, name: str, value: int | None = 95, *, dash: int | None = 1, **more: Any) -> LivePromise:
    section = code.rpartition(".")[0]
    quote = f"{name} đạt ít nhất {value}%"
    settled: dict[str, Any] = {"place": section, "dashes": 9, "quote": quote, **more}
    return LivePromise(next(_ids), "target", code, section, target_values(name, value), dash=dash, **settled)


def live_task(code: str, text: str, *agencies: tuple[str, str], time: str = "Năm 2024") -> LivePromise:
    values = {
        "name": text, "heading": "", "text": text, "timeframe_raw": time, "timeframe_kind": "year", "start_year": 2024,
        "end_year": 2024, "due_on": None, "product": "",
    }  # fmt: skip
    names = tuple(AgencyName(role, raw) for role, raw in agencies)
    return LivePromise(next(_ids), "task", code, code.rpartition(".")[0], values, names, quote=text, place=code)


def live_duty(code: str, what: str, **values: Any) -> LivePromise:
    told = {"kind": "report", "what": what, "to": "", "via": "", "due": None, "frequency": "", **values}
    return LivePromise(next(_ids), "obligation", code, code, told, quote=what, place=code)


def new_target(name: str, value: int | None, section: str = "II.1") -> NewPromise:
    return NewPromise("target", section, "", target_values(name, value), (), WORDS, 0.9)


def new_task(code: str, text: str, *agencies: tuple[str, str], time: str = "") -> NewPromise:
    values = {
        "name": text, "heading": "", "text": text, "timeframe_raw": time, "timeframe_kind": "year" if time else "none",
        "start_year": None, "end_year": None, "due_on": None, "product": "",
    }  # fmt: skip
    names = tuple(AgencyName(role, raw) for role, raw in agencies)
    return NewPromise("task", code.rpartition(".")[0], code, values, names, WORDS, 0.9)


def order(op: Op, place: str = "", dash: int | None = None, **more: Any) -> Instruction:
    places = (PlanPlace(place, dash),) if place else ()
    return Instruction(op, ORDER, places, **more)


def exchange(old: str, new: str, place: str = "") -> Instruction:
    return order(Op.WORDS, place, old_words=old, new_words=new)


@dataclass(frozen=True)
class Reader:
    """Reads sentences of the one form that `live_target` writes."""

    def target(self, sentence: str, section: str) -> Mapping[str, Any] | None:
        match = re.fullmatch(r"(?P<name>.+) đạt ít nhất (?P<value>\d+)%", sentence)
        return target_values(match["name"], match["value"]) if match else None

    def timeframe(self, words: str) -> Mapping[str, Any]:
        years = re.findall(r"\d{4}", words)
        year = int(years[-1]) if years else None
        return {"timeframe_raw": words, "timeframe_kind": "year", "start_year": year, "end_year": year, "due_on": None}

    def due(self, words: str) -> Mapping[str, Any] | None:
        match = re.search(r"trước ngày (\d+)/(\d+)", words)
        if match is None:
            return None
        return {"raw": match[0], "day": int(match[1]), "month": int(match[2]), "year": None, "before": True}


def proposed(live: Sequence[LivePromise], *orders: Instruction) -> Proposal:
    return propose(live, orders, [promise.code for promise in live], Reader())
