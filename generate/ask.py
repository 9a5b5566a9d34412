"""Puts paths into prompts: the facts that a stage may reason over, chains of them, and the skeleton of a question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, lru_cache
from random import Random

from generate.clauses import head, is_adjective, is_cut, qualifiers, tail, turns_round
from generate.context import one_of_several
from generate.difficulty import zipf
from generate.facts import RARE, Facts, Wrong, same_thing
from generate.lemmas import content, lemmas
from generate.phrases import bare, core, generic, is_person, is_work, listed, of_document, overlaps, phrase_of
from generate.quest import Hops, Quest
from generate.records import Prompt, Stage
from kg.records import REFERENCES, Hop, Path, Rejection, Relation
from kg.relation_classes import relation_classes

CAUSAL = frozenset({"CAUSES", "INCREASES", "DECREASES", "ENABLES", "PREVENTS", "AFFECTS", "REQUIRES"})
BROAD = listed("use have learn include study explore know understand need do")
"""Verbs that hold of people and more things than any document names."""

BESIDE = "beside"
"""The reason of paths that were not asked for; they are not counted."""

LIST = "list"
"""The form of a question for all that one sentence lists: its facts are one hop, from one thing to several."""

FOLLOW = "follow"
"""The form of a question that looks up one thing after another: its reasoning floor is the task's alone."""


@lru_cache(maxsize=1)
def floors() -> dict[str, Stage]:
    """Return the youngest stage that may reason over each relation class, from `configs/relations.yaml`."""
    return {name: Stage(found.stage) for name, found in relation_classes().items()}


@lru_cache(maxsize=8)
def classes(stage: Stage) -> frozenset[str]:
    """Return the relation classes that a stage may reason over."""
    return frozenset(name for name, floor in floors().items() if floor.index <= stage.index)


def allowed(hops: Iterable[Hop], stage: Stage, topic: str | None = None) -> list[Hop]:
    """Return the hops whose class the stage may reason over and, where a topic is given, that touch it."""
    within = classes(stage)
    return [hop for hop in hops if hop.relation.relation in within and about(hop, topic)]


def about(hop: Hop, topic: str | None) -> bool:
    """Return whether a hop touches a topic: its name stands in one of the two entities' names."""
    if topic is None:
        return True
    low = topic.lower()
    return any(low in name.lower() for end in (hop.head, hop.tail) for name in (end.name, *end.aliases))


def shuffled(items: Iterable[Hop], rng: Random) -> list[Hop]:
    """Return `items` in an order drawn from `rng`."""
    rows = list(items)
    rng.shuffle(rows)
    return rows


def prompt(
    task: str,
    form: str,
    stage: Stage,
    paths: Sequence[Path],
    facts: Facts,
    rng: Random,
    answer: str,
    wrong: Sequence[Wrong] = (),
    answer_hop: Hop | None = None,
) -> Prompt:
    """Return the skeleton of a question on `paths`; `answer_hop` is the hop whose tail is asked for, if one is."""
    hops = [hop for path in paths for hop in path.hops]
    near, ground = facts.ground(hops)
    documents = dict.fromkeys(hop.claim.evidence.document for hop in hops)
    return Prompt(
        task=task,
        form=form,
        stage=stage,
        hops=1 if form == LIST else len(hops),
        topic=paths[0].hops[0].head.name,
        paths=tuple(paths),
        answer=answer,
        answer_entity=answer_hop.tail if answer_hop else None,
        distractors=tuple(entity for entity, _ in wrong),
        choices=tuple(words for _, words in wrong),
        titles=tuple((document, facts.title(document)) for document in documents),
        ground=ground,
        near=near,
        seed=rng.getrandbits(31),
    )


def single(hop: Hop) -> Path:
    """Return the path of one hop."""
    return Path(hops=(hop,))


def following(stage: Stage, hops: int) -> bool:
    """Return whether a stage only follows facts of several hops, word by word, whatever their classes.

    To find *what it feeds*, then *what that blocks*, is to look up, step by step; to say what comes of it is to reason
    over the classes. A young stage may do the first where the second is not yet open to it.
    """
    return hops > 1 and stage.index <= Stage.CONCRETE.index


