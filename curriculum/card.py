"""The dataset card of an export: what it is, how it was made, and how to keep its order, with what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from curriculum.records import Manifest

_DEFAULT = "curriculum"


def card(manifest: Manifest) -> str:
    """Return the text of `README.md`: YAML that Hugging Face `datasets` reads, then prose for people."""
    return "\n".join([*_front(manifest), "", *_body(manifest)]) + "\n"


def _front(manifest: Manifest) -> list[str]:
    configs = list(dict.fromkeys(file.config for file in manifest.files))
    lines = ["---", "language: [en]", "tags: [kindergraph, curriculum, grounded, multi-hop]", "configs:"]
    for name in configs:
        lines += [f"  - config_name: {name}", *(["    default: true"] if name == _DEFAULT else [])]
        lines += ["    data_files:", "      - split: train", f"        path: data/{name}/*.parquet"]
    return [*lines, "---"]


def _body(manifest: Manifest) -> list[str]:
    return [
        "# A curriculum of grounded training samples",
        "",
        f"{manifest.samples:,} samples made by Kindergraph from {len(manifest.sources):,} documents. Each rests on a "
        "path through a knowledge graph, and each hop of the path on a quote: file digest, page, box and characters.",
        "",
        *_table("Stage", manifest.by_stage),
        *_table("Hops", manifest.by_hops),
        *_table("Task", manifest.by_task),
        "## How it was made",
        "",
        *_made(manifest),
        "",
        "## Order",
        "",
        f"Schedule `{manifest.schedule}`, seed {manifest.seed}; the column `order` counts from 0. "
        f"{manifest.prerequisites}",
        "",
        "An order from easy to hard is not proven to help. Most attempts at it in the BabyLM challenge did not; "
        "interleaved and warm-up orders have some evidence for them. Export the same samples with `--schedule random` "
        "and `--schedule reverse`, train on each at equal tokens, several seeds, and compare before you believe any.",
        "",
        *_TRAINERS,
        "",
        "## Sources",
        "",
        "| document | sha256 | samples | licence |",
        "|---|---|---|---|",
        *(
            f"| {_cell(s.source)} | `{s.sha256[:16]}…` | {s.samples:,} | {_cell(', '.join(s.licences))} |"
            for s in manifest.sources
        ),
        "",
        "A sample quotes its sources and inherits their terms: the column `licence` names them, `unknown` where the "
        "document does not say.",
        "",
        "## What it is not",
        "",
        "The samples say what their sources say, right or wrong. Claims are extracted automatically; the checks that "
        "each sample passed are in `checks`, and no person has read them all. Stage caps are a reasoned choice: no "
        "data bears these stage names.",
    ]


def _made(manifest: Manifest) -> Iterable[str]:
    if "grammar" in manifest.realised_by:
        yield (
            f"- {manifest.realised_by['grammar']:,} by grammar: no language model had a part in them "
            "(`realised_by: grammar`). Their wording is plain and repeats itself; a persona chose topic and framing."
        )
    if "model" in manifest.realised_by:
        yield (
            f"- {manifest.realised_by['model']:,} worded by a model (`realised_by: model`, named in `model`) from a "
            "skeleton that the graph gave, and checked against the quotes."
        )


_TRAINERS = [
    "Trainers shuffle unless told otherwise, and packing reorders too:",
    "",
    '- Hugging Face `Trainer`, TRL: `train_sampling_strategy="sequential"`, or an `IterableDataset`; no '
    "`group_by_length`, and no packing that sorts by length (`bfd`).",
    "- LLaMA-Factory: `disable_shuffling: true`, `streaming: false`, `packing: false`, `mix_strategy: concat`.",
    "- axolotl: `curriculum_sampling: true`, `shuffle_merged_datasets: false`, `sample_packing_sequentially: true`.",
    "- NeMo, Megatron: `dataloader_type: single` or `batch`.",
]


def _table(name: str, counts: Mapping[str, int]) -> list[str]:
    rows = [f"| {_cell(key)} | {count:,} |" for key, count in counts.items()]
    return [f"| {name} | samples |", "|---|---|", *rows, ""]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
