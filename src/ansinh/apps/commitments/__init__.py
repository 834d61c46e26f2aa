"""What each agency will deliver this year: commitments, dated duties, progress, evidence, acceptance, timeliness.

The promises themselves are the plans room's; figures of targets are the indicators room's.
"""
