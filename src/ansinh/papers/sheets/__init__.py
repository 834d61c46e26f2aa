"""Tables as Excel files: titles, repeated head, groups, Vietnamese figures and dates, forms to fill in.

Describe a `Workbook`, then `render_xlsx` it. Text never runs as a formula, and what Excel would cut off or
round is refused with every place named. `assignments_sheet` is the table of a plan's tasks.
"""

from ansinh.papers.sheets.assignments import Assignment, assignments_of, assignments_sheet
from ansinh.papers.sheets.book import (
    Column,
    Group,
    Kind,
    Line,
    Sheet,
    SheetProblem,
    Value,
    Workbook,
    WorkbookRefused,
)
from ansinh.papers.sheets.xlsx import render_xlsx

__all__ = [
    "Assignment",
    "Column",
    "Group",
    "Kind",
    "Line",
    "Sheet",
    "SheetProblem",
    "Value",
    "Workbook",
    "WorkbookRefused",
    "assignments_of",
    "assignments_sheet",
    "render_xlsx",
]
