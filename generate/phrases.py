"""Judges and reshapes noun phrases: what can stand alone in a question, and what stands in for what is not named."""

from __future__ import annotations

import re

from generate.difficulty import zipf
from generate.morphology import inflect, noun_only
from kg.names import singular as singular_of
from kg.records import Argument, Entity


def listed(text: str) -> frozenset[str]:
    """Return the words of `text` as a set: how word lists are written here."""
    return frozenset(text.split())


ARTICLES = frozenset({"a", "an", "the"})
QUANTIFIERS = listed("some many most several each every all few various numerous any certain multiple both")
_SUPERLATIVES = listed(
    "most least best worst highest lowest largest smallest greatest fastest slowest strongest weakest longest shortest"
)
"""Behind *the*, these name whatever it is by its rank alone."""
_UNTOLD = listed(
    "certain various different several multiple many some numerous other each every any all most two three four five"
)
"""How a phrase begins that leaves open which ones, or how many."""

_POINTING = listed(
    "i we us our ours you your it its itself they them their theirs themselves he she him his her one ones this "
    "that these those such same other others another above below here there former latter previous preceding "
    "following next current present aforementioned aforesaid said respective own which who whom whose what where "
    "when how why first second third fourth fifth sixth seventh eighth ninth tenth last whole former so thus "
    "hence therefore however also as not no nothing "
    "nobody none neither nor either et al etc e.g i.e eg ie vs fig figure figures table tables section sections "
    "equation eq appendix paper papers article chapter more less few fewer different further additional today "
    "now recently new similar least much only even just very too yet still then rest remainder proposed overall "
    "existing resulting fourth fifth sixth seventh eighth ninth tenth"
)
_VAGUE = listed(
    "depth background mix blend bulk manner theme distinction "
    "way thing number part lot kind set use case example fact type form problem result aspect level amount sort "
    "range variety series group need order time place point end side reason issue area role means purpose goal "
    "aim basis addition term terms detail information work study research approach method model system project "
    "idea concept feature element item option version value name list page text figure question answer step "
    "process content topic subject task problem solution change effect difference majority rest field instance "
    "sample author authors reader readers user people person someone anyone everyone everything something "
    "anything class function line row column file section presence absence lack ability possibility opportunity "
    "good bad key main important focus scope degree extent size data code tool tools package result results "
    "course understanding interest attention access help support attempt effort practice experience year day "
    "month week advantage disadvantage benefit limitation drawback challenge difficulty success failure impact "
    "influence percent percentage total sum pair combination collection choice decision particular respect "
    "context situation condition factor parameter variable figure image picture plot graph it scratch"
)
_PERSONS = listed(
    "student teacher instructor learner author researcher scientist developer user participant reader engineer "
    "child educator lecturer professor professional practitioner farmer worker people woman man girl boy parent "
    "doctor patient manager programmer beginner novice expert community team undergraduate graduate pupil"
)
_GATHERINGS = listed("class classes course lesson workshop session lecture seminar programme program group unit")
_GENERIC = listed(
    "approach objective exercise notebook note notes material materials video slide software document documentation "
    "dataset session visualization tutorial assignment environment tip skill step concept idea aim view capability "
    "component experience opportunity consideration base module library framework interface toolkit wrapper platform "
    "repository flexibility complexity importance efficiency simplicity"
)
"""With no noun before them, these are some one of their kind."""
FIRST_GUESSES = frozenset(
    {
        *(
            "github",
            "gitlab",
            "python",
            "r",
            "jupyter",
            "jupyter notebook",
            "jupyter notebooks",
            "latex",
            "the internet",
        ),
        *("nature", "science"),
    }
)
"""What documents are made with, whichever they are, and where all famous works appear."""
_BAD_CHARACTERS = re.compile(r"[\[\]{}<>=+*/\\|_^~@#$%…\"“”;:!?•→←↔≤≥≈∼×·�]|\d{4}|https?|www\.|\.\s|\s-|-\s|--|''|``")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*|\d+(?:[.,]\d+)*")
_EDGE = listed(
    "of in on at by for with from to into onto over under between among through and or but as than that which "
    "who the a an is are was were be been being has have had do does did will would can could may might must "
    "should about via per using including"
)
_CLAUSE = listed("that which who whom whose where when while because if unless although though whether")


def words(text: str) -> list[str]:
    """Return the words of `text`, lower-cased."""
    return [word.lower() for word in _WORD.findall(text)]


def tidy(text: str) -> str:
    """Return `text` on one line, words broken at a line's end joined, with no stray space or final stop."""
    joined = re.sub(r"(?<=[a-z])-\s*\n\s*(?=[a-z])", "", text.replace("\u00ad", ""))
    return re.sub(r"\s+", " ", joined).strip().rstrip(".,;:").strip()


