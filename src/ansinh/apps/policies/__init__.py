"""Acts that the plan promises to issue, each a pipeline of stages with dates, papers and who holds it now.

It does not draft acts; a policy in force with its benefits belongs to later rooms.
"""
