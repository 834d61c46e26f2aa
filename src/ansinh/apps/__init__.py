"""The rooms. Each has the same files; a room imports only rooms below it (see `ARCHITECTURE.md`)."""
