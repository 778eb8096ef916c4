"""Documents that are no web pages: PDF, Word, OpenDocument, RTF, Markdown, mail, archives."""

from __future__ import annotations

import gzip
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from seloste.errors import NoticeError, Reason
from seloste.loading import isolation, load, read_text, walk
from seloste.loading.isolation import parse
from seloste.loading.markdown import draft_markdown
from seloste.loading.mending import joint, mend
from seloste.loading.sniffing import Format, sniff
from seloste.notice import BlockKind, Notice, Zone

NUMBERED = "<w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>"


def kinds(notice: Notice) -> list[tuple[str, str]]:
    """Return kind and words of each line of the content."""
    main = [block for block in notice.blocks if block.zone is Zone.MAIN]
    return [(block.kind.value, notice.text[block.start : block.end]) for block in main]


@pytest.mark.parametrize("form", ["docx_notice", "pdf_notice", "html_notice"])
def test_a_notice_reads_alike_in_every_format(form: str, make: Any) -> None:
    data = getattr(make, form)()
    notice = load(data.encode() if isinstance(data, str) else data, name="seloste.bin")[0]
    assert kinds(notice) == kinds(read_text(make.notice, id="x"))
    assert (notice.id, notice.title, notice.updated) == (
        "seloste", "Koivurannan Kirjakahvilan tietosuojaseloste", "2018-05-16",
    )  # fmt: skip
    assert notice.language is not None
    assert notice.language.code == "fi"


def test_pdf_marks_page_numbers_as_footer(make: Any) -> None:
    notice = load(make.pdf_notice(), name="a.pdf")[0]
    assert [notice.text[b.start : b.end] for b in notice.blocks if b.zone is Zone.FOOTER] == [
        "Sivu 1 / 2",
        "Sivu 2 / 2",
    ]


def test_pdf_joins_the_lines_of_a_paragraph(make: Any) -> None:
    lines = [
        (
            50,
            700,
            10,
            "Tietoja luovutetaan vain silloin, kun laki siihen velvoittaa tai kun rekisteröity on antanut suostu-",
        ),
        (
            50,
            688,
            10,
            "muksensa. Tietoja ei siirretä Euroopan unionin eikä Euroopan talousalueen ulkopuolelle missään EU-",
        ),
        (50, 676, 10, "tai ETA-alueen ulkopuolisessa palvelussa."),
        (50, 640, 16, "Oikeutesi"),
        (50, 610, 10, "Voit tarkastaa tietosi."),
    ]
    drafts = parse(Format.PDF, make.pdf([lines]))
    assert [(draft.kind, draft.text) for draft in drafts] == [
        (
            None,
            (
                "Tietoja luovutetaan vain silloin, kun laki siihen velvoittaa tai kun rekisteröity on antanut suostumuksensa. "
                "Tietoja ei siirretä Euroopan unionin eikä Euroopan talousalueen ulkopuolelle missään EU- tai ETA-alueen "
                "ulkopuolisessa palvelussa."
            ),
        ),
        (BlockKind.HEADING, "Oikeutesi"),
        (None, "Voit tarkastaa tietosi."),
    ]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("suostu", "muksen", "suostumuksen"),
        ("tietosuoja", "asetus", "tietosuoja-asetus"),
        ("EU", "alueen", "EU-alueen"),
        ("asiakas", "ja markkinointirekisteri", "asiakas- ja markkinointirekisteri"),
        ("EU", "tai ETA-alueen", "EU- tai ETA-alueen"),
        ("Etelä", "Suomen", "Etelä-Suomen"),
        ("IP", "osoite", "IP-osoite"),
        ("paina ”Jaa”", "nappia", "paina ”Jaa”-nappia"),
        ("secrets.yaml", "tiedosto", "secrets.yaml-tiedosto"),
        ("kirjaudu Wilma", "tunnuksella", "kirjaudu Wilma-tunnuksella"),
        ("Loppu. Rekiste", "rinpitäjä", "Loppu. Rekisterinpitäjä"),
    ],
)
def test_broken_words_are_joined_by_the_rules_of_finnish(before: str, after: str, joined: str) -> None:
    assert before + joint(before, after) + after == joined
    for hyphen in ("\x02", "\x02\n", "-\n", "\xad\n"):
        assert mend(f"{before}{hyphen}{after}")[0] == joined


