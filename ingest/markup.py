"""Markdown and plain text to the two forms that an entry needs: safe HTML, and plain text.

Markdown is CommonMark with GitHub's extensions (https://github.github.com/gfm/), rendered by comrak; authors' own HTML
passes. Everything ends in `ingest.sanitiser`. Footnotes are numbered in brackets and task lists get ballot boxes,
because neither fragments nor form controls survive in feeds.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import comrak

from ingest.plain import as_html
from ingest.rejection import UnusableError
from ingest.sanitiser import FORBIDDEN, plain_text, prose_of, sanitised, text_of

__all__ = ["Markup", "from_markdown", "from_plain", "leading_heading", "plain_text"]

WIDEST = 1_000
"""Columns of a table: comrak needs quadratic time (20,000 columns took 1.7 s)."""

LARGEST = 600_000
"""Cells of all tables, more than 1 MB has room for. Short rows are filled up: 1 MB of rows of one letter each below 900
columns took 20 GB; this many take 0.3."""

_TASK = re.compile(r'<input type="checkbox"( checked="")? disabled="" />')
_FOOTNOTE = re.compile(r'(<sup class="footnote-ref"><a [^<>]*>)([^<]*)(?=</a></sup>)')
_BACKREF = re.compile(r' ?<a href="#fnref-[^<>]*>↩(?:<sup class="footnote-ref">\d+</sup>)?</a>')
_HEADING = re.compile(r'\A<h1 data-sourcepos="(\d+):\d+-(\d+):\d+">(.*?)</h1>', re.DOTALL)
_AROUND = "> \t\r\n"
"""What may stand on a line that is blank for all that, in a quotation."""
_DELIMITER = "|:-+*" + _AROUND
"""What a delimiter row is made of, in a list or in a quotation."""
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Markup:
    """A text in both forms that an entry needs."""

    html: str
    """Sanitised, balanced; relative URLs carry the marker `store.entry.RELATIVE`."""
    text: str
    """The same as `plain_text` gives it."""
    prose: str
    """The beginning of it without headings, tables, code and captions; may be empty."""


def from_markdown(body: str) -> Markup:
    """A Markdown body, its template tags already expanded (`ingest.templates`).

    Takes 0.3 ms for an article of 4 KB. Raises `UnusableError` for tables wider than `WIDEST` or of more than `LARGEST`
    cells, and where `ingest.sanitiser.sanitised` does.
    """
    rendered = _rendered(body, _RENDER)
    if "checkbox" in rendered:
        rendered = _TASK.sub(_ballot, rendered)
    if "footnote" in rendered:
        rendered = _BACKREF.sub("", _FOOTNOTE.sub(r"\1[\2]", rendered))
    return _markup(rendered)


def from_plain(body: str) -> Markup:
    """Text without markup, as `ingest.plain` understands it: everything is escaped, bare URLs become links."""
    return _markup(as_html(body))


def leading_heading(body: str) -> tuple[str, str] | None:
    """The first-level heading that a Markdown body begins with, as plain text, and the body without it.

    comrak itself says where the heading stands, so both ways of writing one, and references inside it, are understood.
    """
    heading = _HEADING.match(_rendered(body, _RENDER_WITH_LINES))
    if heading is None:
        return None
    first, last, inner = heading.groups()
    title = " ".join(plain_text(inner).split())
    if not title:
        return None
    lines = _LINE.findall(body)
    return title, "".join(lines[: int(first) - 1] + lines[int(last) :]).lstrip("\r\n")


def _markup(html: str) -> Markup:
    clean = sanitised(html)
    return Markup(clean, text_of(clean), prose_of(clean))


def _rendered(body: str, options: comrak.RenderOptions) -> str:
    pipes = body.count("|")
    if pipes * (body.count("\n") + body.count("\r")) > LARGEST or pipes > WIDEST:
        _measure_tables(body)
    return comrak.render_markdown(FORBIDDEN.sub("", body), extension_options=_EXTENSIONS, render_options=options)


def _measure_tables(body: str) -> None:
    """A delimiter row decides how wide a table is, and each row below it, up to a blank line, is filled up to that."""
    columns = cells = 0
    for line in _LINE.findall(body):
        if not line.strip(_AROUND):
            columns = 0
        elif "|" in line and not line.strip(_DELIMITER):  # a row like any other, or a heading ended the table before
            columns = max(columns, line.strip(_AROUND).strip("|").count("|") + 1)
            if columns > WIDEST:
                raise UnusableError(f"a table has more than {WIDEST:,} columns", "split the table")
        cells += columns
        if cells > LARGEST:
            raise UnusableError(f"its tables grow to more than {LARGEST:,} cells", "give short rows a narrower table")


def _ballot(box: re.Match[str]) -> str:
    return "☑" if box[1] else "☐"


def _extensions() -> comrak.ExtensionOptions:
    options = comrak.ExtensionOptions()
    options.alerts = options.autolink = options.cjk_friendly_emphasis = options.footnotes = True
    options.strikethrough = options.table = options.tasklist = True
    return options


def _render(*, sourcepos: bool) -> comrak.RenderOptions:
    options = comrak.RenderOptions()
    options.unsafe_ = True
    options.sourcepos = sourcepos
    return options


_EXTENSIONS = _extensions()
_RENDER = _render(sourcepos=False)
_RENDER_WITH_LINES = _render(sourcepos=True)
