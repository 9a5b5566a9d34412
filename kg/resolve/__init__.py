"""Which names are one thing: mentions and claims become entities and relations, and each merge is recorded.

mentions ── units ──▸ names in their senses ── block ──▸ pairs ── compare ──▸ odds ── cluster ──▸ one thing ── graph ──▸
entities, relations, merges. Precision comes first: only pairs that a known way of varying a name explains are weighed
at all, and what forbids a merge (another number, an opposite, a negation, a user's word) is never outweighed.
"""

from __future__ import annotations

from kg.resolve.graph import Resolution, refresh, resolve

__all__ = ["Resolution", "refresh", "resolve"]
