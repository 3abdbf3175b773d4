"""The forms of dates and times, as patterns: what `ingest.dates` tries one after the other.

The groups of a date are ``year``, ``month`` or ``name``, ``day`` (or ``first`` and ``other``, where either may be the
day), or ``seconds`` and ``milliseconds``; those of a time ``hour``, ``minute``, ``second``, ``fraction``, ``half`` and
``zone``.
"""

from __future__ import annotations

import re
from typing import Final

NAMED_ZONES: Final = {
    # RFC 5322, section 4.3: the only names of zones that mean one thing everywhere.
    "z": 0, "ut": 0, "utc": 0, "gmt": 0,
    "edt": -4, "est": -5, "cdt": -5, "cst": -6, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
    # Those of Europe, which mean nothing else anywhere; not BST and IST, which are three zones each.
    "wet": 0, "west": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "seč": 1, "selč": 2, "eet": 2, "eest": 3, "msk": 3,
}  # fmt: skip

_GAP = "[ \t\xa0\u202f]"
_YEAR = r"(?P<year>[0-9]{4})"
_MONTH = r"(?P<month>[0-9]{1,2})"
_DAY = r"(?P<day>[0-9]{1,2})"
_NAME = r"(?P<name>[^\W\d_][^\s\d.,:;/()–—-]{1,19})"
_BETWEEN = rf"(?:{_GAP}|[./,-]){{0,3}}(?:(?:de|del|di|of|do|du|din){_GAP}{{1,2}}|d['’])?"
_ORDINAL = r"(?:st|nd|rd|th|er|re|[ºª]|-?(?:го|ого|ти|ви|ри|ми))?"
_AFTER_YEAR = (
    rf"(?:{_GAP}?(?:г(?:\.|ода|од|одина)?|р(?:\.|оку|ік)?|r(?:\.|oku)?|yılı)(?!\w)"
    rf"|\.?{_GAP}?(?:god|год)(?:\.|ine|ине)(?!\w))?"
)
_ZONE = (
    rf"(?:{_GAP}?(?P<zone>(?:UTC|GMT)[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?|[+-][0-9]{{2}}(?::?[0-9]{{2}})?|z|utc?|gmt"
    # In capitals only: "West Brom" and "est" are words.
    rf"|(?-i:{'|'.join(name.upper() for name in NAMED_ZONES)}))(?!\w)"
    r"(?:\[[\w/+-]+\]|[ ]\([A-Z]{1,5}\)|[ ]UTC(?!\w))?)"
)

DATE_FORMS: Final = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        # ISO 8601 and RFC 3339, and the same with the separators of file systems.
        rf"{_YEAR}(?P<separator>[-/.]){_MONTH}(?P=separator){_DAY}(?![0-9])",
        # ISO 8601, basic format.
        (
            rf"{_YEAR}(?P<month>[0-9]{{2}})(?P<day>[0-9]{{2}})(?:T?(?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}})"
            rf"(?P<second>[0-9]{{2}}){_ZONE}?)?(?![0-9])"
        ),
        # East Asia: 2026年1月30日, 2026년 1월 30일.
        rf"{_YEAR}{_GAP}?[年년]{_GAP}?{_MONTH}{_GAP}?[月월]{_GAP}?{_DAY}{_GAP}?[日号일]",
        # Day first, with full stops: how most of Europe writes it, and nobody writes it month first.
        rf"{_DAY}\.{_GAP}?{_MONTH}\.{_GAP}?{_YEAR}(?![0-9]){_AFTER_YEAR}",
        rf"(?P<first>[0-9]{{1,2}})(?P<separator>{_GAP}?[/-]{_GAP}?)(?P<other>[0-9]{{1,2}})(?P=separator){_YEAR}(?![0-9])",
        # RFC 5322, section 3.3, and the same day in words.
        rf"{_DAY}(?P<stop>\.)?{_ORDINAL}{_BETWEEN}{_NAME}\.?{_BETWEEN}{_YEAR}(?![0-9]){_AFTER_YEAR}",
        rf"{_NAME}\.?{_GAP}{{1,2}}{_DAY}{_ORDINAL}\.?,?{_GAP}{{1,2}}{_YEAR}(?![0-9])",
        # What `date` and C's asctime print: Fri Jan 30 14:35:00 UTC 2026.
        (
            rf"{_NAME}{_GAP}{{1,2}}{_DAY}{_GAP}(?P<hour>[0-9]{{2}}):(?P<minute>[0-9]{{2}}):(?P<second>[0-9]{{2}})"
            rf"{_ZONE}?{_GAP}{_YEAR}(?![0-9])"
        ),
        # Hungary, Latvia and Lithuania: 2026. január 30., 2026. gada 30. janvārī, 2026 m. sausio 30 d.
        rf"{_YEAR}(?:\.|{_GAP}m\.)?{_GAP}{{1,2}}{_NAME}\.?{_GAP}{{1,2}}{_DAY}(?![0-9])(?:\.|-?[áaeé]n|{_GAP}d(?!\w)\.?)?",
        rf"{_YEAR}\.{_GAP}gada{_GAP}{_DAY}\.{_GAP}?{_NAME}",
        # Viet Nam: 30 tháng 1 năm 2026.
        rf"{_DAY}{_GAP}tháng{_GAP}{_MONTH},?{_GAP}năm{_GAP}{_YEAR}(?![0-9])",
        r"(?P<seconds>[0-9]{10})(?![0-9])",
        r"(?P<milliseconds>[0-9]{13})(?![0-9])",
    )
)

