"""What an article is recognised by: canonical link, guid, fingerprint, likeness. Pure.

Nothing here looks at a path, the clock or a counter, so unedited files give the same identities in any order, on any
machine, for ever (contract 6).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit
from uuid import NAMESPACE_URL, UUID, uuid5

from ingest import shingles, tags
from store.entry import RELATIVE, Entry, Fingerprint, Guid, Identity
from store.marks import Marks
from store.slug import slugify

_SEEDWIRE: UUID = uuid5(NAMESPACE_URL, "tag:seedwire,2026:guid")
"""The namespace of the guids that are minted here. Never to be changed: every stored guid hangs on it."""

_LONGEST_KEY = 1000
"""Characters of a guid or a canonical link that are kept as they are; PostgreSQL indexes at most 2,700 bytes."""

# ASCII alone, no address of IPv6 and no slash in a URN: the W3C validator takes none in an id, though RFC 4287 does.
_CHARACTER = r"(?:[A-Za-z0-9;/?:@&=+$.\-_!~*'(),]|%[0-9A-Fa-f]{2})"
_URI = re.compile(rf"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):(?P<rest>{_CHARACTER}+(?:#{_CHARACTER}*)?)\Z")
_OF_SCHEME = {
    "urn": re.compile(  # RFC 8141, and RFC 9562 for its UUIDs
        r"(?!uuid:)[a-z0-9][a-z0-9-]{1,31}:[^/?#&~]+\Z|uuid:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z",
        re.IGNORECASE,
    ),
    "tag": re.compile(  # RFC 4151
        r"(?:[a-z0-9._-]+@)?[a-z0-9.-]+,[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?:", re.IGNORECASE
    ),
    **dict.fromkeys(("http", "https", "ftp"), re.compile("//[^/?#]")),
}
"""What a URI of these schemes says behind its colon."""
_WORD = re.compile(r"\w+")

_TRACKING = re.compile(
    r"(?:utm_\w+|at_(?:medium|campaign|link_\w+)|ga_\w+|hsa_\w+|mc_(?:cid|eid)|pk_\w+|mtm_\w+|matomo_\w+|vero_\w+|oly_\w+"
    r"|_hs(?:enc|mi)|__hs\w+|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|yclid|ysclid|twclid|igshid|igsh|ttclid"
    r"|li_fat_id|mkt_tok|s_cid|cmpid|wt_mc|_openstat|ref_src|ref_url|ncid|sr_share|smid|guccounter|amp)\Z",
    re.IGNORECASE,
)
"""Query parameters that say how a reader came, not what the page is."""

_WRAPPING = re.compile(r"^/amp(?=/.)|(?:/amp|[./]amp\.html|/index\.(?:html?|php))/?$")
"""What AMP and web servers put around the path of a page."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


def canonical_link(url: str | None) -> str | None:
    """A link as a key to compare: never to be shown or followed.

    Dropped: scheme, ``www.``, ``m.``, ``mobile.`` and ``amp.`` hosts, default ports, credentials, fragments, tracking
    parameters, AMP's path forms, a closing slash or index page, and the order of the parameters that count. All other
    parameters stay: ``?p=1`` and ``?p=2`` are two articles. A link marked `RELATIVE` keeps its mark.

    >>> canonical_link("https://WWW.Example.com:443/a/?b=2&a=1&utm_source=x#top")
    '//example.com/a?a=1&b=2'
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.removeprefix(RELATIVE))
        port = parts.port
    except ValueError:
        return None
    host = _plain_host(parts.hostname or "")
    host = f"[{host}]" if ":" in host else host
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme.lower()):
        host = f"{host}:{port}"
    pairs = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    query = sorted((k, v) for k, v in pairs if not _TRACKING.match(k))
    key = (RELATIVE if url.startswith(RELATIVE) else "//" + host) + _plain_path(parts.path)
    if query:
        key += "?" + urlencode(query, errors="surrogateescape")
    return key if len(key) <= _LONGEST_KEY else f"sha256:{hashlib.sha256(key.encode()).hexdigest()}"


def fingerprint(title: str, body: str) -> Fingerprint:
    """SHA-256 of an article's title and body, both repaired and in NFC, with white space collapsed."""
    text = f"{collapse(title)}\n{collapse(body)}"
    return Fingerprint(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest())


