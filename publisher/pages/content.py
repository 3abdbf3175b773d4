"""The HTML of an article as it stands inside a page of ours."""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup

from publisher.address import resolve_markup
from publisher.site import Site

# What is stored was serialised by nh3: names in lower case, attribute values in double quotes. Every tag is matched, so
# that what looks like one inside an attribute of another is left alone.
_TAG: Final = re.compile(r'<(?P<end>/?)(?P<name>[a-z][a-z0-9]*)(?P<attributes>(?:[^">]|"[^"]*")*)>')
_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TOP: Final = 2
"""The level of the article's first headings: the page's own title is the one ``h1``."""
_DEEPEST: Final = 6


def page_content(html: str, site: Site, page: str) -> Markup:
    """Sanitised HTML made to stand in `page`, the address of ours that shows it.

    Addresses become absolute. Headings are shifted as one, so that the highest is an ``h2``, and a ``main`` of the
    article's own gives way to the page's. Images load late and tell nobody who reads; sound and film wait to be asked.
    Tables get a box that scrolls by itself, also from the keyboard.
    """
    resolved = resolve_markup(html, site, page)
    levels = [int(tag["name"][1]) for tag in _TAG.finditer(resolved) if tag["name"] in _HEADINGS]
    shift = _TOP - min(levels, default=_TOP)

    def fit(tag: re.Match[str]) -> str:
        name = f"h{min(int(tag['name'][1]) + shift, _DEEPEST)}" if tag["name"] in _HEADINGS else tag["name"]
        return _closed(name) if tag["end"] else _opened(name, tag["attributes"])

    # The input is what nh3 let through; nothing is added here but the constants above.
    return Markup(_TAG.sub(fit, resolved))  # noqa: S704 - sanitised when it was ingested


def _opened(name: str, attributes: str) -> str:
    match name:
        case "img":
            return f'<img{_described(attributes)} loading="lazy" decoding="async" referrerpolicy="no-referrer">'
        case "audio" | "video":
            return f'<{name}{attributes} controls preload="none">'
        case "table":
            return f'<div class="scroll" role="region" aria-label="Table" tabindex="0"><table{attributes}>'
        case "main":
            return f"<div{attributes}>"
        case _:
            return f"<{name}{attributes}>"


def _closed(name: str) -> str:
    match name:
        case "table":
            return "</table></div>"
        case "main":
            return "</div>"
        case _:
            return f"</{name}>"


def _described(attributes: str) -> str:
    """Attributes of an image; one without a description is for the eye only, else its address would be read out."""
    return attributes if ' alt="' in attributes else f'{attributes} alt=""'
