"""Every kind of bad input that has been met: each gives its reason or is read, and none hangs or crashes."""

from __future__ import annotations

import gzip
import os
import random
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from seloste.errors import NoticeError, Reason
from seloste.loading import isolation, load, walk
from seloste.notice import Notice

FINE = "fine"
LIMIT_SECONDS = 30
ENGLISH = "We process your personal data only for the purposes stated in this privacy notice. " * 30
SWEDISH = (
    "Vi behandlar dina personuppgifter endast för de ändamål som anges i denna dataskyddsbeskrivning. " * 30
)
SHORT = (
    "Rekisterinpitäjä on Koivuranta Oy. Käsittelemme nimeäsi ja osoitettasi laskutusta varten. Rekisteröidyn oikeudet: "
    "voit tarkastaa tietosi."
)
NOISE = random.Random(1).randbytes(20_000)
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + NOISE
OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
SELF_DRAWING = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>endobj "
    b"4 0 obj<</Length 5>>stream\n/F Do\nendstream endobj "
    b"5 0 obj<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Length 11/Resources<</XObject<</F 5 0 R>>>>>>stream\n/F Do /F Do\n"
    b"endstream endobj\ntrailer<</Root 1 0 R>>"
)
XXE = "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>"
LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(12)
) + "]>"  # fmt: skip

