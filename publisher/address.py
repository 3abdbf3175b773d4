"""URLs as documents carry them: absolute, and written in ASCII.

The ingester stores URLs as articles have them, some marked `RELATIVE`, some with spaces or letters of any script. Feed
readers differ in what they make of those; a URI of RFC 3986 they all understand.
"""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import quote

from publisher.site import Site
from store.entry import RELATIVE

_AUTHORITY = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*://)(?P<authority>[^/?#]*)")
_HOST = re.compile(r"(?P<user>(?:.*@)?)(?P<host>[^@:\[\]]*)(?P<port>(?::[0-9]*)?)$")
_IP_LITERAL = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:%]*@)?\[[0-9A-Fa-f:.]+\](?::[0-9]*)?")
_HOST_NAME = re.compile(r"[A-Za-z0-9.-]+")
_NEVER_IN_A_URI = re.compile(r"[^A-Za-z0-9\-._~:/?#@!$&'()*+,;=%]+|%(?![0-9A-Fa-f]{2})")

# A serialiser of HTML escapes quotation marks in attributes and nowhere else: whatever looks like an attribute outside
# a tag is the article's own text, and is not ours to change. Once begun, the pattern never fails, so that 50,000 tags
# that do not end are read once and not 50,000 times.
_TAG = re.compile(r'<[A-Za-z](?:[^">]++|"[^"]*+")*+>?')
_MARKED = re.compile(rf'(?<=\s)(href|poster|src)="({RELATIVE}[^"]*)"')


def to_uri(iri: str) -> str:
    """An absolute IRI as the URI that means the same (RFC 3987, section 3.1); what is a URI already stays as it is.

    Hosts become their ASCII form (IDNA); characters that no URI may hold, and a ``%`` that escapes nothing, are
    percent-encoded. Never raises.

    >>> to_uri("https://příklad.cz/články/a b?q=50%"), to_uri("https://example.com/a%20b?c=[1]#d")
    ('https://xn--pklad-zsa96e.cz/%C4%8Dl%C3%A1nky/a%20b?q=50%25', 'https://example.com/a%20b?c=%5B1%5D#d')
    """
    match = _AUTHORITY.match(iri)
    if match is None:
        return _encode(iri)
    return match["scheme"] + _encode_authority(match["authority"]) + _encode(iri[match.end() :])


def absolute(url: str, site: Site) -> str | None:
    """A stored URL as it is shown, or None where it does not lead to the web.

    Resolving can fail (``relative://[``), and it can bring another scheme to light: ``relative:javascript:…``, joined
    to any base, is ``javascript:…``.
    """
    try:
        uri = to_uri(site.resolve(url))
    except ValueError:
        return None
    return uri if uri.lower().startswith(("http://", "https://")) else None


def resolve_markup(html: str, site: Site, page: str) -> str:
    """Sanitised HTML with every `RELATIVE` address in its ``href``, ``src`` and ``poster`` made absolute.

    A fragment alone (a footnote) belongs to the article and so leads to `page`, our page of it. What cannot be
    resolved leads there too: the reader loses a link, not the entry.
    """
    if RELATIVE not in html:
        return html

    def address(match: re.Match[str]) -> str:
        name, marked = match[1], unescape(match[2])
        fragment = marked.removeprefix(RELATIVE)
        resolved = to_uri(page + fragment) if fragment.startswith("#") else absolute(marked, site)
        return f'{name}="{escape(resolved or page)}"'

    return _TAG.sub(lambda tag: _MARKED.sub(address, tag[0]), html)


def _encode(text: str) -> str:
    return _NEVER_IN_A_URI.sub(lambda match: quote(match[0], safe="", errors="replace"), text)


def _encode_authority(authority: str) -> str:
    if _IP_LITERAL.fullmatch(authority):
        return authority
    match = _HOST.match(authority)
    if authority.isascii() or match is None:
        return _encode(authority)
    return _encode(match["user"]) + _encode_host(match["host"]) + match["port"]


def _encode_host(host: str) -> str:
    try:
        name = host.encode("idna").decode("ascii")
    except UnicodeError:
        return _encode(host)
    # The mapping of IDNA makes a slash of a full-width one, which would be another host.
    return name if _HOST_NAME.fullmatch(name) else _encode(host)
