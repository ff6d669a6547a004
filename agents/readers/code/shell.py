"""Shell scripts -> the data they download, clone or hand to a program. Words and simple variables only; nothing is run."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from agents.readers.code.purpose import words
from agents.readers.code.uses import MOST_USES, Fate, Span, Use, address_id, cloned_id, full_id, hub_id, split_of

LONGEST = 250_000
_Meaning = Callable[[str], str | None]
MOST_LINES = 5_000
MOST_WORDS = 400
_WORD = re.compile(r"""(?:'[^'\n]*'|"(?:[^"\\\n]|\\.)*"|\\.|[^\s'"\\;|&<>()`]+)+|&&|\|\||[;|&()`]""")
_VARIABLE = re.compile(r"\$\{?(\w{1,60})(?::?[-=]([^}]{0,200}))?\}?")
_ASSIGNMENT = re.compile(r"(?:export\s+)?(\w{1,60})=(.*)\Z", re.S)
_DATASET_FLAG = re.compile(
    r"--?(?!\w*(?:meta|result|output|upload|push|hub|cache|save))(?:\w+[-_])?(?:data(?:set)?s?|prompts?|questions|train[-_](?:files?|data|sets?)|source)"
    r"(?:[-_](?:name|path|id|names|mixer|mixer_list|repo|list))*\Z",
    re.I,
)
_TARGET_FLAG = re.compile(
    r"--?(?:push[-_]to[-_]hub|hub[-_]dataset[-_]?(?:id|name)?|output[-_](?:dataset|repo|hub)\w*|hf[-_]entity"
    r"|hf[-_]repo\w*|upload[-_]to|target[-_]\w+)\Z",
    re.I,
)
_TRAINS = frozenset("train sft dpo orpo kto grpo ppo finetune trainer training finetuning pretrain rlhf".split())
_EVALUATES = frozenset("eval evaluate evaluation lm_eval lighteval benchmark".split())
_BETWEEN = frozenset("&& || ; | & ( ) ` do then else done fi sudo time ! nohup exec".split())
_DOWNLOADERS = frozenset("wget curl aria2c axel gdown".split())


@dataclass(slots=True)
class Script:
    """What a script names."""

    uses: list[Use] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    place: Span


