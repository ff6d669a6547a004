"""Runs the app: binds first, refuses what is not safe, tells how to get in."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple

import uvicorn
from fastapi import FastAPI

from graph.errors import GraphError
from graph.queue import Filters
from stemma.errors import BadSetting
from stemma.settings import Settings
from stemma.web.app import create_app, door_of
from stemma.web.lines import Lines
from stemma.web.opened import Opened, opened
from stemma.web.security import passwords
from stemma.web.security.hosts import loopback


class Address(NamedTuple):
    """Where to listen; port 0 takes a free one. `remote` allows any host that is not loopback."""

    host: str = "127.0.0.1"
    port: int = 8000
    remote: bool = False


def serve(settings: Settings, address: Address, *, actor: str, say: Callable[[str], None], open_: Callable[[str], object]) -> None:
    """Serve until stopped; `say` tells how to get in, `open_` shows a link on this machine.

    Raises BadSetting for an address that may not be used or is taken, StoreUnavailable.
    """
    local = loopback(address.host)
    hashed = passwords.stored(settings)
    _refuse(address, local=local, hashed=hashed)
    door = door_of(actor, hashed=hashed, remote=not local)
    with bound(address.host, address.port) as listening, opened(settings) as graph:
        app = create_app(settings, opened=graph, door=door, remote=not local)
        where = _url(address.host, listening.getsockname()[1])
        if local:
            link = f"{where}/enter?token={door.link_token()}"
            say(f"open this link; it lets one browser in, once:\n  {link}")
            open_(link)
        else:
            say(f"serving at {where}/login; put a TLS proxy in front: a password over plain HTTP can be read on the way")
        say(f"for scripts, to read {where}/api/v1 until the server stops:\n  Authorization: Bearer {door.api_token}")
        say("stop with Ctrl-C")
        threading.Thread(target=_planned, args=(app, graph, actor), daemon=True).start()
        uvicorn.Server(configured(app, proxied=not local)).run(sockets=[listening])


def _planned(app: FastAPI, graph: Opened, actor: str) -> None:
    """Order the queue before it is asked for; a graph that does not answer now is told to who asks later."""
    lines: Lines = app.state.lines
    with suppress(GraphError):
        lines.of(graph.reads, Filters(), actor)


def configured(app: object, *, proxied: bool = False) -> uvicorn.Config:
    """How uvicorn runs here: quiet, since its log would hold the link's token; a proxy on this machine is believed when `proxied`."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=proxied,
        ws="none",
        timeout_graceful_shutdown=3,
    )


def bound(host: str, port: int) -> socket.socket:
    """A listening socket. Raises BadSetting when the address is not of this machine, or taken."""
    try:
        family, kind, protocol, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        made = socket.socket(family, kind, protocol)
    except OSError as error:
        raise BadSetting(f"{host!r} is no address of this machine ({error}); use --host 127.0.0.1") from error
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(where)
        made.listen(128)
    except OSError as error:
        made.close()
        raise BadSetting(
            f"cannot listen on {host} port {port}: {error.strerror}; use another --port, or --port 0 for a free one"
        ) from error
    return made


def _refuse(address: Address, *, local: bool, hashed: str | None) -> None:
    if local:
        return
    if not address.remote:
        raise BadSetting(f"{address.host} is not this machine alone; add --allow-remote if others are to reach it, or tunnel: ssh -L")
    if hashed is None:
        raise BadSetting(f"{address.host} would be open to everybody; set a password first: stemma serve --set-password")


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
