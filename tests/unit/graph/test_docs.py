"""The worked examples of `docs/exposure.md` print what stands under them."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

PAGE = Path(__file__).parents[3] / "docs" / "exposure.md"
BLOCK = re.compile(r"^```(python|text)\n(.*?)^```$", re.M | re.S)


def printed(code: str, names: dict[str, object]) -> str:
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, str(PAGE), "exec"), names)
    return said.getvalue()


def test_every_number_of_the_page_is_what_its_code_prints() -> None:
    names: dict[str, object] = {}
    answers = 0
    shown: str | None = None
    for kind, body in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
        if kind == "python":
            assert not shown, f"the page does not show what was printed:\n{shown}"
            shown = printed(body, names)
        else:
            assert shown == body
            shown, answers = None, answers + 1
    assert not shown
    assert answers == 6
