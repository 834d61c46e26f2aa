"""Figures as other systems write them: DHIS2 data value sets, Open SDG, SDMX-CSV.

Every format is a writer and a strict reader of the same neutral rows (`rows.FigureRow`). A reader finds everything
that is wrong at once; whoever asked takes the rows only when nothing is. What the codes mean is not known here.
"""
