"""A table on the terminal."""

from __future__ import annotations

from collections.abc import Sequence


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> None:
    """Print ``rows`` under ``heads``; the first column is text, the others are figures and stand at the right."""
    widths = [max(len(row[column]) for row in [heads, *rows]) for column in range(len(heads))]
    print(f"\n{title}")
    for row in [heads, *rows]:
        figures = (cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True))
        print("  ".join([row[0].ljust(widths[0]), *figures]).rstrip())
    if note:
        print(note)
