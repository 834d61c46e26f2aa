"""The user's guide: Markdown pages beside this file, read inside the product and on the repository's pages alike.

A page is ``huong_dan/<order>-<slug>.md``: first line ``# Title``, then a paragraph that says what it is about.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent / "huong_dan"
_NAME = re.compile(r"(?P<order>\d+)-(?P<slug>[a-z0-9-]+)")


@dataclass(frozen=True, slots=True)
class GuidePage:
    """``body`` is the Markdown without the title, which is the h1 of the frame; ``about`` its first paragraph."""

    slug: str
    title: str
    about: str
    body: str


@cache
def guide_pages() -> tuple[GuidePage, ...]:
    """Every page in the order of its number."""
    return tuple(_read(path) for path in sorted(FOLDER.glob("*.md")) if _NAME.fullmatch(path.stem))


def guide_page(slug: str) -> GuidePage | None:
    return next((page for page in guide_pages() if page.slug == slug), None)


def _read(path: Path) -> GuidePage:
    match = _NAME.fullmatch(path.stem)
    source = path.read_text(encoding="utf-8")
    title, _, body = source.partition("\n")
    if match is None or not title.startswith("# "):
        raise ValueError(f"{path.name}: a guide page is named <order>-<slug>.md and begins with «# Title»")
    about = body.strip().split("\n\n", 1)[0].replace("\n", " ")
    return GuidePage(match["slug"], title.removeprefix("# ").strip(), about, body)
