"""Validators and what a client may still use: entity tags, Last-Modified, 304 (RFC 9110, sections 8.8 and 13).

Pure: the time of the request is passed in, and only whether ``Last-Modified`` is sent depends on it.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

SETTLED = timedelta(seconds=5)
"""How long a change stays without a ``Last-Modified``.

A date has whole seconds, so a client that trusts dates alone would miss what is stored later in the same second; and
newsboat loses an entry when the ETag changes while the date stands still, but not when there is no date (contract 7).
"""

_CODINGS = ("-gzip", "-br")
_LISTED_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_OURS = re.compile(r"(?P<database>[0-9a-f]{8})\.(?P<seq>0|[1-9][0-9]{0,17})\.[0-9a-f]{16}", re.ASCII)
_CENTURY = 100
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>[0-5]\d|60)"
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})"
# RFC 9110 section 5.6.7: the form of today, then the two that recipients have to accept.
_HTTP_DATES = tuple(
    re.compile(pattern, re.ASCII)
    for pattern in (
        rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), (?P<day>\d\d) {_MONTH} (?P<year>\d{{4}}) {_CLOCK} GMT",
        rf"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?P<day>\d\d)-{_MONTH}-(?P<year>\d\d) {_CLOCK} GMT",
        rf"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) {_MONTH} (?P<day>[\d ]\d) {_CLOCK} (?P<year>\d{{4}})",
    )
)


def entity_tag(database_id: str, seq: int, body: bytes) -> str:
    """A strong entity tag: the database, the newest stored change that the bytes cover, and a hash of the bytes.

    An encoded form of the same representation adds ``-gzip`` or ``-br`` inside the quotes.
    """
    return f'"{database_id}.{seq}.{hashlib.sha256(body).hexdigest()[:16]}"'


def plain_tag(body: bytes) -> str:
    """A strong entity tag of bytes that come from no database."""
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def last_modified(changed: datetime | None, now: datetime) -> datetime | None:
    """The whole second of the newest stored change; None until `SETTLED` after it, and where nothing ever changed."""
    if changed is None or now - changed < SETTLED:
        return None
    return changed.astimezone(UTC).replace(microsecond=0)


def not_modified(
    if_none_match: str | None, if_modified_since: str | None, *, etag: str, last_modified: datetime | None
) -> bool:
    """Whether a GET or HEAD with these header fields is answered 304 (RFC 9110 section 13.2.2).

    ``If-None-Match`` decides alone where it is present. A date that is none is ignored (section 13.1.3).
    """
    if if_none_match is not None:
        return tag_matches(if_none_match, etag)
    if if_modified_since is None or last_modified is None:
        return False
    since = read_http_date(if_modified_since, near=last_modified)
    return since is not None and last_modified <= since


def tag_matches(if_none_match: str, etag: str) -> bool:
    """Weak comparison with each listed tag (RFC 9110 section 8.8.3.2), whatever coding it was sent with.

    A cache on the way that compresses by itself marks the tag it passes on, so ``-gzip`` and ``-br`` do not count.
    """
    if if_none_match.strip() == "*":
        return True
    wanted = _opaque(etag.removeprefix("W/").strip('"'))
    return any(_opaque(tag) == wanted for tag in _LISTED_TAG.findall(if_none_match))


def base_of(if_none_match: str, database_id: str, newest: int) -> int | None:
    """The stored change that a client's copy covers, by its tags; None where none of them is known here.

    Of several copies the newest counts. A tag of another database, or of a change that is not stored (a backup was
    restored), says nothing.
    """
    named = (_OURS.fullmatch(_opaque(tag)) for tag in _LISTED_TAG.findall(if_none_match))
    known = [int(tag["seq"]) for tag in named if tag is not None and tag["database"] == database_id]
    return max((seq for seq in known if seq <= newest), default=None)


def http_date(moment: datetime) -> str:
    """IMF-fixdate; never in the words of the process's locale."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def read_http_date(text: str, *, near: datetime) -> datetime | None:
    """A date in any of the three forms of RFC 9110 section 5.6.7, or None.

    A year of two digits is the one that is at most 50 years after `near`.
    """
    match = next((found for form in _HTTP_DATES if (found := form.fullmatch(text.strip()))), None)
    if match is None:
        return None
    year = int(match["year"])
    if year < _CENTURY:
        latest = near.year + _CENTURY // 2
        year = latest - (latest - year) % _CENTURY
    try:
        day = datetime(year, _MONTHS.index(match["month"]) + 1, int(match["day"]), tzinfo=UTC)
        # Added, because there may be a leap second, 60, which `datetime` does not know.
        minute = day.replace(hour=int(match["hour"]), minute=int(match["minute"]))
        return minute + timedelta(seconds=int(match["second"]))
    except (ValueError, OverflowError):
        return None


def _opaque(tag: str) -> str:
    coding = next((coding for coding in _CODINGS if tag.endswith(coding)), "")
    return tag.removesuffix(coding)
