"""Figures to and from other systems: the REST API with its tokens, DHIS2, Open SDG, SDMX.

What a figure is and who may record it is the indicators room's business.
"""
