"""Where a sentence ends, in many languages.

Rules and short lists instead of a trained model: what a title or a summary needs is the beginning of an article, and a
sentence taken too long is a smaller fault than one that stops after ``50 млрд.``. In doubt nothing ends. The marks
are those of Unicode's ``Sentence_Terminal`` that newspapers use (UAX 29, table 4).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ingest.abbreviations import AND_SO_ON, BEFORE_MORE, BEFORE_NUMBER, MAY_END, MONTHS, STARTERS, UNLESS_COUNTED

LONGEST_SENTENCE = 300
"""Characters. A sentence without an end up to there is cut."""

FEWEST_WORDS = 5
"""A sentence that an ambiguous abbreviation ends has at least so many: ``През 2026 г. Amazon …`` goes on."""

_LOOKAHEAD = 40
"""Characters behind a mark that decide whether it ends a sentence."""

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n|\u2029")
_CLOSERS = "\"'”’“»«)\\]}」』】）＂＇›"
# The Greek question mark is a semicolon to everybody else, and NFC makes it one (U+037E).
_GREEK_QUESTION = rf"(?<=[\u0370-\u03ff\u1f00-\u1fff]);[{_CLOSERS}]*(?=\s+[\u0370-\u03ff\u1f00-\u1fff]|\Z)"
_MARK = re.compile(
    rf"(?P<wide>[。！？｡।॥؟۔።։။។፧]+[{_CLOSERS}]*|{_GREEK_QUESTION})|(?P<mark>[.!?…‼⁇⁈⁉]+)(?P<closers>[{_CLOSERS}]*)(?=\s|$)"
)
_LAST_WORD = re.compile(r"[^\s(\[{„“”\"'«»‘’—–/]+$")
_CLAUSE = re.compile(r"[;:,–—،؛、，；：](?=\s|[^\W\d_])|\s[-–—](?=\s)")
_INITIALS = re.compile(r"(?:[^\W\d_]{1,2}[.-])*[^\W\d_]")
_DOTTED = re.compile(r"(?:[^\W\d_]{1,3}\.)+[^\W\d_]{1,3}")
_ROMAN = re.compile(r"[IVX]{2,}|[VX]")
# Bulgarian, Russian and Serbian write currencies and titles small: a capital after ``млрд.`` begins something.
_CAPITALISED_ALIKE = re.compile(r"[\u0400-\u04ff]")
_COUNTED = re.compile(r"\d[\d.,\s]*$")
# French and Italian elide what begins a sentence; a D' is left out, for it begins names.
_ELIDED = re.compile(r"(?:l|c|qu|n|all|dall|dell|nell|quest|un)['’]", re.IGNORECASE)
# "p. ex.", "m. in.", "т. д.", "Dr. rer. nat.": short words with a stop each, and the last word after any other.
_SPACED = re.compile(r"(?:(?<![^\s(\[„“\"'«»‘’/])[^\W\d_]{1,3}\.\s?)+$")
_FULL_STOPS = "。｡।۔։။።"
_DAY = re.compile(r"\d{1,2}")
# German and its neighbours write ordinals with a stop: what stands before says whether it is one.
_BEFORE_ORDINAL = frozenset(
    {"am", "der", "die", "das", "den", "dem", "des", "vom", "zum", "zur", "im", "bis", "ab", "und", "seit", "det"}
)


def first_sentence(text: str) -> str:
    """The first sentence with its end mark, white space collapsed; empty only for a blank text.

    A blank line ends it too. What has no end within `LONGEST_SENTENCE` characters is cut at a clause or a word, and
    ends in ``…``.

    >>> first_sentence("Сумата може да достигне до 50 млрд. долара. Това съобщи източник.")
    'Сумата може да достигне до 50 млрд. долара.'
    """
    paragraph = next((part for part in _BLANK_LINE.split(text) if part.strip()), "")
    collapsed = " ".join(paragraph.split())
    # What is looked at is bounded: each decision looks back to the beginning.
    end = next(_ends(collapsed[: LONGEST_SENTENCE + _LOOKAHEAD]), len(collapsed))
    return collapsed[:end] if end <= LONGEST_SENTENCE else _cut(collapsed, LONGEST_SENTENCE, at_clause=True)


def headline(text: str) -> str:
    """The first sentence as a title: without its full stop, unless that is an abbreviation's or one of several.

    >>> headline("Zisk roste. Dál."), headline("Novým šéfem je muž z firmy Example Inc.")
    ('Zisk roste', 'Novým šéfem je muž z firmy Example Inc.')
    """
    return without_full_stop(first_sentence(text))


def without_full_stop(line: str) -> str:
    """A line as a title, by the same rule, however many sentences it has."""
    if line.endswith(tuple(_FULL_STOPS)):
        return line if line[-2:-1] == line[-1] else line[:-1].rstrip() or line
    if not line.endswith(".") or line.endswith("..") or ends_with_abbreviation(line):
        return line
    return line[:-1].rstrip() or line


def opening(text: str, longest: int = LONGEST_SENTENCE) -> str:
    """What a text begins with, white space collapsed, in at most `longest` characters.

    Whole sentences while they fit, unless they leave more than two thirds of the room empty; else cut at a word with
    ``…``. Blank lines end sentences, whether or not a mark stands before them.
    """
    paragraphs = [" ".join(part.split()) for part in _BLANK_LINE.split(text) if part.strip()]
    whole = " ".join(paragraphs)
    if len(whole) <= longest:
        return whole
    fitting = 0
    start = 0
    for paragraph in paragraphs:
        for end in (*_ends(paragraph[: longest + _LOOKAHEAD]), len(paragraph)):
            if start + end <= longest:
                fitting = start + end
        start += len(paragraph) + 1
        if start > longest:
            break
    return whole[:fitting] if fitting >= longest // 3 else _cut(whole, longest, at_clause=False)


def ends_with_abbreviation(sentence: str) -> bool:
    """Whether the stop at the end belongs to the last word, so that whoever strips it would maim that word.

    >>> ends_with_abbreviation("Tržby ČEZ, a.s."), ends_with_abbreviation("Tržby rostou.")
    (True, False)
    """
    stripped = sentence.rstrip().rstrip("\"'”’“»)]")
    if not stripped.endswith(".") or stripped.endswith(".."):
        return False
    before = stripped[:-1]
    word = _word_before(before)
    known = _among(_spellings(before, word), BEFORE_MORE | UNLESS_COUNTED | MAY_END | AND_SO_ON)
    return known or _INITIALS.fullmatch(word) is not None or _is_dotted(word)


def _ends(text: str) -> Iterator[int]:
    """Where the sentences of a collapsed text end, behind the marks and what they close."""
    for found in _MARK.finditer(text):
        if found["wide"] or _ends_here(text, found):
            yield found.end()


def _ends_here(text: str, found: re.Match[str]) -> bool:
    following = text[found.end() :].lstrip()[:_LOOKAHEAD]
    if not following:
        return True
    first = next((character for character in following if character.isalnum()), "")
    if first.islower():
        return False
    if found["mark"] != "." or found["closers"]:
        return True
    return not _belongs_to_word(text[: found.start()], following)


def _belongs_to_word(before: str, following: str) -> bool:
    """Whether a single full stop after `before` is the word's own, and no sentence ends with it."""
    word = _word_before(before)
    spellings = _spellings(before, word)
    lead = before[: len(before) - len(word)]
    if not AND_SO_ON.isdisjoint(spellings):
        return False
    if _calls_for_more(word, spellings, lead, following):
        return True
    if _DAY.fullmatch(word):
        return following[0].isdigit() or _is_ordinal(lead, following)
    if _ROMAN.fullmatch(word):
        return " " in before
    if _among(spellings, MAY_END) or _is_dotted(word):
        return len(before.split()) < FEWEST_WORDS or not _starts_sentence(following, _CAPITALISED_ALIKE)
    return _INITIALS.fullmatch(word) is not None and not _starts_sentence(following)


