"""One question on the command line: open the graph, ask, print the answer for a person or as JSON."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from graph.model import Frozen

if TYPE_CHECKING:
    from graph.contract import Reads

Answer = TypeVar("Answer", bound=Frozen)


def ask(question: Callable[[Reads], Answer], as_json: bool, show: Callable[[Answer], None], as_of: str | None = None) -> Answer:
    """The answer of `question` to the graph of these settings (as of a date or time), after printing it.

    Raises what the question raises; BadTime for what is no date and no time.
    """
    from stemma import wiring
    from stemma.answers import then
    from stemma.cli import render
    from stemma.settings import load

    with wiring.store(load()) as store:
        graph = then(store, as_of)
        found = question(graph)
    if as_json:
        render.print_json(found.model_dump(mode="json"))
    else:
        show(found)
    if unsure := len(getattr(graph, "unrecorded", ())):
        print(
            f"{unsure} edges changed before this graph kept what edges say; they are shown as today, but for their status", file=sys.stderr
        )
    return found
