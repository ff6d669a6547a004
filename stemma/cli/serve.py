"""`stemma serve`: the graph in a browser."""

from __future__ import annotations

import getpass
import sys
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(serve)


def serve(
    actor: Annotated[
        str, typer.Option(help="Who decides in the browser; your login name when not given.", default_factory=getpass.getuser)
    ],
    host: Annotated[str, typer.Option(help="Where to listen; anything but loopback needs --allow-remote and a password.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    allow_remote: Annotated[bool, typer.Option("--allow-remote", help="Let other machines reach it.")] = False,
    no_open: Annotated[bool, typer.Option("--no-open", help="Do not open a browser.")] = False,
    set_password: Annotated[
        bool, typer.Option("--set-password", help="Ask for the password of this home's server, keep its hash, and end.")
    ] = False,
) -> None:
    """Review and browse the graph in a browser; the link that is printed lets one browser in, once."""
    from stemma.settings import load
    from stemma.web.server import Address
    from stemma.web.server import serve as run

    settings = load()
    if set_password:
        _set_password()
        return
    run(settings, Address(host, port, allow_remote), actor=actor, say=_say, open_=_skip if no_open else _open)


def _set_password() -> None:
    from stemma import wiring
    from stemma.errors import BadSetting
    from stemma.settings import load
    from stemma.web.security import passwords

    if sys.stdin.isatty():
        password = getpass.getpass("password: ")
        if getpass.getpass("again: ") != password:
            raise BadSetting("the two passwords differ; nothing was stored")
    else:
        password = sys.stdin.readline().rstrip("\r\n")
    print(f"stored in {passwords.keep(wiring.home(load()), password)}", file=sys.stderr)


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _open(link: str) -> None:
    import webbrowser

    webbrowser.open(link)


def _skip(link: str) -> None:
    del link
