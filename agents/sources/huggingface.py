"""Hugging Face: what the Hub says of a dataset, its card, and the few files beside it that say where the data comes from."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2
from huggingface_hub.errors import OfflineModeIsEnabled
from huggingface_hub.utils._headers import build_hf_headers
from huggingface_hub.utils._http import get_session

from agents.sources import Failure, Fetched, Why
from agents.sources.answers import Answer, Unread
from agents.sources.code_files import beside
from agents.sources.decoding import decode
from agents.sources.gate import Gate
from agents.sources.inside import linked, media_type, plain
from agents.sources.transport import TIMEOUT, Interrupted, Raw, Refused, capped, connection
from graph.documents import TextArchive
from graph.ids import short
from graph.model import Artifact, Document, State

CARD_BYTES = 2_000_000
FILE_BYTES = 200_000
FILES = 5
_DISABLED = "access to this resource is disabled"


class HubTransport:
    """One GET over huggingface_hub's own session and headers; its retries, waits and telemetry have no part in it."""

    def __init__(self, token: str | None, user_agent: str) -> None:
        """Without a token no token is sent, whatever the machine has stored."""
        self._token = token
        self._headers = build_hf_headers(token=token or False) | {"user-agent": user_agent}

    def __call__(self, url: str, headers: Mapping[str, str]) -> Raw:
        """Ask once. Raises Interrupted; Refused when the body is too large or the token is not taken."""
        timeout = httpx2.Timeout(TIMEOUT[1], connect=TIMEOUT[0])
        try:
            with get_session().stream(
                "GET", url, headers={**self._headers, **headers, **connection(url)}, follow_redirects=False, timeout=timeout
            ) as response:
                body = capped(response.iter_bytes(), limit=CARD_BYTES)
                raw = Raw(response.status_code, {name.lower(): value for name, value in response.headers.items()}, body)
        except (httpx2.HTTPError, OfflineModeIsEnabled) as error:
            raise Interrupted(f"{type(error).__name__}: {error}") from error
        return self._checked(url, raw)

    def _checked(self, url: str, raw: Raw) -> Raw:
        if raw.status == 401 and self._token and "x-error-code" not in raw.headers:
            raise Refused(Why.UNREACHABLE, "the Hub refuses the token; check HF_TOKEN, or unset it")
        if raw.status == 200 and urlsplit(url).path.startswith("/api/"):
            try:
                json.loads(raw.body)
            except ValueError as error:
                raise Interrupted("the answer is no JSON") from error
        return raw


class HuggingFace:
    """Datasets (`hf:`) with their documents; models (`hf-model:`) only as known to exist."""

    def __init__(self, gate: Gate, archive: TextArchive, endpoint: str) -> None:
        """`endpoint` is the Hub's base URL, such as https://huggingface.co."""
        self._gate = gate
        self._archive = archive
        self._endpoint = endpoint.rstrip("/")

    def plan(self, artifact_id: str, paths: tuple[str, ...] = ()) -> list[str]:
        """The URLs `fetch` would ask first."""
        name = artifact_id.partition(":")[2]
        files = [path for path in plain(paths) if media_type(path) and path.lower() != "readme.md"]
        return [*self._first(artifact_id), *(self._file(name, path) for path in files[:FILES])]

    def _first(self, artifact_id: str) -> list[str]:
        name = artifact_id.partition(":")[2]
        if artifact_id.startswith("hf-model:"):
            return [f"{self._endpoint}/api/models/{quote(name)}"]
        return [f"{self._endpoint}/api/datasets/{quote(name)}", self._file(name, "README.md")]

    async def fetch(self, artifact_id: str, paths: tuple[str, ...] = ()) -> Fetched:
        """Info and card at once, then the files beside it; a missing card is no failure. A moved id keeps the asked one as alias."""
        asked = await asyncio.gather(*map(self._gate.follow, self._first(artifact_id)), return_exceptions=True)
        info = asked[0]
        if isinstance(info, Unread):
            return _nothing(artifact_id, State.UNREACHABLE, info.why, info.detail)
        if isinstance(info, BaseException):
            raise info
        if info.status != 200:
            return _refusal(artifact_id, info)
        try:
            known = info.record()
        except Unread as error:
            return _nothing(artifact_id, State.UNREACHABLE, error.why, error.detail)
        artifact = _artifact(artifact_id, known)
        if len(asked) == 1 or known.get("disabled") is True:
            return Fetched(artifact=artifact, failures=_disabled(artifact))
        card = asked[1]
        if isinstance(card, BaseException) and not isinstance(card, Unread):
            raise card
        documents, failures = self._card(artifact, card)
        more = await self._beside(artifact, known, paths) if not failures else ([], [])
        if failures and failures[0].why is Why.GATED:
            artifact = artifact.model_copy(update={"state": State.GATED})
        return Fetched(artifact=artifact, documents=(*documents, *more[0]), failures=(*failures, *more[1]))

    def _card(self, artifact: Artifact, card: Answer | Unread) -> tuple[list[Document], list[Failure]]:
        if isinstance(card, Unread):
            return [], [Failure(id=artifact.id, why=card.why, detail=card.detail)]
        if card.status == 200:
            document = self._document(artifact, card, "README.md", artifact.id)
            return ([document] if document.text.strip() else []), []
        if card.headers.get("x-error-code") == "EntryNotFound" or card.status == 404:
            return [], []
        why, _ = _reason(card)
        return [], [Failure(id=artifact.id, why=why, detail=_said(card))]

    async def _beside(self, artifact: Artifact, known: Mapping[str, Any], paths: tuple[str, ...]) -> tuple[list[Document], list[Failure]]:
        siblings = [s["rfilename"] for s in known.get("siblings") or () if isinstance(s, dict) and isinstance(s.get("rfilename"), str)]
        names = _chosen(short(artifact.id), siblings, paths)
        name = artifact.id.partition(":")[2]
        answers = await asyncio.gather(*(self._gate.follow(self._file(name, path)) for path in names), return_exceptions=True)
        documents, failures = [], []
        for path, answer in zip(names, answers, strict=True):
            document_id = f"{artifact.id}:{path}"
            if isinstance(answer, Unread):
                failures.append(Failure(id=document_id, why=answer.why, detail=answer.detail))
            elif isinstance(answer, BaseException):
                raise answer
            elif answer.status != 200:
                failures.append(Failure(id=document_id, why=_reason(answer)[0], detail=_said(answer)))
            elif len(answer.body) > FILE_BYTES:
                failures.append(
                    Failure(id=document_id, why=Why.TOO_LARGE, detail=f"{len(answer.body):,} bytes, at most {FILE_BYTES:,} are read")
                )
            else:
                documents.append(self._document(artifact, answer, path, document_id))
        return documents, failures

    def _document(self, artifact: Artifact, answer: Answer, path: str, document_id: str) -> Document:
        text = decode(answer.body)
        self._archive.put(text)
        return Document(
            id=document_id,
            url=f"https://huggingface.co/datasets/{artifact.id.partition(':')[2]}/blob/main/{quote(path)}",
            text=text,
            media_type=media_type(path) or "text/plain",
            title=artifact.title if path == "README.md" else None,
            revision=answer.headers.get("x-repo-commit") or artifact.revision,
            fetched_at=answer.fetched_at,
            artifact=artifact.id,
        )

    def _file(self, name: str, path: str) -> str:
        return f"{self._endpoint}/datasets/{quote(name)}/resolve/main/{quote(path)}"


