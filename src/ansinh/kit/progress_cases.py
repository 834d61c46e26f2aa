"""Files of progress cases: `ansinh progress` computes each and tells every difference from its published answer.

The file is YAML as Open SDG writes it (``indicator_calculation_components.yml``): indicators, in each its series, in
each its inputs and, where there are any, its answers. Needs no settings and no database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ansinh.domain.second_opinions import ProgressCase, escap, open_sdg
from ansinh.kit.strict_yaml import YamlError, load_yaml_file

#: How far a computed number may be from the published one.
TOLERANCE = 1e-6
_NUMBERS = (
    "base_year", "base_value", "current_year", "current_value", "direction", "target", "target_year", "limit",
)  # fmt: skip
_REQUIRED = ("base_year", "base_value", "current_year", "current_value", "direction")

Answer = float | str | None


class CasesRefused(ValueError):
    """The file is no file of cases; the message says where and why, in Vietnamese, all problems at once."""


@dataclass(frozen=True, slots=True)
class Difference:
    case: str
    what: str
    published: Answer
    computed: Answer


@dataclass(frozen=True, slots=True)
class Outcome:
    """``cases`` computed, of them ``answered`` with a published answer; ``differences`` in the order of the file."""

    cases: int
    answered: int
    differences: tuple[Difference, ...]


def _open_sdg(inputs: ProgressCase, _: Mapping[str, Any]) -> dict[str, Answer]:
    opinion = open_sdg(inputs)
    return {"progress_value": opinion.value, "score": opinion.score, "status": opinion.label.value}


def _escap(inputs: ProgressCase, given: Mapping[str, Any]) -> dict[str, Answer]:
    points = [(float(year), float(value)) for year, value in (given.get("points") or {}).items()]
    opinion = escap(inputs, points)
    return {"current_status": opinion.current_status, "anticipated_gap": opinion.anticipated_gap}


METHODS: dict[str, Callable[[ProgressCase, Mapping[str, Any]], dict[str, Answer]]] = {
    "open-sdg": _open_sdg,
    "escap": _escap,
}


def compare_file(path: Path, method: str) -> Outcome:
    """Compute every case of a file. Raises `CasesRefused` for a file that cannot be read as cases, `OSError`."""
    try:
        content = load_yaml_file(path)
    except (YamlError, UnicodeDecodeError) as error:
        raise CasesRefused(f"Không đọc được tệp {path.name}: {error}") from error
    problems: list[str] = []
    cases = list(_cases(content, problems))
    if not cases and not problems:
        problems.append(
            "không có trường hợp nào; tệp cần có chỉ số, trong đó từng chuỗi với base_value, current_value …"
        )
    if problems:
        raise CasesRefused("\n".join(f"{path.name}: {problem}" for problem in problems))
    answered, differences = 0, []
    for name, inputs, given in cases:
        computed = METHODS[method](inputs, given)
        published = {what: given[what] for what in computed if what in given}
        answered += bool(published)
        differences += [
            Difference(name, what, _shown(answer), computed[what])
            for what, answer in published.items()
            if not _agree(answer, computed[what])
        ]
    return Outcome(len(cases), answered, tuple(differences))


def _cases(content: Any, problems: list[str]) -> Iterator[tuple[str, ProgressCase, Mapping[str, Any]]]:
    if not isinstance(content, dict):
        problems.append("ở ngoài cùng phải là các chỉ số, mỗi chỉ số một khóa.")
        return
    for indicator, series in content.items():
        for name, given in (series if isinstance(series, dict) else {}).items():
            if isinstance(given, dict):
                before = len(problems)
                numbers = _numbers(f"{indicator} › {name}", given, problems)
                if len(problems) == before:
                    yield f"{indicator} › {name}", _inputs(numbers), given


def _numbers(where: str, given: Mapping[str, Any], problems: list[str]) -> dict[str, float | None]:
    problems += [f"{where}: thiếu {key}." for key in _REQUIRED if key not in given]
    found: dict[str, float | None] = {}
    for key in _NUMBERS:
        try:
            found[key] = _number(given.get(key))
        except (TypeError, ValueError):
            problems.append(f"{where}: {key} là «{given[key]}», cần một số hoặc null.")
    if found.get("direction", 1) not in (1, -1):
        problems.append(f"{where}: direction là {given.get('direction')}, cần 1 (cao là tốt) hoặc -1 (thấp là tốt).")
    if "base_year" in given and given["base_year"] is None:
        problems.append(f"{where}: base_year để trống; ghi năm của mức nền.")
    points = given.get("points")
    if points is not None and not (isinstance(points, dict) and all(_is_number(v) for v in points.values())):
        problems.append(f"{where}: points phải là các cặp năm: giá trị.")
    return found


def _number(value: Any) -> float | None:
    """Text such as 1e-05 is a number here too: other programs write floats like that."""
    if value is None:
        return None
    if isinstance(value, bool):
        raise TypeError(value)
    return float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _inputs(numbers: Mapping[str, float | None]) -> ProgressCase:
    return ProgressCase(
        base_year=numbers["base_year"] or 0.0,
        base_value=numbers["base_value"],
        current_year=numbers["current_year"],
        current_value=numbers["current_value"],
        direction=int(numbers["direction"] or 1),
        target=numbers["target"],
        target_year=numbers["target_year"],
        limit=numbers["limit"],
    )


def _agree(published: Any, computed: Answer) -> bool:
    if published is None or computed is None or isinstance(computed, str):
        return bool(published == computed)
    try:
        return abs(float(published) - computed) <= TOLERANCE
    except (TypeError, ValueError):
        return False


def _shown(answer: Any) -> Answer:
    return float(answer) if isinstance(answer, int | Decimal) else answer
