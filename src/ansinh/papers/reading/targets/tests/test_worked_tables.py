"""The tables of docs/algorithms/reading-targets.md hold: the page can fail the build."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansinh.papers.intake import open_paper
from ansinh.papers.reading.outline import read_outline
from ansinh.papers.reading.targets import read_targets

from .papers import read_item, shown_goal, shown_target

_ROOT = Path(__file__).resolve().parents[6]
_PAGE = (_ROOT / "docs/algorithms/reading-targets.md").read_text(encoding="utf-8")
_PLAN = _ROOT / "src/ansinh/apps/plans/data/65-KH-UBND.md"


def _rows(title: str) -> list[list[str]]:
    section = _PAGE.split(f"## {title}", 1)[1].split("\n## ", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


_SENTENCES = _rows("Sentences")


@pytest.mark.parametrize(("heading", "sentence", "expected"), _SENTENCES, ids=[row[1][:60] for row in _SENTENCES])
def test_sentence_of_the_page_reads_as_the_page_says(heading: str, sentence: str, expected: str) -> None:
    assert read_item(heading, sentence) == [part for part in expected.split("<br>") if part]


def test_part_two_of_plan_65_reads_as_the_page_says() -> None:
    paper = open_paper(_PLAN.read_bytes(), _PLAN.name)
    targets, goals, problems = read_targets(paper, read_outline(paper))
    found = [(t.quote.start, t.section, shown_target(t)) for t in targets]
    found += [(g.quote.start, g.section, shown_goal(g)) for g in goals]
    assert [[section, shown] for _, section, shown in sorted(found)] == _rows("Plan 65/KH-UBND, part II")
    assert (len(targets), len(goals), len(problems)) == (41, 10, 0)


def test_plan_65_numbers_ten_and_thirty_nine_promises() -> None:
    rows = _rows("Plan 65/KH-UBND, part II")
    assert sum(row[0] == "II.2.a" for row in rows) == 10
    assert sum(row[0] == "II.2.b" for row in rows) == 39
