"""Bytes of a document -> its text: charset, byte order mark, line ends, bytes that are no text."""

from __future__ import annotations

import codecs
import re

_CHARSET = re.compile(r"charset=[\"']?([\w.:-]+)", re.I)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def decode(body: bytes, content_type: str = "") -> str:
    r"""The text of a body: its byte order mark decides, then the charset named, then UTF-8; what does not decode becomes U+FFFD.

    Line ends become `\n`, NUL is dropped (no store takes it), and no byte order mark is left.
    """
    charset = found.group(1) if (found := _CHARSET.search(content_type)) else "utf-8"
    for mark, name in _MARKS:
        if body.startswith(mark):
            body, charset = body[len(mark) :], name
            break
    try:
        text = body.decode(charset, "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    return re.sub(r"\r\n?", "\n", text).replace("\x00", "").removeprefix("\ufeff")
