"""What must not be in the repository, and what must."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house.places import ROOT, relative, repository_files, text_of

THIS = Path(__file__)
LONGEST_FILE = 600
TEXT = {
    ".py", ".html", ".css", ".js", ".svg", ".md", ".txt", ".toml", ".in", ".yaml", ".yml", ".json", ".csv", ".cfg", "",
}  # fmt: skip


def _files(*suffixes: str) -> list[Path]:
    chosen = suffixes or tuple(TEXT)
    return [path for path in repository_files() if path.suffix in chosen and path != THIS]


def _found(pattern: str, files: Iterable[Path], *, flags: int = 0) -> list[str]:
    """`path:line: text` for each line that matches."""
    wanted = re.compile(pattern, flags)
    return [
        f"{relative(path)}:{number}: {line.strip()[:120]}"
        for path in files
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if wanted.search(line)
    ]


def _templates() -> list[Path]:
    return _files(".html")


def _source() -> list[Path]:
    return _files(".py")


def test_no_path_of_a_machine() -> None:
    assert _found(r"(^|[^a-z0-9.])/(work|farm|tmp|root)/", _files()) == []


def test_no_host_of_a_package_registry() -> None:
    assert _found(r"pypi\.org|pythonhosted|npmjs|index-url\s*=?\s*http", _files()) == []


def test_nothing_is_left_for_later() -> None:
    assert _found(r"\b(TODO|FIXME|XXX|HACK)\b", _files(".py", ".html", ".css", ".js")) == []


def test_no_test_is_switched_off() -> None:
    assert _found(r"pytest\.(skip|xfail|importorskip)\(|mark\.(skip|skipif|xfail)\b", _source()) == []


def test_broad_except_says_why() -> None:
    assert _found(r"^\s*except( Exception| BaseException)?( as \w+)?:\s*(#\s*noqa[^(]*)?$", _source()) == []


def test_templates_have_no_inline_style_or_script() -> None:
    """The content security policy forbids both."""
    inline = r"""\sstyle\s*=|<style\b|<script(?![^>]*\bsrc=)|\son[a-z]+\s*=\s*["']|javascript:"""
    assert _found(inline, _templates(), flags=re.I) == []


def test_templates_escape_everything() -> None:
    assert _found(r"\|\s*safe(seq)?\b|autoescape\s+off", _templates()) == []


def test_html_is_marked_safe_only_where_tags_are_made() -> None:
    outside = [path for path in _source() if "templatetags" not in path.parts]
    assert _found(r"\bmark_safe\(", outside) == []


def test_interface_has_no_words_of_politeness_and_no_exclamation_marks() -> None:
    """design rules, section 6: short declarative sentences, no "vui lòng"."""
    assert _found(r"vui lòng|xin hãy", _files(".py", ".html", ".js"), flags=re.I) == []
    text_with_exclamation = r">[^<{]*\w!\s*<"
    assert _found(text_with_exclamation, _templates()) == []


def test_no_file_is_too_long_to_read() -> None:
    long = {
        relative(path): lines
        for path in _files(".py", ".html", ".js")
        if "migrations" not in path.parts and (lines := len(text_of(path).splitlines())) > LONGEST_FILE
    }
    assert long == {}


@pytest.mark.parametrize("name", ["LICENSE", "NOTICE"])
def test_licence_of_the_product_is_there(name: str) -> None:
    assert (ROOT / name).stat().st_size > 0


def test_notice_names_every_licence_text_and_every_folder_of_data() -> None:
    notice = text_of(ROOT / "NOTICE")
    texts = {relative(path) for path in repository_files() if relative(path).startswith("LICENSES/")}
    shipped = [path for path in repository_files() if path.parent.name == "data" and "tests" not in path.parts]
    folders = {relative(path.parent) for path in shipped if path.suffix != ".py"}
    assert {name for name in texts | folders if name not in notice} == set()


def test_files_of_one_installation_are_not_committed() -> None:
    forbidden = {".sqlite3", ".db", ".log", ".pem", ".key", ".env"}
    assert [relative(path) for path in repository_files() if path.suffix in forbidden or path.name == ".env"] == []
