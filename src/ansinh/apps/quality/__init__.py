"""Doubts about recorded figures: gaps, delays, outliers, flat lines, heaping, contradictions, late changes.

It only asks; a figure is corrected where it was entered.
"""
