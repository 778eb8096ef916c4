"""The one tokenisation: what it keeps together, and that it loses nothing."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.finnish.tokeniser import tokenise

PIECES = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            ["EU:n", "nimi-", "IP-osoite", "a@b.fi", "https://a.fi/b?c=d", "1.2.2024", " ", "\n", "\u00a0"]
        ),
    ),
    max_size=12,
).map("".join)


@given(PIECES)
def test_tokens_tile_the_text(text: str) -> None:
    end = 0
    for token in tokenise(text):
        assert token.text == text[token.start : token.end]
        assert token.text
        assert not any(map(str.isspace, token.text))
        assert not text[end : token.start].strip()
        end = token.end
    assert not text[end:].strip()


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Nimi- ja yhteystiedot: EU:n", "Nimi-|ja|yhteystiedot|:|EU:n"),
        ("Suomi.fi-tunnistus", "Suomi.fi-tunnistus"),
        ("Mailchimp.fi-palvelussa on", "Mailchimp.fi-palvelussa|on"),
        ("Suomi.fi- ja muut", "Suomi.fi-|ja|muut"),
        ("osoite www.oma-yritys.fi/tietosuoja.", "osoite|www.oma-yritys.fi/tietosuoja|."),
        ("oma-yritys.fi", "oma-yritys.fi"),
        ("Nimi:Matti", "Nimi|:|Matti"),
        ("PDF:llä ja GDPR:ää", "PDF:llä|ja|GDPR:ää"),
        ("(2016/679), 6 artikla", "(|2016/679|)|,|6|artikla"),
        ("tiedot.Seuraava", "tiedot|.|Seuraava"),
        ("ja/tai -rekisteri", "ja|/|tai|-rekisteri"),
        ("5-vuotinen 24h", "5-vuotinen|24h"),
    ],
)
def test_what_is_kept_together(text: str, tokens: str) -> None:
    assert [token.text for token in tokenise(text)] == tokens.split("|")


def test_hostile_text_takes_linear_time() -> None:
    start = time.perf_counter()
    assert len(tokenise("a." * 100_000)) == 200_000
    assert len(tokenise("a-" * 100_000 + "@")) == 2
    assert len(tokenise("x" * 1_000_000)) == 1
    assert time.perf_counter() - start < 10
