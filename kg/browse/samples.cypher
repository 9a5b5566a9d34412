// Samples of a stage or for a persona, with the quotes that they rest on
// $stage = "" (perception, language, concrete, causal, abstract or reflective; all where it is empty)
// $persona = "" (an id; all where it is empty)
// $limit = 10 (samples at most)

MATCH (sample:Sample)
WHERE $stage = "" OR sample.stage = $stage
OPTIONAL MATCH (sample)-[:FOR]->(persona:Persona)
WITH sample, persona
WHERE $persona = "" OR persona.id = $persona
ORDER BY sample.id
LIMIT $limit
MATCH ground = (sample)-[:GROUNDED_IN]->(:Claim|Chunk)
OPTIONAL MATCH for = (sample)-[:FOR]->(persona)
RETURN ground, for
