"""A process that keeps answers, killed at any moment: what it acknowledged is there, whole, and nothing torn is."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from graph.documents import TextArchive
from graph.ledger import Ledger

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from graph.documents import TextArchive
from graph.ledger import Ledger, Request, Stored

home = Path(sys.argv[1])
ledger, archive = Ledger(home / "ledger.sqlite"), TextArchive(home / "documents")
number = 0
while True:
    sha = archive.put_bytes(f"body {number} ".encode() * 2000)
    now = datetime.now(UTC)
    request = Request("run-1", "hub", f"https://hub.test/{number}", 200, 0.1, now)
    ledger.record(request, key=f"GET {number}", answer=Stored("hub", 200, {}, sha, now, "run-1"))
    print(number, flush=True)
    number += 1
"""


@pytest.mark.parametrize("acknowledged", [0, 1, 7, 60, 150])
def test_what_was_acknowledged_survives_a_kill(tmp_path: Path, acknowledged: int) -> None:
    root = Path(__file__).parents[3]
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=root)
    assert process.stdout is not None
    last = -1
    while last < acknowledged:
        last = int(process.stdout.readline())
    process.kill()
    said = [int(line) for line in process.stdout.read().splitlines() if line.strip()]
    process.stdout.close()
    process.wait()
    ledger, archive = Ledger(tmp_path / "ledger.sqlite"), TextArchive(tmp_path / "documents")
    for number in range(max([last, *said[:-1]]) + 1):
        stored = ledger.response(f"GET {number}")
        assert stored is not None
        assert archive.text(stored.sha) == f"body {number} " * 2000
    counted = ledger.counts("run-1")["hub.test"]
    assert ledger.response(f"GET {counted - 1}") is not None
    assert ledger.response(f"GET {counted}") is None
    ledger.close()
