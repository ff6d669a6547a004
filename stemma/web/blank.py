"""Form fields that were left empty: a browser sends them as empty text, which means that nothing was asked."""

from __future__ import annotations

from pydantic import BeforeValidator


def _none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


Blank = BeforeValidator(_none)
"""`Annotated[float | None, Blank, Query()]`: empty text is None."""
