"""The definitions and the published series that ship with the product (``data/``), read strictly.

Every problem of a file is named at once; nothing is saved here.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from ansinh.domain.indicators import Direction, PlaceRule, Shape, TimeRule, Vintage
from ansinh.domain.periods import Period, PeriodKind
from ansinh.kit.strict_yaml import load_yaml_file

DATA = Path(__file__).parent / "data"


class DataProblems(ValueError):
    """What is wrong with the files; ``problems`` has a sentence for each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


@dataclass(frozen=True, slots=True)
class DimensionRow:
    code: str
    name: str
    is_complete: bool
    categories: tuple[tuple[str, str], ...]  # code and name, in order


@dataclass(frozen=True, slots=True)
class BindingRow:
    """By which shape a target is measured; the baseline only where a published figure exists."""

    target: str  # code of the plan: II.2.a.3
    shape: Shape
    benchmark: str = ""  # code of an indicator
    stages: tuple[str, ...] = ()
    baseline_period: str = ""
    baseline_value: Decimal | None = None
    baseline_source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """``fields`` are the columns of the table; organisations and dimensions are named by their codes."""

    code: str
    fields: Mapping[str, Any]
    reporter: str
    approver: str
    dimensions: tuple[str, ...] = ()
    bindings: tuple[BindingRow, ...] = ()
    related: tuple[tuple[str, str], ...] = ()  # code of a target, in what it differs


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A published figure for the province."""

    indicator: str
    period: str
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    vintage: Vintage
    table: str


_WORDS = {
    "direction": Direction, "frequency": PeriodKind, "over_place": PlaceRule, "over_time": TimeRule,
}  # fmt: skip
_REQUIRED = ("name", "unit", "definition", *_WORDS, "reporter", "source")
_TEXTS = ("name", "unit", "definition", "numerator", "denominator", "source", "method")
_LISTS = ("dimensions", "targets", "related")
_KNOWN = {*_REQUIRED, *_TEXTS, *_LISTS, "approver", "scale", "floor", "ceiling", "places"}
_KNOWN_OF_BINDING = {"shape", "benchmark", "stages", "baseline", "note"}


def read_dimensions(path: Path = DATA / "dimensions.yaml") -> tuple[DimensionRow, ...]:
    return tuple(
        DimensionRow(
            code, given["name"], given["is_complete"], tuple((str(c), name) for c, name in given["categories"].items())
        )
        for code, given in load_yaml_file(path).items()
    )


def read_indicators(path: Path = DATA / "indicators.yaml") -> tuple[IndicatorRow, ...]:
    """Raises `DataProblems` with everything that is wrong, `YamlError` when it is not YAML as we take it."""
    given: dict[str, dict[str, Any]] = load_yaml_file(path)
    problems = [problem for code, fields in given.items() for problem in _problems_of(code, fields, given)]
    problems += _twice(given)
    if problems:
        raise DataProblems(problems)
    return tuple(_indicator(code, fields) for code, fields in given.items())


def _problems_of(code: str, given: Mapping[str, Any], all_given: Mapping[str, Any]) -> Iterator[str]:
    for name in _REQUIRED:
        if not given.get(name):
            yield f"{code}: thiếu «{name}»."
    for name in sorted(given.keys() - _KNOWN):
        yield f"{code}: không có mục nào tên «{name}»."
    for name, words in _WORDS.items():
        if given.get(name) and given[name] not in set(words):
            yield f"{code}: «{name}» là «{given[name]}»; chọn một trong: {', '.join(words)}."
    if bool(given.get("numerator")) != bool(given.get("denominator")):
        yield f"{code}: tỷ lệ phải có cả tử số và mẫu số."
    if given.get("over_place") == PlaceRule.RATIO_OF_SUMS and not given.get("numerator"):
        yield f"{code}: cộng theo tử số và mẫu số nhưng không nêu tử số, mẫu số."
    for target, binding in given.get("targets", {}).items():
        yield from (f"{code}, {target}: {problem}" for problem in _problems_of_binding(binding, all_given))


def _problems_of_binding(binding: Mapping[str, Any], all_given: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted(binding.keys() - _KNOWN_OF_BINDING):
        yield f"không có mục nào tên «{name}»."
    shape = binding.get("shape")
    if shape not in set(Shape):
        yield f"dạng chỉ tiêu «{shape}» không có; chọn một trong: {', '.join(Shape)}."
    if (shape == Shape.STAGE) != bool(binding.get("stages")):
        yield "dạng «stage» phải nêu các bước, dạng khác thì không."
    benchmark = binding.get("benchmark")
    if (shape == Shape.BENCHMARK) != bool(benchmark):
        yield "dạng «benchmark» phải nêu chỉ số làm mức so sánh, dạng khác thì không."
    if benchmark and benchmark not in all_given:
        yield f"mức so sánh «{benchmark}» chưa được định nghĩa."
    baseline = binding.get("baseline")
    if baseline is not None and set(baseline) != {"period", "value", "source"}:
        yield "mức nền phải có đủ kỳ, số và nguồn."


def _twice(given: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """A target is measured by one indicator."""
    seen: dict[str, str] = {}
    for code, fields in given.items():
        for target in fields.get("targets", {}):
            if target in seen:
                yield f"Chỉ tiêu {target} được đo bằng cả {seen[target]} và {code}; giữ một."
            seen[target] = code


def _indicator(code: str, given: Mapping[str, Any]) -> IndicatorRow:
    is_percent = given["unit"] == "%"
    fields: dict[str, Any] = {name: given.get(name, "") for name in _TEXTS}
    fields |= {name: given[name] for name in _WORDS}
    fields |= {
        "is_ratio": bool(given.get("numerator")),
        "scale": Decimal(given.get("scale", 100 if is_percent else 1)),
        "floor": Decimal(given.get("floor", 0)),
        "ceiling": _optional(given.get("ceiling", 100 if is_percent else None)),
        "places": given.get("places", 1),
    }
    return IndicatorRow(
        code=code,
        fields=fields,
        reporter=given["reporter"],
        approver=given.get("approver", ""),
        dimensions=tuple(given.get("dimensions", ())),
        bindings=tuple(_binding(target, binding) for target, binding in given.get("targets", {}).items()),
        related=tuple(given.get("related", {}).items()),
    )


def _binding(target: str, given: Mapping[str, Any]) -> BindingRow:
    baseline = given.get("baseline") or {}
    return BindingRow(
        target=target,
        shape=Shape(given["shape"]),
        benchmark=given.get("benchmark", ""),
        stages=tuple(given.get("stages", ())),
        baseline_period=baseline.get("period", ""),
        baseline_value=_optional(baseline.get("value")),
        baseline_source=baseline.get("source", ""),
        note=given.get("note", ""),
    )


def _optional(value: int | Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)


# The published series -----------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Line:
    """Reads the cells of a line of the file; what is wrong goes to ``problems``."""

    number: int
    cells: Mapping[str, str]
    problems: list[str] = field(default_factory=list)

    def number_in(self, column: str) -> Decimal | None:
        try:
            return Decimal(self.cells[column]) if self.cells[column] else None
        except InvalidOperation:
            self._wrong(column, "không phải là số")
            return None

    def word_in(self, column: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(self.cells[column])
        except ValueError:
            self._wrong(column, "không hiểu được")
            return None

    def _wrong(self, column: str, why: str) -> None:
        self.problems.append(f"Dòng {self.number}, cột {column}: «{self.cells[column]}» {why}.")


def read_series(path: Path = DATA / "published_series.csv") -> tuple[SeriesRow, ...]:
    """Raises `DataProblems` with everything that is wrong."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = [_Line(number, cells) for number, cells in enumerate(csv.DictReader(file), 2)]
    rows = tuple(_series_row(line) for line in lines)
    problems = [problem for line in lines for problem in line.problems]
    if problems:
        raise DataProblems(problems)
    return rows


def _series_row(line: _Line) -> SeriesRow:
    period = line.word_in("period", Period.parse)
    return SeriesRow(
        indicator=line.cells["indicator"],
        period=period.code if period else "",
        value=line.number_in("value"),
        numerator=line.number_in("numerator"),
        denominator=line.number_in("denominator"),
        vintage=line.word_in("vintage", Vintage),
        table=line.cells["table"],
    )
