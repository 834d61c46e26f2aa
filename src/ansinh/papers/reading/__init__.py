"""The grammar of the genre: from a `Paper` (words and shape) to a `PlanReading` (promises).

Deterministic and explainable: every result comes from a labelled field, a column, a phrase or a heading that
can be shown, and carries the quote it was read from. Nothing is invented; what is unclear becomes a problem.
What is guaranteed and how each shape is read: docs/algorithms/reading.md.
"""

from .as_json import reading_to_json
from .as_table import reading_to_table
from .reading import read_paper

__all__ = ["read_paper", "reading_to_json", "reading_to_table"]
