"""Decides whether a finished sample may be kept: every check has a name, and one that fails names what failed.

The checks read the words that will be printed, not the intentions behind them, so that they hold for text by grammar
and by a model alike. *Entailed as far as grammar can tell* means: every word of meaning stands in the quote (or in the
name of an entity that the quote is about), what is denied is denied, and what is hedged is not made certain.

What is not covered: that the words stand in the quote in the same roles. That is the claim's own promise, kept where
the claim was made; here only the claim's words, polarity and certainty are held against the printed sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from generate import form, stages
from generate.admit import on_one_line
from generate.ask import FOLLOW
from generate.lemmas import absent, content, forms, lemmas, negated
from generate.phrases import of_document, says_little, words
from generate.records import Prompt, Sample, Stage
from generate.told import Told
from kg.records import Certainty, Claim, Entity, Evidence, Hop, Path, Rejection


@dataclass(frozen=True)
class Case:
    """A sample with what it was made from: its prompt, and the passages by chunk id.

    `told` is what their documents say, `joined` tells whether an edge joins two entities, `shortcut` how the ends of a
    path are joined without it; `asked` is the stage that the user named, None where any will do.
    """

    sample: Sample
    prompt: Prompt
    passages: Mapping[str, str]
    told: Told
    joined: Callable[[str, str], bool]
    shortcut: Callable[[Path], str | None]
    asked: Stage | None = None

    @property
    def hops(self) -> tuple[Hop, ...]:
        """Every hop of every path."""
        return tuple(hop for path in self.prompt.paths for hop in path.hops)

    @property
    def claims(self) -> dict[str, list[Claim]]:
        """The claims of the paths, by the id of their evidence."""
        found: dict[str, list[Claim]] = {}
        for hop in self.hops:
            found.setdefault(hop.claim.evidence.id, []).append(hop.claim)
        return found

    @property
    def names(self) -> list[str]:
        """Every name of every entity on the paths."""
        ends = [end for hop in self.hops for end in (hop.head, hop.tail)]
        return [name for end in ends for name in (end.name, *end.aliases)]


Check = Callable[[Case], str | None]
"""Returns what fails, in a few words, or None."""

VERDICTS = frozenset(
    {"true", "false", "yes", "no", "supported", "not supported", "unknown", "neither", "both", "cannot tell"}
)
"""Answers that are judgements: they stand in no quote."""

ARRANGED = frozenset({"sequence"})
"""Forms whose question gives every word of the answer, but not their order."""

_CONNECTIVES = forms(
    [
        "so thus therefore hence because since then next first second third fourth last finally also both same "
        "different like unlike while whereas statement true false claim correct wrong incorrect right answer rule fit "
        "hold say one two three four follow kind thing case does source other another each follows from this means "
        "known given yes no not cannot without would happen pair evidence certain uncertain stated likely might may "
        "could only else longer pair join way both put fact hold possible deny source step go against raise lower all"
    ]
)
_HEDGES = re.compile(
    r"\b(?:may|might|could|can|possibl[ey]|probabl[ey]|perhaps|likely|suggests?|seems?|appears?|potential(?:ly)?|expected|"
    r"uncertain|not certain|hypothesi[sz]e[sd]?|believed|thought)\b",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[^\W_]|\s(?:js|py|jl|net|io|org|com)\b")
"""How a word goes on that was taken for the last of its sentence; a line may end behind its dot."""
_CANNOT_BE_DROPPED = re.compile(
    r"\b(?:not|never|cannot|hardly|rarely|seldom|may|might|could|would|should|possibly|perhaps|if|unless|whether)\b|n['’]t\b",
    re.IGNORECASE,
)


def check(case: Case) -> Sample | Rejection:
    """Return the sample with the name of every check it passed, or the Rejection of the first that it failed."""
    for name, passes in CHECKS.items():
        failed = passes(case)
        if failed is not None:
            reason = name if name not in _OWN_REASON else failed.partition(":")[0]
            return Rejection(
                subject=case.sample.id, step="check", reason=reason, detail=f"{failed} | {case.sample.question}"
            )
    return case.sample.model_copy(update={"checks": dict.fromkeys((*CHECKS, "unlike_others"), True)})


# ── grounded ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def evidence_stands(case: Case) -> str | None:
    """Every id that is pointed at is among the sample's evidence, and every edge's words stand in its own quote."""
    quotes = {quote.id: quote.quote for quote in case.sample.evidence}
    pointed = {i for step in case.sample.reasoning for i in step.evidence} | {
        i for e in case.sample.path for i in e.evidence
    }
    if not pointed <= quotes.keys():
        return "evidence named but not given"
    for hop in case.hops:
        quote = hop.claim.evidence
        for argument in (hop.claim.head, hop.claim.tail):
            low, high = argument.start - quote.start, argument.end - quote.start
            if not (0 <= low < high <= len(quote.quote)):
                return f"{argument.phrase} is outside its quote"
    return None


def words_whole(case: Case) -> str | None:
    """No phrase is cut off with its quote inside a word: *rendered as reveal.* of *rendered as reveal.js*."""
    for hop in case.hops:
        quote = hop.claim.evidence
        passage = _passage(case, quote)
        place = passage.find(quote.quote)
        after = _GOES_ON.match(passage, place + len(quote.quote)) if place >= 0 else None
        last = max(hop.claim.head.end, hop.claim.tail.end)
        if after and quote.end - last <= 1:
            return f"cut off: {quote.quote[-20:]}{after.group()}"
    return None


def reasoning_entailed(case: Case) -> str | None:
    """Every step says only what its quotes say, denies what they deny, and is no surer than they are."""
    claims = case.claims
    quotes = {quote.id: quote.quote for quote in case.sample.evidence}
    everything = forms([*quotes.values(), *case.names, case.sample.question, case.sample.answer, *case.sample.options])
    cited = {i for step in case.sample.reasoning for i in step.evidence}
    if not case.sample.reasoning or cited < claims.keys():
        return "a hop without a step"
    for step in case.sample.reasoning:
        own = [claim for i in step.evidence for claim in claims.get(i, ())]
        known = forms([quotes[i] for i in step.evidence] + [_said(claim) for claim in own] + _names_of(case, own))
        known = known | _CONNECTIVES if own else everything | _CONNECTIVES
        missing = absent(re.sub(r"“[^”]*”", "", step.text), known)
        if missing:
            return f"not in the quote: {', '.join(missing)}"
        failed = next(filter(None, (_stronger(step.text, claim) for claim in own)), None) if len(own) == 1 else None
        if failed:
            return failed
    return None


def _said(claim: Claim) -> str:
    fields = (claim.predicate.text, claim.predicate.modal, claim.quantity, claim.condition, claim.time, claim.scope)
    return " ".join(field for field in (claim.head.phrase, claim.tail.phrase, *fields) if field)


def _names_of(case: Case, claims: list[Claim]) -> list[str]:
    ends = [end for hop in case.hops if hop.claim in claims for end in (hop.head, hop.tail)]
    return [name for end in ends for name in (end.name, *end.aliases)]


def _stronger(text: str, claim: Claim) -> str | None:
    """Return how `text` says more than `claim` does: a lost *not*, a lost *may*, a lost condition."""
    own_words = f"{claim.head.phrase} {claim.tail.phrase}"
    if negated(text) != (not claim.affirmed) and not negated(own_words):
        return "polarity differs"
    hedged = claim.certainty is not Certainty.ASSERTED or claim.predicate.modal in {"may", "might", "could"}
    if hedged and not _HEDGES.search(text):
        return "surer than the claim"
    known = forms([text])
    for qualifier in (claim.condition, claim.time, claim.scope):
        if qualifier and absent(qualifier, known):
            return f"dropped: {qualifier}"
    return None


def claims_plain(case: Case) -> str | None:
    """Between the two ends of a claim that is affirmed and certain, its quote neither denies nor hedges."""
    for hop in case.hops:
        claim = hop.claim
        if not claim.plain or claim.predicate.modal:
            continue
        offset = claim.evidence.start
        first, last = sorted((claim.head, claim.tail), key=lambda argument: argument.start)
        between = claim.evidence.quote[first.end - offset : max(last.start - offset, 0)]
        found = _CANNOT_BE_DROPPED.search(between)
        if found and first.end < last.start:
            return f"{found.group().lower()} in the quote"
    return None


def answer_entailed(case: Case) -> str | None:
    """Every word of meaning in the answer stands in the quotes or is a name on the path; a verdict stands alone."""
    answer = case.sample.answer
    if answer.strip(" .").lower() in VERDICTS:
        return None
    quotes = [quote.quote for quote in case.sample.evidence]
    known = forms([*quotes, *map(on_one_line, quotes), *case.names, case.sample.question]) | _CONNECTIVES
    missing = absent(answer, known)
    return f"not in the quotes: {', '.join(missing)}" if missing else None


# ── several hops, all needed ─────────────────────────────────────────────────────────────────────────────────────────


def hops_needed(case: Case) -> str | None:
    """No passage, and no chain short of the last hop, joins question and answer; no edge skips a hop."""
    for path in case.prompt.paths:
        broken = _broken(path)
        if broken:
            return broken
        if len(path.hops) > 1 and (failed := _short_cut(case, path)):
            return failed
    kept = [hop.claim.id for hop in case.hops]
    return "one claim twice" if len(set(kept)) < len(kept) else None


def steps_untold(case: Case) -> str | None:
    """No step of a trail leads to what its documents are about: whoever reads the title has taken it already."""
    titles = [f" {' '.join(words(title))} " for _, title in case.prompt.titles]
    for path in case.prompt.paths:
        for middle in path.entities[1:-1]:
            names = (" ".join(words(name)) for name in (middle.name, *middle.aliases))
            if of_document(middle) or any(f" {name} " in title for name in names for title in titles if name):
                return f"the title tells {middle.name}"
    return None


def _broken(path: Path) -> str | None:
    if any(one.tail.id != other.head.id for one, other in zip(path.hops, path.hops[1:], strict=False)):
        return "hops do not join"
    ids = [entity.id for entity in path.entities]
    return "an entity twice" if len(set(ids)) < len(ids) else None


def _short_cut(case: Case, path: Path) -> str | None:
    entities = path.entities
    for place, one in enumerate(entities):
        for other in entities[place + 2 :]:
            if case.joined(one.id, other.id):
                return f"an edge joins {one.name} and {other.name}"
    start, end = (
        _forms_of(entities[0], path.hops[0].claim.head.phrase),
        _forms_of(entities[-1], path.hops[-1].claim.tail.phrase),
    )
    evidence = [hop.claim.evidence for hop in path.hops]
    for passage in {quote.chunk: _passage(case, quote) for quote in evidence}.values():
        if _mentions(passage, start) and _mentions(passage, end):
            return "one passage joins both ends"
    found = case.shortcut(path)
    if found:
        return f"joined by {found}"
    early = " ".join(quote.quote for quote in evidence[:-1])
    return "the last hop is not needed" if _mentions(early, end) else None


def _passage(case: Case, evidence: Evidence) -> str:
    return case.passages.get(evidence.chunk, evidence.quote)


def _forms_of(entity: Entity, phrase: str) -> list[list[frozenset[str]]]:
    names = {entity.name, *entity.aliases, phrase}
    rows = [[lemmas(word) for word in content(name)] for name in sorted(names)]
    return [row for row in rows if row]


def _mentions(text: str, names: list[list[frozenset[str]]]) -> bool:
    """Tell whether any of `names` stands in `text`, word by word, in whatever number."""
    found = [lemmas(word) for word in content(text)]
    return any(
        all(found[place + step] & form for step, form in enumerate(name))
        for name in names
        for place in range(len(found) - len(name) + 1)
    )


# ── fit to be asked ──────────────────────────────────────────────────────────────────────────────────────────────────


def stage_kept(case: Case) -> str | None:
    """The sample is of the stage that was asked for: neither beyond it in words or reasoning, nor below it."""
    earned = case.sample.stage
    if case.asked is None or earned is case.asked:
        return None
    side = "above_stage" if earned.index > case.asked.index else "below_stage"
    broken = stages.table().caps[case.asked].broken(case.sample.difficulty.measures)
    return f"{side}: {earned}" + (f" by {', '.join(broken)}" if broken else "")


def answer_hidden(case: Case) -> str | None:
    """The question does not hold its own answer, unless it offers it among others."""
    sample = case.sample
    if sample.answer.strip(" .").lower() in VERDICTS or sample.form in ARRANGED:
        return None
    known = forms([sample.question])
    rest = [option for option in sample.options if option != sample.answer]
    if rest and all(not absent(option, known) for option in rest):
        return None
    told = [word for word in content(sample.answer) if not says_little(word)] or content(sample.answer)
    given = [word for word in told if lemmas(word) & known]
    if sample.answer.startswith("“") or case.prompt.form in _SAID_AGAIN:
        return "the answer stands in the question" if told and len(given) == len(told) else None
    return "half of the answer stands in the question" if 2 * len(given) >= len(told) > 0 else None


_SAID_AGAIN = frozenset({"effect", "quote", "trail", "common", "both"})
"""Forms whose answer is a sentence that says again what the question names."""


def answer_beyond_title(case: Case) -> str | None:
    """The titles that a question names do not give most of its answer away, where it is no quotation or judgement."""
    answer = re.sub(r"“[^”]*”", "", case.sample.answer)
    if answer.strip(" .").lower() in _FIRST_GUESSES:
        return "what anyone would guess first"
    if answer.strip(" .").lower() in VERDICTS or case.sample.form in ARRANGED or not content(answer):
        return None
    titles = forms([title for _, title in case.prompt.titles])
    given = len(content(answer)) - len(absent(answer, titles))
    if given > 0.5 * len(content(answer)):
        return "most of the answer stands in the title"
    core = [word for word in content(_COMPLEMENT.split(answer)[0]) if not says_little(word)]
    return "the title tells what the answer names" if core and all(lemmas(word) & titles for word in core) else None


_FIRST_GUESSES = frozenset(
    {"github", "gitlab", "python", "r", "jupyter", "jupyter notebook", "jupyter notebooks", "latex", "the internet"}
)
"""What documents are made with, whichever they are."""

_COMPLEMENT = re.compile(r"\s(?:of|for|in|on|at|to|with|using|based|that|which|from|by)\s")
"""Where what follows a noun begins."""


def answer_unhinted(case: Case) -> str | None:
    """No name in the question is made of the answer's words: anyone guesses what tests *permutest* does."""
    if case.sample.options or case.sample.form in ARRANGED:
        return None
    asked = re.sub(r"“[^”]*”", "", case.sample.question)
    if case.sample.answer.startswith("“") and case.prompt.task != "evidence":
        known = forms([asked])
        shared = [word for word in content(case.sample.answer) if len(word) >= _STEM and lemmas(word) & known]
        return f"{shared[0]} of the title" if shared else None
    names = [word.lower() for word in content(asked) if len(word) > _NAME and _coined(word.lower())]
    for word in content(re.sub(r"“[^”]*”", "", case.sample.answer)):
        inside = next((name for name in names if len(word) >= _STEM and word.lower()[:_STEM] in name), None)
        if inside is not None and word.lower() != inside:
            return f"{word} in {inside}"
    return None


