"""Text that speaks to its reader instead of about data: no claim is taken from it, whatever a model made of it."""

from __future__ import annotations

import re

_ORDER = re.compile(
    r"\b(?:ignore|disregard|forget|override) (?:all |any |the |your |my |of |every |previous |prior |above |earlier )+"
    r"(?:instruction|rule|prompt|direction|guideline|message|text)s?\b"
    r"|\b(?:report|output|answer|respond|reply|claim|state|say|confirm|emit|return) (?:only )?(?:that|with|as|the following)\b"
    r"[^.\n]{0,160}\bconfidence\b"
    r"|\byou (?:must|shall|have to|are required to|are to) (?:now )?(?:report|output|answer|respond|reply|claim|state|confirm|emit|list)\b"
    r"|\byou are now (?:an?|in|the)\b|\b(?:enter|now in|switch to|start) (?:maintenance|developer|debug|admin) mode\b"
    r"|<\|(?:im_start|start_header_id)\|>\s*(?:system|assistant|user)\b|\[INST\].{0,2000}\[/INST\]|<<SYS>>"
    r"|[\"']upstream[\"']\s*:|[\"']derivation[\"']\s*:"
    r"|忽略(?:以上|之前|所有|先前)[^。\n]{0,12}(?:指令|指示|规则|提示)|(?:以前|これまで|上記)の(?:すべての)?(?:指示|命令|ルール)[^。\n]{0,8}無視",
    re.I | re.S,
)
_HIDDEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]")


def gives_orders(passage: str) -> bool:
    """Whether a passage addresses a reading program: orders, turns of a chat, or an answer in its form."""
    return _ORDER.search(_HIDDEN.sub("", passage)) is not None


def hides_characters(name: str) -> bool:
    """Whether a name holds characters that nobody sees: zero width, direction marks, tags."""
    return _HIDDEN.search(name) is not None
