"""The web server under load: concurrent readers of every kind of page and two reviewers, for a minute, on a generated graph.

    python -m bench.web [--edges 5000] [--readers 50] [--reviewers 2] [--seconds 60] [--think 1.0]

`stemma serve` runs in a process of its own on the embedded engine. A reader asks for a page, and looks at it for `think` seconds
before the next; a reviewer asks for the claims ahead, decides, and goes on after half a second. Printed: requests, errors and
latencies by kind of page. The clients take their share of the same machine: its load stands beside.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, sleep
from urllib.parse import urlencode

from argon2 import PasswordHasher

from bench.grown import grown
from graph.contract import Reads
from stemma.web.words import artifact_url, path_of

PASSWORD = "a password of this benchmark"
SLOW = 30.0


@dataclass
class Tally:
    """Latencies in seconds by kind, and what went wrong."""

    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    turn: threading.Lock = field(default_factory=threading.Lock)

    def note(self, kind: str, seconds: float, status: int) -> None:
        """Count one answer; conflicts of two reviewers are answers, not errors."""
        with self.turn:
            self.times[kind].append(seconds)
            if status >= 400 and not (kind == "decide" and status == 409):
                self.errors[f"{kind} {status}"] += 1

    def told(self) -> None:
        """Print the table."""
        print(f"{'kind':<12} {'n':>6} {'median ms':>10} {'p95 ms':>8} {'worst ms':>9}")
        everything = [time for times in self.times.values() for time in times]
        for kind, times in [*sorted(self.times.items()), ("all", everything)]:
            ordered = sorted(times)
            middle, high = ordered[len(ordered) // 2], ordered[int(0.95 * len(ordered))]
            print(f"{kind:<12} {len(times):>6} {1000 * middle:>10.0f} {1000 * high:>8.0f} {1000 * ordered[-1]:>9.0f}")
        print("errors:", dict(self.errors) or "none")


class Client:
    """One browser: a connection that is kept, a session, its token."""

    def __init__(self, port: int, tally: Tally) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=SLOW)
        self._tally = tally
        self._cookies: dict[str, str] = {}
        self.token = ""

    def ask(self, kind: str, path: str, body: bytes | None = None, **headers: str) -> str:
        """The text of an answer, its time noted under `kind`; empty when there was none."""
        headers |= {"Cookie": "; ".join(f"{k}={v}" for k, v in self._cookies.items())}
        began = perf_counter()
        try:
            self._connection.request("GET" if body is None else "POST", path, body, headers)
            answer = self._connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._tally.note(kind, perf_counter() - began, 599)
            return ""
        for name, value in re.findall(r"(\S+?)=([^;]+)", "; ".join(c.split(";")[0] for c in answer.headers.get_all("set-cookie") or [])):
            self._cookies[name] = value
        self._tally.note(kind, perf_counter() - began, answer.status)
        return text

    def log_in(self, name: str) -> None:
        """Begin a session."""
        form = self.ask("login", "/login")
        token = re.findall(r'name="csrf_token" value="([^"]+)"', form)[0]
        said = urlencode({"name": name, "password": PASSWORD, "csrf_token": token}).encode()
        self.ask("login", "/login", said, **{"Content-Type": "application/x-www-form-urlencoded"})
        self.token = json.loads(self.ask("login", "/review/token"))["token"]

    def share(self, other: Client) -> None:
        """Use the session of another client."""
        self._cookies, self.token = dict(other._cookies), other.token


def pages(graph: Reads) -> list[tuple[str, Callable[[random.Random], str]]]:
    """Kinds of pages with an address of each, by chance."""
    edges = [edge for edge in graph.all_edges() if edge.claims]
    ids = sorted({edge.downstream for edge in edges} | {edge.upstream for edge in edges})
    return [
        ("start", lambda _: "/"),
        ("artifact", lambda r: artifact_url(r.choice(ids))),
        ("artifact", lambda r: artifact_url(r.choice(ids))),
        ("edge", lambda r: path_of("edge", r.choice(edges).id)),
        ("document", lambda r: path_of("document", r.choice(edges).downstream)),
        ("benchmark", lambda r: f"/benchmark/{r.choice(('gsm8k', 'mmlu', 'math', 'truthfulqa'))}"),
        ("search", lambda r: "/search?" + urlencode({"q": f"set-{r.randrange(1000)}"})),
        ("changes", lambda _: "/changes"),
        ("items", lambda r: "/review/items?" + urlencode({"ids": [r.choice(edges).id for _ in range(8)]}, doseq=True)),
        ("beside", lambda r: f"/review-parts/beside?edge={r.choice(edges).id}"),
        ("touched", lambda r: f"/review-parts/touched?edge={r.choice(edges).id}"),
        ("api", lambda r: "/api/v1/artifact/" + r.choice(ids)),
    ]


def read(client: Client, kinds: list[tuple[str, Callable[[random.Random], str]]], rng: random.Random, until: float, think: float) -> None:
    """One reader."""
    sleep(rng.uniform(0, think))
    while perf_counter() < until:
        kind, address = rng.choice(kinds)
        client.ask(kind, address(rng))
        sleep(rng.uniform(0.5 * think, 1.5 * think))


def review(client: Client, rng: random.Random, until: float) -> None:
    """One reviewer: the first of the line again and again, so that two meet."""
    ids: list[str] = json.loads(client.ask("line", "/review/line") or '{"ids": []}')["ids"]
    while perf_counter() < until and ids:
        edge = ids.pop(0)
        found = json.loads(client.ask("items", "/review/items?" + urlencode({"ids": edge}), Accept="application/json") or "[]")
        if found:
            act = rng.choice(("accept", "accept", "reject"))
            body = {"id": f"bench-{rng.random()}", "act": act, "edge": edge, "version": found[0]["version"]}
            headers = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRF-Token": client.token}
            client.ask("decide", "/review/decide", json.dumps(body).encode(), **headers)
        sleep(0.5)


def main() -> None:
    """Grow, serve, load, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--edges", type=int, default=5_000)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--reviewers", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--think", type=float, default=1.0)
    asked = parser.parse_args()
    with grown(asked.edges) as (home, store):
        kinds = pages(store)
        server, port = _served(home)
        try:
            tally = _loaded(port, asked, kinds)
        finally:
            server.send_signal(signal.SIGINT)
            server.communicate(timeout=30)
        print(f"{store.counts().edges} edges, {asked.readers} readers, {asked.reviewers} reviewers, {asked.seconds:.0f} s")
        print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {len(store.decisions())} decisions kept")
        tally.told()