_STEM, _NAME = 4, 5
_KNOWN = 2.2
"""Zipf frequency below which a word is a name, coined of others or not."""


@lru_cache(maxsize=8192)
def _coined(word: str) -> bool:
    from wordfreq import zipf_frequency

    return word.isalpha() and zipf_frequency(word, "en") < _KNOWN


def answer_single(case: Case) -> str | None:
    """No other sentence of the documents that a question names answers it, or a step of it, in another way."""
    sample, prompt = case.sample, case.prompt
    named = [document for document, _ in prompt.titles]
    if prompt.task == "evidence" and len(case.hops) == 1:
        return case.told.twice(case.hops[0], named)
    if prompt.form not in _ASKED or sample.answer.strip(" .").lower() in VERDICTS:
        return None
    of = "head" if prompt.form == "head" or prompt.task == "name" else "tail"
    hops = case.hops[:-1] if sample.options else case.hops
    others = [case.told.again(hop, of, named) for hop in hops]
    enough = all if prompt.task == "name" else any
    return next(filter(None, others)) if others and enough(others) else None


_ASKED = frozenset({"head", "tail", FOLLOW})
"""Forms of questions for what stands at one end of a fact."""


def options_sound(case: Case) -> str | None:
    """Options, where there are any, are distinct, and exactly one of them is right."""
    sample = case.sample
    if not sample.options:
        return None
    if sample.options.count(sample.answer) != 1:
        return "the answer is not one of the options"
    bags = [
        frozenset(min(lemmas(word)) for word in content(option)) or frozenset({option}) for option in sample.options
    ]
    if len(set(bags)) < len(bags):
        return "two options are one"
    right = bags[sample.options.index(sample.answer)]
    if any(bag < right or right < bag for bag in bags) and sample.answer.lower() not in VERDICTS:
        return "an option holds another"
    if case.prompt.answer_entity is None:
        return None
    same = {case.prompt.answer_entity.name.lower(), *(alias.lower() for alias in case.prompt.answer_entity.aliases)}
    wrong = [option for option in sample.options if option != sample.answer]
    return "a wrong option is the answer by another name" if any(option.lower() in same for option in wrong) else None


