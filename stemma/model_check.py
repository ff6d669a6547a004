"""Whether the language model of the settings answers: one of doctor's checks."""

from __future__ import annotations

from contextlib import closing
from typing import NamedTuple

from stemma.settings import Settings


class ModelFound(NamedTuple):
    """What was found of the model, and what to do when it is not as it must be."""

    ok: bool
    found: str
    mend: str | None = None


def look(settings: Settings) -> ModelFound:
    """Ask the server for its models; commands work without one, so none set is well."""
    wanted = list(dict.fromkeys(name for name in (settings.stemma_llm_model, settings.stemma_llm_verifier) if name))
    if not wanted:
        return ModelFound(True, "none set; documents are read by rules")
    from prompts.errors import CallFailed
    from prompts.wire import Wire

    url = settings.openai_base_url
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
    with closing(Wire(url, key, wanted[0])) as wire:
        try:
            listed = wire.models()
        except CallFailed as error:
            found, _, mend = str(error).partition("; ")
            return ModelFound(False, found, mend or "start the server, or set OPENAI_BASE_URL to the one that runs")
    missing = [name for name in wanted if listed is not None and name not in listed]
    if missing and listed:
        mend = f"set STEMMA_LLM_MODEL and STEMMA_LLM_VERIFIER to models it has: {', '.join(listed[:5])}"
        return ModelFound(False, f"{url} does not list {', '.join(missing)}", mend)
    return ModelFound(True, f"{', '.join(wanted)} at {url}")
