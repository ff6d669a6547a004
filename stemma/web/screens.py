"""What a page shows, apart from who serves it: a template and what it is given, for the server and for a site of files alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Screen(NamedTuple):
    """A template and its values. `dated`: the page can be shown as of a day."""

    template: str
    given: Mapping[str, object]
    dated: bool = True
