from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from store import edits, entries, facets
from store.engine import Database
from store.entry import Author, Entry, EntryState, Guid, Hold, Source
from store.facets import MOST, Choice
from store.slug import slugify

MakeEntry = Callable[..., Entry]
NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Item:
    """An entry as far as it can be chosen by."""

    categories: frozenset[str]
    authors: frozenset[str]
    language: str | None
    source: str | None
    state: EntryState


items = st.builds(
    Item,
    categories=st.frozensets(st.sampled_from(("Trh práce", "наука", "Energie", "ai"))),
    authors=st.frozensets(st.sampled_from(("Jana Nová", "Пётр Ильин"))),
    language=st.sampled_from(("cs", "cs-CZ", "en-GB", "bg", None)),
    source=st.sampled_from(("Deník N", "Капитал", None)),
    state=st.sampled_from((EntryState.PUBLISHED, EntryState.HELD, EntryState.WITHDRAWN)),
)


class UndoneError(Exception):
    """Ends a transaction that is not to be kept."""


def by_hand(names: Iterable[str]) -> list[Choice]:
    choices = [Choice(slugify(name), name, count) for name, count in Counter(names).items()]
    return sorted(choices, key=lambda choice: (-choice.entries, choice.term))


@given(drawn=st.lists(items, max_size=12))
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_choices_are_counted_as_one_would_by_hand(database: Database, make_entry: MakeEntry, drawn: list[Item]) -> None:
    with contextlib.suppress(UndoneError), database.write() as conn:
        for number, item in enumerate(drawn):
            content = make_entry(
                categories=tuple(item.categories),
                authors=tuple(Author(name) for name in item.authors),
                language=item.language,
                source=Source(item.source) if item.source else None,
                hold=Hold("a draft") if item.state is EntryState.HELD else None,
            )
            entry_id = edits.add(conn, content, guid=Guid(f"urn:x:{number}"), at=NOW, arrived=NOW)
            if item.state is EntryState.WITHDRAWN:
                edits.withdraw(conn, entries.by_ids(conn, [entry_id])[0], at=NOW, reason="gone")
        found = facets.facets(conn)
        raise UndoneError
    shown = [item for item in drawn if item.state is EntryState.PUBLISHED]
    assert list(found.categories) == by_hand(name for item in shown for name in item.categories)
    assert list(found.authors) == by_hand(name for item in shown for name in item.authors)
    assert list(found.sources) == by_hand(item.source for item in shown if item.source)
    assert list(found.languages) == by_hand(item.language.partition("-")[0] for item in shown if item.language)


def test_a_list_of_choices_ends_with_those_that_are_frequent(database: Database, make_entry: MakeEntry) -> None:
    with database.write() as conn:
        for number in range(MOST + 3):
            names = tuple(f"Obor {n:02}" for n in range(number + 1))
            edits.add(conn, make_entry(categories=names), guid=Guid(f"urn:x:{number}"), at=NOW, arrived=NOW)
        assert [choice.name for choice in facets.facets(conn).categories] == [f"Obor {n:02}" for n in range(MOST)]
