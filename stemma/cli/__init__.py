"""The command line: one command group a file, heavy imports inside the command; data on stdout, progress on stderr."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from stemma.cli import (
    ask,
    calibrate,
    card,
    changes,
    check,
    contamination,
    crawl,
    evaluate,
    exchange,
    finding,
    importing,
    mcp,
    operate,
    reader,
    review,
    serve,
)

app = typer.Typer(
    name="stemma",
    help="The family tree of training data: what a dataset was made from, on what evidence, and which benchmarks may be inside.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for group in (operate, crawl, calibrate, ask, finding, contamination, exchange, importing, check, changes, card, serve, mcp):
    group.register(app)
app.add_typer(review.app, name="review")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(reader.app, name="reader")


def main() -> NoReturn:
    """Run one command. Exit 0 ok, 1 failed, 2 usage, 3 threshold breached, 4 a service is missing."""
    from stemma.cli.failing import exit_code

    try:
        app()
    except KeyboardInterrupt:
        print("stopped; nothing that was written is lost", file=sys.stderr)
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)
    except Exception as error:
        code = exit_code(error)
        if code is None:
            raise
        print(f"error: {error}", file=sys.stderr)
        sys.exit(code)
    sys.exit(0)
