"""The law as data: dated, cited parameters, and formulas that a policy officer can read."""
