"""A dataset's sources as Croissant 1.1 with PROV-O: one JSON-LD object per dataset that has some.

`prov:wasDerivedFrom` names the sources; `prov:wasGeneratedBy` says by which relation each was taken; a
`prov:qualifiedDerivation` per source is the statement itself, `prov:wasAttributedTo` the person who confirmed it, else
the reader that proposed it: nobody but them vouches for it. Of a dataset's files nothing is said here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from graph.exports.addresses import address
from graph.exports.evidence import Evidenced
from graph.ids import short
from graph.model import Artifact, Claim

CONFORMS_TO = "http://mlcommons.org/croissant/1.1"
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "arrayShape": "cr:arrayShape",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "description": {"@container": "@language"},
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isArray": "cr:isArray",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "name": {"@container": "@language"},
    "parentField": "cr:parentField",
    "path": "cr:path",
    "prov": "http://www.w3.org/ns/prov#",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "stemma": "urn:stemma:vocabulary:",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def document(node: Artifact, sources: Sequence[Evidenced]) -> dict[str, Any]:
    """The JSON-LD object of one dataset; `sources` are its edges, upwards."""
    found: dict[str, Any] = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "name": {"en": node.title or short(node.id)},
        "description": {"en": f"What {node.id} was made from, as stated in public documents and read by Stemma."},
        "conformsTo": CONFORMS_TO,
        "identifier": node.id,
        "url": address(node.id),
    }
    if node.first_public is not None:
        found["datePublished"] = node.first_public.isoformat()
    if node.revision is not None:
        found["stemma:revision"] = node.revision
    if sources:
        found["prov:wasDerivedFrom"] = [_entity(one) for one in sources]
        found["prov:wasGeneratedBy"] = [_activity(one) for one in sources]
        found["prov:qualifiedDerivation"] = [_derivation(one) for one in sources]
    return found


def _entity(one: Evidenced) -> dict[str, Any]:
    upstream = one.edge.upstream
    return {"@id": address(upstream), "@type": "prov:Entity", "identifier": upstream, "prov:label": short(upstream)}


def _activity(one: Evidenced) -> dict[str, Any]:
    """How one source was taken: the relation; the whole of it when no split or number of rows is known."""
    edge = one.edge
    found: dict[str, Any] = {
        "@id": f"urn:stemma:activity:{edge.id}",
        "@type": "prov:Activity",
        "prov:type": edge.relation.value,
        "prov:used": {"@id": address(edge.upstream)},
    }
    if edge.splits:
        found["stemma:split"] = list(edge.splits)
    if edge.rows_taken is not None:
        found["stemma:rowsTaken"] = edge.rows_taken
    return found


def _derivation(one: Evidenced) -> dict[str, Any]:
    edge = one.edge
    found: dict[str, Any] = {
        "@id": f"urn:stemma:edge:{edge.id}",
        "@type": "prov:Derivation",
        "prov:entity": {"@id": address(edge.upstream)},
        "prov:hadActivity": {"@id": f"urn:stemma:activity:{edge.id}"},
        "prov:wasAttributedTo": _agent(one),
        "stemma:status": edge.status.value,
        # A string: JSON-LD readers take 1.0 for an integer.
        "stemma:confidence": repr(edge.confidence),
        "stemma:version": edge.version,
        "stemma:firstSeen": edge.first_seen.isoformat(),
        "stemma:lastSeen": edge.last_seen.isoformat(),
    }
    if edge.flags:
        found["stemma:flag"] = list(edge.flags)
    if one.claims:
        found["stemma:evidence"] = [_quote(claim) for claim in one.claims]
    return found


def _agent(one: Evidenced) -> dict[str, Any]:
    if one.verdict is not None:
        return {"@type": "prov:Person", "prov:label": one.verdict.actor, "prov:atTime": one.verdict.time.isoformat()}
    return {"@type": "prov:SoftwareAgent", "prov:label": one.reader or "stemma"}


def _quote(claim: Claim) -> dict[str, Any]:
    return {
        "@id": f"urn:stemma:claim:{claim.id}",
        "@type": "prov:Entity",
        "prov:value": claim.quote,
        "prov:label": claim.document_id,
        "prov:wasAttributedTo": {"@type": "prov:SoftwareAgent", "prov:label": claim.reader},
        "stemma:start": claim.start,
        "stemma:end": claim.end,
        "stemma:sha256": claim.document_sha,
    }
