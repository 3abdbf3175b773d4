"""What a template tag shows: a figure, a block of code, a link to the thing embedded, or nothing."""

from __future__ import annotations

import html as escapes
import re
from urllib.parse import quote

_ARGUMENT = re.compile(r"""(?:([\w-]+)\s*=\s*)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[^\s"'`]+)""", re.DOTALL)
_NESTED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_LITERAL = re.compile(r"""\s*-?\s*("[^"]*"|'[^']*')\s*((?:\|[^|]*)*)""")
_FILTER = re.compile(r"\|\s*(\w+)")
_KEEPS_URL = frozenset(
    {"absolute_url", "append", "asset_path", "asset_url", "prepend", "relative_url", "strip", "uri_escape"}
)
_LANGUAGE = re.compile(r"[\w+#.-]{1,40}")
_WEB = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_PICTURE_FILE = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#]|$)", re.IGNORECASE)
_PICTURE_TAG = re.compile(r"(?:^|[/_.-])(?:fig(?:ure)?|ima?ge?|picture|photo|responsive-image)(?:[/_.-]|$)")
_SOURCES = ("src", "image_path", "path", "file", "image", "img", "url")

_SERVICES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "tweet": "https://x.com/i/status/{}",
    "twitter": "https://x.com/i/status/{}",
    "x": "https://x.com/i/status/{}",
    "gist": "https://gist.github.com/{}",
    "instagram": "https://www.instagram.com/p/{}/",
    "codepen": "https://codepen.io/{}",
    "github": "https://github.com/{}",
    "spotify": "https://open.spotify.com/{}",
}
_OF_USERS = frozenset({"codepen", "gist"})
"""Their addresses name the user before the thing."""
_EMBEDS = frozenset({"embed", "oembed", "audio", "video", "iframe", "bookmark"})


def expansion(name: str, arguments: str) -> str:
    """A tag as Markdown; empty for one that shows nothing by itself.

    `name` is in lower case, `arguments` what follows it.
    """
    plain, named = _arguments(arguments)
    if name in {"include", "include_relative", "include_cached", "partial"} and plain:
        name, *plain = (plain[0].lower(), *plain[1:])
    if name in {"ref", "relref", "link", "post_url"}:
        return _reference(plain[0] if plain else named.get("path", ""))
    if service := _service(name, named):
        return _link(_address(service, plain, named))
    source = _source(name, plain, named)
    if source and (_PICTURE_TAG.search(name) or _PICTURE_FILE.search(source)):
        return _figure(source, named)
    if name in _EMBEDS and source:
        return _link(source)
    return ""


def fenced(arguments: str, code: str) -> str:
    """A block of code in a fence that is longer than any inside; its language is the first word of `arguments`."""
    language = _LANGUAGE.match(arguments.strip("\"' "))
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", code)), default=0))
    return f"\n\n{fence}{language[0] if language else ''}\n{code.strip(chr(10))}\n{fence}\n\n"


def output(inner: str) -> str:
    """What ``{{ … }}`` shows: a literal, also through filters for URLs; of variables only the site knows the value.

    ``{{ site.baseurl }}/a`` so becomes ``/a``, and ``{{ "/a" | relative_url }}`` too.
    """
    literal = _LITERAL.fullmatch(inner.rstrip("- \t\n"))
    if literal is None or not _KEEPS_URL.issuperset(_FILTER.findall(literal[2])):
        return ""
    return literal[1][1:-1].replace(" ", "%20") if literal[2] else literal[1][1:-1]


def _arguments(text: str) -> tuple[list[str], dict[str, str]]:
    """Those without a name, in order, and those with one; template tags inside them are outputs of the site."""
    plain: list[str] = []
    named: dict[str, str] = {}
    for found in _ARGUMENT.finditer(_NESTED.sub("", text)):
        value = found[2]
        if value[0] in "\"'`":
            value = re.sub(r"\\(.)", r"\1", value[1:-1], flags=re.DOTALL)
        if found[1]:
            named.setdefault(found[1].lower(), value.strip())
        else:
            plain.append(value.strip())
    return plain, named


def _service(name: str, named: dict[str, str]) -> str | None:
    words = re.split(r"[/_.-]", name)
    if provider := named.get("provider", "").lower():
        words.append(provider)
    return next((word for word in words if word in _SERVICES), None)


def _address(service: str, plain: list[str], named: dict[str, str]) -> str:
    given = [value for key in ("url", "src", "user", "username", "id", "video") if (value := named.get(key))] or plain[
        :2
    ]
    if given and _WEB.fullmatch(given[0]):
        return given[0]
    if service not in _OF_USERS:
        given = given[-1:] if named else given[:1]
    return _SERVICES[service].format(quote("/".join(given), safe="/")) if given else ""


def _source(name: str, plain: list[str], named: dict[str, str]) -> str:
    for key in _SOURCES:
        if value := named.get(key):
            return value
    web = next((value for value in plain if _WEB.fullmatch(value)), "")
    if web or not _PICTURE_TAG.search(name):
        return web
    # Octopress and Hexo: ``{% img [class names] /path/to/image [width] [height] [title] %}``.
    return next((value for value in plain if "/" in value or _PICTURE_FILE.search(value)), "")


def _figure(source: str, named: dict[str, str]) -> str:
    caption = named.get("caption") or named.get("title") or ""
    alternative = named.get("alt") or named.get("description") or caption
    image = f'<img src="{escapes.escape(source)}" alt="{escapes.escape(alternative)}">'
    if (target := named.get("link")) or (target := named.get("href")):
        image = f'<a href="{escapes.escape(target)}">{image}</a>'
    shown = f"<figcaption>{escapes.escape(caption)}</figcaption>" if caption else ""
    # On one line and between blank ones: a block of HTML ends at a blank line (CommonMark 4.6).
    return f"\n\n<figure>{image}{shown}</figure>\n\n".replace("{", "&#123;")


def _link(url: str) -> str:
    return (
        f"<{url}>"
        if _WEB.fullmatch(url)
        else (f"[{url}](<{url}>)" if url and not re.search(r"[<>\n\[\]]", url) else "")
    )


def _reference(target: str) -> str:
    """The path of another page where its file's name says it; else nothing, and the link becomes its text.

    Jekyll's posts and what Hugo looks up relative to a page have addresses that only the site's configuration knows.
    """
    path, mark, fragment = target.partition("#")
    if _WEB.fullmatch(path):
        return f"<{path}>"
    if "/" not in path or path.startswith(("_posts/", ".")):
        return ""
    page = re.sub(r"(?:(?<=/)_?index)?\.(?:md|markdown)$", "/", "/" + path.lstrip("/")).replace("//", "/")
    return quote(page, safe="/%.") + mark + fragment
