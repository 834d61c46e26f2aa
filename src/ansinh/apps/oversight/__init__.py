"""Follow-up: what each person has to do, reminders, letters, checks, supervision, scorecards, praise.

The promises, commitments and obstacles that are followed up belong to the rooms below.
"""
