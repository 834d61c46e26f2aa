"""Every locked package stands in docs/adr/0007-licences.md, with the licence that the package itself states."""

from __future__ import annotations

import re
from importlib.metadata import PackageNotFoundError, metadata

from tests.house.places import ROOT, text_of

_LOCKED = re.compile(r"^([a-z0-9._-]+)==", re.M)
_ROW = re.compile(r"^\| ([a-z0-9._-]+) \| ([RD]) \| ([^|]+) \|", re.M)


def _locked(name: str) -> set[str]:
    return set(_LOCKED.findall(text_of(ROOT / "requirements" / f"{name}.txt")))


def _table() -> dict[str, tuple[str, str]]:
    rows = _ROW.findall(text_of(ROOT / "docs" / "adr" / "0007-licences.md"))
    return {package: (use, licence.strip()) for package, use, licence in rows}


def test_every_locked_package_is_listed_and_nothing_else() -> None:
    assert set(_table()) == _locked("dev") | _locked("runtime")


def test_table_says_which_packages_run_in_the_product() -> None:
    assert {package for package, (use, _) in _table().items() if use == "R"} == _locked("runtime")


def test_no_strong_copyleft() -> None:
    assert {p: licence for p, (_, licence) in _table().items() if re.search(r"(?<!L)GPL", licence)} == {}


def test_table_agrees_with_what_packages_state() -> None:
    """Only packages that state an SPDX expression can be compared; others say it in prose."""
    stated = {package: _expression(package) for package in _table()}
    differing = {p: (stated[p], licence) for p, (_, licence) in _table().items() if stated[p] not in ("", licence)}
    assert differing == {}
    assert len([expression for expression in stated.values() if expression]) > len(stated) // 3


def _expression(package: str) -> str:
    try:
        return metadata(package).get("License-Expression") or ""
    except PackageNotFoundError:  # locked for another platform
        return ""
