"""The licence that a document states of itself, by SPDX name: Creative Commons by address, short name or in words."""

from __future__ import annotations

import re

ADDRESS = re.compile(r"creativecommons\.org/(?:licenses/([a-z-]+)|publicdomain/(zero|mark))(?:/(\d\.\d))?", re.I)
SHORT = re.compile(r"\bCC[ -](BY(?:-(?:NC|SA|ND))*)[ -](\d\.\d)\b|\bCC0\b")
WORDS = re.compile(
    r"Creative\s+Commons\s+Attribution((?:[-\s](?:Non-?Commercial|Share-?Alike|No-?Deriv(?:ative|ativ)e?s))*)"
    r"\s+(?:licen[cs]e\s+)?(\d\.\d)",
    re.I,
)


def licence_in(text: str) -> str:
    """Return the first licence that `text` states, `unknown` where it states none that is known here."""
    if found := ADDRESS.search(text):
        kind, domain, version = found.groups()
        if domain:
            return "CC0-1.0" if domain.casefold() == "zero" else "public domain"
        return f"CC-{kind.upper()}" + (f"-{version}" if version else "")
    if found := SHORT.search(text):
        return f"CC-{found.group(1)}-{found.group(2)}" if found.group(1) else "CC0-1.0"
    if found := WORDS.search(text):
        terms = re.sub(r"[^a-z]", "", found.group(1).casefold())
        parts = [s for word, s in (("noncommercial", "NC"), ("sharealike", "SA"), ("noderiv", "ND")) if word in terms]
        return "-".join(["CC", "BY", *parts, found.group(2)])
    return "unknown"
