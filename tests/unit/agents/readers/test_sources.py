"""What is a source: one case for each way that documents state one."""

from collections.abc import Callable

import pytest

from graph.model import DERIVATIONS, Claim, Relation

Sources = Callable[..., dict[tuple[str, str], Claim]]
HUB = "https://huggingface.co/datasets"
ALPHA = f"[acme/alpha]({HUB}/acme/alpha)"


@pytest.mark.parametrize(
    ("sentence", "relation"),
    [
        (f"This is a subset of {ALPHA}.", Relation.SUBSET),
        (f"We randomly sampled 10,000 rows from {ALPHA}.", Relation.SUBSET),
        (f"A cleaned version of {ALPHA}, without duplicates.", Relation.FILTERED),
        (f"The data was translated from {ALPHA} with a small model.", Relation.TRANSLATED),
        (f"French translation of {ALPHA}.", Relation.TRANSLATED),
        (f"A binarized version of {ALPHA}.", Relation.FORMAT_CONVERSION),
        (f"This is a reupload of {ALPHA}.", Relation.DIRECT_INCLUSION),
        (f"Answers were regenerated for the questions in {ALPHA}.", Relation.DISTILLED),
        (f"Seed prompts were taken from {ALPHA}.", Relation.SEED_PROMPTS),
        (f"This dataset is based on {ALPHA}.", Relation.OTHER),
        (f"本数据集翻译自{ALPHA}。", Relation.TRANSLATED),
        (f"本数据集来自{ALPHA}，经过清洗。", Relation.OTHER),
        (f"このデータセットは{ALPHA}を翻訳したものです。元データは{ALPHA}です。", Relation.TRANSLATED),
    ],
)
def test_a_sentence_states_a_source_and_how(sources: Sources, sentence: str, relation: Relation) -> None:
    found = sources(f"# Garden\n\n{sentence}\n")
    assert set(found) == {("hf:acme/garden", "hf:acme/alpha")}
    assert found["hf:acme/garden", "hf:acme/alpha"].relation is relation


@pytest.mark.parametrize(
    "text",
    [
        f"## Data\n\nA mixture of the following datasets:\n\n- {HUB}/acme/alpha\n- {HUB}/other/beta\n- {HUB}/third/gamma\n",
        "## Data sources\n\n- acme/alpha\n- other/beta\n- third/gamma\n",
        f"## Composition\n\n| Dataset | Rows |\n|---|---|\n| [alpha]({HUB}/acme/alpha) | 10 |\n"
        f"| [beta]({HUB}/other/beta) | 20 |\n| [gamma]({HUB}/third/gamma) | 5 |\n",
        f"<table><tr><th>Source</th><th>Samples</th></tr>\n<tr><td><a href={HUB}/acme/alpha>a</a></td><td>1</td></tr>\n"
        f"<tr><td><a href={HUB}/other/beta>b</a></td><td>1</td></tr>\n<tr><td><a href={HUB}/third/gamma>c</a></td><td>1</td></tr></table>",
        f"We combine [alpha]({HUB}/acme/alpha), [beta]({HUB}/other/beta), and [gamma]({HUB}/third/gamma) into one set.",
    ],
)
def test_lists_tables_and_enumerations_are_mixtures(sources: Sources, text: str) -> None:
    found = sources(text)
    assert {u for _, u in found} == {"hf:acme/alpha", "hf:other/beta", "hf:third/gamma"}
    assert {c.relation for c in found.values()} == {Relation.MIXTURE_COMPONENT}


def test_a_dense_sentence_of_names(sources: Sources) -> None:
    found = sources("Prompts are collected from several sets, including UltraChat, ShareGPT, FLAN v2 and TruthfulQA.")
    assert {"hf:stingning/ultrachat", "github:google-research/FLAN", "hf:truthfulqa/truthful_qa"} <= {u for _, u in found}
    assert {c.relation for c in found.values()} == {Relation.SEED_PROMPTS}


def test_front_matter_names_parents_anywhere(sources: Sources) -> None:
    assert set(sources("Hello there.\n\n---\nsource_datasets:\n- acme/alpha\n- original\n---\n")) == {("hf:acme/garden", "hf:acme/alpha")}


def test_a_label_names_a_source(sources: Sources) -> None:
    assert set(sources("Source: https://huggingface.co/datasets/acme/alpha\n")) == {("hf:acme/garden", "hf:acme/alpha")}


