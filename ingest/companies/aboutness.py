"""What an article is about, of the companies that it names.

Naming a company is not enough. An article is about it when the title names it, or the lead, or the article does so
three times; and never because it is cited (``according to Reuters``), owns somebody (``Google-owned``) or serves as a
measure (``rivals such as Nvidia``). Newspapers and agencies have to be what the title or the lead speaks of.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from ingest.companies.ambiguity import Judge
from ingest.companies.citation import clause_before, is_aside, is_cited, is_rival, is_source
from ingest.companies.mentions import Mention
from ingest.companies.parts import Parts, first_sentence_end, sentences
from ingest.companies.sense import Sense
from ingest.companies.vocabulary import is_business
from store.entry import Slug

OFTEN = 3
"""Mentions that make an article one about a company wherever they stand."""

MANY = 5
"""Companies in one sentence of the lead, from which on it is an enumeration."""

_JOINED = re.compile(
    r"\s*(?:,|,? ?(?:and|or|&|a|i|und|oder|et|ou|y|o|e|ed|и|или|та|і|або|nebo|alebo|lub|oraz|en|og|och|és|ve|και|și))"
    r"\s+(?:the |l'|d')?"
)

_START = itemgetter(0)
_END = itemgetter(1)


@dataclass(frozen=True, slots=True)
class Known:
    """What the detector knows of a company."""

    name: str
    sense: Sense
    cited: bool = False
    """Named as a source more often than written about."""
    press: bool = False


class Finding(NamedTuple):
    """A company that the article is about, and why: ``in the title, as Googlem``."""

    slug: Slug
    why: str


class Article:
    """One article while it is looked at."""

    def __init__(self, parts: Parts, found: Sequence[Mention], language: str, known: Mapping[Slug, Known]) -> None:
        self._parts = parts
        self._known = known
        judge = Judge(parts.whole, found, language, parts.title_end)
        by_company: defaultdict[Slug, list[Mention]] = defaultdict(list)
        for mention in found:
            by_company[mention.name.slug].append(mention)
        self._meant: dict[Slug, Sequence[Mention]] = {
            slug: kept
            for slug, mentions in by_company.items()
            # What a name means is asked only where the article may be about it.
            if (mentions[0].start <= parts.lead_end or len(mentions) >= OFTEN)
            and (kept := judge.meant(mentions, known[slug].sense))
        }
        self._in_order = sorted(chain.from_iterable(self._meant.values()), key=_START)
        in_title, self._in_lead = self._first_ones(self._in_order)
        self._titled = {one.name.slug for one in in_title}
        self._dropped = self._enumerated() | self._added()
        self._beside: dict[int, bool] = {}

    def about(self) -> list[Finding]:
        """The companies that it is about: those of the title first, then of the lead, then by their number."""
        return [finding for _, finding in sorted(self._findings())]

    def _findings(self) -> Iterator[tuple[tuple[int, int, int], Finding]]:
        """What it is about, each with its rank."""
        nowhere = len(self._parts.whole)
        for slug, mentions in self._meant.items():
            known = self._known[slug]
            titled, leading = self._first_ones(mentions)
            in_title = self._first(titled)
            in_lead = None if in_title else self._first(leading)
            times = 0
            if in_title:
                shown, place = in_title, "in the title"
            elif in_lead and (not known.cited or self._acts(in_lead)):
                shown, place = in_lead, self._place_in_lead(in_lead)
            elif not known.press and (times := self._times(mentions, known)) >= OFTEN:
                shown, place = mentions[0], f"named {times} times"
            else:
                continue
            rank = (in_title.start if in_title else nowhere, in_lead.start if in_lead else nowhere, -times)
            surface = self._parts.whole[shown.start : shown.end]
            yield rank, Finding(slug, place if surface == known.name else f"{place}, as {surface}")

    def _first_ones(self, mentions: Sequence[Mention]) -> tuple[Sequence[Mention], Sequence[Mention]]:
        """Of mentions in order, those in the title, and those in the summary and the lead."""
        title = bisect_right(mentions, self._parts.title_end, key=_END)
        return mentions[:title], mentions[title : bisect_right(mentions, self._parts.lead_end, title, key=_END)]

    def _first(self, mentions: Iterable[Mention]) -> Mention | None:
        """The first mention that is what the article is about."""
        return next((mention for mention in mentions if self._counts(mention)), None)

    def _times(self, mentions: Sequence[Mention], known: Known) -> int:
        """How often the text names a company; a source, how often as something else."""
        in_text = mentions[bisect_left(mentions, self._parts.text_start, key=_START) :]
        return sum(map(self._counts, in_text)) if known.cited else len(in_text)

    def _place_in_lead(self, mention: Mention) -> str:
        return "in the first paragraph" if mention.start >= self._parts.text_start else "in the summary"

    def _counts(self, mention: Mention) -> bool:
        """Whether a company is named for its own sake: not as a source, owner or rival, nor as one of many.

        Asked of few mentions, as it is half of what an article takes.
        """
        if mention.start in self._dropped:
            return False
        return not self._is_beside(bisect_left(self._in_order, mention.start, key=_START))

    def _is_beside(self, index: int) -> bool:
        """Whether a mention serves to tell of another company, or stands in one list behind one that does."""
        walked: list[int] = []
        while (found := self._beside.get(index)) is None:
            walked.append(index)
            if (found := self._is_source_or_aside(index)) or not index or not self._goes_on(index):
                break
            index -= 1
        self._beside |= dict.fromkeys(walked, found)
        return found

    def _is_source_or_aside(self, index: int) -> bool:
        mention, whole = self._in_order[index], self._parts.whole
        if mention.start > self._parts.lead_end and not self._known[mention.name.slug].cited:
            return False
        before = clause_before(whole, mention.start)
        if self._is_source(mention, before):
            return True
        # ``OpenAI rival Anthropic`` is about the latter.
        gap = whole[self._in_order[index - 1].end : mention.start] if index else ""
        return self._is_aside(mention, before) and not is_rival(gap)

    def _goes_on(self, index: int) -> bool:
        """Whether a mention stands in one list with the one before: joined to it, by a comma only where more follow."""
        whole, mention = self._parts.whole, self._in_order[index]
        joint = whole[self._in_order[index - 1].end : mention.start]
        if not _JOINED.fullmatch(joint):
            return False
        more = _JOINED.match(whole, mention.end)
        return joint.strip() != "," or (more is not None and whole[more.end() : more.end() + 1].isupper())

    def _is_source(self, mention: Mention, before: str) -> bool:
        known = self._known[mention.name.slug]
        if not known.cited:
            # Who is quoted once, in an article on somebody else, is its source.
            return mention.end <= self._parts.lead_end and self._is_alone(mention) and is_cited(before)
        after = self._parts.whole[mention.end : mention.end + 50].partition("\n")[0].casefold()
        return is_source(before, after, press=known.press)

    def _is_alone(self, mention: Mention) -> bool:
        return len(self._meant[mention.name.slug]) == 1 and bool(self._titled - {mention.name.slug})

    def _is_aside(self, mention: Mention, before: str) -> bool:
        return mention.start <= self._parts.lead_end and is_aside(
            mention.name.slug, self._parts.whole, before, mention.end
        )

    def _enumerated(self) -> set[int]:
        """Mentions in sentences of the lead that name many companies, but for the one that comes first."""
        enumerated: set[int] = set()
        if len({mention.name.slug for mention in self._in_lead}) < MANY:
            return enumerated
        for sentence in sentences(self._parts.whole, self._in_lead):
            if len({mention.name.slug for mention in sentence}) >= MANY:
                enumerated |= {mention.start for mention in sentence[1:]}
        return enumerated

    def _added(self) -> set[int]:
        """Mentions behind the first sentence of the lead of a company that is named once, beside that of the title."""
        start, lead_end = self._parts.text_start, self._parts.lead_end
        once = [kept[0].start for kept in self._meant.values() if len(kept) == 1 and kept[0].start <= lead_end]
        first_end = first_sentence_end(self._parts.whole, start, lead_end) if self._titled and once else None
        return set() if first_end is None else {place for place in once if place >= first_end}

    def _acts(self, mention: Mention) -> bool:
        """Whether a source is what the lead speaks of: it stands first, and business follows."""
        whole = self._parts.whole
        begins = max(whole.rfind(mark, 0, mention.start) for mark in (". ", "\n")) + 1
        following = whole[mention.end : mention.end + 60].partition("\n")[0].casefold()
        return mention.start - begins <= len("The British newspaper ") and any(
            map(is_business, re.findall(r"\w+", following))
        )
