"""Background work with progress: reading a document, importing, consolidating. A killed worker loses nothing.

It is not a place for business: the work of a job is a function that another room registers.
"""
