"""English is read: words, sentences, trees, lemmas and mentions, from any text, with every character kept."""

from __future__ import annotations

import importlib
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from ingest.english import load_english
from ingest.english.analyse import Analysed
from ingest.english.batches import Window, answers_of, batches_of, case_of, inventory_of, rows_of, windows_of, words_in
from ingest.english.conllu import Sentence, Span, read_treebank, text_of
from ingest.english.decode import best_heads, best_tree
from ingest.english.lemmas import apply_rule, rule_for
from ingest.english.model import Parser
from ingest.english.pieces import WordPieces
from ingest.english.tokenise import split
from ingest.english.train import losses_of
from ingest.english.weights import OURS, load_parser, save_parser
from kg.errors import UserError

if TYPE_CHECKING:
    from spacy.language import Language

TREEBANK = """# newdoc id = d
# global.Entity = GRP-etype
# text = Don't panic.
1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tDo\tdo\tAUX\tVB\tMood=Imp\t3\taux\t_\tEntity=(1-event
2\tn't\tnot\tPART\tRB\tPolarity=Neg\t3\tadvmod\t_\t_
3\tpanic\tpanic\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tEntity=(2-person)1)|SpaceAfter=No
4\t.\t.\tPUNCT\t.\t_\t3\tpunct\t_\t_

# newpar
# text = Stay
1\tStay\tstay\tVERB\tVB\tMood=Imp\t0\troot\t_\t_

"""


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_english()


@pytest.fixture
def treebank(tmp_path: Path) -> list[Sentence]:
    path = tmp_path / "small.conllu"
    path.write_text(TREEBANK, encoding="utf-8")
    return read_treebank(path)


def test_a_span_is_a_mention_of_one_kind(nlp: Language) -> None:
    doc = nlp(
        "It is held at the University of Auckland (New Zealand) and EMBL Heidelberg (Germany, https://embl.org/)."
    )
    spans = [(span.start, span.end) for span in doc.spans["mentions"]]
    assert len(set(spans)) == len(spans)
    assert [span.label_ for span in doc.spans["mentions"] if span.text == "EMBL Heidelberg"] == ["organization"]


def test_a_plain_sentence_is_parsed(nlp: Language) -> None:
    doc = nlp("Plants do not cause droughts.")
    assert [t.text for t in doc] == ["Plants", "do", "not", "cause", "droughts", "."]
    assert [t.pos_ for t in doc] == ["NOUN", "AUX", "PART", "VERB", "NOUN", "PUNCT"]
    assert [t.dep_ for t in doc] == ["nsubj", "aux", "advmod", "root", "obj", "punct"]
    assert [t.head.text for t in doc] == ["cause"] * 6
    assert [t.lemma_ for t in doc] == ["plant", "do", "not", "cause", "drought", "."]
    assert doc[0].morph.to_dict() == {"Number": "Plur"}
    assert {s.text for s in doc.spans["mentions"]} == {"Plants", "droughts"}


def test_passives_carry_their_subtypes(nlp: Language) -> None:
    doc = nlp("The protein was described by Watson, who worked in Cambridge.")
    labels = {t.text: t.dep_ for t in doc}
    assert labels["protein"] == "nsubj:pass"
    assert labels["was"] == "aux:pass"
    assert labels["worked"] == "acl:relcl"
    assert {e.text for e in doc.ents} == {"Watson", "Cambridge"}


def test_sentences_are_found_around_abbreviations_and_citations(nlp: Language) -> None:
    text = "It was shown by Smith et al. (2019), e.g. in Fig. 3. However, the effect is small (p < 0.05). We agree."
    assert [s.text for s in nlp(text).sents] == [
        "It was shown by Smith et al. (2019), e.g. in Fig. 3.",
        "However, the effect is small (p < 0.05).",
        "We agree.",
    ]


