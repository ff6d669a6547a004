"""A review as one person goes through it, away from any screen: where they are, what they do, and what can be undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from pydantic import ValidationError

from graph import amendments, undoing, verdicts
from graph.contract import Store
from graph.errors import NothingToUndo, StaleDecision
from graph.live_edges import LiveEdges
from graph.model import Cause, Decision, Edge, Relation
from graph.passages import together
from graph.progress import LAST, Progress, progress_of
from graph.queue import Filters, Item, Line, items, line
from stemma.errors import BadFilter


class Done(NamedTuple):
    """One thing a person did: on which edge, in which group (of several decided at once), and in words."""

    edge: str
    group: str | None
    words: str


class Session:
    """One person's way through the queue. Every verdict is in the store before the next edge is looked at.

    What raises leaves the session where it was: StaleDecision (and the edge is read again), NeedsOverride, AnotherReader,
    NotAmendable, NothingToUndo, StoreUnavailable.
    """

    def __init__(self, store: Store, *, actor: str, readers: int = 1, filters: Filters | None = None) -> None:
        """Makes the line; what this person decided before can be undone here too."""
        self.store = store
        self.actor = actor
        self.readers = readers
        self.done: list[Done] = []
        self.refresh(filters or Filters())
        self.done = [Done(d.edge, None, d.verdict.value) for d in reversed(self.progress().last)]

    def refresh(self, filters: Filters) -> None:
        """Make the line anew, with these filters, and begin at its first edge."""
        self.live = LiveEdges(self.store)
        self.line: Line = line(self.live, filters=filters, actor=self.actor)
        self.decided: set[str] = set()
        self._made = {decision.id: decision for decision in self.store.decisions()}
        self._go(self.line.after(None))

    def progress(self) -> Progress:
        """How the review goes; what others decided since the line was made is not in it."""
        return progress_of(self._made.values(), actor=self.actor, left=self.left)

    @property
    def left(self) -> int:
        """Edges of the line that were not decided here."""
        return len(self.line) - len(self.decided)

    def look(self) -> None:
        """Read the present edge again."""
        self._go(self.at)

    def forward(self) -> bool:
        """Go to the next edge that is undecided; False at the end of the line."""
        return self._to(self.line.after(self.at, self.decided))

    def back(self) -> bool:
        """Go to the edge before, decided or not; False at the start."""
        return self._to(self.line.before(self.at) if self.at else None)

    def accept(self, *, override: str | None = None) -> Done:
        """Confirm the present edge as it is shown."""
        return self._verdict(
            lambda e: [verdicts.confirm(self.store, e.id, actor=self.actor, override=override, version=e.version, readers=self.readers)],
            "accepted",
        )

    def reject(self, cause: Cause | None = None) -> Done:
        """Reject the present edge, with a reason or without."""
        return self._verdict(
            lambda e: [verdicts.reject(self.store, e.id, actor=self.actor, cause=cause, version=e.version, readers=self.readers)],
            f"rejected: {cause.replace('_', ' ')}" if cause else "rejected",
        )

    def relation(self, relation: Relation, *, override: str | None = None) -> Done:
        """Confirm the present edge as another kind of derivation; as what it is called, when it is called so."""
        edge = self._edge()
        if edge.relation is relation:
            return self.accept(override=override)
        how = {"actor": self.actor, "override": override, "readers": self.readers}
        return self._verdict(
            lambda e: amendments.set_relation(self.store, e.id, relation, version=e.version, **how).decisions,  # type: ignore[arg-type]
            f"it is {relation.replace('_', ' ')}",
        )

    def flip(self, *, override: str | None = None) -> Done:
        """Reject the present edge for the one the other way round."""
        return self._verdict(
            lambda e: (
                amendments.flip(self.store, e.id, actor=self.actor, override=override, version=e.version, readers=self.readers).decisions
            ),
            "flipped",
        )

    def target(self, upstream: str, *, override: str | None = None) -> Done:
        """Reject the present edge for the one from another source."""
        return self._verdict(
            lambda e: (
                amendments.retarget(
                    self.store, e.id, upstream, actor=self.actor, override=override, version=e.version, readers=self.readers
                ).decisions
            ),
            f"from {upstream}",
        )

    def accept_all(self, *, whole_card: bool) -> tuple[Done, tuple[verdicts.LeftOut, ...]]:
        """Confirm what the present edge's sentence or card states, in one transaction; what was left out is told."""
        edge = self._edge()
        seen = together(self.store, edge.id, whole_card=whole_card)
        made = verdicts.confirm_all(self.store, seen, actor=self.actor, readers=self.readers)
        done = Done(edge.id, made.group, f"accepted {len(made.decisions)} together")
        if made.decisions:
            self._took(list(made.decisions), done)
        return done, made.left_out

    def note(self, text: str) -> Done:
        """Keep words on the present edge, and stay."""
        return self._stay(lambda e: verdicts.note(self.store, e.id, actor=self.actor, text=text, version=e.version), "noted")

    def second(self) -> Done:
        """Ask for another reader of the present edge, and go on."""
        return self._verdict(
            lambda e: [verdicts.second(self.store, e.id, actor=self.actor, version=e.version)], "asked for a second reader"
        )

    def undo(self, *, override: str | None = None) -> Done:
        """Take back the last thing done, and go back to its edge. Raises NothingToUndo."""
        if not self.done:
            raise NothingToUndo("nothing was decided here, so there is nothing to undo")
        last = self.done[-1]
        if last.group is not None:
            made = list(undoing.undo_group(self.store, last.group, actor=self.actor).decisions)
        else:
            made = [undoing.undo(self.store, last.edge, actor=self.actor, override=override)]
        self.done.pop()
        self._changed(made)
        self.decided -= {d.edge for d in made}
        self._go(last.edge)
        return Done(last.edge, last.group, f"undone: {last.words}")

    def _edge(self) -> Edge:
        if self.item is None:
            raise NothingToUndo("no edge is left in this queue; filter it otherwise, or leave")
        return self.item.edge

    def _stay(self, act: Callable[[Edge], Decision], words: str) -> Done:
        edge = self._edge()
        made = self._try(lambda: [act(edge)])
        done = Done(edge.id, None, words)
        self.done.append(done)
        self._changed(made)
        self._go(edge.id)
        return done

    def _verdict(self, act: Callable[[Edge], list[Decision] | tuple[Decision, ...]], words: str) -> Done:
        edge = self._edge()
        made = self._try(lambda: act(edge))
        done = Done(edge.id, None, words)
        self._took(made, done)
        return done

    def _try(self, act: Callable[[], list[Decision] | tuple[Decision, ...]]) -> list[Decision]:
        try:
            return list(act())
        except StaleDecision:
            self.look()
            raise

    def _took(self, made: list[Decision], done: Done) -> None:
        self.done = [*self.done, done][-5 * LAST :]
        self._changed(made)
        self.decided |= {d.edge for d in made if self.line.position(d.edge)}
        following = self.line.after(self.at, self.decided)
        self._go(following or self.line.after(None, self.decided))

    def _changed(self, made: list[Decision]) -> None:
        self._made |= {d.id: d for d in made}
        self.live.put(self.store.edges([d.edge for d in made]))

    def _to(self, edge_id: str | None) -> bool:
        if edge_id is not None:
            self._go(edge_id)
        return edge_id is not None

    def _go(self, edge_id: str | None) -> None:
        self.at = edge_id
        found = items(self.store, [edge_id], line=self.line) if edge_id else []
        self.item: Item | None = found[0] if found else None


_WORDS = {"p": "confidence", "from": "upstream", "of": "downstream", "by": "reviewer", "in": "document"}


def filters_of(text: str) -> Filters:
    """Filters as a person types them: `relation=filtered p=0.3-0.7 reader=llm flag=conflict benchmark=gsm8k waiting`.

    Also `from=ID` (the source), `of=ID` (what was made), `in=DOCUMENT`, `by=WHO`; nothing typed is no filter. Raises BadFilter.
    """
    fields: dict[str, object] = {}
    for word in text.split():
        key, given, value = word.partition("=")
        key = _WORDS.get(key, key)
        if key == "confidence":
            low, _, high = value.partition("-")
            fields |= {"low": low or None, "high": high or None}
        elif key == "waiting" and not given:
            fields["waiting"] = True
        else:
            fields[key] = value or None
    try:
        return Filters.model_validate(fields)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadFilter(f"{text!r} is no filter ({wrong}); write for example: relation=filtered p=0.3-0.7 reader=llm") from error
