"""Cuts a text into tokens; the one tokenisation of the project.

Words keep what Finnish writes together: hyphenated compounds (``IP-osoite``), inflected acronyms
(``EU:n``), suspended hyphens (``nimi-``), e-mail and web addresses, numbers with their separators and
business ids. Every other mark is a token of its own. White space is not a token.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
      [\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+                      # e-mail address
    | (?:https?://|www\.)[^\s<>()\[\]"”]+[^\s<>()\[\]"”.,;:!?'*] # web address
    | \d+(?:[.,:/-]\d+)*                                     # number, date, business id
      (?:-?[^\W\d_]+(?:-[^\W\d_]+)*)?                        # 5-vuotinen, 24h
    | [^\W\d_][\w’']*                                        # word
      (?:\.(?:fi|com|net|org|eu|io|app|dev|info)\b           # domain without www
        (?:/[\w./-]*\w)?)?
      (?:[-‐‑–](?=[^\W_])[\w’']+)*                          # IP-osoite, Suomi.fi-tunnistus
      (?:\.(?:fi|com|net|org|eu|io|app|dev|info)\b(?:/[\w./-]*\w)?)?  # oma-yritys.fi
      (?::[^\W\d_A-ZÅÄÖ]{1,4}(?!\w))?                        # EU:n
      [-‐‑]?                                                # nimi-
    | -(?=[^\W\d_])[^\W\d_][\w-]*                            # -rekisteri
    | \S
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A token and its place, in code points of the text that was cut."""

    text: str
    start: int
    end: int


def tokenise(text: str) -> list[Token]:
    """Return the tokens of ``text`` in order; ``text[t.start:t.end] == t.text`` for each.

    >>> [t.text for t in tokenise("Nimi- ja yhteystiedot: EU:n IP-osoite, info@yritys.fi.")]
    ['Nimi-', 'ja', 'yhteystiedot', ':', 'EU:n', 'IP-osoite', ',', 'info@yritys.fi', '.']
    """
    return [Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]
