"""Prompts as files: `NAME.md` holds a YAML head (version, response model) and the text of two messages with strict placeholders."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from prompts.errors import BadPrompt

_FILE = re.compile(r"---\n(.*?)\n---\n(.*?)\n=== user ===\n(.*)", re.S)
_PLACEHOLDER = re.compile(r"\{\{([a-z_]+)\}\}")


@dataclass(frozen=True)
class Question:
    """A prompt filled for one call.

    `values` are what it was filled with, but for the canary: with the prompt's sha they determine the answer. `document` is the
    id of the document it is about, for the books.
    """

    prompt: Prompt
    values: Mapping[str, str]
    document: str | None = None

    @property
    def sha(self) -> str:
        """Hex digest of the values; the canary is none of them."""
        joined = "\x00".join(f"{name}\x01{value}" for name, value in sorted(self.values.items()))
        return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()

    def messages(self, canary: str) -> tuple[tuple[str, str], ...]:
        """(role, text) of the two messages, with the canary as the mark of the fence."""
        values = {**self.values, "canary": canary}
        # One pass: a value that looks like a placeholder is never filled.
        texts = [_PLACEHOLDER.sub(lambda found: values[found.group(1)], text) for text in (self.prompt.system, self.prompt.user)]
        return ("system", texts[0]), ("user", texts[1])


@dataclass(frozen=True)
class Prompt:
    """One prompt: `system` and `user` are its texts, `response` the name of its response model, `sha` the hex digest of the file."""

    name: str
    version: str
    response: str
    system: str
    user: str
    sha: str

    @property
    def text(self) -> str:
        """Both messages, unfilled."""
        return f"{self.system}\n{self.user}"

    @property
    def placeholders(self) -> frozenset[str]:
        """The names it must be filled with; the canary is filled by the client."""
        return frozenset(_PLACEHOLDER.findall(self.text)) - {"canary"}

    def fill(self, values: Mapping[str, str], *, document: str | None = None) -> Question:
        """The question for these values. Raises BadPrompt when a placeholder has no value, or a value no placeholder."""
        if values.keys() != self.placeholders:
            raise BadPrompt(f"prompt {self.name!r} takes {sorted(self.placeholders)}, was given {sorted(values)}; give exactly these")
        return Question(self, dict(values), document)


@cache
def load(name: str) -> Prompt:
    """The prompt of `prompts/NAME.md`. Raises BadPrompt."""
    try:
        raw = files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    except OSError as error:
        raise BadPrompt(f"there is no prompt {name!r}: prompts/{name}.md cannot be read; reinstall stemma") from error
    return parse(name, raw)


def parse(name: str, raw: str) -> Prompt:
    """A prompt from the text of its file. Raises BadPrompt."""
    found = _FILE.fullmatch(raw)
    head = yaml.safe_load(found.group(1)) if found else None
    if found is None or not isinstance(head, dict) or not {"version", "response"} <= head.keys():
        raise BadPrompt(f"prompts/{name}.md has no head with version and response, or no `=== user ===` line; add them")
    system, user = found.group(2).strip(), found.group(3).strip()
    if "{{canary}}" not in user:
        raise BadPrompt(f"prompts/{name}.md fences nothing: put {{{{canary}}}} around what is data")
    return Prompt(name, str(head["version"]), str(head["response"]), system, user, hashlib.sha256(raw.encode()).hexdigest())
