"""The Excel round trip: forms go out as workbooks, come back filled in, are checked whole, previewed, applied or not.

What a form asks and who approves it is the indicators room's business.
"""
