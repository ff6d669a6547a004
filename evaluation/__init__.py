"""Measures of what the agents read, and later of what models learn from data sets. Empty until then."""
