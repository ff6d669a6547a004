"""What the words on the pages mean: statuses of exposures, states of artifacts, flags of edges; each in one sentence."""

from __future__ import annotations

from graph.conflicts import ConflictKind
from graph.evidence import Against
from graph.lattice import ExposureStatus
from graph.model import State, Status
from graph.names import Match
from graph.versions import ChangedBy
from stemma.explaining import FAULTS

EXPOSURES = {
    ExposureStatus.MEASURED: "a scan found the benchmark's items in its rows",
    ExposureStatus.STATED: "a document says so, and persons confirmed every step",
    ExposureStatus.POSSIBLE: "a path of derivations leads there; its steps are proposals, not facts",
    ExposureStatus.DECONTAMINATED: "its makers claim to have removed the items; nobody measured it",
    ExposureStatus.CLEARED: "a scan of all rows of this revision found no item",
}
STATES = {
    State.UNREAD: "no crawl has asked for it",
    State.READ: "its documents were read",
    State.UNVERIFIED: "the service says that it is missing or private",
    State.GATED: "its owner lets nobody read it without asking",
    State.DISABLED: "the service has disabled it",
    State.UNREACHABLE: "it could not be reached",
}
STATUSES = {
    Status.PROPOSED: "read by a program; nobody has confirmed it",
    Status.CONFIRMED: "a person confirmed it, or a scan measured it",
    Status.REJECTED: "a person rejected it",
    Status.WITHDRAWN: "the documents that said so no longer do",
}
MATCHES = {
    Match.ID: "its id, or one that answers as it",
    Match.NAME: "its name",
    Match.MEMBER: "a member of the family of that name",
    Match.PREFIX: "its name begins so",
    Match.WORDS: "the words are in its name",
    Match.SIMILAR: "its name looks alike",
}
CAUSES = {
    ChangedBy.READ: "documents were read",
    ChangedBy.DECIDED: "a person decided",
    ChangedBy.RESOLVED: "a name was resolved",
    ChangedBy.CHECKED: "the integrity check",
}
CONFLICTS = {
    ConflictKind.ROWS: "two counts of the rows taken",
    ConflictKind.WHOLE_OR_PART: "the whole of it, or a part",
    ConflictKind.USED_OR_REMOVED: "used, or taken out",
    ConflictKind.BOTH_WAYS: "made in either direction",
}
AGAINST = {
    Against.TAKEN_OUT: "says that it was taken out",
    Against.OTHER_WAY: "states the reverse",
    Against.ONLY_COMPARED: "only compares the two",
    Against.METHOD_ONLY: "takes the method, not the rows",
    Against.PLANNED: "speaks of a plan",
    Against.ROWS_DIFFER: "gives another number of rows",
    Against.WHOLE_OR_PART: "says a part where another says the whole",
    Against.DENIED: "a second look at it disagreed",
    Against.WITHDRAWN: "no longer stands in its document",
}
FLAGS = {**FAULTS, "resolved": "an end was resolved to another id; that edge stands for it now"}
ALL = {
    "exposures": {k.value: v for k, v in EXPOSURES.items()},
    "states": {k.value: v for k, v in STATES.items()},
    "statuses": {k.value: v for k, v in STATUSES.items()},
    "matches": {k.value: v for k, v in MATCHES.items()},
    "causes": {k.value: v for k, v in CAUSES.items()},
    "conflicts": {k.value: v for k, v in CONFLICTS.items()},
    "against": {k.value: v for k, v in AGAINST.items()},
    "flags": FLAGS,
}
"""As templates take them, under the name `meaning`."""
