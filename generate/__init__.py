"""Asks questions of the graph and answers them from its evidence, for six stages and one to four hops.

    graph ── facts ──▸ Hop ── tasks ──▸ Prompt ── realise ──▸ Draft ── assemble, check ──▸ Sample | Rejection

`admit` decides which claims are fit to be asked about, `phrases`, `clauses`, `morphology` and `frames` put them in
English, `tasks` holds one file a family of questions, `pipeline` plans, runs and keeps what passed.
"""
