"""The only place that chooses: settings -> home, store, sources, reader, language model."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from graph.errors import HomeNotWritable
from stemma.errors import BadSetting, ModelNotSet
from stemma.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agents.ensemble import Ensemble
    from agents.events import Event
    from agents.looking import Second
    from agents.readers import Reader
    from agents.readers.llm import LlmReader
    from agents.sources.endpoints import Sources
    from graph.calibration import Calibration
    from graph.documents import TextArchive
    from graph.ledger import Ledger
    from graph.store import BoltStore
    from prompts.budget import Budget, Purse
    from prompts.llm import LLM


def home(settings: Settings) -> Path:
    """The home directory, made if missing. Raises HomeNotWritable."""
    folder = settings.stemma_home.expanduser()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        probe = folder / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise HomeNotWritable(f"cannot write in {folder}: {error.strerror}; set STEMMA_HOME to a directory of yours") from error
    return folder


def archive(settings: Settings) -> TextArchive:
    """The content-addressed documents of this home."""
    from graph.documents import TextArchive

    return TextArchive(home(settings) / "documents")


def ledger(settings: Settings) -> Ledger:
    """Every request and answer of this home."""
    from graph.ledger import Ledger

    return Ledger(home(settings) / "ledger.sqlite")


@contextmanager
def store(settings: Settings) -> Iterator[BoltStore]:
    """The graph: the configured server, else the embedded engine of this home, started when it is not running."""
    from graph.store import connect

    texts = archive(settings)
    if settings.stemma_graph:
        password = settings.stemma_graph_password
        graph = connect(
            settings.stemma_graph,
            settings.stemma_graph_user,
            password.get_secret_value() if password else "",
            settings.stemma_graph_database,
            texts=texts,
        )
    else:
        from graph.host import ensure

        folder = home(settings)
        at = ensure(folder)
        graph = connect(
            at.url,
            at.user,
            at.password,
            at.database,
            reader=at.reader,
            reader_password=at.reader_password,
            texts=texts,
            revive=lambda: ensure(folder),
        )
    try:
        yield graph
    finally:
        graph.close()


def sources(settings: Settings, book: Ledger, *, run: str, refresh: bool, concurrency: int, emit: Callable[[Event], None]) -> Sources:
    """The services, each behind its own gate."""
    from agents.sources.endpoints import Endpoints, build

    return build(
        Endpoints(
            hf_endpoint=settings.hf_endpoint,
            hf_token=settings.hf_token,
            github_api_url=settings.github_api_url,
            github_token=settings.github_token,
            arxiv_api_url=settings.arxiv_api_url,
        ),
        ledger=book,
        archive=archive(settings),
        run=run,
        refresh=refresh,
        fresh=timedelta(days=settings.stemma_fresh_days),
        concurrency=concurrency,
        web=settings.stemma_web == "on",
        emit=emit,
    )


def reader(settings: Settings | None = None) -> Reader:
    """The reader of documents: text by the local reader, code and configurations by the code reader. Raises BadWeights."""
    from agents.readers.code import CodeReader
    from agents.readers.dispatch import Readers
    from agents.readers.local.reader import LocalReader
    from agents.readers.local.weights import of_file
    from stemma.settings import load

    path = (settings or load()).stemma_reader_weights
    return Readers(LocalReader(of_file(path) if path else None), CodeReader())


def calibration(settings: Settings) -> Calibration:
    """What makes a confidence of what the readers say: STEMMA_CALIBRATION's, else what this home learned, else the shipped one.

    Raises BadCalibration, BadSetting.
    """
    from graph.calibration import parse
    from stemma.learning import own

    learned = own(settings)
    if settings.stemma_calibration is None and learned.exists():
        return parse(learned.read_text(encoding="utf-8"))
    return base_calibration(settings)


def base_calibration(settings: Settings) -> Calibration:
    """The calibration that a home starts from. Raises BadCalibration, BadSetting."""
    from graph.calibration import parse, shipped

    path = settings.stemma_calibration
    try:
        return parse(path.read_text(encoding="utf-8")) if path else shipped()
    except OSError as error:
        raise BadSetting(f"STEMMA_CALIBRATION names {path}, which cannot be read: {error.strerror}; correct it, or unset it") from error


class How(NamedTuple):
    """How documents are read: `local`, `llm` or `both`, and what a model may cost; no limit where None."""

    readers: Literal["local", "llm", "both"] = "local"
    tokens: int | None = None
    usd: float | None = None

    @property
    def limited(self) -> bool:
        """Whether a model's money is to be spent with care."""
        return self.tokens is not None or self.usd is not None


