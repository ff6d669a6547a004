"""Croissant: valid for its own validator, and every source reads back.

Not held: texts of documents, withdrawn claims, split, relation, mention and confidence of a single claim, decisions but the
last, facts, runs, artifacts without sources, edges that are no derivation.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import mlcroissant
import pytest
import rdflib

from graph.exports.croissant import CONFORMS_TO, document
from graph.model import Artifact
from stemma.exporting import Wanted, lines

from .exported import CONFIRMED, FURTHER, ODD, PROPOSED, QUOTES, derivations, filled, told
from .lineage import edge, graph

# The validator's own parser warns of itself.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")
PROV = rdflib.Namespace("http://www.w3.org/ns/prov#")


def documents() -> dict[str, dict[str, Any]]:
    found = [json.loads(line) for line in lines(filled(), "croissant")]
    return {one["identifier"]: one for one in found}


def read_back(found: dict[str, Any]) -> list[tuple[object, ...]]:
    ids = {one["@id"]: one["identifier"] for one in found["prov:wasDerivedFrom"]}
    taken = {one["@id"]: one for one in found["prov:wasGeneratedBy"]}
    edges = []
    for one in found["prov:qualifiedDerivation"]:
        activity = taken[one["prov:hadActivity"]["@id"]]
        assert activity["prov:used"] == one["prov:entity"]
        edges.append(
            (
                one["@id"].removeprefix("urn:stemma:edge:"),
                found["identifier"],
                ids[one["prov:entity"]["@id"]],
                activity["prov:type"],
                one["stemma:status"],
                float(one["stemma:confidence"]),
                set(activity.get("stemma:split", ())),
                activity.get("stemma:rowsTaken"),
                set(one.get("stemma:flag", ())),
                one["stemma:version"],
                datetime.fromisoformat(one["stemma:firstSeen"]),
                datetime.fromisoformat(one["stemma:lastSeen"]),
            )
        )
    return sorted(edges, key=str)


def test_every_derivation_reads_back() -> None:
    read = [one for found in documents().values() for one in read_back(found)]
    assert sorted(read, key=str) == sorted((told(one.edge) for one in derivations(filled())), key=str)
    assert {ids for found in documents().values() for _, _, ids, *_ in read_back(found)} == {"hf:o/a", "hf:o/b", ODD}


@pytest.mark.parametrize("identifier", ["hf:o/mix", "hf:o/a"])
def test_the_validator_of_croissant_finds_no_error(identifier: str, tmp_path: Path) -> None:
    path = tmp_path / "croissant.json"
    path.write_text(json.dumps(documents()[identifier]), encoding="utf-8")
    dataset = mlcroissant.Dataset(jsonld=path)
    issues = dataset.metadata.ctx.issues
    assert not issues.errors
    missing = [f'Property "https://schema.org/{name}" is recommended' for name in ("license", "version", "datePublished")]
    missing.append('Property "http://mlcommons.org/croissant/citeAs" is recommended')
    assert [warning for warning in issues.warnings if not any(known in warning for known in missing)] == []
    assert dataset.metadata.ctx.conforms_to.value == CONFORMS_TO


def test_the_validator_does_refuse(tmp_path: Path) -> None:
    path = tmp_path / "croissant.json"
    found = documents()["hf:o/mix"]
    found["prov:wasDerivedFrom"][0]["@id"] = "urn:stemma:with a space"
    path.write_text(json.dumps(found), encoding="utf-8")
    with pytest.raises(mlcroissant.ValidationError, match="wrong `@id`"):
        mlcroissant.Dataset(jsonld=path)


def test_readers_of_rdf_see_the_sources_and_who_vouches() -> None:
    held = rdflib.Graph().parse(data=json.dumps(documents()["hf:o/mix"]), format="json-ld")
    (subject,) = set(held.subjects(PROV.wasDerivedFrom))
    assert len(set(held.objects(subject, PROV.wasDerivedFrom))) == 2
    agents = {str(label) for agent in held.objects(None, PROV.wasAttributedTo) for label in held.objects(agent, PROV.label)}
    assert agents == {"ann", "stemma", "local@1"}
    assert {str(kind) for kind in held.objects(None, PROV.type)} == {"mixture_component", "distilled"}
    assert {str(quote) for quote in held.objects(None, PROV.value)} == {claim.quote for claim in QUOTES}


def test_only_the_person_who_confirmed_is_named_as_one() -> None:
    agents = {one["@id"]: one["prov:wasAttributedTo"] for one in documents()["hf:o/mix"]["prov:qualifiedDerivation"]}
    assert agents[f"urn:stemma:edge:{CONFIRMED.id}"]["prov:label"] == "ann"
    assert agents[f"urn:stemma:edge:{PROPOSED.id}"]["@type"] == "prov:SoftwareAgent"


def test_a_root_gives_one_object_and_a_minimum_leaves_proposals_out() -> None:
    text = "".join(lines(filled(), "croissant", Wanted(root="o/mix", minimum=0.5)))
    assert [one[0] for one in read_back(json.loads(text))] == [CONFIRMED.id]
    assert "prov:wasDerivedFrom" not in document(Artifact(id="hf:o/b"), [])


def test_a_cycle_ends(tmp_path: Path) -> None:
    store = graph(edge("a", "b"), edge("b", "a"), FURTHER)
    for line in lines(store, "croissant"):
        path = tmp_path / "croissant.json"
        path.write_text(line, encoding="utf-8")
        mlcroissant.Dataset(jsonld=path)
