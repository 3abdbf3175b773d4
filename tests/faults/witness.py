"""What a reader's program would run, load or send, had it this HTML: seen by parsers that are not the product's.

libxml2 (lxml) builds a tree, as feed readers do; html.parser of the standard library sees tags in places where a tree
has none. What either finds is found. Allowed is what the HTML standard only shows; everything else is live.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from lxml import etree, html


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SHOWN = _words(
    "a abbr address article aside audio b bdi big blockquote br caption center cite code col colgroup dd del details "
    "dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q rp "
    "rt ruby s samp section small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt "
    "u ul var video wbr"
)
_SAID = _words(
    "align alt aria-label class colspan controls datetime decoding dir height href hreflang lang loading open poster "
    "preload referrerpolicy reversed role rowspan scope span src start tabindex title type width"
)
_ADDRESSES = frozenset({"href", "src", "poster"})
_CLASS = re.compile(r"language-[\w+#.-]+|scroll")
"""All others belong to the page, or to whoever shows the article."""
# Browsers drop controls and blanks around a scheme and inside it (https://url.spec.whatwg.org/#url-parsing).
_DROPPED = re.compile(r"[\x00-\x20]")
PUBLISHED = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
"""The addresses that readers may get."""
STORED = re.compile(rf"{PUBLISHED.pattern}|relative:[^:/?#]*(?:[/?#]|\Z)", re.IGNORECASE)
"""Those and what is still to be resolved, which cannot turn out to have a scheme."""

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Part = tuple[str, list[tuple[str, str]]]
"""The name of an element, and its attributes."""


def live_parts(markup: str, addresses: re.Pattern[str] = PUBLISHED) -> list[str]:
    """What is not only shown: elements, attributes, comments and other `addresses`, each in a few words."""
    return [
        live for name, attributes in (*_tree(markup), *_Tags.of(markup)) for live in _live(name, attributes, addresses)
    ]


def unfit_for_xml(text: str) -> str:
    """The first character that XML 1.0 forbids (production Char), or nothing."""
    found = _FORBIDDEN.search(text)
    return repr(found[0]) if found else ""


def _live(name: str, attributes: list[tuple[str, str]], addresses: re.Pattern[str]) -> Iterator[str]:
    if name.lower() not in _SHOWN:
        yield f"<{name}>"
    for attribute, value in attributes:
        if attribute not in _SAID:
            yield f"<{name} {attribute}>"
        elif attribute == "class" and not _CLASS.fullmatch(value):
            yield f"<{name} class={value!r}>"
        elif attribute in _ADDRESSES and not addresses.match(_DROPPED.sub("", value)):
            yield f"<{name} {attribute}={value!r}>"


def _tree(markup: str) -> Iterator[Part]:
    if not markup.strip():
        return
    # Parsed as the content of an element, so that libxml2 invents no document around it.
    parser = etree.HTMLParser(huge_tree=True)
    body = html.fragment_fromstring(markup, create_parent="div", parser=parser)
    for element in body.iterdescendants():
        if isinstance(element.tag, str):
            yield element.tag, [(str(name), str(value)) for name, value in element.items()]
        else:
            yield f"!-- {element.text!r}", []


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[Part] = []

    @classmethod
    def of(cls, markup: str) -> list[Part]:
        tags = cls()
        tags.feed(markup)
        tags.close()
        return tags.parts

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, [(name, value or "") for name, value in attrs]))

    def handle_comment(self, data: str) -> None:
        self.parts.append((f"!-- {data!r}", []))

    def handle_decl(self, decl: str) -> None:
        self.parts.append((f"!{decl}", []))

    def handle_pi(self, data: str) -> None:
        self.parts.append((f"?{data}", []))

    def unknown_decl(self, data: str) -> None:
        self.parts.append((f"![{data}", []))
