"""Pure decisions: frozen dataclasses and functions.

No Django, no files, no clock: "today" is an argument. If a line could be printed in a decree or in the
footnote of a report, it lives here or in `law`.
"""
