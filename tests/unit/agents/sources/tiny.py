"""A server of a few routes for the edge cases of one test, on loopback."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Reply:
    """One answer; `cut` promises more bytes than are sent."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False


def as_json(value: Any, status: int = 200, **headers: str) -> Reply:
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return Reply(status, json.dumps(value).encode(), {"content-type": "application/json", **named})


def as_html(text: str, status: int = 200, **headers: str) -> Reply:
    return Reply(status, text.encode(), {"content-type": "text/html; charset=utf-8", **headers})


class Tiny:
    """Routes: a path (with its query) -> its replies; the last one stays. What was asked is kept in order."""

    def __init__(self) -> None:
        self.routes: dict[str, list[Reply]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.inside_retry_after = 0
        self.peak = 0
        self.latency = 0.0
        self._in_flight = 0
        self._quiet_until = 0.0
        self._lock = threading.Lock()
        self.url = ""

    def on(self, path: str, *replies: Reply) -> None:
        self.routes[path] = list(replies)

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def begin(self, path: str, headers: dict[str, str]) -> Reply:
        with self._lock:
            self._in_flight += 1
            self.peak = max(self.peak, self._in_flight)
            self.inside_retry_after += time.monotonic() < self._quiet_until
            self.asked.append((path, headers))
            replies = self.routes.get(path) or [as_json({"error": "no such route"}, 404)]
            return replies.pop(0) if len(replies) > 1 else replies[0]

    def end(self, reply: Reply) -> None:
        with self._lock:
            self._in_flight -= 1
            if "retry-after" in reply.headers:
                self._quiet_until = time.monotonic() + float(reply.headers["retry-after"])


@contextmanager
def serving() -> Iterator[Tiny]:
    tiny = Tiny()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None: ...

        def do_GET(self) -> None:
            reply = tiny.begin(self.path, {name.lower(): value for name, value in self.headers.items()})
            if reply.headers.get("etag") and self.headers.get("if-none-match") == reply.headers["etag"]:
                reply = Reply(304, b"", {"etag": reply.headers["etag"]})
            time.sleep(tiny.latency)
            tiny.end(reply)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(reply.body) + 100 * reply.cut))
            self.end_headers()
            self.wfile.write(reply.body)

    class Server(ThreadingHTTPServer):
        request_queue_size = 64
        daemon_threads = True

    server = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    tiny.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield tiny
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
