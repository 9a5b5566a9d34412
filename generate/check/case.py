"""What a check looks at: a finished sample with all that it was made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from generate.records import Prompt, Sample, Stage
from generate.told import Told
from kg.records import Claim, Evidence, Hop, Path


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

    def passage(self, evidence: Evidence) -> str:
        """Return the text of the passage that a quote stands in, the quote itself where it is not given."""
        return self.passages.get(evidence.chunk, evidence.quote)


Check = Callable[[Case], str | None]
"""Returns what fails, in a few words, or None."""

VERDICTS = frozenset(
    {"true", "false", "yes", "no", "supported", "not supported", "unknown", "neither", "both", "cannot tell"}
)
"""Answers that are judgements: they stand in no quote."""

ARRANGED = frozenset({"sequence"})
"""Forms whose question gives every word of the answer, but not their order."""