def bare(phrase: str) -> str:
    """Return `phrase` without its article."""
    first, _, rest = phrase.partition(" ")
    return rest if first.lower() in ARTICLES and rest else phrase


def points_elsewhere(tokens: list[str]) -> bool:
    """Return whether any of these words means nothing outside its page: *this*, *they*, *following*."""
    return any(word in _POINTING and not _is_plain(tokens, place) for place, word in enumerate(tokens))


def _is_plain(tokens: list[str], place: int) -> bool:
    """Return whether a word that may point is plain where it stands: *sodium current*, *the heat equation*."""
    before, after = tokens[place - 1] if place else "", tokens[place + 1] if place + 1 < len(tokens) else ""
    if tokens[place] == "current":
        return before not in ARTICLES | {""} and (not after or after in _EDGE)
    if tokens[place] == "existing":
        return before in {"a", "an"}
    if tokens[place] in {"equation", "equations"}:
        return before not in ARTICLES | {""}
    ordinal = tokens[place] in {"first", "second", "third", "fourth"} and after in {"order", "degree", "principles"}
    return ordinal or (before, tokens[place]) in {("water", "table"), ("periodic", "table"), ("cross", "section")}


def head_noun(phrase: str) -> str:
    """Return the noun that `phrase` is about: the last word before its first preposition or clause."""
    found = ""
    for word in words(phrase):
        if word in _EDGE - ARTICLES and found:
            break
        found = word
    return found


def flaw(phrase: str, longest: int = 9) -> str | None:
    """Return why `phrase` cannot stand alone as a noun phrase in a question, None where it can.

    The test is strict on purpose: words that point elsewhere (*this*, *the following*), heads that say nothing
    (*way*, *the method*), symbols, citations and broken edges are all turned away.
    """
    tokens = words(phrase)
    if not tokens or len(tokens) > longest or len(phrase) < 3:
        return "phrase_length"
    if _BAD_CHARACTERS.search(phrase) or phrase.count("(") or phrase.count(")") or phrase.count("’") > 1:
        return "phrase_symbols"
    if not phrase.isascii() and any(ord(char) > 0x24F and char not in "’‘–—‐‑" for char in phrase):
        return "phrase_symbols"
    if points_elsewhere(tokens):
        return "phrase_points_elsewhere"
    if set(tokens[1:]) & _CLAUSE or "," in phrase:
        return "phrase_not_simple"
    if tokens[-1] in _EDGE or tokens[0] in _EDGE - ARTICLES:
        return "phrase_broken"
    return _empty_head(phrase, tokens)


def _empty_head(phrase: str, tokens: list[str]) -> str | None:
    head = head_noun(phrase)
    content = [word for word in tokens if word not in ARTICLES | QUANTIFIERS and not word[0].isdigit()]
    singular = head[:-1] if head.endswith("s") and not head.endswith("ss") else head
    if len(content) <= 1 and (singular in _VAGUE or head in _VAGUE or len(head) < 3):
        return "phrase_says_nothing"
    if (singular in _VAGUE or head in _VAGUE) and content and content[0] == head:
        return "phrase_says_nothing"
    if tokens[0] == "the" and len(content) == 1 and not any(char.isupper() for char in phrase[4:]):
        return "phrase_unanchored"
    return None


def generic(phrase: str) -> bool:
    """Return whether a phrase names no more than its kind: *students*, *a short lecture*, *certain measures*."""
    tokens = words(phrase)
    if tokens and tokens[0] in _UNTOLD:
        return True
    if tokens[:1] == ["the"] and tokens[1:2] and tokens[1] in _SUPERLATIVES:
        return True
    head = head_noun(phrase)
    singular = singular_of(head)
    if not {head, singular} & (_VAGUE | _PERSONS | _GATHERINGS | _GENERIC):
        return False
    if any(char.isupper() for char in phrase[1 : phrase.lower().find(head)]):
        return False
    before, after = tokens[: tokens.index(head)], tokens[tokens.index(head) + 1 :]
    if any(_tells(word) and (noun_only(word) or zipf(word) < _RARE) for word in before):
        return False
    named = any(char.isupper() for char in phrase[phrase.lower().find(head) + len(head) :])
    return not named and sum(_tells(word) and word not in _EDGE for word in after) < _SPECIFIC


def _tells(word: str) -> bool:
    """Return whether a word says which one is meant."""
    return word not in ARTICLES | QUANTIFIERS | _UNTOLD and not {word, singular_of(word)} & (
        _VAGUE | _PERSONS | _GENERIC
    )


