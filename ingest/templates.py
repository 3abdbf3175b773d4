"""Template tags of Jekyll and Hugo in Markdown: what shows something becomes Markdown or HTML, the rest vanishes.

Liquid tags ``{% … %}`` and outputs ``{{ … }}`` (https://jekyllrb.com/docs/liquid/), Hugo's shortcodes ``{{< … >}}``
and ``{{% … %}}`` (https://gohugo.io/content-management/shortcodes/). Inside fenced code and code spans an author
*shows* such tags: there they stay as they are, but for the marks that only kept the generator away (``{% raw %}``,
``{{</* … */>}}``).

One pass from left to right, linear in the length of the body: every search ahead is remembered until it is passed.
"""

from __future__ import annotations

import html as escapes
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator

from ingest.embeds import expansion, fenced, output

LONGEST_TAG = 4_000
"""Characters. A longer stretch between braces, or one with a blank line, is no tag."""

# A code fence may stand in a quote or begin a list item.
_STOP = re.compile(
    r"^(?P<margin>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<fence>`{3,}(?=[^`\n]*$)|~{3,})"
    r"|(?P<ticks>`+)|(?P<open>\{\{[<%]?|\{%)",
    re.MULTILINE,
)
_TICKS = re.compile("`+")
_CLOSE = {"{{": re.compile("}}"), "{%": re.compile("%}"), "{{<": re.compile(">}}"), "{{%": re.compile("%}}")}
_BLANK_LINE = re.compile(r"\n[ \t]*\n")
_FENCE_END = re.compile(r"^[ \t>]*(?:`{3,}|~{3,})[ \t]*$", re.MULTILINE)
_END = {
    name: re.compile(rf"\{{%-?\s*end{name}\s*-?%\}}|\{{\{{[<%]\s*/\s*{name}\s*[%>]\}}\}}")
    for name in ("raw", "comment", "highlight", "codeblock", "capture")
}
_RAW_MARK = re.compile(r"\{%-?\s*(?:end)?raw\s*-?%\}")
_ESCAPED = re.compile(r"\{\{([<%])/\*((?:(?!\*/).){0,4000})\*/([%>])\}\}", re.DOTALL)
# One that begins with a slash ends a shortcode around text, and shows nothing.
_TAG = re.compile(r"\s*(?P<name>\w[\w./-]*)(?P<arguments>.*)", re.DOTALL)
# Attribute lists of kramdown (https://kramdown.gettalong.org/syntax.html#attribute-list-definitions) and of Hugo.
# Blanks are looked at once, from the first of a run: without the lookbehind 100,000 of them took 110 s.
_ATTRIBUTE_LIST = re.compile(
    r"(?<![ \t])[ \t]*\{:?[ \t]*[.#][\w-]{1,80}(?:[ \t]+[^{}\n]{0,200})?\}[ \t]{0,9}$"
    r"|^\{:[^{}\n]{1,200}\}[ \t]{0,9}$",
    re.MULTILINE,
)


def expand(body: str) -> str:
    """The body without template tags.

    >>> expand('Před {{< youtube dQw4 >}} po {% include reklama.html %}.')
    'Před <https://www.youtube.com/watch?v=dQw4> po .'
    """
    if "{" not in body:
        return body
    return "".join(_pieces(body))


def _pieces(body: str) -> Iterator[str]:
    ahead = _Ahead(body)
    done = 0
    while stop := _STOP.search(body, done):
        yield _ATTRIBUTE_LIST.sub("", body[done : stop.start()])
        if stop["fence"]:
            done = ahead.fence_end(stop["fence"], stop.end())
            yield _shown(body[stop.start() : done])
        elif stop["ticks"]:
            done = ahead.span_end(len(stop["ticks"]), stop.end())
            yield _shown(body[stop.start() : done])
        else:
            piece, done = _tag(body, stop, ahead)
            yield piece
    yield _ATTRIBUTE_LIST.sub("", body[done:])


def _tag(body: str, stop: re.Match[str], ahead: _Ahead) -> tuple[str, int]:
    """What the tag that begins at `stop` becomes, and where it ends."""
    opening, start = stop["open"], stop.end()
    close = ahead.find(_CLOSE[opening], start)
    if close is None or close.start() - start > LONGEST_TAG or _BLANK_LINE.search(body, start, close.start()):
        return opening, start
    inner, end = body[start : close.start()], close.end()
    if opening == "{{":
        return output(inner), end
    if opening != "{%" and inner.startswith("/*") and inner.endswith("*/"):
        # ``<`` would begin an HTML tag.
        return escapes.escape(f"{opening}{inner[2:-2]}{close[0]}", quote=False), end
    tag = _TAG.fullmatch(inner.strip("-"))
    if tag is None:
        return "", end
    name, arguments = tag["name"].lower(), tag["arguments"].rstrip()
    if name in _END and (over := ahead.find(_END[name], end)):
        return _block(name, arguments, body[end : over.start()]), over.end()
    return expansion(name, arguments), end


def _block(name: str, arguments: str, content: str) -> str:
    match name:
        case "raw":
            return content
        case "comment" | "capture":
            return ""
        case _:
            return fenced(arguments.strip(), _shown(content))


def _shown(code: str) -> str:
    """Code as its reader is to see it."""
    bare = _RAW_MARK.sub("", code) if "endraw" in code else code
    return _ESCAPED.sub(r"{{\1\2\3}}", bare) if "{{" in bare else bare


class _Ahead:
    """Searches ahead of a position that only grows; what was found is good until it is passed."""

    def __init__(self, body: str) -> None:
        self._body = body
        self._found: dict[re.Pattern[str], re.Match[str] | None] = {}
        self._runs: dict[int, list[int]] | None = None

    def find(self, pattern: re.Pattern[str], start: int) -> re.Match[str] | None:
        """The first match at or after `start`."""
        found = self._found.get(pattern)
        if (found is None and pattern not in self._found) or (found is not None and found.start() < start):
            found = self._found[pattern] = pattern.search(self._body, start)
        return found

    def fence_end(self, fence: str, start: int) -> int:
        """Where the fenced code that begins before `start` ends; unclosed, at the end of the text (CommonMark 4.5)."""
        for end in _FENCE_END.finditer(self._body, start):
            if end[0].strip(" \t>").startswith(fence):
                return end.end()
        return len(self._body)

    def span_end(self, ticks: int, start: int) -> int:
        """Where the code span ends that so many backticks begin; `start` if nothing closes it (CommonMark 6.1)."""
        if self._runs is None:
            self._runs = defaultdict(list)
            for run in _TICKS.finditer(self._body):
                self._runs[len(run[0])].append(run.start())
        starts = self._runs.get(ticks, [])
        at = bisect_left(starts, start)
        if at == len(starts):
            return start
        over = self.find(_BLANK_LINE, start)
        return start if over and over.start() < starts[at] else starts[at] + ticks
