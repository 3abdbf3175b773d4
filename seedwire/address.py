"""Addresses that settings hold: of the site, of hubs, of the database. Each function gives the form that we use."""

from __future__ import annotations

import re
from ipaddress import IPv6Address
from pathlib import Path
from urllib.parse import SplitResult, quote, urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*\.?")
_PATH_SAFE = "/%:@!$&'()*+,;=~"
_PASSWORD = re.compile(r":(?!//).*@", re.DOTALL)
_PASSWORD_PARAMETER = re.compile(r"(password=)[^&\s\"']*", re.IGNORECASE)


def http_address(text: str) -> str:
    """An absolute http or https URL in the form that it has in documents. Raises ValueError.

    Scheme and host in lower case, the host as ASCII (IDNA), the path percent-encoded, no default port and no trailing
    slash. Credentials, a query and a fragment are refused: paths are added to the end of it.

    >>> http_address("HTTPS://Feeds.Example.org:443/news/")
    'https://feeds.example.org/news'
    """
    parts = _http_parts(text)
    if "?" in text or "#" in text:
        raise ValueError("more than scheme, host and path")
    port = "" if parts.port in {None, _DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{_ascii_host(parts)}{port}{quote(parts.path, safe=_PATH_SAFE).rstrip('/')}"


def hub_address(text: str) -> str:
    """The URL of a WebSub hub, exactly as written, for a hub may tell ``/hub`` from ``/hub/``. Raises ValueError."""
    parts = _http_parts(text)
    if "#" in text or not text.isascii():
        raise ValueError("not the URL of a hub")
    _ascii_host(parts)
    return text.strip()


def host_name(text: str) -> str:
    """A host as requests name it, without a port: lower case, ASCII (IDNA), IPv6 in brackets. Raises ValueError.

    >>> host_name("Zprávy.Example.org.")
    'xn--zprvy-zqa.example.org'
    """
    bare = text.strip()
    parts = urlsplit(f"//{bare}")
    if parts.netloc != bare or "@" in bare or ":" in bare.rpartition("]")[2]:
        raise ValueError("more than a host")
    return _ascii_host(parts).removesuffix(".")


def host_of(address: str) -> str:
    """The host of an `http_address`, in the form of `host_name`."""
    host = urlsplit(address).hostname or ""
    return f"[{host}]" if ":" in host else host.removesuffix(".")


def database_address(text: str) -> str:
    """The SQLAlchemy URL of a SQLite file or a PostgreSQL database. Raises ValueError for any other.

    ``postgresql://`` alone would choose psycopg2, which we do not use. A SQLite database without a file is refused,
    for the ingester and the web workers are processes of their own; so are parameters on it, which nothing reads.

    >>> database_address("postgresql://news@db/seedwire")
    'postgresql+psycopg://news@db/seedwire'
    """
    try:
        url = make_url(text.strip())
    except ArgumentError as error:
        raise ValueError("not a database address") from error
    match url.drivername:
        case "sqlite" if url.database not in {None, "", ":memory:"} and not url.query and not url.host:
            return url.render_as_string(hide_password=False)
        case "postgresql" | "postgresql+psycopg":
            return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        case _:
            raise ValueError("neither SQLite nor PostgreSQL")


def anchored_database(text: str, directory: Path) -> str:
    """The same address with the path of a SQLite file taken from `directory`; what is no such address stays as it is.

    >>> anchored_database("sqlite:///news.db", Path("/srv"))
    'sqlite:////srv/news.db'
    """
    try:
        url = make_url(text.strip())
    except ArgumentError:
        return text
    if url.drivername != "sqlite" or url.database in {None, "", ":memory:"}:
        return text
    return url.set(database=str(directory / str(url.database))).render_as_string(hide_password=False)


def without_password(text: str) -> str:
    """A text that may hold an address, as it may be shown: ``***`` in place of a password.

    Hides too much rather than too little: everything from the colon after the user to the last ``@``, because a
    password that was not percent-encoded is one of the reasons why an address cannot be read.

    >>> without_password("postgresql://news:s/ecr@t@db/seedwire")
    'postgresql://news:***@db/seedwire'
    """
    return _PASSWORD_PARAMETER.sub(r"\1***", _PASSWORD.sub(":***@", text))


def _http_parts(text: str) -> SplitResult:
    bare = text.strip()
    parts = urlsplit(bare)
    # urlsplit drops line ends and tabs, and leaves blanks where they are.
    if not bare.isprintable() or " " in bare or "@" in parts.netloc or parts.scheme not in _DEFAULT_PORTS:
        raise ValueError("not an http address")
    _ = parts.port  # raises ValueError where it is no number from 0 to 65535
    return parts


def _ascii_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if ":" in host:
        return f"[{IPv6Address(host)}]"
    try:
        host = host.encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValueError("not a host name") from error
    if not _HOST.fullmatch(host):
        raise ValueError("not a host name")
    return host
