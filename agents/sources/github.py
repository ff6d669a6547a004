"""GitHub: what a repository is, its README, linked sub-folders' READMEs, and the code and config that load or mix data."""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from github.Auth import Token
from github.Requester import HTTPRequestsConnectionClass, HTTPSRequestsConnectionClass

from agents.sources import Failure, Fetched, Why, over_requests
from agents.sources.answers import Answer, Unread
from agents.sources.code_files import chosen
from agents.sources.decoding import decode
from agents.sources.gate import Gate
from agents.sources.inside import media_type, plain
from agents.sources.subfolders import followed
from agents.sources.transport import TIMEOUT, Interrupted, Raw, Refused
from graph.documents import TextArchive
from graph.model import Artifact, Document, State

ANSWER_BYTES = 8_000_000


class GitHubTransport:
    """One GET over PyGithub's connection and authentication; its requester retries, pauses and follows moves, and has no part in it."""

    def __init__(self, base_url: str, token: str | None, user_agent: str, pool_size: int = 32) -> None:
        """`base_url` is the API's, such as https://api.github.com; without a token the requests are anonymous."""
        parts = urlsplit(base_url)
        connection = HTTPSRequestsConnectionClass if parts.scheme == "https" else HTTPRequestsConnectionClass
        self._connection = connection(parts.hostname or "", parts.port, timeout=int(TIMEOUT[1]), retry=0, pool_size=pool_size)
        self._token = token
        self._headers = {
            "accept": "application/vnd.github+json",
            "user-agent": user_agent,
            "x-github-api-version": "2022-11-28",
        }
        if token:
            Token(token).authentication(self._headers)

    def __call__(self, url: str, headers: Mapping[str, str]) -> Raw:
        """Ask once. Raises Interrupted; Refused when the body is too large or the token is not taken."""
        raw = over_requests.ask(self._connection.session, url, {**self._headers, **headers}, limit=ANSWER_BYTES)
        if raw.status == 401 and self._token:
            raise Refused(Why.UNREACHABLE, "GitHub refuses the token; check GITHUB_TOKEN, or unset it")
        if raw.status == 200:
            try:
                json.loads(raw.body)
            except ValueError as error:
                raise Interrupted("the answer is no JSON") from error
        return raw


