"""What calls do: load a data set, take or change its rows, put parts together, publish, train, evaluate, check."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from agents.readers.code import folding
from agents.readers.code.builtins import BUILTINS
from agents.readers.code.loading import load
from agents.readers.code.purpose import says_check, says_evaluation, words
from agents.readers.code.uses import Fate, Use, full_id
from agents.readers.code.values import UNKNOWN, Value, holding, uses_of

if TYPE_CHECKING:
    from agents.readers.code.interpreter import Interpreter


@dataclass(frozen=True, slots=True)
class Call:
    """`name` is the last part of what is called, aliases resolved; `dotted` all of it."""

    name: str
    dotted: str
    receiver: Value
    arguments: tuple[Value, ...]
    keywords: dict[str, Value]
    node: ast.Call

    def argument(self, at: int, *names: str) -> Value:
        """A positional argument, or a keyword under any of its names."""
        found = next((self.keywords[n] for n in names if n in self.keywords), None)
        return found if found is not None else self.arguments[at] if 0 <= at < len(self.arguments) else UNKNOWN

    def everything(self) -> Iterator[Value]:
        """All arguments."""
        yield from self.arguments
        yield from self.keywords.values()


_COMBINES = frozenset(
    "concatenate_datasets interleave_datasets concat concatenate vstack chain interleave merge blend sample_from_datasets".split()
)
_FILTERS = frozenset("filter filterfalse query dropna drop_duplicates".split())
_TAKES = frozenset("select take head sample islice tail skip shard choices".split())
_CHANGES = frozenset(
    "map rename_column rename_columns remove_columns cast add_column flatten select_columns apply explode with_transform run batch"
    " assign".split()
)
_SAME = frozenset(
    "shuffle with_format set_format to_pandas to_list to_dict copy from_pandas from_list from_dict from_generator DatasetDict Dataset"
    " train_test_split".split()
)
_SAVES = re.compile(
    r"(?:to_(?:json|csv|parquet|jsonl|arrow)|save_to_disk|dump|write\w*|save\w*|dump_\w+|export\w*|to_sql|jsonl?_dump|upload\w*)\Z"
)
_ADDS = frozenset("append extend add update insert appendleft setdefault".split())
_TRAINER = re.compile(r"(?:Trainer|trainer)\Z")
_NOT_DATA = re.compile(r"model|tokenizer|trainer|processor|policy|adapter|pipe\b", re.I)
_REMOVES = frozenset("remove filter decontaminate clean drop dedup exclude deduplicate decontam without".split())
_NOTHING = frozenset("print len any all sum info debug warning assert_ isinstance type hash".split())


def apply(run: Interpreter, call: Call) -> Value:
    """What is known of a call's result; what it does to sources is noted on them."""
    own = _own_function(run, call)
    if own is not None:
        return _checked(call, own) if says_check([call.name]) else own
    if (loaded := load(run, call)) is not None:
        return loaded
    if (handler := BUILTINS.get(call.name)) is not None and (known := handler(run, call)) is not None:
        return known
    doing = next((doing for names, doing in _DOINGS if call.name in names), None)
    return _unknown(run, call) if doing is None else doing(run, call)


def _unknown(run: Interpreter, call: Call) -> Value:
    """A call that is known by its name at best."""
    if _SAVES.match(call.name) or call.name == "push_to_hub":
        return _saved(run, call)
    if _TRAINER.search(call.name):
        return _trained(run, call)
    if call.name in _NOTHING:
        return UNKNOWN
    result = holding([call.receiver, *call.everything()])
    if says_check([call.name]):
        return _checked(call, result)
    if says_evaluation([call.name]) and not words(call.name) & {"split", "set", "load"}:
        _mark(result.uses, Fate.EVALUATED)
        return UNKNOWN
    _mark(result.uses, Fate.CHANGED)
    return result


def _own_function(run: Interpreter, call: Call) -> Value | None:
    """The result of one of the module's own functions, or of a lambda bound to a name; None when it is no such call."""
    simple = call.dotted == call.name or call.dotted.partition(".")[0] in ("self", "cls")
    function = run.lookup(call.dotted).function if simple and call.dotted else call.receiver.function
    if function is None or (not simple and call.dotted):
        return None
    return run.call(function, list(call.arguments), call.keywords, call.name)


