"""The filters of a review queue as options of its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from graph.queue import Filters

Relation = Annotated[str | None, typer.Option(help="Only this kind of derivation.")]
Reader = Annotated[str | None, typer.Option(help="Only what a reader whose name begins so states: local, llm, person:ann.")]
Low = Annotated[float | None, typer.Option(min=0, max=1, help="Only confidence from here on.")]
High = Annotated[float | None, typer.Option(min=0, max=1, help="Only confidence up to here.")]
Benchmark = Annotated[str | None, typer.Option(help="Only edges over which this benchmark's items may have come.")]
Document = Annotated[str | None, typer.Option(help="Only what this document states.")]
Of = Annotated[str | None, typer.Option("--of", help="Only edges of this downstream.")]
From = Annotated[str | None, typer.Option("--from", help="Only edges from this upstream.")]
Flag = Annotated[str | None, typer.Option(help="Live edges with this flag: conflict, cycle, chronology, claims_withdrawn ...")]
By = Annotated[str | None, typer.Option("--by", help="What this person decided.")]
Waiting = Annotated[bool, typer.Option("--waiting", help="Only what waits for a second reader, or on which two differ.")]


def filters(**given: object) -> Filters:
    """The filters of these options; ids as a person types them. Raises BadFilter, InvalidId."""
    from pydantic import ValidationError

    from graph.ids import parse
    from graph.queue import Filters
    from stemma.errors import BadFilter

    ids = {key: parse(str(given[key])) for key in ("downstream", "upstream") if given.get(key)}
    try:
        return Filters.model_validate({**given, **ids})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise BadFilter(f"no queue has such filters ({wrong})") from error
