"""Where a work is found on the web, from its id; a URN for what has no address of its own."""

from __future__ import annotations

from urllib.parse import quote

_HOSTS = {
    "hf": "https://huggingface.co/datasets/",
    "hf-model": "https://huggingface.co/",
    "github": "https://github.com/",
    "arxiv": "https://arxiv.org/abs/",
    "url": "https://",
}


def address(artifact_id: str) -> str:
    """The URL of an artifact; `urn:stemma:` and the percent-encoded id for benchmarks and unresolved names."""
    prefix, _, body = artifact_id.partition(":")
    if prefix in _HOSTS:
        return _HOSTS[prefix] + quote(body, safe="/:?&=%@+,;~!$'()*#[]")
    return "urn:stemma:" + quote(artifact_id, safe=":")
