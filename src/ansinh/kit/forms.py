"""Web forms that speak Vietnamese: decimals with a comma, days as dd/mm/yyyy, text in NFC, messages that say what to do.

A room's forms derive from `Form`; they only turn what was typed into values, saving is an action's business.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from ansinh.domain.figures import MINUS, write_date, write_number
from ansinh.domain.vietnamese import nfc
from ansinh.kit.actions import ActionRefused

#: Longest number that a key, a version or a count has; a longer one names nothing.
_LONGEST = 18
#: Days of papers and plans; another year is a slip of the hand, or nobody's.
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def whole_number(text: str, *, otherwise: int = 0) -> int:
    """A key or version as it came from a page; ``otherwise`` for what no page of ours sends."""
    return int(text) if text.isdecimal() and len(text) <= _LONGEST else otherwise


def year_in(text: str) -> int | None:
    """A year asked for in an address, of those that papers and plans have; ``None`` for anything else."""
    year = whole_number(text)
    return year if _FIRST_YEAR <= year <= _LAST_YEAR else None


_CHOOSE = (forms.ChoiceField, forms.ModelChoiceField, forms.FileField)


def _of_keys_that_exist(field: forms.ModelChoiceField[Any]) -> Callable[[Any], Any]:
    """``field.clean`` for keys that a column can hold: of a longer one SQLite and PostgreSQL fail instead of finding none."""
    clean = type(field).clean

    def clean_keys(value: Any) -> Any:
        for key in value if isinstance(value, (list, tuple)) else (value,):
            if isinstance(key, str) and len(key) > _LONGEST and key.isdecimal():
                raise ValidationError("Lựa chọn này không có trong danh sách. Chọn lại.", code="invalid_choice")
        return clean(field, value)

    return clean_keys


class Form(forms.Form):
    """Base of every form: text comes in NFC, missing values are named, refusals of an action land on their fields."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.name_what_is_missing()

    def name_what_is_missing(self) -> None:
        """The words for a field left empty; a form that adds fields by itself calls this again."""
        for name, field in self.fields.items():
            verb = "chọn" if isinstance(field, _CHOOSE) else "nhập"
            label = str(field.label or name.replace("_", " "))
            field.error_messages["required"] = f"Chưa {verb} «{label}»."

    def _clean_fields(self) -> None:
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.clean = _of_keys_that_exist(field)  # type: ignore[assignment,method-assign]
        super()._clean_fields()  # type: ignore[misc]
        for name, value in self.cleaned_data.items():
            # a password is whatever keys were pressed: it must match what the sign-in form hands over
            if isinstance(value, str) and not isinstance(self.fields[name].widget, forms.PasswordInput):
                self.cleaned_data[name] = nfc(value)

    def refuse(self, refusal: ActionRefused) -> None:
        """Show every problem of a refused action, beside the field it names or above the form."""
        for problem in refusal.problems:
            self.add_error(problem.field if problem.field in self.fields else None, problem.message)


#: 1.234.567,5 · 1234567,5 · 12: dots only between groups of three, comma before the fraction.
_DECIMAL = re.compile(r"(?P<sign>[-+]?)(?P<whole>\d{1,3}(?:\.\d{3})+|\d+)(?:,(?P<fraction>\d+))?")
_ONE_DOT = re.compile(r"[-+]?\d+\.\d+")


def read_decimal(text: str) -> Decimal:
    """The number that an official typed: ``1.234,5``, ``−3``, ``95%``.

    Raises ValidationError with what to write instead; ``1.5`` is refused because it may be 1,5 or 15.
    """
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace(MINUS, "-").removesuffix("%")
    match = _DECIMAL.fullmatch(plain)
    if match:
        whole = match["whole"].replace(".", "")
        return Decimal(f"{match['sign']}{whole}.{match['fraction'] or 0}")
    if _ONE_DOT.fullmatch(plain):
        raise ValidationError(
            f"«{text}» có thể hiểu theo hai cách. Phần thập phân viết bằng dấu phẩy ({plain.replace('.', ',')}); "
            "dấu chấm chỉ ngăn từng nhóm ba chữ số (1.500).",
            code="ambiguous",
        )
    raise ValidationError(f"«{text}» không phải là số. Viết như 1.234 hoặc 95,5.", code="invalid")


