"""Django-aware, business-free machinery that every room uses: actions, access, pages, jobs, clock, locking.

It has no tables; where it needs one, a room registers itself (see `kit.trail`).
"""
