"""An Sinh: from the resolution to every household. `ARCHITECTURE.md` is the map of this house."""

__version__ = "0.1.0"
