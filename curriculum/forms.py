"""The shapes in which trainers read a sample: each form is the columns that take the place of `messages`."""

from __future__ import annotations

from collections.abc import Callable

from generate.records import Sample

Form = Callable[[Sample], dict[str, object]]


def chat(sample: Sample) -> dict[str, object]:
    """Return `messages`, as chat templates take them."""
    return {"messages": [{"role": message.role, "content": message.content} for message in sample.messages]}


def alpaca(sample: Sample) -> dict[str, object]:
    """Return `instruction`, `input`, `output` and `system`; the question is the instruction."""
    system, user, assistant = _turns(sample)
    return {"instruction": user, "input": "", "output": assistant, "system": system}


def sharegpt(sample: Sample) -> dict[str, object]:
    """Return `conversations`, turns from `system`, `human` and `gpt`."""
    names = {"system": "system", "user": "human", "assistant": "gpt"}
    return {"conversations": [{"from": names[message.role], "value": message.content} for message in sample.messages]}


def text(sample: Sample) -> dict[str, object]:
    """Return `text`: question and answer as plain paragraphs, for training without a chat template."""
    _, user, assistant = _turns(sample)
    return {"text": f"{user}\n\n{assistant}\n"}


def _turns(sample: Sample) -> tuple[str, str, str]:
    by_role = {role: "\n\n".join(m.content for m in sample.messages if m.role == role) for role in _ROLES}
    return by_role["system"], by_role["user"], by_role["assistant"]


_ROLES = ("system", "user", "assistant")

FORMS: dict[str, Form] = {"chat": chat, "alpaca": alpaca, "sharegpt": sharegpt, "text": text}
