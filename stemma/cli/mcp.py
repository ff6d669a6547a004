"""`stemma mcp`: the graph for an assistant, over standard input and output."""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(mcp)


def mcp() -> None:
    """Answer an assistant's questions (MCP over stdio); it can read the graph and change nothing."""
    from stemma import wiring
    from stemma.mcp import server
    from stemma.settings import load

    with wiring.store(load()) as store:
        server(store.reading()).run("stdio")
