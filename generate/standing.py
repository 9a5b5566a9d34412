"""Which sentences of a source can be read alone, and how they are then put.

A claim says less than its sentence: where what it leaves out cannot be said with it, the claim is turned away, and yet
the sentence itself is true, whole and worth knowing. So it may be put as it stands where it points at nothing outside
itself, opens with nothing that goes on from another sentence, and has no symbol that only another one explains.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from generate import form
from generate.admit import is_sentence, leans_back, plain_quote
from generate.difficulty import zipf
from generate.left_out import LINKS, pronoun_unsure
from generate.lemmas import kinds, only_verb
from generate.morphology import capitalise
from generate.phrases import listed, of_document, phrase_of, words
from kg.records import Hop

SHORTEST, LONGEST = 8, 45
"""Words of a sentence that is put as it stands."""
_END = re.compile(r"(?<=[\w)\]”’\"%][.!?])\s+(?=[A-Z“\"(\d])")
_NO_END = re.compile(
    r"\b(?:[A-Z]|e\.g|i\.e|cf|vs|al|Figs?|Eqs?|Secs?|Refs?|Tabs?|Nos?|Drs?|Mrs?|Ms|Prof|St|resp|approx|ca|etc|Jan|Feb|Mar|Apr|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_POINTS = re.compile(
    r"\b(?:this|these|those|here|above|below|former|latter|following|aforementioned|previously|respectively|(?:me|my|your|you|I)"
    r"|such(?! as\b)|(?:an)?other|others|the same|as before|as such|so|rather(?! than\b)|to be precise|instead(?! of\b)"
    r"|the (?:provided|given|presented|corresponding|respective)|both(?! .*\band\b)"
    r"|(?<!but )also|too|then|thus|hence|therefore|meanwhile|an? (?:second|third|fourth|further|final|similar))\b"
    r"|, (?:however|therefore|thus|hence|nevertheless),|\bthere\b(?! (?:is|are|was|were|has|have)\b)",
    re.IGNORECASE,
)
_BEYOND = re.compile(
    r"\b(?:here|above|below|following|aforementioned|previously|as before|respectively|(?:me|my|your|you|I)"
    r"|first|second|third|fourth|fifth|last|next|section|chapter|paper|article)\b",
    re.IGNORECASE,
)
"""What points further than the sentence before."""
_LEANS_ON = re.compile(r"^(?:[\w-]+,? ){0,5}(?:it|its|they|their|them|he|she|his|her|one|ones)\b", re.IGNORECASE)
"""A pronoun so near the beginning stands for something of the sentence before."""
_OPENS = re.compile(
    r"(?:And|But|Or|So|Also|Thus|Therefore|Hence|However|First(?:ly)?|Second(?:ly)?|Third(?:ly)?|Next|Then|Instead|"
    r"Both|Another|Neither|From there|Despite|Besides|Conversely|By contrast|In contrast|On the other hand|Still|Yet|"
    r"Nevertheless|After all|As a result|As a consequence|Each|Where|Which|"
    r"The (?:method|model|approach|algorithm|file|function|class|data|results?|strength|code|operation)\b|"
    r"The (?:first|second|third|fourth|final|last|next|resulting|obtained|original|new|current|two|three))\b"
)
"""How a sentence opens that goes on from another."""
_INSTANCE = re.compile(
    r"(?:For (?:example|instance)|In particular|In general|However|Thus|Therefore|Hence|Consequently|As a result|"
    r"As a consequence|In any event),"
)
"""How a sentence opens that is an instance of the one before, its consequence, or said against it."""
_ILL = re.compile(
    r"\ballow(?:s|ed)? to\b|\b[Tt]he number of \w+ (?:is|are|was|were)\b|\bin manner\b|^(?:In order to|To) [^,]*$"
    r"|^\w+ (?:field|file|function|command|option|class|variable|script|package) (?:is|was|has|can|will)\b"
    r"|[a-rt-z]s, which (?!was\b|has\b|is\b)\w+[a-rt-z]s\b|(?<!e\.g)(?<!i\.e)(?<!\bal)(?<!\bvs)(?<!\bcf)\. [a-z]"
    r"|, [A-Z][a-z]+ly, |\bfrom [^,.]+, [^,.]+, to\b|[¹²³]|s[’'] [a-z]+ed\b"
    r"|\b(?:has|have) (?:[a-z]+ )?been\b[^.]*\bin (?:19|20)\d\d\b"
    r"|‘‘|’’|\([a-z][\w:.-]*(?:[;,] [\w:.-]+)*\)|(?<![\w.&/-])[BD-HJ-QS-Z](?![\w&’'/-]|\.\s?[A-Z])"
)
"""What is no careful English, keys of a bibliography, and symbols that another sentence explains."""
_CUT = re.compile(r"(?:\w+, )?((?:The|the|An?|an?)\b[^,.]*), ([a-z]+) (?:the|an?|by|in|to)\b")
"""A comma between a subject and what may be its verb."""
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|can|may|will|must|do|does|did)\b")
_OURS = re.compile(
    r"\b[Oo]ur (?:own |daily |modern )?(?:universe|galaxy|planet|solar|sun|moon|world|species|societ|li[fv]e|bod|brain"
    r"|ancest|time|knowledge|understanding|country|nation|children|homes?\b)|[“\"][^”\"]*\b(?:[Ww]e|us|[Oo]ur|[Ii])\b"
)
"""What is not the authors': everybody's, or said by somebody else."""
_LINK = re.compile(f"^{LINKS}, ")
_PRONOUN = re.compile(r"(?<=[a-z)\]][.!]) (?:It|They) (?=[a-z])")
_OWN_KIND = re.compile(r"\bthis(?= (?:course|lesson|workshop)\b)", re.IGNORECASE)
"""*This* before what a document is or tells of: *the workshop* of it."""
_US = re.compile(r"\b(?:[Ww]e|us|[Oo]ur|ourselves)\b")
_AUTHORS = {"we": "the authors", "us": "the authors", "our": "the authors’", "ourselves": "themselves"}
_OFTEN = re.compile(r"(?:.*\b[Tt]he authors\b){3}")
"""What is too much of them for one who reads aloud."""


def standing_alone(hop: Hop) -> str:
    """Return the sentence that a claim rests on as one that can be read alone, otherwise word for word.

    It is on one line, without citations and without what links it to the last; *we* are the authors, *this course* is
    the course where it is the document's own, and an *it* that opens it is what the sentence before names.
    """
    return alone(hop.claim.evidence.quote, hop)


def stands(hop: Hop) -> bool:
    """Return whether the sentence that a claim rests on can be read alone, with its document named.

    So can two of which the second goes on from the first.
    """
    whole = standing_alone(hop)
    if leans_back(hop.claim) or _INSTANCE.match(hop.claim.evidence.quote) or _bare_subject(hop, whole):
        return False
    return not _OURS.search(hop.claim.evidence.quote) and _reads_alone(whole)


@lru_cache(maxsize=16384)
def _reads_alone(said: str) -> bool:
    """Return whether words can be read alone, whatever claim rests on them."""
    first, *others = (said[start:end] for start, end in sentence_spans(said))
    if len(others) > 1 or not all(is_sentence(other) and goes_on(other) for other in others):
        return False
    if not is_sentence(first) or not SHORTEST <= len(words(first)) <= LONGEST or any(map(_splits, (first, *others))):
        return False
    return not (form.flaw(said) or _ILL.search(said) or _OFTEN.match(said) or leans_on_another(first))


def _splits(sentence: str) -> bool:
    """Return whether a comma stands between a sentence's subject and its verb."""
    found = _CUT.match(sentence)
    if found is None or _FINITE.search(found[1]) or not only_verb(found[2]) or found[2].endswith("ing"):
        return False
    return not any(only_verb(word) for word in found[1].split())