class DecimalField(forms.Field):
    """A number typed as Vietnamese officials do; gives a `Decimal`. ``places=0`` takes whole numbers only."""

    widget = forms.TextInput

    def __init__(
        self,
        *,
        minimum: Decimal | int | None = None,
        maximum: Decimal | int | None = None,
        places: int | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.minimum, self.maximum, self.places = minimum, maximum, places
        self.widget.attrs.setdefault("inputmode", "numeric" if places == 0 else "decimal")
        self.widget.attrs.setdefault("autocomplete", "off")

    def prepare_value(self, value: Any) -> Any:
        """What stands in the control: a number as we write it, what was typed as it was typed."""
        return write_number(value) if isinstance(value, Decimal | int | float) else value

    def to_python(self, value: Any) -> Decimal | None:
        if value in self.empty_values:
            return None
        return value if isinstance(value, Decimal) else read_decimal(str(value))

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is None:
            return
        problems = list(self._problems_of(value))
        if problems:
            raise ValidationError(problems)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return super().has_changed(initial, self.to_python(data))
        except ValidationError:
            return True

    def _problems_of(self, value: Decimal) -> Iterable[str]:
        shown = write_number(value)
        if self.minimum is not None and value < self.minimum:
            yield f"{shown} nhỏ hơn mức thấp nhất cho phép là {write_number(self.minimum)}."
        if self.maximum is not None and value > self.maximum:
            yield f"{shown} lớn hơn mức cao nhất cho phép là {write_number(self.maximum)}."
        fraction = format(value, "f").partition(".")[2].rstrip("0")  # of any length: no arithmetic rounds it
        if self.places is not None and len(fraction) > self.places:
            kept = f"nhiều nhất {self.places} chữ số sau dấu phẩy" if self.places else "số nguyên"
            yield f"{shown} có phần lẻ quá dài; ô này nhận {kept}."


_DAY = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def read_day(text: str) -> date:
    """The day that was typed: ``20/3/2024``, ``20-03-2024`` or ``2024-03-20``.

    Raises ValidationError that tells a wrong form from a day the calendar does not have.
    """
    plain = re.sub(r"\s", "", text)
    if match := _DAY.fullmatch(plain):
        day, month, year = (int(part) for part in match.groups())
    elif match := _ISO_DAY.fullmatch(plain):
        year, month, day = (int(part) for part in match.groups())
    else:
        raise ValidationError(f"«{text}» không đúng dạng ngày/tháng/năm, ví dụ 20/03/2024.", code="invalid")
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise ValidationError(
            f"Năm {year} của «{text}» nằm ngoài {_FIRST_YEAR} – {_LAST_YEAR}. Kiểm tra lại năm.", code="no_such_year"
        )
    try:
        return date(year, month, day)
    except ValueError:
        raise ValidationError(
            f"Không có ngày {text} trên lịch. Kiểm tra lại ngày và tháng.", code="no_such_day"
        ) from None


class DateField(forms.Field):
    """A day typed as dd/mm/yyyy; gives a `date`."""

    widget = forms.TextInput

    def __init__(self, *, earliest: date | None = None, latest: date | None = None, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "ngày/tháng/năm")
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest
        self.widget.attrs.setdefault("inputmode", "numeric")
        self.widget.attrs.setdefault("autocomplete", "off")

    def prepare_value(self, value: Any) -> Any:
        """What stands in the control: dd/mm/yyyy, or what was typed as it was typed."""
        return write_date(value) if isinstance(value, date) else value

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        return value if isinstance(value, date) else read_day(str(value))

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is not None and self.earliest is not None and value < self.earliest:
            raise ValidationError(f"Ngày {write_date(value)} sớm hơn ngày sớm nhất là {write_date(self.earliest)}.")
        if value is not None and self.latest is not None and value > self.latest:
            raise ValidationError(f"Ngày {write_date(value)} muộn hơn ngày muộn nhất là {write_date(self.latest)}.")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return super().has_changed(initial, self.to_python(data))
        except ValidationError:
            return True
