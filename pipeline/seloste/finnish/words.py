"""What a token is before any dictionary is asked: mark, number, address, hyphenated or inflected acronym."""

from __future__ import annotations

import re
import unicodedata

_ADDRESS = re.compile(
    r"@.*\.|://|^www\.|^[\w-]+(?:\.[\w-]+)*\.(?:fi|com|net|org|eu|io|app|dev|info)(?:/|$)", re.IGNORECASE
)
_NUMBER = re.compile(r"[+-]?\d[\d.,:/ \u2013-]*(?:[^\W\d_]{1,3})?$")
_SYMBOLS = frozenset("%@&§#*/")
_HYPHENS = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2019": "'"})


def plain_upos(word: str) -> str:
    """Return PUNCT, SYM or NUM for a token that is no word (addresses are SYM), else an empty string."""
    if not any(map(str.isalnum, word)):
        symbol = word[:1] in _SYMBOLS or unicodedata.category(word[0]).startswith("S")
        return "SYM" if symbol else "PUNCT"
    if word[0].isdigit() and _NUMBER.match(word):
        return "NUM"
    if "://" in word or ("." in word and _ADDRESS.search(word)):
        return "SYM"
    return ""


def normalise(word: str) -> str:
    """Return ``word`` composed (NFC) and with one kind of hyphen and apostrophe; its length may differ."""
    return unicodedata.normalize("NFC", word).translate(_HYPHENS)
