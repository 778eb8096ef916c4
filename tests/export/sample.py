"""A record with a bit of everything, for the tests of exports."""

from __future__ import annotations

from seloste.assembly import assemble
from seloste.notice import Language, Notice, Source
from seloste.record import Condition, Finding, Record, Section, Span, Term

TEXT = """Tietosuojaseloste <script>alert("x")</script>

=HYPERLINK("http://paha.example";"klikkaa") Oy
Y-tunnus 0737546-2
Tietosuojavastaava Maija Malli, maija@malli.example, +358 40 123 4567

Keräämme nimen ja sähköpostin, emme terveystietoja.
Käsittelemme tietoja markkinointiin suostumuksella.
Tietoja luovutetaan viranomaisille. Siirto perustuu mallilausekkeisiin.
Säilytämme tietoja 6 vuotta.
Voit tarkastaa tietosi ja valittaa tietosuojavaltuutetulle. Emme profiloi.
"""

_MARKS = [
    ('=HYPERLINK("http://paha.example";"klikkaa") Oy', "controller", "organisation"),
    ("0737546-2", "contact", "business_id"),
    ("Maija Malli", "contact", "dpo"),
    ("maija@malli.example", "contact", "email"),
    ("+358 40 123 4567", "contact", "phone"),
    ("nimen", "data", "name"),
    ("sähköpostin", "data", "email"),
    ("terveystietoja", "data", "health"),
    ("markkinointiin", "purpose", "marketing"),
    ("suostumuksella", "basis", "consent"),
    ("viranomaisille", "recipient", "authority"),
    ("mallilausekkeisiin", "transfer", "standard_clauses"),
    ("6 vuotta", "retention", "period"),
    ("tarkastaa tietosi", "right", "access"),
    ("valittaa tietosuojavaltuutetulle", "right", "complaint"),
    ("profiloi", "decision", "profiling"),
]


def record(name: str = "malli") -> Record:
    """Return the record; the health data and the profiling are denied."""
    spans = []
    for words, label, category in _MARKS:
        start = TEXT.index(words)
        spans.append(
            Span(
                label=label,
                categories=(category,),
                negated=category in ("health", "profiling"),
                condition=Condition(kind="consent", start=start, end=start + 4)
                if label == "purpose"
                else None,
                section=0,
                start=start,
                end=start + len(words),
                quote=words,
            )
        )
    source = Source(path=f"{name}.txt", media_type="text/plain", sha256="0" * 64, encoding="utf-8")
    notice = Notice(
        name, TEXT, (), source, "Tietosuojaseloste", "2024-05-16", Language("fi", 0.98, {"fi": 1.0})
    )
    sections = [Section(types=("controller", "data_categories"), start=0, end=len(TEXT))]
    made = assemble(notice, sections, spans, typed={(12, "period"): [Term(period="P6Y")]})
    finding = Finding(
        code="missing_source",
        severity="major",
        article="14(2)(f)",
        message_fi="Tietolähde puuttuu.",
        message_en="The source is not stated.",
        spans=(5,),
        sections=(0,),
    )
    return made.model_copy(update={"findings": (finding,)})
