"""Which sector a notice is of, by the tables that people and crawls have."""

from __future__ import annotations

from pathlib import Path

import pytest

from seloste.assembly import assemble
from seloste.comparison.sectors import read_sectors
from seloste.errors import UsageError
from seloste.notice import Notice, Source
from seloste.record import Controller, Record

CRAWLED = Source(path="warc/notices.warc.gz", url="https://www.saha.example/tietosuoja")


def record(name: str = "n1", source: Source = CRAWLED, number: str | None = None) -> Record:
    made = assemble(Notice(name, "Saha Oy", (), source), [], [])
    party = Controller(name="Saha Oy", business_id=number, spans=())
    return made.model_copy(update={"controllers": (party,)})


@pytest.mark.parametrize(
    ("table", "found"),
    [
        ("id,sector\nn1,puu\n", "puu"),
        ("\ufeffTunniste;Toimiala\r\nn1;puu\r\n", "puu"),
        ("sector\turl\npuu\thttps://www.saha.example/tietosuoja\n", "puu"),
        ("url,final_url,sector\nhttp://saha.example/a,https://www.saha.example/tietosuoja,puu\n", "puu"),
        ("path,sector\nnotices.warc.gz,puu\n", "puu"),
        ("Y-tunnus;Toimiala\n0737546-2;puu\n", "puu"),
        ("site,name,sector\nsaha.example,Saha,puu\n", "puu"),
        ("site,sector\nhttps://saha.example/etusivu,puu\n", "puu"),
        ("site,sector\nmuu.example,puu\n", ""),
        ("id,site,sector\nn2,saha.example,puu\nn1,muu.example,kauppa\n", "kauppa"),  # the id is surer
        ("site,sector\nsaha.example,puu\nwww.saha.example,kauppa\n", ""),  # two answers are none
        ("url,chosen,sector\nhttps://www.saha.example/tietosuoja,false,kauppa\n", ""),
        ("id,sector\nn1\n\n,,\nn1,\n", ""),
        ("site,sector\nhttp://[rikki,puu\n", ""),
    ],
)
def test_notices_are_found_by_every_key(tmp_path: Path, table: str, found: str) -> None:
    path = tmp_path / "sectors.csv"
    path.write_text(table, encoding="utf-8", newline="")
    assert read_sectors(path).of(record(number="0737546-2")).sector == found


def test_a_table_in_latin_1_keeps_its_letters(tmp_path: Path) -> None:
    path = tmp_path / "sectors.csv"
    path.write_bytes("id;toimiala\nn1;metsästys\n".encode("cp1252"))
    assert read_sectors(path).of(record()).sector == "metsästys"


@pytest.mark.parametrize("table", ["", "id,name\nn1,Saha\n", "sector,name\npuu,Saha\n"])
def test_a_table_without_sectors_or_keys_is_said(tmp_path: Path, table: str) -> None:
    path = tmp_path / "sectors.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(UsageError, match="needs a column sector and one of id, url, path, business_id, site"):
        read_sectors(path)