def declared_guid(value: str | None) -> Guid | None:
    """A guid that a file declares, as a URI: one that is none becomes a ``urn:uuid:`` of version 5.

    >>> declared_guid("tag:example.org,2026:1"), declared_guid("article 17")
    ('tag:example.org,2026:1', 'urn:uuid:b8940ef4-21a3-5e1a-9ff7-15a4dafeac9a')
    """
    if value is None or not (value := value.strip()):
        return None
    if len(value) <= _LONGEST_KEY and _is_uri(value):
        return Guid(value)
    return _minted("declared", value)


def _is_uri(value: str) -> bool:
    if (uri := _URI.match(value)) is None:
        return False
    form = _OF_SCHEME.get(uri["scheme"].lower())
    return form is None or form.match(uri["rest"]) is not None


def guids(identity: Identity) -> Iterator[Guid]:
    """The guids that an article may be given, best first: it gets the first one that is not taken (contract 6)."""
    if identity.declared is not None:
        yield identity.declared
    if identity.link is not None:
        yield _minted("link", f"{identity.language} {identity.link}")
    yield _minted("text", identity.fingerprint)


def marks(entry: Entry) -> Marks:
    """All that an article can be found by among those that are stored."""
    return Marks(entry.identity, tongue(entry), _work(entry), shingles.keys(entry.text))


def tongue(entry: Entry) -> str:
    """The language that an article is compared in: as declared, else as detected; empty where it is not known."""
    return entry.identity.language or tags.identity(entry.language)


def is_front_page(link: str) -> bool:
    """Whether a canonical link leads to a whole site rather than to one page of it."""
    return link == RELATIVE or (link.startswith("//") and "/" not in link[2:] and "?" not in link)


def collapse(text: str) -> str:
    """Text with every run of white space as one blank, and none at the ends."""
    return " ".join(text.split())


def likeness(one: str, other: str) -> float:
    """How much of the shorter text is in the longer one: 0 to 1, by runs of three words.

    A text that was cut off, or that grew, is wholly like itself (1.0); two articles about one event share names and
    figures, but few runs of words.
    """
    a, b = _runs(one), _runs(other)
    smaller = min(len(a), len(b))
    return len(a & b) / smaller if smaller else float(collapse(one).casefold() == collapse(other).casefold())


def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return frozenset(zip(words, words[1:], words[2:], strict=False))


def _work(entry: Entry) -> str | None:
    if entry.source is None or not entry.original_title:
        return None
    title = hashlib.sha256(collapse(entry.original_title).casefold().encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slugify(entry.source.name)} {title}"


def _minted(kind: str, value: str) -> Guid:
    return Guid(f"urn:uuid:{uuid5(_SEEDWIRE, f'{kind} {value}')}")


def _plain_host(host: str) -> str:
    try:
        host = host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        host = host.rstrip(".").lower()
    while (bare := re.sub(r"^(?:www\d?|m|mobile|amp)\.(?=[^.]+\.)", "", host)) != host:
        host = bare
    return host


def _plain_path(path: str) -> str:
    path = re.sub(r"/{2,}", "/", "/".join(map(_plain_segment, path.split("/"))))
    while (bare := _WRAPPING.sub("", path).rstrip("/")) != path:
        path = bare
    return path


def _plain_segment(segment: str) -> str:
    """One spelling for each: what need not be escaped is not, and what must be is, an escaped slash too."""
    bare = unquote(segment, errors="surrogateescape")
    return quote(bare, safe=":@!$&'()*+,;=~-._", errors="surrogateescape")
