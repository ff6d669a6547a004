# ruff: noqa: T201
"""A real Neo4j on loopback, from Maven Central on Java 17, without Docker: for the tests, and by hand with `make neo4j`.

    python -m tests.neo4j_server fetch|start|stop

The jars (GPL-3) lie in `.neo4j/`, which git ignores: a tool of the tests, never shipped.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

VERSION = "5.26.30"
FOLDER = Path(__file__).resolve().parent.parent / ".neo4j"
LIB = FOLDER / f"lib-{VERSION}"
HOW = "install Java 17 or newer and Maven (Debian: apt-get install openjdk-17-jre-headless maven), then `make test`"
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_POM = f"""<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion><groupId>stemma</groupId><artifactId>neo4j-for-tests</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies><dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{VERSION}</version></dependency></dependencies>
</project>
"""
_CONF = """server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
server.memory.pagecache.size=128m
db.tx_log.preallocate=false
dbms.usage_report.enabled=false
internal.server.bolt.thread_pool_shutdown_wait_time=0s
"""
_JVM = ["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"]
_OPENS = [f"--add-opens=java.base/{name}=ALL-UNNAMED" for name in ("java.nio", "java.io", "sun.nio.ch")]
_READY_SECONDS = 120.0
_STOP_SECONDS = 20.0


class NotStarted(RuntimeError):
    """The server could not be fetched or does not answer; the message says why."""


@dataclass(frozen=True)
class Server:
    """A server that has answered: where, as whom, and its process."""

    url: str
    user: str
    password: str
    pid: int


def lacking() -> str | None:
    """What this machine lacks for fetching and running the server; None when nothing."""
    missing = [name for name in ("java", "mvn") if shutil.which(name) is None]
    if missing:
        return f"no {' and no '.join(missing)} on this machine"
    said = subprocess.run(["java", "-version"], capture_output=True, text=True, timeout=60, check=False).stderr
    found = re.search(r'version "(\d+)', said)
    return None if found and int(found.group(1)) >= 17 else f"java is {said.splitlines()[0] if said else 'mute'}, not 17 or newer"


def fetched() -> bool:
    """Whether the jars lie here and a Java can run them."""
    return (LIB / "complete").exists() and shutil.which("java") is not None


def fetch() -> None:
    """Bring the jars here, from Maven's own cache when they are in it. Raises NotStarted."""
    if fetched():
        return
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "pom.xml").write_text(_POM)
    command = ["mvn", "-B", "-q", "-f", str(FOLDER / "pom.xml"), _COPY, f"-DoutputDirectory={LIB}", "-DincludeScope=runtime"]
    for cached in (["-o"], []):
        done = subprocess.run([*command, *cached], capture_output=True, text=True, timeout=900, check=False)
        if done.returncode == 0:
            (LIB / "complete").touch()
            return
    said = [line for line in done.stdout.splitlines() if "ERROR" in line]
    raise NotStarted(f"Maven could not fetch org.neo4j:neo4j:{VERSION}: {said[0] if said else done.stderr[-300:]}")


