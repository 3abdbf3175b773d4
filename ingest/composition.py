"""Article to entry: what the file says, with every gap filled in by the rules of the contract. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from ingest import language, markup, tags, templates
from ingest.article import Article, Shape
from ingest.characters import clean
from ingest.dates import date_in_name
from ingest.identity import canonical_link, declared_guid, fingerprint
from ingest.rejection import UnusableError
from ingest.repair.mojibake import Mojibake
from ingest.rules import Future, Rules
from ingest.sentence import headline, opening
from store.entry import (
    Company,
    DateOrigin,
    Entry,
    Hold,
    Identity,
    Ignored,
    LanguageOrigin,
    Repair,
)
from store.slug import company_slug

_ZONELESS_HEADROOM = timedelta(hours=14)
"""The zone farthest ahead of UTC is UTC+14: a date without a zone is in the future everywhere only beyond that."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of a file beside its text."""

    path: str
    """Below the folder, as it may be shown."""
    first_seen: datetime
    """The file's own time when it was seen first."""
    now: datetime


@dataclass(frozen=True, slots=True)
class Decoding:
    """How a file's bytes became its text."""

    encoding: str
    mojibake: Mojibake | None = None
    """The repair of the whole text, where it needed one."""
    damaged: bool = False
    """There is damage that was left alone."""


def compose_entry(article: Article, decoding: Decoding, file: Circumstances, rules: Rules) -> Entry:
    """The entry that an article is. Raises `UnusableError` where there is neither a title nor a text in it."""
    heading, body = _heading(article)
    shown = markup.from_plain(body) if article.shape is Shape.PLAIN else markup.from_markdown(templates.expand(body))
    title = _untagged(article.title) or _untagged(heading) or headline(shown.text) or readable(file.path)
    if not shown.text and not shown.html and not article.title and not article.summary:
        raise UnusableError("holds no text", "write the article into it, or delete it")
    published, origin, zoned = _published(article, file, rules)
    prose = shown.prose or shown.text
    tongue = _language(article, f"{title}\n{article.summary or ''}\n{prose}")
    return Entry(
        identity=Identity(
            declared=declared_guid(article.guid),
            link=canonical_link(article.link),
            language=tags.identity(tongue.tag if tongue.origin is LanguageOrigin.DECLARED else None),
            fingerprint=fingerprint(article.title or heading or "", body),
        ),
        title=title,
        published=published,
        published_origin=origin,
        content=shown.html,
        text=shown.text,
        summary=_untagged(article.summary) or opening(prose),
        language=tongue.tag,
        language_origin=tongue.origin,
        original_title=article.original_title,
        link=article.link,
        updated=article.updated.at if article.updated else None,
        companies=tuple(Company(company_slug(name), name) for name in article.companies or ()),
        companies_declared=article.companies is not None,
        categories=article.categories,
        importance=article.importance,
        authors=article.authors,
        source=article.source,
        image=article.image,
        slug=article.slug,
        hold=_hold(article, published, file.now, zoned=zoned, future=rules.future),
        encoding=decoding.encoding,
        damaged=decoding.damaged,
        repairs=_repairs(decoding.mojibake, [("title", title), *_told(article), ("body", body)]),
        ignored=article.ignored + tongue.remarks,
        keys=article.keys,
        extra=article.extra,
    )


def readable(path: str) -> str:
    """A title made of a file's name.

    >>> readable("2026/2026-01-30-big_news-today.md")
    'Big news today'
    """
    stem = path.rpartition("/")[2].rpartition(".")[0] or path.rpartition("/")[2]
    words = stem.replace("-", " ").replace("_", " ").split()
    while len(words) > 1 and words[0].isdigit():
        words = words[1:]
    text = clean(" ".join(words)) or stem
    return text[:1].upper() + text[1:]


def _heading(article: Article) -> tuple[str | None, str]:
    """The heading that serves as a title where the front matter has none, and the body without it."""
    if article.title is None and article.shape is Shape.FRONT_MATTER:
        found = markup.leading_heading(article.body)
        if found is not None:
            return found
    return None, article.body


