"""Measurements that people repeat: `make bench`, or one of them: ``python -m bench reader FILE …``.

Each module measures one thing and prints one table, always beside the lower bound of the same run: what the machine
needs for the least that such work could be. Ratios travel between machines; seconds do not.
"""
