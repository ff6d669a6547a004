"""The graph as of a day, where a command was asked for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from graph.contract import Reads


def then(store: Reads, as_of: str | None) -> Reads:
    """The store itself, or a view of it as of a date or time. Raises BadParameter for what is neither."""
    if as_of is None:
        return store
    from graph.asof import AsOf, moment

    try:
        return AsOf(store, moment(as_of))
    except ValueError as error:
        raise typer.BadParameter(f"{as_of!r} is no date; write 2026-05-31, or 2026-05-31T12:00Z", param_hint="--as-of") from error
