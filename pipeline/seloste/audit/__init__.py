"""Audits records against articles 13 and 14 of the GDPR, repealed law, and themselves."""

from seloste.audit.auditor import audit, audited

__all__ = ["audit", "audited"]
