"""What a page needs to know of a language: which way it runs."""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

Direction: TypeAlias = Literal["ltr", "rtl", "auto"]

# Scripts and languages that run from right to left, by https://www.w3.org/International/questions/qa-scripts and
# CLDR's likelySubtags.
_RTL_SCRIPTS: Final = frozenset(
    {"adlm", "arab", "aran", "hebr", "mand", "mend", "nkoo", "rohg", "samr", "syrc", "thaa"}
)
_RTL_LANGUAGES: Final = frozenset(
    {"ar", "arc", "arz", "ckb", "dv", "fa", "he", "iw", "ks", "lrc", "mzn", "nqo", "pnb", "prs", "ps", "sd", "skr",
     "syr", "ug", "ur", "yi"}
)  # fmt: skip

_SCRIPT_LENGTH: Final = 4
"""A subtag of four letters is a script; one of four that begins with a digit is a variant (RFC 5646, section 2.1)."""


def direction(tag: str | None) -> Direction:
    """Which way text of a language (BCP 47) runs: by its script where it names one; ``auto`` for an unknown language.

    >>> direction("ar-EG"), direction("az-Arab"), direction("ks-Latn"), direction("cs"), direction(None)
    ('rtl', 'rtl', 'ltr', 'ltr', 'auto')
    """
    if not tag:
        return "auto"
    primary, *others = tag.lower().split("-")
    for subtag in others:
        if len(subtag) == 1:
            break  # extensions and private use say nothing of the script
        if len(subtag) == _SCRIPT_LENGTH and subtag.isalpha():
            return "rtl" if subtag in _RTL_SCRIPTS else "ltr"
    return "rtl" if primary in _RTL_LANGUAGES else "ltr"
