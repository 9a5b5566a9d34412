"""The classes that relations fall into: `configs/relations.yaml`, checked."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import ValidationError

from kg.config import Settings, config_file, explained, read_keys
from kg.errors import UserError

OTHER = "OTHER"
"""The class of what no class names."""

NAME = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
"""What may be the type of a relationship in Neo4j."""


class RelationClass(Settings):
    """One class: the youngest `stage` that may reason over it, how it reads, and the predicates that belong to it."""

    stage: Literal["perception", "language", "concrete", "causal", "abstract", "reflective"]
    gloss: str
    verbs: tuple[str, ...] = ()


def relation_classes() -> dict[str, RelationClass]:
    """Return the classes by name. Raises UserError with the class and the key that is wrong."""
    path = config_file("relations.yaml")
    found: dict[str, RelationClass] = {}
    for name, row in read_keys(path).items():
        if not NAME.fullmatch(name):
            raise UserError(f"{path}: {name}: no name of a class; write it in capitals, such as PART_OF")
        try:
            found[name] = RelationClass.model_validate(row)
        except ValidationError as error:
            raise UserError(explained(error, RelationClass, f"{path}: {name}")) from None
    if OTHER not in found:
        raise UserError(f"{path}: has no class {OTHER}; every other predicate falls into it, put it back")
    return found
