"""Lists of references read as works, and citations as what a text cites each of them for."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.extract.citations import citations, name_before
from ingest.extract.works import Work, author_name, works
from ingest.pipeline import ingest
from ingest.settings import IngestSettings
from kg.records import Block, Document, Label, content_id
from kg.store import Store
from kg.workspace import open_store


def listed(*entries: str) -> Document:
    """Return a document that is a list of references."""
    text = "\n".join(entries)
    blocks, start = [], 0
    for order, entry in enumerate(entries):
        end = start + len(entry)
        blocks.append(Block(id=f"b{order}", label=Label.REFERENCE, order=order, start=start, end=end))
        start = end + 1
    return Document(
        id=content_id("doc", text),
        source="list.txt",
        sha256="0" * 64,
        media_type="text/plain",
        reader="text",
        text=text,
        blocks=tuple(blocks),
    )


def told(entry: str) -> tuple[str, str, str, str | None, str | None]:
    """Return surname, year, title, venue and single author of an entry."""
    document = listed(entry)
    (work,) = works(document)
    assert isinstance(work, Work)

    def words(span: tuple[int, int] | None) -> str | None:
        return document.quote(*span) if span else None

    return work.surname, work.year, str(words(work.title)), words(work.venue), words(work.author)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            "Sand, A. B. (2011). Wells that last. Journal of Wells, 12(3), 4–9. https://doi.org/10.1/x",
            ("Sand", "2011", "Wells that last", "Journal of Wells", "Sand, A. B."),
        ),
        (
            "Sand, A., Reed, C., & Lake, D. (2019a). Pumps: A guide (2nd ed.). Waterworks Press.",
            ("Sand", "2019a", "Pumps: A guide", None, None),
        ),
        (
            "Reed, C. (2020). How reeds filter. In Proceedings of the 3rd Reed Meeting (pp. 7–9). Bog House.",
            ("Reed", "2020", "How reeds filter", "Proceedings of the 3rd Reed Meeting", "Reed, C."),
        ),
        (
            "[7] A. B. Sand and C. Reed. “On the depth of wells.” In: Journal of Wells 8.4 (1996), pp. 1–2.",
            ("Sand", "1996", "On the depth of wells", "Journal of Wells", None),
        ),
        (
            "Lake, Dora, and Ann Sand. 2015. “Springs in Winter.” The Spring Journal 49 (1): 71–79.",
            ("Lake", "2015", "Springs in Winter", "The Spring Journal", None),
        ),
        (
            "Sand A (2004). “How pumps fail.” In C Reed, D Lake (eds.), Proceedings of the Pump Meeting, pp. 4–9.",
            ("Sand", "2004", "How pumps fail", "Proceedings of the Pump Meeting", "Sand A"),
        ),
        ("4. D. Lake. Water in Old Towns. Springer, 2001.", ("Lake", "2001", "Water in Old Towns", None, "D. Lake")),
        (
            "Reed, C. (1980). The depth of iterative wells. The case of bog pumps.",
            ("Reed", "1980", "The depth of iterative wells. The case of bog pumps", None, "Reed, C."),
        ),
        (
            "Lake, D. (2019). Moving wells. Bog Forum, Volume 7, 54–68.",
            ("Lake", "2019", "Moving wells", "Bog Forum", "Lake, D."),
        ),
        ("Sand, A. (n.d.). WellTools. https://wells.org", ("Sand", "n.d.", "WellTools", None, "Sand, A.")),
    ],
)
def test_an_entry_is_read_as_authors_year_title_and_venue(entry: str, expected: tuple[str, ...]) -> None:
    assert told(entry) == expected


@pytest.mark.parametrize(
    "entry",
    [
        "WellTools, https://wells.org, retrieved in May",
        "Journal of Wells, 73(2), 393–398.",
        "Sand, A. (2011). https://wells.org/only/an/address",
    ],
)
def test_an_entry_of_no_sure_form_is_handed_back(entry: str) -> None:
    (found,) = works(listed(entry))
    assert isinstance(found, Block)


def test_entries_that_run_together_behind_an_address_are_two() -> None:
    first = "Sand, A., & Reed, C. (2011). Wells that last. Journal of Wells, 12(3), 4–9. https://doi.org/10.1/x"
    second = "Lake, D. (2012). Springs in winter. Spring Letters, 2(1), 3–4."
    document = listed(f"{first} {second}")
    found = [work for work in works(document) if isinstance(work, Work)]
    assert [document.quote(*work.entry) for work in found] == [first, second]
    assert [work.surname for work in found] == ["Sand", "Lake"]


def test_a_number_in_the_name_of_a_book_is_no_year() -> None:
    entry = (
        "D. Capen and A. Boynton. “Models of songbird habitat.” In: Wildlife 2000: modelling habitat relationships. "
        "Ed. by J. Verner. Madison: Marsh Press, 1986, pp. 171–175."
    )
    _, year, _, venue, _ = told(entry)
    assert year == "1986"
    assert venue is None


def test_numbers_that_stand_alone_are_no_entries_and_order_numbers_the_rest() -> None:
    document = listed("1. 2.", "A. Sand. “One thing.” 2001.", "B. Reed. “Another thing.” 2002.")
    assert [work.number for work in works(document) if isinstance(work, Work)] == [1, 2]


def cited(text: str) -> list[tuple[str, str]]:
    """Return the words that cite, and the title cited, in a text."""
    document = listed(
        "Sand, A. (2011). Wells that last. Journal of Wells, 1(2), 3–4.",
        "Sand, A., & Reed, C. (2012). Pumps that last. Journal of Wells, 2(2), 3–4.",
        "Lake, D. (2012a). Dry springs. Spring Letters, 2(2), 3–4.",
    )
    known = [work for work in works(document) if isinstance(work, Work)]
    return [(text[slice(*c.cited)], document.quote(*c.work.title)) for c in citations(text, 0, known)]


def test_citations_by_author_and_year_or_by_number_lead_to_their_works() -> None:
    assert cited("A pump (Sand & Reed, 2012) is") == [("Sand & Reed, 2012", "Pumps that last")]
    assert cited("A well (see Sand 2011; Lake, 2012a) is") == [
        ("see Sand 2011", "Wells that last"),
        ("Lake, 2012a", "Dry springs"),
    ]
    assert cited("A spring [3] dries") == [("3", "Dry springs")]


@pytest.mark.parametrize(
    "text",
    ["A well (about 2011) is", "A well (Moor, 2011) is", "A well [1-3] is", "A well [9] is", "A well (see above)"],
)
def test_brackets_that_cite_no_known_work_alone_yield_nothing(text: str) -> None:
    assert cited(text) == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("drawn with Wells.js", "Wells.js"),
        ("run on PEST++", "PEST++"),
        ("simulated with VMD 1.9.4", "VMD"),
        ("by the Bog Analysis Workshop", "Bog Analysis Workshop"),
        ("as was shown before", None),
        ("Wells", None),
    ],
)
def test_a_name_before_brackets_is_known_by_its_letters(text: str, name: str | None) -> None:
    span = name_before(text)
    assert (text[slice(*span)] if span else None) == name


def test_a_name_is_said_with_its_surname_last() -> None:
    assert author_name("Sand, A. B.") == "A. B. Sand"
    assert author_name("A. Sand") == "A. Sand"


PAPER = """# On wells

