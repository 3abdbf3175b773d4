"""Articles in the encodings of their languages before UTF-8: each has to come out to the letter."""

from __future__ import annotations

from collections import Counter

from benchmarks.quality.corpus import HABITS, Prose, chosen
from benchmarks.quality.reader import RefusedFileError, is_whole, read
from benchmarks.quality.report import Part, Sheet
from benchmarks.report import Better, Figure, Target

# Who wrote in ISO 8859 or KOI8 had no other marks: what the page lacks was typed like this.
_TYPED = {
    "„": '"', "“": '"', "”": '"', "«": '"', "»": '"', "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-", "…": "...",
    "€": "EUR", "\u00a0": " ", "\u202f": " ", "°": " ", "§": "par.", "·": ".",
}  # fmt: skip


def measure(*, short: bool) -> Part:
    """Decode every article in every encoding of its language."""
    total: Counter[tuple[str, str]] = Counter()
    exact: Counter[tuple[str, str]] = Counter()
    mistakes = []
    for prose in chosen(most=1 if short else None):
        for encoding in HABITS[prose.language].legacy:
            text = typed(prose, encoding)
            total[prose.language, encoding] += 1
            if wrong := difference(text, encoding):
                mistakes.append(f"{prose.language} {encoding}: {wrong}")
            else:
                exact[prose.language, encoding] += 1
    encodings = sorted({encoding for _, encoding in total})
    rows = tuple(_row(encoding, total, exact) for encoding in encodings)
    share = exact.total() / total.total() if total else None
    return Part(
        "legacy",
        (
            Sheet(
                "articles in old encodings, exact of all",
                ("encoding", "articles", "exact", "languages with mistakes"),
                rows,
            ),
        ),
        (Figure("legacy", "articles decoded to the letter", share, "share", Target(0.97, Better.HIGHER)),),
        tuple(mistakes),
    )


def typed(prose: Prose, encoding: str) -> str:
    """The article as it would have been typed in `encoding`: quotation marks and dashes that it lacks made plain.

    A paragraph with a foreign name that cannot be written in it is left out.
    """
    parts = ("".join(_typed(character, encoding) for character in part) for part in (prose.title, *prose.paragraphs))
    return "\n\n".join(part for part in parts if _fits(part, encoding)) + "\n"


def difference(text: str, encoding: str) -> str:
    """What is wrong with `text` after it was written in `encoding` and read again; empty where nothing is."""
    try:
        entry = read(text.encode(encoding))
    except RefusedFileError as error:
        return str(error)
    words, got = text.split(), f"{entry.title}\n{entry.text}".split()
    if is_whole(entry, words) and not entry.repairs:
        return ""
    wrong = next((f"{one} → {other}" for one, other in zip(words, got, strict=False) if one != other), "cut short")
    return f"read as {entry.encoding}: {wrong}"


def _typed(character: str, encoding: str) -> str:
    return character if _fits(character, encoding) else _TYPED.get(character, character)


def _fits(text: str, encoding: str) -> bool:
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def _row(encoding: str, total: Counter[tuple[str, str]], exact: Counter[tuple[str, str]]) -> tuple[str | int, ...]:
    pairs = [pair for pair in total if pair[1] == encoding]
    wrong = (f"{pair[0]} {total[pair] - exact[pair]}" for pair in pairs if exact[pair] < total[pair])
    return encoding, sum(total[pair] for pair in pairs), sum(exact[pair] for pair in pairs), ", ".join(wrong)
