"""The exceptions of the package and the reason codes under which inputs fail."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """Why an input gave no record; written to ``failures.jsonl``."""

    EMPTY = "empty"
    BINARY = "binary"
    TOO_BIG = "too_big"
    UNDECODABLE = "undecodable"
    UNSUPPORTED_FORMAT = "unsupported_format"
    NO_TEXT = "no_text"
    NEEDS_JS = "needs_js"
    NOT_FINNISH = "not_finnish"
    NOT_A_NOTICE = "not_a_notice"
    UNREADABLE = "unreadable"
    NOT_FOUND = "not_found"
    NOT_FETCHED = "not_fetched"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    INTERNAL = "internal"


class SelosteError(Exception):
    """Anything the package itself reports; the command line shows it without a traceback."""


class UsageError(SelosteError):
    """What was asked for cannot be done as asked."""


class OutputError(SelosteError):
    """The output folder cannot be written."""


class ModelError(SelosteError):
    """A model is missing, damaged or of another version."""


class AnnotationError(SelosteError):
    """Hand annotation is malformed."""


class AnalyserUnavailable(SelosteError):  # noqa: N818 (the state of an analyser, as its listing says it)
    """A Finnish analyser cannot run here; the message names the cure."""


class NoticeError(SelosteError):
    """One input cannot become a record.

    :param reason: the code under which it is counted.
    :param message: what is wrong, for a person to read.
    """

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
