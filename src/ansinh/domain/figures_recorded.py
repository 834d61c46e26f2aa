"""One figure on its way into the record, and what must hold for it. Missing is never zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from ansinh.domain.figures import write_number
from ansinh.domain.indicators import Vintage


@dataclass(frozen=True, slots=True)
class IndicatorRules:
    """What a figure of an indicator must keep to. ``scale`` turns numerator/denominator into the value."""

    name: str
    unit: str
    is_ratio: bool = False
    scale: Decimal = Decimal(1)
    floor: Decimal | None = None
    ceiling: Decimal | None = None
    #: For shares: the numerator counts some of what the denominator counts.
    is_share: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """Keys are those of the register; ``value`` of a ratio with both parts is computed from them, never typed."""

    indicator_id: int
    unit_id: int
    period: str
    category_id: int | None = None
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    is_nil: bool = False
    vintage: Vintage = Vintage.FINAL
    source_id: int = 0
    comment: str = ""
    is_not_applicable: bool = False


def value_of(figure: Figure, rules: IndicatorRules) -> Decimal | None:
    """The figure's value: of a ratio its parts divided and scaled, to six decimals; "không phát sinh" is zero, "không áp dụng"
    has none."""
    if figure.is_nil:
        return Decimal(0)
    if rules.is_ratio and figure.numerator is not None and figure.denominator:
        return (figure.numerator / figure.denominator * rules.scale).quantize(Decimal("0.000001"))
    return figure.value


def figure_problems(figure: Figure, rules: IndicatorRules) -> Iterable[str]:
    """Everything that keeps a figure from being recorded, in Vietnamese; no problem yields nothing."""
    parts = (figure.value, figure.numerator, figure.denominator)
    if figure.is_not_applicable:
        if figure.is_nil or any(part is not None for part in parts):
            yield "Đã đánh dấu «không áp dụng» nhưng vẫn có số hoặc «không phát sinh». Giữ một trong hai."
        return
    if figure.is_nil and any(part not in (None, Decimal(0)) for part in parts):
        yield "Đã đánh dấu «không phát sinh» nhưng vẫn có số. Bỏ đánh dấu hoặc xóa số."
        return
    if (figure.denominator is not None and figure.denominator < 0) or (figure.denominator == 0 and figure.numerator):
        yield f"Mẫu số {write_number(figure.denominator or 0)} phải lớn hơn 0."
        return
    value = value_of(figure, rules)
    if value is None:
        yield f"Chưa có số của «{rules.name}». Để trống cả dòng nếu chưa có, hoặc đánh dấu «không phát sinh»."
        return
    if rules.is_share and (figure.numerator or Decimal(0)) > (figure.denominator or Decimal("Infinity")):
        yield (
            f"Tử số {write_number(figure.numerator or 0)} lớn hơn mẫu số {write_number(figure.denominator or 0)}. "
            "Kiểm tra xem có đổi chỗ hai số không."
        )
        return
    if rules.floor is not None and value < rules.floor:
        yield f"{write_number(value)} {rules.unit} nhỏ hơn mức nhỏ nhất có thể là {write_number(rules.floor)}."
    if rules.ceiling is not None and value > rules.ceiling:
        yield f"{write_number(value)} {rules.unit} lớn hơn mức lớn nhất có thể là {write_number(rules.ceiling)}."
