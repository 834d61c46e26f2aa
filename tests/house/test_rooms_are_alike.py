"""Who knows one room knows all of them: the same files, each with its one purpose (ARCHITECTURE.md)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.places import ROOMS

FILES = {
    "__init__.py", "access.py", "actions.py", "apps.py", "models.py", "queries.py", "urls.py", "views.py",
}  # fmt: skip
FOLDERS = {"migrations", "templates", "tests"}
AS_NEEDED = {"forms.py", "imports.py", "exports.py", "pages.py", "jobs.py", "work.py", "management", "data"}
#: What one room has and no other, and why.
ITS_OWN: dict[str, dict[str, str]] = {
    "accounts": {
        "middleware.py": "turns the signed-in user of each request into an actor",
        "sessions.py": "the door: counts attempts, begins sessions, answers the single sign-on library",
    },
    "audit": {
        "guard.py": "triggers by which the database refuses to change or delete entries",
        "labels.py": "entries in Vietnamese words",
        "seals.py": "what a seal covers, its key, and the stamps kept outside the table",
    },
    "commitments": {
        "actions": "its verbs in several files: one of them would be too long to read",
        "commitment_page.py": "the page of one commitment: too much for the file of the lists",
        "duty_pages.py": "the pages of dated duties, beside those of commitments",
        "duty_views.py": "the addresses of dated duties",
        "lines.py": "what lists of commitments and duties share: filters, counts that open their lists, lines",
        "standing.py": "what the plans room shows of commitments and duties",
    },
    "cascade": {
        "linking.py": "the page where promises of a unit's plan are linked, with what is proposed for each",
        "sums.py": "whether the units' own numbers add up, and how it is said",
        "templatetags": "puts together the thousands of cells of the matrix",
    },
    "indicators": {
        "actions": "its verbs in two files: one of them would be too long to read",
        "binding.py": "what measures a target, and what another choice would do to its status",
        "breakdown.py": "a figure by district: map, table, small multiples",
        "categories.py": "a figure by group: each rolled up by itself, table and bars",
        "charts.py": "pictures of a target: choices of shape and words; the geometry is in the domain",
        "course.py": "the panels of a target's page that show its figures",
        "definition_views.py": "the addresses where indicators are made and targets bound to them",
        "entry.py": "what an entry sheet shows, and the lists of sheets",
        "entry_forms.py": "what is typed into an entry sheet",
        "entry_grid.py": "an entry sheet read whole, with its checks",
        "entry_html.py": "the cells of an entry sheet as HTML: templates would take most of the page's time",
        "entry_views.py": "the addresses of the entry sheets, beside those of the figures",
        "form_pages.py": "the forms that officers fill in, with the columns that older sheets keep",
        "form_views.py": "the addresses where those forms are made and changed",
        "standing.py": "how targets stand: figures gathered, judged and forecast, kept while nothing changes",
        "standing_views.py": "the address where an officer judges a target",
    },
    "interchange": {
        "api": "the REST API: its door, shapes, problems and operations; the addresses hang in urls.py",
        "checking.py": "rows of another system held against the register and the record",
    },
    "jobs": {"worker.py": "claims jobs and runs them"},
    "oversight": {
        "actions": "its verbs, a file for each of its subjects",
        "check_views.py": "the addresses of checks and supervision",
        "praise_views.py": "the addresses of good practice and commendations",
        "letters.py": "what a follow-up letter says, in the words of official papers",
        "queries": "its reads, a file for each of its subjects",
        "reminding.py": "the machine's own rows: who was reminded of what, and the letter",
    },
    "readings": {
        "actions": "its verbs in four files: one of them would be too long to read",
        "amended.py": "what the desk shows of a change of a live plan",
        "live.py": "the amended plan as the readers and the proposals of amendments need it",
    },
    "quality": {
        "gathering.py": "what the checks look at, read in a fixed number of queries",
        "survey.py": "every check of the domain run over what was gathered",
    },
    "plans": {
        "held.py": "the panel of what an organisation holds, on its page in the register",
        "history.py": "what amendments changed: dated wordings, their differences, pages of amendments",
        "search.py": "one search over promises, documents and organisations",
        "templatetags": "what tables of promises ask about their rows",
    },
}


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_room_has_the_same_files_as_every_room(room: Path) -> None:
    names = {path.name for path in room.iterdir() if path.name != "__pycache__"}
    allowed = FILES | FOLDERS | AS_NEEDED | ITS_OWN.get(room.name, {}).keys()
    in_folders = {f"{path.name}.py" for path in room.iterdir() if (path / "__init__.py").exists()}
    assert (FILES | FOLDERS) - names - in_folders == set(), (
        "files that every room has, as a file or a folder of its name"
    )
    assert names - allowed == set(), "files that no room has: find the one where this belongs"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_room_says_in_one_paragraph_what_it_is_for_and_holds_no_code_there(room: Path) -> None:
    module = ast.parse((room / "__init__.py").read_text(encoding="utf-8"))
    assert ast.get_docstring(module), "a paragraph: what the room is for and what it is not for"
    assert len(module.body) == 1, "nothing but the paragraph"


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_templates_of_a_room_stand_in_a_folder_of_its_name(room: Path) -> None:
    assert [path.name for path in (room / "templates").iterdir()] == [room.name]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_room_has_tests_beside_its_code(room: Path) -> None:
    assert list((room / "tests").rglob("test_*.py"))


def test_exceptions_are_real() -> None:
    missing = [f"{room}/{name}" for room, own in ITS_OWN.items() for name in own if not _of(room, name).exists()]
    assert missing == []


def _of(room: str, name: str) -> Path:
    return next(place for place in ROOMS if place.name == room) / name
