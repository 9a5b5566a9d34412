// What stands around an entity; an edge's quotes are among its properties
// $name = "" (its name, or another name of it; without one, the entity with most edges)
// $limit = 40 (edges at most)

MATCH (entity:__Entity__)
WHERE $name = "" OR toLower($name) IN [name IN [entity.name] + entity.aliases | toLower(name)]
WITH entity
ORDER BY COUNT { (entity)-[]-(:__Entity__) } DESC, entity.id
LIMIT 1
MATCH around = (entity)-[edge]-(:__Entity__)
RETURN around
ORDER BY size(edge.claims) DESC, edge.id
LIMIT $limit
