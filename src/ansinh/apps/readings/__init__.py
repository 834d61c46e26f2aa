"""The reading desk: what the reader found in a document, confirmed by officers until it can be published.

Publishing makes or amends a plan in the plans room; the document itself is the documents room's.
"""
