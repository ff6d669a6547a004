"""The error tree of the agents room.

AgentsError
├── BadDocument     a line or record that is no document
├── BadGazetteer    the shipped list of well-known names cannot be read
└── BadWeights      the local reader's trained model cannot be read, or is another version's

Every message says what happened, to what, and what to do next.
"""


class AgentsError(Exception):
    """Root of all errors raised in this package."""


class BadDocument(AgentsError):
    """A line or record is no document; the message names the line and the field."""


class BadGazetteer(AgentsError):
    """The shipped list of well-known names cannot be read."""


class BadWeights(AgentsError):
    """The local reader's trained model cannot be read, or belongs to another version of its features."""
