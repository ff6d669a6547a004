"""What code is for, by the words of its names: evaluation, a check for contamination, training, an example."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from graph.model import Relation

_DECONTAMINATION = frozenset(
    "decontam decontaminate decontaminated decontamination decontaminating contamination contaminated contam overlap overlaps overlapping"
    " ngram ngrams leak leaks leakage leaked blocklist".split()
)
_EVALUATION = frozenset(
    "eval evals evaluate evaluated evaluation evaluating evaluator evaluations benchmark benchmarks bench benchmarking leaderboard test"
    " tests testset heldout accuracy".split()
)
_TRAINING = frozenset(
    "train trainer training finetune finetuning sft dpo orpo kto ppo grpo rlhf pretrain pretraining distillation lora qlora".split()
)
_MAKING = frozenset(
    "create make build prepare collect mix mixes mixer mixture merge combine generate curate gather assemble convert process preprocess"
    " data dataset datasets corpus sample filter construct download".split()
)
_EXAMPLE = frozenset("example examples demo demos tutorial quickstart usage playground sandbox docs".split())
_SEEDS = frozenset("seed seeds prompts prompt queries questions".split())
_TRANSLATION = frozenset("translate translated translation translations translating".split())
_CONVERSION = frozenset("convert converted conversion converter reformat formatting format".split())
_MIX = frozenset(
    "mix mixes mixer mixers mixture mixtures blend combine combined merge merged sources components recipe composition".split()
)


def words(text: str) -> set[str]:
    """The words of a name or path: `build_NGramIndex` -> build, ngram, index."""
    text = re.sub(r"(?i)n[-_]?grams?", "_ngram_", text[:400])
    return {w for w in re.split(r"[^a-z]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text).lower()) if w}


class Purpose:
    """The purpose of one file; `path` is its path inside the repository."""

    def __init__(self, path: str) -> None:
        name = PurePosixPath(path)
        self.stem = words(name.stem)
        self.all = self.stem.union(*(words(part) for part in name.parts[:-1])) if name.parts else set()
        self.example = bool(self.all & _EXAMPLE)
        self.mixes = bool(self.all & _MIX)

    @property
    def checks(self) -> bool:
        """A check of overlap between data sets."""
        return bool(self.all & _DECONTAMINATION)

    @property
    def evaluates(self) -> bool:
        """Evaluation or tests, and not the making of an evaluation set."""
        return bool(self.all & _EVALUATION) and not self.stem & (_MAKING - {"test", "data", "dataset", "datasets", "sample"})

    @property
    def trains(self) -> bool:
        """The training of a model, and not the making of its data."""
        return bool(self.stem & _TRAINING) and not self.stem & _MAKING

    @property
    def relation(self) -> Relation | None:
        """The relation that the file's own name speaks of, where nothing more precise is known."""
        if self.stem & _SEEDS:
            return Relation.SEED_PROMPTS
        if self.stem & _TRANSLATION:
            return Relation.TRANSLATED
        return Relation.FORMAT_CONVERSION if self.stem & _CONVERSION else None


def says_check(names: Iterable[str]) -> bool:
    """Whether a name speaks of contamination."""
    return any(words(n) & _DECONTAMINATION for n in names)


def says_evaluation(names: Iterable[str]) -> bool:
    """Whether a name speaks of evaluation."""
    return any(words(n) & _EVALUATION for n in names)


def says_training(names: Iterable[str]) -> bool:
    """Whether a name speaks of training a model."""
    return any(words(n) & _TRAINING - {"train"} for n in names)


def says_mixture(names: Iterable[str]) -> bool:
    """Whether a name speaks of parts that are put together."""
    return any(words(n) & _MIX for n in names)
