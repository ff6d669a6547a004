"""Static files in memory, under an address that changes with their content, compressed once."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).parent / "static"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml", ".json": "application/json"}


@dataclass(frozen=True)
class Asset:
    """One file: its bytes, the same compressed (None where that is no shorter), its media type."""

    body: bytes
    packed: bytes | None
    media_type: str


@dataclass(frozen=True)
class Assets:
    """All static files by their path; `version` is a digest over all of them, so that modules may import one another."""

    version: str
    files: dict[str, Asset]

    def href(self, path: str) -> str:
        """The address of a file. Raises KeyError for one that is not there."""
        if path not in self.files:
            raise KeyError(f"no static file {path!r}")
        return f"/static/{self.version}/{path}"


@lru_cache(maxsize=4)
def load(root: Path = ROOT) -> Assets:
    """Read every file below `root` (a few hundred kilobytes), licences and sums too."""
    digest = hashlib.sha256()
    files: dict[str, Asset] = {}
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        name, body = path.relative_to(root).as_posix(), path.read_bytes()
        digest.update(name.encode() + b"\0" + body)
        files[name] = _asset(path, body)
    return Assets(digest.hexdigest()[:16], files)


def _asset(path: Path, body: bytes) -> Asset:
    kind = _TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "text/plain; charset=utf-8"
    packed = gzip.compress(body, 9, mtime=0)
    return Asset(body, packed if len(packed) < len(body) else None, kind)
