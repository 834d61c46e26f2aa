"""Indicators, what binds a target to one, observations with their source, vintage and history, and their roll-up.

What a target promises is the plans room's business; how figures are judged and forecast is `domain`.
"""
