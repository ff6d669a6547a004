"""One canonical id per artifact: parse what a person types or a document links, compare, and tell its kind."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from graph.errors import InvalidId


class Kind(StrEnum):
    """Node labels, one each."""

    DATASET = "Dataset"
    BENCHMARK = "Benchmark"
    MODEL = "Model"
    PAPER = "Paper"
    REPOSITORY = "Repository"
    PAGE = "Page"
    NAME = "Name"


class Link(NamedTuple):
    """Where a URL points: an artifact id, and the path inside it ('' for its front page)."""

    id: str
    rest: str


_KINDS = {
    "hf": Kind.DATASET,
    "hf-model": Kind.MODEL,
    "github": Kind.REPOSITORY,
    "arxiv": Kind.PAPER,
    "benchmark": Kind.BENCHMARK,
    "url": Kind.PAGE,
    "name": Kind.NAME,
}
_SEGMENT = r"(?!\S*(?:--|\.\.))[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_])?"
_BODY = {
    "hf": re.compile(rf"(?:{_SEGMENT}/)?{_SEGMENT}\Z"),
    "hf-model": re.compile(rf"(?:{_SEGMENT}/)?{_SEGMENT}\Z"),
    "github": re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/(?!\.{1,2}\Z)[A-Za-z0-9._-]{1,100}\Z"),
    "arxiv": re.compile(r"(?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})\Z"),
    "benchmark": re.compile(r"[a-z0-9][a-z0-9._-]{0,95}\Z"),
    "url": re.compile(r"[^\s/]+\.[^\s/]+(?:/\S*)?\Z"),
    "name": re.compile(r"(?!\s)[^\x00-\x1f\x7f\ud800-\udfff]{1,300}(?<!\s)\Z"),
}
_HUB_HOSTS = {"huggingface.co", "hf.co", "hf-mirror.com", "huggingface.com"}
_HUB_PAGES = frozenset(
    "docs blog spaces models papers collections join pricing login settings api organizations tasks learn chat new "
    "posts search enterprise terms-of-service privacy front badges inference-endpoints welcome".split()
)
_GITHUB_PAGES = frozenset("features topics orgs settings marketplace sponsors login about search user-attachments".split())
_ARXIV_HOSTS = {"arxiv.org", "export.arxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org", "alphaxiv.org", "browse.arxiv.org"}
_END_OF_URL = re.compile(
    r"""[<>"\uff0c\u3002\uff1b\uff1a\u3001\uff08\uff09\u300c\u300d\u300e\u300f\u3010\u3011\u300a\u300b\uff01\uff1f\u2026]|\]\(|\\"""
)
_TRAILING = " /.,;:!?]}'\"`*"
_NAMING = frozenset({"id", "v"})
_ARXIV_ID = re.compile(r"(?<!\d)(\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?!\d)")


def kind_of(artifact_id: str) -> Kind:
    """The kind an id names by its prefix. Raises InvalidId for an unknown prefix."""
    kind = _KINDS.get(artifact_id.partition(":")[0])
    if kind is None:
        raise InvalidId(f"{artifact_id!r} has no known prefix; use one of {', '.join(_KINDS)}, a URL, or ORG/NAME")
    return kind


def same(a: str, b: str) -> bool:
    """Whether two ids name one artifact; case never matters."""
    return a.lower() == b.lower()


def short(artifact_id: str) -> str:
    """The last part of an id, as people say it: `hf:ORG/NAME` -> `NAME`."""
    return artifact_id.partition(":")[2].rstrip("/").rsplit("/", 1)[-1]


def owner(artifact_id: str) -> str | None:
    """The ORG of `hf:ORG/NAME`, the OWNER of `github:OWNER/REPO`; None for ids without one."""
    prefix, _, body = artifact_id.partition(":")
    return body.partition("/")[0] if prefix in ("hf", "hf-model", "github") and "/" in body else None


def parse(text: str) -> str:
    """The canonical id of what a person typed: an id, a URL in any damaged form, or a bare `ORG/NAME` (a dataset).

    Raises InvalidId, saying what would be taken, for everything else.
    """
    prefix, _, body = text.strip().partition(":")
    if prefix.lower() == "name":
        return _checked("name", re.sub(r"\s+", " ", body).strip(), text)
    text = re.sub(r"\A[\s<>\"'`]+|[\s<>\"'`]+\Z", "", text)
    prefix, _, body = text.partition(":")
    prefix = prefix.lower()
    if prefix == "arxiv" or _ARXIV_ID.fullmatch(text):
        return _checked("arxiv", re.sub(r"v\d+\Z", "", body.strip() or text), text)
    if prefix == "benchmark":
        return _checked("benchmark", body.strip().lower().replace(" ", "-"), text)
    if prefix == "url":
        if link := from_url("https://" + body.strip()):
            return link.id
        raise InvalidId(f"{text!r} is no address; write url:HOST/PATH")
    if prefix in _KINDS and not body.startswith("//"):
        return _checked(prefix, _bare(body), text)
    if link := from_url(text):
        return link.id
    return _checked("hf", _bare(text), text)


