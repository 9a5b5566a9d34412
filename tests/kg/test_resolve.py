"""Which names become one entity, which stay two, and that order does not matter."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.records import Certainty, Evidence, Mention, content_id
from kg.resolve import Resolution, refresh, resolve
from kg.resolve.compare import never
from kg.resolve.units import profiles
from kg.store import Store

NAMES = ["rain", "Rain", "rains", "rain-fall", "rainfall", "CNN", "CNNs", "network", "Network", "neural networks"]


def mention(
    name: str,
    at: int = 0,
    document: str = "doc_a",
    kind: str = "concept",
    long: str | None = None,
    proper: bool = False,
) -> Mention:
    place = Evidence(
        id=content_id("ev", document, at),
        document=document,
        source=document,
        sha256="0" * 64,
        chunk=f"{document}_chunk",
        start=at,
        end=at + len(name),
        quote=name,
    )
    identity = content_id("men", place.id, name)
    return Mention(id=identity, name=name, type=kind, evidence=place, long_form=long, proper=proper)


def names(found: Resolution) -> set[frozenset[str]]:
    """Return each entity as the set of its names."""
    return {frozenset({e.name, *e.aliases}) for e in found.entities}


def one_thing(one: Mention, other: Mention) -> bool:
    """Return whether two mentions are one entity where nothing else is known."""
    return len(resolve([one, other], []).entities) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("colour", "color"),
        ("data set", "dataset"),
        ("e-mail", "email"),
        ("K-means", "k means"),
        ("Jupyter Notebook", "Jupyter notebooks"),
        ("convolutional neural networks (CNNs)", "CNN"),
        ("activation of receptors", "receptor activation"),
        ("World War II", "World War Two"),
        ("the 14th Amendment", "Fourteenth Amendment"),
        ("systems biology", "system biology"),
        ("Poincaré map", "Poincare map"),
        ("computation power", "computational power"),
        ("Rock Nominees", "Rock Nominees Ltd"),
        ("University of Edinburgh", "University of Edinburgh's"),
        ("Theatre in Christchurch", "Theatre, Christchurch"),
        ("County Cork", "Cork County"),
    ],
)
def test_ways_of_writing_one_name_are_one_thing_also_across_documents(one: str, other: str) -> None:
    assert one_thing(mention(one), mention(other, 0, "doc_b"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("HTTP 1.0", "HTTP 2.0"),
        ("Figure 1", "Figure 2"),
        ("supervised learning", "unsupervised learning"),
        ("linear model", "nonlinear model"),
        ("north", "south"),
        ("northern hemisphere", "southern hemisphere"),
        ("mean", "median"),
        ("fast inactivation", "slow inactivation"),
        ("symmetric matrix", "asymmetric matrix"),
        ("V-nullcline", "h-nullcline"),
        ("World War I", "World War II"),
        ("good", "goods"),
        ("custom", "customs"),
        ("body water", "body of water"),
        ("University of Washington", "Washington University"),
        ("gradient descent", "gradient ascent"),
        ("forest", "oak forest"),
        ("algorithm", "algorithmics"),
        ("learner", "learning"),
        ("mS", "ms"),
    ],
)
def test_names_that_look_alike_are_two_things_also_in_one_document(one: str, other: str) -> None:
    assert not one_thing(mention(one), mention(other, 40))


def test_what_forbids_a_merge_is_named() -> None:
    rows = [
        mention(n, at)
        for at, n in enumerate(("HTTP 1.0", "HTTP 2.0", "mean value", "median value", "stable", "unstable"))
    ]
    units = {u.name: p for u, p in profiles(rows, []).items()}
    assert never(units["HTTP 1.0"], units["HTTP 2.0"]) == "numbers"
    assert never(units["mean value"], units["median value"]) == "opposites"
    assert never(units["stable"], units["unstable"]) == "negation"
    assert never(units["stable"], units["mean value"]) is None


def test_a_surname_is_the_one_full_name_of_its_document_that_came_before_it() -> None:
    full = mention("Geoffrey Hinton", 10, kind="person", proper=True)
    assert one_thing(full, mention("Hinton", 50, kind="person", proper=True))
    assert not one_thing(full, mention("Hinton", 0, kind="person", proper=True))
    assert not one_thing(full, mention("Hinton", 50, "doc_b", kind="person", proper=True))
    assert one_thing(full, mention("G. Hinton", 50, kind="person", proper=True))
    other = mention("Charles Hinton", 30, kind="person", proper=True)
    assert len(resolve([full, other, mention("Hinton", 50, kind="person", proper=True)], []).entities) == 3
    entity = resolve([full, *(mention("Hinton", at, kind="person", proper=True) for at in (50, 60))], []).entities
    assert [e.name for e in entity] == ["Geoffrey Hinton"]


def test_a_name_that_fits_two_things_joins_neither() -> None:
    rows = [
        mention("George Bush", 0, kind="person", proper=True),
        mention("George W. Bush", 30, kind="person", proper=True),
        mention("George H. W. Bush", 60, kind="person", proper=True),
    ]
    assert len(resolve(rows[:2], []).entities) == 1
    assert len(resolve(rows, []).entities) == 3


def test_an_abbreviation_inside_a_name_is_spelled_out() -> None:
    rows = [
        mention("CNN", long="convolutional network"),
        mention("CNN model", 10),
        mention("convolutional network model", 30, "doc_b"),
    ]
    assert names(resolve(rows, [])) == {
        frozenset({"CNN", "convolutional network"}),
        frozenset({"CNN model", "convolutional network model"}),
    }


def test_a_country_behind_a_university_is_no_abbreviation_of_it() -> None:
    rows = [mention("US", long="University of Wisconsin"), mention("University of Wisconsin", 9)]
    assert len(resolve(rows, []).entities) == 2


def test_a_merge_says_how_with_what_odds_and_where() -> None:
    found = resolve([mention("rain garden"), mention("rain gardens", 20), mention("rain-garden", 40)], [])
    by_name = {m.absorbed: m for m in found.merges}
    plural = by_name["rain gardens"]
    assert (plural.reason, plural.beside) == ("plural", "rain garden")
    assert 0.7 < plural.score <= 1
    assert {f.name for f in plural.detail} == {"plural", "same_type", "shared_document"}
    assert {e.quote for e in plural.evidence} == {"rain garden", "rain gardens"}
    short = resolve([mention("CNN", long="convolutional network"), mention("convolutional network", 9)], []).merges
    assert [len(m.evidence) for m in short] == [1]


def test_embeddings_are_asked_only_where_the_odds_hang_on_them() -> None:
    asked: list[tuple[str, str]] = []

    def similarity(pairs: Sequence[tuple[str, str]]) -> list[float]:
        asked.extend(pairs)
        return [0.99] * len(pairs)

    plain = [mention("rain"), mention("rains", 9), mention("Rain", 20)]
    resolve(plain, [], similarity=similarity)
    assert asked == []
    rows = [mention("computation power"), mention("computational power", 30)]
    assert len(resolve(rows, [], similarity=similarity).entities) == 1
    assert asked == [("computation power", "computational power")]
    assert len(resolve(rows, [], similarity=lambda pairs: [0.2] * len(pairs)).entities) == 2


def test_case_hyphens_and_plurals_are_one_entity_and_each_merge_is_recorded() -> None:
    rows = ["water cycle", "water cycle", "Water Cycle", "water-cycle", "water cycles"]
    found = resolve([mention(name, at) for at, name in enumerate(rows)], [])
    assert [e.name for e in found.entities] == ["water cycle"]
    assert {(m.absorbed, m.kept, m.reason) for m in found.merges} == {
        ("Water Cycle", "water cycle", "same_form"),
        ("water-cycle", "water cycle", "same_form"),
        ("water cycles", "water cycle", "plural"),
    }


def test_an_abbreviation_is_its_long_form_in_every_document_where_none_says_otherwise() -> None:
    rows = [
        mention("convolutional network", 0),
        mention("CNN", 9, long="convolutional networks"),
        mention("CNN", 0, "doc_b"),
        mention("CNNs", 9, "doc_b"),
    ]
    found = resolve(rows, [])
    assert names(found) == {frozenset({"CNN", "CNNs", "convolutional network", "convolutional networks"})}
    assert {m.reason for m in found.merges} == {"abbreviation", "plural"}


def test_an_abbreviation_of_two_things_is_two_things() -> None:
    rows = [
        mention("PCA", 0, "doc_a", long="principal component analysis"),
        mention("PCA", 9, "doc_a"),
        mention("PCA", 0, "doc_b", long="posterior cerebral artery"),
        mention("PCA", 0, "doc_c"),
    ]
    found = resolve(rows, [])
    assert sorted(len(e.mentions) for e in found.entities) == [1, 1, 2]
    assert len({e.id for e in found.entities}) == 3


def test_an_abbreviation_is_not_the_common_noun_of_its_letters() -> None:
    found = resolve([mention("RAM", long="random access memory"), mention("ram", 9, kind="animal")], [])
    assert len(found.entities) == 2


def test_names_of_one_spelling_and_two_types_are_two_things() -> None:
    rows = [mention("Turkey", at, kind="place") for at in range(3)]
    rows += [mention("turkey", at + 9, kind="animal") for at in range(3)]
    assert {e.type for e in resolve(rows, []).entities} == {"place", "animal"}
    once = [mention("Turkey", kind="place"), mention("turkey", 9, kind="animal")]
    assert len(resolve(once, []).entities) == 1


def test_a_surname_in_s_is_no_plural() -> None:
    rows = [mention("William", kind="person", proper=True), mention("Williams", 9, kind="person", proper=True)]
    assert len(resolve(rows, []).entities) == 2


def test_the_type_is_the_majoritys_and_the_name_the_most_frequent() -> None:
    rows = [mention("River", 0, kind="place"), mention("river", 1), mention("river", 2)]
    (entity,) = resolve(rows, []).entities
    assert (entity.name, entity.type, entity.aliases) == ("river", "concept", ("River",))


def test_claims_of_one_meaning_are_one_edge_with_the_strongest_certainty(tell: Callable) -> None:
    sure = tell("a.txt", [("rain", "CAUSES", "flood")])
    unsure = tell("b.txt", [("Rain", "CAUSES", "floods")], certainty=Certainty.POSSIBLE)
    denied = tell("c.txt", [("rain", "CAUSES", "flood")], affirmed=False)
    told = (sure, unsure, denied)
    found = resolve([m for t in told for m in t.mentions], [c for t in told for c in t.claims])
    assert sorted((r.affirmed, len(r.claims), r.certainty) for r in found.relations) == [
        (False, 1, Certainty.ASSERTED),
        (True, 2, Certainty.ASSERTED),
    ]


def test_every_claim_becomes_an_edge_or_a_rejection(tell: Callable) -> None:
    told = tell("a.txt", [("rain", "CAUSES", "Rain"), ("rain", "CAUSES", "mud")])
    found = resolve(told.mentions, told.claims)
    assert [r.reason for r in found.rejections] == ["self_loop"]
    assert sum(len(r.claims) for r in found.relations) + len(found.rejections) == len(told.claims)
    lost = resolve((), told.claims)
    assert {r.reason for r in lost.rejections} == {"argument_unknown"}


def test_an_entity_rests_on_its_definition_where_it_has_one(tell: Callable) -> None:
    told = tell("a.txt", [("rain", "CAUSES", "mud")], [("rain", "IS_A", "weather")])
    claims = [c.model_copy(update={"predicate": c.predicate.model_copy(update={"text": "be"})}) for c in told.claims]
    rain = next(e for e in resolve(told.mentions, claims).entities if e.name == "rain")
    assert rain.evidence.quote == "rain is_a weather."


def test_forbidden_names_are_two_entities_and_the_others_stay_joined() -> None:
    rows = [mention(name, at) for at, name in enumerate(["CNN", "CNNs", "ConvNet", "convolutional network"] * 2)]
    rows += [mention("CNN", 90, long="convolutional network"), mention("ConvNet", 99, long="convolutional network")]
    assert len(resolve(rows, []).entities) == 1
    found = resolve(rows, [], {("CNN", "convolutional network")})
    assert names(found) == {frozenset({"CNN", "CNNs", "convolutional network"})} or len(found.entities) == 2
    holders = [e for e in found.entities if {"CNN", "convolutional network"} & {e.name}]
    assert len({e.id for e in holders}) == len(holders)
    apart = [{*e.mentions} for e in found.entities]
    of = {m.id: m.name for m in rows}
    assert not any({"CNN", "convolutional network"} <= {of[m] for m in members} for members in apart)


def test_unmerging_in_a_store_lasts(store: Store, tell: Callable) -> None:
    store.replace_document(*tell("more.txt", [("run-off", "CAUSES", "puddle")]))
    refresh(store)
    before = {e.name for e in store.entities()}
    assert "run-off" not in before
    store.forbid_merge("runoff", "run-off")
    for _ in range(2):
        refresh(store)
        assert {e.name for e in store.entities()} == before | {"run-off"}


mentions_strategy = st.lists(
    st.builds(
        mention,
        st.sampled_from(NAMES),
        st.integers(0, 30),
        st.sampled_from(["doc_a", "doc_b"]),
        st.sampled_from(["concept", "place"]),
        st.sampled_from([None, None, "neural network", "rain network"]),
    ),
    max_size=25,
)


@given(mentions_strategy, st.integers(0, 99), st.sets(st.tuples(*[st.sampled_from(NAMES)] * 2), max_size=2))
def test_order_does_not_matter_and_nothing_is_lost(rows: list[Mention], seed: int, pairs: set[tuple[str, str]]) -> None:
    forbidden = {pair for pair in pairs if pair[0] != pair[1]}
    rows = list({m.id: m for m in rows}.values())
    shuffled = random.Random(seed).sample(rows, len(rows))
    found = resolve(rows, [], forbidden)
    assert found == resolve(shuffled, [], forbidden)
    held = [m for e in found.entities for m in e.mentions]
    assert sorted(held) == sorted(m.id for m in rows)
    assert len({e.id for e in found.entities}) == len(found.entities)
    of = {m.id: m.name for m in rows}
    for entity in found.entities:
        joined = {of[m] for m in entity.mentions}
        assert not any({a, b} <= joined for a, b in forbidden)


HARD = [
    "George Bush",
    "George W. Bush",
    "G. Bush",
    "Bush",
    "HTTP 1.0",
    "HTTP 2",
    "http 2",
    "stable point",
    "unstable point",
    "point of stability",
    "Rock Ltd",
    "Rock",
    "rock",
    "RMSD",
    "root mean square deviation",
]


@given(
    st.lists(
        st.builds(
            mention,
            st.sampled_from(HARD),
            st.integers(0, 60),
            st.sampled_from(["doc_a", "doc_b"]),
            st.sampled_from(["concept", "person"]),
            st.just(None),
            st.booleans(),
        ),
        max_size=20,
    ),
    st.integers(0, 99),
)
def test_no_chain_of_pairs_joins_what_may_never_be_one_thing(rows: list[Mention], seed: int) -> None:
    rows = list({m.id: m for m in rows}.values())
    similarity = lambda pairs: [0.9] * len(pairs)  # noqa: E731
    found = resolve(rows, [], similarity=similarity)
    assert found == resolve(random.Random(seed).sample(rows, len(rows)), [], similarity=similarity)
    units = profiles(sorted(rows, key=lambda m: m.id), [])
    of = {m.id: unit for unit, profile in units.items() for m in profile.mentions}
    for entity in found.entities:
        held = sorted({of[m] for m in entity.mentions})
        assert not any(never(units[a], units[b]) for a in held for b in held if a < b)
    joined = {frozenset((m.absorbed, m.kept)) for m in found.merges}
    assert all(len(pair) == 2 for pair in joined)
    assert len(found.merges) >= sum(len({of[m].name for m in e.mentions}) - 1 for e in found.entities)


@pytest.mark.parametrize("size", [20_000])
def test_many_mentions_are_resolved_in_one_pass(size: int) -> None:
    rows = [mention(f"thing {n % 5000}", n) for n in range(size)]
    assert len(resolve(rows, []).entities) == 5000
