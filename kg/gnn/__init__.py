"""The network that re-ranks what search found, reading how passages and names hang together.

    question ──▸ features (a small graph of candidates) ──▸ network ──▸ a score for each passage and name
    graph ──▸ questions (asked of the graph itself, no labels) ──▸ train ──▸ checkpoint

It sees numbers that compare a candidate with its question, never words or vectors, so that one checkpoint serves any
graph and any encoder. `CARD.md` says what the shipped one was trained on, and how it does.
"""