def from_url(url: str) -> Link | None:
    """Where a URL points, whatever its damage: doubled or missing scheme, mirror host, ssh form, query, trailing marks.

    None for what is no URL or names no artifact (an organisation, a service page of the Hub). Of a query only the
    parameters `id` and `v` stay, and only on pages: there they name the work (a review forum, a video).
    """
    url = re.sub(r"[\t\r\n]", "", url.strip()).strip("<>\"'`")
    url = _trimmed(_END_OF_URL.split(url, maxsplit=1)[0])
    url = re.sub(r"\Ahf://(?:models/)?", "https://huggingface.co/", url, flags=re.I)
    url = re.sub(r"\A(?:git\+)?(?:(?:https?|git):?/+|https?:)+", "https://", url, flags=re.I)
    url = re.sub(r"\A(?:ssh://)?git@([^:/]+)[:/]", r"https://\1/", url)
    if not url.startswith("https://"):
        head = url.partition("/")[0].lower().removeprefix("www.")
        if head not in _HUB_HOSTS | _ARXIV_HOSTS | {"github.com"} or "/" not in url:
            return None
        url = "https://" + url
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower().removeprefix("www."), parts.port
    except ValueError:
        return None
    raw = [p for p in parts.path.split("/") if p]
    path = [unquote(p).strip() for p in raw]
    if host in _HUB_HOSTS:
        return _hub(path)
    if host in ("github.com", "raw.githubusercontent.com", "api.github.com"):
        return _github([p for p in path if p != "repos"] if host.startswith("api") else path, raw=host.startswith("raw"))
    if host in _ARXIV_HOSTS or (host in ("doi.org", "dx.doi.org") and "arxiv" in parts.path.lower()):
        found = _ARXIV_ID.search(parts.path)
        return Link("arxiv:" + found.group(1), "") if found else None
    if not re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", host):
        return None
    site = host if port in (None, 80, 443) else f"{host}:{port}"
    query = "&".join(q for q in parts.query.split("&") if q.partition("=")[0] in _NAMING and q.partition("=")[2])
    return _page([site, *raw], query)


def _trimmed(url: str) -> str:
    url = url.rstrip(_TRAILING)
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(_TRAILING)
    return url


def _page(path: list[str], query: str = "") -> Link | None:
    body = _trimmed("/".join(path)) + (f"?{query}" if query else "")
    body = re.sub(r"\s", "%20", body)
    return Link(f"url:{body}", "") if _BODY["url"].match(body) else None


def _hub(path: list[str]) -> Link | None:
    if not path:
        return None
    if path[0] == "api" and len(path) > 2:
        path = path[2:] if path[1] == "models" else path[1:]
    while path[:2] == ["datasets", "datasets"]:
        path = path[1:]
    if path[0] == "papers" and len(path) > 1 and (found := _ARXIV_ID.fullmatch(path[1])):
        return Link("arxiv:" + found.group(1), "")
    if path[0] == "datasets":
        return _repo("hf", path[1:], legacy=True)
    if path[0] in ("spaces", "collections", "blog", "docs", "posts") and len(path) > 1:
        return _page(["huggingface.co", *path])
    if path[0].lower() in _HUB_PAGES:
        return None
    return _repo("hf-model", path, legacy=False)


def _repo(prefix: str, path: list[str], *, legacy: bool) -> Link | None:
    inside = ("viewer", "tree", "blob", "resolve", "raw", "discussions", "settings", "edit", "commit", "commits")
    if len(path) >= 2 and path[1] not in inside:
        name, rest = "/".join(path[:2]), path[2:]
    elif path and legacy:
        name, rest = path[0], path[1:]
    else:
        return None
    name = re.sub(r"(?:\.git)*(?:[@:].*)?\Z", "", name, count=1)
    return Link(f"{prefix}:{name}", "/".join(rest)) if _BODY[prefix].match(name) else None


def _github(path: list[str], *, raw: bool) -> Link | None:
    if len(path) < 2 or path[0].lower() in _GITHUB_PAGES:
        return None
    name = f"{path[0]}/{re.sub(r'(?:[.]git)*(?:@.*)?$', '', path[1], count=1)}"
    branch = 5 if path[2:4] == ["refs", "heads"] else 3
    rest = path[branch:] if raw else path[2:]
    return Link(f"github:{name}", "/".join(rest)) if _BODY["github"].match(name) else None


def _bare(body: str) -> str:
    return re.sub(r"(?:\.git)+\Z", "", re.sub(r"\A(?:datasets/)+", "", body.strip().strip("/")))


def _checked(prefix: str, body: str, text: str) -> str:
    if not _BODY[prefix].match(body):
        raise InvalidId(
            f"{text!r} is no artifact id; use ORG/NAME, hf:ORG/NAME, hf-model:ORG/NAME, github:OWNER/REPO, arxiv:2402.10176, "
            "benchmark:NAME, url:HOST/PATH, name:FREE TEXT, or a full URL"
        )
    return f"{prefix}:{body}"
