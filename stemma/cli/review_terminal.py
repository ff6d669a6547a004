"""`stemma review` on a terminal: one key a verdict, each kept before the next edge is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from graph.errors import GraphError, NeedsOverride
from stemma.cli import review_screen as screen
from stemma.cli.keyboard import Keyboard, keyboard
from stemma.errors import StemmaError
from stemma.keymap import ACTS, REASON_KEYS, RELATION_KEYS, Act

if TYPE_CHECKING:
    from graph.contract import Store
    from graph.queue import Filters
    from stemma.reviewing import Done, Session

_ALSO = {"down": "j", "right": "j", "up": "k", "left": "k", "end": "q"}


def run(store: Store, *, actor: str, readers: int, filters: Filters) -> None:
    """Review until the person leaves."""
    from stemma.reviewing import Session

    with keyboard() as keys:
        Terminal(Session(store, actor=actor, readers=readers, filters=filters), keys).run()


class Terminal:
    """Reads keys, does what they mean, and shows what came of it."""

    def __init__(self, session: Session, keys: Keyboard) -> None:
        """Nothing is shown yet."""
        self.session = session
        self.keys = keys
        self.message = ""
        self._acts: dict[Act, Callable[[str], None]] = {
            Act.ACCEPT: lambda _: self._decide(lambda why: self.session.accept(override=why)),
            Act.REJECT: lambda _: self._decide(lambda _why: self.session.reject()),
            Act.REJECT_BECAUSE: lambda _: self._reject_because(),
            Act.SKIP: lambda _: self._move(self.session.forward),
            Act.NEXT: lambda _: self._move(self.session.forward),
            Act.PREVIOUS: lambda _: self._move(self.session.back),
            Act.UNDO: lambda _: self._decide(lambda why: self.session.undo(override=why)),
            Act.RELATION: lambda key: self._decide(lambda why: self.session.relation(RELATION_KEYS[key], override=why)),
            Act.FLIP: lambda _: self._decide(lambda why: self.session.flip(override=why)),
            Act.TARGET: lambda _: self._target(),
            Act.ACCEPT_ALL: lambda _: self._accept_all(),
            Act.NOTE: lambda _: self._note(),
            Act.SECOND: lambda _: self._decide(lambda _why: self.session.second()),
            Act.OPEN: lambda _: self._open(),
            Act.GRAPH: lambda _: self._graph(),
            Act.FILTER: lambda _: self._filter(),
            Act.HELP: lambda _: self._help(),
        }

    def run(self) -> None:
        """Until `q`, or the end of the input."""
        while True:
            shown = screen.scene(self.session, self.message)
            screen.draw(self.session, shown, self.session.progress())
            key = self.keys.read()
            meant = ACTS.get(_ALSO.get(key, key))
            self.message = ""
            if meant is None:
                self.message = f"{key} does nothing here; ? lists the keys"
            elif meant.act is Act.QUIT:
                return
            else:
                self._do(meant.act, key)

    def _do(self, act: Act, key: str) -> None:
        try:
            self._acts[act](key)
        except (GraphError, StemmaError) as error:
            self.message = str(error)

    def _decide(self, act: Callable[[str | None], Done]) -> None:
        """Do it; where it needs a written reason, ask for one."""
        try:
            self.message = act(None).words
        except NeedsOverride as error:
            why = self._line(f"{error}\nwritten reason (empty: leave it): ")
            self.message = act(why).words if why else "left undecided"

    def _move(self, go: Callable[[], bool]) -> None:
        if not go():
            self.message = "this is the end of the queue; / makes it anew"

    def _reject_because(self) -> None:
        self._ask(screen.reasons())
        cause = REASON_KEYS.get(self.keys.read())
        if cause is None:
            self.message = "not rejected"
        else:
            self.message = self.session.reject(cause).words

    def _accept_all(self) -> None:
        self._ask("accept all of this sentence (s) or of this card (c)? other keys: go back")
        key = self.keys.read()
        if key not in ("s", "c"):
            self.message = "nothing accepted"
            return
        done, left_out = self.session.accept_all(whole_card=key == "c")
        self.message = "; ".join([done.words, *(f"left out: {one.why}" for one in left_out)])

    def _note(self) -> None:
        text = self._line("note: ")
        self.message = self.session.note(text).words if text else "no note"

    def _target(self) -> None:
        """Ask for another source; what fits what is typed is offered."""
        from stemma.targets import targets

        if self.session.item is None:
            self.message = "no edge is left in this queue"
            return
        edge = self.session.item.edge.id
        chosen = self._choose("the source is: ", lambda text: targets(self.session.store, edge, text=text))
        if chosen:
            self._decide(lambda why: self.session.target(chosen, override=why))
        else:
            self.message = "source kept"

    def _filter(self) -> None:
        from stemma.reviewing import filters_of

        text = self._line("filter (relation= reader= p=LOW-HIGH benchmark= in= of= from= flag= by= waiting; empty: all): ")
        if text is None:
            self.message = "filter kept"
            return
        self.session.refresh(filters_of(text))
        self.message = f"{len(self.session.line)} edges"

    def _help(self) -> None:
        screen.help_page(self.session, self.session.progress())
        self.keys.read()

    def _open(self) -> None:
        """The document at its quote; j and k scroll."""
        shown = screen.scene(self.session)
        row = max(screen.row_of_quote(shown) - 5, 0)
        while True:
            row = screen.source_page(shown, row)
            key = self.keys.read()
            step = {"j": 1, "down": 1, "k": -1, "up": -1, "page down": 20, "space": 20, "page up": -20}.get(key)
            if step is None:
                return
            row += step

    def _graph(self) -> None:
        """One hop around the present edge, as text."""
        item = self.session.item
        if item is None:
            self.message = "no edge is left in this queue"
            return
        out = screen.console()
        out.print("\x1b[2J\x1b[H", end="")
        for end in (item.edge.upstream, item.edge.downstream):
            out.print(screen.plain(end), style="bold")
            for edge in self.session.live.edges_of([end], "upstream")[:20]:
                out.print(f"  from {screen.plain(edge.upstream)}  {edge.relation.replace('_', ' ')}, {edge.confidence:.2f} {edge.status}")
            for edge in self.session.live.edges_of([end], "downstream")[:20]:
                out.print(f"  into {screen.plain(edge.downstream)}  {edge.relation.replace('_', ' ')}, {edge.confidence:.2f} {edge.status}")
        out.print("any key goes back", style="dim")
        self.keys.read()

    def _ask(self, text: str) -> None:
        screen.console().print(screen.plain(text), style="bold")

    def _line(self, prompt: str) -> str | None:
        """A line of text; None when Escape was pressed."""
        return self._choose(prompt, None)

    def _choose(self, prompt: str, offers: Callable[[str], Sequence[str]] | None) -> str | None:
        """A line of text, or with `offers` the one chosen of those that fit it, by the arrows; None when Escape was pressed."""
        text, at = "", 0
        shown = screen.scene(self.session)
        while True:
            found = list(offers(text)) if offers else []
            at = max(0, min(at, len(found) - 1))
            screen.typing(shown, prompt, text, found, at)
            key = self.keys.read()
            if key in ("escape", "end"):
                return None
            if key == "enter":
                return found[at] if found else text.strip()
            if key in ("up", "down"):
                at += 1 if key == "down" else -1
            else:
                text = _typed(text, key)


def _typed(text: str, key: str) -> str:
    """A line after one more key."""
    if key == "backspace":
        return text[:-1]
    return text + (" " if key == "space" else key if len(key) == 1 else "")