LEAD: Final = re.compile(rf"(?P<word>[^\W\d_][^\s\d.,:;()]*)[.,]{{0,2}}{_GAP}+")
WEEKDAY_BEHIND: Final = re.compile(rf"{_GAP}?(?:[(（][^\W\d_]{{1,12}}\.?[)）]|[星礼禮]..?(?=\s|$))")
# Turkish puts the day of the week last; before anything but a time or the end of the line it may begin the text.
LAST_WORD: Final = re.compile(rf"{_GAP}{{1,2}}(?P<word>[^\W\d_]{{4,14}})(?={_GAP}*(?:[0-9]{{1,2}}[:.]|\n|\Z))")

_TIME_WORD = (
    r"(?:at|ve|v|o|u|um|om|ob|kl\.?|klo|klockan|klokken|alle(?:[ ]ore)?|ore|a[ ]las|las|à|às|as|la[ ]ora|ora|w"
    r"|o[ ]godz\.|godz\.|в|във|о|об|у|στις|saat|pukul|lúc)"
)
_UNIT = r"(?:Uhr|hod(?:\.|in|iny)?|h(?:rs?)?\.?|uur|ч(?:\.|аса?|асов)?|godz\.?|óra(?:kor)?|ore)(?!\w)"
_BEFORE_TIME = rf"(?:T|[.,;]?{_GAP}{{1,2}}(?:[-–—|]{_GAP})?|(?<=[日号일]))"
_HOUR = r"(?P<hour>[0-9]{1,2})"
_MINUTE = r"(?P<minute>[0-9]{2})(?![0-9])"
_HALF = rf"(?:{_GAP}?(?P<half>[ap])\.?m\b\.?)"

CLOCK_FORMS: Final = tuple(
    re.compile(rf"{_BEFORE_TIME}{form}{_ZONE}?", re.IGNORECASE)
    for form in (
        (
            rf"(?:{_TIME_WORD}{_GAP}{{1,2}})?{_HOUR}:{_MINUTE}(?::(?P<second>[0-9]{{2}})(?:[.,](?P<fraction>[0-9]{{1,9}}))?)?"
            rf"(?:{_HALF}|{_GAP}?{_UNIT})?"
        ),
        rf"(?:{_TIME_WORD}{_GAP}{{1,2}})?{_HOUR}{_GAP}?h{_GAP}?{_MINUTE}",
        rf"{_HOUR}[时時点點시]{_GAP}?(?P<minute>[0-9]{{1,2}})[分분]",
        # With a full stop only where a word or the end of the line says that it is a time and no number.
        rf"{_TIME_WORD}{_GAP}{{1,2}}{_HOUR}\.{_MINUTE}(?:{_GAP}?{_UNIT})?",
        rf"{_HOUR}\.{_MINUTE}(?:{_GAP}?{_UNIT}|(?={_GAP}*(?:\n|\Z)))",
        # The hour alone only with two words that say so: behind a date, "5 hodin denně" begins the text.
        rf"{_TIME_WORD}{_GAP}{{1,2}}{_HOUR}{_GAP}?{_UNIT}",
        rf"(?:{_TIME_WORD}{_GAP}{{1,2}})?{_HOUR}{_HALF}",
    )
)
