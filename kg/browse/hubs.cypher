// The hubs: the entities with most edges, and the edges among them
// $limit = 25 (entities at most)

MATCH (hub:__Entity__)-[edge]-(:__Entity__)
WITH hub, count(edge) AS edges
ORDER BY edges DESC, hub.name
LIMIT $limit
WITH collect(hub) AS hubs
UNWIND hubs AS hub
OPTIONAL MATCH among = (hub)-[]->(other:__Entity__)
WHERE other IN hubs
RETURN hub, among
