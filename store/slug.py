"""Names as they stand in URLs and are compared in filters."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable

from anyascii import anyascii

from store.entry import Guid, Slug

LONGEST_SLUG = 80
"""Characters. Longer names are cut at a hyphen."""

_LONGEST_ACRONYM = 5
"""Letters of names such as ``IBM`` and ``AT&T``; a longer name in capitals is shouted."""

# Legal forms as they stand at an end of a company's name. Those that are words of their own in names ("Group",
# "Holding", "Co") are left alone: "The Coca-Cola Co" and "Coca-Cola" are for the alias list to join.
_LEGAL_FORMS = (
    "inc|incorporated|corp|corporation|llc|llp|ltd|limited|plc|gmbh|& co kg|& co kgaa|ag|se|kgaa|s a|sa|s a de c v"
    "|sab de cv|s p a|spa|s r l|srl|s l|ltda|s r o|sro|spol s r o|společnost s ručením omezeným|akciová společnost"
    "|akciová spoločnosť|a s|as|asa|a/s|oyj|oy|ab|aps|nv|n v|bv|b v|pte ltd|pty ltd|pvt ltd|private limited"
    "|co ltd|sdn bhd|kk|k k|sas|sarl|sp z o o|spółka akcyjna|spółka z ograniczoną odpowiedzialnością|kft|zrt|nyrt"
    "|d o o|doo|d d|a ş|aş|ltd şti|anonim şirketi|α ε|αε"
    "|ооо|оао|зао|пао|ао|ад|а д|еад|оод|еоод|тов|ат|пат|прат|д о о"
)
# Words or names of their own in small letters.
_CAPITAL_FORMS = "AD|EAD|OOD|EOOD|KG|JSC|PJSC|UAB|OÜ"
# Written without a gap, at either end.
_JAPANESE_FORMS = "株式会社|有限会社|合同会社|㈱|[(（]株[)）]"
_KOREAN_FORMS = "주식회사|㈜|[(（]주[)）]"
_CHINESE_FORMS = "(?:股份|责任|責任)?有限公司"
_SPACED_FORMS = _LEGAL_FORMS.replace(" ", "[ .,]+")
_TRAILING_FORM = re.compile(
    rf"(?<=[^\s,.])(?:[\s,.]+(?:{_SPACED_FORMS}|(?-i:{_CAPITAL_FORMS}))\.?"
    rf"|\s*(?:{_JAPANESE_FORMS}|{_KOREAN_FORMS}|{_CHINESE_FORMS}))\s*$",
    re.IGNORECASE,
)
_LEADING_FORM = re.compile(
    r"^(?:(?:ооо|оао|зао|пао|ао|тов|ат|пат|прат|(?-i:OOO|OAO|ZAO|PAO|AO|JSC|PJSC))\s+"
    rf"|(?:{_JAPANESE_FORMS}|{_KOREAN_FORMS})\s*)(?=\S)",
    re.IGNORECASE,
)
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


def without_legal_form(name: str) -> str:
    """A company's name without its legal forms, as it is written; never empty where the name is not.

    >>> without_legal_form("Henkel AG & Co. KGaA"), without_legal_form("ООО «Яндекс»")
    ('Henkel', '«Яндекс»')
    """
    bare = _LEADING_FORM.sub("", name.strip())
    while (shorter := _TRAILING_FORM.sub("", bare)) != bare:
        bare = shorter
    return bare


def company_slug(name: str) -> Slug:
    """The slug of a company's name without its legal form.

    >>> company_slug("OpenAI, Inc."), company_slug("ООО Яндекс"), company_slug("Софарма АД")
    ('openai', 'yandex', 'sofarma')
    """
    return slugify(without_legal_form(name))


def display_name(spellings: Iterable[str]) -> str:
    """The one to show of several ways to write a company's name, the same whatever their order.

    With capitals where they belong rather than none or all of them, without a legal form, and the shortest of those.

    >>> display_name(["PORT GDYNIA", "port gdynia", "Port Gdynia S.A.", "Port Gdynia"]), display_name(["ibm", "IBM"])
    ('Port Gdynia', 'IBM')
    """

    def rank(name: str) -> tuple[object, ...]:
        shouted = name == name.upper() and len(name) > _LONGEST_ACRONYM
        return (name == name.lower() or shouted, slugify(name) != company_slug(name), len(name), name)

    return min(spellings, key=rank)


def public_id(guid: Guid) -> str:
    """What stands in ``/entries/ID/``: 80 bits of the guid's SHA-256 as 16 lower-case base32 characters."""
    digest = hashlib.sha256(guid.encode("utf-8", "surrogatepass")).digest()
    return base64.b32encode(digest[:10]).decode("ascii").lower()