def chains(
    facts: Facts,
    rng: Random,
    stage: Stage,
    hops: int,
    topic: str | None,
    fits: Callable[[Hop], bool] = lambda hop: True,
    both_ways: bool = False,
) -> Iterator[Path | Rejection]:
    """Yield paths of exactly `hops` facts end to end, each joint surely one thing, as the facts' reasoner finds them.

    `fits` says which facts may stand on the path, `both_ways` whether a longer one may run along some facts from what
    is acted on to what acts. A path whose ends are one and the same thing by another name, or
    that rests on one passage only, is a Rejection.
    """
    both_ways = both_ways and hops > 1
    starts = (*facts.sound, *facts.converses) if both_ways else facts.sound
    leading = facts.onward if both_ways else facts.by_head

    held = {(hop.claim.id, hop.inverse): hop for hop in starts}

    @cache
    def following(claim: str, inverse: bool) -> list[Hop]:
        last = held[claim, inverse]
        return [hop for hop in allowed(leading.get(last.tail.id, ()), stage) if fits(hop) and same_thing(last, hop)]

    @cache
    def worth(claim: str, inverse: bool) -> float:
        hop = held[claim, inverse]
        return facts.worth(hop) * (1.0 if about(hop, topic) else 0.5) * (0.2 if ambiguous(facts, (hop,)) else 1.0)

    def onward(path: Hops) -> list[Hop]:
        last, seen = path[-1], {path[0].head.id, *(hop.tail.id for hop in path)}
        return [hop for hop in following(last.claim.id, last.inverse) if hop.tail.id not in seen]

    quest = Quest(
        hops=hops,
        starts=shuffled((hop for hop in allowed(starts, stage) if fits(hop)), rng),
        onward=onward,
        instead=lambda hop: [other for other in leading.get(hop.head.id, ()) if _said_again(other, hop)],
        flaw=lambda path: _beside(path, topic, both_ways) or _flaw(facts, path),
        joined=facts.joined,
        worth=lambda hop: worth(hop.claim.id, hop.inverse),
        rng=rng,
    )
    for found in facts.reasoner(quest):
        if not isinstance(found, Rejection):
            yield Path(hops=found)
        elif found.reason != BESIDE:
            yield found


def _beside(hops: Hops, topic: str | None, both_ways: bool) -> Rejection | None:
    """Return a Rejection of a path that nobody asked for: not about the topic, or another one walked backwards."""
    asked = any(about(hop, topic) for hop in hops) and not (both_ways and all(hop.inverse for hop in hops))
    return None if asked else Rejection(subject=hops[0].claim.id, step="ask", reason=BESIDE)


def _said_again(one: Hop, other: Hop) -> bool:
    """Return whether two facts are one edge, walked the same way, on the word of two claims."""
    return one.relation.id == other.relation.id and one.inverse == other.inverse and one.claim.id != other.claim.id


def of_two_documents(hops: Sequence[Hop]) -> bool:
    """Return whether *the course* would be said where two documents are named: which of them has it?"""
    documents = {hop.claim.evidence.document for hop in hops}
    return len(documents) > 1 and any(of_document(end) for hop in hops for end in (hop.head, hop.tail))


def _flaw(facts: Facts, hops: Hops) -> Rejection | None:
    subject = " ".join(hop.claim.id for hop in hops)
    if of_two_documents(hops):
        return Rejection(subject=subject, step="ask", reason="of_two_documents")
    names = [phrase_of(hops[0].claim.head, hops[0].head), *(phrase_of(hop.claim.tail, hop.tail) for hop in hops)]
    # A work on the way is asked for, never named, so its title may have the words of what it is cited for.
    said = [name for place, name in enumerate(names) if place in (0, len(hops)) or not is_work(hops[place].head)]
    if any(overlaps(one, other) for index, one in enumerate(said) for other in said[index + 1 :]):
        return Rejection(subject=subject, step="ask", reason="names_overlap")
    if len(hops) > 1:
        if any(hop.head.name.lower() in FAMOUS for hop in hops) or _classic_at_the_end(hops):
            return Rejection(subject=subject, step="ask", reason="common_knowledge")
        if says_nothing(hops[0], "head") and not of_document(hops[0].head):
            return Rejection(subject=subject, step="ask", reason="start_says_nothing")
        if len({hop.claim.evidence.chunk for hop in hops}) < 2:
            return Rejection(subject=subject, step="ask", reason="one_passage")
        if facts.joined(hops[0].head.id, hops[-1].tail.id):
            return Rejection(subject=subject, step="ask", reason="shortcut")
    return None


