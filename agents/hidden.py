"""What makes a page's element invisible to people: attributes and styles, for every parser of marked-up text."""

from __future__ import annotations

import re

_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?![.\d]*[1-9])|opacity\s*:\s*0(?![.\d]*[1-9])"
    r"|text-indent\s*:\s*-\d{3}|(?:left|top)\s*:\s*-\d{4}",
    re.I,
)
_WHITE = re.compile(
    r"(?<![-\w])color\s*[:=]\s*[\"']?\s*(?:#fff(?:f{3})?\b|white\b|transparent\b|rgba?\(\s*255\s*,\s*255\s*,\s*255\b)", re.I
)
_BACKGROUND = re.compile(r"background(?:-color)?\s*:", re.I)
_ATTRIBUTE = re.compile(r"(?:\A|\s)(?:hidden(?=[\s=/>]|\Z)|aria-hidden\s*=\s*[\"']?true)", re.I)


def invisible(attributes: str) -> bool:
    """Whether an element with these attributes (as written in its tag) is hidden, or white on the page's white."""
    if _ATTRIBUTE.search(attributes) or _STYLE.search(attributes):
        return True
    return bool(_WHITE.search(attributes)) and not _BACKGROUND.search(attributes)
