"""What is checked while a form of figures is filled in: type, range, parts of a whole, jumps, the cut-off.

Errors block sending, never saving. A warning accepts an explanation. An empty cell is missing, ``-`` is "không phát
sinh", ``x`` is "không áp dụng" (the unit cannot have the figure), ``0`` is a value; the four are never taken for one
another. The signs are those of statistical yearbooks and forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from ansinh.domain.figures import MINUS, write_date, write_number
from ansinh.domain.figures_recorded import Figure, IndicatorRules, figure_problems, value_of
from ansinh.domain.indicators import Vintage

#: What officials write where nothing occurred, and where something occurred that nobody counted.
NIL_SIGNS = frozenset({"-", "–", "—", MINUS, "kps"})
MISSING_SIGNS = frozenset({"", "...", "…"})
#: What forms print where a unit has no such thing: rice on an island without fields.
NOT_APPLICABLE_SIGNS = frozenset({"x", "×", "kad"})
#: The register keeps 14 digits before the comma and six after it.
_MOST_DIGITS, _MOST_PLACES = 14, 6

_VIETNAMESE = re.compile(r"([-+]?)(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d+))?")
_ENGLISH = re.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,})")
_ONE_DOT = re.compile(r"[-+]?\d+\.\d+")


class Level(StrEnum):
    ERROR = "error"  # blocks sending
    WARNING = "warning"  # needs an explanation


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong or unusual in a cell; ``message`` is a Vietnamese sentence that says what to do."""

    level: Level
    message: str


@dataclass(frozen=True, slots=True)
class Typed:
    """What a text means: a number, nothing occurred, not applicable, missing (all empty), or a ``problem``."""

    number: Decimal | None = None
    is_nil: bool = False
    is_not_applicable: bool = False
    problem: str = ""

    @property
    def is_missing(self) -> bool:
        return self.number is None and not (self.is_nil or self.is_not_applicable or self.problem)


def read_typed(text: str, places: int | None = None) -> Typed:
    """Read what was typed or pasted: ``1.234,5``, ``-``, ``x``, ``...``; ``places`` is the most digits after the comma.

    What could be two numbers is a problem, never a guess: ``1.5``, ``1,234.5``, and ``1,234`` where whole numbers
    stand.
    """
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:  # most cells of a form, and the quick way
        return Typed(Decimal(text))
    plain = re.sub(r"[\s\u00a0\u202f]", "", text)
    if plain.lower() in MISSING_SIGNS:
        return Typed()
    if plain.lower() in NIL_SIGNS:
        return Typed(is_nil=True)
    if plain.lower() in NOT_APPLICABLE_SIGNS:
        return Typed(is_not_applicable=True)
    plain = plain.replace(MINUS, "-").removesuffix("%")
    match = _VIETNAMESE.fullmatch(plain)
    if match is None:
        return Typed(problem=_not_a_number(text.strip(), plain))
    sign, whole, fraction = match[1], match[2].replace(".", ""), match[3] or ""
    if len(fraction) == 3 and len(whole) <= 3 and "." not in match[2] and (places is None or places < 3):
        return Typed(problem=_two_readings(text.strip(), whole, fraction))
    if len(whole.lstrip("0")) > _MOST_DIGITS:
        return Typed(problem=f"«{text.strip()}» có hơn {_MOST_DIGITS} chữ số. Kiểm tra xem có dán liền hai ô không.")
    most = _MOST_PLACES if places is None else min(places, _MOST_PLACES)
    if len(fraction.rstrip("0")) > most:
        kept = f"nhiều nhất {most} chữ số sau dấu phẩy" if most else "số nguyên"
        return Typed(problem=f"«{text.strip()}» có phần lẻ quá dài; ô này nhận {kept}.")
    return Typed(Decimal(f"{sign}{whole}.{fraction or 0}"))


def _two_readings(text: str, whole: str, fraction: str) -> str:
    return (
        f"«{text}» có thể là {write_number(Decimal(whole + fraction))} hoặc {whole},{fraction}. Dấu chấm ngăn từng nhóm "
        f"ba chữ số, dấu phẩy ngăn phần thập phân; gõ {write_number(Decimal(whole + fraction))} nếu là số nguyên."
    )


