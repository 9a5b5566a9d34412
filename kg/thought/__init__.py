"""Graph of Thought over partial reasoning paths (Besta et al., AAAI 2024, arXiv:2308.09687), with no model needed.

A thought is a path that may yet grow; thoughts and what they were made from are one graph, operations another:

    generate ──▸ score ──▸ keep_best ──▸ aggregate, generate ──▸ … ──▸ improve ──▸ validate ──▸ keep_best

`records` has the thoughts, `operations` what may be done with them, `thinker` who does the thinking (here the graph
itself; a model comes in by the same Protocol), `reason` carries a plan out and hands back every thought and its cost.
"""
