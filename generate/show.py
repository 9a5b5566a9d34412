"""A sample as a person reads it: question, answer, reasoning, and the quotes, files and pages that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import fill

from generate.records import Quote, Sample

WIDTH = 100


def lines(sample: Sample) -> Iterator[str]:
    """Yield the lines of one sample, at most `WIDTH` characters each but for file names."""
    yield f"Sample {sample.id} · {sample.task} · {sample.stage} · {sample.hops} hop{'s' * (sample.hops > 1)}"
    if sample.persona is not None:
        yield fill(f"For: {sample.persona.text}", WIDTH)
    yield ""
    for line in sample.question.splitlines():
        yield fill(line, WIDTH, initial_indent="Q  ", subsequent_indent="   ")
    for letter, option in zip("ABCDEFGH", sample.options, strict=False):
        yield f"   {letter}) {option}"
    yield fill(sample.answer, WIDTH, initial_indent="A  ", subsequent_indent="   ")
    yield ""
    numbers = {quote.id: number for number, quote in enumerate(sample.evidence, start=1)}
    yield "Reasoning"
    for step in sample.reasoning:
        marks = "".join(f" [{numbers[each]}]" for each in step.evidence)
        yield fill(f"{step.text}{marks}", WIDTH, initial_indent="  · ", subsequent_indent="    ")
    yield "Evidence"
    for quote in sample.evidence:
        yield from _evidence(numbers[quote.id], quote)


def _evidence(number: int, quote: Quote) -> Iterator[str]:
    yield fill(f"[{number}] “{' '.join(quote.quote.split())}”", WIDTH, initial_indent="  ", subsequent_indent="      ")
    page = "" if quote.page is None else f", page {quote.page}"
    yield f"      {quote.source}{page}, characters {quote.start}–{quote.end}"


def example(samples: Sequence[Sample]) -> Sample:
    """Return the sample that shows most: the one of most hops that crosses most documents, then the shortest."""
    return max(samples, key=lambda s: (s.hops, len({q.document for q in s.evidence}), -len(s.question), s.id))
