"""What may be connected to: the public Internet on its two ports, and nothing else.

Addresses are judged three times: as written in an address, as the resolver answers (the connection is made
to that very answer, so a second, different answer helps nobody), and as connected to.
"""

from __future__ import annotations

import ipaddress
import socket
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from seloste.crawling.outcomes import Outcome
from seloste.crawling.tables import rows
from seloste.errors import UsageError

_PORTS = frozenset((None, 80, 443))
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True, slots=True)
class Network:
    """What may be connected to. The two fields are for tests on the own machine alone.

    ``reachable`` are networks that may be reached although they are private, at any port; ``hosts`` are
    names that are answered without asking DNS.
    """

    reachable: tuple[str, ...] = ()
    hosts: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for network in self.reachable:
            try:
                ipaddress.ip_network(network, strict=False)
            except ValueError as error:
                raise UsageError(f"no network: {network}") from error

    def permits(self, address: str) -> bool:
        """Tell whether a numeric address may be connected to."""
        try:
            parsed = ipaddress.ip_address(address)
        except ValueError:
            return False
        return self._is_reachable(parsed) or _is_public(parsed)

    def refuse(self, url: str) -> Outcome | None:
        """Return why an address may not be asked for, judged by how it is written; ``None`` if it may."""
        try:
            parts = urlsplit(url)
            host, port = parts.hostname, parts.port
        except ValueError:
            return Outcome.BAD_ADDRESS
        if parts.scheme not in ("http", "https") or not host or parts.username is not None:
            return Outcome.BAD_ADDRESS
        literal = literal_address(host)
        if literal is not None and not self.permits(str(literal)):
            return Outcome.PRIVATE_ADDRESS
        if literal is None and host not in self.hosts and "." not in host.strip("."):
            return Outcome.PRIVATE_ADDRESS  # localhost and names of the own network
        own = host in self.hosts or (literal is not None and self._is_reachable(literal))
        return None if own or port in _PORTS else Outcome.BAD_ADDRESS

    def _is_reachable(self, address: _Address) -> bool:
        return any(address in ipaddress.ip_network(network, strict=False) for network in self.reachable)


def literal_address(host: str) -> _Address | None:
    """Return the address that a host is written as, in any form that a system takes for one.

    >>> str(literal_address("0x7f.1"))
    '127.0.0.1'
    """
    plain = unicodedata.normalize("NFKC", host).replace("。", ".").rstrip(".")
    try:
        return ipaddress.ip_address(plain.strip("[]").partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.ip_address(socket.inet_aton(plain))
    except (OSError, ValueError, UnicodeError):
        return None


@cache
def _refused_networks() -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    return tuple(ipaddress.ip_network(network) for network, _, _ in rows("refused_networks.tsv"))


def _is_public(address: _Address) -> bool:
    """Tell whether an address is of the public Internet, and any address that it carries inside too."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
        if address.is_site_local:
            return False
    refused = address.is_multicast or any(address in network for network in _refused_networks())
    return address.is_global and not refused


class GuardedResolver:
    """Twisted's host name resolver, whose answers are judged; a host with one private answer has none.

    Set as ``TWISTED_DNS_RESOLVER`` of the process; in a spider's own settings Scrapy would not heed it.
    """

    def __init__(self, network: Network, reactor: Any) -> None:
        self._network = network
        self._reactor = reactor
        self._inner = reactor.nameResolver
        self.refused: set[str] = set()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> GuardedResolver:
        """Make the resolver of a Scrapy process."""
        return cls(crawler.settings["SELOSTE_NETWORK"], reactor)

    def install_on_reactor(self) -> None:
        """Resolve every name of this process from now on."""
        self._reactor.installNameResolver(self)

    def resolveHostName(  # noqa: N802, D102  (Twisted's interface)
        self,
        resolutionReceiver: Any,  # noqa: N803
        hostName: str,  # noqa: N803
        portNumber: int = 0,  # noqa: N803
        addressTypes: Any = None,  # noqa: N803
        transportSemantics: str = "TCP",  # noqa: N803
    ) -> Any:
        known = self._network.hosts.get(hostName)
        judged = _Judged(self, resolutionReceiver, hostName)
        return self._inner.resolveHostName(
            judged, known or hostName, portNumber, addressTypes, transportSemantics
        )

    def permits(self, address: str) -> bool:
        """Tell whether an answer may be connected to."""
        return self._network.permits(address)


class _Judged:
    """Holds the answers to one question back until all have been judged."""

    def __init__(self, resolver: GuardedResolver, receiver: Any, host: str) -> None:
        self._resolver = resolver
        self._receiver = receiver
        self._host = host
        self._addresses: list[Any] = []

    def resolutionBegan(self, resolution: Any) -> None:  # noqa: N802
        self._receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:  # noqa: N802
        self._addresses.append(address)

    def resolutionComplete(self) -> None:  # noqa: N802
        if all(self._resolver.permits(address.host) for address in self._addresses):
            for address in self._addresses:
                self._receiver.addressResolved(address)
        else:
            self._resolver.refused.add(self._host)
        self._receiver.resolutionComplete()
