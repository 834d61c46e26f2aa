"""Amending documents: what they order, which plan they amend, from what day.

`read_amendment` is the door. Inside: `quotations` tell new words from the order's own; `places` read references;
`grammar` reads one sentence, `walk` the whole body, `tables` tables of old and new; `new_words` and `numbers` read what is to stand instead, under the
headings of the plan; `force` says which document is amended and from what day. Guarantees and worked tables, which
are also the tests: docs/algorithms/amendments.md.
"""

from .force import find_amended
from .new_words import read_sentence, timeframe_values
from .plan_text import PlanText, dashes
from .reader import read_amendment

__all__ = ["PlanText", "dashes", "find_amended", "read_amendment", "read_sentence", "timeframe_values"]
