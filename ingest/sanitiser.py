"""HTML of anybody to HTML that can do no harm, and to plain text.

nh3 and an allow-list that is written out here: no script, no style, no frame, no form, no identifier. Identifiers are
dropped because entries meet on one page and would collide; a link to a fragment of the article itself becomes its text.

Relative URLs come out marked with `store.entry.RELATIVE`, protocol-relative ones as https. All text is NFC and free of
what XML 1.0 (section 2.2) and HTML (section 13.2.3.5, "Preprocessing the input stream") forbid, also where an author
writes it as a character reference.
"""

from __future__ import annotations

import html as escapes
import re
import unicodedata
from collections import Counter
from urllib.parse import urlsplit

import nh3

from ingest.rejection import UnusableError
from ingest.straytags import without_stray_tags
from store.entry import RELATIVE

DEEPEST = 200
"""Elements inside one another. nh3 needs quadratic time beyond (20,000 ``<ul><li>`` took 3.3 s), and parsers at the
other end stop at 256 (libxml2, ``xmlParserMaxDepth``)."""

MOST_REFERENCES = 200_000
"""Character references, ``&amp;`` and ``&lt;`` among them: nh3 needs quadratic time (1,000,000 took 7 s)."""

LARGEST = 8_000_000
"""Characters of HTML. Footnotes multiply: 800 KB of ``[^1]`` became 56 MB."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TAGS = _words(
    "a abbr address article aside audio b bdi big blockquote br caption center cite code col colgroup dd del details "
    "dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark ol p pre q rp "
    "rt ruby s samp section small source span strike strong sub summary sup table tbody td tfoot th thead time tr tt "
    "u ul var video wbr"
)
"""Each is known to be harmless to the W3C Feed Validator (``acceptable_elements`` of its ``HTMLValidator``)."""

_GONE_WITH_CONTENT = _words(
    "applet button canvas datalist embed head math noembed noframes object script select style svg template textarea "
    "title"
)
_ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "hreflang"},
    "audio": {"src"},
    "code": {"class"},
    "col": {"span"},
    "colgroup": {"span"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"reversed", "start"},
    "source": {"src", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
    "video": {"height", "poster", "src", "width"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}

# C0 but for tab and line ends, C1, surrogates, non-characters. Those of the higher planes are left out: XML allows
# them, and with them Python's `re` takes 25 times as long.
FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")

_VOID = _words("area base br col embed hr img input link meta param source track wbr")
_IMPLIED = _words("dd dt li option p td th tr tbody tfoot thead")
"""Elements whose end tag authors may leave out: they nest only by way of another that counts."""
_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)")
_TOKEN = re.compile(r"<[^>]*>|[^<]+")
_LINK = re.compile(r"<(/?)a(?=[\s>])([^>]*)>")
_NOTHING_TO_SHOW = re.compile(r'<(?:img|source)(?![^>]*? src=")[^>]*>')
_EMPTY = re.compile(
    r"<(a|abbr|article|aside|b|big|blockquote|center|cite|code|dd|del|details|div|dl|dt|em|figcaption|figure|footer"
    r"|h[1-6]|header|i|ins|kbd|li|main|mark|ol|p|pre|q|s|section|small|span|strike|strong|sub|summary|sup|table|tt|u|ul"
    r'|(?:audio|video)(?![^>]*? src="))(?: [^>]*)?>(?:\s|&nbsp;)*</\1>'
)

_FRAME = re.compile(
    r"""<iframe\s(?:[^<>]*?\s)?src\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))[^<>]*>(?:\s*</iframe\s*>)?""",
    re.IGNORECASE,
)

_TAG_OF_TEXT = re.compile(r"<(/?[a-z0-9]+)[^>]*>")
_BLOCKS = (
    *("address", "article", "aside", "blockquote", "details", "div", "dl", "figure", "footer", "h1", "h2", "h3", "h4"),
    *("h5", "h6", "header", "hr", "main", "ol", "p", "pre", "section", "table", "ul"),
)
# What stands between the words before and after a tag; nothing for all others.
_SEPARATORS = (
    {tag: "\n\n" for block in _BLOCKS for tag in (block, f"/{block}")}
    | dict.fromkeys(("br", "/caption", "/dd", "/dt", "/figcaption", "/li", "/summary", "/tr"), "\n")
    | dict.fromkeys(("/td", "/th"), " ")
)
_GAP = re.compile(r"\n{2,}")
PROSE = 2_000
"""Characters of HTML in which prose is looked for."""

_NOT_PROSE = re.compile(r"<(h[1-6]|table|pre|figcaption)(?: [^>]*)?>.*?</\1>", re.DOTALL)


def sanitised(html: str) -> str:
    """HTML in the one form that this package stores: safe, balanced, composed, without elements that show nothing.

    Raises `UnusableError` for what goes beyond `DEEPEST`, `LARGEST` or `MOST_REFERENCES`.
    """
    if len(html) > LARGEST:
        raise UnusableError(f"text grows to more than {LARGEST:,} characters of HTML", "shorten it, or its footnotes")
    if html.count("&") > MOST_REFERENCES:
        raise UnusableError(f"text has more than {MOST_REFERENCES:,} character references", "write characters instead")
    framed = _FRAME.sub(_link_to_frame, html) if "<iframe" in html.lower() else html
    meant = without_stray_tags(FORBIDDEN.sub("", framed))
    _refuse_deep(meant, _VOID | _IMPLIED)
    clean = FORBIDDEN.sub("", _CLEANER.clean(meant))
    _refuse_deep(clean, _VOID)
    clean = _NOTHING_TO_SHOW.sub("", _unwrapped(clean))
    emptied = 1
    while emptied:
        clean, emptied = _EMPTY.subn("", clean)
    return _composed(clean.strip())


def plain_text(html: str) -> str:
    r"""The text of any HTML, safe or not: entities decoded, white space collapsed, no text for images.

    Paragraphs and their like are separated by a blank line, list items, rows and ``<br>`` by a line end, cells by a
    blank. Raises where `sanitised` does.

    >>> plain_text("<h2>Souhrn</h2><p>Jeden&nbsp;<b>den</b>,<br>dva</p><ul><li>tři</li><li>čtyři</li></ul>")
    'Souhrn\n\nJeden den,\ndva\n\ntři\nčtyři'
    """
    return text_of(sanitised(html))


def prose_of(clean: str) -> str:
    """The beginning of a text without headings, tables, code and captions, of HTML that is `sanitised` already.

    Of `PROSE` characters of HTML, all told: enough for a summary, and for telling the language.
    """
    opening = clean if len(clean) <= PROSE else clean[:PROSE].rpartition("<")[0]
    return text_of(_NOT_PROSE.sub(" ", opening))


def text_of(clean: str) -> str:
    """What `plain_text` says, of HTML that is `sanitised` already."""
    parted = _TAG_OF_TEXT.sub(lambda tag: _SEPARATORS.get(tag[1], ""), clean.replace("\n", " "))
    lines = (" ".join(line.split()) for line in escapes.unescape(parted).split("\n"))
    return unicodedata.normalize("NFC", _GAP.sub("\n\n", "\n".join(lines)).strip())


def _refuse_deep(html: str, uncounted: frozenset[str]) -> None:
    """Raise for more than `DEEPEST` elements inside one another; authors' unclosed ones count as long as they last."""
    if html.count("<") - html.count("</") <= DEEPEST:
        return
    depth = 0
    unclosed: Counter[str] = Counter()
    for closing, spelled in _TAG.findall(html):
        name = spelled.lower()
        if name in uncounted:
            continue
        if not closing:
            unclosed[name] += 1
            depth += 1
        elif unclosed[name]:
            unclosed[name] -= 1
            depth -= 1
        if depth > DEEPEST:
            raise UnusableError(
                f"<{name}> is nested more than {DEEPEST} deep",
                "close the elements, quotes and lists that are left open",
            )


