"""Which languages a notice is written in, by share of its letters."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from seloste.errors import NoticeError, Reason
from seloste.notice import Language

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_LANGUAGES = ("fi", "sv", "en", "et")
_NAMES = {"fi": "Finnish", "sv": "Swedish", "en": "English", "et": "Estonian"}
_CHUNK_LETTERS = 80
_LOOKED_AT = 240
_SHARE = 0.5
# A page in several languages is read for its Finnish part where that is a notice's length.
_PART_SHARE, _PART_LETTERS = 0.25, 500


def detect(lines: Iterable[str]) -> Language | None:
    """Return the language of the lines and the share of each by letters; ``None`` without letters.

    Short lines are looked at together with those after them: a word or two alone tells little.
    """
    letters = dict.fromkeys(_LANGUAGES, 0)
    certain = 0.0
    for chunk, size in _chunks(lines):
        code, probability = _identifier().classify(chunk[:_LOOKED_AT])
        letters[code] += size
        certain += size * float(probability)
    total = sum(letters.values())
    if not total:
        return None
    code = max(_LANGUAGES, key=lambda one: letters[one])
    shares = {one: round(count / total, 4) for one, count in letters.items() if count}
    return Language(code, round(certain / total, 4), shares)


def refuse_foreign(language: Language | None, lines: Iterable[str]) -> None:
    """Refuse a notice of which too little is Finnish.

    :raises NoticeError: ``NOT_FINNISH``.
    """
    if language is None:
        return
    share = language.shares.get("fi", 0.0)
    if share >= _SHARE:
        return
    letters = share * sum(sum(map(str.isalpha, line)) for line in lines)
    if share >= _PART_SHARE and letters >= _PART_LETTERS:
        return
    raise NoticeError(
        Reason.NOT_FINNISH, f"the text is in {_NAMES[language.code]}; {share:.0%} of it is Finnish"
    )


def _chunks(lines: Iterable[str]) -> Iterable[tuple[str, int]]:
    gathered: list[str] = []
    size = 0
    for line in lines:
        gathered.append(line)
        size += sum(map(str.isalpha, line))
        if size >= _CHUNK_LETTERS:
            yield "\n".join(gathered), size
            gathered, size = [], 0
    if size:
        yield "\n".join(gathered), size


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(_LANGUAGES))
    return identifier
