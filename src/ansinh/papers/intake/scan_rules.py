"""Ruling lines in a scanned page: long dark runs of pixels along rows and columns."""

from __future__ import annotations

import re

from PIL import Image, ImageFilter

from ansinh.papers.intake.pdf_page import Rule

_DARK = 150  # of 255
_FLAT_RUN, _UPRIGHT_RUN = 20.0, 17.0  # points; longer than any stroke of a letter
_MAX_RUNS = 40_000  # a photograph, not a table


def rules_in(image: Image.Image, per_pixel: float) -> list[Rule]:
    """Horizontal and vertical rules of a grey picture; ``per_pixel`` is points for one pixel."""
    dark = image.point(lambda value: 0 if value < _DARK else 255).filter(ImageFilter.MinFilter(3))
    flat = _runs(dark, round(_FLAT_RUN / per_pixel))
    upright = _runs(dark.transpose(Image.Transpose.TRANSPOSE), round(_UPRIGHT_RUN / per_pixel))
    if len(flat) > _MAX_RUNS or len(upright) > _MAX_RUNS:
        return []
    rules = [Rule(a * per_pixel, at * per_pixel, b * per_pixel, at * per_pixel) for at, a, b in flat]
    rules.extend(Rule(at * per_pixel, a * per_pixel, at * per_pixel, b * per_pixel) for at, a, b in upright)
    return rules


def _runs(image: Image.Image, length: int) -> list[tuple[int, int, int]]:
    """Dark runs of at least ``length`` pixels: row, first and last pixel. Every other row is enough."""
    width, height = image.size
    data = image.tobytes()
    pattern = re.compile(rb"\x00{%d,}" % max(1, length))
    return [
        (row, match.start(), match.end())
        for row in range(0, height, 2)
        for match in pattern.finditer(data[row * width : (row + 1) * width])
    ]
