// What the edges between two entities rest on: quotes, passages, documents
// $head = "" (a name; without one, the edge with most quotes)
// $tail = "" (a name)

MATCH (head:__Entity__)-[edge]->(tail:__Entity__)
WHERE ($head = "" OR toLower($head) IN [name IN [head.name] + head.aliases | toLower(name)])
  AND ($tail = "" OR toLower($tail) IN [name IN [tail.name] + tail.aliases | toLower(name)])
WITH head, edge, tail
ORDER BY size(edge.claims) DESC, edge.id
LIMIT CASE WHEN $head = "" OR $tail = "" THEN 1 ELSE 100 END
MATCH ground = (claim:Claim)-[:FROM_CHUNK]->(:Chunk)-[:FROM_DOCUMENT]->(:Document)
WHERE claim.id IN edge.claims
RETURN head, edge, tail, ground
