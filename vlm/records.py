"""What goes to a generative model and what comes back; the one place where such a model is named."""

from __future__ import annotations

import hashlib

from kg.records import Record


class Request(Record):
    """One question to a model: everything that its answer may depend on, so that the digest names the answer too."""

    model: str
    system: str
    user: str
    answer_schema: str = ""
    temperature: float = 0.0
    seed: int = 0
    most_tokens: int = 1024

    @property
    def sha256(self) -> str:
        """The digest of the whole request."""
        return hashlib.sha256(self.model_dump_json().encode("utf-8", "surrogatepass")).hexdigest()


class Completion(Record):
    """What a model answered, and what it cost."""

    request: str
    model: str
    text: str
    finish: str
    tokens_in: int = 0
    tokens_out: int = 0
