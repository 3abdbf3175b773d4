"""All that is fuzzed, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from benchmarks.hostile import hostile_files
from tests.faults.fuzz import asking, reading
from tests.faults.fuzz.target import LONGEST, Target

_YAML: Final = (
    "---\n",
    "\n---\n",
    "+++\n",
    "\n+++\n",
    '{"',
    ": ",
    "- ",
    "? ",
    "&a ",
    "*a",
    "<<: ",
    "!!",
    "| \n",
    "> \n",
)
_HTML: Final = (
    *("<a href=", "<img src=", "<svg>", "<math>", "<style>", "<script>", "</script>", "<table>", "<template>", "<!--"),
    *("-->", "<![CDATA[", "]]>", "<noscript>", "<textarea>", "<title>", "<select>", "<iframe ", "srcdoc=", " onerror="),
    *("javascript:", "data:", "&#", "&Tab;", "&colon;", "<mtext>", "<mglyph>", "<foreignObject>", "<annotation-xml>"),
    *("<p>", "</p>", "<br>", "<form>", "style=", "xlink:href=", "&lt;", "&#x338;", '\\"', "'", "<xmp>", "<plaintext>"),
)
_MARKDOWN: Final = (
    "[^1]",
    "[^1]: ",
    "](",
    "![",
    "```\n",
    "~~~",
    "> ",
    "- [x] ",
    "| - |",
    "{{< ",
    " >}}",
    "{% raw %}",
    "# ",
)
_HEADERS: Final = (
    "date ",
    "date: ",
    "2026-01-30",
    "title: ",
    "url: ",
    "Дата: ",
    "Datum: ",
    "tags: ",
    "\n\n",
    ". ",
    "млрд. ",
)
_QUERY: Final = (
    "company=",
    "category=",
    "language=",
    "q=",
    "since=",
    "limit=",
    "&",
    "%2C",
    "%00",
    "+",
    "-",
    "OR",
    "%22",
    "*",
)
_FIELDS: Final = (
    "W/",
    '"',
    ", ",
    "gzip",
    ";q=0.",
    "*",
    "feed",
    "-br",
    " GMT",
    "Fri, 30 Jan 2026 12:00:00 GMT",
    "document",
)


def _small(*beginnings: str) -> tuple[bytes, ...]:
    """The small ones of the hostile files, whose names begin so."""
    files = hostile_files().items()
    return tuple(data for name, data in files if name.startswith(beginnings) and len(data) < LONGEST)


_ALL: Final = (
    Target("decoding", reading.bytes_are_text_or_refused, _small("bytes-", "char-")),
    Target(
        "front-matter",
        reading.front_matter_is_values_or_refused,
        _small("yaml-", "toml-", "json-", "value", "shape"),
        _YAML,
    ),
    Target("headerless", reading.text_without_front_matter_keeps_its_words, _small("shape-", "bytes-"), _HEADERS),
    Target(
        "dates", reading.a_date_is_a_moment_or_none, (b"30. ledna 2026 v 14.35", b"Fri, 30 Jan 2026 12:00:00 +0100")
    ),
    Target("markdown", reading.markdown_is_harmless_html, _small("script-", "slow-"), _HTML + _MARKDOWN),
    Target("html", reading.html_is_harmless, _small("script-html"), _HTML),
    Target(
        "plain-text", reading.plain_text_is_harmless_html, (b"Viz https://x.cz/a_(b)).\n\nDva.",), ("https://", "\n")
    ),
    Target("file", reading.a_file_is_an_entry_in_every_format_or_refused, _small(""), _YAML + _HTML),
    Target(
        "query",
        asking.a_query_has_one_address_or_is_refused,
        (b"company=amazon,openai&q=bank*&since=2026-01-30",),
        _QUERY,
    ),
    Target(
        "search",
        asking.a_search_is_written_as_it_is_read,
        ('Příliš -"žlutý kůň" bank* OR ČNB'.encode(),),
        ('"', " OR "),
    ),
    Target(
        "conditions", asking.any_condition_is_met_or_not, (b'W/"0123abcd.7.0123456789abcdef-gzip", "x"\n',), _FIELDS
    ),
    Target("accept-encoding", asking.any_coding_asked_for_is_one_of_ours, (b"gzip;q=0.8, br, *;q=0",), _FIELDS),
    Target(
        "exchange",
        asking.any_request_is_answered_whole_or_not_modified,
        (b'GET\n"x"\n\ngzip\nfeed\ndocument',),
        _FIELDS,
    ),
    Target(
        "kinship", asking.two_texts_are_compared_alike_from_both_sides, (b"Jeden den v Praze.\n\nJeden den v Brne.",)
    ),
)

TARGETS: Final[Mapping[str, Target]] = MappingProxyType({target.name: target for target in _ALL})
