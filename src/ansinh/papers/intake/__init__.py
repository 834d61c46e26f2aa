"""Any file of a signed document → a `Paper`: its clean running words and their shape.

One module per format; `joining` mends broken paragraphs, `tables` tells tables from layout, `legacy` and
`encodings` settle the letters, `limits` and `sniff` refuse what cannot be read. Order of steps and known
limits: docs/algorithms/intake.md.
"""

from ansinh.papers.intake.door import open_paper
from ansinh.papers.intake.limits import DEFAULT, IntakeLimits
from ansinh.papers.intake.sniff import sniff_format

__all__ = ["DEFAULT", "IntakeLimits", "open_paper", "sniff_format"]
