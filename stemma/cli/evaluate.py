"""`stemma evaluate`: what the readers are worth, measured against gold that people made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from evaluation.claims import Read
    from evaluation.gold import Gold
    from evaluation.report import Cut, Measurement

app = typer.Typer(help="Measure what the readers find against gold that people made.", no_args_is_help=True)

GoldFolder = Annotated[
    Path, typer.Option("--gold", exists=True, file_okay=False, help="A folder of documents, gold_edges, gold_negatives, aliases (JSONL).")
]
ClaimsFile = Annotated[
    Path | None, typer.Option(exists=True, dir_okay=False, help="Claims as `stemma extract` writes; else they are read now.")
]


@app.callback()
def group() -> None:
    """Measure what the readers find against gold that people made."""


@app.command()
def lineage(
    gold: GoldFolder,
    claims: ClaimsFile = None,
    against: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="A second run's claims: how far the two agree.")] = None,
    reader: Annotated[str, typer.Option(help="Who reads when no claims are given: local (no key), llm or both.")] = "local",
    held_out: Annotated[
        str,
        typer.Option(metavar="document|family", help="Read each document by a model trained without it, or without its family of works."),
    ] = "",
    run: Annotated[
        str | None, typer.Option(help="A run of this home's ledger: what its model calls cost, in all and per true pair.")
    ] = None,
    threshold: Annotated[list[float] | None, typer.Option(min=0, max=1, help="Cuts; may be given several times.")] = None,
    samples: Annotated[int, typer.Option(min=0, max=100_000, help="Draws of the bootstrap over documents.")] = 1000,
    seed: Annotated[int, typer.Option(help="Seed of the draws.")] = 0,
    plot: Annotated[Path | None, typer.Option(help="Write the reliability diagram here, as SVG.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Precision, recall, traps taken, direction, relation and calibration of lineage claims, with intervals and the errors to look at."""
    from evaluation import claims as claims_files
    from evaluation import gold as gold_files
    from evaluation import reliability
    from evaluation.report import CUTS, measure
    from stemma.cli import render

    held = gold_files.load(gold)
    read = claims_files.load(claims) if claims else _read(held, reader, held_out)
    found = measure(held, read, threshold or CUTS, samples=samples, seed=seed)
    agreement = claims_files.jaccard(read, claims_files.load(against), found.best.threshold) if against else None
    cost = _cost(run, found) if run else None
    if plot is not None:
        plot.write_text(reliability.svg(found.reliability, f"Reliability, {len(read)} claims"), encoding="utf-8")
    if as_json:
        render.print_json({**found.as_json(), "agreement": agreement, "cost": cost})
    else:
        _print(found, agreement, cost)


def _read(gold: Gold, reader: str, held_out: str) -> list[Read]:
    if held_out:
        return _read_held_out(gold, reader, held_out)
    from agents.extract import line
    from evaluation.claims import from_row
    from evaluation.reading import documents_of
    from stemma.reading import claims
    from stemma.settings import load
    from stemma.wiring import How

    how = {"local": How("local"), "llm": How("llm"), "both": How("both")}.get(reader)
    if how is None:
        raise typer.BadParameter(f"{reader!r} is no reader; use local, llm or both", param_hint="--reader")
    return [from_row(line(claim)) for claim in claims(load(), documents_of(gold), how)]


def _read_held_out(gold: Gold, reader: str, held_out: str) -> list[Read]:
    from evaluation.reader_card import held_out_sets
    from evaluation.reader_training import apart
    from evaluation.reading import alone
    from evaluation.training_examples import examples

    if held_out not in ("document", "family"):
        raise typer.BadParameter(f"{held_out!r} is no way to hold out; use document or family", param_hint="--held-out")
    if reader != "local":
        raise typer.BadParameter("only the local reader is trained, so only it can be held out", param_hint="--reader")
    return alone(gold, apart(examples(gold), list(gold.documents), held_out_sets(gold, held_out)))


