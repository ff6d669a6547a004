"""The app factory: one store for the life of the server, the guards in their order, every file of routes."""

from __future__ import annotations

import importlib
import pkgutil

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware

from stemma.settings import Settings
from stemma.web import faults, routes
from stemma.web.conditional import Conditional
from stemma.web.lines import Lines
from stemma.web.once import Once
from stemma.web.opened import Opened
from stemma.web.security.csrf import Csrf
from stemma.web.security.door import Door, Gate
from stemma.web.security.headers import SecurityHeaders
from stemma.web.security.hosts import LoopbackHosts
from stemma.web.security.sessions import LOCAL_IDLE, LOCAL_LIFE, REMOTE_IDLE, REMOTE_LIFE, Sessions


def door_of(actor: str, *, hashed: str | None = None, remote: bool = False) -> Door:
    """The door of a server: longer sessions on loopback."""
    idle, life = (REMOTE_IDLE, REMOTE_LIFE) if remote else (LOCAL_IDLE, LOCAL_LIFE)
    return Door(Sessions(idle=idle, life=life), actor, hashed)


def create_app(settings: Settings, *, opened: Opened, door: Door, remote: bool = False) -> FastAPI:
    """The application. `remote`: it is bound to more than loopback, so that any Host may be named."""
    guards = [
        Middleware(SecurityHeaders),
        *([] if remote else [Middleware(LoopbackHosts)]),
        Middleware(GZipMiddleware, minimum_size=1000, compresslevel=5),
        Middleware(Gate, door=door),
        Middleware(Csrf, free=frozenset({"/login"})),
        Middleware(Conditional),
    ]
    app = FastAPI(title="Stemma", docs_url=None, redoc_url=None, openapi_url=None, middleware=guards)
    app.state.settings, app.state.opened, app.state.door = settings, opened, door
    app.state.lines, app.state.once = Lines(), Once()
    faults.register(app)
    for name in sorted(found.name for found in pkgutil.iter_modules(routes.__path__)):
        module = importlib.import_module(f"{routes.__name__}.{name}")
        if hasattr(module, "router"):
            app.include_router(module.router)
    return app
