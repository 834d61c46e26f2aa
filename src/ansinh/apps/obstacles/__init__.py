"""Obstacles raised against promises: grouped, routed to who can decide, with a clock a level, answered by a decision.

What is changed by the answer is changed in its own room.
"""
