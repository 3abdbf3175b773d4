"""Web addresses as files give them: which can be a link, and which are relative to the site (RFC 3986, RFC 3987)."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from store.entry import RELATIVE

LONGEST_ADDRESS = 2_048
"""Characters: what every browser and every feed reader takes."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
# What no IRI may contain (RFC 3987, section 2.2), and a percent sign that begins no escape.
_TO_ESCAPE = re.compile(r"[\s\"<>\\^`{|}\ufdd0-\ufdef\ufff0-\uffff]|%(?![0-9A-Fa-f]{2})")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST_WITHOUT_SCHEME = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::[0-9]+)?(?:/|\Z)")
_PLACEHOLDER = re.compile(r"/:[a-z]")


def absolute(value: str) -> str | None:
    """An http or https address with a host, as it may stand in a feed; None for anything else.

    Blanks and the like are percent-encoded; ``//host/path`` is https. An address with a user name in it is none: it
    would publish a password, or it pretends to be another host.

    >>> absolute("https://example.com/a b"), absolute("javascript:alert(1)"), absolute("http://user:pw@example.com/")
    ('https://example.com/a%20b', None, None)
    """
    address = value.strip()
    if address.startswith("//"):
        address = "https:" + address
    if len(address) > LONGEST_ADDRESS or _CONTROLS.search(address):
        return None
    try:
        parts = urlsplit(address)
        usable = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:  # a port that is no number, a bracket that is not closed
        return None
    if not usable or _TO_ESCAPE.search(parts.netloc):
        return None
    return _TO_ESCAPE.sub(lambda character: quote(character[0]), address)


def relative(value: str) -> str | None:
    """A path on the article's own site, marked `store.entry.RELATIVE`; None where it may be something else.

    ``example.com/news`` has lost its scheme, ``/:year/:title/`` is a pattern of Jekyll's, ``pretty`` a style of it.

    >>> relative("/2026/amazon/"), relative("example.com/news"), relative("pretty")
    ('relative:/2026/amazon/', None, None)
    """
    path = value.strip()
    doubtful = (
        len(path) > LONGEST_ADDRESS
        or path.startswith(("//", "\\", "#", "?"))
        or not re.search(r"[/.]", path)
        or _CONTROLS.search(path)
        or _SCHEME.match(path)
        or _PLACEHOLDER.search(path)
        or ("/" in path and _HOST_WITHOUT_SCHEME.match(path))
    )
    return None if doubtful else RELATIVE + _TO_ESCAPE.sub(lambda character: quote(character[0]), path)
