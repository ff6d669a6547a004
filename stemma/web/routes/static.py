"""Static files: kept for ever by the browser under the address of their content."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from stemma.web import assets

router = APIRouter(include_in_schema=False)
KEEP = "public, max-age=31536000, immutable"


@router.get("/static/{version}/{path:path}")
async def file(request: Request, version: str, path: str) -> Response:
    """One file; under another version's address it is given too, and not kept."""
    held = assets.load()
    found = held.files.get(path)
    if found is None:
        raise HTTPException(404)
    packed = found.packed if "gzip" in request.headers.get("accept-encoding", "") else None
    headers = {"Cache-Control": KEEP if version == held.version else "no-cache", "Vary": "Accept-Encoding"}
    if packed is not None:
        headers["Content-Encoding"] = "gzip"
    return Response(packed or found.body, media_type=found.media_type, headers=headers)