def start(home: Path, password: str | None = None) -> Server:
    """Start a server that keeps its graph in `home`; it has answered a query when this returns. Raises NotStarted.

    `password` is that of a home that was used before; a new home gets a random one.
    """
    conf = home / "conf"
    conf.mkdir(parents=True, exist_ok=True)
    home.chmod(0o700)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    (conf / "neo4j.conf").write_text(_CONF.format(port=port))
    if password is None:
        password = secrets.token_urlsafe(18)
        _set_password(home, password)
    java = ["java", *_JVM, *_OPENS, "-cp", f"{LIB}/*", "org.neo4j.server.CommunityEntryPoint", f"--home-dir={home}", f"--config-dir={conf}"]
    with (home / "console.log").open("ab") as log:
        process = subprocess.Popen(java, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    server = Server(f"neo4j://127.0.0.1:{port}", "neo4j", password, process.pid)
    try:
        _await(server, process, home)
    except BaseException:
        process.kill()
        process.wait()
        raise
    # A server started by hand outlives this command; while both live, its end is collected here.
    threading.Thread(target=process.wait, name="neo4j", daemon=True).start()
    return server


def stop(server: Server) -> None:
    """End a server: ask, wait, then kill."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.kill(server.pid, number)
        deadline = time.monotonic() + _STOP_SECONDS
        while time.monotonic() < deadline:
            if _gone(server.pid):
                return
            time.sleep(0.05)


@contextlib.contextmanager
def running(home: Path) -> Iterator[Server]:
    """A server for the time of the block."""
    server = start(home)
    try:
        yield server
    finally:
        stop(server)


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


def _set_password(home: Path, password: str) -> None:
    command = ["java", "-Xmx128m", "-cp", f"{LIB}/*", "org.neo4j.cli.AdminTool", "dbms", "set-initial-password", password]
    environment = {**os.environ, "NEO4J_HOME": str(home), "NEO4J_CONF": str(home / "conf")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=_READY_SECONDS, check=False)
    if done.returncode:
        raise NotStarted(f"no password could be set in {home}: {done.stderr.strip()[-300:]}")


def _await(server: Server, process: subprocess.Popen[bytes], home: Path) -> None:
    import neo4j
    from neo4j.exceptions import DriverError, Neo4jError

    deadline = time.monotonic() + _READY_SECONDS
    url = server.url.replace("neo4j://", "bolt://")
    while time.monotonic() < deadline and process.poll() is None:
        with neo4j.GraphDatabase.driver(url, auth=(server.user, server.password), connection_timeout=5) as driver:
            try:
                with driver.session(database="neo4j") as session:
                    session.run("RETURN 1").consume()
                return
            except (DriverError, Neo4jError):
                time.sleep(0.1)
    log = home / "logs" / "neo4j.log"
    said = log.read_text("utf-8", "replace")[-500:] if log.exists() else ""
    raise NotStarted(f"Neo4j in {home} does not answer (status {process.poll()}): {said}")


def main(word: str) -> int:
    """`fetch`, `start` or `stop`; the exit status."""
    if word == "stop":
        return _stopped(FOLDER / "server.json")
    if (missing := lacking()) and not fetched():
        print(f"tests run without Neo4j: {missing}; {HOW}", file=sys.stderr)
        return int(word == "start")
    try:
        fetch()
        return _started(FOLDER / "server.json") if word == "start" else 0
    except NotStarted as error:
        print(f"tests run without Neo4j: {error}" if word == "fetch" else error, file=sys.stderr)
        return int(word == "start")


def _known(state: Path) -> Server | None:
    with contextlib.suppress(FileNotFoundError, ValueError, TypeError):
        return Server(**json.loads(state.read_text()))
    return None


def _runs(server: Server) -> bool:
    """Whether that process still is a Neo4j of this folder."""
    shown = subprocess.run(["ps", "-p", str(server.pid), "-o", "command="], capture_output=True, text=True, timeout=20, check=False)
    return str(FOLDER) in shown.stdout


def _started(state: Path) -> int:
    known = _known(state)
    if known is None or not _runs(known):
        known = start(FOLDER / "home", known.password if known else None)
        state.touch(mode=0o600)
        state.write_text(json.dumps(asdict(known)))
    print(f"export STEMMA_GRAPH={known.url} STEMMA_GRAPH_USER={known.user} STEMMA_GRAPH_PASSWORD={known.password}")
    print(
        f"# Neo4j {VERSION} runs as process {known.pid}; `make neo4j-stop` ends it, its graph stays in {FOLDER / 'home'}", file=sys.stderr
    )
    return 0


def _stopped(state: Path) -> int:
    known = _known(state)
    if known is None or not _runs(known):
        print("no Neo4j of this folder runs", file=sys.stderr)
        return 0
    stop(known)
    print(f"stopped Neo4j (process {known.pid})", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
