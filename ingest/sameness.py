"""When two articles are one, when an edit goes on with the same article, and when one is a translation. Pure.

Each is a relation between two articles that asks nothing of the database (contract 6).
"""

from __future__ import annotations

from datetime import timedelta

from ingest.identity import collapse, is_front_page, likeness, tongue
from ingest.kinship import Kinship, compare
from ingest.shingles import CHANCE, overlap
from store.entry import Entry
from store.marks import Marks

IDENTICAL = "identical text"
"""The strongest reason that `sameness` gives."""

_ALIKE = 0.3
"""`ingest.identity.likeness` from which two texts under one link, or one path, are the same article.

Two articles about one event had at most 0.12 in the sample articles; an article with every second sentence rewritten
has about 0.45.
"""

_ONE_DAY = timedelta(days=1)
"""Two texts that differ in their figures alone are today's report and yesterday's, unless their dates are nearer."""


def is_edit(before: Entry, after: Entry) -> bool:
    """Whether a file that said `before` and says `after` speaks of the same article still."""
    return (
        _shared(before.identity.declared, after.identity.declared)
        or _shared(before.identity.link, after.identity.link)
        or (_shared(_folded(before.title), _folded(after.title)) and not _link_differs(before, after))
        or likeness(before.text, after.text) >= _ALIKE
    )


def sameness(one: Entry, other: Entry, *, akin: bool) -> str | None:
    """Why the articles of two files are the same, in words; None where they are not (contract 6).

    `akin` where the texts share keys (`Marks.shared_keys`): only then they are compared word for word.
    """
    if one.identity.fingerprint == other.identity.fingerprint:
        return IDENTICAL
    if tongue(one) != tongue(other):
        return None
    if _shared(one.identity.declared, other.identity.declared) and _agree(one, other):
        return "same guid in the same language"
    if _shared(one.identity.link, other.identity.link) and _agree(one, other):
        return "same link in the same language"
    return _nearness(one, other) if akin else None


def is_translation(one: Marks, other: Marks) -> bool:
    """Whether two articles are one in two languages; `store.translations` finds them all by the same rule."""
    if not one.language or not other.language or one.language == other.language:
        return False
    link = one.identity.link
    return _shared(one.work, other.work) or (
        link is not None and link == other.identity.link and not is_front_page(link)
    )


def _nearness(one: Entry, other: Entry) -> str | None:
    if overlap(one.text, other.text) < CHANCE:  # ten times cheaper than a comparison, and enough for most
        return None
    found = compare(one.text, other.text)
    match found.kinship:
        case Kinship.SAME | Kinship.COPY | Kinship.TRUNCATED:
            return f"nearly the same text: {found.why}"
        case Kinship.UPDATE if _same_report(one, other):
            return f"the same report with other figures: {found.why}"
        case _:
            return None


def _same_report(one: Entry, other: Entry) -> bool:
    titled = _shared(_folded(one.original_title), _folded(other.original_title)) or _shared(
        _folded(one.title), _folded(other.title)
    )
    return titled and not _link_differs(one, other) and abs(one.published - other.published) < _ONE_DAY


def _agree(one: Entry, other: Entry) -> bool:
    """Whether two articles under one link are not plainly two: a shared link may be a section's front page."""
    return (
        _shared(_folded(one.original_title), _folded(other.original_title))
        or _shared(_folded(one.title), _folded(other.title))
        or one.published == other.published
        or likeness(one.text, other.text) >= _ALIKE
    )


def _link_differs(one: Entry, other: Entry) -> bool:
    """Two links are two pages: a file that is used again for each week's issue keeps its title only."""
    links = {one.identity.link, other.identity.link}
    return len(links) > 1 and None not in links


def _shared(one: str | None, other: str | None) -> bool:
    return one is not None and one == other


def _folded(title: str | None) -> str | None:
    return collapse(title).casefold() if title else None