def _unwrapped(html: str) -> str:
    """Links that lead nowhere any more become their text."""
    kept: list[bool] = []

    def decide(tag: re.Match[str]) -> str:
        if tag[1]:
            return "</a>" if kept and kept.pop() else ""
        kept.append(' href="' in tag[2])
        return tag[0] if kept[-1] else ""

    return _LINK.sub(decide, html)


def _composed(html: str) -> str:
    """NFC, where no tag takes part: ``>`` and a combining U+0338 at the beginning of a text are ``≯`` in NFC."""
    if unicodedata.is_normalized("NFC", html):
        return html
    tokens = (unicodedata.normalize("NFC", token) for token in _TOKEN.findall(html))
    return "".join(f"&#x338;{token[1:]}" if token.startswith("\u0338") else token for token in tokens)


def _link_to_frame(frame: re.Match[str]) -> str:
    url = escapes.escape(escapes.unescape(frame[1] or frame[2] or frame[3] or ""))
    return f'<a href="{url}">{url}</a>'


def _marked(url: str) -> str | None:
    """What becomes of a URL that nh3 holds for relative: marked, made absolute, or dropped.

    nh3 decides before characters are dropped, so that ``java&#11;script:`` arrives here and is looked at once more.
    """
    bare = re.sub(r"[\t\n\r]", "", FORBIDDEN.sub("", url)).strip().replace("\\", "/")
    if not bare or bare.startswith("#"):
        return None
    if bare.startswith("//"):
        return _absolute(bare)
    return None if ":" in re.split(r"[/?#]", bare, maxsplit=1)[0] else RELATIVE + bare.replace(" ", "%20")


def _absolute(url: str) -> str | None:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return "https:" + url.replace(" ", "%20") if host else None


def _attribute(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("code", "class"):
        return value if re.fullmatch(r"language-[\w+#.-]{1,40}", value) else None
    return value


_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_GONE_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    attribute_filter=_attribute,
    set_tag_attribute_values={"audio": {"controls": ""}, "video": {"controls": ""}},
    url_schemes=_SCHEMES,
    # Nothing opens a new window, so there is nothing for ``noopener`` to guard.
    link_rel=None,
    url_relative=_marked,
)
