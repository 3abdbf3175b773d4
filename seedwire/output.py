"""What commands print: results on stdout, for people or as JSON; messages on stderr."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from ingest.report import Outcome, Report
from store.entry import CompanyCount

if TYPE_CHECKING:
    from seedwire.checkup import Checkup

_EXCERPT = 100
"""Characters."""

results = Console(highlight=False, emoji=False, soft_wrap=True)
messages = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)


def as_json(value: object) -> None:
    """One JSON document."""
    results.out(json.dumps(value, ensure_ascii=False, indent=2), highlight=False)


def say(text: str) -> None:
    """A message to the person at the terminal."""
    messages.print(escape(text))


def progress_bar(doing: str = "reading articles") -> Progress:
    """A progress bar on stderr; shows nothing where that is no terminal."""
    return Progress(
        TextColumn(doing),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=messages,
        disable=not messages.is_terminal,
        transient=True,
    )


def addresses(base_url: str, companies: Sequence[CompanyCount]) -> None:
    """Where to read and what to subscribe to."""
    results.print(f"Seedwire is at [bold]{escape(base_url)}/[/]\n")
    documents = [("Atom", "/atom.xml"), ("RSS", "/rss.xml"), ("JSON", "/feed.json")]
    documents += [(company.name, f"/companies/{company.slug}/atom.xml") for company in companies]
    _columns([(f"  {name}", base_url + path) for name, path in documents])
    results.print("\nDrop an article into the folder and it is in the feeds. Ctrl-C ends.")


def _columns(rows: Sequence[Sequence[str]]) -> None:
    """Rows one below the other, never broken or cut: what stands in a column may be copied or searched for."""
    widths = [max(map(cell_len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (text + " " * (width - cell_len(text)) for text, width in zip(row, widths, strict=True))
        results.print(escape("  ".join(cells).rstrip()))


def summary(report: Report, seconds: float) -> None:
    """What a pass did."""
    if report.trouble:
        say(report.trouble)
    told = [f"{report.counts[outcome]} {outcome}" for outcome in Outcome if report.counts[outcome]]
    results.print(f"{report.files} files in {seconds:.1f} s: {', '.join(told) or 'nothing to do'}")
    if (known := report.counts[Outcome.REJECTED] + report.counts[Outcome.FAILING] - len(report.refused)) > 0:
        say(f"{known} files were refused before and have not changed; seedwire problems lists them, with what to do")
    if report.broken_off:
        say("stopped, as was asked for; what was not read comes with the next pass")


def facts(pairs: Mapping[str, Any], indent: int = 0) -> None:
    """Named values, one to a line."""
    for name, value in pairs.items():
        label = " " * indent + name.replace("_", " ")
        if isinstance(value, Mapping):
            results.print(escape(f"{label}:"))
            facts(value, indent + 2)
        elif value not in (None, ""):
            results.print(escape(f"{label}: {value}"))


def problems(found: Iterable[Mapping[str, Any]]) -> None:
    """The files that are not published."""
    none = True
    for problem in found:
        none = False
        results.print(f"[bold]{escape(problem['path'])}[/]: {escape(problem['reason'])}")
        results.print(f"  {escape(problem['advice'])} (since {problem['since'][:19]}Z)")
    if none:
        results.print("every file is published")


def companies(found: Iterable[Mapping[str, Any]], proposals: Mapping[str, Sequence[str]]) -> None:
    """The registry of companies, and which of them may be others of them by their names."""
    rows = [(c["slug"], c["name"], str(c["entries"]), ", ".join(c["aliases"])) for c in found]
    _columns([("slug", "name", "entries", "also written"), *rows])
    for slug, name, *_ in rows:
        for other in proposals[name]:
            say(f"{name} may be the same as {other}; if so: seedwire companies merge {slug} {other}")


def mergers(found: Sequence[Mapping[str, Any]]) -> None:
    """What was found to be the same article."""
    for one in found:
        undone = f" (taken back {one['undone'][:19]}Z)" if one["undone"] else ""
        ended = f", which {one['ended']} went on in" if one["ended"] else ""
        results.print(f"[bold]{one['number']}[/]  {one['at'][:19]}Z  {escape(one['path'])}{undone}")
        results.print(escape(f"  a source of {one['title']} ({one['guid']}){ended}"))
        results.print(escape(f"  because: {one['reason']}"))
    say("to take one back: seedwire merges undo NUMBER" if found else "no two files were found to be the same article")


def checkup(found: Checkup) -> None:
    """What would become of a file, for the person who wrote it."""
    results.print(f"[bold]{escape(found.path)}[/]: {found.verdict} ({escape(found.why)})")
    entry = found.entry
    if entry is None:
        return
    origin = {"published": entry.published_origin, "language": entry.language_origin}
    shown = {
        "title": entry.title,
        "original_title": entry.original_title,
        "link": entry.link,
        "published": entry.published.isoformat(),
        "updated": entry.updated and entry.updated.isoformat(),
        "language": entry.language,
        "companies": ", ".join(
            f"{c.name} ({c.slug}, {c.origin}{': ' + why if (why := found.evidence.get(c.slug)) else ''})"
            for c in entry.companies
        )
        or "none",
        "categories": ", ".join(entry.categories),
        "importance": entry.importance,
        "author": ", ".join(author.name for author in entry.authors),
        "source": entry.source and entry.source.name,
        "image": entry.image,
        "summary": entry.summary,
        "encoding": entry.encoding,
        "guid": found.guid,
    }
    for name, value in shown.items():
        if value in (None, ""):
            continue
        where = entry.keys.get(name) or origin.get(name)
        results.print(escape(f"  {name.replace('_', ' ')}: {value}" + (f"  (from {where})" if where else "")))
    for title in found.translations:
        results.print(escape(f"  the same article in another language: {title}"))
    for repair in entry.repairs:
        told = f"{repair.method}, {repair.page}, with a confidence of {repair.confidence:.2f}"
        results.print(escape(f"  repaired {repair.field}: {told}"))
        results.print(escape(f"    was: {_excerpt(repair.before)}"))
        results.print(escape(f"    is:  {_excerpt(repair.after)}"))
    for ignored in entry.ignored:
        results.print(escape(f"  ignored {ignored.key}: {ignored.why}"))
    for trouble in found.problems:
        results.print(escape(f"  problem: {trouble}"))


def _excerpt(text: str) -> str:
    """One line of a text, short enough to compare with another one below it."""
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[: _EXCERPT - 1] + "…"
