"""The verbs of the reading desk. Every change names the version it saw; a second officer is told what changed.

A package because one file would be too long to read: `opening`, `deciding`, `amending`, `publishing`; what they share
is in `parts`.
"""

from .amending import add_change, point_item, read_as, set_effective_from
from .deciding import (
    add_item,
    confirm_item,
    confirm_items,
    merge_items,
    reject_item,
    reopen_item,
    see_remark,
    split_item,
)
from .opening import (
    READ_DOCUMENT,
    READER_VERSION,
    choose_parent,
    open_amendment,
    open_reading,
    start_reading,
)
from .parts import AgencyChoice, Repeated
from .publishing import publish_reading

__all__ = [
    "READER_VERSION",
    "READ_DOCUMENT",
    "AgencyChoice",
    "Repeated",
    "add_change",
    "add_item",
    "choose_parent",
    "confirm_item",
    "confirm_items",
    "merge_items",
    "open_amendment",
    "open_reading",
    "point_item",
    "publish_reading",
    "read_as",
    "reject_item",
    "reopen_item",
    "see_remark",
    "set_effective_from",
    "split_item",
    "start_reading",
]
