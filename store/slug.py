"""Names as they stand in URLs and are compared in filters."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata

from anyascii import anyascii

from store.entry import Guid, Slug

LONGEST_SLUG = 80
"""Characters. Longer names are cut at a hyphen."""

# Legal forms as they stand at an end of a company's name. Those that are words of their own in names ("Group",
# "Holding", "Co") are left alone: "The Coca-Cola Co" and "Coca-Cola" are for the alias list to join.
_LEGAL_FORMS = (
    "inc|incorporated|corp|corporation|llc|llp|ltd|limited|plc|gmbh|ag|se|kgaa|s a|sa|s p a|spa|s r l|srl|s r o|sro"
    "|a s|as|asa|oyj|oy|ab|aps|nv|n v|bv|b v|pte ltd|pty ltd|co ltd|kk|k k|sas|sarl|sp z o o|kft|zrt|nyrt|d o o|doo|d d"
    "|ооо|оао|зао|пао|ао|ад|еад|оод|еоод|тов|ат"
)
_TRAILING_FORM = re.compile(rf"(?<=\w)[\s,.]+(?:{_LEGAL_FORMS.replace(' ', '[ .]+')})\.?\s*$", re.IGNORECASE)
_LEADING_FORM = re.compile(r"^(?:ооо|оао|зао|пао|ао|тов|ат)\s+(?=\S)", re.IGNORECASE)
_KS = re.compile("кс", re.IGNORECASE)
_APOSTROPHES = re.compile(r"['’ʼ`\"“”«»]")
_GAPS = re.compile(r"[^a-z0-9]+")


def slugify(name: str) -> Slug:
    """Lower-case ASCII, transliterated, words joined by single hyphens; never empty.

    Cyrillic ``кс`` becomes ``x``, as the names of companies do themselves (``Яндекс`` is Yandex). An emoji becomes its
    name; a name that leaves nothing behind (punctuation) is named by its hash.

    >>> slugify("Яндекс"), slugify("Škoda Auto"), slugify("AT&T")
    ('yandex', 'skoda-auto', 'at-t')
    """
    composed = unicodedata.normalize("NFC", name)
    latin = anyascii(_KS.sub("x", _APOSTROPHES.sub("", composed)))
    slug = _GAPS.sub("-", _APOSTROPHES.sub("", latin).lower()).strip("-")
    if not slug:
        return Slug("x-" + hashlib.sha256(composed.encode("utf-8", "surrogatepass")).hexdigest()[:10])
    if len(slug) > LONGEST_SLUG:
        slug = slug[: LONGEST_SLUG + 1].rpartition("-")[0] or slug[:LONGEST_SLUG]
    return Slug(slug)


def company_slug(name: str) -> Slug:
    """The slug of a company's name without its legal form.

    >>> company_slug("OpenAI, Inc."), company_slug("ООО Яндекс"), company_slug("Софарма АД")
    ('openai', 'yandex', 'sofarma')
    """
    bare = _LEADING_FORM.sub("", name.strip())
    while (shorter := _TRAILING_FORM.sub("", bare)) != bare:
        bare = shorter
    return slugify(bare)


def public_id(guid: Guid) -> str:
    """What stands in ``/entries/ID/``: 80 bits of the guid's SHA-256 as 16 lower-case base32 characters."""
    digest = hashlib.sha256(guid.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest[:10]).decode("ascii").lower()
