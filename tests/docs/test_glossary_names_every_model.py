"""GLOSSARY.md fixes the names: every table of ours stands in it."""

from __future__ import annotations

import re

from django.apps import apps

from tests.house.places import ROOT, text_of


def test_every_table_is_in_the_glossary() -> None:
    named = set(re.findall(r"`(\w+)`", text_of(ROOT / "GLOSSARY.md")))
    ours = {
        model.__name__
        for model in apps.get_models()
        if model.__module__.startswith("ansinh.") and not model._meta.proxy
    }
    assert ours
    assert ours - named == set()
