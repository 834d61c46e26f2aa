"""Live plans: a tree of promises (targets, tasks, obligations), their dated wordings, and who holds them.

How a promise was read from paper is the readings room's business; how it is kept is for rooms above.
"""
