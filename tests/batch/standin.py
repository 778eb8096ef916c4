"""A stand-in for the extractor: quick, without a model, with faults on demand."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Callable
from pathlib import Path

from seloste.assembly import assemble
from seloste.notice import Notice
from seloste.record import Record, Section, Span
from seloste.settings import Settings

_WORDS = {
    "sähköpostiosoitteen": ("data", "email"),
    "nimen": ("data", "name"),
    "terveystietoja": ("data", "health"),
    "viranomaisille": ("recipient", "authority"),
    "Esimerkkilän Saha Oy": ("controller", "organisation"),
}
_PATTERN = re.compile("|".join(map(re.escape, _WORDS)))

TEXT = """Tietosuojaseloste

Rekisterinpitäjä
Esimerkkilän Saha Oy

Tallennamme asiakkaasta nimen ja sähköpostiosoitteen asiakassuhteen hoitamista varten.
Emme kerää terveystietoja.
Tietoja luovutetaan viranomaisille lain niin vaatiessa.
Rekisteröidyllä on oikeus tarkastaa itseään koskevat henkilötiedot.
"""


def build(settings: Settings) -> Callable[[Notice], Record]:
    return extract


def extract(notice: Notice) -> Record:
    """Mark some words; words in capitals in the text are orders to fail."""
    if "MYRKKY" in notice.text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "JUMI" in notice.text:
        time.sleep(3600)
    if "VIKA" in notice.text:
        raise ValueError("a fault of ours")
    if "HIDAS" in notice.text:
        time.sleep(0.05)
    spans = []
    for match in _PATTERN.finditer(notice.text):
        label, category = _WORDS[match[0]]
        line = notice.text[notice.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        spans.append(
            Span(
                label=label,
                categories=(category,),
                negated="Emme" in line,
                section=0,
                start=match.start(),
                end=match.end(),
                quote=match[0],
            )
        )
    return assemble(notice, [Section(types=("data_categories",), start=0, end=len(notice.text))], spans)


def write_notices(folder: Path, count: int, *, extra: str = "") -> None:
    """Write notices that differ by their number."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        (folder / f"n{number:03d}.txt").write_text(
            f"{TEXT}Seloste numero {number}. {extra}\n", encoding="utf-8"
        )
