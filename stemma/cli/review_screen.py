"""What a review looks like in a terminal, from 60 columns up: the claim, its quote in the text, what speaks against it, what it changes.

Texts of documents are shown as text: whatever would steer the terminal is replaced.
"""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from stemma.keymap import KEYS, REASON_KEYS, RELATION_KEYS, Act

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from graph.affected import Affected
    from graph.evidence import Evidence
    from graph.model import Claim, Document
    from graph.progress import Progress
    from graph.queue import Item
    from stemma.reviewing import Session

WIDE = 110
"""Columns from which the quote and what is known beside it stand side by side."""
_SHORT = "a accept  x reject  r why  space skip  u undo  0-9 relation  f flip  t source  A all  ? keys  q quit"

_RELATIONS = "it is " + ", ".join(f"{key} {relation.replace('_', ' ')}" for key, relation in RELATION_KEYS.items())


@dataclass
class Scene:
    """What is known of the present edge, read once when it comes up."""

    item: Item | None
    claim: Claim | None = None
    document: Document | None = None
    evidence: Evidence | None = None
    affected: Affected | None = None
    message: str = ""
    notes: list[str] = field(default_factory=list)


def scene(session: Session, message: str = "") -> Scene:
    """Everything to show of the session's present edge."""
    from graph.affected import affected
    from graph.evidence import evidence

    item = session.item
    if item is None:
        return Scene(None, message=message)
    claim = next((c for c in item.claims if c.document_id == item.document), next(iter(item.claims), None))
    texts = session.store.documents([claim.document_id]) if claim else []
    document = next((d for d in texts if claim and d.sha256 == claim.document_sha), None)
    notes = [f"{d.actor}: {d.note}" for d in session.store.decisions(item.edge.id) if d.note]
    return Scene(
        item, claim, document, evidence(session.store, item.edge.id), affected(session.live, item.edge.id), message=message, notes=notes
    )


def console() -> Console:
    """The terminal as it is now: its width is asked every time."""
    columns, rows = shutil.get_terminal_size()
    return Console(width=columns, height=rows, file=sys.stdout, highlight=False, emoji=False, markup=False)


def draw(session: Session, shown: Scene, progress: Progress) -> None:
    """Clear the terminal and show the present edge."""
    out = console()
    body: RenderableType = _nothing_left(session) if shown.item is None else _edge(shown, shown.item, out)
    out.print("\x1b[2J\x1b[H", end="")
    out.print(body)
    out.print(_progress(session, progress, out.width))
    out.print(Text(_SHORT if out.width >= len(_SHORT) else "? keys  q quit", style="dim", overflow="crop", no_wrap=True))
    if shown.message:
        out.print(Text(plain(shown.message), style="bold"))


def help_page(session: Session, progress: Progress) -> None:
    """The keys, the last ten things done, and whether confidences meant what they said."""
    out = console()
    out.print("\x1b[2J\x1b[H", end="")
    table = Table.grid(padding=(0, 2))
    for act in dict.fromkeys(key.act for key in KEYS):
        keys = [key for key in KEYS if key.act is act]
        said = _RELATIONS if act is Act.RELATION else keys[0].help
        table.add_row(Text("0-9" if act is Act.RELATION else ", ".join(key.key for key in keys), style="bold"), Text(said))
    out.print(table)
    out.print(Text("\nlast ten: " + ("; ".join(f"{d.words} {d.edge}" for d in reversed(session.done[-10:])) or "nothing")))
    shown = progress.calibration
    bands = ", ".join(f"{b.low:.1f}: {b.confirmed} of {b.n}" for b in shown.bands)
    out.print(Text(f"held of what was shown at: {bands or 'nothing yet'}" + ("" if shown.ece is None else f"; error {shown.ece:.2f}")))
    agreed = progress.agreement
    kappa = "too few to say" if agreed.kappa is None else f"kappa {agreed.kappa:.2f} ± {agreed.se:.2f}"
    out.print(Text(f"two readers agreed on {agreed.agreed} of {agreed.n}: {kappa}"))
    out.print(Text("any key goes back", style="dim"))


def plain(text: str) -> str:
    """Text without what a terminal would take for a command; line ends stay."""
    return "".join(c if c.isprintable() or c == "\n" else " " if c == "\t" else "\N{REPLACEMENT CHARACTER}" for c in text)


def reasons() -> str:
    """What may follow `r`."""
    return "why? " + "  ".join(f"{key} {cause.replace('_', ' ')}" for key, cause in REASON_KEYS.items()) + "  (other keys: go back)"


def source_page(shown: Scene, first: int) -> int:
    """The document from line `first` on, its quote marked; the first line that is shown."""
    out = console()
    document, claim = shown.document, shown.claim
    out.print("\x1b[2J\x1b[H", end="")
    if document is None or claim is None:
        out.print(Text("the text is not in this home's archive; crawl it again with --refresh"))
        return 0
    lines = Text(plain(document.text))
    lines.stylize("bold reverse", claim.start, claim.end)
    wrapped = lines.wrap(out, out.width)
    most = max(out.height - 3, 3)
    first = max(0, min(first, len(wrapped) - 1))
    for row in wrapped[first : first + most]:
        out.print(row)
    where = f"{document.id}  {document.url}  rows {first + 1}-{first + most} of {len(wrapped)}"
    out.print(Text(f"{where}  j down  k up  other: back", style="dim"))
    return first


def row_of_quote(shown: Scene) -> int:
    """The row of the document, as wide as the terminal is, in which the quote begins."""
    if shown.document is None or shown.claim is None:
        return 0
    out = console()
    return len(Text(plain(shown.document.text[: shown.claim.start])).wrap(out, out.width)) - 1


