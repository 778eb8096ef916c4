"""Files that describe several registers are parted where the registers begin, and no others are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from seloste.loading import load, read_text
from seloste.loading.splitting import find_parts, split_registers
from seloste.notice import Notice
from seloste.resources import shared_path

GOLD = Path(__file__).with_name("registers.tsv")
REGISTER = re.compile(r"<<register[^|\n]*\|([^<>\n]+?)>>")
MARK = re.compile(r"<<[^|<>\n]*\|([^<>\n]+?)>>")


def read_gold(path: Path) -> Notice:
    """Return an annotated notice without its marks."""
    lines = path.read_text("utf-8").split("\n")
    text = "\n".join(line for line in lines if not line.startswith("@@"))
    return read_text(MARK.sub(r"\1", text), id=path.name.split(".")[0])


def first_words(notice: Notice, at: int) -> str:
    """Return the words of a block."""
    return notice.text[notice.blocks[at].start : notice.blocks[at].end]


def expected_starts() -> dict[str, set[tuple[int, bool]]]:
    """Return for each notice of the gold the blocks where parts begin and whether they are common to all."""
    starts: dict[str, set[tuple[int, bool]]] = {}
    for line in GOLD.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, kind, words = line.split("\t")
        notice = read_gold(shared_path(f"annotations/gold/{name}.ann.txt"))
        opening = re.compile(re.escape(words.strip()) + r"(?!\w)")
        at = max(place for place in range(len(notice.blocks)) if opening.match(first_words(notice, place)))
        starts.setdefault(name, set()).add((at, kind == "common"))
    return starts


def found_starts(notice: Notice) -> set[tuple[int, bool]]:
    """Return where parts begin; common ones in a row are one, and the first is no boundary."""
    starts, before = set(), True
    for part in find_parts(notice):
        if not (part.common and before):
            starts.add((part.first, part.common))
        before = part.common
    return starts


def test_boundaries_of_the_multi_register_notices() -> None:
    expected = expected_starts()
    assert len(expected) >= 20
    right = found = wanted = 0
    for name, starts in expected.items():
        ours = found_starts(read_gold(shared_path(f"annotations/gold/{name}.ann.txt")))
        right, found, wanted = right + len(ours & starts), found + len(ours), wanted + len(starts)
    assert 2 * right / (found + wanted) >= 0.95


def test_no_notice_of_one_register_is_parted() -> None:
    several = set(expected_starts())
    parted = []
    for path in sorted(shared_path("annotations/gold").glob("*.ann.txt")):
        registers = set(REGISTER.findall(path.read_text("utf-8")))
        if len(registers) < 2 and path.name.split(".")[0] not in several and find_parts(read_gold(path)):
            parted.append(path.name)
    assert parted == []


FILE = """Koivuranta Oy – tietosuojaselosteet

Rekisterinpitäjä on Koivuranta Oy, Lähteentie 4, 33100 Tampere.

OSA 1: ASIAKKAAT

Käsittelyn tarkoitus

Tietoja käsitellään asiakassuhteen hoitamiseksi.

Tietosisältö

Rekisterissä on asiakkaan nimi, osoite ja tilaushistoria.

OSA 2: TYÖNHAKIJAT

Käsittelyn tarkoitus

Tietoja käsitellään rekrytointia varten.

Tietosisältö

Rekisterissä on hakijan nimi, koulutus ja työhistoria.

YHTEISTÄ

Sinulla on oikeus tarkastaa tietosi.
"""


def test_each_part_gets_what_is_common_and_only_its_own() -> None:
    whole = read_text(FILE, id="koivuranta")
    first, second = split_registers(whole)
    assert (first.id, second.id) == ("koivuranta~1", "koivuranta~2")
    assert (first.source.part, second.source.part) == ("OSA 1: ASIAKKAAT", "OSA 2: TYÖNHAKIJAT")
    for part in (first, second):
        assert "Rekisterinpitäjä on Koivuranta Oy" in part.text
        assert "oikeus tarkastaa" in part.text
    assert "tilaushistoria" in first.text
    assert "tilaushistoria" not in second.text
    assert "työhistoria" not in first.text


def test_offsets_of_a_part_point_into_its_own_text() -> None:
    whole = read_text(FILE, id="koivuranta")
    kinds = {FILE[block.start : block.end]: (block.kind, block.level) for block in whole.blocks}
    for part in split_registers(whole):
        assert set(part.text.splitlines()) <= set(FILE.splitlines())
        for block in part.blocks:
            words = part.text[block.start : block.end]
            assert kinds[words] == (block.kind, block.level)


def test_nothing_is_parted_unless_asked_for() -> None:
    data = FILE.encode()
    assert [notice.id for notice in load(data, name="koivuranta.txt")] == ["koivuranta"]
    assert len(load(data, name="koivuranta.txt", split=True)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Selosteen rekisterit:\n\nRekisteri 1: asiakkaat\n\nRekisteri 2: työnhakijat\n\nTietoja käsitellään.",
        "1 Rekisterinpitäjä\n\nKoivuranta Oy\n\n2 Tietosisältö\n\nNimi.\n\n3 Säilytys\n\nKaksi vuotta.",
        "",
    ],
)
def test_a_notice_that_lists_its_registers_stays_whole(text: str) -> None:
    notice = read_text(text, id="x")
    assert split_registers(notice) == [notice]


def test_the_notice_of_one_register_is_not_parted(make: Any) -> None:
    notice = read_text(make.notice, id="x")
    assert split_registers(notice) == [notice]