PDF_PAGE = [[(60, 700, 10, SHORT[:70]), (60, 680, 10, SHORT[70:])]]
# What is given, as its file name, how it is made, and the reason it gives or FINE.
CASES: dict[str, tuple[str, Callable[[Any], bytes], Reason | str]] = {
    "empty file": ("a.txt", lambda m: b"", Reason.EMPTY),
    "only blanks": ("a.txt", lambda m: b" \n\t\r\n" * 50, Reason.EMPTY),
    "only non-breaking spaces": ("a.txt", lambda m: "\xa0\u200b \n".encode() * 50, Reason.EMPTY),
    "all NUL": ("a.txt", lambda m: bytes(5000), Reason.EMPTY),
    "only punctuation": ("a.txt", lambda m: b"--- ... !!!\n" * 20, Reason.EMPTY),
    "NULs inside text": ("a.txt", lambda m: m.notice.replace("tietoja", "tie\0toja").encode(), FINE),
    "NULs inside a page": ("a.html", lambda m: m.html_notice().replace("tiet", "ti\0et").encode(), FINE),
    "noise named .txt": ("a.txt", lambda m: NOISE, Reason.BINARY),
    "noise named .html": ("a.html", lambda m: NOISE, Reason.BINARY),
    "picture named .html": ("a.html", lambda m: PNG, Reason.BINARY),
    "program named .txt": ("a.txt", lambda m: b"\x7fELF" + NOISE, Reason.BINARY),
    "PDF named .html": ("a.html", lambda m: m.pdf_notice(), FINE),
    "page named .pdf": ("a.pdf", lambda m: m.html_notice().encode(), FINE),
    "page named .docx": ("a.docx", lambda m: m.html_notice().encode(), FINE),
    "text without name": ("", lambda m: m.notice.encode(), FINE),
    "21 MB of text": ("a.txt", lambda m: b"a " * 10_500_000, Reason.TOO_BIG),
    "a word of 10 MB": ("a.txt", lambda m: b"a" * 10_000_000, Reason.TOO_BIG),
    "a line of 10 MB": ("a.txt", lambda m: (" ".join(m.notice.split()) * 8000)[:9_500_000].encode(), Reason.TOO_BIG),
    "a line of 1 MB": ("a.txt", lambda m: (" ".join(m.notice.split()) * 800)[:1_000_000].encode(), FINE),
    "a million lines": ("a.txt", lambda m: b"a\n" * 1_000_000, Reason.TOO_BIG),
    "lines ended by CR": ("a.txt", lambda m: m.notice.replace("\n", "\r").encode(), FINE),
    "lines ended by CRLF": ("a.txt", lambda m: m.notice.replace("\n", "\r\n").encode(), FINE),
    "UTF-8 with BOM": ("a.txt", lambda m: m.notice.encode("utf-8-sig"), FINE),
    "UTF-16 with BOM": ("a.txt", lambda m: m.notice.encode("utf-16"), FINE),
    "UTF-16 LE without BOM": ("a.txt", lambda m: m.notice.encode("utf-16-le"), FINE),
    "UTF-16 BE without BOM": ("a.txt", lambda m: m.notice.encode("utf-16-be"), FINE),
    "UTF-16 page": ("a.html", lambda m: m.html_notice().encode("utf-16-le"), FINE),
    "UTF-16 with half a letter": ("a.txt", lambda m: m.notice.encode("utf-16")[:-1], FINE),
    "UTF-32 with BOM": ("a.txt", lambda m: m.notice.encode("utf-32"), FINE),
    "latin-1": ("a.txt", lambda m: m.notice.encode("latin-1"), FINE),
    "latin-1 page that says UTF-8": ("a.html", lambda m: m.html_notice().encode("latin-1"), FINE),
    "UTF-8 page that says latin-1": (
        "a.html", lambda m: m.html_notice().replace("charset='utf-8'", "charset='iso-8859-1'").encode(), FINE,
    ),
    "page with unknown charset": (
        "a.html", lambda m: m.html_notice().replace("'utf-8'", "'x-savo'").encode("cp1252"), FINE,
    ),
    "code page of MS-DOS": ("a.txt", lambda m: m.notice.encode("cp850", "replace"), FINE),
    "old Macintosh": ("a.txt", lambda m: m.notice.encode("mac_roman"), FINE),
    "UTF-8 encoded twice": ("a.txt", lambda m: m.notice.encode().decode("cp1252").encode(), FINE),
    "UTF-8 encoded thrice": (
        "a.txt", lambda m: m.notice.encode().decode("latin-1").encode().decode("latin-1").encode(), FINE,
    ),
    "decomposed letters": ("a.txt", lambda m: m.notice.replace("ä", "a\u0308").encode(), FINE),
    "lone surrogates": ("a.txt", lambda m: m.notice.encode() + b"\xed\xa0\x80", FINE),
    "entities of surrogates": ("a.html", lambda m: m.html_notice("<p>&#0;&#xD800;&#x110000;&#xFFFF;</p>").encode(), FINE),
    "controls and right-to-left": ("a.html", lambda m: m.html_notice("<p>\u202e\x07\x1b kirja</p>").encode(), FINE),
    "nested 1,000 deep": ("a.html", lambda m: m.html_notice("<div>" * 1000, "</div>" * 1000).encode(), FINE),
    "short and nested 5,000 deep": (
        "a.html",
        lambda m: m.page("<div>" * 5000 + f"<p>{SHORT}</p>" + "</div>" * 5000).encode(), FINE,
    ),
    "nested 100,000 deep": ("a.html", lambda m: m.html_notice("<div>" * 100_000).encode(), FINE),
    "100,000 unclosed bold": ("a.html", lambda m: m.html_notice("<b>" * 100_000).encode(), FINE),
    "a row of 100,000 empty cells": ("a.html", lambda m: m.html_notice(f"<table><tr>{'<td>' * 100_000}</table>").encode(), FINE),
    "tables nested 2,000": ("a.html", lambda m: m.html_notice("<table><tr><td>" * 2000).encode(), FINE),
    "lists nested 10,000": ("a.html", lambda m: m.html_notice("<ul><li>" * 10_000).encode(), FINE),
    "200,000 list items": ("a.html", lambda m: m.html_notice("<ul>" + "<li>nimi" * 200_000 + "</ul>").encode(), Reason.TOO_BIG),
    "100,000 attributes": (
        "a.html", lambda m: m.html_notice(f"<p {' '.join(f'a{n}=1' for n in range(100_000))}>x</p>").encode(), FINE,
    ),
    "attribute of 5 MB": ("a.html", lambda m: m.html_notice(f"<p class='{'x' * 5_000_000}'>y</p>").encode(), FINE),
    "class of 400,000 words": ("a.html", lambda m: m.html_notice(f"<p class='{'nav- ' * 80_000}'>y</p>").encode(), FINE),
    "500,000 entities": ("a.html", lambda m: m.html_notice(f"<p>{'&auml;' * 500_000}</p>").encode(), FINE),
    "unclosed comment": ("a.html", lambda m: m.html_notice("", "<!-- loppu").encode(), FINE),
    "unclosed script": ("a.html", lambda m: m.html_notice("", "<script>var a = 1;").encode(), FINE),
    "unclosed quote": ("a.html", lambda m: m.html_notice("", "<p class='x>loppu").encode(), FINE),
    "XML declaration": ("a.html", lambda m: b"<?xml version='1.0' encoding='utf-8'?>" + m.html_notice().encode(), FINE),
    "external entity in a page": ("a.html", lambda m: (XXE + m.html_notice("<p>&e;</p>")).encode(), FINE),
    "billion laughs in a page": ("a.html", lambda m: (LAUGHS + m.html_notice("<p>&l;</p>")).encode(), FINE),
    "script only": ("a.html", lambda m: m.page("<div id='app'></div><script>go()</script>").encode(), Reason.NEEDS_JS),
    "script asked for": (
        "a.html",
        lambda m: m.page("<noscript>You need JavaScript.</noscript><div id='root'></div><script src='a.js'></script>").encode(),
        Reason.NEEDS_JS,
    ),
    "login page with scripts": (
        "a.html",
        lambda m: m.page(
            "<h1>Kirjaudu sisään</h1><p>Anna tunnus ja salasana, niin pääset palveluun.</p><script>go()</script>"
        ).encode(),
        Reason.NOT_A_NOTICE,
    ),
    "notice in a frame": ("a.html", lambda m: m.page("<iframe src='https://a.fi/'></iframe>").encode(), Reason.NO_TEXT),
    "page without text": ("a.html", lambda m: m.page("<div><img src='a.png'><br></div>").encode(), Reason.NO_TEXT),
    "frames only": (
        "a.html", lambda m: b"<html><frameset cols='1,2'><frame src='a.html'></frameset></html>", Reason.NO_TEXT,
    ),
    "login page": (
        "a.html",
        lambda m: m.page("<h1>Kirjaudu</h1><form><label>Tunnus</label><input><label>Salasana</label></form>").encode(),
        Reason.NOT_A_NOTICE,
    ),
    "cookie wall": (
        "a.html", lambda m: m.page("<p>Käytämme evästeitä.</p><button>Hyväksy kaikki</button>").encode(),
        Reason.NOT_A_NOTICE,
    ),
    "page not found": (
        "a.html", lambda m: m.page("<h1>Sivua ei löytynyt</h1><p>Etsimääsi sivua ei valitettavasti ole.</p>").encode(),
        Reason.NOT_A_NOTICE,
    ),
    "recipe": (
        "a.txt", lambda m: ("Vatkaa munat ja sokeri vaahdoksi. Lisää jauhot ja paista uunissa tunti. " * 20).encode(),
        Reason.NOT_A_NOTICE,
    ),
    "English text": ("a.txt", lambda m: ENGLISH.encode(), Reason.NOT_FINNISH),
    "English page": ("a.html", lambda m: m.page(f"<p>{ENGLISH}</p>").encode(), Reason.NOT_FINNISH),
    "Swedish text": ("a.txt", lambda m: SWEDISH.encode(), Reason.NOT_FINNISH),
    "PDF with 300,000 drawn objects": (
        "a.pdf", lambda m: m.pdf(PDF_PAGE, drawn="".join(f"{n % 500} {n % 700} m 9 9 l S\n" for n in range(300_000))), FINE,
    ),
    "PDF of graph paper": (
        "a.pdf", lambda m: m.pdf(PDF_PAGE, drawn="".join(f"{n} 9 m {n} 800 l S 9 {n} m 500 {n} l S\n" for n in range(9, 500))), FINE,
    ),
    "damaged PDF": ("a.pdf", lambda m: m.pdf_notice()[:400] + NOISE, Reason.DAMAGED),
    "PDF cut in half": ("a.pdf", lambda m: b"%PDF-1.4\n1 0 obj<</Type/Cat", Reason.DAMAGED),
    "PDF after junk": ("a.pdf", lambda m: b"HTTP junk \r\n" * 20 + m.pdf_notice(), FINE),
    "scanned PDF": ("a.pdf", lambda m: m.pdf([[]] * 3), Reason.NO_TEXT),
    "PDF that draws itself": ("a.pdf", lambda m: SELF_DRAWING, "refused"),
    "PDF whose pages contain themselves": (
        "a.pdf",
        lambda m: b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[2 0 R]/Count 9>>endobj\n"
        b"trailer<</Root 1 0 R>>",
        "refused",
    ),
    "PDF with 20,000 pages": ("a.pdf", lambda m: m.pdf([[]] * 20_000), Reason.TOO_BIG),
    "truncated docx": ("a.docx", lambda m: m.docx_notice()[:-300], Reason.DAMAGED),
    "docx without text": ("a.docx", lambda m: m.zip({"word/styles.xml": "<a/>"}), Reason.DAMAGED),
    "docx of broken XML": ("a.docx", lambda m: m.docx("<w:p><w:r>"), Reason.DAMAGED),
    "docx bomb": ("a.docx", lambda m: m.docx(" " * 60_000_000), Reason.TOO_BIG),
    "docx with 150,000 paragraphs": ("a.docx", lambda m: m.docx(m.paragraph("a") * 150_000), Reason.TOO_BIG),
    "docx with an external entity": (
        "a.docx",
        lambda m: m.zip({"word/document.xml": f"{XXE}<w:document xmlns:w='urn:x'>&e;</w:document>"}),
        "refused",
    ),
    "docx with a billion laughs": (
        "a.docx", lambda m: m.zip({"word/document.xml": f"{LAUGHS}<a>&l;</a>"}), "refused",
    ),
    "docx under a password": ("a.docx", lambda m: OLE + "EncryptedPackage".encode("utf-16-le"), Reason.ENCRYPTED),
    "old Word file": ("a.txt", lambda m: m.doc_notice(), FINE),
    "old Word file cut off": ("a.doc", lambda m: m.doc_notice()[:5000], Reason.DAMAGED),
    "old Word file with its streams renamed": (
        "a.doc", lambda m: m.doc_notice().replace("WordDoc".encode("utf-16-le"), "Workboo".encode("utf-16-le")),
        Reason.UNSUPPORTED_FORMAT,
    ),
    "old Office file of zeros": ("a.doc", lambda m: OLE, Reason.DAMAGED),
    "spreadsheet": (
        "a.xlsx", lambda m: m.zip({"[Content_Types].xml": "<a/>", "xl/workbook.xml": "<a/>"}), Reason.UNSUPPORTED_FORMAT,
    ),
    "empty docx": ("a.docx", lambda m: m.docx(""), Reason.NO_TEXT),
    "odt under a password": ("a.odt", lambda m: m.odt("", "<m><encryption-data/></m>"), Reason.ENCRYPTED),
    "rtf cut off": ("a.rtf", lambda m: b"{\\rtf1\\ansi", Reason.NO_TEXT),
    "zip bomb": ("a.zip", lambda m: m.zip({"a.txt": b"\0" * 30_000_000}), Reason.TOO_BIG),
    "zip in a zip": ("a.zip", lambda m: m.zip({"b.zip": m.zip({"a.txt": m.notice})}), Reason.UNSUPPORTED_FORMAT),
    "zip cut off": ("a.zip", lambda m: m.zip({"a.txt": m.notice})[:200], Reason.DAMAGED),
    "empty zip": ("a.zip", lambda m: m.zip({}), Reason.EMPTY),
    "zip with paths upwards": ("a.zip", lambda m: m.zip({"../../etc/a.txt": m.notice}), FINE),
    "gzip cut off": ("a.gz", lambda m: gzip.compress(m.notice.encode())[:-40], Reason.DAMAGED),
    "gzip bomb": ("a.txt.gz", lambda m: gzip.compress(bytes(80_000_000)), Reason.TOO_BIG),
    "gzip of noise": ("a.gz", lambda m: b"\x1f\x8b\x08" + NOISE, Reason.DAMAGED),
    "WARC cut off": ("a.warc.gz", lambda m: m.warc([("http://a.fi/", m.html_notice().encode())])[:-60], Reason.DAMAGED),
    "WARC of nothing": ("a.warc", lambda m: b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n", Reason.EMPTY),
    "WARC with a wrong length": (
        "a.warc",
        lambda m: m.warc([("http://a.fi/", m.html_notice().encode())] * 2, packed=False).replace(
            b"Content-Length: ", b"Content-Length: 9", 1
        ),
        FINE,
    ),
    "WARC with a flipped byte": (
        "a.warc.gz",
        lambda m: flipped(m.warc([(f"http://a.fi/{n}", m.html_notice().encode()) for n in range(3)]), 200),
        FINE,
    ),
    "mail without body": ("a.eml", lambda m: b"From: a@b.fi\nSubject: x\n\n", Reason.EMPTY),
}  # fmt: skip


def flipped(data: bytes, at: int) -> bytes:
    """Return the bytes with one of them changed."""
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


@pytest.fixture(autouse=True)
def _short_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolation, "WALL_SECONDS", 4.0)