def read(text: str) -> Script:
    """The data sets that a shell script names, in order; variables are followed where they are constants."""
    script, names = Script(), dict[str, list[str]]()
    for start, line in _lines(text[:LONGEST]):
        found = [_Word(_bare(m.group()), (start + m.start(), start + m.end())) for m in list(_WORD.finditer(line))[:MOST_WORDS]]
        for command in _commands(found):
            _command(script, command, names)
        if len(script.uses) >= MOST_USES:
            break
    return script


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Logical lines without comments, their joints blanked, so that places hold."""
    joined = re.sub(r"\\[ \t]*\n", lambda m: " " * len(m.group()), text)
    for count, line in enumerate(re.finditer(r"[^\n]+", joined)):
        if count >= MOST_LINES:
            return
        bare = re.sub(r"(?:\A|(?<=\s))#.*", "", line.group())
        if bare.strip():
            yield line.start(), bare


def _bare(word: str) -> str:
    return re.sub(r"""['"]|\\(?=.)""", "", word)


def _commands(found: list[_Word]) -> Iterator[list[_Word]]:
    command: list[_Word] = []
    for word in found:
        if word.text in (
            "&&",
            "||",
            ";",
            "|",
            "&",
            "(",
            ")",
            "`",
            "do",
            "then",
            "else",
            "done",
            "fi",
            "sudo",
            "time",
            "!",
            "nohup",
            "exec",
        ):
            if command:
                yield command
            command = []
        else:
            command.append(word)
    if command:
        yield command


def _values(text: str, names: dict[str, list[str]]) -> list[str]:
    """The text with its variables filled in, in all known ways."""
    found = [text]
    for variable in list(_VARIABLE.finditer(text))[:4]:
        known = names.get(variable.group(1)) or ([variable.group(2)] if variable.group(2) else [])
        found = [s for t in found for v in known if len(s := t.replace(variable.group(), v)) <= 500][:64]
    return found


def _command(script: Script, command: list[_Word], names: dict[str, list[str]]) -> None:
    if command[0].text == "for" and len(command) > 3 and command[2].text == "in":
        names[command[1].text] = [v for w in command[3:] for v in _values(w.text, names)][:64]
        return
    while command and (assigned := _ASSIGNMENT.match(command[0].text)) and not command[0].text.startswith("-"):
        names[assigned.group(1)] = _values(assigned.group(2), names)
        command = command[1:]
    if command and command[0].text == "export":
        _command(script, command[1:] or [_Word("true", command[0].place)], names)
    elif command:
        _run(script, command, names)


def _run(script: Script, command: list[_Word], names: dict[str, list[str]]) -> None:
    first, arguments = command[0].text.rpartition("/")[2], command[1:]
    second = arguments[0].text if arguments else ""
    if first in ("huggingface-cli", "hf", "modelscope") and second == "download":
        _hub_download(script, command, names, elsewhere=first == "modelscope")
    elif first == "ns" and second == "prepare_data":
        _prepared(script, command, names)
    elif first in _DOWNLOADERS:
        _noted(script, command, names, _address)
    elif first == "git" and "clone" in (a.text for a in arguments[:3]):
        _noted(script, command, names, lambda t: cloned_id(t) if "/" in t and ":" in t else None)
    elif first == "kaggle" and second == "datasets":
        _noted(script, command, names, lambda t: f"url:www.kaggle.com/datasets/{t}" if re.fullmatch(r"[\w-]+/[\w-]+", t) else None)
    else:
        _program(script, command, names)


def _address(text: str) -> str | None:
    return address_id(text, any_file=True) if "://" in text else None


def _noted(script: Script, command: list[_Word], names: dict[str, list[str]], meaning: _Meaning) -> None:
    for word in command[1:]:
        _note(script, word, command, names, meaning)


def _flag(command: list[_Word], *flags: str) -> str | None:
    for word, after in zip(command, [*command[1:], None], strict=True):
        name, equals, value = word.text.partition("=")
        if name in flags:
            return value if equals else after.text if after is not None else None
    return None


def _note(
    script: Script, word: _Word, command: list[_Word], names: dict[str, list[str]], meaning: _Meaning, fate: Fate | None = None
) -> None:
    if word.text.startswith("-"):
        return
    split = _flag(command, "--split", "--split_name", "--dataset_split", "--hf_split")
    config = _flag(command, "--dataset_config", "--dataset_config_name", "--config_name", "--subset")
    for value in _values(word.text, names):
        artifact = meaning(value)
        if artifact is not None:
            span = command[0].place[0], command[-1].place[1]
            name, cut, rows = split_of(split) if split and "$" not in split else (None, False, None)
            use = Use(
                artifact,
                word.place,
                span,
                name,
                config if config and "$" not in config else None,
                rows,
                fates={Fate.SLICED} if cut else set(),
            )
            if fate is not None:
                use.fates.add(fate)
            script.uses.append(use)


def _hub_download(script: Script, command: list[_Word], names: dict[str, list[str]], *, elsewhere: bool) -> None:
    if elsewhere:
        wanted = _flag(command, "--dataset")
        for word in command[2:]:
            if word.text == wanted:
                _note(script, word, command, names, lambda t: f"url:modelscope.cn/datasets/{t}" if t.count("/") == 1 else None)
    elif _flag(command, "--repo-type", "--repo_type") == "dataset":
        skipped = {
            _flag(command, f) for f in ("--local-dir", "--include", "--revision", "--exclude", "--cache-dir", "--repo-type", "--token")
        }
        for word in (w for w in command[2:] if not w.text.startswith("-") and w.text not in skipped):
            before = len(script.uses)
            _note(script, word, command, names, hub_id)
            if len(script.uses) > before:
                return


def _prepared(script: Script, command: list[_Word], names: dict[str, list[str]]) -> None:
    """`ns prepare_data gsm8k math --split_name train`: the words up to the first flag are names of sets."""
    for word in command[2:]:
        if word.text.startswith("-"):
            return
        _note(script, word, command, names, lambda t: f"name:{t}" if re.fullmatch(r"[A-Za-z][\w.-]{1,60}", t) else None)


def _program(script: Script, command: list[_Word], names: dict[str, list[str]]) -> None:
    """Options of any program that take a data set; what the program is for says what becomes of it."""
    said = set().union(*(words(w.text) for w in command[:6] if not w.text.startswith("--")), {command[0].text})
    fate = Fate.EVALUATED if said & _EVALUATES else Fate.TRAINED if said & _TRAINS and not said & {"data", "prepare", "dataset"} else None
    flag = ""
    for word in command[1:]:
        if word.text.startswith("-"):
            flag, equals, value = word.text.partition("=")
            if not equals:
                continue
            word = _Word(value, (word.place[0] + len(flag) + 1, word.place[1]))
        if _TARGET_FLAG.match(flag):
            script.targets.extend(t for v in _values(word.text, names) if (t := full_id(v)) is not None)
        elif _DATASET_FLAG.match(flag):
            role = Fate.EVALUATED if re.search(r"eval|test", flag) else fate
            _note(script, word, command, names, lambda t: address_id(t, any_file=True) if "://" in t else full_id(t), role)
