"""`stemma calibrate`: refit what makes a confidence of what the readers say, and show whether it means what it says."""

from __future__ import annotations

import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agents.looking import Second
    from evaluation.calibrating import Corpus
    from evaluation.gold import Gold
    from graph.calibration import Calibration
    from stemma.settings import Settings

CUTS = (0.3, 0.4, 0.5, 0.6)


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(calibrate)


def calibrate(
    gold: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="A folder of documents, gold_edges, gold_negatives, aliases (JSONL); else the verdicts of this home's graph alone.",
        ),
    ] = None,
    decisions: Annotated[bool, typer.Option("--decisions", help="Learn from the verdicts of this home's graph too.")] = False,
    out: Annotated[Path | None, typer.Option(help="Where to write the calibration; else nothing is written.")] = None,
    least: Annotated[int, typer.Option(min=1, help="Without --gold: edges decided since the last fit below which nothing is done.")] = 50,
    plot: Annotated[Path | None, typer.Option(help="A folder for the reliability diagrams, one SVG a table.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")] = False,
) -> None:
    """Fit the confidence of claims on gold and on curators' verdicts; measure it on documents and families held out.

    Without --gold: move this home's calibration to fit the verdicts of its graph, if that is better on documents held out.
    Reading without a model is always calibrated; reading with one, when STEMMA_LLM_MODEL is set; second looks, when
    STEMMA_LLM_VERIFIER is, else they count as before.
    """
    if gold is None:
        if decisions or out is not None or plot is not None:
            raise typer.BadParameter("--decisions, --out and --plot go with --gold; without it the home's calibration is written")
        _learn(least, as_json)
        return
    from evaluation import calibrating
    from evaluation import gold as gold_files
    from evaluation.decided import gold_of, merged
    from graph import calibration
    from stemma import wiring
    from stemma.cli import render
    from stemma.settings import load

    held, decided = gold_files.load(gold), frozenset[str]()
    if decisions:
        with wiring.store(load()) as store:
            verdicts = gold_of(store)
        held, decided = merged(held, verdicts), frozenset(verdicts.documents)
    settings = load()
    before = wiring.calibration(settings)
    corpus, seen = _heard(settings, held, decided)
    with _second(settings) as second:
        version = max(before.version, calibration.shipped().version) + 1
        found = calibrating.calibrate(corpus, version, seen=seen, second=second, kept=before.tables)
        measured = _measured(corpus, found, second)
    if plot is not None:
        _plots(found, plot)
    if out is not None:
        out.write_text(calibration.text(found), encoding="utf-8")
        print(f"wrote {out}; set STEMMA_CALIBRATION={out} to use it", file=sys.stderr)
    if as_json:
        render.print_json({"calibration": found.model_dump(mode="json"), "measured": measured})
        return
    render.rows(list(measured[0]), [list(row.values()) for row in measured])
    for name, table in found.tables.items():
        print(f"\n{name}: {table.statements} statements of {table.documents} documents; held out:")
        print(_bands(found, name))


def _learn(least: int, as_json: bool) -> None:
    """Fit the home's calibration to what was decided, and say what that did."""
    from stemma import learning, wiring
    from stemma.cli import render
    from stemma.settings import load

    settings = load()
    with wiring.store(settings) as store:
        found = learning.learn(settings, store, needed=least)
    if as_json:
        render.print_json(found.model_dump(mode="json"))
        return
    if found.measured:
        names = ("table", "verdicts", "right", "documents", "brier_before", "brier_after", "ece_before", "ece_after", "better")
        render.rows(names, [[getattr(one, name) for name in names] for one in found.measured])
    print(found.why + (f"; wrote {found.written}" if found.written else ""))
    if found.written and settings.stemma_calibration is not None:
        print("STEMMA_CALIBRATION is set and read instead; unset it to use what was learned", file=sys.stderr)


def _heard(settings: Settings, gold: Gold, decided: frozenset[str]) -> tuple[Corpus, Corpus]:
    """The gold read by local readers not trained on it, and by the one that ships; by a model too, when one is set."""
    from evaluation.calibrating import hear
    from evaluation.reader_card import held_out_sets
    from evaluation.reader_training import apart
    from evaluation.training_examples import examples
    from stemma import wiring

    shipped = wiring.reader(settings)
    unseen = apart(examples(gold), list(gold.documents), held_out_sets(gold, "family"))
    if settings.stemma_llm_model is None:
        return hear(gold, lambda _: unseen, None, decided=decided), hear(gold, lambda _: shipped, None, decided=decided)
    with closing(wiring.ledger(settings)) as book, closing(wiring.llm(settings, book, "calibrate")) as model:
        asked = wiring.llm_reader(model)
        return hear(gold, lambda _: unseen, asked, decided=decided), hear(gold, lambda _: shipped, None, decided=decided)


@contextmanager
def _second(settings: Settings) -> Iterator[Second | None]:
    """The second look of the settings, if one is set."""
    from stemma import wiring

    name = settings.stemma_llm_verifier
    if name is None:
        yield None
        return
    with closing(wiring.ledger(settings)) as book, closing(wiring.llm(settings, book, "calibrate", model=name)) as model:
        yield wiring.second_look(model, at_models=name != settings.stemma_llm_model)


def _measured(corpus: Corpus, found: Calibration, second: Second | None) -> list[dict[str, str | float | None]]:
    """Figures of each way of reading, without a second look and with it: as fitted, and held out by document and by family."""
    from evaluation import calibrating
    from evaluation.folds import by_document
    from evaluation.lineage_gold import figures, tally
    from evaluation.reader_card import held_out_sets
    from graph.calibration import LOOK

    ways = {"document": by_document(sorted(corpus.gold.documents), 10), "family": held_out_sets(corpus.gold, "family")}
    rows: list[dict[str, str | float | None]] = []
    for table in calibrating.TABLES.keys() & found.tables.keys():
        for look in (None,) if second is None else (None, second):
            runs = {"-": calibrating.claims(corpus, table, found, look)}
            runs |= {by: calibrating.held_out_claims(corpus, table, sets, look) for by, sets in ways.items()}
            for by, read in runs.items():
                for cut in CUTS:
                    held = figures(tally(corpus.gold, read, cut)).flat()
                    shown = {k: None if v is None else round(v, 3) for k, v in held.items()}
                    rows.append({"table": table + (LOOK if look else ""), "held_out": by, "cut": cut, **shown})
    return sorted(rows, key=lambda row: str(row["table"]))


def _bands(found: Calibration, table: str) -> str:
    from evaluation.reliability import FEW

    lines: Sequence[str] = [
        f"{b.low:.1f}-{b.low + 0.1:.1f}  {b.right} right of {b.n}{'  too few to say' if b.n < FEW else ''}"
        for b in found.tables[table].bands
    ]
    return "\n".join(lines)


def _plots(found: Calibration, folder: Path) -> None:
    from evaluation.reliability import Bin, svg

    folder.mkdir(parents=True, exist_ok=True)
    for name, table in found.tables.items():
        bins = [Bin(b.low, b.n, b.low + 0.05, b.right) for b in table.bands]
        (folder / f"reliability-{name}.svg").write_text(svg(bins, f"Reliability, {name}, held out"), encoding="utf-8")
