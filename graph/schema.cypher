// The schema of the graph: one statement per line, repeatable, the same on Neo4j 5 and on the embedded engine.
// Every node is found by its key: ids in lower case; `<document id>|<sha256>` for the revision of a document.
CREATE CONSTRAINT dataset_key IF NOT EXISTS FOR (n:Dataset) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT benchmark_key IF NOT EXISTS FOR (n:Benchmark) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT model_key IF NOT EXISTS FOR (n:Model) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT paper_key IF NOT EXISTS FOR (n:Paper) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT repository_key IF NOT EXISTS FOR (n:Repository) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT page_key IF NOT EXISTS FOR (n:Page) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT name_key IF NOT EXISTS FOR (n:Name) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT document_key IF NOT EXISTS FOR (n:Document) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT claim_key IF NOT EXISTS FOR (n:Claim) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT decision_key IF NOT EXISTS FOR (n:Decision) REQUIRE n.key IS UNIQUE;
CREATE CONSTRAINT writer_key IF NOT EXISTS FOR (n:Writer) REQUIRE n.key IS UNIQUE;
CREATE INDEX document_document IF NOT EXISTS FOR (n:Document) ON (n.document);
CREATE INDEX claim_document IF NOT EXISTS FOR (n:Claim) ON (n.document);
CREATE INDEX claim_edge IF NOT EXISTS FOR (n:Claim) ON (n.edge);
CREATE INDEX claim_down IF NOT EXISTS FOR (n:Claim) ON (n.down);
CREATE INDEX claim_up IF NOT EXISTS FOR (n:Claim) ON (n.up);
CREATE INDEX decision_edge IF NOT EXISTS FOR (n:Decision) ON (n.edge);
CREATE INDEX derived_from_id IF NOT EXISTS FOR ()-[e:DERIVED_FROM]-() ON (e.id);
CREATE INDEX evaluated_on_id IF NOT EXISTS FOR ()-[e:EVALUATED_ON]-() ON (e.id);
CREATE INDEX decontaminated_against_id IF NOT EXISTS FOR ()-[e:DECONTAMINATED_AGAINST]-() ON (e.id);
CREATE INDEX trained_on_id IF NOT EXISTS FOR ()-[e:TRAINED_ON]-() ON (e.id);
CREATE INDEX copy_of_id IF NOT EXISTS FOR ()-[e:COPY_OF]-() ON (e.id);
CREATE INDEX part_of_id IF NOT EXISTS FOR ()-[e:PART_OF]-() ON (e.id);
CREATE INDEX documented_by_id IF NOT EXISTS FOR ()-[e:DOCUMENTED_BY]-() ON (e.id);
CREATE INDEX resolved_to_id IF NOT EXISTS FOR ()-[e:RESOLVED_TO]-() ON (e.id);
CREATE INDEX carries_id IF NOT EXISTS FOR ()-[e:CARRIES]-() ON (e.id);