def _not_a_number(text: str, plain: str) -> str:
    if _ENGLISH.fullmatch(plain):
        swapped = plain.translate(str.maketrans(",.", ".,"))
        return f"«{text}» viết theo kiểu tiếng Anh, có thể hiểu theo hai cách. Nếu đúng số ấy, gõ {swapped}."
    if _ONE_DOT.fullmatch(plain):
        return (
            f"«{text}» có thể hiểu theo hai cách. Phần thập phân viết bằng dấu phẩy ({plain.replace('.', ',')}); "
            "dấu chấm chỉ ngăn từng nhóm ba chữ số (1.500)."
        )
    if plain.startswith("#"):
        return f"«{text}» là lỗi công thức của Excel. Sửa ở tệp nguồn rồi dán lại số."
    return (
        f"«{text}» không phải là số. Viết như 1.234 hoặc 95,5; «-» là không phát sinh; «x» là không áp dụng; để trống "
        "nếu chưa có số liệu."
    )


@dataclass(frozen=True, slots=True)
class ColumnRules:
    """A column of a form. ``has_parts``: numerator and denominator are typed and the value is computed.

    ``jump_limit`` is a share (0.2 = 20 %); ``never_falls`` marks a cumulative count.
    """

    letter: str
    rules: IndicatorRules
    places: int = 1
    has_parts: bool = False
    jump_limit: Decimal | None = None
    never_falls: bool = False


@dataclass(frozen=True, slots=True)
class Entered:
    """What stands in a cell: texts as typed (``text`` is the numerator where a column has parts)."""

    text: str = ""
    denominator_text: str = ""
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """A cell after checking: its figures where they could be read, and what was found."""

    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_nil: bool = False
    is_not_applicable: bool = False
    is_blank: bool = True
    is_explained: bool = False
    findings: tuple[Finding, ...] = ()

    @property
    def has_error(self) -> bool:
        return any(finding.level is Level.ERROR for finding in self.findings)

    @property
    def needs_explanation(self) -> bool:
        """A warning that nobody has explained yet."""
        return not self.is_explained and any(finding.level is Level.WARNING for finding in self.findings)

    @property
    def is_figure(self) -> bool:
        """Whether it can go into the record."""
        return not self.has_error and not self.is_blank


def check_cell(entered: Entered, column: ColumnRules, previous: Decimal | None) -> Checked:
    """Read one cell and find everything that is wrong with it by itself and against the last period."""
    checked = _read(entered, column)
    if checked.is_blank or checked.has_error:
        return checked
    is_explained = bool(entered.explanation.strip())
    if checked.is_not_applicable:
        return replace(checked, is_explained=is_explained, findings=tuple(_had_a_figure(previous, column)))
    figure = Figure(
        0, 0, "", None, checked.value, checked.numerator, checked.denominator, checked.is_nil
    )  # fmt: skip
    errors = [Finding(Level.ERROR, message) for message in figure_problems(figure, column.rules)]
    value = value_of(figure, column.rules)
    found = (*errors, *(() if errors else _against_last_period(value, previous, column)))
    return replace(checked, value=value, is_explained=is_explained, findings=found)


def _had_a_figure(previous: Decimal | None, column: ColumnRules) -> Iterable[Finding]:
    """ "Không áp dụng" where there was a figure may hide a gap."""
    if previous is not None:
        yield Finding(
            Level.WARNING,
            f"Ghi không áp dụng nhưng kỳ trước có số ({write_number(previous, column.places)}). Kiểm tra lại; nếu "
            "đúng, ghi giải trình.",
        )


def _read(entered: Entered, column: ColumnRules) -> Checked:
    if not column.has_parts:
        typed = read_typed(entered.text, column.places)
        return Checked(
            value=typed.number, is_nil=typed.is_nil, is_not_applicable=typed.is_not_applicable,
            is_blank=typed.is_missing, findings=_errors(typed.problem),
        )  # fmt: skip
    upper, lower = read_typed(entered.text), read_typed(entered.denominator_text)
    problems = [f"{name}: {typed.problem}" for name, typed in (("Tử số", upper), ("Mẫu số", lower)) if typed.problem]
    if problems:
        return Checked(is_blank=False, findings=_errors(*problems))
    if upper.is_missing and lower.is_missing:
        return Checked()
    if upper.is_nil and (lower.is_nil or lower.is_missing):
        return Checked(is_nil=True, is_blank=False)
    if upper.is_not_applicable or lower.is_not_applicable:
        return _not_applicable(upper, lower)
    numerator = Decimal(0) if upper.is_nil else upper.number  # nothing of what the denominator counts
    if numerator is None or lower.number is None:
        lacking = "tử số" if numerator is None else "mẫu số"
        return Checked(
            numerator=numerator, denominator=lower.number, is_blank=False,
            findings=_errors(f"Thiếu {lacking}. Nhập đủ tử số và mẫu số, hoặc xóa cả hai nếu chưa có số liệu."),
        )  # fmt: skip
    if lower.number == 0:
        return Checked(
            numerator=numerator, denominator=lower.number, is_blank=False,
            findings=_errors("Mẫu số bằng 0 nên không tính được tỷ lệ. Gõ «-» ở tử số nếu không phát sinh."),
        )  # fmt: skip
    return Checked(numerator=numerator, denominator=lower.number, is_blank=False)