def well_formed(case: Case) -> str | None:
    """Every text that will be printed is a whole, clean sentence; options and short answers are clean phrases."""
    sample = case.sample
    whole = [
        sample.question,
        *(step.text for step in sample.reasoning),
        *(message.content for message in sample.messages),
    ]
    for text in whole[: 1 + len(sample.reasoning)]:
        reason = form.flaw(text)
        if reason:
            return f"{reason}: {text}"
    for text in dict.fromkeys((sample.answer, *sample.options)):
        reason = form.flaw(text, sentence=text.endswith((".", "?", "!")))
        if reason:
            return f"{reason}: {text}"
    return "empty message" if any(not message.content.strip() for message in sample.messages) else None


CHECKS: dict[str, Check] = {
    "well_formed": well_formed,
    "evidence_stands": evidence_stands,
    "words_whole": words_whole,
    "claims_plain": claims_plain,
    "reasoning_entailed": reasoning_entailed,
    "answer_entailed": answer_entailed,
    "answer_hidden": answer_hidden,
    "answer_beyond_title": answer_beyond_title,
    "answer_unhinted": answer_unhinted,
    "answer_single": answer_single,
    "options_sound": options_sound,
    "steps_untold": steps_untold,
    "hops_needed": hops_needed,
    "stage_kept": stage_kept,
}
"""In the order they are made: cheap before dear."""

_OWN_REASON = frozenset({"well_formed", "stage_kept"})
"""Checks whose failures are counted by what was found (`wrong_article`, `above_stage`), not by the check's name."""
