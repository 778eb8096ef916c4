"""Annotated notices for property tests."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st

from seloste import taxonomy
from seloste.formats.inline import Annotated, AnnotatedSection, AnnotatedSpan

_LINES = st.text(
    st.characters(exclude_characters="\r\n<>@|", exclude_categories=["Cs"]), min_size=1, max_size=30
)


@st.composite
def _notices(draw: st.DrawFn) -> Annotated:
    """Draw a notice: any words but the characters of marks, spans of whole lines or first words."""
    loaded = taxonomy.load()
    text = ""
    sections: list[AnnotatedSection] = []
    spans: list[AnnotatedSpan] = []
    for lines in draw(st.lists(st.lists(_LINES, min_size=1, max_size=4), min_size=1, max_size=4)):
        start = len(text)
        for line in lines:
            here = len(text)
            text += line + "\n"
            words = draw(st.sampled_from([line.strip(), *line.split()[:1]]))
            if words and draw(st.booleans()):
                label = draw(st.sampled_from(sorted(loaded.labels)))
                known = sorted(loaded.categories(label))
                categories = draw(st.lists(st.sampled_from(known), min_size=1, max_size=2)) if known else []
                at = here + line.index(words)
                negated = draw(st.booleans())
                spans.append(AnnotatedSpan(at, at + len(words), label, tuple(categories), negated))
        types = draw(st.lists(st.sampled_from(sorted(loaded.sections)), min_size=1, max_size=2, unique=True))
        sections.append(AnnotatedSection(start, len(text) - 1, tuple(types)))
    return Annotated(text[:-1], tuple(sections), tuple(spans))


@pytest.fixture(scope="session")
def any_notice() -> st.SearchStrategy[Annotated]:
    """Return the strategy of annotated notices."""
    return _notices()