@pytest.mark.parametrize("case", CASES)
def test_bad_input_gives_its_reason_within_its_limits(case: str, make: Any) -> None:
    name, build, expected = CASES[case]
    data = build(make)
    began = time.monotonic()
    reason, message, notices = read(data, name)
    assert time.monotonic() - began < LIMIT_SECONDS
    assert reason == expected or (expected == "refused" and reason != FINE), f"{reason}: {message}"
    assert bool(notices) is (expected == FINE)
    assert bool(message) is (expected != FINE)
    for notice in notices:
        assert "ekisteröidyn oikeudet" in notice.text
        assert all(0 <= block.start < block.end <= len(notice.text) for block in notice.blocks)


def read(data: bytes, name: str) -> tuple[Reason | str, str, list[Notice]]:
    """Return the reason of a refusal or FINE, the message, and the notices."""
    try:
        return FINE, "", load(data, name=name)
    except NoticeError as error:
        return error.reason, str(error), []


ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "latin-1",
    "cp1252",
    "mac_roman",
    "cp850",
)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_finnish_letters_survive_every_encoding(encoding: str, make: Any) -> None:
    assert load(make.notice.encode(encoding), name="a.txt")[0].text == make.notice
    page = make.html_notice().replace("<meta charset='utf-8'>", "")
    words = [line for line in make.notice.splitlines() if line]
    assert load(page.encode(encoding), name="a.html")[0].text.split("\n\n") == words


