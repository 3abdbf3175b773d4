"""Articles that are sound but for the one thing that a hostile file is about."""

from __future__ import annotations

DATE = "date: 2026-01-05T08:00:00Z"


def article(front: str, body: str = "An ordinary paragraph.") -> bytes:
    """UTF-8 front matter and body; surrogates are encoded too, as no honest writer would."""
    return f"---\n{front}\n---\n\n{body}\n".encode("utf-8", "surrogatepass")


def titled(name: str, front: str, body: str | None = None) -> bytes:
    """An article that is sound but for `front` or `body`, with a title and a text of its own."""
    return article(f"title: Hostile {name}\n{DATE}\n{front}".rstrip(), body or f"The body of {name} is sound.")
