"""Web pages, Markdown, text and corpora."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.parse.assemble import assemble, keeps_hyphen
from ingest.parse.draft import Draft, Piece, Read
from ingest.parse.markdown_out import markdown
from ingest.parse.plain import decode, paragraphs
from ingest.parse.readers import READERS, read_here
from ingest.parse.suffixes import SUFFIXES
from ingest.settings import IngestSettings
from kg.records import Document, Label, Rejection

PAGE = """<!DOCTYPE html><html><head><title>How rain falls | Site</title>
<link rel="license" href="https://creativecommons.org/licenses/by/4.0/"></head>
<body><nav><a href="/">Home</a> <a href="/about">About</a></nav><article><h1>How rain falls</h1>
<p>Water falls from <a href="c">clouds</a> when drops grow heavy. The drops begin as vapour that cools on dust.</p>
<h2>Kinds</h2><ul><li>drizzle is fine rain</li><li>a shower is short</li></ul>
<table><tr><th>kind</th><th>mm</th></tr><tr><td>drizzle</td><td>1</td></tr></table>
<pre><code>rain = 1
snow = 2</code></pre>
<p>Rain that freezes on its way down is sleet, and it stings the faces of those who walk in it on winter days.</p>
</article><footer>Cookies</footer></body></html>"""


def read_all(path: Path) -> list[Document | Rejection]:
    return list(read_here(path, IngestSettings()))


def only(path: Path) -> Document:
    (document,) = read_all(path)
    assert isinstance(document, Document)
    return document


def labelled(document: Document) -> list[tuple[str, str]]:
    return [(b.label.value, document.quote(b.start, b.end)) for b in document.blocks]


def write(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def test_every_suffix_that_is_found_has_a_reader() -> None:
    assert set(READERS) == SUFFIXES


def test_a_web_page_keeps_its_article_and_loses_its_menu(tmp_path: Path) -> None:
    document = only(write(tmp_path, "a.html", PAGE))
    blocks = labelled(document)
    assert blocks[0] == ("title", "How rain falls")
    assert ("heading", "Kinds") in blocks
    assert ("list_item", "a shower is short") in blocks
    assert ("table", "kind | mm\ndrizzle | 1") in blocks
    assert ("code", "rain = 1\nsnow = 2") in blocks
    assert "Home" not in document.text
    assert "Cookies" not in document.text
    assert document.licence == "CC-BY-4.0"


def test_markdown_is_read_without_its_marks(tmp_path: Path) -> None:
    text = (
        "# Soil\n\nSoil *holds*\nwater.\n\n- [clay](x)\n- `sand`\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx = 1\n```\n\n## Life\n\nWorms."
    )
    document = only(write(tmp_path, "a.md", text))
    assert labelled(document) == [
        ("title", "Soil"),
        ("paragraph", "Soil holds water."),
        ("list_item", "clay"),
        ("list_item", "sand"),
        ("table", "a | b\n1 | 2"),
        ("code", "x = 1"),
        ("heading", "Life"),
        ("paragraph", "Worms."),
    ]
    assert [document.quote(c.start, c.end) for c in document.blocks[4].cells] == ["a", "b", "1", "2"]
    assert [c.header for c in document.blocks[4].cells] == [True, True, False, False]
    assert document.blocks[-1].section == ("Life",)


def test_front_matter_of_markdown_names_title_and_licence(tmp_path: Path) -> None:
    document = only(write(tmp_path, "a.md", "---\ntitle: Wells\nlicence: CC0-1.0\n---\nDeep ones."))
    assert (document.title, document.licence) == ("Wells", "CC0-1.0")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Salt stays [@falk1998; @Andrews:1991].", "Salt stays (Falk 1998; Andrews 1991)."),
        ("Salt stays [see -@falk1998].", "Salt stays (see 1998)."),
        ("As @Falk_soils_1998 shows, salt stays.", "As Falk (1998) shows, salt stays."),
        ("Given by @Pump and me@x.org [@dask].", "Given by @Pump and me@x.org (dask)."),
        ("Salt stays~\\citep{falk1998,dask}.", "Salt stays (Falk 1998; dask)."),
        ("Salt[^1] stays\\footnote{in \\emph{soils}} here.", "Salt stays here."),
        ("The `@numba1998` mark stays.", "The @numba1998 mark stays."),
        ("A well.\n![](a.png){ width=50% }", "A well."),
        ("A [list[0]] and [x].", "A [list[0]] and [x]."),
    ],
)
def test_markdown_is_read_as_pandoc_prints_it(tmp_path: Path, written: str, read: str) -> None:
    assert labelled(only(write(tmp_path, "a.md", written))) == [("paragraph", read)]


def test_what_is_set_apart_in_markdown_is_no_prose(tmp_path: Path) -> None:
    figure = "\\begin{figure}\n\\caption{Wells}\n\\end{figure}"
    text = f"Salt moves as $$a = b$$ Water carries it.\n\n\\medskip\n\n{figure}\n\nWorms."
    assert [label for label, _ in labelled(only(write(tmp_path, "a.md", text)))] == [
        "paragraph",
        "formula",
        "paragraph",
        "formula",
        "paragraph",
        "figure",
    ]


def test_a_title_in_front_matter_is_read_without_its_marks(tmp_path: Path) -> None:
    document = only(write(tmp_path, "a.md", "---\ntitle: '`wells`: *deep* ones'\n---\nDeep ones."))
    assert document.title == "wells: deep ones"


@given(st.lists(st.text(alphabet="ab .\n\té", min_size=1), max_size=5))
def test_text_loses_no_letter(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    kept = "".join(d.text for d in paragraphs(text))
    assert "".join(kept.split()) == "".join(text.split())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_in_other_encodings_is_read(encoding: str) -> None:
    text = "Der Boden hält das Wasser, und die Bäume trinken es. Ein Brunnen führt es zurück. " * 3
    assert decode(text.encode(encoding)) == text


def test_a_corpus_holds_a_document_a_row_and_counts_bad_ones(tmp_path: Path) -> None:
    rows = [
        {"id": 7, "title": "Rain", "text": "It falls.\n\nIt rises."},
        {"doc_id": "x", "text": "Wells."},
        {"id": 3, "text": ""},
    ]
    text = "\n".join([*map(json.dumps, rows), "{bad", "[1]", ""])
    found = read_all(write(tmp_path, "c.jsonl", text))
    documents = [d for d in found if isinstance(d, Document)]
    assert [(d.part, d.title) for d in documents] == [("7", "Rain"), ("x", "")]
    assert [r.reason for r in found if isinstance(r, Rejection)] == ["no_text", "bad_json", "not_an_object"]
    assert len({d.id for d in documents}) == 2


def test_csv_and_tsv_are_corpora(tmp_path: Path) -> None:
    comma = read_all(write(tmp_path, "c.csv", 'ID,Text\n1,"Rain, and\nsnow."\n2,\n'))
    assert isinstance(comma[0], Document)
    assert comma[0].text == "Rain, and snow."
    assert isinstance(comma[1], Rejection)
    (tab,) = read_all(write(tmp_path, "c.tsv", "title\ttext\nA\tWells run dry.\n"))
    assert isinstance(tab, Document)
    assert tab.text == "A\n\nWells run dry."


@pytest.mark.parametrize(
    ("left", "right", "keeps"),
    [("environ", "ment", False), ("well", "known", True), ("non", "linear", False), ("as", "needed", True),
     ("parame", "ters", False), ("decision", "making", True), ("re", "substitution", False)],
)  # fmt: skip
def test_a_broken_word_keeps_its_hyphen_where_it_is_spelt_so(left: str, right: str, keeps: bool) -> None:
    assert keeps_hyphen(left, right) is keeps


def test_a_broken_word_is_spelt_as_elsewhere_in_the_document() -> None:
    lines = ["Reservoirs store stream-", "flow, and streamflow feeds them: a rain-", "fall is a rain-fall here."]
    document = assemble(Read([Draft(Label.PARAGRAPH, [Piece(t) for t in lines])], "text/plain", "test"), "a", "0" * 64)
    assert document.text == "Reservoirs store streamflow, and streamflow feeds them: a rain-fall is a rain-fall here."


WORDS = st.text(alphabet="abc -é", min_size=1).filter(str.strip)


@given(
    st.lists(st.tuples(st.sampled_from([Label.PARAGRAPH, Label.FURNITURE, Label.HEADING]), st.lists(WORDS)), max_size=6)
)
def test_blocks_and_lines_point_at_their_own_words(parts: list[tuple[Label, list[str]]]) -> None:
    drafts = [Draft(label, [Piece(" ".join(t.split()), 1, (0, 0, 1, 1)) for t in texts]) for label, texts in parts]
    document = assemble(Read(drafts, "text/plain", "test"), "a.txt", "0" * 64)
    end = 0
    for block in document.blocks:
        assert end <= block.start < block.end <= len(document.text)
        assert not document.text[end : block.start].strip()
        assert "".join(document.quote(s.start, s.end) for s in block.spans) == document.quote(block.start, block.end)
        end = block.end
    labels = [b.label for b in document.blocks]
    assert labels == sorted(labels, key=lambda label: label is Label.FURNITURE)


def test_a_document_can_be_shown_as_markdown(tmp_path: Path) -> None:
    shown = markdown(only(write(tmp_path, "a.md", "# Soil\n\nIt lives.\n\n- worms\n\n| a |\n|---|\n| 1 |\n")))
    assert shown == ("# Soil\n\nIt lives.\n\n- worms\n\n<table>\n<tr><th>a</th></tr>\n<tr><td>1</td></tr>\n</table>\n")


def test_halves_of_letters_become_question_marks_and_move_nothing(tmp_path: Path) -> None:
    row = {"id": "\ud800", "title": "\udfff sky", "text": "Rain \ud800 falls \U0001f327 down.", "licence": "\udc00"}
    document = only(write(tmp_path, "half.jsonl", json.dumps(row)))
    assert (document.part, document.title, document.licence) == ("?", "? sky", "?")
    assert labelled(document)[-1] == ("paragraph", "Rain ? falls \U0001f327 down.")
    assert document.model_dump_json()
