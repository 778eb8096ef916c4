"""A record in the Transparency Information Language (TILT, https://github.com/Transparency-Information-Language).

TILT demands values that notices often do not give. Such a field gets the placeholder that its type allows,
never a guess, and :func:`undisclosed` lists it, so that no one takes a placeholder for a statement.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from typing import Any, TypeVar

from seloste import taxonomy
from seloste.record import Basis, Contact, Controller, Fact, Record, Retention
from seloste.values.periods import without_weeks

SCHEMA_URL = "https://github.com/Transparency-Information-Language/schema/blob/master/tilt-schema.json"
_F = TypeVar("_F", bound=Fact)

#: What stands where the notice says nothing and the schema demands a text.
NOT_STATED = "N/A"
#: RFC 2606 keeps this domain free: the address can be no one's.
_NO_EMAIL = "not-stated@example.invalid"
_NO_DATE = "1970-01-01"
_PHONE = re.compile(r"[+]*[(]?[0-9]{1,4}[)]?[-\s./0-9]*")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
#: Criteria of retention as TILT's time to live, which knows durations only.
_NO_TTL = "P"


def document(record: Record) -> dict[str, Any]:
    """Return the record as a TILT document; its ``_hash`` is of all the rest."""
    made = _Document(record)
    made.content["meta"]["_hash"] = hashlib.sha256(
        json.dumps(made.content, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()
    return made.content


def undisclosed(record: Record) -> list[str]:
    """Return the paths of the TILT fields that the notice does not disclose: ``controller.address``."""
    return sorted(set(_Document(record).missing))


class _Document:
    """Builds the document and keeps note of what was not stated."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self.missing: list[str] = []
        self.relations = [dict(relation.ends()) for relation in record.relations]
        self.content: dict[str, Any] = {
            "meta": self._meta(),
            "controller": self._controller(),
            "dataProtectionOfficer": self._officer(),
            "dataDisclosed": self._data(),
            "thirdCountryTransfers": self._transfers(),
            "accessAndDataPortability": self._right("accessAndDataPortability", "access", "portability"),
            "sources": self._sources(),
            "rightToInformation": self._right("rightToInformation", "information", "access"),
            "rightToRectificationOrDeletion": self._right(
                "rightToRectificationOrDeletion", "rectification", "erasure"
            ),
            "rightToDataPortability": self._right("rightToDataPortability", "portability"),
            "rightToWithdrawConsent": self._right("rightToWithdrawConsent", "withdraw_consent"),
            "rightToComplain": self._complaint(),
            "automatedDecisionMaking": self._decisions(),
            "changesOfPurpose": [],
        }
        self.missing.append("changesOfPurpose")

    def _stated(self, path: str, value: str | None, otherwise: str = NOT_STATED) -> str:
        if value:
            return value
        self.missing.append(path)
        return otherwise

    def _quotes(self, facts: Sequence[Fact]) -> str:
        """Return the words behind some facts, each once."""
        indices = dict.fromkeys(index for fact in facts for index in fact.spans)
        return "; ".join(dict.fromkeys(self.record.spans[index].quote for index in indices))

    def _meta(self) -> dict[str, Any]:
        record = self.record
        created = record.updated or (record.source.fetched_at or "")[:10]
        date = self._stated("meta.created", created, _NO_DATE)
        return {
            "_id": record.id,
            "name": self._stated("meta.name", record.controllers[0].name if record.controllers else None),
            "created": date,
            "modified": date,
            "version": 1,
            "language": record.language.code if record.language else "fi",
            "status": "active",
            "url": SCHEMA_URL,
        }

    def _controller(self) -> dict[str, Any]:
        party = self.record.controllers[0] if self.record.controllers else None
        contact = next((contact for contact in self.record.contacts if contact.role == "person"), None)
        emails = _first(_EMAIL, contact, party)
        representative: dict[str, Any] = {
            "name": self._stated("controller.representative.name", contact.name if contact else None),
            "email": self._stated("controller.representative.email", emails, _NO_EMAIL),
        }
        if phone := _first(_PHONE, contact, party):
            representative["phone"] = phone
        return {
            "name": self._stated("controller.name", party.name if party else None),
            "address": self._stated("controller.address", party.address if party else None),
            # The law applies to who is established here; a notice names its country hardly ever.
            "country": self._stated("controller.country", None, "FI"),
            "representative": representative,
        }

    def _officer(self) -> dict[str, Any]:
        officer = next((contact for contact in self.record.contacts if contact.role == "dpo"), None)
        path = "dataProtectionOfficer"
        described: dict[str, Any] = {
            "name": self._stated(f"{path}.name", officer.name if officer else None),
            "address": self._stated(f"{path}.address", officer.address if officer else None),
            "country": self._stated(f"{path}.country", None, "FI"),
            "email": self._stated(f"{path}.email", _first(_EMAIL, officer), _NO_EMAIL),
        }
        if phone := _first(_PHONE, officer):
            described["phone"] = phone
        return described

    def _data(self) -> list[dict[str, Any]]:
        """Return an entry a category of data, with what the notice relates to it."""
        record = self.record
        said = [fact for fact in record.data if fact.said]
        for path, facts in (
            ("dataDisclosed", record.data),
            ("dataDisclosed.purposes", record.purposes),
            ("dataDisclosed.legalBases", record.bases),
            ("dataDisclosed.recipients", record.recipients),
            ("dataDisclosed.storage", record.retention),
        ):
            if not any(fact.said for fact in facts):
                self.missing.append(path)
        self.missing.append("dataDisclosed.nonDisclosure")
        return [self._datum(fact) for fact in said]

    def _datum(self, datum: Fact) -> dict[str, Any]:
        record = self.record
        purposes = self._of(datum, "data", record.purposes, "purpose")
        grounds = [b for purpose in purposes for b in self._of(purpose, "purpose", record.bases, "basis")]
        bases = [basis for basis in record.bases if basis.said and (basis in grounds or not grounds)]
        return {
            "_id": datum.category,
            "category": _name("data", datum),
            "purposes": [
                {"purpose": _name("purpose", fact), "description": self._quotes([fact])} for fact in purposes
            ],
            "legalBases": [
                {"reference": _reference(basis), "description": self._quotes([basis])} for basis in bases
            ],
            "legitimateInterests": [
                {"exists": True, "reasoning": self._quotes([basis])}
                for basis in bases
                if basis.category == "legitimate_interest"
            ],
            "recipients": [
                {"name": self._quotes([fact]), "category": _name("recipient", fact)}
                for fact in self._of(datum, "data", record.recipients, "recipient")
            ],
            "storage": [self._term(fact) for fact in self._of(datum, "data", record.retention, "retention")],
            "nonDisclosure": {
                "legalRequirement": False,
                "contractualRegulation": False,
                "obligationToProvide": False,
                "consequences": NOT_STATED,
            },
        }

    def _of(self, fact: Fact, label: str, others: Sequence[_F], other_label: str) -> list[_F]:
        """Return the facts that are related to one; where none is, those that are related to no other."""
        said = [other for other in others if other.said]
        pairs = [
            (ends[label], ends[other_label])
            for ends in self.relations
            if label in ends and other_label in ends
        ]
        related = {other for one, other in pairs if one in fact.spans}
        if chosen := [other for other in said if related.intersection(other.spans)]:
            return chosen
        taken = {other for _, other in pairs}
        return [other for other in said if not taken.issuperset(other.spans)]

    def _term(self, fact: Retention) -> dict[str, Any]:
        period = without_weeks(fact.period) if fact.period else _NO_TTL
        return {
            "temporal": [{"description": self._quotes([fact]), "ttl": period}],
            "purposeConditional": [],
            "legalBasisConditional": [],
            "aggregationFunction": "max",
        }

    def _transfers(self) -> list[dict[str, Any]]:
        """Return an entry a country, or one where none is named; the safeguards are those of the notice."""
        facts = [fact for fact in self.record.transfers if fact.said and fact.category != "none"]
        if not any(fact.said for fact in self.record.transfers):
            self.missing.append("thirdCountryTransfers")
        codes = dict.fromkeys(fact.country.code for fact in facts if fact.country and not fact.country.eea)
        if not codes and all(fact.category == "country" for fact in facts):
            return []

        def safeguard(*categories: str) -> dict[str, Any]:
            found = [fact for fact in facts if fact.category in categories]
            return {"available": bool(found), "description": self._quotes(found) or NOT_STATED}

        entry = {
            "adequacyDecision": safeguard("adequacy", "data_privacy_framework"),
            "appropriateGuarantees": safeguard("binding_rules", "other_safeguard", "privacy_shield"),
            "standardDataProtectionClause": safeguard("standard_clauses"),
        }
        return [{"country": code, **entry} for code in codes] or [entry]

    def _sources(self) -> list[dict[str, Any]]:
        said = [fact for fact in self.record.sources if fact.said]
        if not said:
            self.missing.append("sources")
        return [
            {
                "_id": fact.category,
                "dataCategory": NOT_STATED,
                "sources": [
                    {
                        "description": self._quotes([fact]),
                        "url": "",
                        "publiclyAvailable": fact.category in ("public_source", "public_register"),
                    }
                ],
            }
            for fact in said
        ]

    def _right(self, path: str, *categories: str) -> dict[str, Any]:
        facts = [fact for fact in self.record.rights if fact.category in categories and fact.said]
        if not facts:
            self.missing.append(path)
        right: dict[str, Any] = {"available": bool(facts), "description": self._quotes(facts) or NOT_STATED}
        if email := _first(_EMAIL, *self.record.contacts, *self.record.controllers):
            right["email"] = email
        return right

    def _complaint(self) -> dict[str, Any]:
        office = next(
            (
                c
                for c in self.record.contacts
                if c.role == "office" and "valtuutettu" in (c.name or "").casefold()
            ),
            None,
        )
        right = self._right("rightToComplain", "complaint")
        right.pop("email", None)  # complaints do not go to the controller
        path = "rightToComplain.supervisoryAuthority"
        authority: dict[str, Any] = {"name": self._stated(f"{path}.name", office.name if office else None)}
        authority["country"] = self._stated(f"{path}.country", None, "FI")
        if email := _first(_EMAIL, office):
            authority["email"] = email
        if phone := _first(_PHONE, office):
            authority["phone"] = phone
        if office and office.address:
            authority["address"] = office.address
        return right | {"supervisoryAuthority": authority}

    def _decisions(self) -> dict[str, Any]:
        facts = [fact for fact in self.record.decisions if fact.category == "automated"]
        if not facts:
            self.missing.append("automatedDecisionMaking.inUse")
        self.missing += [
            "automatedDecisionMaking.logicInvolved",
            "automatedDecisionMaking.scopeAndIntendedEffects",
        ]
        return {
            "inUse": any(fact.said for fact in facts),
            "logicInvolved": NOT_STATED,
            "scopeAndIntendedEffects": self._quotes(facts) or NOT_STATED,
        }


def _first(pattern: re.Pattern[str], *parties: Controller | Contact | None) -> str | None:
    """Return the first e-mail or phone of some parties that the schema's pattern takes."""
    for party in parties:
        for value in (party.emails if pattern is _EMAIL else party.phones) if party else ():
            if pattern.fullmatch(value):
                return value
    return None


def _name(label: str, fact: Fact) -> str:
    return taxonomy.load().check(label, fact.category).fi


def _reference(basis: Basis) -> str:
    """Return ``GDPR-6-1-a`` of ``6.1.a``, and the category where there is no article."""
    return f"GDPR-{basis.article.replace('.', '-')}" if basis.article else basis.category.replace("_", "-")
