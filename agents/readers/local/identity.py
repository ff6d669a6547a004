"""When two ids are one work: dashes, case, owners that were renamed, a repository and the set it holds; and what looks like a model."""

from __future__ import annotations

import re

from graph.ids import owner, same, short

_RENAMED_OWNERS = (
    ("wizardlm", "wizardlmteam", "victor123"),
    ("ehartford", "cognitivecomputations", "quixiai"),
    ("openbmb", "stingning", "thunlp"),
    ("kipok", "nvidia"),
    ("conceptofmind", "dataprovenanceinitiative"),
    ("cohereforai", "coherelabs"),
    ("thudm", "zai-org"),
)
_OWNER = {name: group[0] for group in _RENAMED_OWNERS for name in group}
_MODEL = re.compile(
    r"(?:^|[-_.])(?:\d+(?:[._]\d+)?b|\d+x\d+b)(?:[-_.]|\Z)|gguf|gptq|\bawq\b|[-_]lora\b|wdiff|[-_]rm(?:[-_.]|\Z)|reward[-_]model"
    r"|-chat-hf|-Instruct\Z|[-_]dpo-model|bert|\bt5\b",
    re.I,
)


def folded(name: str) -> str:
    """A name without dashes, underscores, dots and case."""
    return re.sub(r"[\W_]", "", name).lower()


def twin_key(artifact_id: str) -> tuple[str, str]:
    """Equal for ids of one work under a dash, case or owner rename (not across services)."""
    who = (owner(artifact_id) or "").lower()
    return _OWNER.get(who, who), folded(short(artifact_id))


def twins(a: str, b: str) -> bool:
    """Whether two ids name one work: same id, same name under the same (or renamed) owner, or set and repository of one name and owner."""
    if same(a, b):
        return True
    who_a, name_a = twin_key(a)
    who_b, name_b = twin_key(b)
    return name_a == name_b and len(name_a) > 2 and folded(who_a) == folded(who_b)


def same_owner(a: str | None, b: str | None) -> bool:
    """Whether two owners are one, under like names on two services: `thelab`, `the-lab-nlp`."""
    if not a or not b:
        return False
    a, b = folded(a), folded(b)
    return a == b or (len(a) > 3 and len(b) > 3 and (a in b or b in a))


def model_like(name: str) -> bool:
    """Whether a bare name looks like a model's (a size in billions, a weight format)."""
    return bool(_MODEL.search(name))