LOCALLY = How()


@contextmanager
def readers(settings: Settings, how: How, book: Ledger, run: str) -> Iterator[Ensemble]:
    """The readers of documents, and who looks a second time; models' calls booked under `run`. Raises ModelNotSet."""
    from contextlib import ExitStack, closing

    from agents.ensemble import Ensemble
    from agents.readers.llm import OVERLAP, PIECE
    from agents.triage import Triage
    from prompts.budget import Budget

    local = reader(settings) if how.readers != "llm" else None
    budget = Budget(how.tokens, how.usd)
    with ExitStack() as clients:
        model = clients.enter_context(closing(llm(settings, book, run, budget=budget))) if how.readers != "local" else None
        reading = llm_reader(model) if model is not None else None
        second = None
        if (name := settings.stemma_llm_verifier) is not None:
            judge = llm(settings, book, run, budget=budget, model=name, purse=model.purse if model is not None else None)
            second = second_look(clients.enter_context(closing(judge)), at_models=name != settings.stemma_llm_model)
        triage = None
        if how.limited and local is not None and (reading is not None or second is not None):
            piece, overlap = (reading.piece, reading.overlap) if reading is not None else (PIECE, OVERLAP)
            triage = Triage(piece=piece, overlap=overlap, reads=reading is not None, looks=second is not None)
        yield Ensemble(local, reading, triage=triage, second=second)


def tokens_within(settings: Settings, how: How) -> int | None:
    """The tokens a budget buys, at the dearer of the two prices; None for no limit."""
    price = max(settings.stemma_llm_price_in, settings.stemma_llm_price_out)
    bought = int(how.usd / price * 1e6) if how.usd is not None and price else None
    limits = [n for n in (how.tokens, bought) if n is not None]
    return min(limits) if limits else None


def llm(
    settings: Settings, book: Ledger, run: str, *, budget: Budget | None = None, model: str | None = None, purse: Purse | None = None
) -> LLM:
    """The language model of STEMMA_LLM_MODEL (or `model`), its calls booked under `run`; the caller closes it. Raises ModelNotSet.

    `purse`: another client's, when both are to keep one budget.
    """
    from stamina.instrumentation import set_on_retry_hooks

    from prompts.budget import Prices
    from prompts.llm import LLM
    from prompts.wire import Wire

    set_on_retry_hooks(())  # the ledger books every attempt; a log line for each would be noise on stderr
    name = model or settings.stemma_llm_model
    if name is None:
        raise ModelNotSet("no language model is set; set STEMMA_LLM_MODEL, and OPENAI_BASE_URL or OPENAI_API_KEY, or use --reader local")
    key = settings.openai_api_key.get_secret_value() if settings.openai_api_key else "none"
    prices = Prices(settings.stemma_llm_price_in, settings.stemma_llm_price_out)
    return LLM(Wire(settings.openai_base_url, key, name), book, run, budget=budget, prices=prices, purse=purse)


def llm_reader(model: LLM) -> LlmReader:
    """The reader by a language model."""
    from agents.readers.llm import LlmReader

    return LlmReader(model)


def second_look(model: LLM, *, at_models: bool) -> Second:
    """The second look by a language model; with `at_models` at what a model reads too."""
    from agents.looking import Second
    from agents.second_look import SecondLook

    return Second(SecondLook(model), at_models=at_models)
