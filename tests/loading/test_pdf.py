"""What PDFs become: tables by their rules or columns, words mended with the way back to the file's own text."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.assembly import assemble
from seloste.loading import load
from seloste.loading.isolation import parse
from seloste.loading.layout import Draft, shift, write
from seloste.loading.mending import Places, in_original, mend, original_text
from seloste.loading.sniffing import Format
from seloste.loading.splitting import split_registers
from seloste.notice import BlockKind, Notice, Zone
from seloste.record import Condition, Extent, Section, Span

LONG = "Henkilötietoja käsitellään asiakassuhteen hoitamiseen, laskutukseen ja palvelun kehittämiseen."
LEFTS = (60, 200, 330)
HEAD = ["Tieto", "Peruste", "Säilytysaika"]
NAMES = ["Nimi ja osoite", "Sopimus", "2 vuotta"]
LOGS = ["Lokitiedot", "Oikeutettu etu", "6 kuukautta"]


def grid(xs: list[float], ys: list[float]) -> str:
    """Return the drawing of a ruled table, each rule a line of its own."""
    flat = [f"{xs[0]} {y} m {xs[-1]} {y} l S\n" for y in ys]
    return "".join([*flat, *(f"{x} {ys[0]} m {x} {ys[-1]} l S\n" for x in xs)])


def boxed(xs: list[float], ys: list[float]) -> str:
    """Return the same table drawn as a word processor does: thin filled boxes, cell by cell."""
    out = ""
    for left, right in pairwise(xs):
        for top, bottom in pairwise(ys):
            out += f"{left} {top} {right - left} .5 re f {left} {bottom} {right - left} .5 re f\n"
            out += f"{left} {bottom} .5 {top - bottom} re f {right} {bottom} .5 {top - bottom} re f\n"
    return out


def lines(*rows: list[str], top: float = 700, step: float = 24) -> list[tuple[float, float, float, str]]:
    """Return the lines of cells, each at its column."""
    return [
        (left, top - step * at, 10, words)
        for at, row in enumerate(rows) for left, words in zip(LEFTS, row, strict=False) if words
    ]  # fmt: skip


XS, YS = [55.0, 195.0, 325.0, 500.0], [715.0, 691.0, 667.0, 643.0]
TABLE = [("row", " | ".join(row)) for row in (HEAD, NAMES, LOGS)]
ABOVE, BELOW = [(60.0, 760.0, 10.0, "Säilytysajat ovat seuraavat:")], [(60.0, 600.0, 10.0, LONG)]
AROUND = [("paragraph", "Säilytysajat ovat seuraavat:"), *TABLE, ("paragraph", LONG)]
WRAPPED = [
    *lines(HEAD, top=700),
    *((60.0, 676.0 - 12 * at, 10.0, words) for at, words in enumerate(("Kameran tallenteet,", "jotka syntyvät pihalla"))),
    *((200.0, 676.0 - 12 * at, 10.0, words) for at, words in enumerate(("Oikeutettu", "etu"))),
    (330.0, 676.0, 10.0, "14 vuorokautta"),
    *lines(LOGS, top=640),
]  # fmt: skip
WRAPPED_ROWS = [
    TABLE[0],
    ("row", "Kameran tallenteet, jotka syntyvät pihalla | Oikeutettu etu | 14 vuorokautta"),
    TABLE[2],
]
TABLES = {
    "ruled": (grid(XS, YS), ABOVE + lines(HEAD, NAMES, LOGS) + BELOW, AROUND),
    "boxed": (boxed(XS, YS), ABOVE + lines(HEAD, NAMES, LOGS) + BELOW, AROUND),
    "without rules": ("", ABOVE + lines(HEAD, NAMES, LOGS) + BELOW, AROUND),
    "ruled, the lines of a cell": (grid(XS, [715.0, 691.0, 655.0, 630.0]), WRAPPED, WRAPPED_ROWS),
    "without rules, the lines of a cell": ("", WRAPPED, WRAPPED_ROWS),
    "ruled, an empty cell": (
        grid(XS, YS), lines(HEAD, ["Nimi", "", "1 v"], LOGS), [TABLE[0], ("row", "Nimi | 1 v"), TABLE[2]],
    ),
    "a form lays out the page": (
        grid([55.0, 195.0, 560.0], [715.0, 691.0, 667.0]),
        lines(["1. Rekisterin nimi", "Asiakasrekisteri"], ["2. Tarkoitus", "Laskutus"]),
        [("heading", "1. Rekisterin nimi"), ("paragraph", "Asiakasrekisteri"), ("heading", "2. Tarkoitus"),
         ("paragraph", "Laskutus")],
    ),
    "a label of several lines": (
        grid([55.0, 195.0, 560.0], [715.0, 691.0, 640.0]),
        [*lines(["1 Rekisterin nimi", "Asiakasrekisteri"]), (60.0, 676.0, 10.0, "2 Henkilötietojen"), (60.0, 664.0, 10.0, "käsittelyn"),
         (60.0, 652.0, 10.0, "tarkoitus"), (200.0, 676.0, 10.0, "Laskutus")],
        [("heading", "1 Rekisterin nimi"), ("paragraph", "Asiakasrekisteri"),
         ("heading", "2 Henkilötietojen käsittelyn tarkoitus"), ("paragraph", "Laskutus")],
    ),
    "a frame around the page is no table": (
        grid([40.0, 560.0], [800.0, 40.0]), ABOVE + BELOW, [AROUND[0], AROUND[-1]],
    ),
    "two columns of text are no table": (
        "",
        [(60.0, 700.0 - 12 * at, 10.0, f"vasen palsta rivi {at}") for at in range(3)]
        + [(330.0, 700.0 - 12 * at, 10.0, f"oikea palsta rivi {at}") for at in range(3)],
        [*(("paragraph", f"vasen palsta rivi {at}") for at in range(3)),
         ("paragraph", "oikea palsta rivi 0 oikea palsta rivi 1 oikea palsta rivi 2")],
    ),
    "numbers before headings are no column": (
        "",
        [(60.0, 700.0, 10.0, "1."), (100.0, 700.0, 10.0, "Rekisterin nimi"), (60.0, 650.0, 10.0, "2."),
         (100.0, 650.0, 10.0, "Tarkoitus"), (60.0, 620.0, 10.0, LONG)],
        [("heading", "1. Rekisterin nimi"), ("heading", "2. Tarkoitus"), ("paragraph", LONG)],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TABLES)
def test_tables_of_a_pdf(case: str, make: Any) -> None:
    drawn, page, expected = TABLES[case]
    text, blocks, _ = write(parse(Format.PDF, make.pdf([page], drawn=drawn)))
    assert [(block.kind.value, text[block.start : block.end]) for block in blocks] == expected
    for block in blocks:
        assert all(block.start <= cell.start < cell.end <= block.end for cell in block.cells)


def test_a_header_in_a_table_on_every_page_is_marked(make: Any) -> None:
    pages = [
        [
            (60.0, 800.0, 10.0, "Koivurannan kunta"),
            (330.0, 800.0, 10.0, f"Sivu {number} / 3"),
            (60.0, 600.0, 10.0, words),
        ]
        for number, words in enumerate((LONG, f"Toinen. {LONG}", f"Kolmas. {LONG}"), 1)
    ]
    drafts = parse(Format.PDF, make.pdf(pages, drawn=grid([55.0, 320.0, 500.0], [815.0, 790.0])))
    main = [draft.text for draft in drafts if draft.zone is Zone.MAIN]
    assert main == [LONG, f"Toinen. {LONG}", f"Kolmas. {LONG}"]
    assert len(drafts) == 9


def test_cells_of_a_pdf_know_their_column_heads(make: Any) -> None:
    text, blocks, _ = write(parse(Format.PDF, make.pdf([lines(HEAD, NAMES, LOGS)], drawn=grid(XS, YS))))
    cells = [(text[cell.start : cell.end], cell.column, cell.header) for cell in blocks[2].cells]
    assert cells == [(words, column, HEAD[column]) for column, words in enumerate(LOGS)]


def test_headings_of_several_lines_and_sections_after_full_lines(make: Any) -> None:
    full = "Tarkastustiedot säilytetään asetuksen mukaan, muut tiedot kymmenen vuotta viime käynnistä lukien"
    page = [
        (60.0, 700.0, 10.0, "5. KÄSITTELYN TARKOITUS"), (60.0, 688.0, 10.0, "JA OIKEUSPERUSTE"),
        (60.0, 670.0, 10.0, full), (60.0, 658.0, 10.0, "10.Suojaus"), (60.0, 646.0, 10.0, LONG),
        (60.0, 634.0, 10.0, "2 momentin mukaan."),
    ]  # fmt: skip
    bold = make.pdf([page]).replace(b"Helvetica", b"Helvetica-Bold")
    assert [draft.text for draft in parse(Format.PDF, bold)] == [
        "5. KÄSITTELYN TARKOITUS JA OIKEUSPERUSTE", full, "10.Suojaus", f"{LONG} 2 momentin mukaan.",
    ]  # fmt: skip


BROKEN = [
    (60.0, 700.0, 10.0, "Tietosuojaseloste"),
    (60.0, 660.0, 10.0, "Rekisterissä on asiakkaan nimi, osoite ja tilaushistoria, ja niitä käsitellään laskutusta ja profi-"),
    (60.0, 648.0, 10.0, "lointia varten. Rekisteröidyllä on oikeus tarkastaa henkilötietonsa ja vaatia niiden oikaisemista."),
]  # fmt: skip


def test_a_pdf_is_read_mended_and_leads_back_to_its_own_text(make: Any) -> None:
    notice = load(make.pdf([BROKEN]), name="a.pdf")[0]
    assert "laskutusta ja profilointia varten" in notice.text
    own = original_text(notice.text, notice.edits)
    assert "laskutusta ja profi- lointia varten" in own
    start = notice.text.index("profilointia")
    end = start + len("profilointia")
    condition = Condition(kind="other", start=start, end=end)
    span = Span(
        label="purpose", categories=("personalisation",), start=start, end=end, quote="profilointia", condition=condition
    )  # fmt: skip
    section = Section(types=("purposes",), heading=Extent(start=0, end=17), start=18, end=len(notice.text))
    record = in_original(assemble(notice, [section], [span]), notice.edits)
    assert record.text == own
    assert record.spans[0].quote == "profi- lointia" == own[record.spans[0].start : record.spans[0].end]
    assert record.spans[0].condition is not None
    assert record.spans[0].condition.end == record.spans[0].end
    assert record.sections[0].end == len(own)
    assert record.purposes[0].category == "personalisation"


REGISTERS = (
    "OSA 1: ASIAKKAAT", "Käsittelyn tarkoitus", "Tietoja käsitellään asiakassuhteen hoita-\nmiseksi.", "Tietosisältö",
    "Rekisterissä on asiakkaan nimi, osoite ja tilaus-\nhistoria.", "OSA 2: TYÖNHAKIJAT", "Käsittelyn tarkoitus",
    "Tietoja käsitellään rekrytointia varten.", "Tietosisältö", "Rekisterissä on hakijan nimi ja työ-\nhistoria.",
)  # fmt: skip


def test_each_part_of_a_pdf_leads_back_to_its_own_text() -> None:
    mended = map(mend, REGISTERS)
    text, blocks, edits = write([Draft(words, edits=edits) for words, edits in mended])
    parts = split_registers(Notice("x", text, blocks, edits=edits))
    assert len(parts) == 2
    for part, own in zip(parts, ("tilaus- historia", "työ- historia"), strict=True):
        assert own.replace("- ", "") in part.text
        assert own in original_text(part.text, part.edits)


LETTERS = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.sampled_from(
            ("profi-\nlointi", "\ufb01", "\ufb03", "\xad", "\xad\n", "\x02", "\ufffe\n", "-\n", "\n", "  ", "a\u0308", "EU-\nja ", "tieto")
        ),
    ),
    max_size=25,
).map("".join)  # fmt: skip


@given(LETTERS, st.data())
def test_every_stretch_of_a_mended_text_leads_back_to_its_letters(letters: str, data: st.DataObject) -> None:
    text, edits = mend(letters)
    own, places = original_text(text, edits), Places(edits)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = places.start(start), places.end(end)
    # What begins or ends inside an edit takes all of it; a soft hyphen at an end is left out.
    start = next((edit.start for edit in edits if edit.start < start < edit.end), start)
    end = next((edit.end for edit in edits if edit.start < end < edit.end), end)
    inside = [edit for edit in edits if start <= edit.start < end and start < edit.end <= end]
    if start < end:
        assert own[first:last] == original_text(text[start:end], shift(inside, -start))
    assert 0 <= first <= len(own)


def test_scanned_pages_among_others_are_told(make: Any) -> None:
    picture = "q 500 0 0 700 40 40 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x7f EI Q\n"
    notice = load(make.pdf([BROKEN, [], BROKEN, []], drawn=picture), name="a.pdf")[0]
    assert notice.source.unread == "scanned pages without text: 2, 4"
    assert load(make.pdf([BROKEN, []]), name="a.pdf")[0].source.unread is None


def test_a_pdf_of_fifty_pages_takes_seconds(make: Any) -> None:
    page = [(60.0, 780.0 - 15 * at, 10.0, LONG[:80]) for at in range(48)]
    drafts = parse(Format.PDF, make.pdf([page] * 50), seconds=5.0)
    assert sum(len(draft.text) for draft in drafts) > 100_000
    assert {draft.kind for draft in drafts} <= {None, BlockKind.HEADING, BlockKind.ITEM}


def test_the_record_of_a_pdf_is_of_its_own_text(make: Any) -> None:
    from seloste.process import Extractor

    words = (
        "4. Rekisterin tietosisältö", "Rekisteriin tallennetaan asiakkaan nimi, osoite, puhelinnumero ja sähkö-",
        "postiosoite sekä tilaushistoria.",
    )  # fmt: skip
    page = [(60.0, 700.0 - 12 * at, 10.0, line) for at, line in enumerate(words)]
    record = Extractor().extract(load(make.pdf([page]), name="a.pdf")[0])
    assert "sähkö- postiosoite" in record.text
    quotes = [span.quote for span in record.spans]
    assert "sähkö- postiosoite" in quotes
    assert quotes == [record.text[span.start : span.end] for span in record.spans]
    assert "email" in {fact.category for fact in record.data}
