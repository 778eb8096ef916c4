"""Inline marks are read and written without losing or moving a character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.errors import AnnotationError
from seloste.formats.inline import Annotated, AnnotatedSection, AnnotatedSpan, parse, scan, write
from seloste.resources import shared_path

_MARKED = """\
@@ intro
Tietosuojaseloste

@@ data_categories+purposes
Tallennamme <<data:name+contact|nimi- ja yhteystiedot>> <<purpose:billing|laskutukseen>>.
Emme kerää <<data:health!|terveystietoja>>; <<register|asiakasrekisteri>>
"""


def test_parse() -> None:
    annotated = parse(_MARKED)
    assert "<<" not in annotated.text
    assert annotated.text.startswith("Tietosuojaseloste\n\nTallennamme nimi- ja yhteystiedot laskutukseen.\n")
    assert [section.types for section in annotated.sections] == [("intro",), ("data_categories", "purposes")]
    first, second = annotated.sections
    assert annotated.text[first.start : first.end] == "Tietosuojaseloste\n"
    assert second.end == len(annotated.text)
    assert [
        (annotated.text[span.start : span.end], span.label, span.categories, span.negated)
        for span in annotated.spans
    ] == [
        ("nimi- ja yhteystiedot", "data", ("name", "contact"), False),
        ("laskutukseen", "purpose", ("billing",), False),
        ("terveystietoja", "data", ("health",), True),
        ("asiakasrekisteri", "register", (), False),
    ]


def test_write_gives_the_marked_text_back() -> None:
    assert write(parse(_MARKED)) == _MARKED


@pytest.mark.parametrize(
    ("marked", "message"),
    [
        ("Teksti", "line 1: the notice does not open with a section line"),
        ("", "line 1: the notice does not open"),
        ("@@ intro\n@@ datacategories\nx", "line 2: no section type datacategories"),
        ("@@ intro\nx\n@@purposes\ny", "line 3: malformed section line '@@purposes'"),
        ("@@ intro\n<<dato:email|x>>", "line 2: no label dato"),
        ("@@ intro\n<<data:emial|x>>", "line 2: no category data:emial"),
        ("@@ intro\n<<data|x>>", "line 2: no category data:"),
        ("@@ intro\n<<data:email| x>>", "line 2: span begins or ends with a blank"),
        ("@@ intro\n<<data:email|x\ny>>", "line 2: stray mark"),
        ("@@ intro\n<<data:email|<<data:name|x>>>>", "line 2: stray mark"),
        ("@@ intro\n<<data:email>>", "line 2: stray mark"),
    ],
)
def test_malformed(marked: str, message: str) -> None:
    with pytest.raises(AnnotationError, match="^" + message.replace("|", r"\|")):
        parse(marked)


def test_every_fault_is_named() -> None:
    _, faults = scan("@@ intor\n<<data:emial|x>> ja <<dato:x|y>>")
    assert [str(fault).split(":")[0] for fault in faults] == ["line 1", "line 2", "line 2"]


def test_a_section_without_text_is_left_out() -> None:
    assert [section.types for section in parse("@@ intro\n@@ other\nx").sections] == [("other",)]


@pytest.mark.parametrize(
    ("sections", "spans"),
    [
        ([], []),
        ([(1, 9)], []),
        ([(0, 4), (5, 9)], [(2, 7)]),
        ([(0, 3), (4, 9)], []),
        ([(0, 9)], [(0, 3), (2, 4)]),
        ([(0, 9)], [(3, 3)]),
        ([(0, 9)], [(8, 12)]),
        ([(0, 9)], [(5, 7), (0, 2)]),
        ([(0, 4)], []),
    ],
)
def test_what_cannot_be_written(sections: list[tuple[int, int]], spans: list[tuple[int, int]]) -> None:
    annotated = Annotated(
        "nimi\nkuva",
        tuple(AnnotatedSection(start, end, ("intro",)) for start, end in sections),
        tuple(AnnotatedSpan(start, end, "data", ("name",)) for start, end in spans),
    )
    with pytest.raises(AnnotationError):
        write(annotated)


@pytest.mark.parametrize("text", ["a << b", "@@ intro", "a|b>>"])
def test_texts_with_the_characters_of_marks(text: str) -> None:
    with pytest.raises(AnnotationError):
        write(Annotated(text, (AnnotatedSection(0, len(text), ("intro",)),), ()))


@given(st.data())
def test_round_trip(any_notice: st.SearchStrategy[Annotated], data: st.DataObject) -> None:
    annotated = data.draw(any_notice)
    assert parse(write(annotated)) == annotated


def test_the_gold_round_trips() -> None:
    paths = sorted(shared_path("annotations/gold").glob("*.ann.txt"))
    assert paths
    for path in paths:
        marked = path.read_text(encoding="utf-8")
        assert parse(write(parse(marked))) == parse(marked), path.name
