"""The audit log: what was done, by whom, to what, in an order that nobody can change unnoticed.

It is not a history of values for calculation (rooms keep their own dated rows) and not a server log.
"""
