"""Content-addressed texts and bodies: every document is kept for ever under its sha256, and evidence points into it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from graph.errors import HomeNotWritable

_SHA = re.compile(r"[0-9a-f]{64}\Z")


class TextArchive:
    """Files named by the sha256 of their bytes, in two levels of folders: `ab/cd/abcd...`.

    A file appears whole or not at all (written beside its place, then renamed), so a killed process leaves no torn text
    and any number of processes may write at once. Nothing is ever changed or removed.
    """

    def __init__(self, root: Path) -> None:
        """Create `root` if needed. Raises HomeNotWritable."""
        self.root = root
        with self._writable():
            root.mkdir(parents=True, exist_ok=True)

    def put(self, text: str) -> str:
        """Keep a text; its sha256 (equal to `Document.sha256`). Raises HomeNotWritable."""
        return self.put_bytes(text.encode("utf-8", "surrogatepass"))

    def text(self, sha: str) -> str | None:
        """The text kept under `sha`; None when there is none."""
        body = self.bytes_of(sha)
        return None if body is None else body.decode("utf-8", "surrogatepass")

    def put_bytes(self, body: bytes) -> str:
        """Keep a raw body; its sha256. Raises HomeNotWritable."""
        sha = hashlib.sha256(body).hexdigest()
        place = self._place(sha)
        with self._writable():
            # Without fsync a power cut can leave a short file behind: the size tells.
            if not place.exists() or place.stat().st_size != len(body):
                self._write(place, body)
        return sha

    def bytes_of(self, sha: str) -> bytes | None:
        """The raw body kept under `sha`; None when there is none, or when the file no longer is what its name says."""
        if not _SHA.match(sha):
            return None
        try:
            body = self._place(sha).read_bytes()
        except FileNotFoundError:
            return None
        return body if hashlib.sha256(body).hexdigest() == sha else None

    def _place(self, sha: str) -> Path:
        return self.root / sha[:2] / sha[2:4] / sha

    @staticmethod
    def _write(place: Path, body: bytes) -> None:
        try:
            descriptor, name = tempfile.mkstemp(prefix=".new-", dir=place.parent)
        except FileNotFoundError:
            place.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(prefix=".new-", dir=place.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(body)
            os.replace(name, place)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(name)
            raise

    @contextlib.contextmanager
    def _writable(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise HomeNotWritable(
                f"{self.root} cannot be written ({error.strerror or error}); set STEMMA_HOME to a folder you can write, or free the disk"
            ) from error
