"""The real encoder: what is alike lies close, whatever else is in the batch."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from kg.encode import Encoder, check_weights, load_encoder, minilm_folder
from kg.errors import UserError


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder()


def test_rows_are_of_unit_length_and_in_order(encoder: Encoder) -> None:
    texts = ["a", "rain " * 400, "The river floods the valley in spring.", ""]
    rows = encoder.encode(texts)
    assert rows.dtype == np.float32
    assert rows.shape == (4, 384)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)
    alone = np.stack([encoder.encode([text])[0] for text in texts])
    assert (rows * alone).sum(axis=1).min() > 0.99
    assert encoder.encode([]).shape == (0, 384)


def test_what_is_alike_is_near(encoder: Encoder) -> None:
    question, *others = encoder.encode(
        [
            "How do plants drink?",
            "Roots draw up water from the soil.",
            "A farmer waters the field.",
            "The bank raised its interest rate.",
        ]
    )
    near = [float(question @ other) for other in others]
    assert near == sorted(near, reverse=True)
    assert near[0] > near[-1] + 0.3


def test_the_same_text_gives_the_same_bytes(encoder: Encoder) -> None:
    assert encoder.encode(["rain"]).tobytes() == encoder.encode(["rain"]).tobytes()


def test_nothing_is_loaded_before_there_is_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "transformers", None)
    encoder = Encoder()
    with pytest.raises(ImportError):
        encoder.encode(["rain"])


def test_other_weights_are_refused(tmp_path: Path) -> None:
    false = tmp_path / "model.safetensors"
    false.write_bytes((minilm_folder() / "model.safetensors").read_bytes()[:-1] + b"\0")
    with pytest.raises(UserError, match="sha256"):
        check_weights(false)
    with pytest.raises(UserError, match="cannot be read"):
        check_weights(tmp_path / "absent")


def test_another_model_needs_its_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(UserError, match=r"pip install 'kindergraph\[encoders\]'"):
        load_encoder("some/model")
