"""The grammar of the genre: from a `Paper` (words and shape) to a `PlanReading` (promises).

Deterministic and explainable: every result comes from a labelled field, a column, a phrase or a heading that
can be shown, and carries the quote it was read from. Nothing is invented; what is unclear becomes a problem.
"""