def _served(home: Path) -> tuple[subprocess.Popen[str], int]:
    env = {**os.environ, "STEMMA_HOME": str(home), "STEMMA_WEB_PASSWORD_HASH": PasswordHasher().hash(PASSWORD)}
    command = [sys.executable, "-m", "stemma", "serve", "--port", "0", "--no-open"]
    server = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    told = ""
    while "Ctrl-C" not in told:
        line = server.stderr.readline()
        if not line:
            raise SystemExit(f"the server did not start: {told}")
        told += line
    threading.Thread(target=server.stderr.read, daemon=True).start()
    return server, int(re.findall(r"127\.0\.0\.1:(\d+)", told)[0])


def _loaded(port: int, asked: argparse.Namespace, kinds: list[tuple[str, Callable[[random.Random], str]]]) -> Tally:
    warm, tally = Tally(), Tally()
    host = Client(port, warm)
    host.log_in("host")
    until = perf_counter() + asked.seconds
    threads = []
    for number in range(asked.readers):
        client = Client(port, tally)
        client.share(host)
        threads.append(threading.Thread(target=read, args=(client, kinds, random.Random(number), until, asked.think)))
    for number in range(asked.reviewers):
        client = Client(port, tally)
        client.log_in(f"reviewer-{number}")
        threads.append(threading.Thread(target=review, args=(client, random.Random(1000 + number), until)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


if __name__ == "__main__":
    main()
