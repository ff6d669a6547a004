"""Whatever comes as code is read within bounds, and never raises."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.readers import Context
from agents.readers.code import CodeReader
from graph.model import Claim

from .conftest import document

Read = Callable[..., list[Claim]]
N = 100_000
LONG = 20.0
"""Seconds: far above what any of them takes (under 2 on one core), far below what an unbounded one would."""

PYTHON = {
    "parentheses": "(" * N,
    "minus": "-" * N + "1",
    "lambda": "lambda:" * 10_000 + "1",
    "attributes": "a" + ".b" * 50_000,
    "sum": "x=" + "+".join(["1"] * 50_000),
    "doubled text": 'a="xx"\n' + "a=a+a\n" * 2000 + "load_dataset(a)\n",
    "doubled list": 'a=["x/yy"]\n' + "a=a+a\n" * 2000 + "for n in a:\n  load_dataset(n)\n",
    "repeated text": 'load_dataset("a"*10**10)\n',
    "power": 'load_dataset("a/bb")[:9**9**9**9]\n',
    "format": 'load_dataset("{:>1000000000}".format("a"))\nload_dataset("%1000000000s" % "a")\n',
    "loops": "r=[" + ",".join(f'"o/n{i}"' for i in range(300)) + "]\nfor a in r:\n for b in r:\n  for c in r:\n   load_dataset(c)\n",
    "recursion": 'def f(x):\n  return f(f(x))\nload_dataset(f("c/dd"))\n',
    "fan of calls": "".join(f"def f{i}(x):\n  f{i + 1}(x)\n  f{i + 1}(x)\n  f{i + 1}(x)\n" for i in range(60)) + 'f0("a/b")\n',
    "digits": "x=" + "9" * N + "\n",
    "no python": 'print "a"\n' * 10_000,
    "surrogate": 'x="\ud800"\nload_dataset("a/bb")\n',
}
YAML = {
    "aliases": 'a: &a ["x","x"]\n'
    + "".join(f"{chr(98 + i)}: &{chr(98 + i)} [{','.join([f'*{chr(97 + i)}'] * 9)}]\n" for i in range(20))
    + "datasets: *u\n",
    "itself": "datasets: &a\n  - *a\n",
    "brackets": "datasets: " + "[" * 50_000,
    "maps": "".join(" " * i + "a:\n" for i in range(600)),
    "object": 'datasets: !!python/object/apply:os.system ["echo x"]\n',
    "documents": "---\na: 1\n" * 20_000,
    "too long": "datasets:\n" + "  - path: o/n\n" * 20_000,
}
JSON = {"deep": "[" * N + "]" * N, "tables": '{"datasets":' * 60_000, "backslashes": '{"datasets":"' + "\\" * N, "open": '{"a":1' * 20_000}
SHELL = {
    "doubled": "A=x\n" + "A=$A$A$A$A\n" * 3000 + "wget $A\n",
    "quotes": "'" * N,
    "joints": "wget \\\n" * 10_000,
    "holes": "wget " + "${" * 50_000,
}
NOTEBOOK = {"deep": '{"cells":' + "[" * 60_000, "cut": '{"cells":[{"cell_type":"code","source":["' + "\\" * 99}
BOMBS = [
    pytest.param(path, text, id=f"{path} {name}")
    for path, group in (("x.py", PYTHON), ("mix.yaml", YAML), ("mix.json", JSON), ("x.sh", SHELL), ("x.ipynb", NOTEBOOK))
    for name, text in group.items()
]


@pytest.mark.parametrize(("path", "text"), BOMBS)
def test_a_bomb_goes_off_small(path: str, text: str) -> None:
    began = time.perf_counter()
    found = CodeReader().read(document(text, f"gh:acme/garden:{path}"), Context())
    assert time.perf_counter() - began < LONG
    assert len(found) <= 400


def test_what_stands_before_a_bomb_is_still_read(read: Read) -> None:
    assert [c.upstream for c in read('load_dataset("acme/tulips")\n' + PYTHON["loops"])][:1] == ["hf:acme/tulips"]


def test_no_object_is_made_of_yaml(read: Read, capfd: pytest.CaptureFixture[str]) -> None:
    assert read(YAML["object"], "gh:acme/garden:mix.yaml") == []
    assert capfd.readouterr().out == ""


WORDS = [*"()[]{}'\"=:,#\\!%+\n x", "load_dataset", '"a/bb"', "    ", "for", "in", "f", "split", "é", "- ", "$x", "def"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=60), st.sampled_from(["x.py", "mix.yaml", "mix.json", "x.sh", "x.ipynb"]))
def test_any_text_is_read_and_quotes_are_verbatim(parts: list[str], path: str) -> None:
    text = "".join(parts)
    for claim in CodeReader().read(document(text, f"gh:acme/garden:{path}"), Context()):
        assert text[claim.start : claim.end] == claim.quote
        assert claim.mention in claim.quote