def typing(shown: Scene, prompt: str, text: str, offers: Sequence[str], at: int) -> None:
    """The claim again, what is offered (number `at` chosen), and the line that is being typed."""
    out = console()
    out.print("\x1b[2J\x1b[H", end="")
    if shown.item is not None:
        out.print(_said(shown.item))
        out.print(_quote(shown, 6 * out.width, out))
    for number, offer in enumerate(offers):
        out.print(Text(("> " if number == at else "  ") + plain(offer), style="bold" if number == at else ""))
    out.print(Text(plain(prompt) + plain(text), style="bold"), end="", soft_wrap=True)
    out.file.flush()


def _edge(shown: Scene, item: Item, out: Console) -> RenderableType:
    edge = item.edge
    place = f"{item.position} of {item.total}" if item.position else "not in this queue"
    doubt = f"p {item.probability:.2f}" if edge.status == "proposed" else edge.status.value.upper()
    head = Text(f"{place} · {doubt} · touches {item.impact} works", style="dim")
    if item.flags:
        head.append(" · " + ", ".join(item.flags), style="bold")
    beside = _beside(shown, edge.id)
    rows = max(out.height - 9 - (0 if out.width >= WIDE else min(beside.plain.count("\n") + 1, 8)), 4)
    width = out.width if out.width < WIDE else out.width * 3 // 5
    quote = _quote(shown, rows * width, out)
    if out.width < WIDE:
        return Group(head, _said(item), Text(""), quote, Text(""), beside)
    side = Table.grid(padding=(0, 2), expand=True)
    side.add_column(ratio=3)
    side.add_column(ratio=2)
    side.add_row(quote, beside)
    return Group(head, _said(item), Text(""), side)


def _said(item: Item) -> Text:
    """The claim in one sentence, and that it is proposed while it is."""
    edge = item.edge
    relation = (edge.relation.replace("_", " "), "bold underline")
    return Text.assemble((plain(edge.downstream), "bold"), ": ", relation, " of ", (plain(edge.upstream), "bold"), f"  ({edge.status})")


def _quote(shown: Scene, room: int, out: Console) -> Text:
    """The quote in as much of its text as there is room for, and where it stands."""
    claim, document = shown.claim, shown.document
    if claim is None:
        return Text("no document states it any more", style="italic")
    around = max((room - len(claim.quote)) // 3, 40)
    text = Text(overflow="fold")
    if document is None:
        text.append(plain(claim.quote), style="bold reverse")
    else:
        before, after = document.text[max(0, claim.start - around) : claim.start], document.text[claim.end : claim.end + around]
        text.append(_few_lines(plain(before), room // out.width // 2, last=True))
        text.append(plain(claim.quote), style="bold reverse")
        text.append(_few_lines(plain(after), room // out.width // 2, last=False))
    where = f"\n{claim.document_id} [{claim.start}:{claim.end}], {claim.reader}"
    if document is not None:
        where += f", revision {(document.revision or 'unknown')[:12]}, fetched {document.fetched_at:%Y-%m-%d}"
    return text.append(where, style="dim")


def _few_lines(text: str, most: int, *, last: bool) -> str:
    lines = text.split("\n")
    kept = lines[-max(most, 1) :] if last else lines[: max(most, 1)]
    return "\n".join(kept)


def _beside(shown: Scene, own: str) -> Text:
    """What confirming would change, other claims for and against, notes."""
    parts: list[str] = []
    if shown.affected is not None:
        hit = [t for t in shown.affected.benchmarks if t.only_by_this] or list(shown.affected.benchmarks)
        parts += [f"{t.works} works may hold {t.benchmark} by way of this, {t.only_by_this} of them by no other" for t in hit[:3]]
        parts += [f"and {len(hit) - 3} more benchmarks"] if len(hit) > 3 else []
    if shown.evidence is not None:
        for claim in shown.evidence.supporting[1:4]:
            parts.append(f"for: {claim.confidence:.2f} {claim.relation.replace('_', ' ')} in {claim.document_id}: {_line(claim.quote)}")
        for one in shown.evidence.opposing[:3]:
            parts.append(f"against, {one.why.replace('_', ' ')}: {one.claim.document_id}: {_line(one.claim.quote)}")
        if shown.evidence.other_way is not None and shown.evidence.other_way.id != own:
            parts.append(f"the other way round: {shown.evidence.other_way.id} is {shown.evidence.other_way.status}")
    parts += [f"note by {note}" for note in shown.notes]
    return Text("\n".join(plain(part).replace("\n", " ") for part in parts), overflow="fold")


def _line(text: str) -> str:
    from stemma.cli.render import one_line

    return one_line(text, 80)


def _progress(session: Session, progress: Progress, width: int) -> Text:
    pace = "" if progress.an_hour is None else f" · {progress.an_hour:.0f} an hour"
    left = "" if progress.hours_left is None else f", {progress.hours_left:.1f} h"
    last = session.done[-1].words if session.done else "nothing yet"
    text = f"decided today {progress.decided_today}{pace} · {session.left} left{left} · last: {last}"
    return Text(text if len(text) <= width else text[: width - 1] + "…", style="dim")


def _nothing_left(session: Session) -> Text:
    kept = {key: value for key, value in session.line.filters.model_dump(exclude_defaults=True).items() if value is not None}
    what = f" that fits {kept}" if kept else ""
    return Text(f"nothing waits for a verdict{what}. / filters otherwise, k goes back, u undoes, q leaves.")
