"""What is known of one artifact and one benchmark: the statuses of an exposure, and the rules between them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple

from graph.model import Edge, Overlap, Status
from graph.windows import Window, of_benchmark, window

DECONTAMINATED_KEEPS = 0.25
CLEARED_KEEPS = 0.1


class ExposureStatus(StrEnum):
    """What is known of an artifact and a benchmark: of all that holds, the surest is said.

    The rules, surest first:

    1. `measured`: a scan found items in the artifact's rows. Probability 1, `rate` the share of items. A scan of the
       artifact's present revision wins over scans of others; of others the latest counts, since what was there may be.
    2. `cleared`: a scan of *all* rows of the *present* revision found none, and none of that revision found any.
       Probability 0. A clean scan of one split, or of another or an unknown revision, says nothing. What was made from a
       cleared artifact may come from an earlier revision, so it keeps `CLEARED_KEEPS` of the path through it.
    3. `stated`: a document says so. The artifact carries the benchmark by itself (a CARRIES fact), or persons confirmed
       every edge of its surest path.
    4. `decontaminated`: the artifact's makers claim to have removed the items (a live DECONTAMINATED_AGAINST edge to the
       benchmark, its family, or what carries it, in the carrying split and window). A claim weakens and never clears:
       all that comes through the artifact keeps `1 - c (1 - DECONTAMINATED_KEEPS)`, c being the claim's own probability.
       A `stated` path that is claimed to be cleaned stays `stated`, with the weakened probability beside it.
    5. `possible`: anything else that a path of live edges leads to, with its probability.

    Edges: a confirmed one carries 1, a proposed one its calibrated confidence, a rejected or withdrawn one nothing, and
    no row at all is the answer where no path leads; that is unknown, not clean. The two factors are conventions, not
    measurements: a card that says "decontaminated" has been seen to overlap 70 % of a benchmark.
    """

    MEASURED = "measured"
    CLEARED = "cleared"
    STATED = "stated"
    DECONTAMINATED = "decontaminated"
    POSSIBLE = "possible"


class Standing(NamedTuple):
    """What is known of an artifact and a benchmark beside the paths: a scan that counts, and live claims of decontamination."""

    scan: Overlap | None = None
    claims: tuple[Edge, ...] = ()

    @property
    def kept(self) -> float:
        """The share (0-1) of a path's probability that is left after passing through the artifact."""
        if self.scan is not None:
            return CLEARED_KEEPS if self.scan.clean else 1.0
        return min((1.0 - chance(claim) * (1.0 - DECONTAMINATED_KEEPS) for claim in self.claims), default=1.0)

    def status(self, *, stated: bool) -> ExposureStatus:
        """The status of a row whose path is stated, or only possible."""
        if self.scan is not None:
            return ExposureStatus.CLEARED if self.scan.clean else ExposureStatus.MEASURED
        if stated:
            return ExposureStatus.STATED
        return ExposureStatus.DECONTAMINATED if self.claims else ExposureStatus.POSSIBLE

    def probability(self, inherited: float) -> float:
        """The row's probability, given what its paths bring."""
        return inherited if self.scan is None else 0.0 if self.scan.clean else 1.0


def chance(edge: Edge) -> float:
    """The probability an edge carries: 1 when confirmed, its confidence when proposed, else 0."""
    if edge.status is Status.CONFIRMED:
        return 1.0
    return edge.confidence if edge.status is Status.PROPOSED else 0.0


def counting(scans: Sequence[Overlap], revision: str | None, wanted: Window | None) -> Overlap | None:
    """The scan of one artifact that counts for the items of a window (of all items: None); see the rules."""
    present = [scan for scan in scans if scan.version is not None and scan.version == revision]
    found = [scan for scan in present if _found(scan, wanted)]
    if found:
        return max(found, key=lambda s: (s.share, s.measured_at, s.split or ""))
    clean = [scan for scan in present if scan.clean and scan.split is None and _covers(scan, wanted)]
    if clean:
        return max(clean, key=lambda s: (s.measured_at, s.window or ""))
    earlier = [scan for scan in scans if scan not in present and _found(scan, wanted)]
    return max(earlier, key=lambda s: (s.measured_at, s.share, s.split or "", s.version or ""), default=None)


def rate_of(scan: Overlap, wanted: Window | None) -> bool:
    """Whether a scan's share is one of exactly the items asked for."""
    return window(scan.window) == wanted or (scan.window is None and wanted == of_benchmark(scan.benchmark))


def held(claims: Collection[Edge]) -> tuple[Edge, ...]:
    """The claims that say anything, by id."""
    return tuple(sorted((claim for claim in claims if chance(claim) > 0.0), key=lambda c: c.id))


def _found(scan: Overlap, wanted: Window | None) -> bool:
    return not scan.clean and (wanted is None or wanted.holds(window(scan.window) or of_benchmark(scan.benchmark)))


def _covers(scan: Overlap, wanted: Window | None) -> bool:
    """Whether a scan looked for all items asked for."""
    looked = window(scan.window)
    return scan.window is None or (looked is not None and wanted is not None and looked.holds(wanted))
