"""Organisations, groups of organisations and administrative units, each with the days between which they exist.

Who works there and in which role is the accounts room's business; what they promised is the plans room's.
"""
