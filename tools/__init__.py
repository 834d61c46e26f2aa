"""Tools of the developers: the environment, checks, tests, locks. The Makefile calls them."""