def test_ligatures_are_spelt_out() -> None:
    assert mend("pro\ufb01loin\xadti, o\ufb03ce")[0] == "profilointi, office"


def test_docx_keeps_what_libraries_lose(make: Any) -> None:
    body = (
        make.paragraph("Säilytys", "<w:pStyle w:val='Otsikko2'/>")
        + "<w:sdt><w:sdtContent>" + make.paragraph("Sisältöohjain säilyy.") + "</w:sdtContent></w:sdt>"
        + "<w:p><w:ins><w:r><w:t>Lisätty</w:t></w:r></w:ins><w:del><w:r><w:delText>poistettu</w:delText></w:r></w:del>"
        + "<w:r><w:t xml:space='preserve'> ei</w:t><w:noBreakHyphen/><w:t>katkea</w:t></w:r></w:p>"
        + make.paragraph("nimi", NUMBERED) + make.paragraph("osoite", NUMBERED)
        + "<w:tbl><w:tr><w:tc>" + make.paragraph("Loki") + "</w:tc><w:tc>" + make.paragraph("2 v") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    drafts = parse(Format.DOCX, make.docx(body))
    assert [(draft.kind, draft.level, draft.text) for draft in drafts] == [
        (BlockKind.HEADING, 2, "Säilytys"),
        (None, 0, "Sisältöohjain säilyy."),
        (None, 0, "Lisätty ei-katkea"),
        (BlockKind.ITEM, 1, "- nimi"),
        (BlockKind.ITEM, 1, "- osoite"),
        (BlockKind.ROW, 0, "Loki | 2 v"),
    ]


def test_an_old_word_file_reads_as_the_notice(make: Any) -> None:
    notice = load(make.doc_notice(), name="seloste.doc")[0]
    rows = [("row", "Tieto | Peruste | Aika"), ("row", "Nimi | sopimus | 2 v")]
    assert kinds(notice) == [*kinds(read_text(make.notice, id="x")), *rows]
    assert [notice.text[cell.start : cell.end] for cell in notice.blocks[-1].cells] == [
        "Nimi",
        "sopimus",
        "2 v",
    ]


def test_odt_headings_lists_and_breaks(make: Any) -> None:
    body = (
        "<text:h text:outline-level='2'>Säilytys</text:h><text:p>Eka<text:line-break/>toka<text:s/>osa</text:p>"
        "<text:list><text:list-item><text:p>nimi</text:p><text:list><text:list-item><text:p>etu<text:span>nimi</text:span>"
        "</text:p></text:list-item></text:list></text:list-item></text:list>"
        "<table:table><table:table-row><table:table-cell><text:p>Loki</text:p></table:table-cell><table:table-cell>"
        "<text:p>2 v</text:p></table:table-cell></table:table-row></table:table>"
    )
    drafts = parse(Format.ODT, make.odt(body))
    assert [(draft.kind, draft.level, draft.text) for draft in drafts] == [
        (BlockKind.HEADING, 2, "Säilytys"),
        (None, 0, "Eka"),
        (None, 0, "toka osa"),
        (BlockKind.ITEM, 1, "- nimi"),
        (BlockKind.ITEM, 2, "- etunimi"),
        (BlockKind.ROW, 0, "Loki | 2 v"),
    ]


def test_rtf_keeps_finnish_letters(make: Any) -> None:
    body = "".join(f"{line}\\par\n" for line in make.notice.splitlines())
    rtf = "{\\rtf1\\ansi\\ansicpg1252 " + "".join(
        letter if ord(letter) < 128 else f"\\'{letter.encode('cp1252').hex()}" for letter in body
    ) + "}"  # fmt: skip
    notice = load(rtf.encode(), name="a.rtf")[0]
    assert kinds(notice) == kinds(read_text(make.notice, id="x"))


def test_rtf_tables_and_lists_are_told_from_text(make: Any) -> None:
    rtf = (
        r"{\rtf1\ansi Alku\par \trowd\cellx1\cellx2\pard\intbl\b Tieto\b0\cell Aika\cell\trowd\cellx1\row"
        r"\trowd\pard\intbl nimi\cell {\bullet\tab }2 v\cell\row\pard a | b\par {\listtext\'95\tab}osoite\par }"
    )
    assert [(draft.kind, draft.text) for draft in parse(Format.RTF, rtf.encode())] == [
        (None, "Alku"),
        (BlockKind.ROW, "Tieto | Aika"),
        (BlockKind.ROW, "nimi | • 2 v"),
        (None, "a | b"),
        (None, "• osoite"),
    ]


def test_a_table_of_a_document_knows_its_heads_and_its_lists(make: Any) -> None:
    def row(*cells: str) -> str:
        return f"<w:tr>{''.join(f'<w:tc>{cell}</w:tc>' for cell in cells)}</w:tr>"

    words = [
        [make.paragraph(cell) for cell in line.split()] for line in ("Tieto Peruste Aika", "nimi sopimus 2v")
    ]
    listed = make.paragraph("nimi", NUMBERED) + make.paragraph("osoite", NUMBERED)
    table = (
        f"<w:tbl>{row(*words[0])}{row(*words[1])}{row(make.paragraph('Tietosisältö'), listed, '')}</w:tbl>"
    )
    heads, data, label, *items = parse(Format.DOCX, make.docx(table))
    assert (heads.text, data.text, data.headers) == (
        "Tieto | Peruste | Aika", "nimi | sopimus | 2v", ("Tieto", "Peruste", "Aika"),
    )  # fmt: skip
    assert (label.text, label.bold) == ("Tietosisältö", True)
    assert [(draft.kind, draft.text) for draft in items] == [
        (BlockKind.ITEM, "- nimi"),
        (BlockKind.ITEM, "- osoite"),
    ]


def test_a_list_in_a_cell_of_odt_is_a_list(make: Any) -> None:
    cell = "<table:table-cell>{}</table:table-cell>"
    items = "<text:list-item><text:p>nimi</text:p></text:list-item><text:list-item><text:p>osoite</text:p></text:list-item>"
    row = cell.format("<text:p>Tietosisältö</text:p>") + cell.format(f"<text:list>{items}</text:list>")
    drafts = parse(
        Format.ODT, make.odt(f"<table:table><table:table-row>{row}</table:table-row></table:table>")
    )
    assert [draft.text for draft in drafts] == ["Tietosisältö", "- nimi", "- osoite"]


def test_markdown_reads_as_its_page() -> None:
    text = (
        "---\ntitle: x\n---\n# Seloste\n\nTietoja **ei** [luovuteta](https://a.fi/b_c)\nmuille.\\\nUusi rivi\n\n"
        "* nimi\n  * `etunimi`\n\n| Tieto | Aika |\n|:--|--:|\n| [Loki](x) | 2\u00a0v |\n\n<!-- pois -->\n***\nAlla\n----\n> Lainaus\n"
    )
    assert [(draft.kind, draft.level, draft.text) for draft in draft_markdown(text)] == [
        (BlockKind.HEADING, 1, "Seloste"),
        (None, 0, "Tietoja ei luovuteta muille."),
        (None, 0, "Uusi rivi"),
        (BlockKind.ITEM, 1, "- nimi"),
        (BlockKind.ITEM, 2, "- etunimi"),
        (BlockKind.ROW, 0, "Tieto | Aika"),
        (BlockKind.ROW, 0, "Loki | 2 v"),
        (BlockKind.HEADING, 2, "Alla"),
        (None, 0, "Lainaus"),
    ]


def test_plain_text_is_not_changed_whatever_it_looks_like(make: Any) -> None:
    text = f"# {make.notice}**lihava**\r\n\ttabi\x0c\n"
    notice = load(text.encode(), name="a.txt")[0]
    assert notice.text == text


def test_mail_gives_its_body_and_its_attachments(make: Any) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "a@a.example", "b@b.example", "Seloste"
    mail.set_content("Liitteenä seloste.")
    mail.add_alternative(make.html_notice(), subtype="html")
    mail.add_attachment(
        make.docx_notice(), maintype="application", subtype="octet-stream", filename="seloste.docx"
    )
    notices = load(mail.as_bytes(), name="viesti.eml")
    assert [notice.id for notice in notices] == ["viesti", "viesti~1~seloste"]
    assert kinds(notices[0]) == kinds(notices[1])


def test_archives_give_each_member_its_own_name(make: Any, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(
        make.zip({"b/seloste.txt": make.notice, "c/seloste.txt": make.notice, "x.png": "?"})
    )
    (tmp_path / "b.warc.gz").write_bytes(make.warc([("http://a.example/t", make.html_notice().encode())]))
    (tmp_path / "seloste.html").write_text(make.html_notice(), "utf-8")
    (tmp_path / "seloste.txt").write_text(make.notice, "utf-8")
    files = list(walk([tmp_path]))
    loaded = {
        notice.id: notice for file in files if not file.name.endswith(".png")
        for notice in load(file.read(), name=file.name, source=file.source, declared_charset=file.charset)
    }  # fmt: skip
    assert list(loaded) == ["a~b~seloste", "a~c~seloste", "b~000001", "seloste", "seloste.txt"]
    source = loaded["b~000001"].source
    assert (source.url, source.http_status, source.fetched_at) == (
        "http://a.example/t",
        200,
        "2026-01-02T03:04:05Z",
    )
    assert source.sha256 is not None


def test_text_of_a_crawl_is_read_as_its_page(make: Any) -> None:
    body = make.notice.encode()
    head = (
        "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: http://a.example/t\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
        f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    notice = load(gzip.compress(head.encode() + body + b"\r\n\r\n"), name="a.warc.wet.gz")[0]
    assert kinds(notice) == kinds(read_text(make.notice, id="x"))
    assert notice.source.url == "http://a.example/t"


@pytest.mark.parametrize("name", ["zip", "docx_notice", "odt", "pdf_notice", "warc"])
def test_the_format_is_told_by_the_bytes(name: str, make: Any) -> None:
    data = {
        "zip": lambda: make.zip({"a": "b"}),
        "odt": lambda: make.odt(""),
        "warc": lambda: make.warc([], packed=False),
    }
    expected = {
        "zip": Format.ZIP,
        "docx_notice": Format.DOCX,
        "odt": Format.ODT,
        "pdf_notice": Format.PDF,
        "warc": Format.TEXT,
    }
    assert sniff(data.get(name, lambda: getattr(make, name)())(), "a.txt") is expected[name]


PARSERS = {
    "hangs": ("import time\ndef read(data): time.sleep(60)", Reason.TIMEOUT),
    "dies": ("import os\ndef read(data): os.abort()", Reason.CRASHED),
    "swells": ("def read(data): return [bytearray(3_000_000_000)]", Reason.OUT_OF_MEMORY),
    "raises": ("def read(data): raise RecursionError", Reason.DAMAGED),
}


@pytest.mark.parametrize("parser", PARSERS)
def test_a_parser_that_misbehaves_costs_its_file_alone(
    parser: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, make: Any
) -> None:
    code, reason = PARSERS[parser]
    (tmp_path / f"parser_that_{parser}.py").write_text(code, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setitem(isolation.PARSERS, Format.RTF, f"parser_that_{parser}")
    isolation.stop()
    with pytest.raises(NoticeError) as caught:
        parse(Format.RTF, b"{\\rtf1}", seconds=3.0)
    assert caught.value.reason is reason
    assert parse(Format.PDF, make.pdf_notice())
