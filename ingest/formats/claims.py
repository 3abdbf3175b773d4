"""Whether what stands behind a word and a colon is what the word announces, or the rest of a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from ingest import keys, tags
from ingest.folding import folded
from ingest.sentence import first_sentence

LONGEST_TITLE = 200
"""Characters of a title in a header."""

LONGEST_LABEL = 6
"""Words of a company, an author or a source that may be written without capitals, as ministries are."""

LONGEST_TAG = 5
"""Words of a category."""

LONGEST_MISTAKE = 3
"""Words behind ``date:`` that are no date and yet no sentence: ``tomorrow``, ``not known yet``."""

FEWEST_TOLD = 3
"""Words in small letters that tell something; two may be a desk, such as ``redakce webu``."""

_OTHER_COMMAS = re.compile("[;；，、،]")
_DATE_LIKE = re.compile(r"[0-9]{1,4}[ .:/-]{1,2}(?:[0-9]{1,2}|[^\W\d_]{2,12})[ .:/-]{1,2}[0-9]{1,4}(?![0-9]).{0,20}")
_ADDRESS_LIKE = re.compile(r"\S*(?:/|\w\.\w)\S*")


@dataclass(frozen=True, slots=True)
class Claim:
    """A word, and what stands behind its colon on the same line."""

    word: str
    value: str
    last: bool
    """No text follows the line."""

    @property
    def known(self) -> bool:
        """The word is a key of contract 1, so it is meant as one though its value may be wrong: ``date: tomorrow``.

        A word of a language may as well begin a sentence: ``Data: the new oil``.
        """
        return folded(self.word) in keys.KNOWN_KEYS

    @property
    def words(self) -> list[str]:
        """Those of the value."""
        return self.value.split()

    @property
    def items(self) -> list[str]:
        """The parts of the value between commas."""
        return [item.strip() for item in with_commas(self.value).split(",") if item.strip()]


def fits(key: str, claim: Claim) -> bool:
    """Whether the claim is a header with this key, in lower case. An empty value always is."""
    return not claim.value or _RULES[key](claim)


def with_commas(value: str) -> str:
    """A list with the commas of other scripts, or semicolons, as one with commas."""
    return _OTHER_COMMAS.sub(",", value)


def _date(claim: Claim) -> bool:
    """A date that cannot be (``30. 2. 2026``), or a mistake of few words."""
    if _DATE_LIKE.fullmatch(claim.value):
        return True
    return claim.known and len(claim.words) <= LONGEST_MISTAKE and not claim.last


def _title(claim: Claim) -> bool:
    """One sentence, or a headline of several, but no paragraph: ``Title: a history of names. It began …``."""
    if len(claim.value) > LONGEST_TITLE:
        return False
    return _is_one_sentence(claim.value) or not (claim.last or claim.value[0].islower())


def _address(claim: Claim) -> bool:
    return len(claim.words) == 1 and (claim.known or _ADDRESS_LIKE.fullmatch(claim.value) is not None)


def _language(claim: Claim) -> bool:
    return tags.normalise(claim.value) is not None or (claim.known and len(claim.words) == 1)


def _one_word(claim: Claim) -> bool:
    return len(claim.words) == 1


def _summary(claim: Claim) -> bool:
    """Anything, as long as it is not all that there is."""
    return not claim.last


def _categories(claim: Claim) -> bool:
    return all(len(item.split()) <= LONGEST_TAG and _is_one_sentence(item) for item in claim.items)


def _names(claim: Claim) -> bool:
    """Names, rather than a sentence about somebody.

    ``Company: we are hiring`` tells, ``company: bank of america`` names, ``Source: Reuters says that it may buy a
    rival`` tells.
    """
    return all(_is_name(item, begins_sentence=claim.word[0].isupper()) for item in claim.items)


def _is_name(value: str, *, begins_sentence: bool) -> bool:
    words = value.split()
    capitals = sum(not word[0].islower() for word in words)
    if len(words) > LONGEST_LABEL or not _is_one_sentence(value):
        return 2 * capitals >= len(words)
    return capitals > 0 or len(words) < FEWEST_TOLD or not begins_sentence


def _is_one_sentence(text: str) -> bool:
    return first_sentence(text) == " ".join(text.split())


_RULES: Final[dict[str, Callable[[Claim], bool]]] = {
    key.casefold(): rule
    for rule, accepted in (
        (_date, keys.PUBLISHED + keys.UPDATED),
        (_title, keys.TITLE + keys.ORIGINAL_TITLE),
        (_address, keys.LINK + keys.IMAGE),
        (_language, keys.LANGUAGE),
        (_summary, keys.SUMMARY),
        (_categories, keys.CATEGORIES),
        (_names, keys.COMPANIES + keys.AUTHORS + keys.SOURCE),
        (_one_word, keys.GUID + keys.SLUG + keys.IMPORTANCE + keys.DRAFT + keys.PERMALINK + keys.PATH),
    )
    for key in accepted
}
