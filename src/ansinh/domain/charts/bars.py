"""A few figures side by side as bars from a common zero: the groups of a breakdown, with the whole as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ansinh.domain.charts.scales import LETTER, Label, ValueAxis, round_ticks, width_of, written

_WIDTH = 420.0
_ROW = 26.0
_BAR = 14.0
_GAP = 8.0
#: Most room that names take; longer ones are cut, the table has them whole.
_MOST_NAME = 150.0
_TOP = 18.0
#: Capitals are wider than the mean letter.
_SPARE = 12.0


@dataclass(frozen=True, slots=True)
class Group:
    """A bar to draw. ``value`` is None where there is no figure; ``words`` stand at its end."""

    name: str
    value: Decimal | None
    words: str


@dataclass(frozen=True, slots=True)
class DrawnBar:
    """``is_known`` is False where only the words are drawn: no bar is not a bar of zero."""

    x: str
    y: str
    width: str
    height: str
    name: Label
    words: Label
    is_known: bool


@dataclass(frozen=True, slots=True)
class BarChart:
    """``whole`` is where the figure of all groups together stands, empty without one."""

    width: str
    height: str
    bars: tuple[DrawnBar, ...]
    zero: str
    top: str
    bottom: str
    whole: str = ""
    whole_label: Label | None = None


def bar_chart(groups: Sequence[Group], whole: Group | None = None) -> BarChart | None:
    """In the given order. ``whole`` draws a line through the bars: only where groups can be held against it (shares,
    not counts). None when no group has a figure."""
    known = [group.value for group in groups if group.value is not None]
    if not known:
        return None
    line = whole.value if whole is not None else None
    edges = [Decimal(0), *known, *([] if line is None else [line])]
    low, high = min(edges), max(edges)
    names = min(_MOST_NAME, _SPARE + max(width_of(group.name) for group in groups))
    words = max(width_of(group.words) for group in groups)
    ticks = round_ticks(low, high if high > low else low + 1, wanted=4)
    # lengths, not heights: the axis lies down, so its bottom is at the left
    across = ValueAxis(ticks, names + _GAP, _WIDTH - words - _GAP)
    top, zero = (_TOP if line is not None else 2.0), across.y(Decimal(0))
    bottom = top + _ROW * len(groups)
    bars = tuple(
        _bar(group, across, zero, top + _ROW * row + (_ROW - _BAR) / 2, names) for row, group in enumerate(groups)
    )
    at = "" if line is None else written(across.y(line))
    return BarChart(
        width=written(_WIDTH),
        height=written(bottom + 2),
        bars=bars,
        zero=written(zero),
        top=written(top),
        bottom=written(bottom),
        whole=at,
        whole_label=_whole_label(whole, across.y(line)) if whole is not None and line is not None else None,
    )


def _whole_label(whole: Group, x: float) -> Label:
    text = f"{whole.name} {whole.words}"
    half = width_of(text) / 2
    return Label(written(min(max(x, half), _WIDTH - half)), written(_TOP - 6), text, "middle")


def _bar(group: Group, across: ValueAxis, zero: float, y: float, names: float) -> DrawnBar:
    end = zero if group.value is None else across.y(group.value)
    left, right = sorted((zero, end))
    base = written(y + _BAR - 3)
    return DrawnBar(
        x=written(left),
        y=written(y),
        width=written(right - left),
        height=written(_BAR),
        name=Label(written(names), base, _cut(group.name), "end"),
        words=Label(written(right + _GAP), base, group.words),
        is_known=group.value is not None,
    )


def _cut(name: str) -> str:
    most = int((_MOST_NAME - _SPARE) / LETTER)
    return name if len(name) <= most else name[: most - 1] + "…"
