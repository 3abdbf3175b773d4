"""Tags that an author named and never meant: ``the <title> of a page`` would swallow the rest of the article.

A parser of HTML takes everything up to the end tag for what such an element holds (WHATWG HTML, sections 13.2.5.2 to
13.2.5.5 and 13.2.6.4.7), and without an end tag that is all there is. An element of SVG or MathML outside of a drawing
or formula, such as ``<path>``, is dropped by nh3 with all that it holds. Pure.
"""

from __future__ import annotations

import re
from collections import defaultdict


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_FOREIGN = _words("math svg")
"""Elements that ``/>`` ends."""
_NESTING = _words("applet button canvas datalist object select template") | _FOREIGN
"""Elements that hold elements: each end tag ends one."""
_TEXTS = _words("iframe noembed noframes noscript script style textarea title xmp")
"""Elements that hold text: the first end tag ends it, whatever stands between."""
_SWALLOWING = _NESTING | _TEXTS | {"plaintext"}  # which has no end tag at all
_OTHERS = _words(
    "a abbr address area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br caption "
    "center cite code col colgroup data dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure "
    "font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i image img input ins kbd keygen "
    "label legend li link listing main map mark marquee menu meta meter nav nobr ol optgroup option output p param "
    "picture pre progress q rb rp rt rtc ruby s samp search section slot small source span strike strong sub summary "
    "sup table tbody td tfoot th thead time tr track tt u ul var video wbr"
)
"""The other elements of HTML, also those of yesterday."""

ELEMENTS = _OTHERS | _SWALLOWING
"""All elements of HTML, and the two that hold drawings and formulas."""

_NAME = re.compile(r"</?([A-Za-z][^\s/>]*)")
# Without "<" inside, so that 100,000 tags that do not end are read once and not 100,000 times.
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][^\s/<>]*)(?P<rest>[^<>]*)>")


def without_stray_tags(html: str) -> str:
    """HTML in which no tag takes text with it that its author meant to be read; linear in its length.

    A bare tag that would swallow what follows was meant to be read too, and becomes text; one with attributes goes.
    A tag that is none of HTML goes, and what it holds stays.

    >>> without_stray_tags("the <title> of a page, <svg><path/></svg>"), without_stray_tags('<style media="x">text')
    ('the &lt;title&gt; of a page, <svg><path/></svg>', 'text')
    >>> without_stray_tags("copy <path> to <b>the disk</b>")
    'copy  to <b>the disk</b>'
    """
    names = {name.lower() for name in set(_NAME.findall(html))}
    if names <= _OTHERS:
        return html
    closed = html if names.isdisjoint(_SWALLOWING) else _without_unclosed(html)
    return closed if names <= ELEMENTS else _without_unknown(closed)


def _without_unclosed(html: str) -> str:
    opened: defaultdict[str, list[re.Match[str]]] = defaultdict(list)
    for tag in _TAG.finditer(html):
        name = tag["name"].lower()
        if name not in _SWALLOWING:
            continue
        if not tag["end"]:
            if not _ends_itself(name, tag):
                opened[name].append(tag)
        elif name in _TEXTS:
            opened[name].clear()
        elif name in _NESTING and opened[name]:
            opened[name].pop()
    parts: list[str] = []
    done = 0
    for tag in sorted((tag for tags in opened.values() for tag in tags), key=re.Match.start):
        parts += [html[done : tag.start()], "" if tag["rest"] else f"&lt;{tag['name']}&gt;"]
        done = tag.end()
    return "".join([*parts, html[done:]])


def _without_unknown(html: str) -> str:
    """Drawings and formulas, which are all closed here, stay as they are."""
    depth = 0

    def decide(tag: re.Match[str]) -> str:
        nonlocal depth
        name = tag["name"].lower()
        if name in _FOREIGN:
            depth += -1 if tag["end"] else not _ends_itself(name, tag)
        return tag[0] if depth > 0 or name in ELEMENTS else ""

    return _TAG.sub(decide, html)


def _ends_itself(name: str, tag: re.Match[str]) -> bool:
    return name in _FOREIGN and tag["rest"].endswith("/")
