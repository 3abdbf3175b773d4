"""The table as a page of Markdown: pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.clients.seen import Aspect

_ABOVE = """\
# Feed clients

What real clients have of our feeds. Each fetches {count} articles in every format that it reads, from the daemon, over
HTTP: articles in nine languages, with titles full of quotes, markup and `]]>`, several authors, images, translations, a
date of 1994. **yes** means that every entry is right: that many entries, each with the very title, link, id, dates in
UTC, authors, companies and categories, HTML, image and language of its article.

```console
$ make clients                                    # or: python -m benchmarks.clients --write docs/clients.md
$ python -m benchmarks.clients --freshrss DIR     # with a tree of FreshRSS, which is in no registry
```

The command installs the clients of Python and Node into a directory of its own. A client that cannot be had has a row
that says so. A wrong value that no note explains makes the command fail, and so does a note that is true no more.

"""


@dataclass(frozen=True, slots=True)
class Cell:
    """One aspect of one client in one format."""

    right: bool | None
    """None where the client has no field for it."""
    gave: str = ""
    """What the client has instead."""
    note: str = ""
    """Why, where that is the client's own doing."""

    @property
    def is_unexplained(self) -> bool:
        """A wrong value without a reason, or a reason where nothing is wrong."""
        return self.right is not None and self.right is bool(self.note)


@dataclass(frozen=True, slots=True)
class Row:
    """A client in one format."""

    client: str
    version: str = ""
    format: str = ""
    cells: Mapping[Aspect, Cell] | None = None
    missing: str = ""
    """Why the client is not here."""

    @property
    def complaints(self) -> Iterator[str]:
        """What is to be mended: in the feeds, or in the notes."""
        for aspect, cell in (self.cells or {}).items():
            if cell.is_unexplained:
                yield f"{aspect} is right, and a note says otherwise" if cell.right else f"{aspect} is {cell.gave}"


def page(rows: Sequence[Row], count: int) -> str:
    """All of ``docs/clients.md``."""
    notes: dict[str, int] = {}
    heads = ["client", "format", *Aspect]
    lines = [_line(heads), _line(["---", "---", *(":-:" for _ in Aspect)])]
    before = ""
    for row in rows:
        name = f"{row.client} {row.version}".strip() if row.client != before else ""
        before = row.client
        if row.cells is None:
            lines.append(_line([name, f"not here: {row.missing}", *("" for _ in Aspect)]))
        else:
            lines.append(_line([name, row.format, *(_cell(row.cells[aspect], notes) for aspect in Aspect)]))
    explained = [f"[^{number}]: {note[0].upper()}{note[1:]}." for note, number in notes.items()]
    return _ABOVE.format(count=count) + "\n".join([*lines, "", *explained]) + "\n"


def _cell(cell: Cell, notes: dict[str, int]) -> str:
    if cell.right:
        return "yes"
    wrong = "no" if cell.note else f"no: {cell.gave.replace('|', '/')}"
    word = "–" if cell.right is None else wrong
    return f"{word}[^{notes.setdefault(cell.note, len(notes) + 1)}]" if cell.note else word


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
