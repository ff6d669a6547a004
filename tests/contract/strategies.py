"""Random readings over a few works, and a way to run a property on one store with an organisation of its own per example.

Ids hold the marker ORG, which `apart` replaces: one store holds all examples and none has to be emptied.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.contract import Store
from graph.memory import MemoryStore
from graph.model import Artifact, Claim, Link, Reading, Relation, State

from .builders import at, claim, document, reading

ORG = "ORG"
IDS = ("hf:ORG/a", "hf:ORG/A", "hf:ORG/b", "hf:ORG/c", "github:ORG/d", "name:ORG the e set", "name:ORG The E set")
RESOLVED = (("name:ORG the e set", "hf:ORG/e"), ("hf:ORG/c", "hf:ORG/moved"), ("hf:ORG/moved", "hf:ORG/b"))
RELATIONS = (Relation.SUBSET, Relation.FILTERED, Relation.DIRECT_INCLUSION, Relation.EVALUATED_ON, Relation.PLANNED, Relation.COPY_OF)
TIES = (Relation.DOCUMENTED_BY, Relation.PART_OF, Relation.COPY_OF)
_numbers = count()

ids = st.sampled_from(IDS)
links = st.lists(st.builds(lambda d, u, r: Link(downstream=d, upstream=u, relation=r), ids, ids, st.sampled_from(TIES)), max_size=1)
redirects = st.lists(st.sampled_from([Link(downstream=a, upstream=b, relation=Relation.RESOLVED_TO) for a, b in RESOLVED]), max_size=1)


def node(artifact_id: str, state: State, aliases: tuple[str, ...], hour: int | None) -> Artifact:
    """A record whose spelling and title follow from its id when it was read, as one source would answer."""
    read = state is State.READ
    return Artifact(
        id=artifact_id.lower().replace("org", ORG) if read else artifact_id,
        title=artifact_id.lower() if read else None,
        state=state,
        aliases=aliases,
        first_public=None if hour is None else at(hour),
    )


nodes = st.builds(
    node,
    ids,
    st.sampled_from([State.READ, State.UNREAD]),
    st.sampled_from([(), ("ORG alias",), ("ORG alias", "ORG other")]),
    st.none() | st.integers(0, 3),
)


@st.composite
def claims(draw: st.DrawFn, docs: Sequence[str]) -> Claim:
    """One claim in one of the documents."""
    place = draw(st.integers(0, 1))
    return claim(
        draw(ids),
        draw(ids),
        draw(st.sampled_from(RELATIONS)),
        doc=draw(st.sampled_from(docs)),
        confidence=draw(st.sampled_from([0.25, 0.5, 0.75])),
        start=place,
        quote=f"q{place}",
        reader=draw(st.sampled_from(["local@1", "llm@1"])),
        rows=draw(st.sampled_from([None, None, 10, 20])),
    )


@st.composite
def readings(draw: st.DrawFn, docs: Sequence[str]) -> Reading:
    """One reading of some of the given documents."""
    read = draw(st.lists(st.sampled_from(docs), unique=True, max_size=2))
    said = draw(st.lists(claims(read), max_size=4, unique_by=lambda c: c.id)) if read else []
    texts = [document(d, f"{d} {draw(st.integers(0, 1))}") for d in read]
    return reading(draw(nodes), *said, documents=texts, links=[*draw(links), *draw(redirects)])


independent = st.integers(1, 4).flatmap(lambda n: st.tuples(*(readings([f"web:ORG.test/{i}"]) for i in range(n))))
related = st.lists(readings(["web:ORG.test/0", "web:ORG.test/1"]), min_size=1, max_size=4)


def organisation() -> str:
    """A name that no example used before."""
    return f"o{next(_numbers)}x"


def apart(found: Sequence[Reading], org: str) -> list[Reading]:
    """The readings moved into an organisation."""
    return [Reading.model_validate_json(r.model_dump_json().replace(ORG, org)) for r in found]


def check(store: Store, holds: Callable[..., None], *strategies: st.SearchStrategy[object]) -> None:
    """Run a property of a store: many examples, each on a store of its own, in memory; few, all on this one, over a wire."""
    memory = isinstance(store, MemoryStore)

    def body(drawn: tuple[object, ...]) -> None:
        holds(MemoryStore() if memory else store, *drawn)

    run = settings(max_examples=200 if memory else 8, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    run(given(st.tuples(*strategies))(body))()
