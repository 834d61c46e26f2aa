"""The checks by name. A doubt belongs to figures: when they change it is a new doubt."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from hashlib import sha256


class Check(StrEnum):
    """In the order of the overview."""

    COMPLETENESS = "completeness"
    TIMELINESS = "timeliness"
    OWN_SERIES = "own_series"
    AMONG_UNITS = "among_units"
    FLAT = "flat"
    HEAPING = "heaping"
    CONTRADICTION = "contradiction"
    CHANGED = "changed"


CHECK_LABELS = {
    Check.COMPLETENESS: "Phiếu thiếu số",
    Check.TIMELINESS: "Phiếu gửi trễ hạn",
    Check.OWN_SERIES: "Khác hẳn chuỗi số của chính đơn vị",
    Check.AMONG_UNITS: "Khác hẳn các đơn vị cùng cấp",
    Check.FLAT: "Lặp lại nguyên số nhiều kỳ",
    Check.HEAPING: "Dồn về số tròn",
    Check.CONTRADICTION: "Các nguồn mâu thuẫn nhau",
    Check.CHANGED: "Sửa sau khi đã duyệt",
}


def fingerprint(figures: Iterable[object]) -> str:
    """Of the figures that a doubt is about; the same figures always give the same one."""
    return sha256("|".join(str(figure) for figure in figures).encode()).hexdigest()
