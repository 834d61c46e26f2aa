"""The REST API: shapes of what goes in and out, its door (tokens, rate, problems), reads, and the operations."""
