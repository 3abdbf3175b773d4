"""Realistic article files by the thousand: ``python -m benchmarks.articles DIR COUNT [--seed N]``.

Nine of ten have the shape that news pipelines write for Jekyll (front matter with every key, sorted, folded at 80
columns; Markdown of 4 to 6 KB), one of ten is plain text that begins with its date. No clock and no state: article
number *n* of a seed has the same bytes on every machine, however many are written.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from random import Random

from benchmarks.prose import VOCABULARY, Prose, prose
from store.slug import slugify

COMPANIES: tuple[str, ...] = tuple((VOCABULARY / "companies.txt").read_text(encoding="utf-8").split("\n")[:-1])
"""The most frequent first."""

_FREQUENCIES = tuple(accumulate(1 / rank for rank in range(1, len(COMPANIES) + 1)))
"""Zipf's law: the tenth company is in the news a tenth as often as the first."""

_COMPANIES_OF_AN_ARTICLE = (0, 1, 1, 1, 1, 2, 2, 2, 3, 4)
_LANGUAGE_SHARES = {"cs": 40, "en": 25, "de": 15, "bg": 10, "pl": 10}
_SOURCES = (
    ("📰", "Sample Courier"),
    ("🔌", "The Example Current"),
    ("🛠️", "Workbench Weekly"),
    ("🌍", "Placeholder Post"),
    ("🚢", "Harbour Specimen"),
    ("🧪", "Fixture Gazette"),
)
_AUTHORS = ("Marta Vzorová", "Alex Sample", "Petra Muster", "Ivo Příkladný", "Sam Placeholder", "Lena Beispiel")
_FIRST_DAY = datetime(2023, 3, 1, tzinfo=UTC)
_SPAN = 3 * 365 * 86_400
"""Seconds over which publication is spread."""
_SHARE_OF_PLAIN_TEXT = 0.1


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file to be written. `path` is below the directory, with slashes; `text` is UTF-8 with LF once it is written."""

    path: str
    text: str
    language: str
    companies: tuple[str, ...]
    """Those that it declares; of a plain text, which declares none, those that it is about."""


def article(index: int, *, seed: int = 1) -> ArticleFile:
    """The article file number `index` of `seed`."""
    rng = Random(f"{seed}/{index}")
    [language] = rng.choices(tuple(_LANGUAGE_SHARES), tuple(_LANGUAGE_SHARES.values()))
    plain = rng.random() < _SHARE_OF_PLAIN_TEXT
    companies = _draw_companies(rng, fewest=1 if plain else 0)
    published = _FIRST_DAY + timedelta(seconds=rng.randrange(_SPAN))
    name = f"{index % 1000:03d}_{rng.getrandbits(64):016x}"
    write = _plain_text if plain else _jekyll
    text = write(rng, prose(language), companies, published, name)
    return ArticleFile(f"{published:%Y/%m}/{name}.txt", text, language, companies)


def write_articles(directory: Path, count: int, *, seed: int = 1) -> None:
    """Write articles 0 to `count` below `directory`, which is made where it is missing, in ``YYYY/MM`` folders.

    About 5 KB each. Raises `OSError` as the file system does.
    """
    made: set[Path] = set()
    for index in range(count):
        file = article(index, seed=seed)
        path = directory / file.path
        if path.parent not in made:
            path.parent.mkdir(parents=True, exist_ok=True)
            made.add(path.parent)
        path.write_bytes(file.text.encode("utf-8"))


def _draw_companies(rng: Random, *, fewest: int) -> tuple[str, ...]:
    many = max(fewest, rng.choice(_COMPANIES_OF_AN_ARTICLE))
    drawn = rng.choices(COMPANIES, cum_weights=_FREQUENCIES, k=many)
    return tuple(dict.fromkeys(drawn))


def _plain_text(rng: Random, words: Prose, companies: Sequence[str], published: datetime, _name: str) -> str:
    paragraphs = [words.paragraph(rng, companies, rng.randint(450, 900)) for _ in range(5)]
    return f" date {published:%Y-%m-%d} " + "\n\n".join(paragraphs) + "\n"


def _jekyll(rng: Random, words: Prose, companies: Sequence[str], published: datetime, name: str) -> str:
    named = companies or rng.choices(COMPANIES)
    emoji, source = rng.choice(_SOURCES)
    original_title = prose("en").title(rng, named)
    link = f"https://news.example.com/{published:%Y/%m}/{name}.html"
    image = f"https://images.example.com/{published:%Y}/{name}.jpg"
    listed = "\n".join(["companies:", *(f"- {company}" for company in companies)]) if companies else "companies: []"
    return f"""---
author: {rng.choice(_AUTHORS)}
category: {rng.choice(words.categories)}
{listed}
date: '{published:%Y-%m-%d %H:%M:%S}'
{_folded("description", words.paragraph(rng, named, 260))}
importance: {rng.randint(1, 5)}
language: {words.language}
layout: tech_news_article
{_folded("original_title", original_title)}
publishedAt: '{published.isoformat()}'
slug: {slugify(original_title)[:50]}
source:
  emoji: {emoji}
  id: null
  name: {source}
{_folded("title", words.title(rng, named))}
url: {link}
urlToImage: {image}
urlToImageBackup: {image}
---

{_body(rng, words, named)}

---

[{words.read_original}]({link})

**{words.source_label}** {emoji} {source}
"""


def _body(rng: Random, words: Prose, companies: Sequence[str]) -> str:
    summary, points, details, why = words.headings
    listed = "\n".join(f"- {words.sentence(rng, companies)}" for _ in range(4))
    told = "\n\n".join(words.paragraph(rng, companies, rng.randint(600, 950)) for _ in range(3))
    return (
        f"## {summary}\n{words.paragraph(rng, companies, 350)}\n\n"
        f"## {points}\n{listed}\n\n"
        f"## {details}\n{told}\n\n"
        f"## {why}\n{words.paragraph(rng, companies, 400)}"
    )


def _folded(key: str, value: str) -> str:
    """A YAML scalar as PyYAML writes it: folded, and quoted only where its first character would mean something."""
    scalar = "'" + value.replace("'", "''") + "'" if value.startswith('"') else value
    return textwrap.fill(
        f"{key}: {scalar}", width=80, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False
    )


def main() -> None:
    """Write as many articles as the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.articles", description="Write realistic article files.")
    parser.add_argument("directory", type=Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--seed", type=int, default=1, help="another seed, other articles (default: 1)")
    arguments = parser.parse_args()
    write_articles(arguments.directory, arguments.count, seed=arguments.seed)


if __name__ == "__main__":
    main()
