"""Derivations as OpenLineage run events, one a line: an upstream goes in, a downstream comes out.

Nobody saw the job that made a dataset, so the job is synthetic and named for the pair; a custom facet says how sure the
derivation is, another on which quotes. Spec 2-0-2.
"""

from __future__ import annotations

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from graph.exports.addresses import address
from graph.exports.evidence import Evidenced
from graph.model import Claim

SCHEMA = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
_JOB_TYPE = "https://openlineage.io/spec/facets/2-0-3/JobTypeJobFacet.json#/$defs/JobTypeJobFacet"
_SOURCE = "https://openlineage.io/spec/facets/1-0-1/DatasourceDatasetFacet.json#/$defs/DatasourceDatasetFacet"
PRODUCER = "urn:stemma:exports:openlineage"


def event(one: Evidenced) -> dict[str, Any]:
    """The event of one DERIVED_FROM edge; equal edges give equal events, a changed edge another run."""
    edge = one.edge
    return {
        "eventType": "COMPLETE",
        "eventTime": edge.last_seen.isoformat(),
        "producer": PRODUCER,
        "schemaURL": SCHEMA,
        "run": {
            "runId": str(uuid5(NAMESPACE_URL, f"urn:stemma:edge:{edge.id}:{edge.version}")),
            "facets": {"stemma_confidence": _confidence(one), "stemma_evidence": _evidence(one)},
        },
        "job": {
            "namespace": "stemma",
            "name": f"{edge.downstream} <- {edge.upstream}",
            "facets": {"jobType": {**_facet(_JOB_TYPE), "processingType": "BATCH", "integration": "STEMMA", "jobType": "DERIVATION"}},
        },
        "inputs": [_dataset(edge.upstream)],
        "outputs": [_dataset(edge.downstream)],
    }


def _dataset(artifact_id: str) -> dict[str, Any]:
    namespace, _, name = artifact_id.partition(":")
    source = {**_facet(_SOURCE), "name": namespace, "uri": address(artifact_id)}
    return {"namespace": namespace, "name": name, "facets": {"dataSource": source}}


def _confidence(one: Evidenced) -> dict[str, Any]:
    edge = one.edge
    return {
        **_facet("urn:stemma:facets:confidence:1"),
        "edge": edge.id,
        "relation": edge.relation.value,
        "status": edge.status.value,
        "confidence": edge.confidence,
        "splits": list(edge.splits),
        "rowsTaken": edge.rows_taken,
        "flags": list(edge.flags),
        "version": edge.version,
        "firstSeen": edge.first_seen.isoformat(),
        "reviewer": one.verdict.actor if one.verdict else None,
    }


def _evidence(one: Evidenced) -> dict[str, Any]:
    return {**_facet("urn:stemma:facets:evidence:1"), "claims": [_claim(claim) for claim in one.claims]}


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "document": claim.document_id,
        "sha256": claim.document_sha,
        "quote": claim.quote,
        "start": claim.start,
        "end": claim.end,
        "reader": claim.reader,
        "confidence": claim.confidence,
    }


def _facet(schema: str) -> dict[str, Any]:
    return {"_producer": PRODUCER, "_schemaURL": schema}
