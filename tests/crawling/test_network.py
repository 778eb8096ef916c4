"""No private address is connected to, however it is written and whatever the resolver answers."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seloste.crawling.network import GuardedResolver, Network, literal_address
from seloste.crawling.outcomes import Outcome
from seloste.errors import UsageError


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0x7f.1", "127.0.0.1.", "[::1]", "[::]",
        "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1",
        "169.254.169.254", "[fe80::1%25eth0]", "[fc00::1]", "[fd00:ec2::254]", "224.0.0.1", "255.255.255.255",
        "168.63.129.16", "100.100.100.200", "192.0.0.192", "[64:ff9b::7f00:1]", "[2002:7f00:1::]",
        "[2001:db8::1]", "[ff02::1]", "１２７.0.0.1", "127。0。0。1", "localhost", "intranet", "LOCALHOST",
    ],
)  # fmt: skip
def test_private_addresses_are_refused_in_every_spelling(host: str) -> None:
    assert Network().refuse(f"http://{host}/") in (Outcome.PRIVATE_ADDRESS, Outcome.BAD_ADDRESS)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://kunta.fi/", "gopher://kunta.fi/", "javascript:alert(1)", "data:text/html,x",
        "http://user@kunta.fi/", "http://user:pw@kunta.fi/", "http://kunta.fi:22/", "http://kunta.fi:8080/",
        "http://kunta.fi:99999/", "http:///x", "http://[::1", "//kunta.fi/", "", "kunta.fi",
    ],
)  # fmt: skip
def test_addresses_that_are_no_plain_web_address_are_refused(url: str) -> None:
    assert Network().refuse(url) is Outcome.BAD_ADDRESS


@pytest.mark.parametrize(
    "url", ["http://kunta.fi/", "https://www.kunta.fi:443/a?b#c", "http://8.8.8.8/", "https://kääpä.fi/"]
)
def test_public_addresses_may_be_asked_for(url: str) -> None:
    assert Network().refuse(url) is None


def test_the_switch_for_tests_opens_what_it_names_and_nothing_else() -> None:
    network = Network(("127.0.0.1/32",))
    assert network.refuse("http://127.0.0.1:8000/") is None
    assert network.refuse("http://127.0.0.2:8000/") is Outcome.PRIVATE_ADDRESS
    assert network.refuse("http://10.0.0.1/") is Outcome.PRIVATE_ADDRESS


def test_what_is_no_network_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="no network"):
        Network(("127.0.0.256",))


@given(st.integers(0, 2**32 - 1))
def test_every_spelling_of_an_address_is_the_same_address(number: int) -> None:
    spellings = (str(number), hex(number), f"[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]")
    allowed = {Network().refuse(f"http://{spelling}/") is None for spelling in spellings}
    assert len(allowed) == 1


@given(st.text(max_size=40))
def test_any_text_gets_an_answer(text: str) -> None:
    Network().refuse(text)
    Network().refuse(f"http://{text}/")
    literal_address(text)


class Answers:
    """A resolver whose answers change from one question to the next."""

    def __init__(self, *rounds: list[str]) -> None:
        self.rounds = list(rounds)

    def resolveHostName(self, receiver: Any, *question: Any) -> None:  # noqa: N802
        from twisted.internet.address import IPv4Address

        receiver.resolutionBegan(None)
        for address in self.rounds.pop(0):
            receiver.addressResolved(IPv4Address("TCP", address, 80))
        receiver.resolutionComplete()


class Receiver:
    def __init__(self) -> None:
        self.addresses: list[str] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        pass

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self.addresses.append(address.host)

    def resolutionComplete(self) -> None:  # noqa: N802
        pass


def test_a_name_that_is_rebound_to_a_private_address_has_no_address() -> None:
    pytest.importorskip("twisted", reason="the extra 'crawl' is not installed")
    reactor = type(
        "Reactor", (), {"nameResolver": Answers(["8.8.8.8"], ["127.0.0.1"], ["8.8.8.8", "10.0.0.1"])}
    )
    resolver = GuardedResolver(Network(), reactor)
    answers = []
    for _ in range(3):
        receiver = Receiver()
        resolver.resolveHostName(receiver, "vaihtuva.fi", 80)
        answers.append(receiver.addresses)
    assert answers == [["8.8.8.8"], [], []]
    assert resolver.refused == {"vaihtuva.fi"}
