"""Paths, parameters and fields made to harm, of every kind, against the daemon (row 31)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faults.newsroom import daemon
from tests.faults.soundness import one, sound
from tests.faults.trials import many, tried
from tests.faults.wire import Answer, Line, last, request
from tests.seedwire.conftest import eventually, start_for_all

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running

__all__ = ["daemon", "eventually", "start_for_all"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.fault(31), pytest.mark.process, pytest.mark.long, pytest.mark.timeout(600)]


FOLDERS = ("", "/companies", "/entries", "/static", "/atom/archive", "/companies/orlen/atom/archive")
HOSTILE = (
    "%00",
    "%0d%0aSet-Cookie:%20evil=1",
    "..%2f..%2fetc%2fpasswd",
    "%2e%2e%5c%2e%2e",
    "%ff",
    "%c0%af",
    "%c0%ae%c0%ae",
    "%ed%a0%80",
    "%f4%90%80%80",
    "%u0041",
    "%25%32%65",
    "%e2%80%ae",
    "%ef%bb%bf",
    "%3cscript%3ealert(1)%3c%2fscript%3e",
    "'%20OR%201=1--",
    "{{7*7}}",
    "%24%7bjndi:x%7d",
    "z" * 5000,
    "-1",
)
ANSWERED: dict[int, tuple[str, ...]] = {
    404: (
        *(f"/atom/archive/{number}.xml" for number in ("0", "0x1", "1e1", "%D9%A1", "9" * 26, "1%00", "1 ")),
        "//evil.example/path",
        "//evil.example/companies",
        "/\\evil.example",
        "/.//evil.example",
        "/https://evil.example/",
        "/companies/orlen/../../atom.xml",
        "/companies/orlen;x=1/atom.xml",
        "/atom.xml;x",
        "/atom.xml/",
        "/ATOM.XML",
        "/companies/Škoda-Auto/atom.xml",
        "/companies/S\u030ckoda-auto/atom.xml",
        "/companies/\uff4frlen/atom.xml",
    ),
    400: (
        *(f"/atom.xml?{name}=%00" for name in ("company", "q", "since", "limit", "category", "author")),
        *(f"/?{name}=%00" for name in ("company", "q", "page")),
        *(f"/rss.xml?q={bad}" for bad in ("%ff", "%c0%af", "%ed%a0%80", "%f5", "%80")),
        "/feed.json?%ff=1",
        *(f"/?page={page}" for page in ("-1", "0", "1e9", "%D9%A3", "9" * 30, "1.0")),
        *(f"/atom.xml?limit={limit}" for limit in ("0", "501", "-1", "1e2", "9" * 4000, "NaN", "0x10")),
        *(f"/atom.xml?since={moment}" for moment in ("now", "0000-01-01", "2026-13-01", "9" * 20, "1e400")),
        "/atom.xml?company=" + "a" * 5000,
        "/atom.xml?company=" + ",".join(f"c{number}" for number in range(51)),
        "/atom.xml?" + "&".join(f"x{number}=1" for number in range(1000)),
        "/?" + "&".join(["company=orlen"] * 101),
    ),
    301: (
        "/companies?next=//evil.example&x=%0d%0aSet-Cookie:evil=1",
        "/companies/orlen?%0d%0aLocation:%20//evil.example",
        "//companies",
    ),
    200: (
        "/atom.xml#x",
        "/atom.xml?",
        "/atom.xml?%00=1&%=2&=&&&",
        "/atom.xml?x=" + "a" * 15_000,
        "/atom.xml?q=" + "a" * 15_000,
    ),
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_hostile_name_is_that_of_nothing(daemon: Running, folder: str) -> None:
    for segment in HOSTILE:
        for rest in ("", "/", "/atom.xml", ".xml"):
            _refused(daemon, f"{folder}/{segment}{rest}", 404)


@pytest.mark.parametrize("status", ANSWERED)
def test_a_hostile_address_is_answered_in_words_and_leads_nowhere(daemon: Running, status: int) -> None:
    for target in ANSWERED[status]:
        _refused(daemon, target, status)


def _refused(daemon: Running, target: str, status: int) -> None:
    for method in ("GET", "HEAD"):
        answer = one(daemon.port, last(quote(target, safe=SENT), method=method), method)
        assert answer.status == status, target
        assert "evil" not in "".join(answer.fields) + answer.fields.get("location", "").partition("?")[0], target
        assert len(answer.body) < 100_000, target
        tried()


SENT = "%/?&=+,*;:#'\"<>\\~-._!$()@[]{}|^`"
"""What stays in a target as it is; what HTTP cannot carry is percent-encoded."""
ODD = [
    "%00", "%0d%0a", "..", "%2e%2e", "%2f", "%ff", "%c0%af", "%", "%zz", "+", "-", ",", "*", '"', "'", "<x>", "&", "=",
    ";", ":", "OR", "š", "Щ", "銀行", "🙂", "\u202e", "\u0301", "\uffff", "a" * 300, "9" * 20, "2026-01-30", "//", "~",
]  # fmt: skip
WORDS = ["orlen", "skoda-auto", "sofarma", "openai", "miele", "cs", "de", "R&D", "prumysl", "Jana", "lip*"]
KEYS = [
    "company", "category", "language", "source", "author", "min_importance", "since", "until", "q", "limit", "content",
    "page", "v", "x",
]  # fmt: skip
SEGMENTS = [
    "atom.xml", "rss.xml", "feed.json", "companies", "entries", "filter", "static", "seedwire.css", "atom", "archive",
    "1.xml", "opml.xml", "companies.json", "robots.txt", "healthz", "readyz", "metrics", "",
]  # fmt: skip
FIELDS = [
    "If-None-Match", "If-Modified-Since", "If-Match", "If-Range", "Range", "Accept", "Accept-Encoding", "A-IM",
    "Sec-Fetch-Dest", "Origin", "Cookie", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "User-Agent", "Upgrade",
    "Expect", "Content-Type", "Authorization",
]  # fmt: skip
CONTENTS = [
    "*", '"', "W/", 'W/"x", "y"', "feed", "feed;q=0", "gzip", "br;q=1, gzip;q=0.1", "identity;q=0", "document", "null",
    "websocket", "bytes=0-", "Thu, 01 Jan 1970 00:00:00 GMT", "Sat, 31 Feb 99999 00:00:00 GMT", "q=", ";;,,",
]  # fmt: skip

values = st.lists(st.sampled_from(ODD + WORDS) | st.text(max_size=4), max_size=4).map("".join)
paths = st.lists(st.sampled_from(SEGMENTS + WORDS) | values, max_size=4).map(lambda parts: "/" + "/".join(parts))
queries = st.lists(st.tuples(st.sampled_from(KEYS), values).map("=".join), max_size=5).map("&".join)
contents = st.text(st.characters(min_codepoint=0x20, exclude_characters="\x7f", max_codepoint=0x17F), max_size=20)
headers = st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(CONTENTS) | contents, max_size=4)
methods = st.sampled_from(["GET", "GET", "GET", "HEAD", "OPTIONS", "POST", "get", "PROPFIND"])


class Visit:
    """One connection after the other: the server may end one."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._line = Line(port)

    def close(self) -> None:
        self._line.close()

    def ask(self, raw: bytes, method: str) -> Answer:
        if (answer := self._line.ask(raw, method)) is None:  # it was ended after the answer before
            self._line.close()
            self._line = Line(self._port)
            answer = self._line.ask(raw, method)
        assert answer is not None
        return answer


@pytest.fixture(scope="module")
def visit(daemon: Running) -> Iterator[Visit]:
    with closing(Visit(daemon.port)) as visiting:
        yield visiting


@settings(max_examples=many(300, 12_000), suppress_health_check=[HealthCheck.too_slow])
@given(path=paths, query=queries, told=headers, method=methods)
def test_whatever_is_asked_is_answered_well(
    visit: Visit, path: str, query: str, told: dict[str, str], method: str
) -> None:
    tried()
    target = quote(path + (f"?{query}" if query else ""), safe=SENT, errors="replace")
    fields = [f"{name}: {content}" for name, content in told.items()]
    sound(visit.ask(request(target, *fields, method=method), method))
