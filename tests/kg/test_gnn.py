"""The network learns from questions that the graph asks of itself, the same way each time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
import torch
from typer.testing import CliRunner

from kg.cli import app
from kg.encode import Encoder, load_encoder
from kg.errors import UserError
from kg.gnn import checkpoint
from kg.gnn.features import EDGE, LINK, NAME, PASSAGE, case, questions_of
from kg.gnn.network import Highest, Network, batch_of, scores
from kg.gnn.questions import KINDS, questions
from kg.gnn.sentences import Asked
from kg.gnn.train import labelled, listwise, thinned, train
from kg.gnn.tune import Material, held_out, paired, read_labels, recalls_of, rows_of
from kg.index import Passage, Snapshot, assemble, full_text, passages_of, snapshot
from kg.sources import sourced
from kg.spot import split
from kg.workspace import open_store

Read = tuple[Snapshot, list[Passage]]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = load_encoder()
    assert isinstance(found, Encoder)
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, examples: Path) -> Path:
    """A workspace with the sample papers, which have no titles that name their passages."""
    from ingest.pipeline import ingest
    from ingest.settings import IngestSettings

    folder = tmp_path_factory.mktemp("examples")
    with open_store(folder, write=True) as store:
        ingest(sorted(path for path in examples.iterdir() if path.suffix != ".pdf"), store, IngestSettings())
    return folder


@pytest.fixture(scope="module")
def read(folder: Path, encoder: Encoder) -> Read:
    with open_store(folder) as store:
        return snapshot(store, encoder), passages_of(store)


@pytest.fixture(scope="module")
def rows(read: Read, encoder: Encoder) -> list:
    return rows_of(Material(*read), encoder, number=120)


def test_questions_hide_the_name_that_joins_their_passages(read: Read) -> None:
    snap, passages = read
    asked = questions(snap, passages, 300, seed=3)
    assert asked == questions(snap, passages, 300, seed=3)
    assert asked != questions(snap, passages, 300, seed=4)
    assert {a.kind for a in asked} == set(KINDS)
    assert len(asked) > 200
    assert any(sourced(snap.titles, a.text).documents for a in asked)
    for a in asked:
        assert len(set(a.gold)) == len(a.gold)
        if a.kind == "bridge":
            assert len(a.gold) == 2
        if a.kind == "claims":
            assert 2 <= len(a.gold) == len(a.hidden)
            for joint, *ends in zip(a.hidden, a.gold, a.gold[1:], strict=False):
                assert all(joint in snap.edges.of(p) for p in ends)
        text = sourced(snap.titles, a.text).text
        assert not set(a.hidden) & {number for number, _, _ in snap.lexicon.find(split(text))}


def test_bridges_hide_what_a_page_is_about_however_many_other_names_pages_share(encoder: Encoder) -> None:
    pages = [
        Passage(
            id=f"page{i}",
            title=f"Painter {_spelled(i)}",
            text=f"She was taught at home by her friend Painter {_spelled((i + 1) % 30)} and later by others. "
            + " ".join(
                f"In that year she also painted the old harbour of Port {_spelled(100 + 10 * j + i // 2)}."
                for j in range(0, 60, 10)
            ),
            titled=True,
        )
        for i in range(30)
    ]
    snap = assemble("1", pages, [], Counter(), [], [], encoder.encode([full_text(page) for page in pages]))
    bridges = [asked for asked in questions(snap, pages, 300, seed=0) if asked.kind == "bridge"]
    titles = [snap.names[asked.hidden[0]] for asked in bridges if snap.names[asked.hidden[0]].startswith("Painter")]
    assert len(bridges) > 40
    assert 0.3 < len(titles) / len(bridges) < 0.8


def _spelled(number: int) -> str:
    """Return a capitalised word for a number, another for each."""
    return "".join("abcdefghij"[int(digit)] for digit in f"{number:04d}").capitalize() + "ov"


def test_features_are_finite_and_point_into_the_snapshot(read: Read, encoder: Encoder) -> None:
    snap, _ = read
    for text in ("Why do wells run dry?", "", "雨"):
        found = case(snap, next(questions_of(snap, [text], encoder)))
        assert found.passage_features.shape == (len(found.passages), len(PASSAGE))
        assert found.name_features.shape == (len(found.names), len(NAME))
        assert found.edge_features.shape == (found.edges.shape[1], len(EDGE))
        assert found.link_features.shape == (found.links.shape[1], len(LINK))
        for row, name in found.edges.T:
            assert found.names[name] in snap.edges.of(int(found.passages[row]))
        for part in (found.passage_features, found.name_features, found.edge_features):
            assert np.isfinite(part).all()


def test_a_batch_scores_each_question_as_it_would_alone(rows: list) -> None:
    torch.manual_seed(0)
    network = Network().eval()
    cases = [row.case for _, row in rows[:3]]
    with torch.inference_mode():
        together = network(batch_of(cases))[0].numpy()
    alone = np.concatenate([scores(network, one)[0] for one in cases])
    assert np.allclose(together, alone, atol=1e-4)


def test_training_learns_and_is_the_same_for_the_same_seed(rows: list) -> None:
    learned = [row for asked, row in rows if not held_out(asked)]
    network, losses = train(learned, seed=1, epochs=2)
    again, _ = train(learned, seed=1, epochs=2)
    assert losses[-1] < losses[0]
    assert all(torch.equal(a, b) for a, b in zip(network.parameters(), again.parameters(), strict=True))
    untrained = Network().eval()
    assert recalls_of(learned, network).mean() > recalls_of(learned, untrained).mean()


def test_shipping_gives_the_same_bytes_in_every_process_whatever_its_hashes_and_threads(
    tmp_path: Path, examples: Path
) -> None:
    from ingest.pipeline import ingest
    from ingest.settings import IngestSettings

    with open_store(tmp_path / "few", write=True) as store:
        ingest(sorted(examples.glob("*.md")), store, IngestSettings())
    written = []
    for place, threads in enumerate(("1", "2")):
        out = tmp_path / f"{place}.safetensors"
        command = [sys.executable, "-m", "kg.gnn.ship", str(tmp_path / "few"), "--out", str(out)]
        changed = {"PYTHONHASHSEED": str(place), "OMP_NUM_THREADS": threads}
        subprocess.run(command, check=True, env={**os.environ, **changed})
        written.append(out.read_bytes())
    assert written[0] == written[1]


def test_a_thinned_case_keeps_its_candidates_and_each_edge_its_features(rows: list) -> None:
    whole = next(row.case for _, row in rows if row.case.edges.size)
    edges = {(*edge, *numbers) for edge, numbers in zip(whole.edges.T, whole.edge_features, strict=True)}
    thin = thinned(whole, np.random.default_rng(3))
    assert {(*edge, *numbers) for edge, numbers in zip(thin.edges.T, thin.edge_features, strict=True)} < edges
    assert thin.passages is whole.passages
    assert thin.names is whole.names


def test_the_highest_of_each_target_and_its_gradient_are_those_of_pytorch() -> None:
    torch.manual_seed(0)
    said, index = torch.randn(60, 4), torch.randint(0, 9, (60,))
    index[index == 5] = 6
    ours, theirs = said.clone().requires_grad_(), said.clone().requires_grad_()
    highest = Highest.apply(ours, index, 9)
    places = index.unsqueeze(1).expand_as(said)
    expected = torch.zeros(9, 4).scatter_reduce(0, places, theirs, "amax", include_self=False)
    assert torch.equal(highest, expected)
    assert not highest[5].any()
    weights = torch.randn(9, 4)
    (highest * weights).sum().backward()
    (expected * weights).sum().backward()
    assert torch.allclose(ours.grad, theirs.grad)


def test_the_loss_is_least_where_the_gold_stands_first() -> None:
    gold, group = torch.tensor([True, False, False, True]), torch.tensor([0, 0, 1, 1])
    good = listwise(torch.tensor([9.0, 0.0, 0.0, 9.0]), gold, group, 2)
    bad = listwise(torch.tensor([0.0, 9.0, 9.0, 0.0]), gold, group, 2)
    assert 0 <= float(good) < 0.01 < 8 < float(bad)


def test_the_shipped_network_reads_what_this_program_computes(rows: list) -> None:
    network, about = checkpoint.load()
    assert about
    assert checkpoint.SHIPPED.stat().st_size < 1_000_000
    kept = [row for asked, row in rows if held_out(asked)]
    assert recalls_of(kept, network).mean() > 0.6


def test_the_card_tells_what_ships() -> None:
    network, about = checkpoint.load()
    card = (checkpoint.SHIPPED.parent / "CARD.md").read_text(encoding="utf-8")
    assert f"{sum(p.numel() for p in network.parameters()):,} numbers" in card
    for graph in about["questions"]:
        assert f"| {graph} |" in card


def test_a_checkpoint_comes_back_and_another_file_is_refused(tmp_path: Path, rows: list) -> None:
    network = Network(rounds=1).eval()
    checkpoint.save(network, tmp_path / "files" / checkpoint.OWN, {"seed": 1})
    back, about = checkpoint.load(checkpoint.of_workspace(tmp_path / "files"))
    assert about == {"seed": 1}
    assert np.array_equal(scores(back, rows[0][1].case)[0], scores(network, rows[0][1].case)[0])
    (tmp_path / "other").write_bytes(b"no network")
    with pytest.raises(UserError, match="kg train"):
        checkpoint.load(tmp_path / "other")


def test_labels_are_read_by_chunk_and_a_bad_row_is_named(tmp_path: Path, read: Read) -> None:
    snap, _ = read
    file = tmp_path / "labels.jsonl"
    file.write_text(json.dumps({"question": "Why?", "gold": [snap.passages[3], snap.passages[1]]}) + "\n\n")
    assert read_labels(file, snap) == [Asked("Why?", "label", (3, 1), ())]
    for bad in ("{", "[]", '{"question": "Why?"}', '{"question": "Why?", "gold": ["chk_none"]}'):
        file.write_text(f"\n{bad}\n")
        with pytest.raises(UserError, match=r"labels.jsonl:2: "):
            read_labels(file, snap)


def test_gold_that_is_no_candidate_counts_as_missed(rows: list, read: Read) -> None:
    _, row = rows[0]
    outside = sorted(set(range(len(read[1]))) - set(row.case.passages.tolist()))
    if outside:
        missed = labelled(row.case, outside[:1])
        assert recalls_of([missed], Network().eval()) == 0


def test_a_gain_that_may_be_chance_is_told_from_one_that_is_not() -> None:
    one, other = np.ones(50), np.r_[np.zeros(30), np.ones(20)]
    assert paired(one, other)[1] > 0
    even = np.tile([0.0, 1.0], 25)
    assert paired(even, even[::-1])[1] < 0 < paired(even, even[::-1])[2]


def test_kg_train_reports_and_promotes_only_a_winner(folder: Path) -> None:
    run = CliRunner().invoke(app, ["train", "--questions", "150", "--workspace", str(folder), "--json"])
    assert run.exit_code == 0, run.output
    report = json.loads(run.output)
    assert {"bm25", "dense", "pagerank", "features only", "present network", "this network"} == set(report["recall"])
    assert report["promoted"] == (report["gain"][1] > 0)
    assert (folder / "files" / checkpoint.OWN).is_file() == report["promoted"]
