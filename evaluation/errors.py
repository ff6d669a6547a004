"""The error tree of the evaluation room.

EvaluationError
├── BadGold         a gold folder that lacks a file or holds a line that is no record of it
├── BadClaims       a claims file with a line that is no claim
├── NothingToFit    gold that says nothing a reader could be trained on
└── ExtraMissing    an optional package that a command needs is not installed

Every message says what happened, to what, and what to do next.
"""


class EvaluationError(Exception):
    """Root of all errors raised in this package."""


class BadGold(EvaluationError):
    """A gold folder lacks a file or holds a line that is no record of it."""


class BadClaims(EvaluationError):
    """A line of a claims file is no claim."""


class NothingToFit(EvaluationError):
    """The gold holds too little to train on."""


class ExtraMissing(EvaluationError):
    """An optional package is not installed; the message names the extra."""
