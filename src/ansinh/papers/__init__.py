"""Official papers in and out: text, Word, PDF, Excel. Knows file formats and the genre; knows no Django.

`intake` turns a file into a `Paper` (its words and their shape), `reading` turns a `Paper` into a
`PlanReading` (its promises), `official` and `sheets` write papers out.
"""
