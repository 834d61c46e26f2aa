"""docs/algorithms/official-paper.md says of every component what the law's data say and what is set."""

from pathlib import Path

import pytest

from ansinh.law.decree_30_2020 import layout
from ansinh.papers.official.measures import house_measures
from ansinh.papers.official.tests.test_measures_of_the_decree import STYLES

PAGE = Path(__file__).parents[5] / "docs" / "algorithms" / "official-paper.md"


def rows():
    """The rows of the table of components, by key."""
    found = {}
    for line in PAGE.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 6 and cells[0].endswith("`)"):
            found[cells[0].rpartition("(`")[2].removesuffix("`)")] = cells
    return found


@pytest.mark.parametrize("component", layout().components, ids=lambda component: component.key)
def test_the_page_says_what_the_data_say(component):
    made_by_hand = component.key in {"urgency", "circulation", "drafter", "address"}
    assert (component.key not in rows()) == made_by_hand
    if made_by_hand:
        return
    name, box, allowed, size, face, article = rows()[component.key]
    low, high = component.size.low, component.size.high
    assert name.startswith(component.name)
    assert box == component.box
    assert allowed == (str(low) if low == high else f"{low}–{high}")
    assert size == str(house_measures().size(component.key))
    assert ("bold" in face, "italic" in face, "capitals" in face) == (
        component.bold,
        component.italic,
        component.upper,
    )
    assert component.article.endswith(article)


def test_every_component_that_has_a_style_is_on_the_page():
    assert STYLES.keys() <= rows().keys()
