// The hubs: the entities with most edges, and how they hang together, directly or by one entity between
// $limit = 25 (entities at most)

MATCH (hub:__Entity__)-[edge]-(:__Entity__)
WITH hub, count(edge) AS edges
ORDER BY edges DESC, hub.name
LIMIT $limit
WITH collect(hub) AS hubs
UNWIND hubs AS hub
OPTIONAL MATCH among = (hub) (()-[]-(:__Entity__)){1,2} (other)
WHERE other IN hubs AND hub.id < other.id
WITH hub, among
ORDER BY length(among), hub.name
RETURN hub, collect(among)[..20] AS among
