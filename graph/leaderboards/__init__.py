"""Leaderboards that others published, read as evaluation runs: every row kept, every doubt said."""
