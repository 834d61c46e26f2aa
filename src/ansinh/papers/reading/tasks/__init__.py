"""Assignments: who does what with whom until when, in whatever shape the document prints them.

Shapes, from the surest to the least: tables with named columns (`tables`), tables that lost their grid
(`flattened`), items with labelled fields (`fields`), agency blocks and numbered prose (`prose`). A stretch of
text gives tasks in one shape only. `reading` puts them together.
"""
