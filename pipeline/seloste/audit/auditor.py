"""Audits records: what a notice lacks, contradicts or bases on law no longer in force."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from seloste.audit.rules import Rule, rules
from seloste.audit.view import Evidence, View
from seloste.record import Finding, Record


def audit(record: Record) -> list[Finding]:
    """Return the findings on a record in the order of the rules.

    A finding of something missing names the sections that were searched; any other names the spans, or the
    sections of the words, that show it.
    """
    view = View(record)
    found = ((rule, rule.check(view)) for rule in rules().values())
    return [_finding(rule, evidence) for rule, evidence in found if evidence is not None]


def audited(records: Iterable[Record]) -> Iterator[Record]:
    """Yield each record with its findings, one at a time."""
    for record in records:
        yield record.model_copy(update={"findings": tuple(audit(record))})


def _finding(rule: Rule, evidence: Evidence) -> Finding:
    what_fi, what_en = evidence.what or ("", "")
    return Finding(
        code=rule.code,
        severity=rule.severity,
        article=rule.article,
        message_fi=rule.message_fi.format(what_fi=what_fi),
        message_en=rule.message_en.format(what_en=what_en),
        spans=evidence.spans,
        sections=evidence.sections,
    )
