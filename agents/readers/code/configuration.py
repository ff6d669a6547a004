"""YAML and JSON configurations -> the data sets they mix, train on, or evaluate on."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from agents.readers.code.purpose import Purpose, says_check, says_evaluation, says_mixture, says_training, words
from agents.readers.code.tree import Node
from agents.readers.code.uses import MOST_USES, Fate, Span, Use, address_id, full_id, hub_id, split_of

_ID_KEYS = tuple("id path dataset_id dataset_path dataset_name dataset name repo repo_id hf_path hf_id hf_hub_url source url".split())
_CONFIG_KEYS = (
    "config",
    "config_name",
    "subset",
    "subset_name",
    "dataset_config",
    "dataset_config_name",
    "configuration",
    "name",
    "dataset_name",
)
_SPLIT_KEYS = ("split", "splits", "dataset_split", "dataset_splits", "train_split", "split_name", "hf_split")
_ROW_KEYS = frozenset(
    "num_samples max_samples n_samples num_examples max_examples n rows num_rows sample samples size count limit take max_rows sample_size"
    " num subsample".split()
)
_WEIGHT_KEYS = ("weight", "weights", "ratio", "proportion", "fraction", "prob", "probability", "sampling_weight")
_TRAINING_KEYS = frozenset(
    "model_name_or_path base_model pretrained_model_name_or_path learning_rate num_train_epochs num_epochs per_device_train_batch_size"
    " micro_batch_size lora_r lora_alpha optimizer optim output_dir max_steps gradient_accumulation_steps torch_dtype".split()
)
_EVALUATION_KEYS = frozenset("metric_list num_fewshot doc_to_text doc_to_target output_type metrics fewshot_split model_args".split())
_DATA_KEY = re.compile(
    r"data|corpus|corpora|mix|source|component|train_on|trains?\b|train_(?:files|sets)|eval|test|benchmark|prompts|\bsft\b|\brl\b|blend",
    re.I,
)
_REMOVED = frozenset("exclude excluded excludes removed remove drop dropped skip skipped disabled ignore ignored".split())
_NO_DATA = re.compile(
    r"model|tokenizer|output|push|hub_|upload|target|license|homepage|citation|author|tags?\Z|project|wandb|logging|script|class|import",
    re.I,
)
_TRAIN_SPLIT = re.compile(r"train", re.I)
MOST_WALKED = 20_000


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration is for, and the sources it names."""

    trains: bool
    evaluates: bool
    uses: tuple[Use, ...]
    targets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _At:
    """Where the walk is: keys above, sibling splits, and whether they say that this is data."""

    path: tuple[str, ...] = ()
    data: bool = False
    mixed: bool = False
    split: str | None = None
    line: Span | None = None


def read(nodes: list[Node], purpose: Purpose) -> Config:
    """The sources that the trees name, in order of place. Nothing is loaded; what is commented out is not there."""
    found: list[Use] = []
    keys = {k.value.lower() for n in nodes for k, _ in n.rows or () if k.value}
    keys |= {k.value.lower() for n in nodes for _, v in n.rows or () for k, _ in v.rows or () if k.value}
    walk = _Walk(found)
    for node in nodes:
        walk.visit(node, _At(mixed=purpose.mixes, data=purpose.mixes))
    trains = bool(keys & _TRAINING_KEYS) or (purpose.trains and not purpose.mixes)
    evaluates = bool(keys & _EVALUATION_KEYS) or purpose.evaluates
    return Config(trains, evaluates and not trains, tuple(found), tuple(walk.targets))


