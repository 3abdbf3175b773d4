"""Names of companies as they are compared, and the names inside a name. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from store.slug import without_legal_form

# Only those of alphabets whose writers leave them out: without its marks, a Japanese or Hindi word is another word.
_MARKS = re.compile("[\u0300-\u036f]")
# Letters that no decomposition of Unicode takes apart, as they are written where a keyboard lacks them.
_PLAIN = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "&": "and"}
)
_LEADING_ARTICLE = re.compile(r"the\s+(?=\w)")
_TRAILING_DOMAIN = re.compile(r"(?<=\w)\.com\Z")
_JOINTS = re.compile(
    r"[/|,;()\[\]（）]|\s[-–—&+·]\s|\s(?:and|und|et|och|og|и|і|та|oraz|aka|formerly|previously|ehemals|dříve)\s",
    re.IGNORECASE,
)


@lru_cache(maxsize=16_384)
def keys(name: str) -> tuple[str, ...]:
    """What a name is compared by, strictest first; none for a name without a letter or digit.

    The first key leaves out what never tells two companies apart: case, white space, punctuation, diacritics and legal
    forms. The second leaves out a leading ``The`` and a trailing ``.com`` too, which now and then do: The Block writes
    about Block.

    >>> keys("OpenAI, Inc."), keys("Open AI"), keys("ŠKODA AUTO a.s.")
    (('openai',), ('openai',), ('skodaauto',))
    >>> keys("The Block"), keys("Amazon.com")
    (('theblock', 'block'), ('amazoncom', 'amazon'))
    """
    folded = _folded(without_legal_form(unicodedata.normalize("NFKC", name)))
    short = _TRAILING_DOMAIN.sub("", _LEADING_ARTICLE.sub("", folded, count=1))
    return tuple(dict.fromkeys(filter(None, (_letters(folded), _letters(short)))))


def key(name: str) -> str:
    """The strictest of `keys`; empty where there is none. No two companies of a list may share it."""
    return next(iter(keys(name)), "")


def parts(name: str) -> tuple[str, ...]:
    """The names that a slash, brackets, a comma or a word such as *and* hold together in one; the name itself is none.

    >>> parts("Alphabet/Google"), parts("Meta (Facebook)"), parts("Google & Microsoft"), parts("AT&T")
    (('Alphabet', 'Google'), ('Meta', 'Facebook'), ('Google', 'Microsoft'), ())
    """
    found = tuple(part for piece in _JOINTS.split(name) if (part := piece.strip()))
    return found if found != (name.strip(),) else ()


def beginnings(name: str) -> tuple[str, ...]:
    """What is left of a name when words are taken from its end, longest first.

    >>> beginnings("Deutsche Bank Research Europe")
    ('Deutsche Bank Research', 'Deutsche Bank', 'Deutsche')
    """
    words = name.split()
    return tuple(" ".join(words[:count]) for count in range(len(words) - 1, 0, -1))


def _folded(name: str) -> str:
    if name.isascii():
        return name.lower().replace("&", "and").strip()
    # Folded again: what is left of a letter without its marks, or of a wide one, may be a capital.
    bare = _MARKS.sub("", unicodedata.normalize("NFKD", name.casefold()))
    return unicodedata.normalize("NFC", bare).casefold().translate(_PLAIN).strip()


def _letters(folded: str) -> str:
    """Letters, digits, the marks that belong to letters, and a plus, which is a part of names (Canal+, Disney+)."""
    if folded.isalnum():
        return folded
    return "".join(c for c in folded if c.isalnum() or c == "+" or unicodedata.category(c).startswith("M"))
