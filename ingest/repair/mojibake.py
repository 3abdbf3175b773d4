r"""Mojibake: UTF-8 that was read as a single-byte code page, found and undone without loss.

``přístup`` written as UTF-8 and read as Windows-1252 is ``pÅ™Ã\xadstup``. The damage is a bijection from bytes to
characters, so as long as no character was lost on the way it can be undone exactly, and doing the damage again proves
it: no repair is accepted unless `damage` of what was repaired is what came in.

Text that is not broken is never touched. Three things keep it safe, each of them alone rarely fulfilled by clean text:

- every character outside ASCII (of the text, or of a line) takes part in a well-formed UTF-8 sequence;
- the result is plausible: no controls, no scripts that nobody writes news in, no words of two alphabets;
- there is enough of it. One ``cafÃ©`` in an English article may be a quotation, and so may be many where the article
  speaks of encodings.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeAlias

from ingest.repair.codepages import BY_NAME, PAGES, Page, covering, is_suspicious
from ingest.repair.evidence import ENOUGH, is_evident, needed
from ingest.repair.losses import Loss
from ingest.repair.plausibility import everyday, high, is_plausible

MOST_LAYERS: Final = 3
"""How often the same text is assumed to have been damaged over and over."""

_MOSTLY: Final = 0.5
"""Share of the characters outside ASCII."""

# A question mark only where one of the letters beside it is not ASCII: the others are in addresses.
_FOREIGN = r"[^\W\d_\x00-\x7f]"
_LOST = re.compile(rf"\w\ufffd|\ufffd\w|[^\W\d_]\?(?={_FOREIGN})|(?<={_FOREIGN})\?(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Mojibake:
    """Damage that was found and undone."""

    text: str
    """The repaired text."""
    page: str
    """The code page that had been applied wrongly; where that happened several times, all of them from the first to
    the last, joined by ``+``. Text that was in another page, and not in UTF-8, has that one and ``>`` before it."""
    method: str
    """What was done, in words for the person who wrote the file."""
    confidence: float
    """1 where all of the text was damaged alike; `LINE_CONFIDENCE` where some lines were and others were not."""
    lines: tuple[int, ...] | None = None
    """The lines that were repaired, counted from 0 and ended by LF; None means the whole text."""
    loss: Loss | None = None
    """How bytes were lost, where they were."""
    kept: tuple[int, ...] = ()
    """Places in `text`, rising, of characters outside ASCII that stood there unharmed. Only with a `loss`."""

    def undone(self) -> str:
        """The text as it was found: the damage done again, where it had been."""
        if self.loss is not None:
            return self._lost(self.loss)
        if self.lines is None:
            return damage(self.text, self.page)
        lines = self.text.split("\n")
        for number in self.lines:
            lines[number] = damage(lines[number], self.page)
        return "\n".join(lines)

    def _lost(self, loss: Loss) -> str:
        parts: list[str] = []
        end = 0
        for place in self.kept:
            parts += (loss.spoilt(self.text[end:place]), self.text[place])
            end = place + 1
        return loss.settled("".join((*parts, loss.spoilt(self.text[end:]))))

    def damaged(self, passage: str, *, unharmed: frozenset[str] = frozenset()) -> str:
        """A passage of the repaired text as the damage leaves it, but for the characters that are `unharmed`."""
        if self.loss is None:
            return damage(passage, self.page)
        parts = (letter if letter in unharmed else self.loss.spoilt(letter) for letter in passage)
        return self.loss.settled("".join(parts))

    def unharmed(self) -> frozenset[str]:
        """The characters that stood among the damage as they are."""
        return frozenset(self.text[place] for place in self.kept)


LINE_CONFIDENCE: Final = 0.95
"""Each line is undone without loss; which lines were damaged is a judgement."""

_Repaired: TypeAlias = tuple[tuple[Page, ...], str]
"""The pages from the first that was applied wrongly to the last, and the text without their damage."""


def damage(text: str, page: str) -> str:
    r"""`text` written as UTF-8 and read as `page`; several pages joined by ``+`` do so one after the other.

    Before a ``>`` stands the page that it was written in instead; what that does not have stays.

    The inverse of the repair, and the proof of it. Raises KeyError for a page that is not among `PAGES`, and
    UnicodeEncodeError for lone surrogates.

    >>> damage("přístup", "cp1252")
    'pÅ™Ã\xadstup'
    """
    written, _, read = page.rpartition(">")
    if written:
        codes = {c: BY_NAME[read].table[byte] for byte, c in enumerate(BY_NAME[written].table)}
        return "".join(codes.get(character, character) for character in text)
    for name in read.split("+"):
        text = BY_NAME[name].read(text.encode("utf-8"))
    return text


def find(text: str) -> Mojibake | None:
    """The lossless repair of `text`, or None where it is not broken, or not certainly, or not without loss.

    ASCII stays as it is, so that front matter, links and markup are the same before and after. Clean text costs one
    search (15 µs for 2,000 characters of Bulgarian); a megabyte of damage is undone in a quarter of a second.
    """
    if not is_suspicious(text):
        return None
    enough = needed(text)
    found = _whole(text, enough) or _by_lines(text, enough)
    return found if found is not None and found.undone() == text else None


def looks_damaged(text: str) -> bool:
    """Whether `text`, or a line of it, is mostly mojibake, be it repairable or not.

    Also true of text in which letters were replaced inside words, by U+FFFD or question marks. Of text that `find`
    leaves alone, this tells the broken from the clean.
    """
    if text.isascii():
        return False
    if ("\ufffd" in text or "?" in text) and len(_LOST.findall(text)) >= ENOUGH:
        return True
    if not is_suspicious(text):
        return False
    enough = needed(text)
    return _is_mostly_damage(text, enough) or any(
        _is_mostly_damage(line, enough) for line in text.split("\n") if is_suspicious(line)
    )


def _whole(text: str, enough: int) -> Mojibake | None:
    repaired = _undo(text, enough, MOST_LAYERS)
    if repaired is None:
        return None
    pages, mended = repaired
    return Mojibake(mended, _joined(pages), _method(pages), 1.0)


def _by_lines(text: str, enough: int) -> Mojibake | None:
    """Repair the damaged lines of a text whose other lines are clean, all of them by the same pages."""
    lines = text.split("\n")
    suspected = [number for number, line in enumerate(lines) if is_suspicious(line, sequences=1)]
    proven = {number: repaired for number in suspected if (repaired := _undo(lines[number], enough, MOST_LAYERS))}
    if not proven:
        return None
    (pages, _), *_ = Counter(pages for pages, _ in proven.values()).most_common(1)
    mended = {number: again for number in suspected if (again := _undo_pages(lines[number], pages)) is not None}
    # Where damage is the rule, the lines that alone would not prove it are damaged too; else they may be examples.
    if 2 * len(mended) <= sum(not line.isascii() for line in lines):
        mended = {number: again for number, again in mended.items() if number in proven}
    for number, again in mended.items():
        lines[number] = again
    method = f"{_method(pages)}, in some lines"
    return Mojibake("\n".join(lines), _joined(pages), method, LINE_CONFIDENCE, tuple(mended))


def _joined(pages: tuple[Page, ...]) -> str:
    return "+".join(page.name for page in pages)


def _method(pages: tuple[Page, ...]) -> str:
    times = {1: "", 2: ", twice"}.get(len(pages), f", {len(pages)} times")
    names = " and ".join(dict.fromkeys(page.name for page in pages))
    return f"utf-8 read as {names}{times}, undone without loss"


def _undo(text: str, enough: int, layers: int) -> _Repaired | None:
    """Undo up to `layers` layers of damage, all the way down; None where there is none, or no plausible end."""
    best: _Repaired | None = None
    best_score = -1.0
    seen: set[str] = set()
    for page in PAGES:
        once = _undo_once(text, page)
        if once is None or once in seen or not is_evident(text, page.sequence, enough):
            continue
        seen.add(once)
        deeper = _undo(once, enough, layers - 1) if layers > 1 and is_suspicious(once) else None
        pages, mended = deeper or ((), once)
        if is_plausible(mended) and (score := everyday(mended)) > best_score:
            best, best_score = ((*pages, page), mended), score
    return best


def _undo_once(text: str, page: Page) -> str | None:
    data = page.encode(text)
    if data is None:
        return None
    try:
        once = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return once if once != text else None


def _undo_pages(line: str, pages: tuple[Page, ...]) -> str | None:
    """Undo exactly these layers of damage, with no more evidence than that it can be done plausibly."""
    mended: str | None = line
    for page in reversed(pages):
        mended = _undo_once(mended, page) if mended is not None else None
    return mended if mended is not None and is_plausible(mended) else None


def _is_mostly_damage(text: str, enough: int) -> bool:
    """Whether at least half of what is outside ASCII forms sequences that would be plausible text when repaired."""
    outside = high(text)
    for page in covering(text, _MOSTLY * outside):
        covered = sum(map(len, page.sequence.findall(text)))
        if covered < _MOSTLY * outside or not is_evident(text, page.sequence, enough):
            continue
        mended = page.sequence.sub(partial(_mended_sequence, page), text)
        if is_plausible(mended) and everyday(mended) >= _MOSTLY:
            return True
    return False


def _mended_sequence(page: Page, sequence: re.Match[str]) -> str:
    return _undo_once(sequence[0], page) or sequence[0]