def _classic_at_the_end(hops: Hops) -> bool:
    """Return whether a trail ends in who wrote a classic, with its year told on the way."""
    *_, before, last = hops
    year = (before.claim.time or "").removeprefix("in ")
    return last.relation.relation == "WRITTEN_BY" and "" < year < CLASSIC


def says_nothing(hop: Hop, of: str = "tail") -> bool:
    """Return whether an answer would be *the course* or *a short lecture*: which one, only its document knows."""
    argument, entity = (hop.claim.tail, hop.tail) if of == "tail" else (hop.claim.head, hop.head)
    return of_document(entity) or generic(argument.phrase)


def stem_bare(hop: Hop, named: str) -> bool:
    """Return whether a question for one fact, cut from its sentence, has too few words to be of that sentence alone."""
    said = content(f"{head(hop) if named == 'head' else tail(hop)} {qualifiers(hop.claim)}")
    if named == "tail" and hop.claim.predicate.text.startswith("be used"):
        return True
    if named == "head" and hop.claim.predicate.text in _OPEN and len(said) < OPEN_STEM:
        return True
    return is_cut(hop) and len(said) + len(content(hop.claim.predicate.text)) < STEM


_OPEN = listed("include implement provide support offer contain use feature have")
"""Verbs whose objects are many: *what does the package include?*"""
OPEN_STEM = 3
"""Words of meaning that such a question must name."""
STEM = 4
"""Words of meaning in a question on a part of a sentence."""


def one_deed(hop: Hop) -> Rejection | None:
    """Return a Rejection where a hop tells one of all that a document's authors do, or that people use and have."""
    people = is_person(hop.claim.head, hop.head)
    if people and (of_document(hop.head) or hop.claim.predicate.text in BROAD):
        return Rejection(subject=hop.claim.id, step="ask", reason="one_of_several", detail="people do much")
    return None


def cited_for(hop: Hop) -> Rejection | None:
    """Return a Rejection where a hop leads from a work to what it is cited for: why or what for, none could tell."""
    leads = hop.relation.relation == "CITES" and not hop.inverse
    return Rejection(subject=hop.claim.id, step="ask", reason="cited_for") if leads else None


CLASSIC = "2000"
"""The year before which what is still cited is known to its field."""
SHORT = 3
"""Letters of words that any two titles may share; one letter is a name, as of the language R."""
FAMOUS = frozenset(
    {
        *("nature", "science", "cell", "the lancet", "proceedings of the national academy of sciences"),
        *("reviews of modern physics", "computing in science & engineering", "computing in science and engineering"),
        *("physical review letters", "journal of the american chemical society", "neuron", "nature communications"),
        *("nature methods", "plos one", "bioinformatics", "advances in neural information processing systems", "arxiv"),
    }
)
"""Where all famous works appear."""


_KNOWN_TITLE = re.compile(
    r"^“?(?:[^\s:]+(?::|”?$)|\S+ [\d.]+:)|\b(?:introduction|handbook|textbook|principles|guide)\b", re.I
)
"""A work that goes by a name of its own, or is one to learn from."""


def known_work(hop: Hop) -> Rejection | None:
    """Return a Rejection where a reference is of a work that its field may know: by its author, its name, or its venue.

    A work on the words of its venue's name appeared there, as far as anyone can guess.
    """
    if hop.claim.extractor != REFERENCES:
        return None
    title = tail(hop) if hop.inverse else head(hop)
    named = _KNOWN_TITLE.search(title) is not None
    venue = (head(hop) if hop.inverse else tail(hop)).lower()
    classic = hop.claim.time is not None and hop.claim.time.removeprefix("in ") < CLASSIC
    told = {form for word in content(title) for form in lemmas(word)}
    of_field = any(lemmas(word) & told for word in content(venue) if len(word) > SHORT or len(word) == 1)
    known = hop.relation.relation == "WRITTEN_BY" or named or classic or venue in FAMOUS or of_field
    return Rejection(subject=hop.claim.id, step="ask", reason="common_knowledge") if known else None


