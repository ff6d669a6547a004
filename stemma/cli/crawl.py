"""`stemma crawl` and `stemma extract`: from ids, or from a file of documents, to claims."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

ReaderName = Annotated[
    Literal["local", "llm", "both"],
    typer.Option("--reader", help="local: no key. llm, both: STEMMA_LLM_MODEL. STEMMA_LLM_VERIFIER looks again."),
]
Tokens = Annotated[
    int | None,
    typer.Option(min=0, help="Tokens that models may cost, spent where they gain most; no limit, and all is read, when not given."),
]
Usd = Annotated[float | None, typer.Option(min=0, help="US dollars that a model may cost, at STEMMA_LLM_PRICE_IN and _OUT.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(crawl)
    app.command()(extract)


def crawl(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID...", help="ORG/NAME, hf:..., github:..., arxiv:..., or a URL.")] = None,
    depth: Annotated[int, typer.Option(min=1, help="Hops above the seeds that the graph will hold.")] = 3,
    max_artifacts: Annotated[int, typer.Option(min=1, help="Artifacts to visit at most.")] = 2000,
    concurrency: Annotated[int, typer.Option(min=1, max=64, help="Requests in flight per service.")] = 16,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an unfinished crawl: the run named, else the last.")] = False,
    refresh: Annotated[bool, typer.Option("--refresh", help="Ask again for what is fresh; withdraw what is no longer found.")] = False,
    reader: ReaderName = "local",
    budget_tokens: Tokens = None,
    budget_usd: Usd = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be fetched first; fetch nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Read datasets, and what they were made from, into the graph.

    `stemma crawl --resume [RUN]` goes on with a crawl that was stopped or killed.
    """
    from stemma import crawling
    from stemma.cli.progress import Progress
    from stemma.cli.render import crawl_summary, print_json
    from stemma.settings import load
    from stemma.wiring import How

    if not ids and not resume:
        raise typer.BadParameter("name at least one artifact, or --resume an unfinished crawl", param_hint="ID")
    if dry_run:
        for url in crawling.dry_run(load(), ids or []):
            print(url)
        return
    with Progress() as progress:
        result = crawling.crawl(
            load(),
            ids or [],
            depth=depth,
            max_artifacts=max_artifacts,
            concurrency=concurrency,
            resume=resume,
            refresh=refresh,
            how=How(reader, budget_tokens, budget_usd),
            emit=progress,
        )
    if as_json:
        print_json(result.model_dump(mode="json"))
    else:
        crawl_summary(result)
    if not result.seeds_read:
        raise typer.Exit(1)


def extract(
    documents: Annotated[Path, typer.Argument(metavar="DOCS.jsonl", exists=True, dir_okay=False, help="One document a line.")],
    reader: ReaderName = "local",
    budget_tokens: Tokens = None,
    budget_usd: Usd = None,
    out: Annotated[Path | None, typer.Option(help="Where to write claims; stdout when not given.")] = None,
) -> None:
    """Read the claims of a file of documents; no crawl and no graph, and no network but the model's."""
    from agents.extract import documents_from_jsonl, line
    from stemma import reading
    from stemma.settings import load
    from stemma.wiring import How

    held = documents_from_jsonl(documents)
    lines = (json.dumps(line(c), ensure_ascii=False) + "\n" for c in reading.claims(load(), held, How(reader, budget_tokens, budget_usd)))
    if out is None:
        sys.stdout.writelines(lines)
        return
    with out.open("w", encoding="utf-8") as target:
        target.writelines(lines)
