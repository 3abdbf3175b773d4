"""Whether an ambiguous name means its company: an apple, a gap, a river, a target, a man, a football ground.

Each mention is weighed by what stands near it: words that speak for the company or against it, words of business, other
companies, a legal form; a first name makes it a person. The article decides together: one sense for one text, as
texts rarely use a name in two (Gale, Church and Yarowsky, One Sense per Discourse, 1992).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import NamedTuple

from ingest.companies.bearers import is_elided, is_person, is_place, is_thing
from ingest.companies.mentions import Mention
from ingest.companies.sense import Sense, heads_of
from ingest.companies.spellings import Trust
from ingest.companies.surroundings import WORD, goes_on, is_headline, word_after, word_before
from ingest.companies.vocabulary import has_unspaced_business, is_act, is_business

NEAR = 110
"""Characters before and behind a mention that are asked about its meaning; never beyond its paragraph."""

PHRASE = 27
"""Characters before and behind a mention in which phrases are looked for; they may hold the name: ``apple watch``."""

NEXT_TO = 60
"""Characters. Another company within them speaks for a company."""

ENOUGH = 2
"""The weight from which a mention means the company."""

MOST_WEIGHED = 3
"""Mentions of one company that are weighed, the first ones; the rest means what they mean."""

FEWEST_LETTERS = 5
"""Of a declared name that the verb behind it shows to be a company. Most shorter ones are ordinary words."""

_LEGAL_FORM = re.compile(
    r",? ?(?:Inc|Corp|Corporation|Ltd|Limited|LLC|PLC|plc|GmbH|AG|SE|S\.?A\.|SA|N\.?V\.|A/S|AB|Oyj|a\. ?s\.|s\. ?r\."
    r" ?o\.|Holdings?"
    r"|Group|Platforms|Motor|Motors|Technologies|Energy|S\.p\.A|SpA|sp\. z|АД|ЕАД|AŞ|A\.Ş)(?![\w-])"
)
_TICKER = re.compile(r"\W{0,2}\((?:NASDAQ|NYSE|Nasdaq|LSE|[A-Z]{1,5}(?:\.[A-Z]{1,2})?\))")
_LEADING_FORM = re.compile(r"(?:ООО|ОАО|ЗАО|ПАО|АО|ТОВ)\s[«\"„“]?$")
_JOINT = re.compile(r",? (?:and|&|a|i|und|et|y|e|и|і|та|és|ve) |, ")
_CAPITALISES_NOUNS = frozenset({"de", "lb"})
_NOT_LATIN = frozenset(["bg", "ru", "uk", "mk", "be", "el", "ja", "zh", "ko", "ar", "he", "fa", "hi", "th", "ka", "hy"])


class _Place(NamedTuple):
    """A mention with the words beside it."""

    mention: Mention
    before: str
    after: str


class Judge:
    """What is asked about one article; `language` is a primary subtag, or empty."""

    def __init__(self, text: str, mentions: Sequence[Mention], language: str, title_end: int) -> None:
        self._text = text
        self._mentions = mentions
        self._language = language
        self._title_end = title_end

    @cached_property
    def _plain(self) -> Sequence[Mention]:
        return [mention for mention in self._mentions if mention.name.trust is Trust.PLAIN]

    @cached_property
    def _plain_starts(self) -> Sequence[int]:
        return [mention.start for mention in self._plain]

    def meant(self, mentions: Sequence[Mention], sense: Sense) -> Sequence[Mention]:
        """Those of one company's mentions that mean it; `mentions` are in order."""
        first, rest = mentions[:MOST_WEIGHED], mentions[MOST_WEIGHED:]
        kept = self._kept(first, sense)
        return [*kept, *rest] if len(kept) == len(first) else kept

    def _kept(self, mentions: Sequence[Mention], sense: Sense) -> Sequence[Mention]:
        text = self._text
        places = [_Place(one, word_before(text, one.start), word_after(text, one.end)) for one in mentions]
        candidates = [place for place in places if not self._is_other_thing(place)]
        persons = [one for one in candidates if " " not in one.mention.name.text and self._is_person(one)]
        if persons:
            candidates = [place for place in candidates if place not in persons]
        doubtful = [place for place in candidates if place.mention.name.trust is not Trust.PLAIN]
        kept = [place.mention for place in candidates]
        if not doubtful:
            return kept
        plain = len(doubtful) < len(candidates)
        weights = [self._weight(place, sense) for place in doubtful]
        doubt = bool(persons) + (len(persons) >= len(candidates)) + self._lower_case(doubtful)
        if doubt or min(weights) < 0:
            weak = {one.mention.start for one, weight in zip(doubtful, weights, strict=True) if weight - doubt < ENOUGH}
            return [mention for mention in kept if mention.start not in weak]
        return kept if plain or sum(weights) >= ENOUGH else []

    def _is_other_thing(self, place: _Place) -> bool:
        return is_place(place.before, place.after) or (
            place.mention.name.trust is not Trust.PLAIN and is_elided(self._text, place.mention.end, self._language)
        )

    def _is_person(self, place: _Place) -> bool:
        return bool(place.before) and is_person(self._text, place.mention.start, place.before)

    def _weight(self, place: _Place, sense: Sense) -> int:
        """How strongly what stands near a mention speaks for the company; negative when against it."""
        mention, before, after = place
        text, (start, end, name) = self._text, mention
        if self._has_legal_form(start, end):
            return 3 * ENOUGH
        in_headline = start < self._title_end and self._is_in_title_case
        near = self._near(start, end)
        words = frozenset(WORD.findall(near))
        weight = self._weight_of_words(place, words, sense)
        weight += min(2, sum(map(is_business, words))) or has_unspaced_business(near)
        weight += ENOUGH * self._is_listed_with_company(mention) or self._is_next_to_company(mention)
        weight += self._weight_of_act(place)
        # Capitals mark names: not where all nouns have one, nor in a headline in title case.
        if not in_headline and self._language not in _CAPITALISES_NOUNS:
            weight += goes_on(text[max(0, start - 3) : start])
            weight += after[:1].isupper()
            weight -= 2 * self._ends_another_name(place)
        shown = text[start:end]
        weight += shown != name.text and not shown.isupper()
        # No common word is in Latin letters in a text of another script.
        weight += 2 * (name.text[0].isascii() and self._language in _NOT_LATIN)
        weight += not in_headline and text.startswith("'s ", end)
        if self._language in {"en", ""} and is_thing(before, after):
            weight -= 4
        # A headline in title case capitalises every word: what it says must be borne out by the article.
        if in_headline and weight > 0:
            weight = min(weight, ENOUGH - 1) if len(text) > self._title_end + 2 else weight - 1
        return weight

    @cached_property
    def _is_in_title_case(self) -> bool:
        return is_headline(self._text[: self._title_end])

    def _has_legal_form(self, start: int, end: int) -> bool:
        text = self._text
        return bool(
            _LEGAL_FORM.match(text, end)
            or _TICKER.match(text, end)
            or _LEADING_FORM.search(text[max(0, start - 6) : start])
        )

    def _near(self, start: int, end: int) -> str:
        """What is asked, case-folded: the paragraph around a mention, without itself."""
        before = self._text[max(0, start - NEAR) : start].rpartition("\n")[2]
        after = self._text[end : end + NEAR].partition("\n")[0]
        return f"{before} {after}".casefold()

    def _weight_of_words(self, place: _Place, words: frozenset[str], sense: Sense) -> int:
        """For the company's own words, and against: those directly beside the name weigh as much as two elsewhere."""
        mention, before, after = place
        phrase = self._text[max(0, mention.start - PHRASE) : mention.end + PHRASE].casefold()
        heads = heads_of(words)
        against = min(2, sense.against.among(words, heads))
        if (
            sense.against.begin(before.casefold())
            or sense.against.begin(after.casefold())
            or sense.against.within(phrase)
        ):
            against = 2
        context = sense.context.among(words, heads) or sense.context.within(phrase) or self._lead_has(sense, mention)
        return 2 * bool(context) - 2 * against

    def _lead_has(self, sense: Sense, mention: Mention) -> bool:
        """Whether the first lines of the text have one of the company's own words, for a name in the title."""
        if mention.start >= self._title_end:
            return False
        words = frozenset(WORD.findall(self._text[self._title_end : self._title_end + NEAR].casefold()))
        return sense.context.among(words, heads_of(words)) > 0

    def _weight_of_act(self, place: _Place) -> int:
        """For a name that begins the title and does what companies do: ``Apple stellt neue Macs vor``.

        An unknown word that does so is a name, a known one may still be a thing.
        """
        if place.mention.start or not is_act(place.after.casefold()):
            return 0
        if place.mention.name.trust is Trust.DECLARED:
            return ENOUGH * (len(place.mention.name.text) >= FEWEST_LETTERS)
        return 1

    def _is_next_to_company(self, mention: Mention) -> bool:
        first = bisect_left(self._plain_starts, mention.start - NEXT_TO)
        last = bisect_left(self._plain_starts, mention.end + NEXT_TO)
        return any(other.name.slug != mention.name.slug for other in self._plain[first:last])

    def _is_listed_with_company(self, mention: Mention) -> bool:
        """Whether a comma or an "and" joins the name to another company: ``Meta, Google``."""
        place, joint = bisect_left(self._plain_starts, mention.start), _JOINT.fullmatch
        if place and joint(self._text, self._plain[place - 1].end, mention.start):
            return True
        return place < len(self._plain) and joint(self._text, mention.end, self._plain_starts[place]) is not None

    def _ends_another_name(self, place: _Place) -> bool:
        """Whether a capitalised word before makes one name with it: ``Churchill Square``, ``the Big Apple``."""
        word = place.before
        if not word[:1].isupper() or not word[-1].isalnum() or word.isupper() or word.endswith("'s"):
            return False
        if is_business(word.casefold()):
            return False
        start = place.mention.start - 1 - len(word)
        is_company = start in self._plain_starts[bisect_left(self._plain_starts, start) :][:1]
        return not is_company and goes_on(self._text[max(0, start - 3) : start])

    def _lower_case(self, places: Iterable[_Place]) -> bool:
        """Whether the text also uses the name as a common word; of a name that no list knows, in any form."""
        names = {place.mention.name for place in places if place.mention.name.text[:1].isupper()}
        for name in names:
            if (lower := name.text.lower()) not in self._text:
                continue
            word = re.escape(lower)
            ending = r"\w{0,3}" if name.trust is Trust.DECLARED else ""
            # What may not stand before the word is asked behind it: a pattern that begins with letters is found faster.
            if re.search(rf"{word}(?<![\w.@/-]{word}){ending}(?![\w.@/-])", self._text):
                return True
        return False
