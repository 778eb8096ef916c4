"""What each line of a plain text is taken for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.loading import read_text
from seloste.notice import BlockKind

TEXT = "Tietoja käsitellään asiakassuhteen hoitamiseen ja laskutukseen."
H, P, IT, R = (kind.value for kind in (BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW))

# A text, and the kind and level of each of its lines.
CASES = {
    "numbered headings": (
        f"1. Rekisterinpitäjä\n\nKuusi Oy\n\n10 Tarkastusoikeus\n\n{TEXT}\n\n10.1 Poikkeukset\n\n{TEXT}",
        [(H, 2), (P, 0), (H, 2), (P, 0), (H, 3), (P, 0)],
    ),
    "number without a blank": (f"3.Rekisterin nimi\n{TEXT}\n4.Tarkoitus\n{TEXT}", [(H, 2), (P, 0), (H, 2), (P, 0)]),
    "lettered headings": (f"A. Rekisterinpitäjä\n\n{TEXT}\n\nA.2 Yhteys\n\n{TEXT}", [(H, 2), (P, 0), (H, 3), (P, 0)]),
    "parts": (f"OSA II   MATKUSTAJAT\n\n{TEXT}\n\nRekisteri 2: ostokortit\n\n{TEXT}", [(H, 2), (P, 0), (H, 2), (P, 0)]),
    "numbered list": (
        "Sinulla on oikeus:\n\n1. saada pääsy tietoihin\n2. vaatia oikaisua\n3. siirtää tiedot",
        [(P, 0), (IT, 1), (IT, 1), (IT, 1)],
    ),
    "lettered list": ("Sinulla on oikeus\n\na) kieltää markkinoinnin\nb) perua tilauksen", [(P, 0), (IT, 1), (IT, 1)]),
    "every bullet": (
        "Tietoja ovat:\n\n- nimi\n• osoite\n* puhelin\n– sähköposti\n· ikä\n● kieli\n✓ suostumus",
        [(P, 0)] + 7 * [(IT, 1)],
    ),
    "bullet o among its like": ("Tietoja ovat:\n\no nimi\no osoite", [(P, 0), (IT, 1), (IT, 1)]),
    "hyphen without a blank": ("Tietoja ovat:\n-nimi\n-osoite", [(P, 0), (IT, 1), (IT, 1)]),
    "nested items": (
        "- nimi\n  - etunimi\n  - sukunimi\n- osoite\n    - katu", [(IT, 1), (IT, 2), (IT, 2), (IT, 1), (IT, 2)],
    ),
    "list without bullets": ("Tallennamme:\n\nNimi\nOsoite\nPuhelinnumero", [(P, 0), (IT, 1), (IT, 1), (IT, 1)]),
    "capitals": (f"REKISTERINPITÄJÄ\nKuusi Oy\n\nSUOJAUS\n{TEXT}", [(H, 1), (P, 0), (H, 2), (P, 0)]),
    "questions": (f"Mitä tietoja keräämme?\n\n{TEXT}\n\nMistä tiedot saadaan\n\n{TEXT}", [(H, 1), (P, 0), (H, 2), (P, 0)]),
    "known words": (f"Tietojen säilytysaika\n{TEXT}\nYleiset tiedot\n{TEXT}", [(H, 1), (P, 0), (H, 2), (P, 0)]),
    "Markdown": (f"# Seloste\n\n{TEXT}\n\n### Oikeudet\n\n**Lokit**\n\n{TEXT}", [(H, 1), (P, 0), (H, 3), (H, 2), (P, 0)]),
    "underlined": (f"Seloste\n=======\n\n{TEXT}", [(H, 1), (P, 0), (P, 0)]),
    "run-in labels": (
        "Rekisterinpitäjä: Kuusi Oy, Katu 1, 00100 Helsinki\nRekisterin nimi: Asiakasrekisteri", [(P, 0), (P, 0)],
    ),
    "numbered run-in labels": (f"2. Yhteyshenkilö: Maija Mäki, puh. 09 123\n3. Säilytys: {TEXT}", [(IT, 1), (IT, 1)]),
    "address under a heading": (
        ("1. Rekisterinpitäjä\n\nKuusi Oy\nKatu 1, 00100 Helsinki\nkuusi@kuusi.example\n\n2. Rekisterin nimi\n\nAsiakasrekisteri\n\n"
        f"3. Tarkoitus\n\n{TEXT}"),
        [(H, 2), (P, 0), (P, 0), (P, 0), (H, 2), (P, 0), (H, 2), (P, 0)],
    ),
    "lead-in": ("Keräämme seuraavia tietoja:\n\n- nimi\n- osoite", [(P, 0), (IT, 1), (IT, 1)]),
    "table with bars": ("Tieto | Aika\nNimi | 2 v\nLoki | 1 v", [(R, 0)] * 3),
    "Markdown table": ("| Tieto | Aika |\n|---|---|\n| Nimi | 2 v |", [(R, 0)] * 3),
    "one bar is no table": (f"Etusivu | Tietosuoja\n\n{TEXT}", [(P, 0), (P, 0)]),
    "wrapped sentence": (
        "Henkilötietojen käsittelyn oikeusperuste\non rekisterinpitäjän oikeutettu etu.", [(P, 0), (P, 0)],
    ),
    "date line": (f"Päivitetty 25.5.2018\n\n{TEXT}", [(P, 0), (P, 0)]),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_kind_of_each_line(case: str) -> None:
    text, expected = CASES[case]
    assert [(block.kind.value, block.level) for block in read_text(text, id="x").blocks] == expected


def test_cells_of_a_table_know_their_column_heads() -> None:
    text = "Tieto | Peruste | Aika\nNimi | sopimus | 2 v\nLoki |  | 1 v"
    rows = read_text(text, id="x").blocks
    cells = [[(text[cell.start : cell.end], cell.column, cell.header) for cell in row.cells] for row in rows]
    assert cells[1] == [("Nimi", 0, "Tieto"), ("sopimus", 1, "Peruste"), ("2 v", 2, "Aika")]
    assert cells[2][1:] == [("", 1, "Peruste"), ("1 v", 2, "Aika")]
    assert [header for _, _, header in cells[0]] == ["", "", ""]


BLANKS = " \t\r\n\v\f\x00\x1c\x1d\x1e\x85\xa0\u2007\u200b\u2028\u2029\u202f\u2060\u3000\ufeff"
LINES = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(
            (
                "1. Nimi",
                "- osoite",
                "Tietoja ovat:",
                "| a | b |",
                "|--|",
                "# X",
                "**Y**",
                "",
                "   ",
                "a\tb",
                "OSA I",
            )
        ),
    ),
    max_size=30,
)


@given(LINES, st.sampled_from(("\n", "\r\n", "\r", "\u2028", "\n\n")))
def test_blocks_are_the_lines_that_are_not_blank(lines: list[str], end: str) -> None:
    text = end.join(lines)
    notice = read_text(text, id="x")
    assert notice.text == text
    last = 0
    for block in notice.blocks:
        words = text[block.start : block.end]
        assert block.start >= last
        assert words
        assert words == words.strip(" \t\xa0")
        assert not text[last : block.start].strip(BLANKS)
        assert all(block.start <= cell.start <= cell.end <= block.end for cell in block.cells)
        last = block.end
    assert not text[last:].strip(BLANKS)


@pytest.mark.parametrize(
    ("text", "updated"),
    [
        ("Tietosuojaseloste\n\nPäivitetty 16.5.2018", "2018-05-16"),
        ("Seloste\n\nPäivitetty: huhtikuu 2026 · Voimassa", "2026-04"),
        ("Seloste\n\nLaadittu 3.9.2018, päivitetty viimeksi 14.1.2022", "2022-01-14"),
        ("Seloste, laatimispäivä 1. toukokuuta 2019", "2019-05-01"),
        ("Seloste\n\n7.6.2018\n\nTietoja on.", "2018-06-07"),
        ("Tietosuojalaki (1050/2018) tuli voimaan 1.1.2019.", None),
        ("Päivitetty 31.2.2020", None),
        ("Viimeksi muokattu 2021-03-04", "2021-03-04"),
        ("Versio 9/2023", "2023-09"),
        ("Laadittu 3.9.2018 (rekisteriseloste), päivitetty\n14.1.2022 tietosuojaselosteeksi.", "2022-01-14"),
        ("Tämä seloste on päivitetty 14.\ntammikuuta 2022 ja laadittu 3.9.2018.", "2022-01-14"),
        ("Laadittu 3.9.2018, päivitetty\nasetuksen mukaiseksi 14.1.2022", "2022-01-14"),
        ("Seloste on hyväksytty\nUutta rekisteriä käytetään 1.1.2024 alkaen, ja vanha poistetaan.", None),
        ("Päivitetty\n\n14.1.2022 avattiin uusi kahvila, ja siellä on nyt myös terassi asiakkaille.", None),
    ],
)
def test_day_of_update(text: str, updated: str | None) -> None:
    assert read_text(text, id="x").updated == updated