def _calls_for_more(word: str, spellings: tuple[str, ...], lead: str, following: str) -> bool:
    """Whether it is an abbreviation that stands before something. ``OS`` and ``GM`` among other words are none."""
    if _among(spellings, BEFORE_NUMBER) and following[0].isdigit():
        return True
    if len(word) > 1 and word.isupper() and "." not in word and not lead.isupper():
        return not BEFORE_MORE.isdisjoint(spellings)
    is_measure = _among(spellings, UNLESS_COUNTED) and _COUNTED.search(lead) is not None
    return not is_measure and _among(spellings, BEFORE_MORE | UNLESS_COUNTED)


def _is_ordinal(before: str, following: str) -> bool:
    next_word = re.split(r"[\s,.)\]]", following, maxsplit=1)[0].lower()
    last = before.split()[-1:]
    return next_word in MONTHS or not last or last[0].lower() in _BEFORE_ORDINAL


def _starts_sentence(following: str, any_of: re.Pattern[str] | None = None) -> bool:
    """Whether the next word begins sentences rather than names, or is of a script where names are as rare inside."""
    opened = following.lstrip("\"'„“«(")
    word = re.split(r"[\s,.:;]", opened, maxsplit=1)[0]
    if opened[1:2] == "." and word.isupper():
        return False  # another initial
    begins = word.lower() in STARTERS or _ELIDED.match(word) is not None
    return begins or (any_of is not None and any_of.match(word) is not None)


def _spellings(before: str, word: str) -> tuple[str, ...]:
    """The last word, also with those before it as the tables write it."""
    lead = before[: len(before) - len(word)]
    if not lead.endswith((" ", ".")):
        return (word,)
    # Most words follow another without a stop, and nothing has to be put together.
    spaced = _SPACED.search(lead, max(0, len(lead) - _LOOKAHEAD)) if lead.rstrip().endswith(".") else None
    previous = lead[: spaced.start() if spaced else None].rstrip().rpartition(" ")[2]
    together = "".join(spaced[0].split()) + word if spaced else word
    return (together, f"{previous} {together}") if together == word else (word, together, f"{previous} {together}")


def _among(spellings: tuple[str, ...], entries: frozenset[str]) -> bool:
    return any(spelling in entries or spelling.lower() in entries for spelling in spellings)


def _is_dotted(word: str) -> bool:
    return _DOTTED.fullmatch(word) is not None


def _word_before(text: str) -> str:
    found = _LAST_WORD.search(text, max(0, len(text) - _LOOKAHEAD))
    return found[0] if found else ""


def _cut(text: str, longest: int, *, at_clause: bool) -> str:
    """The text up to `longest` characters, the ``…`` among them."""
    room = longest - 1
    if at_clause:
        clauses = [found.start() for found in _CLAUSE.finditer(text, room // 2, room)]
        end = clauses[-1] if clauses else text.rfind(" ", room // 2, room + 1)
    else:
        end = text.rfind(" ", room // 2, room + 1)
    if end <= 0:
        end = room
        while end > 1 and (unicodedata.combining(text[end]) or "\u200d" in text[end - 1 : end + 1]):
            end -= 1
    return (text[:end].rstrip(" ,;:–—-،؛、，；：") or text[:end]) + "…"
