"""Annotations come back from every tool's form as they went, and other tools read what they expect."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seloste.errors import AnnotationError, UsageError
from seloste.formats import convert, label_studio
from seloste.formats.inline import Annotated, AnnotatedSection, AnnotatedSpan, parse
from seloste.resources import shared_path

_FORMS = sorted(convert.FORMS)
_NOTICE = parse("""\
@@ intro
Tietosuoja 🙂 seloste

@@ data_categories+purposes
- <<data:name+contact|nimi- ja yhteystiedot>>,\tIP-<<data:address|osoite>>
Emme kerää <<data:health!|terveystietoja>>; <<register|asiakasrekisteri>>.
""")


def _target(folder: Path, form: str) -> Path:
    return folder / f"out-{form}"


@pytest.mark.parametrize("form", _FORMS)
def test_round_trip_of_a_notice(tmp_path: Path, form: str) -> None:
    convert.write({"n1": _NOTICE}, _target(tmp_path, form), form)
    assert convert.read(_target(tmp_path, form), form) == {"n1": _NOTICE}


@pytest.mark.parametrize("form", _FORMS)
def test_round_trip_of_gold(tmp_path: Path, form: str) -> None:
    some = sorted(shared_path("annotations/gold").glob("*.ann.txt"))[::25]
    notices = {path.name.split(".")[0]: parse(path.read_text(encoding="utf-8")) for path in some}
    convert.write(notices, _target(tmp_path, form), form)
    assert convert.read(_target(tmp_path, form), form) == notices


@pytest.mark.parametrize("form", ["jsonl", "conll", "label-studio", "docbin"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_round_trip_of_any(
    tmp_path_factory: pytest.TempPathFactory,
    any_notice: st.SearchStrategy[Annotated],
    form: str,
    data: st.DataObject,
) -> None:
    notices = {"a": data.draw(any_notice), "b": data.draw(any_notice)}
    path = _target(tmp_path_factory.mktemp("any"), form)
    convert.write(notices, path, form)
    assert convert.read(path, form) == notices


def test_from_form_to_form(tmp_path: Path) -> None:
    convert.write({"n1": _NOTICE}, tmp_path / "a", "inline")
    assert convert.convert(tmp_path / "a", "inline", tmp_path / "b", "brat") == 1
    convert.convert(tmp_path / "b", "brat", tmp_path / "c", "inline")
    assert (tmp_path / "c" / "n1.ann.txt").read_bytes() == (tmp_path / "a" / "n1.ann.txt").read_bytes()


@pytest.mark.parametrize("form", _FORMS)
def test_the_same_notices_give_the_same_bytes(tmp_path: Path, form: str) -> None:
    made = []
    for folder in (tmp_path / "1", tmp_path / "2"):
        folder.mkdir()
        convert.write({"n1": _NOTICE}, _target(folder, form), form)
        target = _target(folder, form)
        files = sorted(target.iterdir()) if target.is_dir() else [target]
        made.append([file.read_bytes() for file in files])
    assert made[0] == made[1]


def test_jsonl_lines(tmp_path: Path) -> None:
    text = "eka\u2028toka\x85kolmas"
    notice = Annotated(text, (AnnotatedSection(0, len(text), ("intro",)),), ())
    convert.write({"a": notice, "b": _NOTICE}, tmp_path / "x.jsonl", "jsonl")
    lines = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b"]
    span = json.loads(lines[1])["spans"][0]
    assert (span["label"], span["categories"], span["negated"]) == ("data", ["name", "contact"], False)


def test_conll_rows(tmp_path: Path) -> None:
    convert.write({"n1": _NOTICE}, tmp_path / "x.conll", "conll")
    rows = (tmp_path / "x.conll").read_text(encoding="utf-8").split("\n")
    assert rows[:3] == ["# newdoc id = n1", "# section = intro 0", "Tietosuoja\tO\tSpacesAfter=\\s"]
    assert "nimi-\tB-data:name+contact\tSpacesAfter=\\s" in rows
    assert "yhteystiedot\tI-data:name+contact\tSpacesAfter=" in rows
    assert "osoite\tB-data:address\tSpacesAfter=\\n" in rows
    assert "terveystietoja\tB-data:health!\tSpacesAfter=" in rows
    assert "asiakasrekisteri\tB-register\tSpacesAfter=" in rows


def test_two_spans_that_touch_stay_two(tmp_path: Path) -> None:
    notice = parse("@@ data_categories\n<<data:name|nimi>><<data:name|tieto>>")
    convert.write({"n": notice}, tmp_path / "x", "conll")
    assert convert.read(tmp_path / "x", "conll") == {"n": notice}


def test_brat_lines(tmp_path: Path) -> None:
    convert.write({"n1": _NOTICE}, tmp_path, "brat")
    text = (tmp_path / "n1.txt").read_bytes().decode("utf-8")
    assert text == _NOTICE.text
    lines = (tmp_path / "n1.ann").read_text(encoding="utf-8").splitlines()
    start = text.index("nimi-")
    assert lines[:3] == [
        f"T1\tsection-intro 0 {len('Tietosuoja 🙂 seloste')}\tTietosuoja 🙂 seloste",
        lines[1],
        f"T3\tdata-name-contact {start} {start + len('nimi- ja yhteystiedot')}\tnimi- ja yhteystiedot",
    ]
    assert lines[1].startswith("T2\tsection-data_categories-purposes ")
    assert "A5\tNegated T5" in lines


def test_a_section_that_begins_with_an_empty_line_keeps_its_place_in_brat(tmp_path: Path) -> None:
    notice = parse("@@ intro\nOtsikko\n@@ purposes\n\nLaskutamme.")
    convert.write({"n": notice}, tmp_path, "brat")
    assert convert.read(tmp_path, "brat") == {"n": notice}


def test_label_studio_regions(tmp_path: Path) -> None:
    convert.write({"n1": _NOTICE}, tmp_path / "x.json", "label-studio")
    (task,) = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    regions = task["annotations"][0]["result"]
    config = ElementTree.fromstring(label_studio.labelling_config())
    known = {label.get("value") for label in config.iter("Label")}
    for region in regions:
        value = region["value"]
        assert set(value.get("labels", [])) <= known
        assert task["data"]["text"][value["start"] : value["end"]] == value.get(
            "text", task["data"]["text"][value["start"] : value["end"]]
        )
    assert [region["value"]["choices"] for region in regions if region["from_name"] == "polarity"] == [
        ["denied"]
    ]


def test_docbin_documents(tmp_path: Path) -> None:
    import spacy
    from spacy.tokens import DocBin

    convert.write({"n1": _NOTICE}, tmp_path / "x.spacy", "docbin")
    (doc,) = DocBin().from_disk(tmp_path / "x.spacy").get_docs(spacy.blank("fi").vocab)
    assert doc.text == _NOTICE.text
    assert [(span.text, span.label_, span.kb_id_, span.id_) for span in doc.spans["notice"]] == [
        ("nimi- ja yhteystiedot", "data", "name+contact", ""),
        ("osoite", "data", "address", ""),
        ("terveystietoja", "data", "health", "denied"),
        ("asiakasrekisteri", "register", "", ""),
    ]
    assert "Tietosuoja" in [token.text for token in doc]


@pytest.mark.parametrize(
    ("form", "name", "content", "message"),
    [
        ("inline", "n.ann.txt", "Ei jaksoja", "n.ann.txt: line 1: the notice does not open"),
        ("jsonl", "x", '{"id": "a"}', "x, line 1: not an annotated notice"),
        ("jsonl", "x", "ei jsonia", "x, line 1: not an annotated notice"),
        ("conll", "x", "nimi\tO\tSpacesAfter=", "x, line 1: no notice is opened"),
        ("conll", "x", "# newdoc id = a\nnimi\tO", "x, line 2: not a row"),
        (
            "conll",
            "x",
            "# newdoc id = a\nnimi\tI-data:name\tSpacesAfter=",
            "x, line 2: the tag 'I-data:name'",
        ),
        ("conll", "x", "# newdoc id = a\n# section = intro\nnimi\tO\tSpacesAfter=", "x, line 2: no place"),
        ("conll", "x", "# newdoc id = a\nnimi\tO\tSpacesAfter=\\q", "x, line 2: no such escape"),
        ("label-studio", "x", "{}", "x: not an export of annotated notices"),
        ("label-studio", "x", '[{"data": {}}]', "x: not an export of annotated notices"),
        ("jsonl", "x", '{"id": "a", "text": "nimi", "sections": [], "spans": []}', "a: the first section"),
        (
            "jsonl",
            "x",
            '{"id": "a", "text": "n", "sections": [{"start": 0, "end": 1, "types": ["intor"]}], "spans": []}',
            "a: line 1: no section type intor",
        ),
    ],
)
def test_bad_input(tmp_path: Path, form: str, name: str, content: str, message: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(AnnotationError, match=message):
        convert.read(tmp_path / name, form)


@pytest.mark.parametrize("line", ["T1\tdata-name 0 4\tmuu", "R1\tRel Arg1:T1 Arg2:T2"])
def test_bad_brat(tmp_path: Path, line: str) -> None:
    (tmp_path / "n.txt").write_text("nimi", encoding="utf-8")
    (tmp_path / "n.ann").write_text(line, encoding="utf-8")
    with pytest.raises(AnnotationError, match=r"n\.ann, line 1"):
        convert.read(tmp_path, "brat")


def test_brat_cannot_hold_a_section_of_empty_lines(tmp_path: Path) -> None:
    notice = Annotated(
        "a\n\n\nb", (AnnotatedSection(0, 1, ("intro",)), AnnotatedSection(2, 3, ("other",))), ()
    )
    with pytest.raises(AnnotationError, match="empty lines alone"):
        convert.write({"n": notice}, tmp_path, "brat")


def test_label_studio_words_are_checked(tmp_path: Path) -> None:
    convert.write({"n1": _NOTICE}, tmp_path / "x.json", "label-studio")
    tasks = json.loads((tmp_path / "x.json").read_text(encoding="utf-8"))
    tasks[0]["data"]["text"] = "x" + tasks[0]["data"]["text"]
    (tmp_path / "x.json").write_text(json.dumps(tasks), encoding="utf-8")
    with pytest.raises(AnnotationError, match="other words"):
        convert.read(tmp_path / "x.json", "label-studio")


def test_overlapping_spans_of_another_tool_are_refused(tmp_path: Path) -> None:
    sections = (AnnotatedSection(0, 4, ("intro",)),)
    spans = (AnnotatedSpan(0, 3, "data", ("name",)), AnnotatedSpan(1, 4, "data", ("name",)))
    convert.write({"n1": Annotated("nimi", sections, spans)}, tmp_path / "x", "jsonl")
    with pytest.raises(AnnotationError, match="n1: the span at 1"):
        convert.read(tmp_path / "x", "jsonl")


def test_unknown_form_and_missing_source(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no form 'tei'; the forms are inline, jsonl"):
        convert.read(tmp_path, "tei")
    with pytest.raises(UsageError, match="no such file"):
        convert.convert(tmp_path / "none", "jsonl", tmp_path / "x", "conll")
