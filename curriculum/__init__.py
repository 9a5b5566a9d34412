"""Scores, orders and exports samples.

How hard a sample is, and which stage it belongs to, is measured in `generate.stages` and `generate.difficulty`, one
layer down: generation has to turn a sample away before it keeps it, and one ruler is better than two. What happens to
samples that are kept happens here: prerequisites, order, forms, shards, manifest and card.
"""