def test_damage_in_a_web_archive_costs_one_record(make: Any) -> None:
    pages = [(f"http://a.fi/{number}", make.html_notice().encode()) for number in range(5)]
    data = make.warc(pages)
    member = len(data) // 5
    notices = load(flipped(data, 2 * member + 300), name="a.warc.gz")
    assert [notice.source.url for notice in notices] == [f"http://a.fi/{number}" for number in (0, 1, 3, 4)]


def test_a_poisonous_file_does_not_touch_the_next(make: Any) -> None:
    with pytest.raises(NoticeError):
        load(SELF_DRAWING, name="a.pdf")
    assert load(make.pdf_notice(), name="b.pdf")[0].id == "b"


def test_walk_accounts_for_every_kind_of_file(tmp_path: Path, make: Any) -> None:
    (tmp_path / "a.html").mkdir()
    (tmp_path / "a.html" / "inner.txt").write_text(make.notice, "utf-8")
    (tmp_path / "with\nnewline.txt").write_text(make.notice, "utf-8")
    (tmp_path / "ä ö.txt").write_text(make.notice, "utf-8")
    (tmp_path / ".hidden.txt").write_text("x", "utf-8")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere.txt")
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    outcomes = {file.name: outcome(file) for file in walk([tmp_path, tmp_path / "missing.txt", "/dev/null"])}
    assert outcomes == {
        "inner.txt": FINE,
        "broken.txt": Reason.NOT_FOUND,
        "pipe.txt": Reason.UNREADABLE,
        "round.txt": Reason.UNREADABLE,
        "with\nnewline.txt": FINE,
        "ä ö.txt": FINE,
        "missing.txt": Reason.NOT_FOUND,
        "null": Reason.UNREADABLE,
    }


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads everything")
def test_walk_reports_what_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    (tmp_path / "a.txt").chmod(0)
    assert [outcome(file) for file in walk([tmp_path])] == [Reason.UNREADABLE]


def test_walk_reports_a_file_that_vanishes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    (file,) = walk([tmp_path])
    (tmp_path / "a.txt").unlink()
    assert outcome(file) == Reason.NOT_FOUND


def outcome(file: Any) -> Reason | str:
    """Return FINE or the reason why a file cannot be read."""
    try:
        file.read()
    except NoticeError as error:
        return error.reason
    return FINE


def test_deflate_without_header_is_read(make: Any) -> None:
    body = zlib.compress(make.html_notice().encode())[2:-4]
    content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: deflate\r\n\r\n" + body
    record = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: %d\r\n\r\n%s\r\n\r\n" % (
        len(content),
        content,
    )
    assert len(load(record, name="a.warc")) == 1
