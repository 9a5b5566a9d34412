"""Settings from four places, the later winning: code defaults, `configs/NAME.yaml`, the environment, flags.

A settings class is a frozen, flat pydantic model; `load` validates everything together, so an unknown key or a bad
value is one line that names the file and the nearest key. Secrets come from the environment alone.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from kg.errors import UserError


class Settings(BaseModel):
    """Base of every settings class: frozen, and refusing keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


S = TypeVar("S", bound=Settings)


def config_file(name: str) -> Path:
    """Return the file `name` in `./configs`, else the one that came with the program.

    Raises UserError where there is neither.
    """
    here = Path(__file__).parent
    for folder in (Path("configs"), here / "configs", here.parent / "configs"):
        if (folder / name).is_file():
            return folder / name
    raise UserError(f"configs/{name}: not found; reinstall kindergraph, or put the file in ./configs")


def read_yaml(path: Path) -> Any:  # noqa: ANN401 - YAML holds anything; the caller validates
    """Return what a YAML file holds. Raises UserError with the line where it is not YAML."""
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{path}: cannot be read ({error}); check the path") from error
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 1
        raise UserError(f"{path}:{line}: not valid YAML; mend that line") from error


def read_keys(path: Path) -> dict[str, Any]:
    """Return what a YAML file of keys and values holds, nothing where it is empty. Raises UserError as `read_yaml`."""
    found = read_yaml(path)
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise UserError(f"{path}: holds no keys and values; write lines such as `key: value`, or remove the file")
    return {str(key): value for key, value in found.items()}


def load(kind: type[S], name: str, **flags: object) -> S:
    """Return the settings of `configs/{name}` with `flags` over them; a flag that is None was not given."""
    try:
        path: Path | None = config_file(name)
    except UserError:
        path = None
    values = read_keys(path) if path else {}
    values.update({key: value for key, value in flags.items() if value is not None})
    try:
        return kind(**values)
    except ValidationError as error:
        raise UserError(explained(error, kind, str(path or "settings"))) from None


def explained(error: ValidationError, kind: type[Settings], where: str) -> str:
    """Return the first thing that is wrong with settings, as one line that begins with `where` they stand."""
    first = error.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    where = f"{where}: {key}" if key else where
    if first["type"] == "extra_forbidden":
        near = difflib.get_close_matches(key, kind.model_fields, n=1)
        return f"{where}: unknown key; " + (f"did you mean `{near[0]}`?" if near else "remove it")
    return f"{where}: {first['msg']}; got {first['input']!r}"