def test_a_blank_line_ends_a_sentence_and_a_line_break_does_not(nlp: Language) -> None:
    doc = nlp("Materials and methods\n\nWe measured the\nlight of stars.")
    assert [s.text.strip() for s in doc.sents] == ["Materials and methods", "We measured the\nlight of stars."]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n\n",
        "a",
        "\u200b",
        "\x00\x07",
        "  led by spaces",
        "ends in spaces   ",
        "tab\tand\r\nreturn",
        "x" * 5000,
        "( " * 400,
        "naïve Ångström α-helix 日本語 👩‍👩‍👧 e\u0301",
        "see https://example.org/a?b=c#d, doi:10.1000/182 and `np.array([1, 2])`.",
        "and so the cell divides, " * 150,
        "word\u00a0with\u2003odd\u2009spaces",
    ],
)
def test_any_text_is_kept_whole_and_each_sentence_is_one_tree(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    assert all(span.text for span in doc.spans["mentions"])
    assert all(text[t.idx : t.idx + len(t.text)] == t.text for t in doc)
    for sentence in doc.sents:
        words = [t for t in sentence if not t.is_space]
        assert len([t for t in words if t.head.i == t.i]) == (1 if words else 0)


def test_texts_parsed_together_or_alone_have_the_same_trees(nlp: Language) -> None:
    texts = ["The cat sat on the mat.", "", "Why did the experiment fail? Nobody knew.", "Light travels fast.\n\nVery."]
    together = [[(t.text, t.dep_, t.head.i, t.tag_) for t in doc] for doc in nlp.pipe(texts, batch_size=3)]
    assert together == [[(t.text, t.dep_, t.head.i, t.tag_) for t in nlp(text)] for text in texts]


def test_a_span_seen_as_two_kinds_has_them_in_one_order_in_every_process(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    english_pipeline = importlib.import_module("ingest.english.pipeline")
    kept = english_pipeline.analyse

    def twice(parser: object, ends: object, runs: object) -> Iterator[Analysed]:
        for sentence in kept(parser, ends, runs):  # type: ignore[arg-type]
            yield replace(sentence, mentions=[(n, n, kind) for n in range(len(sentence.heads)) for kind in kinds])

    monkeypatch.setattr(english_pipeline, "analyse", twice)
    for kinds in ([3, 1], [1, 3]):
        names = [load_parser(OURS).inventory.kind[kind] for kind in kinds]
        doc = nlp("Plants take up water from soil at night and give it back by day.")
        assert [span.label_ for span in doc.spans["mentions"]] == names * len(doc)


def test_sentence_starts_that_are_given_are_kept(nlp: Language) -> None:
    from spacy.tokens import Doc

    words = ["we", "saw", "it", "they", "left"]
    doc = nlp(Doc(nlp.vocab, words=words, sent_starts=[True, False, False, True, False]))
    assert [s.text.split() for s in doc.sents] == [["we", "saw", "it"], ["they", "left"]]


def test_a_pipeline_that_is_not_installed_is_named_in_one_line() -> None:
    with pytest.raises(UserError, match="no spaCy pipeline named 'en_no_such_thing'"):
        load_english("en_no_such_thing")


@pytest.mark.parametrize(
    ("chunk", "words"),
    [
        ("don't", "do n't"),
        ("Galois'", "Galois '"),
        ("it’s", "it ’s"),
        ("cannot", "can not"),
        ("state-of-the-art", "state - of - the - art"),
        ("non-linear", "non-linear"),
        ("(2019),", "( 2019 ) ,"),
        ("1,234.5", "1,234.5"),
        ("[13,14]", "[ 13 , 14 ]"),
        ("e.g.", "e.g."),
        ("https://a.org/b(c).", "https://a.org/b(c ) ."),
        ("50%", "50 %"),
        ("$5.2", "$ 5.2"),
        ("p<0.05", "p < 0.05"),
        ("1e-5", "1e-5"),
        ("snake_case", "snake_case"),
        ("3rd", "3rd"),
        ("7:30PM", "7:30 PM"),
        ("2a", "2a"),
        ("README.md", "README.md"),
        ("A&E", "A&E"),
        ("2003's", "2003 's"),
        ("...", "..."),
    ],
)
def test_text_is_cut_as_the_treebanks_cut_it(chunk: str, words: str) -> None:
    assert " ".join(split(chunk, following="a")) == words


def test_a_full_stop_belongs_to_an_abbreviation_where_the_text_goes_on() -> None:
    assert split("no.", following="0") == ("no.",)
    assert split("no.", following="A") == ("no", ".")
    assert split("E.", following="a") == ("E.",)
    assert split("°C.", following="A") == ("°", "C", ".")
    assert split("etc.", following="a") == ("etc.",)
    assert split("etc.", following="") == ("etc", ".")
    assert split("2.1.", first=True) == ("2.1.",)
    assert split("2.1.", following="A") == ("2.1", ".")


@pytest.mark.parametrize(
    ("form", "lemma"),
    [
        ("Plants", "plant"),
        ("was", "be"),
        ("NASA", "NASA"),
        ("studies", "study"),
        ("SMITH", "Smith"),
        ("n't", "not"),
        ("", ""),
    ],
)
def test_a_lemma_rule_gives_back_the_lemma(form: str, lemma: str) -> None:
    assert apply_rule(form, rule_for(form, lemma)) == lemma


def test_a_lemma_rule_never_leaves_nothing() -> None:
    assert apply_rule("a", "l|3|") == "a"
    assert apply_rule("ab", "l|2|") == "ab"


def test_heads_that_make_no_tree_are_mended_to_the_best_tree() -> None:
    rng = np.random.default_rng(1)
    for _ in range(60):
        scores = rng.normal(size=(4, 5))
        np.fill_diagonal(scores[:, 1:], -np.inf)
        best = -np.inf
        heads: tuple[int, ...] = ()
        for tried in itertools.product(range(5), repeat=4):
            if tried.count(0) == 1 and _is_tree(tried):
                value = sum(scores[i, h] for i, h in enumerate(tried))
                if value > best:
                    best, heads = value, tried
        assert tuple(best_tree(scores)) == heads
        found = best_heads(torch.tensor(scores)[None].float().clamp(min=-1e4), torch.tensor([4]))
        assert _is_tree(tuple(found[0].tolist()))


def _is_tree(heads: tuple[int, ...]) -> bool:
    for at in range(1, len(heads) + 1):
        seen = set()
        while at and at not in seen:
            seen.add(at)
            at = heads[at - 1]
        if at:
            return False
    return True


def test_a_treebank_is_read_with_contractions_and_nested_mentions(treebank: list[Sentence]) -> None:
    first, second = treebank
    assert [w.form for w in first.words] == ["Do", "n't", "panic", "."]
    assert first.mentions == (Span(2, 3, "person"), Span(0, 3, "event"))
    assert (first.new_document, second.new_paragraph) == (True, True)
    assert text_of(treebank) == "Don't panic. \n\nStay "


def test_training_lowers_every_loss_and_the_file_gives_the_network_back(
    treebank: list[Sentence], tmp_path: Path
) -> None:
    from random import Random

    from ingest.english.encoder import base_weights

    inventory = inventory_of(treebank * 2)
    pieces = WordPieces()
    cases = [case_of(s, pieces([w.form for w in s.words]), inventory) for s in treebank]
    assert sum(len(w.cases) for b in batches_of(windows_of(cases * 3, Random(0)), Random(0)) for w in b) >= 6
    torch.manual_seed(0)
    parser = Parser(inventory, dropout=0.0)
    parser.encoder.load_base(base_weights())
    windows = [Window(cases[:1]), Window(cases)]
    rows, answers = rows_of([words_in(w) for w in windows]), answers_of(windows)
    optimiser = torch.optim.Adam([p for p in parser.parameters() if p.requires_grad], 1e-3)
    before = torch.stack(losses_of(parser.eval(), rows, answers)).tolist()
    for _ in range(8):
        optimiser.zero_grad()
        torch.stack(losses_of(parser, rows, answers)).sum().backward()  # type: ignore[no-untyped-call]
        optimiser.step()
    after = torch.stack(losses_of(parser, rows, answers)).tolist()
    assert all(b < a for a, b in zip(before, after, strict=True) if a > 0)
    save_parser(parser, tmp_path / "w.safetensors")
    stored = load_parser(tmp_path / "w.safetensors")
    assert stored.inventory == inventory
    for name, exact in parser.state_dict().items():
        assert torch.allclose(stored.state_dict()[name].float(), exact, atol=0.02 + 0.02 * float(exact.abs().max())), (
            name
        )


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="weights are missing"):
        load_parser(tmp_path / "none.safetensors")


def test_the_shipped_weights_are_small_and_their_card_names_data_and_licences() -> None:
    assert sum(path.stat().st_size for path in OURS.parent.glob("*.safetensors")) <= 20_000_000
    card = (OURS.parent / "CARD.md").read_text(encoding="utf-8")
    for named in ("EWT", "GUM", "CC BY-SA 4.0", "all-MiniLM-L6-v2", "Apache-2.0", "python -m ingest.english.train"):
        assert named in card


def test_real_english_is_parsed_well(shared: Path, nlp: Language) -> None:
    from spacy.tokens import Doc

    right = total = 0
    for name in ("ewt", "gum"):
        sentences = read_treebank(shared / "data" / "treebank" / f"{name}-dev.conllu.xz")[:150]
        docs = [Doc(nlp.vocab, [w.form for w in s.words], [not w.glued for w in s.words]) for s in sentences]
        for doc in docs:
            for token in doc:
                token.is_sent_start = token.i == 0
        for sentence, doc in zip(sentences, nlp.pipe(docs), strict=True):
            for word, token in zip(sentence.words, doc, strict=True):
                head = 0 if token.head.i == token.i else token.head.i + 1
                right += head == word.head and token.dep_ == word.deprel
            total += len(doc)
    assert right / total > 0.87
