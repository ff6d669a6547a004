// Who may hold the items of $benchmark (an id in lower case, e.g. benchmark:gsm8k), by the surest path: for small graphs.
// Carriers first; then, per artifact and carrying split, the best path of at most 6 hops over proposed and confirmed
// edges, from the carrier down. An edge out of a carrier that names splits, and not the carrying one, carries nothing;
// one that names none leaves split null. graph/exposure.py gives the same rows on any graph, and beside them the
// probability that at least one path holds, other spellings of a split, and families of benchmarks; and it alone weighs
// what is claimed (DECONTAMINATED_AGAINST), what was measured (OVERLAPS), windows that are asked for, and models (TRAINED_ON).
MATCH (b:Benchmark {key: $benchmark})<-[c:CARRIES]-(a:Dataset|Repository|Page|Name|Paper)
MATCH (a:Dataset|Repository|Page|Name|Paper)-[:RESOLVED_TO*0..4 {status: 'proposed'}]->(d:Dataset|Repository|Page|Name|Paper)
WHERE d.target IS NULL
RETURN DISTINCT d.id AS artifact, c.window AS window, c.split AS split, 'stated' AS status, 1.0 AS best_path_probability, [d.id] AS path
UNION ALL
MATCH (b:Benchmark {key: $benchmark})<-[c:CARRIES]-(a:Dataset|Repository|Page|Name|Paper)
MATCH (a:Dataset|Repository|Page|Name|Paper)-[:RESOLVED_TO*0..4 {status: 'proposed'}]->(d:Dataset|Repository|Page|Name|Paper)
WHERE d.target IS NULL
WITH coalesce(c.window, '') AS window, d.key AS carrier, collect(DISTINCT coalesce(c.split, '')) AS held
WITH window, collect({key: carrier, held: held}) AS carriers
UNWIND carriers AS carrier
MATCH p = (d:Dataset|Repository|Page|Name|Paper {key: carrier.key})<-[:DERIVED_FROM*1..6]-(x:Dataset|Repository|Page|Name|Paper)
WITH window, carriers, carrier, x, nodes(p) AS steps, relationships(p) AS hops
WHERE all(h IN hops WHERE h.status IN ['proposed', 'confirmed'])
  AND none(n IN tail(steps) WHERE any(other IN carriers WHERE other.key = n.key))
WITH window, carrier, x, steps, hops, coalesce(hops[0].splits, []) AS named
WITH window, x, steps, hops,
  CASE WHEN size(named) = 0 THEN [''] ELSE [s IN carrier.held WHERE s = '' OR s IN named] END AS splits
WHERE size(splits) > 0
WITH window, x.id AS artifact, splits, [n IN steps | n.id] AS path, size(hops) AS length,
  reduce(q = 1.0, h IN hops | q * CASE WHEN h.status = 'confirmed' THEN 1.0 ELSE h.confidence END) AS probability,
  reduce(k = 0, h IN hops | k + CASE WHEN h.status = 'confirmed' THEN 0 ELSE 1 END) AS unconfirmed,
  reduce(t = '', h IN hops | h.id + t) AS tie
ORDER BY probability DESC, unconfirmed, length, tie
WITH window, artifact, head(collect({splits: splits, path: path, probability: probability, unconfirmed: unconfirmed})) AS best
UNWIND best.splits AS split
RETURN artifact, CASE WHEN window = '' THEN null ELSE window END AS window, CASE WHEN split = '' THEN null ELSE split END AS split,
  CASE WHEN best.unconfirmed = 0 THEN 'stated' ELSE 'possible' END AS status, best.probability AS best_path_probability, best.path AS path
ORDER BY best_path_probability DESC, artifact