class GitHub:
    """Repositories (`github:`) with their documents (`gh:OWNER/REPO:PATH`)."""

    def __init__(self, gate: Gate, archive: TextArchive, base_url: str, *, frugal: bool = False) -> None:
        """`base_url` is the API's. `frugal`: ask for a repository's tree only once its README was there, a round trip later."""
        self._gate = gate
        self._archive = archive
        self._base = base_url.rstrip("/")
        self._frugal = frugal

    def plan(self, artifact_id: str, paths: tuple[str, ...] = ()) -> list[str]:
        """The URLs `fetch` would ask first."""
        return [*self._first(artifact_id), *([self._tree(artifact_id)] if plain(paths) or not self._frugal else [])]

    def _first(self, artifact_id: str) -> list[str]:
        repo = f"{self._base}/repos/{artifact_id.partition(':')[2]}"
        return [repo, f"{repo}/readme"]

    def _tree(self, artifact_id: str) -> str:
        return f"{self._base}/repos/{artifact_id.partition(':')[2]}/git/trees/HEAD?recursive=1"

    async def fetch(self, artifact_id: str, paths: tuple[str, ...] = ()) -> Fetched:
        """Repository, README and tree at once, then linked READMEs and code; without a README no code is asked for."""
        first = [*self._first(artifact_id), *([] if self._frugal else [self._tree(artifact_id)])]
        info, readme, *_ = results = await asyncio.gather(*map(self._gate.follow, first), return_exceptions=True)
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, Unread):
                raise result
        if isinstance(info, Unread):
            return _nothing(artifact_id, State.UNREACHABLE, info.why, info.detail)
        assert isinstance(info, Answer)
        if info.status != 200:
            return _refusal(artifact_id, info)
        try:
            artifact = _artifact(artifact_id, info.record())
        except Unread as error:
            return _nothing(artifact_id, State.UNREACHABLE, error.why, error.detail)
        documents: list[Document] = []
        failures: list[Failure] = []
        read = ""
        if isinstance(readme, Unread):
            failures.append(Failure(id=artifact.id, why=readme.why, detail=readme.detail))
        elif isinstance(readme, Answer) and readme.status == 200:
            self._keep(artifact, readme, documents, failures)
            read = documents[0].id.rpartition(":")[2] if documents else ""
            paths = (*paths, *followed(documents[0].text, artifact.id)) if documents else paths
        if documents or plain(paths):
            await self._more(artifact, paths, read, documents, failures)
        return Fetched(artifact=artifact, documents=tuple(documents), failures=tuple(failures))

    async def _more(
        self, artifact: Artifact, paths: tuple[str, ...], read: str, documents: list[Document], failures: list[Failure]
    ) -> None:
        # A tree that was asked for under an old name is asked for again under the new one, or kept by the gate.
        try:
            tree = await self._gate.follow(self._tree(artifact.id))
            found = tree.record().get("tree") if tree.status == 200 else None
        except Unread as error:
            failures.append(Failure(id=f"gh:{artifact.id.partition(':')[2]}:", why=error.why, detail=error.detail))
            return
        sizes = {
            entry["path"]: int(entry.get("size") or 0)
            for entry in found or ()
            if isinstance(entry, dict) and entry.get("type") == "blob" and isinstance(entry.get("path"), str)
        }
        names = [path for path in chosen(sizes, paths) if path != read]
        base = f"{self._base}/repos/{artifact.id.partition(':')[2]}/contents/"
        answers = await asyncio.gather(*(self._gate.follow(base + quote(path)) for path in names), return_exceptions=True)
        for path, answer in zip(names, answers, strict=True):
            document_id = _document_id(artifact, path)
            if isinstance(answer, Unread):
                failures.append(Failure(id=document_id, why=answer.why, detail=answer.detail))
            elif isinstance(answer, BaseException):
                raise answer
            elif answer.status != 200:
                failures.append(Failure(id=document_id, why=Why.NOT_FOUND, detail=f"{answer.url} answered {answer.status}"))
            else:
                self._keep(artifact, answer, documents, failures, path)

    def _keep(
        self, artifact: Artifact, answer: Answer, documents: list[Document], failures: list[Failure], path: str | None = None
    ) -> None:
        """Add what a contents answer holds to the documents, or why it holds none to the failures."""
        try:
            content = answer.record()
            path = path or str(content.get("path") or "README.md")
            text = _text(content)
        except Unread as error:
            failures.append(Failure(id=_document_id(artifact, path or ""), why=error.why, detail=error.detail))
            return
        if not text.strip():
            return
        self._archive.put(text)
        sha = content.get("sha")
        documents.append(
            Document(
                id=_document_id(artifact, path),
                url=f"https://github.com/{artifact.id.partition(':')[2]}/blob/HEAD/{quote(path)}",
                text=text,
                media_type=media_type(path) or "text/plain",
                revision=sha if isinstance(sha, str) else None,
                fetched_at=answer.fetched_at,
                artifact=artifact.id,
            )
        )


def _text(content: Mapping[str, Any]) -> str:
    """The text of a contents answer (base64 with line breaks). Raises Unread."""
    if content.get("encoding") != "base64":
        raise Unread(Why.TOO_LARGE, f"{content.get('path')} is too large for the contents API ({content.get('size')} bytes)")
    try:
        return decode(base64.b64decode(str(content.get("content", ""))))
    except binascii.Error as error:
        raise Unread(Why.UNSUPPORTED, f"{content.get('path')} is not base64 ({error})") from error


def _document_id(artifact: Artifact, path: str) -> str:
    return f"gh:{artifact.id.partition(':')[2]}:{path}"


def _artifact(asked: str, known: Mapping[str, Any]) -> Artifact:
    name = known.get("full_name")
    found = f"github:{name}" if isinstance(name, str) and name else asked
    try:
        created = datetime.fromisoformat(str(known.get("created_at")).replace("Z", "+00:00"))
    except ValueError:
        created = None
    return Artifact(
        id=found,
        state=State.READ,
        aliases=() if found.lower() == asked.lower() else (asked,),
        first_public=created if created and created.tzinfo else None,
    )


def _refusal(artifact_id: str, info: Answer) -> Fetched:
    detail = f"{info.url} answered {info.status}"
    if info.status in (403, 451):
        return _nothing(artifact_id, State.DISABLED, Why.NOT_FOUND, f"{detail}: GitHub has blocked access to it")
    if info.status in (401, 404, 410):
        return _nothing(artifact_id, State.UNVERIFIED, Why.MISSING_OR_PRIVATE, detail)
    return _nothing(artifact_id, State.UNREACHABLE, Why.UNREACHABLE, detail)


def _nothing(artifact_id: str, state: State, why: Why, detail: str) -> Fetched:
    return Fetched(artifact=Artifact(id=artifact_id, state=state), failures=(Failure(id=artifact_id, why=why, detail=detail),))
