"""How far constants are followed in Python, and what makes a source of a name."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from graph.model import Claim, Relation

Read = Callable[..., list[Claim]]


@pytest.mark.parametrize(
    "code",
    [
        'load_dataset("acme/tulips")',
        'datasets.load_dataset(path="acme/tulips", streaming=True)',
        'from datasets import load_dataset as ld\nld("acme/tulips")',
        'N = "acme/tulips"\nload_dataset(N)',
        'O = "acme"\nload_dataset(f"{O}/tulips")',
        'O = "acme"\nload_dataset(O + "/tulips")',
        'load_dataset("{}/{}".format("acme", "tulips"))',
        'load_dataset("%s/tulips" % "acme")',
        'load_dataset("/".join(["acme", "tulips"]))',
        'C = {"a": {"path": "acme/tulips"}}\nload_dataset(C["a"]["path"])',
        'def f(name="acme/tulips"):\n    return load_dataset(name)',
        'def f(name):\n    return load_dataset(name)\nf("acme/tulips")',
        'class A:\n    NAME = "acme/tulips"\n    def f(self):\n        return load_dataset(self.NAME)',
        'p.add_argument("--data", default="acme/tulips")\nload_dataset(args.data)',
        'import os\nload_dataset(os.environ.get("DATA", "acme/tulips"))',
        'load_dataset(x or "acme/tulips")',
        'pd.read_parquet("hf://datasets/acme/tulips/data.parquet")',
        'load_dataset("json", data_files={"train": "https://huggingface.co/datasets/acme/tulips/resolve/main/a.json"})',
        'snapshot_download("acme/tulips", repo_type="dataset")',
        'try:\n    load_dataset("acme/tulips")\nexcept Exception:\n    pass',
        'with open("x") as f:\n    load_dataset("acme/tulips")',
        'async def f():\n    await load_dataset("acme/tulips")',
    ],
)
def test_it_is_found(read: Read, code: str) -> None:
    assert [c.upstream for c in read(code)] == ["hf:acme/tulips"]


@pytest.mark.parametrize(
    "code",
    [
        'load_dataset("json", data_files="a.json")',
        'load_dataset("data/train")',
        'load_dataset("./acme/tulips")',
        'load_dataset("your-org/your-dataset")',
        'load_dataset("acme/garden.jsonl")',
        "load_dataset(name)",
        'hf_hub_download("acme/tulips", "model.bin")',
        'AutoModel.from_pretrained("acme/tulips")',
        "x = \"load_dataset('acme/tulips')\"",
        '# load_dataset("acme/tulips")',
        'if False:\n    load_dataset("acme/tulips")',
        'model.push_to_hub("acme/tulips")',
        'load_dataset("acme/garden")',
    ],
)
def test_it_is_no_source(read: Read, code: str) -> None:
    assert read(code) == []


@pytest.mark.parametrize(
    ("argument", "split", "rows", "relation"),
    [
        ('split="train"', "train", None, Relation.OTHER),
        ('split="train[:10%]"', "train", None, Relation.SUBSET),
        ('split="train[100:350]"', "train", 250, Relation.SUBSET),
        ('split="train+test"', "train+test", None, Relation.OTHER),
        ('"en", None, None, "test"', "test", None, Relation.OTHER),
        ("split=s", None, None, Relation.OTHER),
    ],
)
def test_split_and_rows(read: Read, argument: str, split: str | None, rows: int | None, relation: Relation) -> None:
    (claim,) = read(f'load_dataset("acme/tulips", {argument})')
    assert (claim.split, claim.rows_taken, claim.relation) == (split, rows, relation)


@pytest.mark.parametrize(
    ("taken", "rows"),
    [
        (".select(range(5_000))", 5000),
        (".select(range(10, 30))", 20),
        (".shuffle(seed=1).select(range(min(7, len(x))))", 7),
        (".take(9)", 9),
        ("[:4]", 4),
        (".select(kept)", None),
    ],
)
def test_taken_rows(read: Read, taken: str, rows: int | None) -> None:
    (claim,) = read(f'd = load_dataset("acme/tulips", split="train"){taken}')
    assert (claim.relation, claim.rows_taken) == (Relation.SUBSET, rows)


def test_rows_of_a_dry_run_are_not_those_of_the_set(read: Read) -> None:
    (claim,) = read('d = load_dataset("acme/tulips")\nif args.dry_run:\n    d = d.select(range(3))\nd.push_to_hub("acme/out-set")')
    assert (claim.rows_taken, claim.relation) == (None, Relation.DIRECT_INCLUSION)


def test_what_is_published_is_what_is_made(read: Read) -> None:
    code = 'load_dataset("a/one").push_to_hub("b/first")\nload_dataset("a/two").push_to_hub("b/second")\n'
    made = {(c.downstream, c.upstream) for c in read(code, reached=("hf:b/card",))}
    assert made == {("hf:b/first", "hf:a/one"), ("hf:b/second", "hf:a/two")}


def test_whose_code_it_is(read: Read) -> None:
    code = 'load_dataset("acme/tulips")'
    assert [c.downstream for c in read(code)] == ["github:acme/garden"]
    assert [c.downstream for c in read(code, reached=("hf:acme/card",))] == ["hf:acme/card"]
    assert [c.downstream for c in read(code, reached=("hf:acme/card", "hf:acme/other"))] == ["github:acme/garden"]
    assert [c.downstream for c in read(code, id="hf:acme/own-set:make.py")] == ["hf:acme/own-set"]


def test_one_picked_split_goes_on_and_the_other_does_not(read: Read) -> None:
    (claim,) = read('d = load_dataset("acme/tulips")\na, b = d["train"], d["test"]\na.push_to_hub("acme/out-set")')
    assert claim.split == "train"


def test_an_example_is_hardly_evidence(read: Read) -> None:
    (claim,) = read('load_dataset("acme/tulips")', id="gh:acme/garden:examples/load_data.py")
    assert claim.confidence < 0.3


def test_places_count_code_points(read: Read) -> None:
    (claim,) = read('größe = "🌷"; d = load_dataset("acme/tulips")')
    assert claim.mention == "acme/tulips"
