"""Material of the loading tests: a notice in Finnish, as text and as bytes of several formats."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path

import pytest

NOTICE = """Koivurannan Kirjakahvilan tietosuojaseloste

Päivitetty 16.5.2018

1. Rekisterinpitäjä

Koivurannan Kirjakahvila Oy
Y-tunnus: 1234567-1
Lähteentie 4, 33100 Tampere

2. Rekisterin nimi

Kirjakahvilan kanta-asiakasrekisteri

3. Henkilötietojen käsittelyn tarkoitus

Käsittelemme henkilötietoja kanta-asiakkuuden hoitamiseen, pöytävarausten vastaanottamiseen ja uutiskirjeen lähettämiseen.

4. Rekisterin tietosisältö

Rekisteriin tallennetaan seuraavia tietoja:

- nimi
- sähköpostiosoite ja puhelinnumero
- ostohistoria

5. Tietojen luovuttaminen

Tietoja ei luovuteta ulkopuolisille, ellei laki siihen velvoita. Tietoja ei siirretä Euroopan unionin ulkopuolelle.

6. Rekisteröidyn oikeudet

Sinulla on oikeus tarkastaa tietosi ja vaatia virheellisen tiedon oikaisemista. Ota yhteyttä: tietosuoja@koivuranta.example.
"""

DOCX_PARTS = {
    "[Content_Types].xml": "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>",
    "word/styles.xml": (
        "<w:styles xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        "<w:style w:styleId='Otsikko2'><w:name w:val='heading 2'/></w:style></w:styles>"
    ),
    "word/numbering.xml": (
        "<w:numbering xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        "<w:abstractNum w:abstractNumId='7'><w:lvl w:ilvl='0'><w:numFmt w:val='bullet'/></w:lvl></w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num></w:numbering>"
    ),
}
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


class Make:
    """Builds the bytes of files in several formats."""

    notice = NOTICE

    @staticmethod
    def zip(parts: Mapping[str, str | bytes]) -> bytes:
        """Return a zip file of the parts."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in parts.items():
                archive.writestr(name, data)
        return stream.getvalue()

    def docx(self, body: str, parts: Mapping[str, str] | None = None) -> bytes:
        """Return a Word document with the body's XML."""
        document = f"<w:document xmlns:w='{W}'><w:body>{body}</w:body></w:document>"
        return self.zip({**DOCX_PARTS, "word/document.xml": document, **(parts or {})})

    @staticmethod
    def paragraph(text: str, properties: str = "") -> str:
        """Return the XML of a Word paragraph."""
        return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space='preserve'>{text}</w:t></w:r></w:p>"

    def docx_notice(self) -> bytes:
        """Return the notice as a Word document, each line a paragraph."""
        return self.docx("".join(map(self.paragraph, NOTICE.splitlines())))

    @staticmethod
    def doc_notice() -> bytes:
        """Return the notice and a table as Word 97 keeps it; LibreOffice wrote it from a page of them."""
        return Path(__file__).with_name("koivuranta.doc").read_bytes()

    def odt(self, body: str, manifest: str = "<manifest/>") -> bytes:
        """Return an OpenDocument text with the body's XML."""
        content = (
            "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
            "xmlns:text='urn:oasis:names:tc:opendocument:xmlns:text:1.0' "
            "xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
        )
        return self.zip(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": content,
                "META-INF/manifest.xml": manifest,
            }
        )

    @staticmethod
    def page(body: str, head: str = "") -> str:
        """Return a page around a body."""
        return f"<!DOCTYPE html><html lang='fi'><head><meta charset='utf-8'>{head}</head><body>{body}</body></html>"

    def html_notice(self, before: str = "", after: str = "", head: str = "") -> str:
        """Return the notice as a page, each line a paragraph, with markup around it."""
        lines = "".join(f"<p>{escape(line)}</p>" for line in NOTICE.splitlines() if line)
        return self.page(f"{before}<div>{lines}</div>{after}", head)

    @staticmethod
    def pdf(
        pages: Sequence[Sequence[tuple[float, float, float, str]]], trailer: str = "", drawn: str = ""
    ) -> bytes:
        """Return a PDF of pages of lines: left, bottom and size in points, and words; all have what is drawn."""
        objects = [
            "<</Type/Catalog/Pages 2 0 R>>",
            "",
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
        ]
        kids = []
        for lines in pages:
            show = drawn + "".join(
                f"BT /F1 {size} Tf {left} {bottom} Td ({_pdf_words(words)}) Tj ET\n"
                for left, bottom, size, words in lines
            )
            objects.append(f"<</Length {len(show.encode('cp1252'))}>>stream\n{show}endstream")
            kids.append(f"{len(objects) + 1} 0 R")
            objects.append(
                "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
                f"/Contents {len(objects)} 0 R>>"
            )
        objects[1] = f"<</Type/Pages/Kids[{' '.join(kids)}]/Count {len(kids)}>>"
        offsets, pieces, table = [], [b"%PDF-1.4\n"], 9
        for number, body in enumerate(objects, 1):
            offsets.append(table)
            pieces.append(f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252"))
            table += len(pieces[-1])
        out = b"".join(pieces)
        out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
        out += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
        return (
            out
            + f"trailer<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>\nstartxref\n{table}\n%%EOF".encode()
        )

    def pdf_notice(self) -> bytes:
        """Return the notice as a PDF, a line of it a line of the page, with a page number below."""
        lines = [line for line in NOTICE.splitlines() if line]
        half = len(lines) // 2
        pages = [lines[:half], lines[half:]]
        return self.pdf(
            [
                [(60, 780 - 24 * at, 14 if line[0].isdigit() else 10, line) for at, line in enumerate(page)]
                + [(280, 30, 8, f"Sivu {number} / 2")]
                for number, page in enumerate(pages, 1)
            ]
        )

    @staticmethod
    def warc(records: Sequence[tuple[str, bytes]], *, packed: bool = True) -> bytes:
        """Return a WARC of HTTP responses: addresses and bodies."""
        out = b""
        for url, body in records:
            content = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
            record = (
                (
                    f"WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n"
                    f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(content)}\r\n\r\n"
                ).encode()
                + content
                + b"\r\n\r\n"
            )
            out += gzip.compress(record, mtime=0) if packed else record
        return out


def _pdf_words(words: str) -> str:
    return words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


@pytest.fixture(scope="session")
def make() -> Make:
    """Return the builder of files."""
    return Make()
