"""The verbs of the room. A package because one file would be too long to read: `definitions`, `figures`, `by_hand`,
`entry_forms` and `entry`."""

from .by_hand import HandEntry, record_by_hand, source_named
from .definitions import (
    bind_target,
    binding_problems,
    define_dimension,
    define_indicator,
    end_binding,
    relate_series,
)
from .entry import (
    CellsTaken,
    Saved,
    approve_sheet,
    open_sheets,
    reopen_sheet,
    return_sheet,
    save_cells,
    submit_sheet,
)
from .entry_forms import NewColumn, change_form, define_form
from .figures import (
    add_source,
    cell_of,
    judge_target,
    record_batch,
    record_figures,
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
    "binding_problems",
    "cell_of",
    "change_form",
    "define_dimension",
    "define_form",
    "define_indicator",
    "end_binding",
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
    "source_named",
    "submit_sheet",
]
