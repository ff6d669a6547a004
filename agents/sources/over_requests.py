"""A bounded GET over a `requests` session, for the clients that bring one (PyGithub, arxiv)."""

from __future__ import annotations

from collections.abc import Mapping

import requests

from agents.sources.transport import TIMEOUT, Interrupted, Raw, capped, connection


def ask(session: requests.Session, url: str, headers: Mapping[str, str], *, limit: int) -> Raw:
    """Ask once, following no redirect; at most `limit` bytes. Raises Interrupted, Refused."""
    closing = connection(url)
    try:
        if not closing:
            return _ask(session, url, headers, limit)
        # A server may close without saying so, and a session would take the dead connection for a live one.
        with requests.Session() as once:
            once.auth, once.trust_env = session.auth, session.trust_env
            return _ask(once, url, {**headers, **closing}, limit)
    except requests.exceptions.RequestException as error:
        raise Interrupted(f"{type(error).__name__}: {_innermost(error)}") from error


def _ask(session: requests.Session, url: str, headers: Mapping[str, str], limit: int) -> Raw:
    with session.get(url, headers=dict(headers), timeout=TIMEOUT, allow_redirects=False, stream=True) as response:
        body = capped(response.iter_content(65536), limit=limit)
        return Raw(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)


def _innermost(error: BaseException) -> str:
    while error.__cause__ or error.__context__:
        error = error.__cause__ or error.__context__ or error
    return str(error)