def test_code_is_a_weaker_witness_and_gives_config_and_split(claims: Callable[..., list[Claim]]) -> None:
    text = '## Creation\n\nThe set was built from this:\n\n```python\nraw = load_dataset("acme/alpha", "main", split="train")\n```\n'
    (claim,) = claims(text)
    assert (claim.upstream, claim.config, claim.split) == ("hf:acme/alpha", "main", "train")
    assert claim.quote == 'raw = load_dataset("acme/alpha", "main", split="train")'


def test_the_documents_own_legend_resolves_a_name(sources: Sources) -> None:
    text = f"Two sets exist: [Green Rows]({HUB}/acme/green) and blue ones.\n\n## Creation\n\nOur rows were sampled from Green Rows.\n"
    assert ("hf:acme/garden", "hf:acme/green") in sources(text)


def test_names_the_crawl_knows_are_candidates(sources: Sources) -> None:
    text = "Our rows were sampled from Meadow Notes."
    assert sources(text) == {}
    assert set(sources(text, known={"meadow notes": "hf:other/meadow-notes"})) == {("hf:acme/garden", "hf:other/meadow-notes")}


def test_split_config_and_rows_of_the_same_bullet(sources: Sources) -> None:
    text = (
        f"Mixed from these sets:\n\n- [alpha]({HUB}/acme/alpha): 1,200 examples of the train split\n"
        f"- [beta]({HUB}/other/beta): 3k rows, config: `main`\n- [gamma]({HUB}/third/gamma)\n"
    )
    found = {u: c for (_, u), c in sources(text).items()}
    assert (found["hf:acme/alpha"].split, found["hf:acme/alpha"].rows_taken) == ("train", 1200)
    assert (found["hf:other/beta"].config, found["hf:other/beta"].rows_taken) == ("main", 3000)
    assert (found["hf:third/gamma"].split, found["hf:third/gamma"].rows_taken) == (None, None)


def test_a_count_of_several_sources_is_nobodys(sources: Sources) -> None:
    found = sources(f"We sampled 500 rows from [alpha]({HUB}/acme/alpha) and [beta]({HUB}/other/beta).")
    assert {c.rows_taken for c in found.values()} == {None}


def test_a_reversed_statement_is_turned_round(sources: Sources) -> None:
    found = sources(f"# Garden\n\nThis dataset was used to construct [park]({HUB}/acme/park), a larger set.\n")
    assert set(found) <= {("hf:acme/park", "hf:acme/garden")}


def test_confidence_grows_with_what_is_said(claims: Callable[..., list[Claim]]) -> None:
    def surest(text: str) -> float:
        return max((c.confidence for c in claims(text) if c.relation in DERIVATIONS), default=0.0)

    bare = surest(f"# Garden\n\n{'Some words. ' * 100}\n\nSee {ALPHA}.")
    said = surest(f"# Garden\n\n{'Some words. ' * 100}\n\nSampled from {ALPHA}.")
    under = surest(f"# Garden\n\n{'Some words. ' * 100}\n\n## Source data\n\nSampled from {ALPHA}.")
    assert bare < said < under


def test_a_file_of_the_set_and_where_it_is_from(sources: Sources) -> None:
    text = f"# Garden\n\n## roses.jsonl (~2000)\n\n- {HUB}/acme/roses\n\n## tulips.jsonl (~500)\n\n- https://github.com/acme/tulip-data\n"
    assert {u for _, u in sources(text)} == {"hf:acme/roses", "github:acme/tulip-data"}


def test_a_table_without_titles_has_no_header_row(sources: Sources) -> None:
    rows = "".join(f"<tr><td><a href={HUB}/acme/{n}>{n}</a></td><td>{i}00</td></tr>\n" for i, n in enumerate(("one", "two", "three"), 1))
    found = sources(f"## Composition\n\n<table>\n{rows}</table>\n")
    assert {u for _, u in found} == {"hf:acme/one", "hf:acme/two", "hf:acme/three"}


@pytest.mark.parametrize(
    "sentence",
    [
        f"Later used in {ALPHA}.",
        f"The rows were kept as they are. Since included in the {ALPHA} mixture.",
        f"Now merged into {ALPHA}.",
    ],
)
def test_what_it_was_used_in_later_is_no_source(sources: Sources, sentence: str) -> None:
    assert ("hf:acme/garden", "hf:acme/alpha") not in sources(f"# Garden\n\n{sentence}\n")