def _published(article: Article, file: Circumstances, rules: Rules) -> tuple[datetime, DateOrigin, bool]:
    """When the article says it was published, where it says so, and whether it names a zone."""
    if article.published is not None:
        return article.published.at, article.published_origin or DateOrigin.DECLARED, article.published.zoned
    places = (
        (file.path.rpartition("/")[2], DateOrigin.FILE_NAME),
        (article.path, DateOrigin.PERMALINK),
        (article.permalink, DateOrigin.PERMALINK),
        (article.link, DateOrigin.LINK),
    )
    for text, origin in places:
        if text and (day := date_in_name(text)) is not None:
            midnight = datetime.combine(day, time(), rules.zone).astimezone(UTC)
            return midnight, origin, False
    return min(file.first_seen, file.now), DateOrigin.MTIME, True


def _hold(article: Article, published: datetime, now: datetime, *, zoned: bool, future: Future) -> Hold | None:
    if article.draft is not None:
        return Hold(article.draft)
    headroom = timedelta() if zoned else _ZONELESS_HEADROOM
    if future is Future.HOLD and published > now + headroom:
        return Hold(f"dated {published:%Y-%m-%d %H:%M} UTC, in the future", until=published - headroom)
    return None


@dataclass(frozen=True, slots=True)
class _Tongue:
    """The language of an entry, and what an editor should know of it."""

    tag: str | None
    origin: LanguageOrigin
    remarks: tuple[Ignored, ...] = ()


def _language(article: Article, text: str) -> _Tongue:
    """The declared language, also where the text contradicts it, which is remarked upon; else the detected one.

    Only a code that is a country's as well (``se``: Northern Sámi, Sweden) gives way to a text in that country's.
    """
    declared = article.language
    if declared is None:
        detected = language.detect(text)
        return _Tongue(detected.tag, LanguageOrigin.DETECTED) if detected else _Tongue(None, LanguageOrigin.DEFAULT)
    key = article.keys.get("language", "language")
    if (meant := tags.LANGUAGE_OF_COUNTRY.get(declared)) and (read := language.detect(text)) and read.tag == meant:
        remark = Ignored(
            key, f"{key} says {declared}, the code of a country, and the text reads as {meant}; {meant} is used"
        )
        return _Tongue(meant, LanguageOrigin.DECLARED, (remark,))
    if other := language.contradiction(declared, text):
        remark = Ignored(key, f"{key} says {declared}, but the text reads as {other}; {declared} is kept")
        return _Tongue(declared, LanguageOrigin.DECLARED, (remark,))
    return _Tongue(declared, LanguageOrigin.DECLARED)


def _told(article: Article) -> Iterator[tuple[str, str | None]]:
    """What the front matter says in words beside the title: each with its field."""
    yield "original_title", article.original_title
    yield "summary", article.summary
    for field, values in (("companies", article.companies), ("category", article.categories)):
        yield from ((field, value) for value in values or ())
    yield from (("author", author.name) for author in article.authors)
    if article.source:
        yield from (("source", article.source.name), ("source.emoji", article.source.emoji))


def _untagged(text: str | None) -> str | None:
    """A line without template tags; nothing where it was nothing else."""
    if text is None or "{" not in text:
        return text
    return " ".join(templates.expand(text).split()) or None


def _repairs(mojibake: Mojibake | None, fields: Iterable[tuple[str, str | None]]) -> tuple[Repair, ...]:
    """Each field that was mended, with what it was: its lines that, damaged again, stood in the file."""
    if mojibake is None:
        return ()
    original = _squeezed(mojibake.undone())
    unharmed = mojibake.unharmed()

    def before(line: str) -> str:
        wholly, partly = mojibake.damaged(line), mojibake.damaged(line, unharmed=unharmed)
        return next((broken for broken in (wholly, partly) if _squeezed(broken) in original), line)

    return tuple(
        Repair(name, mojibake.method, mojibake.page, mojibake.confidence, was, after)
        for name, after in fields
        if after and (was := "\n".join(map(before, after.split("\n")))) != after
    )


def _squeezed(text: str) -> str:
    """Text without white space: what is left alike when YAML has folded lines."""
    return "".join(text.split())
