"""Calls that bring data in: the Hub's loaders, downloads, readers of addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from agents.readers.code.uses import MOST_USES, Fate, Use, address_id, hub_id, split_of
from agents.readers.code.values import Text, Value

if TYPE_CHECKING:
    from agents.readers.code.calls import Call
    from agents.readers.code.interpreter import Interpreter

_LOADER = re.compile(
    r"(?:\w+_)?load_(?:hf_|hub_|raw_|huggingface_)?datasets?(?:_from_hub|_hf|_safe|_with_retry)?\Z|load_from_hub\Z|get_hf_dataset\Z"
    r"|(?:Load|Read)\w*(?:Hub|HuggingFace\w*)\Z|HuggingFaceDatasetReader\Z|LoadHubDataset\Z"
)
_HUB_FILES = frozenset(("hf_hub_download", "snapshot_download", "hf_hub_url"))
_DOWNLOADS = re.compile(
    r"(?:download\w*|urlopen|urlretrieve|wget|fetch\w*|http_get|cached_path|get|read_(?:json|csv|parquet|table|text|feather|excel)|scan_\w+|from_json"
    r"|from_csv|from_parquet|open|ParquetReader|JsonlReader|CSVReader|sql|execute|system|run|check_call)\Z"
)
_ADDRESS = re.compile(r"(?:https?|hf)://[^\s\"'<>)\],;]{4,400}")
_PATHS = ("path", "repo_id", "dataset_name", "dataset_path", "dataset", "hf_path", "name_or_path", "dataset_id", "repo")
_FILES = ("data_files", "url", "urls", "filepath_or_buffer", "path_or_paths", "source")


def load(run: Interpreter, call: Call) -> Value | None:
    """The data a call loads; None when it is no call that loads."""
    if _LOADER.match(call.name) or call.dotted in ("datasets.load", "MsDataset.load", "tfds.load"):
        return _loaded(run, call)
    if call.name in _HUB_FILES:
        data = any(t.value == "dataset" for t in call.argument(-1, "repo_type").texts)
        return _made(run, call, call.argument(0, "repo_id"), hub_id) if data else Value()
    if call.name == "dataset_download" and call.dotted.startswith("kagglehub"):
        return _made(run, call, call.argument(0, "handle"), _kaggle)
    if _DOWNLOADS.match(call.name):
        return _addresses(run, call, any_file=not call.name.startswith(("get", "open", "sql", "execute")))
    return None


def _kaggle(text: str) -> str | None:
    return f"url:www.kaggle.com/datasets/{text}" if re.fullmatch(r"[\w-]+/[\w-]+", text) else None


def _elsewhere(call: Call) -> str | None:
    return {"MsDataset.load": "modelscope.cn/datasets", "tfds.load": "name"}.get(call.dotted)


def _loaded(run: Interpreter, call: Call) -> Value | None:
    where = _elsewhere(call)
    path = call.argument(0, *_PATHS)
    if where == "name":
        return _made(run, call, path, lambda t: f"name:{t.partition('/')[0].partition(':')[0]}"[:200] if t[:1].isalpha() else None)
    if where is not None:
        return _made(run, call, path, lambda t: f"url:{where}/{t}" if re.fullmatch(r"[\w.-]+/[\w.-]+", t) else None)
    found = _made(run, call, path, hub_id)
    if not found.uses:
        found = _addresses(run, call, any_file=True) or found
    return found


def _made(run: Interpreter, call: Call, path: Value, meaning: object) -> Value:
    split_texts = call.argument(4 if call.name == "load_dataset" else -1, "split", "split_name").texts
    config_texts = call.argument(1 if call.name == "load_dataset" else -1, "name", "config_name", "config", "subset", "subset_name").texts
    splits = [split_of(t.value) for t in split_texts]
    split = "+".join(dict.fromkeys(s for s, _, _ in splits if s)) or None
    configs = list(dict.fromkeys(t.value for t in config_texts if re.fullmatch(r"[\w. +-]{1,80}", t.value)))
    uses = []
    for text in _all_texts(path):
        artifact = meaning(text.value) if callable(meaning) else None
        if artifact is None:
            continue
        use = noted(run, artifact, text, split, "+".join(configs[:8]) or None)
        if use is not None:
            uses.append(use)
            if len(splits) == 1 and splits[0][1]:
                use.fates.add(Fate.SLICED)
                use.rows = splits[0][2]
    return Value(uses=frozenset(uses), fresh=True)


def _addresses(run: Interpreter, call: Call, *, any_file: bool) -> Value | None:
    """Data behind addresses in the arguments; None when there is none."""
    named = [call.keywords[k] for k in _FILES if k in call.keywords]
    uses = []
    split = split_of("+".join(t.value for t in call.argument(-1, "split").texts))[0]
    for value in [*call.arguments, *named, *(v for k, v in call.keywords.items() if k not in _FILES)]:
        for text in _all_texts(value):
            for address in _ADDRESS.findall(text.value[:2000]):
                artifact = address_id(address, any_file=any_file)
                if artifact is not None and (use := noted(run, artifact, text, split, None)) is not None:
                    uses.append(use)
    return Value(uses=frozenset(uses), fresh=False) if uses else None


def _all_texts(value: Value, depth: int = 3) -> Iterator[Text]:
    yield from value.texts
    if depth:
        for item in value.items or ():
            yield from _all_texts(item, depth - 1)
        for _, held in value.table or ():
            yield from _all_texts(held, depth - 1)


def noted(run: Interpreter, artifact: str, text: Text, split: str | None, config: str | None) -> Use | None:
    """The use of a source at a place: the same one each time the same statement loads the same part of it."""
    key = (artifact.lower(), text.place, split, config)
    if key not in run.uses:
        if len(run.uses) >= MOST_USES:
            return None
        run.uses[key] = Use(artifact, text.place, text.statement, split, config)
    use = run.uses[key]
    use.names.update(n for n in (text.name, *run.functions) if n)
    return use
