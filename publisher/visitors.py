"""Who asks: the address of the client behind proxies (RFC 7239, and the older ``X-Forwarded-For``).

Pure. What a proxy says counts only where the operator trusts that proxy; anybody can write such a field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_SUBSCRIBER = 64
"""Bits of an IPv6 address that tell one customer from another; the rest every machine chooses by itself, and anew."""

_FOR = re.compile(r"(?:^|;)\s*for=(?:\"((?:[^\"\\]|\\.)*)\"|([^;\s\"]+))\s*(?=;|$)", re.IGNORECASE)
_NODE = re.compile(r"\[(?P<six>[0-9A-Fa-f:.]+)\](?::\d+)?|(?P<four>[0-9.]+)(?::\d+)?|(?P<bare>[0-9A-Fa-f:.]+)")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from."""

    group: str | None
    """What is counted together: an IPv4 address, or the /64 of an IPv6 one. None is never limited."""
    is_unproved: bool = False
    """Somebody who is not trusted says that he asks for others."""


NOBODY = Visitor(None)


def visitor(environ: Mapping[str, str], trusted: Sequence[Network]) -> Visitor:
    """Who sent a WSGI request.

    Trusted proxies are passed from the right, the nearest first, up to the first address that is none of them. Loopback
    is never limited; neither is what a trusted proxy passes on without a readable address, for all of its clients
    would be counted as one.
    """
    return _visitor(
        environ.get("REMOTE_ADDR", ""),
        environ.get("HTTP_FORWARDED", ""),
        environ.get("HTTP_X_FORWARDED_FOR", ""),
        tuple(trusted),
    )


@lru_cache(maxsize=1024)
def _visitor(peer: str, forwarded: str, x_forwarded_for: str, trusted: tuple[Network, ...]) -> Visitor:
    nearest = _address(peer)
    if nearest is None:
        return NOBODY
    told = _told(forwarded) if forwarded.strip() else x_forwarded_for.split(",") if x_forwarded_for.strip() else []
    if not told:
        return _counted(nearest)
    if not _among(nearest, trusted):
        return Visitor(None, is_unproved=True)
    for node in reversed(told):
        if (address := _address(node)) is None:
            return NOBODY
        if not _among(address, trusted):
            return _counted(address)
    return NOBODY


def _told(forwarded: str) -> list[str]:
    """The ``for`` of each hop of a ``Forwarded`` field; empty where a hop does not say."""
    hops = re.split(r",(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", forwarded)
    return [(match[1] or match[2] or "") if (match := _FOR.search(hop.strip())) else "" for hop in hops]


def _address(node: str) -> Address | None:
    match = _NODE.fullmatch(node.strip())
    if match is None:
        return None
    try:
        address = ip_address(match["six"] or match["four"] or match["bare"])
    except ValueError:
        return None
    return address.ipv4_mapped or address if isinstance(address, IPv6Address) else address


def _among(address: Address, networks: Sequence[Network]) -> bool:
    return any(address in network for network in networks)


def _counted(address: Address) -> Visitor:
    if address.is_loopback:
        return NOBODY
    if isinstance(address, IPv4Address):
        return Visitor(str(address))
    return Visitor(str(ip_network((address, _SUBSCRIBER), strict=False)))
