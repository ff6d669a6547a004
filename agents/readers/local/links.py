"""Every link of a text in all its damaged forms, with anchor, exact offsets, and whether it is only an asset."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from agents.readers.local.file_names import ASSET_FILE, FILE
from graph.ids import from_url


class LinkKind(StrEnum):
    """How the link is written."""

    MARKDOWN = "markdown"
    HTML = "html"
    BARE = "bare"
    RELATIVE = "relative"


@dataclass(frozen=True, slots=True)
class Found:
    """A link at `text[start:end]`; `rest` is the path inside the artifact, `asset` an image, badge, licence or file of one."""

    start: int
    end: int
    id: str
    rest: str
    url: str
    anchor: str
    kind: LinkKind
    asset: bool


_MARKDOWN = re.compile(
    r"(!?)\[((?:[^\[\]\n]"
    r"|\n(?!\n)){0,300})\]\s?\(\s*<?([^\s()<>]{1,600}(?:\([^\s()]{0,100}\)[^\s()<>]{0,200})?)>?(?:\s+[\"'][^\"'\n]{0,200}[\"'])?\s*\)"
)
_BADGE = re.compile(r"\[\s*!\[[^\[\]\n]{0,200}\]\([^\s()]{1,600}(?:\s[^()\n]{0,100})?\)[^\[\]\n]{0,60}\]\(\s*([^\s()]{1,600})\s*\)")
_HTML = re.compile(r"<a\b[^<>]{0,200}?href\s*=\s*[\"']?([^\s\"'<>]{1,600})[\"']?[^<>]{0,200}>((?:(?!</a).){0,400})</a", re.I | re.S)
_IMAGE = re.compile(r"<(?:img|source|video|iframe)\b[^<>]{0,800}>", re.I)
_BARE = re.compile(
    r"(?<![A-Za-z0-9_/=\"'])(?:(?:https?:/*)+|(?:ssh://)?git@|(?=(?:www\.)?(?:huggingface\.co|hf\.co|hf-mirror\.com|github\.com|arxiv\.org"
    r"|raw\.githubusercontent\.com)/))"
    r"[A-Za-z0-9][^\s<>\"'`|\\^{}\[\]（）【】，。；、“”]{2,600}",
    re.I,
)
_HEADLESS = re.compile(r"(?:\.\./)*/?(?:datasets/)?([A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95})/?\Z")
_ASSET_PATH = re.compile(
    r"(?:^|/)(?:resolve|actions|workflows|issues?|pulls?|stargazers|network|discussions|releases?|LICEN[CS]E[\w.]*|CONTRIBUTING[\w.]*"
    r"|badges?)(?:/|$)",
    re.I,
)
_ASSET_HOST = re.compile(
    r"(?:shields\.io|badge|creativecommons\.org|opensource\.org|choosealicense|colab\.research|cdn-|twitter\.com|x\.com|discord|youtube"
    r"|linkedin|\.png|\.svg|\.jpg)",
    re.I,
)


def links(text: str) -> list[Found]:
    """All links in order of place; a stretch of text belongs to one link only."""
    found: list[Found] = []
    taken = _Spans()
    for image in _IMAGE.finditer(text):
        taken.add(*image.span())
    _markdown(text, found, taken)
    _html(text, found, taken)
    _bare(text, found, taken)
    return sorted(found, key=lambda f: f.start)


def _markdown(text: str, found: list[Found], taken: _Spans) -> None:
    for match in _BADGE.finditer(text):
        if taken.free(*match.span()):
            _keep(found, taken, match.span(), match.group(1), "", LinkKind.MARKDOWN, asset=True)
    for match in _MARKDOWN.finditer(text):
        if match.group(1):
            taken.add(*match.span())
        elif taken.free(*match.span()):
            _keep(found, taken, match.span(), match.group(3), match.group(2), LinkKind.MARKDOWN)


def _html(text: str, found: list[Found], taken: _Spans) -> None:
    for match in _HTML.finditer(text):
        image_only = not re.sub(r"<[^<>]*>|\s", "", match.group(2))
        if image_only or taken.free(*match.span()):
            anchor = re.sub(r"<[^<>]{0,300}>", "", match.group(2))
            span = match.start(), min(match.end() + 2, len(text))
            _keep(found, taken, span, match.group(1), anchor, LinkKind.HTML, asset=image_only)


def _bare(text: str, found: list[Found], taken: _Spans) -> None:
    for match in _BARE.finditer(text):
        url = re.sub(r"[).,;:!?*_'\"]+\Z", "", match.group())
        if ")" in url and "(" not in url:
            url = url.partition(")")[0]
        span = match.start(), match.start() + len(url)
        if taken.free(*span):
            _keep(found, taken, span, url, "", LinkKind.BARE)


def spans(text: str, found: list[Found]) -> _Spans:
    """The stretches that links and images cover; no bare name counts inside a URL."""
    taken = _Spans()
    for link in found:
        taken.add(link.start, link.end)
    for image in _IMAGE.finditer(text):
        taken.add(*image.span())
    return taken


class _Spans:
    """A set of stretches with a linear-time overlap test (a byte a character)."""

    def __init__(self) -> None:
        self._mask = bytearray()

    def add(self, start: int, end: int) -> None:
        if end > len(self._mask):
            self._mask.extend(bytes(end + 1024 - len(self._mask)))
        self._mask[start:end] = b"\x01" * (end - start)

    def free(self, start: int, end: int) -> bool:
        return self._mask.find(b"\x01", start, end) < 0


def _keep(found: list[Found], taken: _Spans, span: tuple[int, int], url: str, anchor: str, kind: LinkKind, *, asset: bool = False) -> None:
    taken.add(*span)
    target = from_url(url)
    if target is None:
        headless = None if FILE.search(url) else _HEADLESS.match(url)
        if headless is None or kind is LinkKind.BARE:
            return
        target, kind = from_url(f"https://huggingface.co/datasets/{headless.group(1)}"), LinkKind.RELATIVE
        if target is None:
            return
    viewer = target.rest.startswith(("viewer", "embed")) and not _named(anchor, target.id)
    asset = (
        asset
        or viewer
        or bool(ASSET_FILE.search(url) or _ASSET_PATH.search(target.rest) or (target.id.startswith("url:") and _ASSET_HOST.search(url)))
    )
    found.append(Found(span[0], span[1], target.id, target.rest, url, anchor.strip(), kind, asset))


def _named(anchor: str, target: str) -> bool:
    short = re.sub(r"[\W_]", "", target.rpartition("/")[2]).lower()
    return bool(anchor) and short in re.sub(r"[\W_]", "", anchor).lower()
