// Write nodes. Parameters: one list of {key, props} per label.
FOREACH (r IN $Dataset | MERGE (n:Dataset {key: r.key}) SET n += r.props)
FOREACH (r IN $Benchmark | MERGE (n:Benchmark {key: r.key}) SET n += r.props)
FOREACH (r IN $Model | MERGE (n:Model {key: r.key}) SET n += r.props)
FOREACH (r IN $Paper | MERGE (n:Paper {key: r.key}) SET n += r.props)
FOREACH (r IN $Repository | MERGE (n:Repository {key: r.key}) SET n += r.props)
FOREACH (r IN $Page | MERGE (n:Page {key: r.key}) SET n += r.props)
FOREACH (r IN $Name | MERGE (n:Name {key: r.key}) SET n += r.props)
