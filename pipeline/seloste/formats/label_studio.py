"""Annotated notices as Label Studio tasks, in its JSON of text labels.

A span is a region under ``span`` with one label a category (``data:name``), a denied one also has the choice
``denied`` under ``polarity``; a section is a region under ``section``. ``labelling_config`` is the project's
configuration for these. Offsets are code points, as Label Studio writes them since 1.5 (its issue 1347).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from seloste import taxonomy
from seloste.errors import AnnotationError
from seloste.formats.inline import Annotated, AnnotatedSection, AnnotatedSpan


def read(path: Path) -> dict[str, Annotated]:
    """Return the notices of the export at ``path`` by id; of several annotations of a task the last counts.

    :raises AnnotationError: the file is no export of such tasks, or a region's words are not the text's.
    """
    try:
        tasks = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(tasks, list):
            raise TypeError("not a list of tasks")
        return {str(task["data"]["id"]): _notice(task) for task in tasks}
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise AnnotationError(f"{path.name}: not an export of annotated notices ({error!r})") from error


def write(notices: Mapping[str, Annotated], path: Path) -> None:
    """Write the notices as tasks with annotations to the file at ``path``."""
    tasks = [
        {"data": {"id": name, "text": notice.text}, "annotations": [{"result": _result(notice)}]}
        for name, notice in notices.items()
    ]
    path.write_text(json.dumps(tasks, ensure_ascii=False, indent=1) + "\n", encoding="utf-8", newline="\n")


def labelling_config() -> str:
    """Return the labelling configuration of a Label Studio project for these tasks, as XML."""
    loaded = taxonomy.load()
    spans = [
        f'    <Label value="{name}"/>'
        for label in loaded.labels
        for name in ([f"{label}:{category}" for category in loaded.categories(label)] or [label])
    ]
    sections = [f'    <Label value="{name}"/>' for name in loaded.sections]
    return "\n".join(
        [
            "<View>",
            '  <Labels name="section" toName="text" choice="multiple">',
            *sections,
            "  </Labels>",
            '  <Labels name="span" toName="text" choice="multiple">',
            *spans,
            "  </Labels>",
            '  <Choices name="polarity" toName="text" perRegion="true">',
            '    <Choice value="denied"/>',
            "  </Choices>",
            '  <Text name="text" value="$text" granularity="word"/>',
            "</View>",
            "",
        ]
    )


def _notice(task: Mapping[str, Any]) -> Annotated:
    text = task["data"]["text"]
    regions = task["annotations"][-1]["result"]
    denied = {region["id"] for region in regions if region["from_name"] == "polarity"}
    sections = []
    spans = []
    for region in regions:
        if region["from_name"] not in {"section", "span"}:
            continue
        value = region["value"]
        start, end, labels = value["start"], value["end"], value["labels"]
        if text[start:end] != value["text"]:
            name, words = task["data"]["id"], value["text"][:40]
            raise AnnotationError(f"{name}: the text has other words than {words!r} at {start}")
        if region["from_name"] == "section":
            sections.append(AnnotatedSection(start, end, tuple(labels)))
        else:
            label = labels[0].partition(":")[0]
            categories = tuple(name.partition(":")[2] for name in labels if ":" in name)
            spans.append(AnnotatedSpan(start, end, label, categories, negated=region["id"] in denied))
    sections.sort(key=lambda section: section.start)
    spans.sort(key=lambda span: span.start)
    return Annotated(text, tuple(sections), tuple(spans))


def _result(notice: Annotated) -> list[dict[str, Any]]:
    regions = []
    for number, section in enumerate(notice.sections):
        regions.append(_region(f"section-{number}", "section", notice.text, section, list(section.types)))
    for number, span in enumerate(notice.spans):
        id = f"span-{number}"
        labels = [f"{span.label}:{category}" for category in span.categories] or [span.label]
        regions.append(_region(id, "span", notice.text, span, labels))
        if span.negated:
            place = {"start": span.start, "end": span.end, "choices": ["denied"]}
            regions.append(
                {"id": id, "from_name": "polarity", "to_name": "text", "type": "choices", "value": place}
            )
    return regions


def _region(
    id: str, name: str, text: str, part: AnnotatedSection | AnnotatedSpan, labels: list[str]
) -> dict[str, Any]:
    value = {"start": part.start, "end": part.end, "text": text[part.start : part.end], "labels": labels}
    return {"id": id, "from_name": name, "to_name": "text", "type": "labels", "value": value}
