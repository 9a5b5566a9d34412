"""Puts a prompt in words by grammar: the task's own form, then a last look at the words themselves."""

from __future__ import annotations

import re

from generate.records import Draft, Prompt
from generate.tasks import TASKS
from kg.records import Rejection

_ILL = re.compile(r"\s{2,}|\s[,.;:?]|\.\.|\?\.|\(\s|\bNone\b|“”|\ba [aeiou][a-z]{4}")
_SOUNDS_LIKE_A_CONSONANT = re.compile(r"\ba (?:uni|use|usa|usu|uti|eu|one|ubi|ura|uto)")


def realise(prompt: Prompt) -> Draft | Rejection:
    """Return the prompt in words: the same words for the same prompt, or why there are none fit to print."""
    draft = TASKS[prompt.task].realise(prompt)
    if isinstance(draft, Rejection):
        return draft
    reason = ill_formed(draft)
    return Rejection(subject=prompt.sha256, step="realise", reason=reason, detail=draft.question) if reason else draft


def ill_formed(draft: Draft) -> str | None:
    """Return what is wrong with the words of a draft, None where nothing is."""
    said = [draft.question, *(step.text for step in draft.reasoning)]
    if any(_ILL.search(_SOUNDS_LIKE_A_CONSONANT.sub("", text)) for text in said):
        return "ill_formed"
    if draft.options and (draft.answer not in draft.options or len(set(draft.options)) < len(draft.options)):
        return "options_clash"
    return None
