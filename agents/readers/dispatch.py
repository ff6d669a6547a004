"""Which reader reads which document: code and configuration to the code reader, text to the other."""

from __future__ import annotations

from agents.readers import Context, Reader
from agents.readers.code import is_code
from graph.model import Claim, Document

TEXT = frozenset({"text/markdown", "text/plain", "text/html", "text/x-rst", "text/org"})


def readable(document: Document) -> bool:
    """Whether some reader reads documents of this kind."""
    return document.media_type in TEXT or is_code(document)


class Readers:
    """A reader that hands each document to the one that reads its kind; what neither reads gives no claims."""

    def __init__(self, text: Reader, code: Reader) -> None:
        """`text` reads prose, `code` scripts and configurations; `name` is both names, joined by `+`."""
        self.name = f"{text.name}+{code.name}"
        self._text = text
        self._code = code

    def read(self, document: Document, context: Context) -> list[Claim]:
        """The claims of the document by the reader of its kind."""
        if is_code(document):
            return self._code.read(document, context)
        return self._text.read(document, context) if document.media_type in TEXT else []
