"""The worked cases of docs/algorithms/agency-matching.md against the register that ships."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import call_command

from ansinh.apps.orgs.queries import match_agencies
from ansinh.domain.agency_matching import Match

PAGE = Path(__file__).resolve().parents[5] / "docs" / "algorithms" / "agency-matching.md"


def _cases() -> list[tuple[str, str, str]]:
    part = PAGE.read_text(encoding="utf-8").split("## Worked cases")[1].split("\n## ")[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line.startswith("|")]
    return [(printed, result, ground) for printed, result, ground in rows[2:]]


def _written(match: Match) -> str:
    if match.chosen:
        return f"→ {match.chosen.entry.code}"
    return f"? {', '.join(s.entry.code for s in match.suggestions)}" if match.suggestions else "–"


def test_page_has_many_cases() -> None:
    assert len(_cases()) > 30


def test_every_worked_case_is_what_the_page_says(register: None, subtests: pytest.Subtests) -> None:
    cases = _cases()
    matches = match_agencies((printed for printed, _, _ in cases), date(2024, 3, 20))
    for printed, result, ground in cases:
        with subtests.test(printed):
            match = matches[printed]
            assert _written(match) == result
            assert {s.ground.split(" (")[0] for s in match.suggestions} == ({ground} if ground else set())


def test_command_loads_the_same_register(db: None) -> None:
    call_command("load_orgs")
    assert _written(match_agencies(["Sở LĐTBXH"], date(2024, 3, 20))["Sở LĐTBXH"]) == "→ so-ldtbxh"
