"""The number that an order puts in the place of another: "từ trên 95% lên trên 97%", "đạt 97%"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ansinh.domain.amendment_readings import NewNumber, PlanPlace
from ansinh.papers.paper import Paper

from ..wording import Span
from .new_words import read_sentence
from .plan_text import PlanText

_NUMBERS = ("value", "low", "high", "denominator")
#: Words that say how a number is meant; without one the comparison in force stays.
_COMPARES = re.compile(
    r"(?<!\w)(?:trên|hơn|vượt|dưới|ít\s+nhất|tối\s+thiểu|tối\s+đa|không\s+quá|không\s+dưới|khoảng|trở\s+lên|trở\s+xuống|duy\s+trì)(?!\w)|[≥≤<>≈]",
    re.IGNORECASE,
)
_NO_PLACE = PlanPlace("")


def read_number(paper: Paper, old: Span | None, new: Span, subject: str, plan: PlanText) -> NewNumber | None:
    """The values that the words name; ``None`` where the new words hold no number of a target."""
    name = subject or "tỷ lệ thực hiện"
    values = _values(new.of(paper.text), name, plan)
    if not values:
        return None
    return NewNumber(_values(old.of(paper.text), name, plan) if old is not None else {}, values)


def _values(words: str, name: str, plan: PlanText) -> Mapping[str, Any]:
    """Read as the sentence that a plan would write: the name, then the number."""
    sentence = f"- {name[:1].upper()}{name[1:]} đạt {words}".rstrip(" .;,") + "."
    under_targets = PlanText(plan.kind, "", plan.issued_on, ())
    found = [p for p in read_sentence(sentence, _NO_PLACE, under_targets) if p.kind == "target"]
    if not found:
        return {}
    values = found[-1].values
    named = {key: values[key] for key in _NUMBERS if values.get(key) is not None}
    if values.get("unit"):
        named["unit"] = values["unit"]
    if _COMPARES.search(words) or "low" in named:
        named["operator"] = values["operator"]
    return named
