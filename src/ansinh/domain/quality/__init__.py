"""Doubts about recorded figures: what is looked at, when a doubt is raised, and when there is too little to say anything.

Definitions, thresholds, sources and worked tables: ``docs/algorithms/data-quality.md``. A doubt never changes a figure.
"""
