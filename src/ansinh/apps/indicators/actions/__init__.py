"""The verbs of the room. A package because one file would be too long to read: `figures`, `by_hand` and `entry`."""

from .by_hand import HandEntry, record_by_hand
from .entry import (
    CellsTaken,
    NewColumn,
    Saved,
    approve_sheet,
    define_form,
    open_sheets,
    reopen_sheet,
    return_sheet,
    save_cells,
    submit_sheet,
)
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
    "CellsTaken",
    "HandEntry",
    "NewColumn",
    "Saved",
    "add_source",
    "approve_sheet",
    "bind_target",
    "cell_of",
    "define_dimension",
    "define_form",
    "define_indicator",
    "judge_target",
    "open_sheets",
    "record_batch",
    "record_by_hand",
    "record_figures",
    "relate_series",
    "reopen_sheet",
    "return_sheet",
    "reverse_batch",
    "save_cells",
    "submit_sheet",
]