def ambiguous(facts: Facts, hops: Iterable[Hop], of: str = "tail", beside: Iterable[Hop] = ()) -> Rejection | None:
    """Return a Rejection where some step of a question has a second answer in the documents that it names.

    `beside` are further hops of the question, whose documents it names as well.
    """
    asked = tuple(hops)
    documents = frozenset(hop.claim.evidence.document for hop in (*asked, *beside))
    if asked and says_nothing(asked[-1], of):
        return Rejection(subject=asked[-1].claim.id, step="ask", reason="answer_says_nothing", detail=of)
    if asked and not facts.common and (_of_all(asked[-1], of) or (len(asked) == 1 and _known(facts, asked[0], of))):
        return Rejection(subject=asked[-1].claim.id, step="ask", reason="common_knowledge", detail=of)
    other = "head" if of == "tail" else "tail"
    for hop in asked[:1]:
        argument, entity = (hop.claim.head, hop.head) if other == "head" else (hop.claim.tail, hop.tail)
        if generic(argument.phrase) and not of_document(entity) and not is_adjective(hop):
            return Rejection(subject=hop.claim.id, step="ask", reason="start_says_nothing", detail=other)
    for before, hop in zip((None, *asked), asked, strict=False):
        unclear = one_deed(hop)
        if unclear:
            return unclear
        if of in one_of_several(hop.claim):
            return Rejection(subject=hop.claim.id, step="ask", reason="one_of_several", detail=of)
        rivals = facts.rivals(hop, of, documents)
        if before is not None and turns_round(before, hop):
            rivals = tuple(edge for edge in rivals if edge.head != before.head.id)
        rivals = rivals or _beyond(facts, hop, of)
        if rivals:
            return Rejection(subject=hop.claim.id, step="ask", reason="ambiguous", detail=rivals[0].id)
    return None


def _known(facts: Facts, hop: Hop, of: str) -> bool:
    """Return whether a fact is a few words about no named thing, *modelling requires methods*, or a textbook's.

    Or whether its document comes back to the answer again and again.
    """
    read = hop.claim.extractor != REFERENCES
    if facts.textbook(hop) or (read and facts.expected(core(bare(_asked_for(hop, of))), hop)):
        return True
    ends = (head(hop), tail(hop))
    named = of_document(hop.head) or any(char.isupper() or char.isdigit() for end in ends for char in end)
    return not named and len(content(" ".join(ends))) < GENERAL


def _asked_for(hop: Hop, of: str) -> str:
    return tail(hop) if of == "tail" else head(hop)


GENERAL = 5
"""Words of meaning at the ends of a fact that is of no named thing, at least."""


def _of_all(hop: Hop, of: str) -> bool:
    """Return whether an answer would be a single word that everybody uses: *solids*."""
    asked = content(_asked_for(hop, of))
    return len(asked) == 1 and asked[0].islower() and zipf(asked[0]) >= RARE


def asked_for_tail(
    task: str, form: str, facts: Facts, rng: Random, stage: Stage, hops: int, topic: str | None,
    fits: Callable[[Hop], bool], both_ways: bool = False,
) -> Iterator[Prompt | Rejection]:  # fmt: skip
    """Yield a prompt of `task` for what stands at the end of each chain, or why a chain or its question will not do."""
    for path in chains(facts, rng, stage, hops, topic, fits, both_ways):
        if isinstance(path, Rejection):
            yield path
            continue
        last = path.hops[-1]
        unclear = cited_for(last) or ambiguous(facts, path.hops)
        yield unclear or prompt(task, form, stage, [path], facts, rng, tail(last), answer_hop=last)


def _beyond(facts: Facts, hop: Hop, of: str) -> tuple[Relation, ...]:
    """Return the edges by which a comparison reaches further: what is bigger than a pond is bigger than a puddle."""
    if hop.relation.relation != "COMPARES":
        return ()
    asked_by_tail = (of == "tail") is not hop.inverse
    around = facts.edges.get(hop.relation.tail, ()) if asked_by_tail else facts.into.get(hop.relation.head, ())
    said = hop.relation.predicate
    return tuple(edge for edge in around if edge.relation == "COMPARES" and edge.predicate == said)
