"""`stemma reader`: the model of the local reader, rebuilt and described."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="The trained model of the local reader.", no_args_is_help=True)


@app.command()
def train(
    gold: Annotated[
        Path, typer.Option(exists=True, file_okay=False, help="A folder of documents, gold_edges, gold_negatives, aliases (JSONL).")
    ],
    decisions: Annotated[bool, typer.Option("--decisions", help="Learn from the verdicts of this home's graph too.")] = False,
    out: Annotated[Path | None, typer.Option(help="Where to write the model; its card goes beside it. Else nothing is written.")] = None,
    all_forms: Annotated[
        bool, typer.Option("--all-forms/--shipped-form", help="Measure every form of model, or only the one that ships.")
    ] = True,
    samples: Annotated[int, typer.Option(min=0, max=100_000, help="Draws of the bootstrap over documents.")] = 1000,
) -> None:
    """Rebuild the local reader's model from gold, and from curators' verdicts; measure it on documents and families held out."""
    from evaluation import gold as gold_files
    from evaluation.decided import gold_of, merged
    from evaluation.reader_card import HEAD, card, table
    from evaluation.reader_card import train as trained_on
    from evaluation.reader_training import FORMS, SHIPPED
    from stemma import wiring
    from stemma.cli import render
    from stemma.settings import load

    held = gold_files.load(gold)
    if decisions:
        with wiring.store(load()) as store:
            held = merged(held, gold_of(store))
    found = trained_on(held, forms=tuple(FORMS) if all_forms else (SHIPPED,), samples=samples)
    render.rows(HEAD, table(found))
    if out is not None:
        out.write_text(found.weights.as_json(), encoding="utf-8")
        beside = out.with_name("CARD.md")
        beside.write_text(card(found), encoding="utf-8")
        print(f"wrote {out} and {beside}; set STEMMA_READER_WEIGHTS={out} to read with it", file=sys.stderr)


@app.command("card")
def show_card() -> None:
    """Print the card of the model that ships: what it was trained on, and how well it reads what it has not seen."""
    from importlib.resources import files

    print(files("agents.readers.local").joinpath("CARD.md").read_text(encoding="utf-8"), end="")
