"""Claims as questions see them: which are fit, what is said with them, and the same fact the other way round."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from generate.admit import admit
from generate.clauses import object_question, statement, subject_question, what_it_does
from generate.context import one_of_several
from generate.converse import converse
from generate.facts import sound_title, survey
from generate.phrases import flaw, generic, lowered
from generate.tasks.enumerate import complete
from kg.records import Entity, Hop, Predicate
from kg.walk import Graph

MakeHop = Callable[..., Hop]


def reason(found: Hop) -> str | None:
    turned = admit(found)
    return turned.reason if turned else None


def test_what_a_claim_holds_under_is_said_with_it(hop: MakeHop) -> None:
    found = hop(
        "The old compiler translates Fortran code to C.", "The old compiler", "translate", "Fortran code", scope="to C"
    )
    assert reason(found) is None
    assert statement(found) == "The old compiler translates Fortran code to C."
    assert object_question(found) == "what does the old compiler translate to C"
    assert subject_question(found) == "what translates Fortran code to C"


@pytest.mark.parametrize("scope", ["as before", "often, in theory", "on their own computer", "in 2022"])
def test_a_qualifier_that_cannot_be_said_turns_the_claim_away(hop: MakeHop, scope: str) -> None:
    found = hop(f"Wet soils store carbon {scope}.", "Wet soils", "store", "carbon", scope=scope)
    assert reason(found) == "claim_qualified"


@pytest.mark.parametrize(
    ("quote", "tail", "several"),
    [
        ("The notes contain checklists, readers, and a concept.", "checklists", {"tail"}),
        ("The notes contain checklists, readers, and a concept.", "a concept", {"tail"}),
        ("The notes contain checklists, which helps teachers a lot.", "checklists", set()),
        ("The notes contain checklists and explain all terms.", "checklists", set()),
        ("The notes contain checklists.", "checklists", set()),
    ],
)
def test_a_member_of_a_list_is_one_of_several(hop: MakeHop, quote: str, tail: str, several: set[str]) -> None:
    assert one_of_several(hop(quote, "The notes", "contain", tail).claim) == several


def test_a_list_is_complete_only_with_its_first_its_last_and_all_between(hop: MakeHop) -> None:
    told = "The notes contain checklists, readers, and plans."
    rows = [hop(told, "The notes", "contain", member) for member in ("checklists", "readers", "plans")]
    assert complete(rows)
    assert not complete(rows[:2])
    assert not complete(rows[1:])
    assert not complete([rows[0], rows[2]])


def test_an_indefinite_tail_may_lose_a_clause_and_a_definite_one_may_not(hop: MakeHop) -> None:
    told = "Teaching soil science requires {} that holds soils and weather."
    assert reason(hop(told.format("a field guide"), "Teaching soil science", "require", "a field guide")) is None
    assert reason(hop(told.format("the field guide"), "Teaching soil science", "require", "the field guide")) == (
        "phrase_cut_after"
    )


def test_the_doer_after_by_is_no_cut_phrase(hop: MakeHop) -> None:
    quote = "The Jacobi method can be implemented by convolution."
    assert reason(hop(quote, "convolution", "implement", "The Jacobi method")) is None


def test_a_documents_own_thing_is_said_by_its_kind(hop: MakeHop) -> None:
    found = hop("We prioritize soil carbon.", "We", "prioritize", "soil carbon", named="authors of “Soil in Brief”")
    plural = found.claim.model_copy(update={"head": found.claim.head.model_copy(update={"plural": True})})
    assert statement(found.model_copy(update={"claim": plural})) == "The authors prioritize soil carbon."


def test_a_documents_own_thing_agrees_in_number_though_its_kind_begins_with_a_name(hop: MakeHop) -> None:
    found = hop("Colab notebooks hold notes.", "Colab notebooks", "hold", "notes", named="Colab notebook of “Soil”")
    plural = found.claim.model_copy(update={"head": found.claim.head.model_copy(update={"plural": True})})
    assert statement(found.model_copy(update={"claim": plural})) == "The Colab notebooks hold notes."


def test_a_fact_turned_round_is_the_same_fact_in_the_passive(hop: MakeHop) -> None:
    found = hop("Rain recharges groundwater.", "Rain", "recharge", "groundwater", relation="INCREASES", named="rain")
    turned = converse(found)
    assert turned is not None
    assert (turned.head, turned.tail, turned.inverse) == (found.tail, found.head, True)
    assert statement(turned) == "Groundwater is recharged by rain."
    assert turned.claim.evidence == found.claim.evidence


def test_a_kind_is_not_turned_round(hop: MakeHop) -> None:
    found = hop("Springs are outlets.", "Springs", "be", "outlets", "be", "IS_A")
    assert converse(found) is None


@pytest.mark.parametrize(
    ("verb", "text", "asked"),
    [("depend", "depend on", "what depends on them"), ("contain", "contain", "what contains them")],
)
def test_what_has_no_passive_is_asked_for_by_what_it_does(hop: MakeHop, verb: str, text: str, asked: str) -> None:
    found = hop(f"Springs {text} aquifers.", "Springs", verb, "aquifers", text, "REQUIRES")
    predicate = found.claim.predicate.model_copy(update={"preposition": text.partition(" ")[2]})
    claim = found.claim.model_copy(update={"predicate": predicate})
    relation = found.relation.model_copy(update={"claims": (claim,)})
    turned = converse(found.model_copy(update={"claim": claim, "relation": relation}))
    assert turned is not None
    assert (turned.head, turned.tail, turned.inverse) == (found.tail, found.head, True)
    assert what_it_does(turned, "they", plural=True) == asked
    assert statement(turned) == statement(found)


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("students", True),
        ("a short lecture", True),
        ("the course", True),
        ("foundational concepts", True),
        ("higher-level capabilities", True),
        ("undergraduate chemistry students", False),
        ("a soil model", False),
        ("PyTorch", False),
        ("groundwater", False),
    ],
)
def test_a_phrase_that_names_only_a_kind_is_no_answer(phrase: str, expected: bool) -> None:
    assert generic(phrase) is expected


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Groundwater", True),
        ("On the “Flow” of Water", True),
        ("notes-on-wells.txt", True),
        ("report 2023 (final).pdf", True),
        ("Introduction", False),
        ("", False),
        ("10.1234/567", False),
        ("x1", False),
        ("a b � c", False),
    ],
)
def test_a_question_names_a_document_by_title_or_by_file_but_not_by_what_any_has(title: str, named: bool) -> None:
    assert bool(sound_title(title)) is named


def test_how_often_a_claim_holds_is_said_before_its_verb(hop: MakeHop) -> None:
    found = hop("The wet soils often store carbon.", "The wet soils", "store", "carbon", scope="often")
    assert reason(found) is None
    assert statement(found) == "The wet soils often store carbon."
    assert object_question(found) == "what do the wet soils often store"


@pytest.mark.parametrize(
    ("quote", "head", "tail", "turned"),
    [
        ("We work in wet meadows, which store soil carbon.", "wet meadows", "soil carbon", None),
        ("We work on maps of wet meadows, which store soil carbon.", "wet meadows", "soil carbon", "phrase_cut_before"),
        ("It matters, as wet meadows store soil carbon.", "wet meadows", "soil carbon", None),
    ],
)
def test_a_phrase_after_a_preposition_is_whole_where_a_clause_tells_of_it_alone(
    hop: MakeHop, quote: str, head: str, tail: str, turned: str | None
) -> None:
    assert reason(hop(quote, head, "store", tail)) == turned


def test_a_kind_without_the_clause_that_tells_it_from_others_says_nothing(hop: MakeHop) -> None:
    told = "An aquitard is {} that slows groundwater flow."
    short, long = (told.format(kind) for kind in ("a layer", "a thick clay layer"))
    assert reason(hop(short, "An aquitard", "be", "a layer", relation="IS_A")) == "phrase_cut_after"
    assert reason(hop(long, "An aquitard", "be", "a thick clay layer", relation="IS_A")) is None


def test_another_verb_asks_for_no_other_of_the_same(hop: MakeHop) -> None:
    grows = hop("Clover grows on old logs.", "Clover", "grow", "old logs", text="grow on", relation="LOCATED_IN")
    for verb, words in (("grow", "what else grows on those"), ("live", "what lives in those")):
        text = f"{verb} {'on' if verb == 'grow' else 'in'}"
        other = hop("Mites grow in old logs.", "Mites", verb, "old logs", text=text, relation="LOCATED_IN")
        turned = converse(other)
        assert turned is not None
        assert what_it_does(turned, "those", True, grows) == words


def test_a_claim_that_leaves_out_what_something_is_used_for_is_cut(hop: MakeHop) -> None:
    quote = "The soil module uses numpy to solve equations."
    assert reason(hop(quote, "The soil module", "use", "numpy", relation="USES")) == "phrase_cut_after"
    quote = "The soil module shows the way to the equations."
    assert reason(hop(quote, "The soil module", "show", "the way", relation="OTHER")) is not None


def test_a_current_may_flow_and_an_order_be_first() -> None:
    assert flaw("sodium current") is None
    assert flaw("the current version") == "phrase_points_elsewhere"
    assert flaw("a first order method for soil models") is None
    assert flaw("the first soil method") == "phrase_points_elsewhere"
    assert flaw("the water table") is None
    assert flaw("the Poisson equation") is None
    assert flaw("the equation") == "phrase_points_elsewhere"


def test_a_name_keeps_its_capital_where_the_graph_writes_it_so(hop: MakeHop) -> None:
    place = hop("Python packages rely on libraries.", "Python packages", "rely", "libraries").claim.evidence
    named = Entity(id="e", name="Python package", type="concept", aliases=("python package",), evidence=place)
    assert lowered("Python packages", named) == "Python packages"
    plain = Entity(id="e", name="soil package", type="concept", aliases=("Soil package",), evidence=place)
    assert lowered("Soil packages", plain) == "soil packages"
    assert lowered("R’s engines", plain) == "R’s engines"
    owner = Entity(id="e", name="Apple's display", type="object", evidence=place)
    assert lowered("Apple’s display", owner) == "Apple’s display"
    assert lowered("An Introduction to Soil Science", plain) == "An Introduction to Soil Science"
    assert lowered("The Archimedes screw", plain) == "the Archimedes screw"


def test_a_person_is_asked_for_as_one(hop: MakeHop) -> None:
    found = hop("Ada Lovelace was a programmer.", "Ada Lovelace", "be", "a programmer", relation="IS_A")
    assert object_question(found) == "what kind of thing is Ada Lovelace"
    person = found.model_copy(update={"head": found.head.model_copy(update={"type": "person"})})
    assert object_question(person) == "who is Ada Lovelace"


def published(hop: MakeHop, title: str, year: str) -> Hop:
    found = hop(f"{title}. Journal of Wells, {year}.", title, "publish", "Journal of Wells", text="be published in")
    claim = found.claim.model_copy(
        update={
            "id": title,
            "relation": "PUBLISHED_IN",
            "extractor": "references",
            "time": f"in {year}",
            "predicate": Predicate(
                text="be published in", verb="publish", passive=True, preposition="in", tense="past"
            ),
        }
    )
    edge = found.relation.model_copy(update={"id": title, "relation": "PUBLISHED_IN", "claims": (claim,)})
    work = found.head.model_copy(update={"type": "work"})
    return found.model_copy(update={"claim": claim, "relation": edge, "head": work})


def test_the_year_tells_two_works_of_one_journal_apart(hop: MakeHop) -> None:
    wells, pumps = published(hop, "Wells that last", "2011"), published(hop, "Pumps that pump", "2012")
    turned = converse(wells)
    assert turned is not None
    assert what_it_does(turned, "it", False) == "what was published there in 2011"
    assert what_it_does(turned, "that", False, pumps) == "what else was published there in 2011"
    assert what_it_does(turned, "B", False, pumps) == "what else was published in B in 2011"
    assert what_it_does(wells, "it", False) == "where it was published"
    assert object_question(wells) == "where was “Wells that last” published"
    for other, rivals in ((pumps, 0), (published(hop, "Pumps that pump", "2011"), 1)):
        ends = {end.id: end for one in (wells, other) for end in (one.head, one.tail)}
        graph = Graph(ends.values(), [wells.relation, other.relation], titles={"doc": "A Paper on Wells"})
        assert len(survey(graph).rivals(turned)) == rivals


def test_what_a_sentence_opens_with_is_said_before_the_claim(hop: MakeHop) -> None:
    found = hop(
        "For large loads, solids respond with cracks.",
        "solids",
        "respond",
        "cracks",
        text="respond with",
        scope="For large loads",
    )
    assert reason(found) is None
    assert statement(found) == "For large loads, solids respond with cracks."
    assert object_question(found) == "for large loads, what do solids respond with"
    assert subject_question(found) == "for large loads, what responds with cracks"
    assert what_it_does(found, "they", True) == "what they respond with for large loads"


def test_a_qualifier_after_a_governed_tail_stays_where_its_sentence_has_it(hop: MakeHop) -> None:
    told = "Solids respond to small loads through elastic bending."
    found = hop(told, "Solids", "respond", "small loads", text="respond to", scope="through elastic bending")
    assert reason(found) is None
    away = hop(
        "Through elastic bending in most cases solids respond to small loads.",
        "solids",
        "respond",
        "small loads",
        text="respond to",
        scope="in most cases",
    )
    assert reason(away) == "claim_qualified"


@pytest.mark.parametrize(
    "quote",
    [
        "numfold supports sparse grids and tall trees.",
        "numfold supports sparse grids [@doe2020; @roe] and runs anywhere.",
        "numfold supports sparse grids (https://example.org/grids) and runs anywhere.",
        "However, numfold supports sparse grids.",
    ],
)
def test_a_sentence_may_open_with_a_small_name_or_a_link_and_point_to_sources(hop: MakeHop, quote: str) -> None:
    assert reason(hop(quote, "numfold", "support", "sparse grids")) is None


def test_a_hedge_of_another_sentence_or_clause_is_not_the_claims(hop: MakeHop) -> None:
    told = "The fast wrapper takes only arrays of numbers. It calls the numfold kernel, which may be slow."
    found = hop(told, "The fast wrapper", "call", "the numfold kernel")
    assert reason(found) is None


def test_what_it_is_must_be_the_one_thing_named_before(hop: MakeHop) -> None:
    told = "The fast wrapper uses a numfold kernel. It reads sparse grids."
    assert reason(hop(told, "The fast wrapper", "read", "sparse grids")) == "pronoun_unsure"
    plain = "The fast wrapper is a numfold kernel. It reads sparse grids."
    assert reason(hop(plain, "The fast wrapper", "read", "sparse grids")) is None


@pytest.mark.parametrize(
    ("told", "tail", "why"),
    [
        ("Old wells run once on solar power.", "solar power", "adverb_dropped"),
        ("Like all pumps, old wells run on solar power.", "solar power", "opening_dropped"),
        ("In dry sand, where old wells run on solar power.", "solar power", "frame_dropped"),
        ("Old wells run on solar power for the whole of the summer.", "solar power", "clause_cut"),
        ("Old wells run on, e.g., solar power.", "solar power", "example_of_several"),
        ("Old wells run on crucial power.", "crucial power", "praise"),
        ("Old wells dry up fields, running on solar power.", "solar power", "attachment_unsure"),
    ],
)
def test_a_claim_that_leaves_something_of_its_clause_out_is_turned_away(
    hop: MakeHop, told: str, tail: str, why: str
) -> None:
    head = "old wells" if "old wells" in told else "Old wells"
    assert reason(hop(told, head, "run", tail, text="run on")) == why
