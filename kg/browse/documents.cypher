// The map: documents, and the entities that most of them name
// $limit = 6 (entities at most)

MATCH (shared:__Entity__)-[:FROM_CHUNK]->(:Chunk)-[:FROM_DOCUMENT]->(document:Document)
WITH shared, count(DISTINCT document) AS documents
WHERE documents > 1
ORDER BY documents DESC, shared.name
LIMIT $limit
MATCH way = (shared)-[:FROM_CHUNK]->(passage:Chunk)-[:FROM_DOCUMENT]->(document:Document)
WITH shared, document, way
ORDER BY passage.ordinal
RETURN shared, document, head(collect(way)) AS way
