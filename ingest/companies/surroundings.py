"""What stands beside a place in a text."""

from __future__ import annotations

import re

WORD = re.compile(r"\w+(?:['’]\w+)?")


def goes_on(before: str) -> bool:
    """Whether a sentence is under way, by the last characters before a word."""
    stripped = before.rstrip("\"'„“«(‚‘ ")
    return bool(stripped) and (stripped[-1].isalnum() or stripped[-1] in ",;-–—")


def word_before(text: str, start: int) -> str:
    """The word directly before a place, with nothing but a blank between; empty where there is none."""
    before = text[max(0, start - 30) : start]
    if not before.endswith(" "):
        return ""
    return before[:-1].rpartition(" ")[2].rpartition("\n")[2].lstrip("(\"'„“«")


def word_after(text: str, end: int) -> str:
    """The word directly behind a place, with nothing but a blank or a hyphen between; empty where there is none."""
    if text[end : end + 1] not in {" ", "-"}:
        return ""
    found = WORD.match(text, end + 1)
    return found[0] if found else ""


def is_headline(title: str) -> bool:
    """Whether a title is in title case, where capitals tell nothing: most of its longer words have one."""
    words = [word for word in WORD.findall(title) if len(word) > len("with")]
    return len(words) >= len("one") and sum(word[0].isupper() for word in words) > 0.7 * len(words)