class _Walk:
    def __init__(self, found: list[Use]) -> None:
        self.found = found
        self.targets: list[str] = []
        self._left = MOST_WALKED

    def visit(self, node: Node, at: _At) -> None:
        self._left -= 1
        if self._left < 0 or len(self.found) >= MOST_USES:
            return
        if node.rows is not None:
            self._table(node, at)
        elif node.items is not None:
            self._list(node, at)
        elif at.data and node.value is not None:
            self._scalar(node, at)

    def _table(self, node: Node, at: _At) -> None:
        split = _splits(node) or at.split
        if (own := self._entry(node, at, split)) is not None:
            own.names.update(at.path)
        for key, value in node.rows or ():
            name = (key.value or "").lower()
            below = _below(at, name, split, (key.place[0], value.place[1]))
            if at.data and _numbered(value) and (artifact := _meant(key.value or "")) is not None:
                self._weighted(artifact, key, value, at, split)
            elif name in ("hub_dataset_id", "push_to_hub", "output_dataset", "target_dataset", "hf_repo", "push_dataset_to"):
                self._target(value)
            elif not _NO_DATA.search(name) or _DATA_KEY.search(name):
                if own is not None and name in _ID_KEYS + _CONFIG_KEYS:
                    continue
                self.visit(value, below)

    def _target(self, value: Node) -> None:
        if value.value is not None and (target := full_id(value.value)) is not None:
            self.targets.append(target)

    def _entry(self, node: Node, at: _At, split: str | None) -> Use | None:
        """A table that describes one source: its id under one of the usual keys."""
        if not at.data and node.text("dataset_path", "hf_hub_url") is None and "/" not in (node.text("dataset_name") or ""):
            return None
        for key in _ID_KEYS:
            written = node.get(key)
            if written is None or written.value is None:
                continue
            bare = key in ("path", "hf_path", "dataset_path", "hf_hub_url")
            artifact = hub_id(written.value) if bare else _meant(written.value)
            if artifact is None:
                continue
            config = next((v for k in _CONFIG_KEYS if k != key and (v := node.text(k)) and not full_id(v)), None)
            use = self._add(artifact, written, node.place, at, split, config)
            self._taken(use, node)
            return use
        return None

    def _taken(self, use: Use, node: Node) -> None:
        for key, value in node.rows or ():
            number, name = value.number, (key.value or "").lower()
            if number is None:
                continue
            if name in _ROW_KEYS and number >= 1:
                use.rows = int(number)
                use.fates.add(Fate.SLICED)
            elif name in _WEIGHT_KEYS:
                use.weight = number
                if number == 0:
                    use.fates.add(Fate.REMOVED)
        if (filters := node.get("filter", "filters", "filter_fn")) is not None and filters.value not in ("", "null", "false"):
            use.fates.add(Fate.FILTERED)

    def _weighted(self, artifact: str, key: Node, value: Node, at: _At, split: str | None) -> None:
        """`org/name: 0.3` or `org/name: {weight: 0.3, split: train}`."""
        own = _splits(value) if value.rows is not None else None
        config = value.text(*_CONFIG_KEYS) if value.rows is not None else None
        use = self._add(artifact, key, (key.place[0], value.place[1]), at, own or split, config)
        if value.rows is not None:
            self._taken(use, value)
        number = value.number
        if number == 0:
            use.fates.add(Fate.REMOVED)
        elif number is not None and number > 1 and number == int(number) and "." not in (value.value or ""):
            use.rows = int(number)

    def _list(self, node: Node, at: _At) -> None:
        items = node.items or ()
        for place, item in enumerate(items):
            before = len(self.found)
            self.visit(item, at)
            after = items[place + 1] if place + 1 < len(items) else None
            if len(self.found) == before + 1 and item.value is not None and after is not None and after.number is not None:
                number = after.number
                if number > 1 and "." not in (after.value or ""):
                    self.found[-1].rows = int(number)

    def _scalar(self, node: Node, at: _At) -> None:
        text = node.value or ""
        last = at.path[-1] if at.path else ""
        bare = last == "dataset_path" and "/" not in text
        artifact = hub_id(text) if bare else _meant(text)
        if artifact is not None and not re.search(r"\s", text):
            self._add(artifact, node, at.line if at.line and at.line[1] - at.line[0] <= 300 else node.place, at, at.split, None)

    def _add(self, artifact: str, node: Node, statement: Span, at: _At, split: str | None, config: str | None) -> Use:
        name, cut, rows = split_of(split) if split else (None, False, None)
        use = Use(artifact, node.place, statement, name, config, rows, names=set(at.path))
        if cut:
            use.fates.add(Fate.SLICED)
        keys = set(at.path)
        if keys & _REMOVED or any(words(k) & {"exclude", "excluded"} for k in keys):
            use.fates.add(Fate.REMOVED)
        elif says_check(keys):
            use.fates.add(Fate.CHECKED)
        elif says_evaluation(keys):
            use.fates.add(Fate.EVALUATED)
        if at.mixed:
            use.fates.add(Fate.MIXED)
        if says_training(keys) or "train_on" in keys:
            use.fates.add(Fate.TRAINED)
        self.found.append(use)
        return use


def _below(at: _At, name: str, split: str | None, line: Span) -> _At:
    data = at.data or bool(_DATA_KEY.search(name))
    return replace(at, path=(*at.path[-6:], name), data=data, mixed=at.mixed or says_mixture([name]), split=split, line=line)


def _numbered(value: Node) -> bool:
    return value.number is not None or value.rows is not None


def _meant(text: str) -> str | None:
    return address_id(text, any_file=True) if "://" in text else full_id(text)


def _splits(node: Node) -> str | None:
    """The split a table states; of several, those to train on when there are some."""
    found = node.get(*_SPLIT_KEYS)
    if found is None:
        test = node.text("test_split")
        return test
    if found.value is not None:
        return found.value if found.value not in ("null", "~", "") else None
    names = [i.value for i in found.items or () if i.value]
    training = [n for n in names if _TRAIN_SPLIT.search(n)]
    return "+".join(training or names) or None
