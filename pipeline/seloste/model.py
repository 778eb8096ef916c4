"""A trained model as it lies on disk: a folder with ``meta.json`` and weights as npz and json."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from seloste.errors import ModelError
from seloste.resources import shared_path
from seloste.sections.model import SectionModel
from seloste.spans.model import SpanModel

#: Raised whenever features, labels or files change so that older weights would be read wrongly.
FORMAT = 5
_TRAIN_AGAIN = "train again: seloste train annotations/gold --out MODEL"


@dataclass(frozen=True)
class Model:
    """What has been learnt, and ``meta.json``."""

    sections: SectionModel
    spans: SpanModel
    meta: dict[str, Any]


def load_model(folder: Path | str | None = None) -> Model:
    """Return the model in ``folder``, the shipped one if none is given.

    :raises ModelError: there is none, a file is damaged, or it is of another format.
    """
    path = Path(folder) if folder is not None else _shipped()
    meta = read_meta(path)
    for name, wanted in meta["files"].items():
        if not (path / name).is_file() or digest(path / name) != wanted:
            raise ModelError(f"{path}/{name} is missing or damaged; install seloste again or {_TRAIN_AGAIN}")
    return Model(SectionModel.load(path), SpanModel.load(path), meta)


def read_meta(folder: Path | str | None = None) -> dict[str, Any]:
    """Return ``meta.json`` of the model in ``folder``, of the shipped one if none is given.

    :raises ModelError: there is none, it cannot be read, or it is of another format.
    """
    path = Path(folder) if folder is not None else _shipped()
    try:
        meta = json.loads((path / "meta.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ModelError(f"{path}: no model here (meta.json is missing); {_TRAIN_AGAIN}") from error
    except (OSError, ValueError) as error:
        raise ModelError(f"{path}/meta.json cannot be read: {error}; {_TRAIN_AGAIN}") from error
    if not isinstance(meta, dict) or not isinstance(meta.get("files"), dict):
        raise ModelError(f"{path}/meta.json is not a model's; {_TRAIN_AGAIN}")
    if meta.get("format") != FORMAT:
        raise ModelError(
            f"{path}: model format {meta.get('format')}, this version reads {FORMAT}; {_TRAIN_AGAIN}"
        )
    return meta


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _shipped() -> Path:
    try:
        return shared_path("models/seloste_fi")
    except FileNotFoundError as error:
        raise ModelError(str(error)) from error
