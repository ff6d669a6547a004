"""The error tree of the graph room.

GraphError
├── InvalidId            a text that is no artifact id
├── UnknownArtifact      an id that no node has
├── UnknownEdge          an edge id that no edge has
├── UnknownDocument      a document id that no stored text has
├── UnknownRun           a run id that no run has
├── UnknownBenchmark     a benchmark that neither the catalogue nor the graph holds
├── StaleDecision        somebody decided between reading and deciding
├── NeedsOverride        a flagged edge, confirmed without a written reason
├── NotAmendable         an edge that cannot be amended so
├── AnotherReader        a second verdict by the person who gave the first
├── NothingToUndo        an edge whose every decision was undone, or that has none
├── BadCursor            a cursor that belongs to no page of this question
├── InvalidRecord        a line of an import that is no record
├── BadCard              a dataset card whose front matter cannot be read
├── NothingConfirmed     a patch of a card, and no edge that a person confirmed
├── MixedProtocols       a leaderboard in which one metric was measured in two ways
├── ConflictingRun       one run, recorded twice with other figures
├── BadCalibration       the confidence model cannot be used
├── CorruptState         a state file or store of this home that cannot be read
├── HomeNotWritable      the home directory cannot be written
├── QueryRefused         Cypher that writes, cannot be parsed, or ran past its deadline
└── StoreUnavailable     no graph server answers
    ├── StoreUnauthorised    the server refuses the credentials
    └── HostRunning          another host already serves this home

Every message says what happened, to what, and what to do next.
"""


class GraphError(Exception):
    """Root of all errors raised in this package."""


class InvalidId(GraphError):
    """A text is no artifact id."""


class UnknownArtifact(GraphError):
    """No node has this id or alias."""


class UnknownEdge(GraphError):
    """No edge has this id."""


class UnknownDocument(GraphError):
    """No stored text has this document id."""


class UnknownRun(GraphError):
    """No run has this id."""


class UnknownBenchmark(GraphError):
    """Neither the catalogue nor the graph knows this benchmark."""


class StaleDecision(GraphError):
    """The edge changed since it was read; the message says who decided what, and when."""


class NeedsOverride(GraphError):
    """A flagged edge cannot be confirmed without a written reason."""


class NotAmendable(GraphError):
    """An edge cannot be amended in this way; the message says why."""


class AnotherReader(GraphError):
    """This verdict has to come from another person than the one before."""


class NothingToUndo(GraphError):
    """No decision on this edge stands; there is nothing to take back."""


class BadCursor(GraphError):
    """A cursor is damaged, or of another question."""


class InvalidRecord(GraphError):
    """A line of an import is no record of a graph; nothing was loaded."""


class BadCard(GraphError):
    """A dataset card's front matter cannot be read."""


class NothingConfirmed(GraphError):
    """No person confirmed an edge that a card could be patched with."""


class MixedProtocols(GraphError):
    """A leaderboard mixes two ways of measuring one metric; nothing was read."""


class ConflictingRun(GraphError):
    """A run that is recorded has another value of one metric; the message says which."""


class BadCalibration(GraphError):
    """The file of the confidence model is damaged, or of another version."""


class CorruptState(GraphError):
    """A state file or store of this home cannot be read."""


class HomeNotWritable(GraphError):
    """The home directory cannot be created or written."""


class QueryRefused(GraphError):
    """Cypher that would write, cannot be parsed, or ran past its deadline."""


class StoreUnavailable(GraphError):
    """No graph server answers."""


class StoreUnauthorised(StoreUnavailable):
    """The graph server refuses the credentials."""


class HostRunning(StoreUnavailable):
    """Another host already serves this home."""
