"""What the product imports is asked for by name, and nothing is asked for that nobody uses."""

from __future__ import annotations

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.house.places import ROOT, SOURCE, text_of

#: Asked for by name although no module imports it: what uses it.
USED_WITHOUT_IMPORT = {
    "granian": "the server program",
    "psycopg": "Django's driver for PostgreSQL",
    "whitenoise": "named in the settings",
}


def _asked_for() -> set[str]:
    names = re.findall(r"^([A-Za-z0-9._-]+)", text_of(ROOT / "requirements" / "runtime.in"), re.M)
    return {_plain(name) for name in names}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported() -> set[str]:
    """Distributions that the product's own code imports."""
    owners = packages_distributions()
    files = [path for path in SOURCE.rglob("*.py") if "tests" not in path.parts]
    modules = {module for path in files for module in _modules(path)} - sys.stdlib_module_names - {"ansinh"}
    return {_plain(owners[module][0]) for module in modules}


def _modules(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def test_everything_imported_is_asked_for_by_name() -> None:
    assert _imported() - _asked_for() == set()


def test_nothing_is_asked_for_that_is_not_used() -> None:
    assert _asked_for() - _imported() - USED_WITHOUT_IMPORT.keys() == set()
