"""Documents can fail the build: what they name exists, and what exists is named where people look for it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from ansinh.domain.roles import ROLE_LABELS, Role
from ansinh.kit.access import Permission, all_permissions
from tests.house.places import ROOMS, ROOT, SOURCE, relative, repository_files, text_of

DOCUMENTS = [path for path in repository_files() if path.suffix == ".md" and "src" not in path.relative_to(ROOT).parts]
INSTALLATION = ROOT / "docs" / "cai-dat.md"
PERMISSIONS = ROOT / "docs" / "phan-quyen.md"

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_CODE_BLOCK = re.compile(r"^```.*?^```", re.S | re.M)
_MAKE = re.compile(r"(?:^ *|`)make ([a-z][a-z-]*)", re.M)


@pytest.mark.parametrize("document", DOCUMENTS, ids=relative)
def test_links_lead_to_files_and_headings_that_exist(document: Path) -> None:
    prose = _CODE_BLOCK.sub("", text_of(document))
    local = [link for link in _LINK.findall(prose) if not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not _leads_somewhere(document, link)] == []


def _leads_somewhere(document: Path, link: str) -> bool:
    name, _, heading = link.partition("#")
    target = (document.parent / name).resolve() if name else document
    if not target.exists():
        return False
    return not heading or target.suffix != ".md" or heading in _anchors(target)


def _anchors(document: Path) -> set[str]:
    """Names of headings as code hosts make them: small letters, punctuation dropped, spaces to hyphens."""
    headings = re.findall(r"^#+ (.+)$", text_of(document), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def test_map_of_the_house_names_every_room() -> None:
    rooms = re.findall(r"^\| `(\w+)` \|", text_of(ROOT / "ARCHITECTURE.md"), re.M)
    assert {room.name for room in ROOMS} - set(rooms) == set()


def test_every_decision_stands_in_the_list_of_decisions() -> None:
    listed = text_of(ROOT / "docs" / "adr" / "README.md")
    assert [path.name for path in sorted((ROOT / "docs" / "adr").glob("0*.md")) if path.name not in listed] == []


def test_make_targets_that_documents_name_exist() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", text_of(ROOT / "Makefile"), re.M))
    shown = [path for path in DOCUMENTS if path.name in {"README.md", "CONTRIBUTING.md"} or path == INSTALLATION]
    named = {(relative(path), target) for path in shown for target in _MAKE.findall(text_of(path))}
    assert named
    assert {(path, target) for path, target in named if target not in targets} == set()


def test_every_setting_is_explained() -> None:
    code = [path for path in repository_files() if path.suffix == ".py" and SOURCE in path.parents]
    used = {name for path in code for name in re.findall(r"\bANSINH_[A-Z_]+\b", text_of(path))}
    explained = set(re.findall(r"^\| `(ANSINH_[A-Z_]+)` \|", text_of(INSTALLATION), re.M))
    assert used
    assert used ^ explained == set(), "read in code and not in the table, or in the table and not read"


def test_every_command_is_listed() -> None:
    ours = {name for name, app in get_commands().items() if app.startswith("ansinh.")}
    listed = set(re.findall(r"^\| `ansinh ([a-z_]+)[^`]*` \|", text_of(INSTALLATION), re.M))
    assert ours
    assert ours - listed == set()


def test_every_permission_is_listed_with_its_roles() -> None:
    rows = set(text_of(PERMISSIONS).splitlines())
    missing = [row for p in _permissions().values() if (row := permission_row(p)) not in rows]
    assert missing == [], "add these rows to docs/phan-quyen.md"


def test_no_permission_is_listed_that_is_gone() -> None:
    listed = set(re.findall(r"^\| [^|]+ \| `([a-z_.]+)` \|", text_of(PERMISSIONS), re.M))
    assert listed - _permissions().keys() == set()


def _permissions() -> dict[str, Permission]:
    """Those of the rooms; other tests declare some for themselves."""
    return {name: found for name, found in all_permissions().items() if not name.startswith("tests.")}


def permission_row(permission: Permission) -> str:
    """The permission's line in docs/phan-quyen.md."""
    own, everywhere = _names(permission.at_own), _names(permission.province_wide)
    return f"| {permission.label} | `{permission.name}` | {own} | {everywhere} |"


def _names(roles: frozenset[Role]) -> str:
    return ", ".join(ROLE_LABELS[role] for role in Role if role in roles) or "–"
