"""The web by hand, over httpx: one bounded GET to a vetted address; the only module that imports httpx."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

import httpx

from agents.sources import Why
from agents.sources.addresses import Resolve, is_public, resolve, vetted
from agents.sources.transport import TIMEOUT, Interrupted, Raw, Refused, capped

PAGE_BYTES = 2_000_000
_TEXT = re.compile(r"\s*(?:text/(?:html|plain|markdown|x-markdown)|application/xhtml\+xml)\s*(?:;|\Z)", re.I)
_ADDRESSES = 3


def is_text(content_type: str) -> bool:
    """Whether a content type is one whose body is read: HTML, plain text, markdown."""
    return bool(_TEXT.match(content_type))


class WebTransport:
    """One GET of a page that some document links: http or https on its standard port, to public addresses only.

    The name is resolved once, every address judged, and the connection made to the judged address (the certificate is
    still checked against the name), so a name that changes its answer in between changes nothing. Proxies of the
    environment are not used: they would resolve the name again.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        resolver: Resolve = resolve,
        allowed: Callable[[str], bool] = is_public,
        ports: frozenset[int] = frozenset({80, 443}),
    ) -> None:
        """The keywords are for tests, which have a server of their own on loopback."""
        self._resolver = resolver
        self._allowed = allowed
        self._ports = ports
        self._headers = {"user-agent": user_agent, "accept": "text/html, text/plain;q=0.9, text/markdown;q=0.9, */*;q=0.1"}
        # No connection is kept: a kept one would be found again by its address, under the name of another host.
        self._client = httpx.Client(
            trust_env=False,
            follow_redirects=False,
            timeout=httpx.Timeout(TIMEOUT[1], connect=TIMEOUT[0]),
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def __call__(self, url: str, headers: Mapping[str, str]) -> Raw:
        """Ask once; the body of what is no text is left unread and empty. Raises Interrupted, Refused."""
        parsed = self._parsed(url)
        port = parsed.port or (443 if parsed.scheme == "https" else 80)
        addresses = vetted(parsed.host, port, resolver=self._resolver, allowed=self._allowed)
        failed = "no address tried"
        for address in addresses[:_ADDRESSES]:
            try:
                return self._ask(parsed, address, headers)
            except httpx.ConnectError as error:
                failed = f"{type(error).__name__}: {error}"
            except httpx.HTTPError as error:
                raise Interrupted(f"{type(error).__name__}: {error}") from error
        raise Interrupted(failed)

    def close(self) -> None:
        """Close what is open."""
        self._client.close()

    def _parsed(self, url: str) -> httpx.URL:
        try:
            parsed = httpx.URL(url)
            userinfo = urlsplit(url).username
        except (httpx.InvalidURL, ValueError) as error:
            raise Refused(Why.UNSUPPORTED, f"it is no address ({error})") from error
        port = parsed.port or (443 if parsed.scheme == "https" else 80)
        if parsed.scheme not in ("http", "https") or not parsed.host or userinfo is not None or port not in self._ports:
            raise Refused(Why.UNSUPPORTED, "only http and https on their standard ports are read, without a user name")
        return parsed

    def _ask(self, url: httpx.URL, address: str, headers: Mapping[str, str]) -> Raw:
        sent = {**self._headers, **headers, "host": url.netloc.decode("ascii")}
        request = self._client.build_request("GET", url.copy_with(host=address), headers=sent, extensions=self._extensions(url))
        response = self._client.send(request, stream=True)
        try:
            found = {name.lower(): value for name, value in response.headers.items()}
            wanted = response.status_code != 200 or is_text(found.get("content-type", ""))
            return Raw(response.status_code, found, capped(response.iter_bytes(), limit=PAGE_BYTES) if wanted else b"")
        finally:
            response.close()

    @staticmethod
    def _extensions(url: httpx.URL) -> dict[str, object]:
        timeout = {"connect": TIMEOUT[0], "read": TIMEOUT[1], "write": TIMEOUT[1], "pool": TIMEOUT[1]}
        return {"sni_hostname": url.host, "timeout": timeout}


def reachable(url: str) -> str | None:
    """None when anything answers HTTP at a service's configured address; else why not. Takes at most some 5 s."""
    try:
        with httpx.stream("HEAD", url, timeout=TIMEOUT[0], follow_redirects=False):
            return None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