def goes_on(sentence: str) -> bool:
    """Return whether a sentence can be read behind the one before it: it points no further."""
    return len(words(sentence)) >= SHORTEST and not _BEYOND.search(sentence) and not _ILL.search(sentence)


def sentence_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a paragraph begins and ends."""
    start = 0
    for gap in _END.finditer(text):
        if not _NO_END.search(text[start : gap.start()]):
            yield start, gap.start()
            start = gap.end()
    yield start, len(text.rstrip())


def ill(said: str) -> bool:
    """Return whether a sentence is no careful English, or has symbols that another one explains."""
    return _ILL.search(said) is not None


def leans_on_another(sentence: str) -> bool:
    """Return whether a sentence leans on another: on what *this* is, on an *it* with nothing before it."""
    return bool(_POINTS.search(sentence) or _LEANS_ON.match(sentence) or _OPENS.match(sentence) or _of_others(sentence))


def _of_others(sentence: str) -> bool:
    """Return whether a *their* has no noun of several before it that it may stand for."""
    pronoun = re.search(r"\b(?:they|them|their)\b", sentence)
    before = re.findall(r"[a-z]+s\b|[A-Z]\w*s\b", sentence[: pronoun.start()]) if pronoun else []
    return pronoun is not None and not any("NOUN" in kinds(word.lower()) or word[0].isupper() for word in before)


def _bare_subject(hop: Hop, sentence: str) -> bool:
    """Return whether a sentence is of *the wrapper*, which only its page tells, and which is not the document's own."""
    head = hop.claim.head
    if of_document(hop.head) and sentence.lower().startswith(phrase_of(head, hop.head).lower()):
        return False
    opening = _DEFINITE.match(sentence)
    if opening is None or " of " in f" {opening[1]}":
        return False
    return not any(word in _OWN or not word.islower() or zipf(word) < _COINED for word in opening[1].split())


_DEFINITE = re.compile(r"The ((?:[\w’-]+ ){1,4}?)(?:is|are|was|were|has|have|had|can|may|could|will|must|[a-z]+s)\b")
_OWN = listed("authors course lesson workshop")
_COINED = 2.2
"""Zipf frequency below which a word is a name."""


def alone(text: str, hop: Hop) -> str:
    """Return a hop's sentence, or that sentence with a gap, as `standing_alone` puts it."""
    said = plain_quote(text)
    if (second := _PRONOUN.search(said)) and _opens_with_head(hop) and not pronoun_unsure(hop.claim):
        said = f"{phrase_of(hop.claim.head, hop.head)} {said[second.end() :]}"
    said = _OWN_KIND.sub("the", _LINK.sub("", said))
    for phrase, name in _own_things(hop).items():
        said = re.sub(rf"\b{re.escape(phrase)}\b", name, said)
    return capitalise(_US.sub(lambda word: _AUTHORS[word.group().lower()], said))


def _opens_with_head(hop: Hop) -> bool:
    """Return whether a claim's head stands in the first sentence of its quote."""
    quote = hop.claim.evidence
    return hop.claim.head.end - quote.start <= next(sentence_spans(quote.quote))[1]


def sentence_start(text: str, place: int) -> int:
    """Return where the sentence begins that a place of a text is in."""
    return max(start for start, _ in sentence_spans(text) if start <= place)


def _own_things(hop: Hop) -> dict[str, str]:
    """Return how the sentence points at its document's own things, *this course*, and how they are named."""
    ends = ((hop.claim.head, hop.head), (hop.claim.tail, hop.tail))
    return {
        argument.phrase: phrase_of(argument, entity)
        for argument, entity in ends
        if of_document(entity) and argument.phrase.lower().startswith("this ")
    }
