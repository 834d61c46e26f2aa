"""Each agency's own plan under the province's: what it carries out of the parent, and what nobody took up.

Reading and publishing a unit's plan is done at the desk as for any plan.
"""
