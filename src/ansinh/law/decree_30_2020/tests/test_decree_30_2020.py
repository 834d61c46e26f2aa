import json
from fractions import Fraction
from importlib.resources import files

import pytest

from ansinh.law import decree_30_2020
from ansinh.law.decree_30_2020 import Limits, abbreviation, document_types, layout


def test_every_component_names_its_article_and_a_possible_size():
    for component in layout().components:
        assert component.article.startswith("Phụ lục I, Phần I, mục "), component.key
        assert 10 <= component.size.low <= component.size.high <= 14, component.key


def test_component_keys_are_unique_and_an_unknown_one_is_named():
    keys = [component.key for component in layout().components]
    assert len(keys) == len(set(keys))
    with pytest.raises(KeyError, match="seal"):
        layout().component("seal")


def test_margins_leave_less_than_the_sheet():
    page = layout().page
    assert page.left.high + page.right.high < page.width < page.height
    assert page.top.high + page.bottom.high < page.height


def test_rules_are_of_the_two_kinds_the_decree_knows():
    assert {component.rule for component in layout().components} == {None, "text", "1/3-1/2"}
    assert layout().short_rule == (Fraction(1, 3), Fraction(1, 2))


def test_limits_contain_both_ends():
    limits = Limits(13, 14)
    assert 13 in limits
    assert 14 in limits
    assert 14.5 not in limits


def test_article_7_lists_twenty_nine_kinds_and_the_annex_three_copies():
    papers = [kind for kind in document_types() if not kind.is_copy]
    copies = [kind for kind in document_types() if kind.is_copy]
    assert (len(papers), len(copies)) == (29, 3)
    without = {kind.name for kind in papers if kind.abbreviation is None}
    assert without == {"Công văn", "Thư công"}


def test_abbreviations_differ_among_papers():
    used = [kind.abbreviation for kind in document_types() if kind.abbreviation]
    assert len(used) == len(set(used))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("Kế hoạch", "KH"), ("QUYẾT ĐỊNH", "QĐ"), ("Quy định", "QyĐ"), ("Công văn", None), ("Luật", None)],
)
def test_abbreviation_of_a_kind_ignores_case_and_never_guesses(kind, expected):
    assert abbreviation(kind) == expected


def test_data_say_where_they_come_from_and_how_sure_they_are():
    data = json.loads((files(decree_30_2020) / "layout.json").read_text("utf-8"))
    assert data["source"]
    assert data["confidence"]
    for kind in document_types():
        assert kind.source
        assert kind.confidence
