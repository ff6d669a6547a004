"""What two readers say of one document becomes one claim with one confidence."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.ensemble import Ensemble, Heard, checked, concluded, settled
from agents.extract import extract
from agents.joining import corroborated, joined, relation_of, statements, table_of
from agents.readers import Context
from agents.readers.local.page import parse
from agents.works import Works
from graph.calibration import shipped
from graph.model import Claim, Document, Relation

HOME = "hf:acme/garden"
TEXT = "# Garden\n\nA subset of acme/park with 500 rows. Later we say acme/park gave 700 rows.\n\nWith acme/pond, and without acme/mud.\n"
LOCAL, MODEL = "local@9", "llm@9:m"


def page(text: str = TEXT, artifact: str = HOME) -> Document:
    return Document(id=artifact, url="", text=text, fetched_at=datetime(2026, 1, 1, tzinfo=UTC), artifact=artifact)


def claim(
    upstream: str = "hf:acme/park",
    *,
    quote: str = "A subset of acme/park with 500 rows.",
    relation: Relation = Relation.SUBSET,
    sure: float = 0.8,
    reader: str = LOCAL,
    rows: int | None = None,
    split: str | None = None,
    downstream: str = HOME,
    document: Document | None = None,
) -> Claim:
    held = document or page()
    start = held.text.index(quote)
    return Claim(
        document_id=held.id,
        document_sha=held.sha256,
        downstream=downstream,
        upstream=upstream,
        mention=upstream.partition(":")[2],
        relation=relation,
        quote=quote,
        start=start,
        end=start + len(quote),
        raw_confidence=sure,
        confidence=sure,
        reader=reader,
        rows_taken=rows,
        split=split,
        read_at=held.fetched_at,
    )


def told(*claims: Claim, readers: tuple[str, ...] = (LOCAL, MODEL)) -> list[Claim]:
    return joined(statements(claims, parse(TEXT), HOME), readers, shipped())


def test_two_readers_make_one_claim_that_names_both_and_keeps_what_either_states() -> None:
    (found,) = told(claim(sure=0.7, split="train"), claim(sure=0.9, reader=MODEL, rows=500))
    assert (found.reader, found.split, found.rows_taken, found.raw_confidence) == ("llm@9:m+local@9", "train", 500, 0.9)
    assert TEXT[found.start : found.end] == found.quote


def test_agreement_is_surer_than_one_reader_beside_a_silent_one() -> None:
    both = told(claim(), claim(reader=MODEL))[0].confidence
    alone = [told(claim(reader=r))[0].confidence for r in (LOCAL, MODEL)]
    assert both > max(alone)


@given(st.floats(0.05, 0.95), st.floats(0.05, 0.95), st.floats(0.05, 0.95))
def test_a_surer_reader_never_makes_a_claim_less_sure(low: float, high: float, other: float) -> None:
    low, high = sorted((low, high))
    sure = [[c.confidence for c in told(claim(sure=s), claim(sure=other, reader=MODEL))] or [0.0] for s in (low, high)]
    assert sure[0][0] <= sure[1][0]


@pytest.mark.parametrize(
    ("local", "model", "expected"),
    [
        (Relation.MIXTURE_COMPONENT, Relation.DIRECT_INCLUSION, Relation.MIXTURE_COMPONENT),
        (Relation.SEED_PROMPTS, Relation.DISTILLED, Relation.SEED_PROMPTS),
        (Relation.OTHER, Relation.TRANSLATED, Relation.TRANSLATED),
        (Relation.SUBSET, Relation.FILTERED, Relation.FILTERED),
    ],
)
def test_a_models_relation_wins_but_where_the_rules_see_better(local: Relation, model: Relation, expected: Relation) -> None:
    (one,) = statements([claim(relation=local), claim(relation=model, reader=MODEL)], parse(TEXT), HOME)
    assert relation_of(one.said) is expected


def test_two_row_counts_at_two_places_stay_two_claims() -> None:
    again = claim(quote="acme/park gave 700 rows.", rows=700)
    assert sorted(c.rows_taken or 0 for c in told(claim(rows=500), again)) == [500, 700]
    assert len(told(claim(rows=500, split="train"), claim(quote=again.quote, rows=700, split="test"))) == 1


def test_another_kind_of_statement_of_the_same_pair_stays_its_own() -> None:
    found = told(claim(), claim(relation=Relation.EVALUATED_ON), claim(relation=Relation.REMOVED_COMPONENT))
    assert {c.relation for c in found} == {Relation.SUBSET, Relation.EVALUATED_ON, Relation.REMOVED_COMPONENT}


def test_a_work_between_two_others_makes_the_way_around_it_less_sure() -> None:
    straight = told(claim("hf:acme/pond"), claim())
    around = told(claim("hf:acme/pond"), claim(), claim("hf:acme/park", downstream="hf:acme/pond"))
    assert _of(around, "hf:acme/park").confidence < _of(straight, "hf:acme/park").confidence


def _of(found: list[Claim], upstream: str) -> Claim:
    return next(c for c in found if c.upstream == upstream and c.downstream == HOME)


def test_another_documents_own_words_corroborate_and_a_copy_does_not() -> None:
    card = statements([claim()], parse(TEXT), HOME)
    copy = statements([claim(document=page(artifact="hf:x/copy"))], parse(TEXT), HOME)
    other = page("Garden was taken from acme/park in May.", "hf:x/other")
    own = statements([claim(quote=other.text, document=other)], parse(other.text), HOME)
    assert "corroborated" not in corroborated({"a": card, "b": copy})["a"][0].features
    assert corroborated({"a": card, "b": own})["a"][0].features["corroborated"] == 1.0


def test_the_table_is_that_of_the_readers_that_read() -> None:
    assert [table_of(r) for r in ([LOCAL], [MODEL], [LOCAL, MODEL], ["code@1"])] == ["local", "model", "both", None]
    assert told(claim(reader="code@1", sure=0.9), readers=("code@1",))[0].confidence == 0.9


class Fixed:
    """A reader that says what it is told to."""

    def __init__(self, name: str, *claims: Claim, abstains: bool = False) -> None:
        self.name, self.claims, self.abstained = name, claims, ("no answer",) if abstains else ()
        self.about: tuple[str, ...] = ()

    def read(self, document: Document, context: Context) -> list[Claim]:
        del context
        return [c for c in self.claims if c.document_id == document.id]

    def reading(self, document: Document, context: Context, pieces: object = None) -> "Fixed":
        del document, pieces
        self.about = context.reached_from
        return self


def test_a_model_without_an_answer_is_not_a_silent_one() -> None:
    silent, absent = (Ensemble(Fixed(LOCAL, claim()), Fixed(MODEL, abstains=a)) for a in (False, True))
    heard = [e.hear(page(), Context(), Works(), shipped()).readers for e in (silent, absent)]
    assert heard == [(LOCAL, MODEL), (LOCAL,)]
    (doubted,), (kept,) = (list(extract([page()], e)) for e in (silent, absent))
    assert doubted.confidence < kept.confidence


def test_every_name_a_claim_may_carry_is_told_so_that_it_can_be_withdrawn() -> None:
    assert Ensemble(Fixed(LOCAL), Fixed(MODEL)).names == (LOCAL, MODEL, "llm@9:m+local@9")


def test_what_is_not_in_the_document_is_not_heard() -> None:
    invented = claim().model_copy(update={"quote": "A subset of acme/park, all of it"})
    heard = checked(Heard([invented, claim()], (LOCAL,)), page())
    assert heard.claims == [claim()]
    assert [c.upstream for c in concluded(settled(heard, page(), Works()), heard, shipped())] == ["hf:acme/park"]


def test_workers_change_nothing() -> None:
    pages = [page(TEXT + str(n), f"hf:acme/garden{n}") for n in range(6)]
    claims = [claim(document=p, downstream=p.artifact, reader=r) for p in pages for r in (LOCAL,)]
    ensemble = Ensemble(Fixed(LOCAL, *claims))
    assert list(extract(pages, ensemble)) == list(extract(pages, ensemble, workers=4))


def test_a_document_that_states_the_reverse_too_is_less_sure_of_either() -> None:
    back = claim(HOME, downstream="hf:acme/park", quote="Later we say acme/park gave 700 rows.")
    found = {(s.said.best.downstream, s.features["turned"]) for s in statements([claim(), back, claim("hf:acme/pond")], parse(TEXT), HOME)}
    assert found == {(HOME, 1.0), ("hf:acme/park", 1.0), (HOME, 0.0)}
    assert not any(
        s.features["turned"] for s in statements([claim(), back.model_copy(update={"relation": Relation.EVALUATED_ON})], parse(TEXT), HOME)
    )
