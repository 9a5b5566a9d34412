// The path behind a sample: its entities, its quotes, and the pages they stand on; what no edge says, by its passage
// $sample = "" (its id; without one, the sample with most hops)

MATCH (sample:Sample)
WHERE $sample = "" OR sample.id = $sample
WITH sample
ORDER BY sample.hops DESC, sample.id
LIMIT 1
MATCH ground = (sample)-[:GROUNDED_IN]->(claim:Claim|Chunk)-[:FROM_CHUNK*0..1]->(passage)-[:FROM_DOCUMENT]->(:Document)
OPTIONAL MATCH step = (:__Entity__)-[edge]->(:__Entity__)
WHERE claim.id IN edge.claims
OPTIONAL MATCH named = (passage)<-[:FROM_CHUNK]-(entity:__Entity__)
WHERE entity.name IN sample.entities
  AND NOT EXISTS {
    MATCH (sample)-[:GROUNDED_IN]->(said:Claim)
    MATCH (entity)-[fact]-(:__Entity__)
    WHERE said.id IN fact.claims
  }
RETURN ground, step, named