## Methods

The depth gauge (Sand, 2011) is a tool. The gauge measures the depth of a well. We drew figures with WellPlot
(Lake, 2012) and printed them. Wells are deeper than one thinks (Reed, 2013).

## References

- Sand, A. (2011). Wells that last. Journal of Wells, 1(2), 3–4.
- Lake, D. (2012). Plots for everyone. Plot Letters, 2(2), 3–4.
- Reed, C. (2013). Deep thoughts. Journal of Thinking, 5(1), 1–2.
- Something that no one can read.
"""


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paper")
    (folder / "wells.md").write_text(PAPER, encoding="utf-8")
    with open_store(folder / "workspace", write=True) as store:
        ingest([str(folder / "wells.md")], store, IngestSettings(embed=False))
    return folder / "workspace"


def facts(store: Store, relation: str) -> set[tuple[str, str]]:
    names = {entity.id: entity.name for entity in store.entities()}
    return {(names[r.head], names[r.tail]) for r in store.relations() if r.relation == relation}


def test_a_paper_tells_what_its_works_are_cited_for_and_where_they_were_published(paper: Path) -> None:
    with open_store(paper) as store:
        assert facts(store, "CITES") == {("Plots for everyone", "WellPlot")}
        assert ("Wells that last", "Journal of Wells") in facts(store, "PUBLISHED_IN")
        assert ("Plots for everyone", "D. Lake") in facts(store, "WRITTEN_BY")
        assert "reference_unread" in {rejection.reason for rejection in store.rejections()}


def test_every_word_of_what_references_tell_stands_at_its_place(paper: Path) -> None:
    with open_store(paper) as store:
        texts = {document.id: document.text for document in store.documents()}
        told = [claim for claim in store.claims() if claim.extractor == "references"]
        assert len(told) == 7
        for claim in told:
            text = texts[claim.evidence.document]
            assert text[claim.evidence.start : claim.evidence.end] == claim.evidence.quote
            for argument in (claim.head, claim.tail):
                assert text[argument.start : argument.end] == argument.phrase


def test_a_work_was_published_in_the_year_of_its_entry(paper: Path) -> None:
    with open_store(paper) as store:
        dates = {claim.head.phrase: claim.time for claim in store.claims() if claim.relation == "PUBLISHED_IN"}
        assert dates == {"Wells that last": "in 2011", "Plots for everyone": "in 2012", "Deep thoughts": "in 2013"}


def test_a_work_that_is_listed_twice_is_named_as_such_and_tells_nothing(tmp_path: Path) -> None:
    twice = PAPER + "- Reed, C. (2014). Deep thoughts. Journal of Thinking, 6(1), 1–2.\n"
    (tmp_path / "wells.md").write_text(twice, encoding="utf-8")
    with open_store(tmp_path / "workspace", write=True) as store:
        ingest([str(tmp_path / "wells.md")], store, IngestSettings(embed=False))
        assert "Deep thoughts" not in {head for head, _ in facts(store, "PUBLISHED_IN")}
        assert [r.reason for r in store.rejections()].count("listed_twice") == 2
