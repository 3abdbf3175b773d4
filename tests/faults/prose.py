"""Text enough for any number of articles that have nothing in common, in words that were never written."""

from __future__ import annotations

from random import Random

_SYLLABLES = (
    "ba ce čí do ě fra gu hle iz jo ka lu mně no ol pří ro sta ší tu ve za žlu бя ва гле до жа зу ий кро ло ме но "
    "пра ру сто ты фу хо це чи шта ща ю ясно ß äu grün öl über łą ść żół"
)


def prose(seed: str, words: int) -> str:
    """So many words, always the same for one seed; sentences of ten."""
    drawn, syllables = Random(seed), _SYLLABLES.split()  # noqa: S311 - nothing is kept secret
    made = ["".join(drawn.choices(syllables, k=drawn.randint(2, 4))) for _ in range(words)]
    return " ".join(f"{' '.join(made[at : at + 10]).capitalize()}." for at in range(0, words, 10))
