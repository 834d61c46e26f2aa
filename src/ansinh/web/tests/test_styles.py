"""Templates and styles belong together: a class that no style knows is a slip of the pen."""

from __future__ import annotations

import re
from pathlib import Path

from ansinh.web.templatetags.ansinh import register

SOURCE = Path(__file__).resolve().parents[2]
STYLES = SOURCE / "web" / "static" / "ansinh" / "css"
SCRIPTS = SOURCE / "web" / "static" / "ansinh" / "js"

_TEMPLATE_CODE = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}")
_MADE_BY_TEMPLATE = "\0"


def _defined() -> set[str]:
    return {name for path in STYLES.glob("*.css") for name in re.findall(r"\.([a-zA-Z][\w-]*)", path.read_text())}


def _used_in(path: Path) -> set[str]:
    """Classes written out in a template; names that the template puts together are left out."""
    names: set[str] = set()
    for value in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")):
        words = _TEMPLATE_CODE.sub(_MADE_BY_TEMPLATE, re.sub(r"(%}|}})\s+|\s+({%|{{)", r"\1 \2", value)).split()
        names |= {word for word in words if _MADE_BY_TEMPLATE not in word}
    return names


def test_every_class_in_a_template_has_a_style() -> None:
    known = _defined()
    unknown = {
        str(path.relative_to(SOURCE)): sorted(missing)
        for path in SOURCE.rglob("*.html")
        if (missing := _used_in(path) - known)
    }
    assert unknown == {}


def test_colours_are_named_in_the_tokens_only() -> None:
    """One place decides colours; black rules on paper are the exception that print needs."""
    found = {
        f"{path.name}: {colour}"
        for path in STYLES.glob("*.css")
        if path.name != "tokens.css"
        for colour in re.findall(r"#[0-9a-fA-F]{3,8}\b", path.read_text())
        if colour not in {"#fff", "#000"}
    }
    assert found == set()


def test_every_token_that_is_used_exists() -> None:
    text = "".join(path.read_text() for path in STYLES.glob("*.css"))
    used = set(re.findall(r"var\((--[\w-]+)", text))
    defined = set(re.findall(r"(--[\w-]+):", text))
    assert used - defined == set()


def test_scripts_never_write_html_or_styles() -> None:
    """Text of a server or a user reaches the page as text; the content policy forbids inline styles anyway."""
    found = {
        f"{path.name}: {word}"
        for path in SCRIPTS.glob("*.js")
        for word in (".innerHTML", ".outerHTML", "insertAdjacentHTML", "document.write", "eval(", "cssText")
        if word in path.read_text()
    }
    assert found == set()


def test_design_document_names_every_tag_and_filter() -> None:
    """Those of the frame itself are nobody else's business."""
    document = (SOURCE.parents[1] / "docs" / "design.md").read_text(encoding="utf-8")
    ours = {*register.tags, *register.filters} - {"page_frame", "markdown", "message_tone"}
    assert {name for name in ours if name not in document} == set()
