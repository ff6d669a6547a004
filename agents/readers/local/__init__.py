"""Reading without a model: subject, candidates, rules."""

from agents.readers.local.reader import LocalReader

__all__ = ["LocalReader"]
