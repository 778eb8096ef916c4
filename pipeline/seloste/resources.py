"""Finds the data files of the project, in a checkout and in an installed wheel alike.

The wheel carries ``annotations/taxonomy.yaml``, ``models/seloste_fi`` and the sample of ``corpora``
under ``seloste/_data`` (see ``pyproject.toml``); a checkout has them at its top.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent.parent


def shared_path(relative: str) -> Path:
    """Return the path of a file or folder named as in the checkout, such as ``models/seloste_fi``.

    :raises FileNotFoundError: neither the wheel nor a checkout has it.
    """
    for root in (_PACKAGE / "_data", _CHECKOUT):
        if (root / relative).exists():
            return root / relative
    raise FileNotFoundError(f"the installation lacks {relative}; install seloste again")


def package_path(relative: str) -> Path:
    """Return the path of a data file that lies beside the code, such as ``finnish/data/overrides.tsv``."""
    return _PACKAGE / relative
