"""Targets and goals of a signed document: every quantity it promises, and every promise without a number.

`read_targets` is the door. Inside: `numbers`, `units`, `quantities` find what measures something;
`comparisons` and `years` read the words around it; `clauses` give each quantity its own fragment; `sections`
and `evidence` say whether it is a promise; `names` name it; `tables` read indicator tables; `goals` the promises
without a number; `repeats` keep one of what is said twice. Guarantees, grammar and a worked table that is
also the test: docs/algorithms/reading-targets.md.
"""

from ansinh.papers.reading.targets.reader import read_targets

__all__ = ["read_targets"]
