"""The code reader: scripts, notebooks and configurations -> claims with exact quotes. Nothing is executed, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath

from agents.readers import Context
from agents.readers.code import configuration, notebook, python_source, shell
from agents.readers.code.judging import Setting, judge
from agents.readers.code.purpose import Purpose
from agents.readers.code.tree import of_json, of_yaml
from agents.readers.code.uses import Span, Use
from agents.readers.local.identity import folded, twins
from graph.ids import owner, short
from graph.model import Claim, Document

LONGEST_QUOTE = 300
KINDS = {
    ".py": "text/x-python",
    ".sh": "text/x-shellscript",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".json": "application/json",
    ".ipynb": "application/x-ipynb+json",
}
_REGISTRIES = frozenset(("dataset_info.json", "dataset_infos.json", "package.json", "config.json", "tokenizer_config.json"))


@dataclass(slots=True)
class _Found:
    uses: list[Use]
    targets: list[str]
    trains: bool = False
    evaluates: bool = False
    configured: bool = False


def path_of(document: Document) -> str:
    """The path of a file inside its repository: `gh:OWNER/REPO:PATH`, `hf:ORG/NAME:PATH`; '' for other documents."""
    parts = document.id.split(":", 2)
    return parts[2] if len(parts) == 3 and parts[0] in ("gh", "hf") else ""


def is_code(document: Document) -> bool:
    """Whether a document is code or configuration, by its media type or its file's ending."""
    return document.media_type in KINDS.values() or PurePosixPath(path_of(document)).suffix.lower() in KINDS


class CodeReader:
    """Reads code as evidence. Deterministic; holds no state."""

    def __init__(self, name: str = "code@1") -> None:
        self.name = name

    def read(self, document: Document, context: Context) -> list[Claim]:
        """The claims of one file, in order of place; the same source at the same place once for each relationship."""
        path = path_of(document)
        purpose = Purpose(path)
        found = _found(document, path, purpose)
        home = _home(document, context, path)
        reached = any(use.targets for use in found.uses) or any("kept" in use.fates for use in found.uses)
        setting = Setting(
            purpose=purpose,
            trains=found.trains,
            evaluates=found.evaluates,
            configured=found.configured,
            saves=reached,
            own=document.artifact.startswith("hf:"),
            known=home != document.artifact or document.artifact.startswith("hf:"),
        )
        claims: dict[tuple[object, ...], Claim] = {}
        for use in found.uses:
            for downstream in _downstreams(use, found, home):
                if not twins(downstream, use.id) and not twins(document.artifact, use.id):
                    _merge(claims, self._claim(document, use, downstream, setting, published=downstream != home))
        return sorted(claims.values(), key=lambda c: (c.start, c.end, c.upstream, c.relation))

    def _claim(self, document: Document, use: Use, downstream: str, setting: Setting, *, published: bool) -> Claim:
        verdict = judge(use, setting, published=published)
        start, end = quote_span(document.text, use.statement, use.mention)
        return Claim(
            document_id=document.id,
            document_sha=document.sha256,
            downstream=downstream,
            upstream=use.id,
            mention=document.text[slice(*use.mention)],
            relation=verdict.relation,
            quote=document.text[start:end],
            start=start,
            end=end,
            raw_confidence=verdict.confidence,
            confidence=verdict.confidence,
            reader=self.name,
            split=use.split,
            config=use.config,
            rows_taken=use.rows,
            read_at=document.fetched_at,
        )


def _merge(claims: dict[tuple[object, ...], Claim], claim: Claim) -> None:
    """One claim for a place and relationship: the surest, with all splits and configs that are taken there."""
    kind = claim.relation.edge_type or claim.relation
    key = (claim.downstream.lower(), claim.upstream.lower(), kind, claim.start, claim.end)
    before = claims.get(key)
    if before is None:
        claims[key] = claim
        return
    best = max(before, claim, key=lambda c: c.confidence)
    rows = before.rows_taken if before.rows_taken == claim.rows_taken else None
    claims[key] = best.model_copy(
        update={"split": _together(before.split, claim.split), "config": _together(before.config, claim.config), "rows_taken": rows}
    )


def _together(a: str | None, b: str | None) -> str | None:
    """Both names, joined by `+`; None, which is all of it, when either is unknown."""
    if a is None or b is None:
        return None
    return "+".join(dict.fromkeys((*a.split("+"), *b.split("+"))))


def _found(document: Document, path: str, purpose: Purpose) -> _Found:
    kind = KINDS.get(PurePosixPath(path).suffix.lower(), document.media_type)
    text = document.text
    if kind == KINDS[".py"]:
        return _of_python(text)
    if kind == KINDS[".sh"]:
        script = shell.read(text)
        return _Found(script.uses, script.targets)
    if kind == KINDS[".ipynb"]:
        return _of_notebook(text)
    if PurePosixPath(path).name.lower() in _REGISTRIES:
        return _Found([], [])
    config = configuration.read(of_json(text) if kind == KINDS[".json"] else of_yaml(text), purpose)
    return _Found(list(config.uses), list(config.targets), config.trains, config.evaluates, configured=True)


def _of_python(text: str) -> _Found:
    module = python_source.read(text)
    return _Found(list(module.uses), list(module.targets), module.trainer)


def _of_notebook(text: str) -> _Found:
    cells = notebook.read(text)
    found, script = _of_python(cells.python), shell.read(cells.shell)
    for use in [*found.uses, *script.uses]:
        use.mention, use.statement = _placed(use.mention, cells.places), _placed(use.statement, cells.places)
    return _Found([*found.uses, *script.uses], [*found.targets, *script.targets], found.trains)


def _placed(span: Span, places: tuple[int, ...]) -> Span:
    return places[span[0]], places[max(span[0], span[1] - 1)] + 1


def _home(document: Document, context: Context, path: str) -> str:
    """Whose code this is: the data set of the repository it lies in, the one card that led here, or the repository itself."""
    home = document.artifact
    if home.startswith("hf:"):
        return home
    cards = context.reached_from
    if len(cards) > 1:
        inside = folded(path)
        cards = tuple(c for c in cards if folded(short(c)) in inside) or tuple(c for c in cards if twins(c, home))
    return cards[0] if len(cards) == 1 else home


def _downstreams(use: Use, found: _Found, home: str) -> Iterable[str]:
    """What was made: what the rows are published as, else the only thing that is published here, else the home."""
    if use.targets:
        return sorted(_spelled(t, home) for t in use.targets)
    only = {t.lower(): t for t in found.targets}
    return (_spelled(next(iter(only.values())), home),) if len(only) == 1 and not use.fates & {"trained", "evaluated"} else (home,)


def _spelled(target: str, home: str) -> str:
    return (
        home if twins(target, home) and (owner(target) or "").lower() == (owner(home) or "").lower() and home.startswith("hf:") else target
    )


def quote_span(text: str, statement: Span, mention: Span) -> Span:
    """The statement, or of a long one the lines around the mention, at most 300 code points."""
    start, end = min(statement[0], mention[0]), max(statement[1], mention[1])
    if end - start > LONGEST_QUOTE:
        start = max(start, text.rfind("\n", 0, mention[0]) + 1, mention[0] - LONGEST_QUOTE // 2)
        newline = text.find("\n", mention[1])
        end = min(end, newline if newline >= 0 else len(text), max(mention[1], start + LONGEST_QUOTE))
    while start < mention[0] and text[start].isspace():
        start += 1
    while end > mention[1] and text[end - 1].isspace():
        end -= 1
    return start, end
