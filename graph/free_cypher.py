"""What Cypher that a user typed may name: procedures and functions of a known set, and nothing beyond the graph.

A server refuses writes of a reading user or session; yet in read mode Neo4j still loads files and addresses, ends what others
run, reads other databases, and runs whatever procedures an administrator added (APOC reads files and addresses, and
runs Cypher of its own). So what may be called is listed here, and the rest is refused, whatever the spelling.
"""

from __future__ import annotations

import re

PROCEDURES = frozenset(
    {
        "db.labels",
        "db.relationshiptypes",
        "db.propertykeys",
        "db.schema.visualization",
        "db.schema.nodetypeproperties",
        "db.schema.reltypeproperties",
        "db.index.fulltext.querynodes",
        "db.index.fulltext.queryrelationships",
        "dbms.components",
    }
)
"""Procedures that only read this graph, in lower case."""
FUNCTIONS = frozenset(
    {
        *("date", "datetime", "duration", "localdatetime", "localtime", "point", "time", "vector.similarity"),
        *(f"apoc.{name}" for name in ("agg", "coll", "convert", "map", "math", "number", "text")),
    }
)
"""Namespaces of functions that compute from their arguments alone; functions without a namespace are the server's own."""

_ESCAPE = re.compile(r"\\u+([0-9a-fA-F]{4})")
_SILENT = re.compile(r"`(?:[^`]|``)*`|'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"|/\*.*?\*/|//[^\n]*", re.S)
_NAME = r"(?:`(?:[^`]|``)*`|[^\W\d]\w*)"
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_CALL = re.compile(rf"\bCALL\s+({_DOTTED})", re.I)
_FUNCTION = re.compile(rf"(?<![\w$`.])({_NAME}(?:\s*\.\s*{_NAME})+)\s*\(")
_BEYOND = re.compile(r"\bLOAD\s+CSV\b|\bTERMINATE\s+TRANSACTIONS?\b", re.I)
_OTHER_GRAPH = re.compile(
    rf"(?:\A|[{{;]|\bUNION(?:\s+(?:ALL|DISTINCT))?\b|\b(?:EXPLAIN|PROFILE)\b|\bCYPHER\b[^{{;]*?)\s*(USE\s+(?:{_NAME}|graph))", re.I
)


def beyond(cypher: str) -> str | None:
    """The first words of a statement that reach beyond the graph, or that call what is not known to stay in it; None when none do.

    What stands in a string or a comment calls nothing; a name may stand in backticks, and a letter as its escape, which some
    servers read before they read strings and some within them: both readings must be harmless.
    """
    readings = (_ESCAPE.sub(lambda m: chr(int(m.group(1), 16)), cypher), cypher)
    return next((found for text in readings if (found := _beyond(_SILENT.sub(_spoken, text)))), None)


def _spoken(part: re.Match[str]) -> str:
    """A name in backticks as it is; of a string that there is one, of a comment nothing."""
    return part.group() if part.group()[0] == "`" else " " if part.group()[0] == "/" else "''"


def _beyond(text: str) -> str | None:
    for pattern in (_BEYOND, _OTHER_GRAPH):
        if found := pattern.search(text):
            return " ".join(found.group(found.lastindex or 0).split())
    called = [m.group(1) for m in _CALL.finditer(text)]
    for name in called:
        if _plain(name) not in PROCEDURES:
            return f"CALL {_plain(name)}"
    names = [_plain(m.group(1)) for m in _FUNCTION.finditer(text)]
    return next((f"{name}()" for name in names if name not in PROCEDURES and not _computes(name)), None)


def _plain(name: str) -> str:
    return re.sub(r"[`\s]", "", name).lower()


def _computes(name: str) -> bool:
    return any(name.startswith(f"{prefix}.") for prefix in FUNCTIONS)
