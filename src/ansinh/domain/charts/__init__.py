"""Geometry of pictures: where lines, dots and words stand. Nothing here knows of SVG; templates draw.

Coordinates are text with a decimal point, ready for attributes whatever the language of the page. Words are only those
that a figure needs (its number); sentences come from the caller.
"""
