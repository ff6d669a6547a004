"""One question on the command line: open the graph, ask, print the answer for a person or as JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from graph.model import Frozen

if TYPE_CHECKING:
    from graph.contract import Reads

Answer = TypeVar("Answer", bound=Frozen)


def ask(question: Callable[[Reads], Answer], as_json: bool, show: Callable[[Answer], None]) -> Answer:
    """The answer of `question` to the graph of these settings, after printing it. Raises what the question raises."""
    from stemma import wiring
    from stemma.cli import render
    from stemma.settings import load

    with wiring.store(load()) as store:
        found = question(store)
    if as_json:
        render.print_json(found.model_dump(mode="json"))
    else:
        show(found)
    return found
