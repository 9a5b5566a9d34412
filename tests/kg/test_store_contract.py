"""What every store must do; a new store joins by one line in STORES."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UserError
from kg.neo4j_store import connect
from kg.records import Rejection
from kg.resolve import refresh
from kg.store import GRAPH, Outcome, RunState, Store, difference, state_of
from kg.sync import sync
from kg.workspace import open_store

Fresh = Callable[[], AbstractContextManager[Store]]


def _sqlite(request: pytest.FixtureRequest) -> Fresh:
    folder, number = request.getfixturevalue("tmp_path"), itertools.count()
    return lambda: open_store(folder / f"fresh-{next(number)}", write=True)


def _neo4j(request: pytest.FixtureRequest) -> Fresh:
    uri = request.getfixturevalue("neo4j_uri")

    @contextmanager
    def emptied() -> Iterator[Store]:
        with connect(uri) as driver:
            driver.execute_query("MATCH (n) DETACH DELETE n")
        with open_store(uri, write=True) as store:
            yield store

    return emptied


STORES: dict[str, Callable[[pytest.FixtureRequest], Fresh]] = {"sqlite": _sqlite, "neo4j": _neo4j}


@pytest.fixture(params=sorted(STORES))
def fresh(request: pytest.FixtureRequest) -> Fresh:
    """Opens an empty store, another one at each call."""
    return STORES[request.param](request)


@pytest.fixture
def empty(fresh: Callable[[], AbstractContextManager[Store]]) -> Iterator[Store]:
    with fresh() as store:
        yield store


def sample(position: int, identity: str | None = None) -> Outcome:
    name = identity or f"smp_{position}"
    return Outcome(position=position, kind="sample", id=name, json_text=f'{{"id": "{name}"}}')


def filled(store: Store, *told: tuple) -> Store:
    for each in told:
        store.replace_document(*each)
    refresh(store)
    return store


def test_what_is_stored_comes_back_as_it_was(empty: Store, water: tuple) -> None:
    filled(empty, *water)
    assert sorted(d.id for d in empty.documents()) == sorted(t.document.id for t in water)
    for told in water:
        assert empty.document(told.document.id) == told.document
        assert tuple(empty.chunks(told.document.id)) == told.chunks
        assert all(empty.chunk(c.id) == c for c in told.chunks)
        assert all(empty.claim(c.id) == c for c in told.claims)
        assert all(empty.mention(m.id) == m for m in told.mentions)
    assert {r.id for r in empty.relations()} == {empty.relation(r.id).id for r in empty.relations()}
    assert all(empty.entity(e.id) == e for e in empty.entities())
    assert empty.sources() == {t.document.source: t.document.sha256 for t in water}


def test_storing_twice_changes_neither_counts_nor_digest(empty: Store, water: tuple) -> None:
    filled(empty, *water)
    counts, digest = empty.counts(), empty.digest()
    filled(empty, *water)
    assert (empty.counts(), empty.digest()) == (counts, digest)


def test_many_documents_go_in_as_one_after_the_other_does(fresh: Fresh, water: tuple, tell: Callable) -> None:
    told = [*water, *(tell(f"more-{n}.txt", [("rain", "CAUSES", f"thing {n}")]) for n in range(5))]
    with fresh() as one:
        for each in told:
            one.replace_document(*each)
        contents, digest = one.contents(), filled(one).digest()
    with fresh() as many:
        many.replace_documents(iter(told))
        assert many.stale()
        assert (many.contents(), filled(many).digest()) == (contents, digest)


def test_any_order_gives_the_same_digest(fresh: Callable, water: tuple) -> None:
    digests = set()
    for order in itertools.permutations(water):
        with fresh() as store:
            digests.add(filled(store, *order).digest())
    assert len(digests) == 1


def test_an_edited_document_replaces_exactly_its_own(empty: Store, water: tuple, tell: Callable) -> None:
    rain, river = water
    filled(empty, rain, river)
    edited = tell("rain.txt", [("rain", "CAUSES", "runoff")], [("snow", "CAUSES", "runoff")])
    filled(empty, edited)
    assert {d.source for d in empty.documents()} == {"rain.txt", "river.txt"}
    assert {c.id for c in empty.chunks()} == {c.id for t in (edited, river) for c in t.chunks}
    assert {c.id for c in empty.claims()} == {c.id for t in (edited, river) for c in t.claims}
    names = {e.name for e in empty.entities()}
    assert "snow" in names
    assert "mud" not in names


def test_editing_back_and_forth_ends_where_it_began(empty: Store, water: tuple, tell: Callable) -> None:
    digest = filled(empty, *water).digest()
    filled(empty, tell("rain.txt", [("snow", "CAUSES", "mud")]))
    assert empty.digest() != digest
    assert filled(empty, water[0]).digest() == digest


def test_rows_of_one_file_are_documents_of_their_own(empty: Store, tell: Callable) -> None:
    told = [tell("rows.jsonl", [("rain", "CAUSES", f"thing {n}")]) for n in range(3)]
    for n, each in enumerate(told):
        document = each.document.model_copy(update={"part": str(n)})
        empty.replace_document(document, *each[1:])
    assert len(empty.document_ids("rows.jsonl")) == 3
    empty.remove_document(told[0].document.id)
    assert set(empty.document_ids("rows.jsonl")) == {t.document.id for t in told[1:]}
    empty.remove_source("rows.jsonl")
    assert empty.counts()["documents"] == empty.counts()["mentions"] == empty.counts()["claims"] == 0


def test_the_graph_is_stale_until_it_is_resolved_again(empty: Store, water: tuple) -> None:
    assert not empty.stale()
    empty.replace_document(*water[0])
    assert empty.stale()
    refresh(empty)
    assert not empty.stale()
    empty.remove_source("rain.txt")
    assert empty.stale()


def test_rejections_go_with_the_document_they_are_of(empty: Store, water: tuple) -> None:
    told = water[0]._replace(rejections=(Rejection(subject="s", step="extract", reason="vague_head"),))
    filled(empty, told)
    assert [r.reason for r in empty.rejections()] == ["vague_head"]
    filled(empty, water[0])
    assert list(empty.rejections()) == []


def test_rejections_are_told_apart_by_what_they_are_of(empty: Store, water: tuple) -> None:
    rows = [Rejection(subject=s, step="extract", reason="vague_head") for s in ("b", "a", "c")]
    empty.replace_document(*water[0]._replace(rejections=tuple(rows[:2])))
    empty.replace_document(*water[1]._replace(rejections=(rows[2],)))
    resolution = Rejection(subject="d", step="resolve", reason="self_loop")
    empty.replace_graph((), (), (), (resolution,))
    assert list(empty.rejections_of(water[0].document.id)) == rows[:2]
    assert list(empty.rejections_of(water[1].document.id)) == rows[2:]
    assert list(empty.rejections_of(None)) == [resolution]
    assert list(empty.rejections_of("nothing")) == []


@pytest.mark.parametrize("method", ["document", "chunk", "mention", "claim", "entity", "relation", "sample"])
def test_an_unknown_id_raises_key_error(empty: Store, method: str) -> None:
    with pytest.raises(KeyError):
        getattr(empty, method)("nothing")


def test_names_once_kept_apart_stay_apart(empty: Store) -> None:
    empty.forbid_merge("b", "a")
    empty.forbid_merge("a", "b")
    assert empty.forbidden_merges() == {("a", "b")}
    assert empty.stale()


# ── the ledger ──


def test_outcomes_come_back_in_the_order_of_their_positions(empty: Store) -> None:
    run = empty.start_run("print", "{}")
    rejection = Outcome(position=1, kind="rejection", id="", json_text='{"reason": "shortcut"}')
    empty.append(run.id, [sample(2), rejection])
    empty.append(run.id, [sample(0)])
    assert list(empty.outcomes(run.id)) == [sample(0), rejection, sample(2)]
    assert list(empty.outcomes(run.id, start=2)) == [sample(2)]


def test_only_one_run_is_open(empty: Store) -> None:
    run = empty.start_run("print", "{}")
    assert empty.open_run() == run
    with pytest.raises(ValueError, match="open"):
        empty.start_run("print", "{}")
    empty.close_run(run.id, RunState.FINISHED)
    assert empty.open_run() is None
    assert empty.start_run("print", "{}").number == 2


def test_a_batch_is_added_whole_or_not_at_all(empty: Store) -> None:
    run = empty.start_run("print", "{}")
    empty.append(run.id, [sample(0)])
    with pytest.raises(ValueError, match="taken"):
        empty.append(run.id, [sample(1), sample(0)])
    assert list(empty.outcomes(run.id)) == [sample(0)]


def test_a_closed_run_takes_nothing_more(empty: Store) -> None:
    run = empty.start_run("print", "{}")
    empty.close_run(run.id, RunState.FINISHED)
    with pytest.raises(ValueError, match="not open"):
        empty.append(run.id, [sample(0)])


def test_samples_are_those_of_finished_runs_each_id_once(empty: Store) -> None:
    for state, outcomes in (
        (RunState.FINISHED, [sample(0, "b"), sample(1, "a")]),
        (RunState.ABANDONED, [sample(0, "lost")]),
        (RunState.FINISHED, [sample(0, "c"), sample(1, "a")]),
    ):
        run = empty.start_run("print", "{}")
        empty.append(run.id, outcomes)
        empty.close_run(run.id, state)
    running = empty.start_run("print", "{}")
    empty.append(running.id, [sample(0, "later")])
    assert list(empty.samples()) == ['{"id": "b"}', '{"id": "a"}', '{"id": "c"}']
    assert empty.counts()["samples"] == 3
    assert empty.sample("later") == '{"id": "later"}'
    with pytest.raises(KeyError):
        empty.sample("lost")


def test_vectors_come_back_by_id_and_go_with_what_they_are_of(empty: Store, water: tuple) -> None:
    filled(empty, *water)
    before = empty.version(), empty.digest()
    chunks = [c.id for c in empty.chunks()]
    matrix = np.arange(4 * len(chunks), dtype=np.float16).reshape(-1, 4)
    empty.put_vectors("chunk", "model", chunks, matrix)
    empty.put_vectors("chunk", "other", chunks[:1], matrix[:1, :2])
    ids, rows = empty.vectors("chunk", "model")
    assert list(ids) == sorted(chunks)
    assert (rows == matrix[[chunks.index(i) for i in ids]]).all()
    assert empty.vectors("chunk", "other")[1].shape == (1, 2)
    assert empty.vectors("entity", "model")[0] == ()
    assert (empty.version(), empty.digest()) == before
    empty.put_vectors("chunk", "model", chunks[:1], matrix[:1] + 1)
    gone = {c.id for c in water[0].chunks}
    empty.remove_source(water[0].document.source)
    assert set(empty.vectors("chunk", "model")[0]) == set(chunks) - gone


def test_the_version_moves_with_documents_and_graph(empty: Store, water: tuple) -> None:
    seen = [empty.version()]
    for told in water:
        empty.replace_document(*told)
        seen.append(empty.version())
    refresh(empty)
    seen.append(empty.version())
    empty.remove_document(water[0].document.id)
    seen.append(empty.version())
    assert len(set(seen)) == len(seen)


# ── made equal ──


def test_a_copy_of_a_store_has_its_digest_and_is_not_written_twice(
    fresh: Fresh, workspace: Path, tell: Callable
) -> None:
    with open_store(workspace, write=True) as source, fresh() as target:
        run = source.start_run("print", "{}")
        source.append(run.id, [sample(0), sample(1)])
        source.close_run(run.id, RunState.FINISHED)
        first = sync(source, target)
        assert (first.documents, first.graph, first.runs, first.outcomes) == (2, True, 1, 2)
        assert target.digest() == source.digest()
        assert target.counts() == source.counts()
        assert list(target.samples()) == list(source.samples())
        assert (target.contents(), target.graph_content()) == (source.contents(), source.graph_content())
        again = sync(source, target)
        assert (again.documents, again.removed, again.graph, again.runs) == (0, 0, False, 0)
        source.remove_source("river.txt")
        source.replace_document(*tell("lake.txt", [("lake", "CAUSES", "mist")]))
        refresh(source)
        changed = sync(source, target)
        assert (changed.documents, changed.removed, changed.graph) == (1, 1, True)
        assert (first.whole, again.whole, changed.whole) == ("", "", "")
        assert target.digest() == source.digest()
        assert target.counts() == source.counts()
        for kind in GRAPH:
            assert sorted(target.states(kind).values()) == sorted(source.states(kind).values())
        refresh(target)
        assert target.graph_content() == source.graph_content()


def test_some_of_a_graph_is_read_and_changed_alone(empty: Store, water: tuple) -> None:
    filled(empty, *water)
    entities, relations = list(empty.entities()), list(empty.relations())
    some = [relations[0], relations[2]]
    of = {kind: {state: place for place, state in empty.states(kind).items()} for kind in GRAPH}
    places = [of["relations"][state_of(relation.model_dump_json())] for relation in some]
    assert list(empty.relations(places)) == some
    assert list(empty.entities([of["entities"][state_of(entities[1].model_dump_json())]])) == [entities[1]]
    assert list(empty.mentions(water[0].document.id)) == sorted(water[0].mentions, key=lambda m: m.id)
    assert list(empty.claims(water[1].document.id)) == sorted(water[1].claims, key=lambda c: c.id)
    renamed = entities[0].model_copy(update={"name": "another"})
    over = {"entities": {}, "relations": {place: empty.states("relations")[place] for place in places}, "merges": {}}
    empty.change_graph([renamed], [], [], over, [], "the whole")
    assert empty.entity(renamed.id) == renamed
    assert list(empty.entities()) == [renamed, *entities[1:]]
    assert list(empty.relations()) == [r for r in relations if r not in some]
    assert empty.graph_content() == "the whole"


def test_what_was_changed_over_there_is_mended_by_the_next_copy(fresh: Fresh, store: Store) -> None:
    with fresh() as target:
        sync(store, target)
        entities, relations, there = list(store.entities()), list(store.relations()), target.states("relations")
        renamed = entities[0].model_copy(update={"name": "another"})
        denied = relations[0].model_copy(update={"affirmed": False})
        extra = relations[1].model_copy(update={"id": "rel_extra"})
        of = {state: place for place, state in there.items()}
        places = [of[state_of(relation.model_dump_json())] for relation in (relations[0], relations[2])]
        over = {"entities": {}, "relations": {place: there[place] for place in places}, "merges": {}}
        target.change_graph([renamed], [denied, extra], [], over, [], "another graph")
        assert list(target.relations()) != relations
        assert sync(store, target).graph
        assert (list(target.entities()), list(target.relations())) == (entities, relations)
        assert target.graph_content() == store.graph_content()


def test_a_copy_that_was_cut_off_anywhere_is_made_whole_by_the_next(
    fresh: Fresh, workspace: Path, tell: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(workspace, write=True) as source, fresh() as target:
        sync(source, target)
        for number, method in enumerate(("replace_documents", "forbid_merge", "change_graph", "start_run", "seal")):
            filled(source, tell("lake.txt", [("lake", "CAUSES", f"mist {number}")]))
            source.forbid_merge("lake", f"sea {number}")
            refresh(source)
            source.close_run(source.start_run(f"print {number}", "{}").id, RunState.FINISHED)
            with monkeypatch.context() as cut:
                cut.setattr(target, method, interrupted)
                if method == "seal":
                    cut.setattr(target, "sealed", lambda: False)  # as after every writing to a server
                with pytest.raises(KeyboardInterrupt):
                    sync(source, target)
            sync(source, target)
            assert (target.digest(), target.counts()) == (source.digest(), source.counts())
            assert target.graph_content() == source.graph_content()


def interrupted(*_: object) -> None:
    raise KeyboardInterrupt


def test_two_workspaces_copied_in_turn_to_one_store_each_arrive_whole(
    fresh: Fresh, workspace: Path, tmp_path: Path, tell: Callable
) -> None:
    remembered = "the graph over there is none that this side remembers"
    shutil.copytree(workspace, tmp_path / "copy")
    with (
        open_store(workspace, write=True) as one,
        open_store(tmp_path / "copy", write=True) as other,
        fresh() as target,
    ):
        sync(one, target)
        for number in range(2):
            for source in (one, other):
                filled(source, tell("lake.txt", [(f"lake of {source is one}", "CAUSES", f"mist {number}")]))
                assert sync(source, target).whole == ("" if (number, source) == (0, one) else remembered)
                assert (target.digest(), target.counts()) == (source.digest(), source.counts())
        assert sync(other, target).whole == ""


def test_what_was_changed_in_a_copy_comes_back_and_goes_over_again(fresh: Fresh, store: Store, tell: Callable) -> None:
    with fresh() as target:
        sync(store, target)
        filled(target, tell("lake.txt", [("lake", "CAUSES", "mist")]))
        sync(target, store)
        assert (store.digest(), store.counts()) == (target.digest(), target.counts())
        filled(store, tell("lake.txt", [("lake", "CAUSES", "fog")]))
        sync(store, target)
        assert (store.digest(), store.counts()) == (target.digest(), target.counts())
        for kind in GRAPH:
            assert sorted(target.states(kind).values()) == sorted(store.states(kind).values())


@given(st.sets(st.integers(0, 30)), st.lists(st.integers(0, 30)))
def test_a_difference_makes_one_mapping_the_other(wanted: set[int], there: list[int]) -> None:
    ours, theirs = {f"here {n}": n for n in wanted}, {f"there {place}": n for place, n in enumerate(there)}
    missing, over = difference(ours, theirs)
    kept = [n for place, n in theirs.items() if place not in over]
    assert sorted([*kept, *(ours[place] for place in missing)]) == sorted(wanted)


def test_runs_over_there_that_are_not_here_are_not_lost(fresh: Fresh, store: Store) -> None:
    with fresh() as target:
        target.start_run("another", "{}")
        with pytest.raises(UserError, match="runs over there"):
            sync(store, target)
