"""Signed papers as they came in: the file, its words, its outline. What they promise is for rooms above."""
