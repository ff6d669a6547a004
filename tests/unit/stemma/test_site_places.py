"""Files of a site: one for each page, named without escapes, and relative addresses between them."""

from __future__ import annotations

import re

import pytest

from graph.memory import MemoryStore
from graph.model import Artifact
from stemma.site.places import Place, Places
from stemma.web.api_examples import MATH, ORIGINAL, family
from tests.contract.builders import claim, document, reading

IDS = [
    "hf:Open-Orca/OpenOrca",
    "hf:squad",
    "hf-model:a/b.c-d_e",
    "github:o/r",
    "arxiv:2306.02707",
    "url:example.org:8080/x",
    "url:example.org/8080/x",
    "url:example.org/a/../b?id=1%20%2F#x",
    "name:Some Thing, 50% of it?",
    "name:数学",
    "name:数 学",
    "name:a~b",
    "name:a/b",
    "name:" + "long" * 70,
    "name:" + "long" * 70 + "er",
    "name:<script>alert('x')</script>",
    "name:CON",
]


def test_every_id_has_a_file_of_its_own_with_a_plain_name() -> None:
    files = [Place("artifact", one).file for one in IDS]
    assert len({file.lower() for file in files}) == len(IDS)
    for file in files:
        assert re.fullmatch(r"artifact/[A-Za-z0-9._~@-]+\.html", file), file
        assert len(file) < 140
    assert files[0] == "artifact/hf~Open-Orca~OpenOrca.html"
    assert Place("why", "hf:a/b", ("benchmark:x", "", "")).file == "why/hf~a~b@benchmark~x.html"
    assert Place("home").file == "index.html"
    assert Place("edge", "e:0123").data == "edge/e~0123.json"


def test_addresses_are_relative_to_the_page_that_is_written() -> None:
    places = Places(family())
    assert places("artifact", MATH) == "artifact/hf~example~math-problems.html"
    places.at = Place("edge", "e:1")
    assert places("artifact", MATH.upper().replace("HF", "hf")) == "../artifact/hf~example~math-problems.html"
    assert places("benchmark", "benchmark:gsm8k") == places("artifact", "benchmark:gsm8k") == "../benchmark/benchmark~gsm8k.html"
    assert places("home") == "../index.html"
    assert places("search", q="a b&c") == "../search.html?q=a%20b%26c"
    assert places("changes", since="2026-01-01") == "../changes.html"
    assert places("leaderboard", benchmark="gsm8k") == "../leaderboard/benchmark~gsm8k.html"
    assert places("edge", "e:1") == "e~1.html"
    assert [place.page for place in places.named] == "artifact artifact benchmark benchmark home search changes leaderboard edge".split()
    with pytest.raises(KeyError):
        places("review", "e:1")


def test_an_alias_leads_to_the_page_of_what_it_answers_as() -> None:
    graph = MemoryStore()
    graph.load([Artifact(id="hf:o/New")])
    graph.resolve("name:Old", "hf:o/New")
    assert Places(graph)("artifact", "name:Old") == "artifact/hf~o~New.html"


def test_a_claim_leads_to_the_leaf_and_the_revision_that_it_stands_in() -> None:
    graph = MemoryStore()
    text = "line\n" * 5000 + "made from B"
    first, second = document("hf:o/A", text), document("hf:o/A", "another text", hour=1)
    far = claim("hf:o/A", "hf:o/B", start=25_000, quote="made from B").model_copy(update={"document_sha": first.sha256})
    graph.propose([reading("hf:o/A", far, documents=[first])])
    graph.propose([reading("hf:o/A", documents=[second], hour=1)])
    places = Places(graph)
    leaves = [one.file for one in places.leaves("hf:o/A")]
    assert len(leaves) == 4
    at = places("document", "hf:o/A", at=far.id, claim=far.id)
    assert at == f"document/hf~o~A@{first.sha256[:16]}@L4001.html#{far.id}"
    assert at.partition("#")[0] in leaves
    assert places("document", "hf:o/A") == f"document/hf~o~A@{second.sha256[:16]}.html"
    assert places("document", "hf:o/A", sha=first.sha256[:16], line=2500) == f"document/hf~o~A@{first.sha256[:16]}@L2001.html"
    assert places("document", "hf:no/where") == "document/hf~no~where.html"
    assert [one.file for one in Places(family()).leaves(ORIGINAL)] == []
