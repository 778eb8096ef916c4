"""What is taken for a notice, and in which languages a text is found to be."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from seloste.errors import ModelError, NoticeError, Reason
from seloste.loading import detector, language, load, read_text
from seloste.resources import shared_path

SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.fixture(scope="module")
def pages() -> ModuleType:
    """Return the module that composes pages; it is a program too and so no part of the package."""
    spec = importlib.util.spec_from_file_location("pages", Path(__file__).with_name("pages.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def likeliest(lines: list[str]) -> str:
    """Return the kind of page that is most probable."""
    chances = detector.judge(lines)
    return max(chances, key=lambda kind: chances[kind])


def is_refused(lines: list[str]) -> bool:
    """Tell whether the lines are refused as no notice."""
    try:
        detector.refuse_others(lines)
    except NoticeError as error:
        return error.reason is Reason.NOT_A_NOTICE
    return False


def test_kinds_of_pages_that_the_model_has_not_seen(pages: Any) -> None:
    unseen = pages.testing_pages()
    assert len(unseen) >= 200
    right = sum(kind == likeliest(lines) for kind, lines in unseen)
    assert right / len(unseen) >= 0.95


def test_kinds_of_pages_that_share_nothing(pages: Any) -> None:
    unseen = pages.held_out_pages()
    assert len({"\n".join(lines) for _, lines in unseen}) == len(unseen) >= 200
    right = sum(kind == likeliest(lines) for kind, lines in unseen)
    assert right / len(unseen) >= 0.95


def test_no_notice_is_refused_and_few_other_pages_pass(pages: Any) -> None:
    unseen = pages.testing_pages()
    refused = [kind == "notice" for kind, lines in unseen if is_refused(lines)]
    others = sum(kind != "notice" for kind, _ in unseen)
    assert not any(refused)
    assert len(refused) >= 0.97 * others


def test_training_is_the_same_to_the_byte(pages: Any) -> None:
    some = pages.compose(0, 1) + [("notice", lines) for lines in pages.notices(0)[:40]]
    assert detector.fit(some) == detector.fit(some)


def test_a_model_of_another_version_says_train_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(detector, "VERSION", 99)
    detector._weights.cache_clear()
    with pytest.raises(ModelError, match="train it again"):
        detector.judge(["x"])
    detector._weights.cache_clear()


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is not here")
def test_every_real_notice_is_taken() -> None:
    files = [path for folder in ("dev", "seeds") for path in sorted((SHARED / folder).glob("*.txt"))]
    files = [path for path in files if not path.name.endswith(".ann.txt")]
    assert len(files) == 28
    for path in files:
        (notice,) = load(path.read_bytes(), name=path.name)
        assert notice.text == path.read_text("utf-8")
        assert notice.id == path.stem


def test_every_notice_of_the_project_is_taken() -> None:
    for path in sorted(shared_path("annotations/gold").glob("*.ann.txt")):
        lines = [line for line in path.read_text("utf-8").split("\n") if not line.startswith("@@")]
        text = re.sub(r"<<[^|<>\n]*\|([^<>\n]+?)>>", r"\1", "\n".join(lines))
        assert load(text.encode(), name=path.name)[0].text == text


def test_shares_of_languages() -> None:
    finnish = "Henkilötietoja käsitellään asiakassuhteen hoitamiseksi ja palvelun kehittämiseksi. " * 6
    swedish = "Personuppgifter behandlas för att sköta kundförhållandet och utveckla tjänsten. " * 3
    english = "Personal data is processed in order to manage the customer relationship. " * 3
    found = language.detect([finnish, swedish, english])
    assert found is not None
    assert found.code == "fi"
    assert set(found.shares) == {"fi", "sv", "en"}
    assert found.shares["fi"] == pytest.approx(0.5, abs=0.05)
    assert sum(found.shares.values()) == pytest.approx(1.0, abs=0.001)
    assert language.detect(["123", "---"]) is None


def test_a_page_in_three_languages_is_read_for_its_finnish_part(make: Any) -> None:
    english = "We process your personal data only for the purposes stated in this notice. " * 12
    swedish = "Vi behandlar dina personuppgifter endast för de ändamål som anges här nedan. " * 12
    text = f"{make.notice}\n\n{english}\n\n{swedish}"
    (notice,) = load(text.encode(), name="a.txt")
    assert notice.language is not None
    assert 0.25 < notice.language.shares["fi"] < 0.5


def test_the_title_alone_tells_nothing_against_a_notice() -> None:
    text = "Tietoja käytetään vain kokouskutsuihin.\nNimi ja osoite tallennetaan.\nTietoja ei luovuteta."
    assert not is_refused([text[b.start : b.end] for b in read_text(text, id="x").blocks])
