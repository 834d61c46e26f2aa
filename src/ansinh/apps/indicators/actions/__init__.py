"""The verbs of the room. A package because one file would be too long to read: `figures`, `by_hand` and `entry`."""

from .by_hand import HandEntry, record_by_hand
from .figures import (
    add_source,
    bind_target,
    cell_of,
    define_dimension,
    define_indicator,
    judge_target,
    record_batch,
    record_figures,
    relate_series,
    reverse_batch,
)

__all__ = [
    "HandEntry",
    "add_source",
    "bind_target",
    "cell_of",
    "define_dimension",
    "define_indicator",
    "judge_target",
    "record_batch",
    "record_by_hand",
    "record_figures",
    "relate_series",
    "reverse_batch",
]