def _not_applicable(upper: Typed, lower: Typed) -> Checked:
    if all(typed.is_not_applicable or typed.is_missing for typed in (upper, lower)):
        return Checked(is_not_applicable=True, is_blank=False)
    return Checked(
        is_blank=False,
        findings=_errors(
            "Một nửa ghi không áp dụng, một nửa có số. Không áp dụng thì gõ «x» ở tử số, để trống mẫu số."
        ),
    )


def _errors(*messages: str) -> tuple[Finding, ...]:
    return tuple(Finding(Level.ERROR, message) for message in messages if message)


def _against_last_period(value: Decimal | None, previous: Decimal | None, column: ColumnRules) -> Iterable[Finding]:
    if value is None or previous is None:
        return
    new, old = write_number(value, column.places), write_number(previous, column.places)
    if column.never_falls and value < previous:
        yield Finding(
            Level.ERROR, f"{new} {column.rules.unit} thấp hơn lũy kế kỳ trước ({old}). Số lũy kế không được giảm."
        )
        return
    if column.jump_limit is None or previous == 0:
        return
    change = (value - previous) / abs(previous)
    if abs(change) > column.jump_limit:
        direction = "tăng" if change > 0 else "giảm"
        yield Finding(
            Level.WARNING,
            f"{new} {column.rules.unit}, {direction} {write_number(abs(change) * 100, 0)}% so với kỳ trước ({old}). "
            "Kiểm tra lại; nếu đúng, ghi giải trình.",
        )


@dataclass(frozen=True, slots=True)
class Whole:
    """A column that equals the sum of others: the total and the groups of a complete breakdown."""

    total: str  # key of a column
    parts: tuple[str, ...]
    breakdown: str  # "giới tính"


def check_wholes(
    cells: Mapping[str, Checked], wholes: Sequence[Whole], letters: Mapping[str, str]
) -> Iterable[tuple[str, Finding]]:
    """Of one unit's row: key of the total's column, and an error where it is not the sum of its parts.

    Only complete rows are compared; of ratios numerators and denominators are added, never the rates.
    """
    for whole in wholes:
        total, parts = cells[whole.total], [cells[key] for key in whole.parts]
        if not total.is_figure or not all(part.is_figure for part in parts):
            continue
        for name, has, of_parts in (
            ("", _amount(total), [_amount(part) for part in parts]),
            ("Mẫu số: ", total.denominator, [part.denominator for part in parts]),
        ):
            known = [part for part in of_parts if part is not None]
            if has is None or len(known) < len(of_parts) or has == sum(known):
                continue
            columns = " + ".join(letters[key] for key in whole.parts)
            said = "không áp dụng" if total.is_not_applicable else write_number(has)
            yield (
                whole.total,
                Finding(
                    Level.ERROR,
                    f"{name}{said} khác tổng các nhóm theo {whole.breakdown} "
                    f"(cột {columns} = {write_number(sum(known))}). Sửa tổng hoặc sửa các nhóm.",
                ),
            )


def _amount(cell: Checked) -> Decimal | None:
    """What adds up: the numerator of a ratio, the value of a count; what did not or cannot occur is 0 of the whole."""
    if cell.is_nil or cell.is_not_applicable:
        return Decimal(0)
    return cell.value if cell.numerator is None else cell.numerator


def cut_off_problem(vintage: Vintage, data_until: date | None, today: date) -> str:
    """Before the day that figures are counted up to only an estimate can be sent; empty when all is well."""
    if data_until is None or vintage is Vintage.ESTIMATE or today > data_until:
        return ""
    return (
        f"Số liệu của biểu chốt đến hết ngày {write_date(data_until)}; trước khi hết ngày ấy chưa gửi được số "
        "sơ bộ, số chính thức. Số đã nhập vẫn được lưu."
    )
