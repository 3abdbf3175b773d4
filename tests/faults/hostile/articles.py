"""A fragment as an article that carries it wherever an article can carry anything."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def everywhere(fragment: str, number: int) -> bytes:
    """A file with the fragment in its body and in each key that readers get to see; no two numbers are one article."""
    told: Mapping[str, Any] = {
        "title": f"{number}: {fragment}",
        "original_title": fragment,
        "description": fragment,
        "date": f"2026-01-{number % 28 + 1:02}",
        "companies": [f"Firma {number % 40}", fragment],
        "tags": [fragment],
        "author": [{"name": fragment, "url": fragment}],
        "source": {"name": fragment, "id": fragment, "emoji": fragment, "url": fragment},
        "url": fragment,
        "image": fragment,
        "language": fragment,
        "slug": fragment,
        "unknown": {fragment: [fragment]},
    }
    own = " ".join(f"slovo{number * step}" for step in range(1, 20))
    return text(json.dumps(told), f"Před zlomkem {number}: {own}.\n\n{fragment}\n\nZa zlomkem {number}: {own[::-1]}.")


def titled(front: str, number: int) -> bytes:
    """A file that is sound but for its front matter."""
    own = " ".join(f"článek{number * step}" for step in range(1, 20))
    title = "" if front.startswith("title") or "\ntitle" in front else f"title: Článek {number}\n"
    return text(f"---\n{title}{front}\n---", f"Obyčejný odstavec, {own}.")


def text(front: str, body: str) -> bytes:
    """UTF-8; surrogates are encoded too, as no honest writer would."""
    return f"{front}\n\n{body}\n".encode("utf-8", "surrogatepass")
