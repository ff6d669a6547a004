"""Split, config and row count of one mention, when its own sentence, bullet or row states them."""

from __future__ import annotations

import re
from typing import NamedTuple


class Details(NamedTuple):
    """What was taken of a source; None where the text does not say."""

    split: str | None
    config: str | None
    rows: int | None


_SPLIT = re.compile(
    r"[`'\"(]?\b(train(?:ing)?|test|validation|dev|valid|train_sft|train_prefs|test_sft)\b[`'\")]?[\s_-]*(?:split|sets?|portion"
    r"|partition|examples|questions|problems)\b|\bsplit\s*[:=]\s*[`'\"]?(\w+)|训练集|测试集",
    re.I,
)
_CONFIG = re.compile(
    r"\b(?:config(?:uration)?|subset)\s*[:=]\s*[`'\"]?([\w.-]{2,60})|[`'\"]([\w.-]{2,60})[`'\"]\s+(?:subset|config(?:uration)?)\b", re.I
)
_ROWS = re.compile(
    r"(?<![\w.$])~?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s?([kKmM])?\+?\s*(?:\w+[ -]){0,3}?(?:rows|samples?|examples?|instances|questions"
    r"|prompts|conversations|pairs|entries|problems|instructions|records|items|data ?points|条)\b",
)
_AMOUNT = re.compile(r"(?<![\w.$-])(?:\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?\s?[kKmM]\b|\d{3,})")
_NUMBER_CELL = re.compile(r"\A\W*~?(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s?([kKmM])?\W*\Z")


def details(around: str, number_cells: list[str], *, alone: bool) -> Details:
    """Read them from the text around a mention. `alone`: it is the only source there, so a count can be nobody else's."""
    split = _SPLIT.search(around)
    config = _CONFIG.search(around)
    rows = None
    for cell in number_cells:
        if (found := _NUMBER_CELL.match(cell)) is not None:
            rows = _count(found)
            break
    if rows is None and alone:
        counts = {_count(m) for m in _ROWS.finditer(around)}
        rows = counts.pop() if len(counts) == 1 and len(_AMOUNT.findall(around)) == 1 else None
    return Details(
        _split_name(split) if split else None,
        (config.group(1) or config.group(2)) if config else None,
        rows,
    )


def _split_name(found: re.Match[str]) -> str:
    word = (found.group(1) or found.group(2) or ("test" if "测试" in found.group() else "train")).lower()
    return {"training": "train", "dev": "validation", "valid": "validation"}.get(word, word)


def _count(found: re.Match[str]) -> int:
    unit = {"k": 1_000, "m": 1_000_000}.get((found.group(2) or "").lower(), 1)
    return round(float(found.group(1).replace(",", "")) * unit)
