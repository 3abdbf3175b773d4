"""The address that a server listens at."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

_SHAPE = re.compile(r"(?:\[(?P<bracketed>[^\[\]]+)\]|(?P<bare>[^\[\]:]+)):(?P<port>[0-9]{1,5})")
_HOST_NAME = re.compile(
    r"(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\.?"
)
_HIGHEST_PORT = 65535
_HTTP_PORT = 80


@dataclass(frozen=True, slots=True)
class Listen:
    """A host and a port: `str` of it reads back as the same (`parse`)."""

    host: str
    """A host name or an IP address in lower case; IPv6 without brackets."""
    port: int
    """0 to 65535; with 0 the system chooses a free one."""

    @classmethod
    def parse(cls, text: str) -> Listen:
        """Read ``HOST:PORT``, IPv6 in brackets (RFC 3986, 3.2.2). Raises ValueError for anything else.

        The host is never left out: whether other machines can reach the server must be written down.

        >>> Listen.parse("[::1]:8080")
        Listen(host='::1', port=8080)
        """
        shape = _SHAPE.fullmatch(text.strip())
        if shape is None or int(shape["port"]) > _HIGHEST_PORT:
            raise ValueError("not HOST:PORT")
        host = str(IPv6Address(shape["bracketed"])) if shape["bracketed"] else shape["bare"].lower()
        if not shape["bracketed"] and not _HOST_NAME.fullmatch(host):
            raise ValueError("not a host name")
        return cls(host, int(shape["port"]))

    def __str__(self) -> str:
        return f"{self._bracketed}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it. A name other than ``localhost`` is taken to be public."""
        match self._address:
            case None:
                return self.host.removesuffix(".") == "localhost"
            case address:
                return address.is_loopback

    @property
    def url(self) -> str:
        """Where a browser on this machine finds the server, without a trailing slash."""
        return f"http://{self._bracketed}" if self.port == _HTTP_PORT else f"http://{self}"

    @property
    def _bracketed(self) -> str:
        return f"[{self.host}]" if ":" in self.host else self.host

    @property
    def _address(self) -> IPv4Address | IPv6Address | None:
        try:
            return ip_address(self.host)
        except ValueError:
            return None
