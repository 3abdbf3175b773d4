"""The parameters of a request as pairs of text, bounded, and what is said of those that cannot mean anything."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl

MOST_PARAMETERS = 100
LONGEST_QUERY = 16_384
"""Bytes of the query string as it stands in the request."""

_LONGEST_QUOTE = 60


class BadParameterError(ValueError):
    """Raised for a parameter that cannot mean anything: answered 400. Its text names the parameter and says why."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message


def split(query_string: bytes) -> list[tuple[str, str]]:
    """The pairs of a query string (WHATWG URL, section 5.1), percent-decoded.

    Raises `BadParameterError` where it is longer than `LONGEST_QUERY`, has more than `MOST_PARAMETERS`, or is no UTF-8.
    """
    if len(query_string) > LONGEST_QUERY:
        raise BadParameterError("query", f"longer than {LONGEST_QUERY} bytes")
    try:
        text = query_string.decode("utf-8", "surrogateescape")
        pairs = parse_qsl(text, keep_blank_values=True, errors="surrogateescape", max_num_fields=MOST_PARAMETERS)
    except ValueError as error:
        raise BadParameterError("query", f"has more than {MOST_PARAMETERS} parameters") from error
    for name, value in pairs:
        if not _is_unicode(name):
            raise BadParameterError("query", f"{quoted(name)} is no UTF-8 after percent-decoding")
        if not _is_unicode(value):
            raise BadParameterError(name, "is no UTF-8 after percent-decoding")
    return pairs


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def quoted(value: str) -> str:
    """What somebody typed, as it may stand in a message: one short line."""
    shown = value if len(value) <= _LONGEST_QUOTE else value[:_LONGEST_QUOTE] + "…"
    return '"' + "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in shown) + '"'


def whole_number(name: str, value: str, greatest: int) -> int:
    """A whole number from 1 to `greatest` in ASCII digits; raises `BadParameterError`."""
    if re.fullmatch(r"[0-9]{1,9}", value) is None or not 1 <= int(value) <= greatest:
        raise BadParameterError(name, f"{quoted(value)} is no whole number from 1 to {greatest}")
    return int(value)