def _chosen(name: str, siblings: list[str], paths: tuple[str, ...]) -> list[str]:
    """At most FILES of a repository's files: those a document links, then its scripts and YAML, the most telling first."""
    wanted = dict.fromkeys([*linked(siblings, paths), *beside(name, siblings)])
    return [path for path in wanted if path.lower() != "readme.md"][:FILES]


def _artifact(asked: str, known: Mapping[str, Any]) -> Artifact:
    prefix, _, body = asked.partition(":")
    name = known.get("id")
    found = f"{prefix}:{name}" if isinstance(name, str) and name else asked
    card = known.get("cardData")
    title = card.get("pretty_name") if isinstance(card, dict) else None
    sha = known.get("sha")
    return Artifact(
        id=found,
        title=title if isinstance(title, str) and title else None,
        state=State.DISABLED if known.get("disabled") is True else State.READ,
        aliases=() if found.lower() == asked.lower() else (f"{prefix}:{body}",),
        first_public=_moment(known.get("createdAt")),
        revision=sha if isinstance(sha, str) else None,
    )


def _moment(told: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(told).replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _disabled(artifact: Artifact) -> tuple[Failure, ...]:
    if artifact.state is not State.DISABLED:
        return ()
    return (Failure(id=artifact.id, why=Why.NOT_FOUND, detail="the Hub has disabled access to it"),)


def _reason(answer: Answer) -> tuple[Why, State]:
    code = answer.headers.get("x-error-code", "")
    if _DISABLED in answer.headers.get("x-error-message", "").lower() or code == "DisabledRepo":
        return Why.NOT_FOUND, State.DISABLED
    if code == "GatedRepo" or (answer.status == 403 and code != "RepoNotFound"):
        return Why.GATED, State.GATED
    if code == "EntryNotFound":
        return Why.NOT_FOUND, State.READ
    if answer.status in (401, 403, 404):
        return Why.MISSING_OR_PRIVATE, State.UNVERIFIED
    return Why.UNREACHABLE, State.UNREACHABLE


def _said(answer: Answer) -> str:
    message = answer.headers.get("x-error-message") or answer.headers.get("x-error-code") or ""
    return f"{answer.url} answered {answer.status} {message}".strip()


def _refusal(artifact_id: str, answer: Answer) -> Fetched:
    why, state = _reason(answer)
    return _nothing(artifact_id, state, why, _said(answer))


def _nothing(artifact_id: str, state: State, why: Why, detail: str) -> Fetched:
    return Fetched(artifact=Artifact(id=artifact_id, state=state), failures=(Failure(id=artifact_id, why=why, detail=detail),))
