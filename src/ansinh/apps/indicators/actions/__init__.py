"""The verbs of the room. A package because one file would be too long to read: `figures` and `entry`."""

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
    "add_source",
    "bind_target",
    "cell_of",
    "define_dimension",
    "define_indicator",
    "judge_target",
    "record_batch",
    "record_figures",
    "relate_series",
    "reverse_batch",
]
