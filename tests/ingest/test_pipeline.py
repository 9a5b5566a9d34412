"""Ingesting: what is skipped, replaced, pruned, counted, and what a kill leaves."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.discover import discover
from ingest.pipeline import Report
from ingest.settings import IngestSettings
from kg.errors import UserError
from kg.records import Chunk, Claim, Document, Mention, Rejection
from kg.store import Store
from kg.workspace import open_store


def nothing(
    document: Document, chunks: Sequence[Chunk]
) -> tuple[tuple[Mention, ...], tuple[Claim, ...], tuple[Rejection, ...]]:
    return (), (), (Rejection(subject=document.id, step="extract", reason="no_claim"),)


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = tmp_path / "papers"
    (folder / "deep").mkdir(parents=True)
    (folder / "rain.txt").write_text("Rain falls.")
    (folder / "deep" / "wells.md").write_text("# Wells\n\nThey are deep.")
    (folder / "photo.png").write_bytes(b"x")
    (folder / ".hidden.txt").write_text("no")
    (folder / "rows.jsonl").write_text("\n".join(json.dumps({"id": n, "text": f"Row {n}."}) for n in range(3)))
    return folder


def run(papers: Path, extract: pipeline.Extract = nothing, prune: bool = False) -> tuple[Report, str, list[str]]:
    with open_store(papers.parent / "work", write=True) as store:
        report = pipeline.ingest([papers], store, IngestSettings(), extract=extract, prune=prune)
        return report, store.digest(), sorted(d.text for d in store.documents())


def test_everything_found_is_read_or_counted(papers: Path) -> None:
    (papers / "broken.pdf").write_bytes(b"%PDF-1.4 no")
    report, _, texts = run(papers)
    assert (report.files, report.read, report.unchanged, len(report.failed)) == (4, 3, 0, 1)
    assert report.failed[str(papers / "broken.pdf")].startswith("not_a_pdf: ")
    assert report.skipped == {".png": 1}
    assert report.documents == 5
    assert report.rejected == {"no_claim": 5}
    assert texts == ["Rain falls.", "Row 0.", "Row 1.", "Row 2.", "Wells\n\nThey are deep."]


def test_unchanged_files_are_passed_over(papers: Path) -> None:
    _, digest, _ = run(papers)

    def never(document: Document, chunks: Sequence[Chunk]) -> None:
        raise AssertionError(document.source)

    report, again, _ = run(papers, never)  # type: ignore[arg-type]
    assert (report.read, report.unchanged, report.documents) == (0, 3, 0)
    assert again == digest


def test_an_edited_file_replaces_its_own_chunks_alone(papers: Path) -> None:
    run(papers)
    (papers / "rain.txt").write_text("Rain rises.")
    rows = [{"id": 0, "text": "Row 0."}, {"id": 2, "text": "Row two."}]
    (papers / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    report, digest, texts = run(papers)
    assert texts == ["Rain rises.", "Row 0.", "Row two.", "Wells\n\nThey are deep."]
    assert report.unchanged == 1
    fresh = papers.parent / "fresh"
    with open_store(fresh, write=True) as store:
        pipeline.ingest([papers], store, IngestSettings(), extract=nothing)
        assert store.digest() == digest


def test_a_run_that_is_cut_off_is_taken_up_again(papers: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    with open_store(whole, write=True) as store:
        pipeline.ingest([papers], store, IngestSettings(), extract=nothing)
        expected = store.digest()
    for fails_at in range(1, 6):
        left = iter(range(1, 100))

        def dying(document: Document, chunks: Sequence[Chunk]) -> tuple[tuple[()], tuple[()], tuple[Rejection, ...]]:
            if next(left) == fails_at:  # noqa: B023 - called within this turn of the loop
                raise KeyboardInterrupt
            return (), (), nothing(document, chunks)[2]

        folder = tmp_path / f"cut{fails_at}"
        with open_store(folder, write=True) as store, pytest.raises(KeyboardInterrupt):
            pipeline.ingest([papers], store, IngestSettings(), extract=dying)
        with open_store(folder, write=True) as store:
            pipeline.ingest([papers], store, IngestSettings(), extract=nothing)
            assert store.digest() == expected


def test_files_that_are_gone_are_named_and_pruned_when_asked(papers: Path) -> None:
    run(papers)
    (papers / "rain.txt").unlink()
    report, _, texts = run(papers)
    assert report.gone == (str(papers / "rain.txt"),)
    assert "Rain falls." in texts
    report, _, texts = run(papers, prune=True)
    assert (report.gone, report.pruned) == ((), 1)
    assert "Rain falls." not in texts


def test_a_file_that_breaks_later_keeps_its_last_good_version(papers: Path) -> None:
    run(papers)
    (papers / "rain.txt").write_bytes(b"")
    report, _, texts = run(papers)
    assert list(report.failed) == [str(papers / "rain.txt")]
    assert "Rain falls." in texts


def test_globs_and_doubles_are_resolved(papers: Path) -> None:
    files, *_ = discover([str(papers / "**" / "*.md"), papers / "rain.txt", papers])
    assert [f.name for f in files] == ["wells.md", "rain.txt", "rows.jsonl"]


def test_a_file_is_one_source_however_its_path_is_spelled(papers: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, digest, _ = run(papers)
    monkeypatch.chdir(papers)
    spellings = [Path("rain.txt"), papers / "rain.txt", papers / "deep" / ".." / "rain.txt"]
    with open_store(papers.parent / "work", write=True) as store:
        report = pipeline.ingest(spellings, store, IngestSettings(), extract=nothing)
        assert (report.files, report.unchanged, report.read) == (1, 1, 0)
        assert store.digest() == digest


def test_another_reader_reads_unchanged_pdfs_again(examples: Path, tmp_path: Path) -> None:
    paper = next(iter(sorted(examples.glob("*.pdf"))))
    with open_store(tmp_path / "work", write=True) as store:
        for reader, read in (("pdfium", 1), ("pdfium", 0), ("pymupdf", 1), ("pymupdf", 0)):
            report = pipeline.ingest([paper], store, IngestSettings(reader=reader), extract=nothing)
            assert (report.read, report.unchanged) == (read, 1 - read)
            assert [d.reader for d in store.documents()] == [reader]


def test_a_path_to_nothing_is_the_users_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file or folder"):
        discover([tmp_path / "nowhere"])


def test_another_parser_of_english_reads_what_rested_on_the_first_again(papers: Path) -> None:
    with open_store(papers.parent / "work", write=True) as store:
        for english, read in (("built-in", 3), ("built-in", 0), ("other", 3), ("other", 0), ("built-in", 3)):
            report = pipeline.ingest([papers], store, IngestSettings(english=english), extract=nothing)
            assert (report.read, report.unchanged) == (read, 3 - read)
            assert {d.parser for d in store.documents()} == {english}
            assert report.documents == (5 if read else 0)


def test_a_file_that_extraction_fails_on_is_one_line_and_the_others_land(papers: Path) -> None:
    def fails(document: Document, chunks: Sequence[Chunk]) -> tuple[tuple[()], tuple[()], tuple[()]]:
        if "deep" in document.source:
            raise ValueError("no such letter")
        return (), (), ()

    report, _, texts = run(papers, fails)
    assert report.failed == {str(papers / "deep" / "wells.md"): "not_understood: ValueError: no such letter"}
    assert len(texts) == 4


def test_an_unknown_english_is_the_users_error() -> None:
    with pytest.raises(UserError, match="no such spaCy pipeline"):
        pipeline.spacy_pipeline("en_nowhere_at_all")


def test_the_store_needs_no_more_than_it_promises(papers: Path) -> None:
    with open_store(papers.parent / "work", write=True) as store:
        typed: Store = store
        assert pipeline.ingest([papers], typed, IngestSettings(), extract=nothing).files == 3
