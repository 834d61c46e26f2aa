"""Reading the worked tables of docs/algorithms, whose rows are tests."""

from __future__ import annotations

from pathlib import Path

_DOCS = Path(__file__).parents[4] / "docs" / "algorithms"


def rows_under(page: str, heading: str) -> list[dict[str, str]]:
    """Rows of the first table under a heading, by the words of its head; quotes of code are taken off."""
    text = (_DOCS / page).read_text(encoding="utf-8")
    part = text.split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    table = [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in lines]
    head, _, *rows = table
    return [dict(zip(head, row, strict=True)) for row in rows]