_RARE = 3.0
"""Zipf frequency below which an adjective is a term's, as in *topological features*."""
_SPECIFIC = 2
"""Words behind a noun that say of what it is: *the physical form of cities in space*."""


def says_little(word: str) -> bool:
    """Return whether a noun is a mere frame for what is said with it: *method*, *program*, *approach*."""
    low = word.lower()
    return bool({low, singular_of(low)} & (_VAGUE | _GENERIC | _GATHERINGS))


def lowered(phrase: str, entity: Entity) -> str:
    """Return `phrase` as it is written inside a sentence: a capital only where the name has one there too."""
    first, space, rest = phrase.partition(" ")
    if first.lower() in ARTICLES | QUANTIFIERS:
        titled = len(rest.split()) > 2 and all(word[:1].isupper() or word in _EDGE for word in rest.split())
        return phrase if titled else first.lower() + space + rest
    if any(char.isupper() or char.isdigit() for char in first[1:]) or not re.match(r"[A-Z]\w", first):
        return phrase
    if rest and all(word[:1].isupper() for word in rest.split()):
        return phrase  # *Life Data Analysis* is written so anywhere
    low = first[0].lower() + first[1:]
    named = ([word.replace("'", "’") for word in name.split()] for name in (entity.name, *entity.aliases))
    ways = {first.replace("'", "’"): True, low.replace("'", "’"): False}
    written = next((ways[word] for spelled in named for word in spelled if word in ways), False)
    return phrase if written else low + space + rest


def phrase_of(argument: Argument, entity: Entity) -> str:
    """Return the words of a claim's argument, as written inside a sentence.

    A document's own thing is *the course*, *the authors*, whatever the sentence calls it (*this course*, *we*); a work
    goes by its title, its author by the name as one says it, however they are cited.
    """
    if is_work(entity):
        own = tidy(argument.phrase)  # as this list of references has it
        title = own if words(own) == words(entity.name) else entity.name
        return f"“{title.replace('“', '‘').replace('”', '’')}”"
    if entity.type == "person" and "," in argument.phrase:
        return entity.name
    if entity.type == "publication":
        return tidy(argument.phrase)
    if of_document(entity):
        kind = entity.name.partition(" of “")[0]
        if re.fullmatch(r"(?:[A-Z].*|.* )(?:[A-Z]\S*|\d+)|[A-Z]\S*", kind):
            return kind
        if not argument.plural or kind.endswith("s"):
            return f"the {kind}"
        before, space, noun = kind.rpartition(" ")
        return f"the {before}{space}{inflect(noun, 'NNS')}"
    return lowered(tidy(argument.phrase), entity)


def is_person(argument: Argument, entity: Entity) -> bool:
    """Return whether *who* asks for this argument."""
    if is_work(entity) or entity.type == "publication":
        return False
    head = head_noun(argument.phrase)
    singular = head[:-1] if head.endswith("s") else head
    if singular in _GATHERINGS or head in _GATHERINGS:
        return False
    return entity.type.lower() in {"person", "per", "people"} or singular in _PERSONS or head in _PERSONS


def wh(argument: Argument, entity: Entity) -> str:
    """Return the question word for an argument: *who* or *what*."""
    return "who" if is_person(argument, entity) else "what"


def pronoun(argument: Argument, entity: Entity) -> str:
    """Return what stands in for an argument that is not named again: *that*, *those* or *they*."""
    if is_person(argument, entity):
        return "they" if argument.plural else "that person"
    return "those" if argument.plural else "that"


def of_document(entity: Entity) -> bool:
    """Return whether the entity is a document's own thing (*course of “Title”*): *the course* names it only there."""
    return entity.name.endswith("”") and " of “" in entity.name


def is_work(entity: Entity) -> bool:
    """Return whether the entity is a work of a list of references."""
    return entity.type == "work"


def overlaps(one: str, other: str) -> bool:
    """Return whether two phrases share their head noun, or one stands within the other."""
    if one.startswith("“") or other.startswith("“"):  # a title tells by any word of it
        shared = set(words(one)) & set(words(other))
        return any(len(word) > 3 and word not in _EDGE for word in shared)
    a, b = " ".join(words(bare(one))), " ".join(words(bare(other)))
    stem_a, stem_b = head_noun(one).rstrip("s"), head_noun(other).rstrip("s")
    return a in b or b in a or stem_a == stem_b


_COMPLEMENT = re.compile(r"\s(?:of|for|in|on|at|to|with|using|based|that|which|from|by)\s")
"""Where what follows a noun begins."""


def core(phrase: str) -> str:
    """Return a phrase without what hangs on its noun from behind: *maximum firing rate of cells*."""
    return _COMPLEMENT.split(phrase)[0]
