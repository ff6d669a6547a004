"""What the words on the pages mean: statuses of exposures, states of artifacts, flags of edges; each in one sentence."""

from __future__ import annotations

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
FLAGS = {**FAULTS, "resolved": "an end was resolved to another id; that edge stands for it now"}
ALL = {
    "exposures": {k.value: v for k, v in EXPOSURES.items()},
    "states": {k.value: v for k, v in STATES.items()},
    "statuses": {k.value: v for k, v in STATUSES.items()},
    "matches": {k.value: v for k, v in MATCHES.items()},
    "causes": {k.value: v for k, v in CAUSES.items()},
    "flags": FLAGS,
}
"""As templates take them, under the name `meaning`."""
