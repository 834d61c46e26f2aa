"""Outlines of districts from GeoJSON: each feature says its code and where its name stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansinh.domain.charts.maps import Outline, Place


def read_outlines(collection: Mapping[str, Any]) -> tuple[Outline, ...]:
    """Features with ``code``, ``label`` (lines), ``label_at`` and ``anchor`` as properties, and MultiPolygons."""
    return tuple(_outline(feature) for feature in collection["features"])


def _outline(feature: Mapping[str, Any]) -> Outline:
    says = feature["properties"]
    return Outline(
        code=says["code"],
        lines=tuple(says["label"]),
        rings=tuple(
            tuple(_place(place) for place in ring) for polygon in feature["geometry"]["coordinates"] for ring in polygon
        ),
        label_at=_place(says["label_at"]),
        anchor=says["anchor"],
    )


def _place(pair: list[float]) -> Place:
    return (pair[0], pair[1])
