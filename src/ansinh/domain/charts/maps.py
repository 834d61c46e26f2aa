"""A map of districts in five classes: outlines on the plane, classes of values, labels where they fit.

Outlines come as longitude and latitude. At the size of a province a plane that shortens longitudes by the cosine of
the middle latitude shows no visible error.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, radians

from ansinh.domain.charts.scales import LINE, Label, Spot, spot, written

CLASSES = 5
_WIDTH = 480.0
_MARGIN = 6.0
#: Room at the right for the labels of the coast.
_SEA = 64.0
#: From this class on the ground is dark and words are white.
_DARK_FROM = 4

Place = tuple[float, float]  # longitude, latitude


@dataclass(frozen=True, slots=True)
class Outline:
    """A district: rings of longitude and latitude, and where its name is written (``lines``, one or two)."""

    code: str
    lines: tuple[str, ...]
    rings: tuple[tuple[Place, ...], ...]
    label_at: Place
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Ground:
    """A district as drawn. ``level`` is 1 to 5, 0 where there is no figure; ``is_dark`` asks for white words."""

    code: str
    rings: tuple[tuple[Spot, ...], ...]
    names: tuple[Label, ...]
    value: Label
    level: int
    is_dark: bool
    is_lowest: bool


@dataclass(frozen=True, slots=True)
class Step:
    """A class of the scale: from its lowest to its highest value."""

    level: int
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Choropleth:
    width: str
    height: str
    grounds: tuple[Ground, ...]
    steps: tuple[Step, ...]
    has_gaps: bool


def choropleth(outlines: Sequence[Outline], values: Mapping[str, Decimal], words: Mapping[str, str]) -> Choropleth:
    """``values`` and their ``words`` by code of the district; a district without is hatched.

    At least one outline is needed; figures of districts without an outline are not drawn.
    """
    plane = _plane(outlines)
    known = {outline.code: values[outline.code] for outline in outlines if outline.code in values}
    steps = classes(list(known.values()))
    lowest = min(known.values(), default=None)
    stand_out = lowest is not None and len(set(known.values())) > 1
    grounds = tuple(
        _ground(
            outline,
            plane,
            _level(known.get(outline.code), steps),
            words.get(outline.code, "chưa có số"),
            stand_out and known.get(outline.code) == lowest,
        )
        for outline in outlines
    )
    return Choropleth(written(_WIDTH), written(plane.height), grounds, steps, len(known) < len(outlines))


def classes(values: Sequence[Decimal]) -> tuple[Step, ...]:
    """Up to five classes with about as many districts each; the same value is never in two classes."""
    distinct = sorted(set(values))
    count = min(CLASSES, len(distinct))
    ends = [len(distinct) * k // count for k in range(count + 1)] if count else []
    # Few classes are spread over the whole scale of grounds, so that the highest is always the darkest.
    return tuple(
        Step(_spread_level(k, count), distinct[start], distinct[end - 1])
        for k, (start, end) in enumerate(itertools.pairwise(ends))
    )


def _spread_level(number: int, count: int) -> int:
    return CLASSES if count == 1 else 1 + round(number * (CLASSES - 1) / (count - 1))


def _level(value: Decimal | None, steps: Sequence[Step]) -> int:
    if value is None:
        return 0
    return next(step.level for step in steps if step.low <= value <= step.high)


# The plane -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Plane:
    west: float
    north: float
    across: float  # pixels a degree of longitude
    down: float
    height: float

    def at(self, place: Place) -> tuple[float, float]:
        return _MARGIN + (place[0] - self.west) * self.across, _MARGIN + (self.north - place[1]) * self.down


def _plane(outlines: Sequence[Outline]) -> _Plane:
    places = [place for outline in outlines for ring in outline.rings for place in ring]
    west, east = min(p[0] for p in places), max(p[0] for p in places)
    south, north = min(p[1] for p in places), max(p[1] for p in places)
    across = (_WIDTH - 2 * _MARGIN - _SEA) / (east - west)
    down = across / cos(radians((south + north) / 2))
    return _Plane(west, north, across, down, (north - south) * down + 2 * _MARGIN)


def _ground(outline: Outline, plane: _Plane, level: int, word: str, is_lowest: bool) -> Ground:
    x, y = plane.at(outline.label_at)
    rows = [*outline.lines, word]
    top = y - LINE * (len(rows) - 1) / 2 + 4
    labels = [Label(written(x), written(top + LINE * k), row, outline.anchor) for k, row in enumerate(rows)]
    return Ground(
        code=outline.code,
        rings=tuple(tuple(spot(*plane.at(place)) for place in ring) for ring in outline.rings),
        names=tuple(labels[:-1]),
        value=labels[-1],
        level=level,
        # Words in the sea stand on paper, whatever the district's ground.
        is_dark=level >= _DARK_FROM and outline.anchor == "middle",
        is_lowest=is_lowest,
    )
