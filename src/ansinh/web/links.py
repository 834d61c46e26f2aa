"""Links of the frame: only to pages that exist."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse


def link(name: str, *arguments: object) -> str:
    """The URL of a named page, empty if no room has it: the frame then leaves the line out."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
