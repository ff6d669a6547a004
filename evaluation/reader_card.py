"""The local reader's card: what it was trained on, how well it reads works it has not seen, and how to take its numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from agents.readers.local.features import NAMES
from agents.readers.local.reader import LocalReader
from agents.readers.local.weights import Weights
from evaluation import folds, reliability
from evaluation.gold import Gold
from evaluation.reader_training import FORMS, SHIPPED, apart, fit
from evaluation.reading import alone
from evaluation.report import CUTS, Cut, Measurement, measure
from evaluation.training_examples import examples

ROUNDS = 10
"""Held-out sets when documents are parted singly."""


@dataclass(frozen=True)
class Trained:
    """A fitted model, and what each form reaches on held-out documents: (split, form) -> measurement."""

    weights: Weights
    measured: Mapping[tuple[str, str], Measurement]


def held_out_sets(gold: Gold, by: str) -> list[frozenset[str]]:
    """The held-out sets by `document` or by `family`."""
    if by == "family":
        return folds.by_family({d: g.family for d, g in gold.documents.items()})
    return folds.by_document(list(gold.documents), ROUNDS)


def train(gold: Gold, *, forms: Sequence[str] = tuple(FORMS), samples: int = 1000) -> Trained:
    """Fit on all of the gold, and measure each form by document and by family. Raises NothingToFit, ExtraMissing."""
    known = examples(gold)
    weights = fit(known)
    measured = {("-", "rules alone"): measure(gold, alone(gold, LocalReader.by_rules()), CUTS, samples=samples)}
    for by in ("document", "family"):
        for form in forms:
            reader = apart(known, list(gold.documents), held_out_sets(gold, by), FORMS[form])
            measured[by, form] = measure(gold, alone(gold, reader), CUTS, samples=samples)
    return Trained(weights, measured)


HEAD = ("held out by", "form", "cut", "macro F", "P", "R", "traps", "edge-free", "ECE", "P at .8", "R at .8", "traps at .8", "relation")
"""The columns of `table`."""


def table(trained: Trained) -> list[tuple[str, ...]]:
    """A line per split and form, at its best cut of 0.3-0.6 and at 0.8; intervals are 95 %, over documents."""
    lines: list[tuple[str, ...]] = []
    for (by, form), found in trained.measured.items():
        best, sure = found.best, next(c for c in found.cuts if c.threshold == CUTS[-1])
        held, at = best.figures, sure.figures
        lines.append(
            (
                by,
                form,
                f"{best.threshold:g}",
                _with(best, "macro_f1"),
                _with(best, "macro_precision"),
                _with(best, "macro_recall"),
                f"{held.negatives_taken} of {held.negatives}",
                f"{held.empty_hit} of {held.empty}",
                _with(best, "ece", 3),
                _with(sure, "micro_precision"),
                f"{at.micro[1]:.2f}",
                f"{at.negatives_taken}",
                f"{held.relation_by_pair or 0:.2f} / {held.relation_by_document or 0:.2f}",
            )
        )
    return lines


def card(trained: Trained) -> str:
    """The card as Markdown."""
    of = trained.weights.trained
    rows = ["| " + " | ".join(HEAD) + " |", "|" + "---|" * len(HEAD), *("| " + " | ".join(line) + " |" for line in table(trained))]
    pictures = [
        f"By {by}, said and right:\n\n```\n{reliability.text(trained.measured[by, SHIPPED].reliability)}\n```\n"
        for by in ("document", "family")
    ]
    return _TEXT.format(
        version=trained.weights.version,
        form=SHIPPED,
        trees=len(trained.weights.trees),
        features=len(NAMES),
        documents=of["documents"],
        families=of["families"],
        pairs=of["pairs"],
        right=of["right"],
        digest=of["digest"],
        table="\n".join(rows),
        pictures="\n".join(pictures),
    )


_TEXT = """# The local reader, local@{version}

Reads a card, README or paper without a language model: hand rules weigh each mention of a possible source, and a small model
({form}: {trees} small trees over {features} features, and the rules' score) says how sure it is that a pair is a derivation.
The features are counts, flags and the rules' weights; no name and no word of a text is among them or in the weights.

## Trained on

{pairs} pairs ({right} of them right) in {documents} documents of {families} families of works, which people read; none of the texts
ships. Digest of the examples: `{digest}`. `stemma reader train --gold DIR` on the same gold, with the same libraries, gives the same bytes.

## How it reads what it has not seen

Each document is read by a model that was trained without it (by document), or without every document of its family of works (by family).
Intervals are 95 %, drawn over documents. The hand rules were written in view of these documents, so their own figures, and those of what
stands on them, are kinder than unseen documents will be: the prototype's macro F fell by 0.16 from such documents to sealed ones.
Relation: right by pair / averaged by document. It is the rules' guess: a trained head was no better by document, and worse by family.

{table}

Beside the rules calibrated alone, the model finds no more. What it gains is at the sure end, where more of what is true is stated
at 0.8, and in edge-free documents; where a cell's interval holds the other's figure, the difference is within the noise.

## Does its confidence mean what it says

{pictures}
A band marked `few` rests on fewer than ten statements.

## Use

Confidence at or above 0.8: as good as stated. From 0.4 to 0.8: for a person, or a language model, to look at. Below 0.1: leave it.
"""


def _with(cut: Cut, name: str, digits: int = 2) -> str:
    value, low_high = cut.figures.flat()[name], cut.intervals.get(name)
    if value is None:
        return "-"
    return f"{value:.{digits}f}" + (f" [{low_high[0]:.2f}, {low_high[1]:.2f}]" if low_high else "")