def _cost(run: str, found: Measurement) -> dict[str, float]:
    """Tokens and calls of a run in the ledger of this home; dollars at the prices set. Per true pair at the best cut."""
    from contextlib import closing

    from stemma import wiring
    from stemma.settings import load

    settings = load()
    with closing(wiring.ledger(settings)) as book:
        spent = book.tokens(run)
    dollars = (spent.tokens_in * settings.stemma_llm_price_in + spent.tokens_out * settings.stemma_llm_price_out) / 1e6
    true = found.best.figures.true_positives or 1
    tokens = spent.tokens_in + spent.tokens_out
    return {
        "calls": spent.calls,
        "cached": spent.cached,
        "tokens": tokens,
        "usd": dollars,
        "tokens_per_true_pair": tokens / true,
        "usd_per_true_pair": dollars / true,
    }


def _print(found: Measurement, agreement: float | None, cost: dict[str, float] | None) -> None:
    from evaluation import reliability, slices
    from evaluation.lineage_gold import by_category
    from evaluation.report import SHOWN
    from stemma.cli import render

    render.rows(("measure", *(f"cut {c.threshold:g}" for c in found.cuts)), _table(found.cuts))
    print(f"\nat {found.best.threshold:g}, in parts:")
    relations = slices.by_relation(found.gold, found.tallies).items()
    render.rows(
        ("relation", "gold", "found", "named right", "claimed", "of them true"),
        [(name, p.gold, p.found, p.named_right, p.claimed, p.claimed_true) for name, p in relations],
    )
    parts = [*slices.by_reader(found.tallies).items(), *slices.by_evidence(found.gold, found.tallies).items()]
    print()
    render.rows(
        ("reader, evidence", "right", "wrong", "precision", "recall"),
        [(n, p.right, p.wrong, _share(p.precision), _share(p.recall)) for n, p in parts],
    )
    groups = [*slices.by_language(found.gold, found.tallies).items(), *slices.by_document_kind(found.gold, found.tallies).items()]
    print()
    render.rows(("documents", "n", "macro P", "R", "F"), [(n, f.documents, *map(_share, f.macro or (None, None, None))) for n, f in groups])
    traps = [(name, taken, of) for name, (taken, of) in by_category(found.tallies, found.gold).items() if taken]
    print()
    render.rows(("traps taken", "n", "of"), traps)
    print("\n" + reliability.text(found.reliability))
    if agreement is not None:
        print(f"\nagreement with the other run (Jaccard of pairs at {found.best.threshold:g}): {agreement:.3f}")
    if cost is not None:
        print("\ncost: " + ", ".join(f"{name.replace('_', ' ')} {value:g}" for name, value in cost.items()))
    for title, items in found.to_look_at().items():
        print(f"\n{title.replace('_', ' ')}: {len(items)}")
        for item in items[:SHOWN]:
            print("  " + "  ".join(render.one_line(f"{v:.2f}" if isinstance(v, float) else str(v), 100) for v in item.values()))


_LABELS = {
    "macro_precision": "macro precision",
    "macro_recall": "macro recall",
    "macro_f1": "macro F",
    "micro_precision": "micro precision",
    "micro_recall": "micro recall",
    "micro_f1": "micro F",
    "negatives_taken": "traps taken",
    "edge_free_hit": "edge-free documents hit",
    "relation_by_pair": "relation right, by pair",
    "relation_by_document": "relation right, by document",
    "ece": "calibration error",
}


def _table(cuts: tuple[Cut, ...]) -> list[tuple[str, ...]]:
    lines = []
    for name, label in _LABELS.items():
        lines.append((label, *(_with_interval(cut, name) for cut in cuts)))
    lines.append(("pairs right / wrong / missed", *(_counts(cut) for cut in cuts)))
    lines.append(("direction errors", *(str(cut.figures.direction_errors) for cut in cuts)))
    lines.append(("quotes not in the document", *(str(cut.figures.unverbatim) for cut in cuts)))
    return lines


def _counts(cut: Cut) -> str:
    held = cut.figures
    return f"{held.true_positives} / {held.false_positives} / {held.false_negatives}"


def _with_interval(cut: Cut, name: str) -> str:
    value = cut.figures.flat()[name]
    low_high = cut.intervals.get(name)
    if value is None:
        return "-"
    return f"{value:.3f} [{low_high[0]:.2f}, {low_high[1]:.2f}]" if low_high else f"{value:.3f}"


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