def _checked(call: Call, result: Value) -> Value:
    """A check for overlap: what is compared against is touched, no source; what is cleaned goes on."""
    data = [v for v in call.everything() if v.uses]
    if len(data) >= 2:
        _mark(uses_of(data[1:]) - data[0].uses, Fate.CHECKED)
        return Value(uses=data[0].uses, touched=uses_of(data[1:]))
    if words(call.name) & _REMOVES:
        _mark(result.uses, Fate.FILTERED)
        return result
    _mark(result.uses, Fate.CHECKED)
    return Value(touched=result.uses | result.touched)


def _mark(uses: Iterable[Use], fate: Fate) -> None:
    for use in uses:
        use.fates.add(fate)


def _combine(run: Interpreter, call: Call) -> Value:
    del run
    result = holding([call.receiver, *call.everything()])
    _mix(result.uses)
    return result


def _mix(uses: frozenset[Use]) -> None:
    if len({u.id.lower() for u in uses}) >= 2:
        _mark(uses, Fate.MIXED)


def _filter(run: Interpreter, call: Call) -> Value:
    del run
    data = call.receiver if call.receiver.uses else holding(call.arguments)
    _mark(data.uses, Fate.FILTERED)
    return Value(uses=data.uses, touched=data.touched, fresh=data.fresh)


def _take(run: Interpreter, call: Call) -> Value:
    data, rest = call.receiver, call.arguments
    if not data.uses and call.arguments:
        data, rest = call.arguments[0], call.arguments[1:]
    if not data.uses:
        return Value(number=rest[0].number if rest else None)
    count = call.keywords.get("n", call.keywords.get("k", rest[0] if rest else UNKNOWN))
    if call.name in ("skip", "shard"):
        count = UNKNOWN
    return folding.taken(data, count.number, cut=not run.unsure)


def _change(run: Interpreter, call: Call) -> Value:
    del run
    if not call.receiver.uses:
        return holding(call.everything())
    _mark(call.receiver.uses, Fate.CHANGED)
    return Value(uses=call.receiver.uses, touched=call.receiver.touched, fresh=call.receiver.fresh)


def _unchanged(run: Interpreter, call: Call) -> Value:
    del run
    return holding([call.receiver, *call.everything()], fresh=call.receiver.fresh)


def _add(run: Interpreter, call: Call) -> Value:
    name = call.dotted.rpartition(".")[0]
    added = [v for v in call.everything() if v is not UNKNOWN]
    if name and added:
        spread = call.name in ("extend", "update")
        whole = added[-1] if spread and len(added) == 1 else None
        known = whole if whole is not None and (whole.items is not None or whole.table is not None) else None
        run.add(name, known or (holding(added) if spread else replace(holding(added), items=tuple(added[-1:]))))
    return UNKNOWN


def _saved(run: Interpreter, call: Call) -> Value:
    """Rows that leave the program: written down, or pushed under an id."""
    if call.name == "push_to_hub" and _NOT_DATA.search(call.dotted.rpartition(".")[0]):
        return UNKNOWN
    data = holding([call.receiver, *call.everything()])
    _mix(data.uses)
    _mark(data.uses, Fate.KEPT)
    if call.name == "push_to_hub" or call.name.startswith("upload"):
        _mark(data.uses, Fate.PUBLISHED)
        dataset = call.name == "push_to_hub" or any(t.value == "dataset" for t in call.argument(-1, "repo_type").texts)
        for text in call.argument(0 if call.name == "push_to_hub" else -1, "repo_id", "dataset_name").texts[:4]:
            if dataset and (target := full_id(text.value)) is not None:
                run.targets.append(target)
                for use in data.uses:
                    use.targets.add(target)
    return UNKNOWN if call.name != "dumps" else data


def _trained(run: Interpreter, call: Call) -> Value:
    run.trainer = True
    for name, value in call.keywords.items():
        _mark(value.uses, Fate.EVALUATED if "eval" in name or "test" in name else Fate.TRAINED)
    _mark(uses_of(call.arguments), Fate.TRAINED)
    return UNKNOWN


_DOINGS: tuple[tuple[frozenset[str], Callable[[Interpreter, Call], Value]], ...] = (
    (_COMBINES, _combine),
    (_FILTERS, _filter),
    (_TAKES, _take),
    (_ADDS, _add),
    (_SAME, _unchanged),
    (_CHANGES, _change),
)
