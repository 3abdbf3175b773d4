"""The keys and values of one file, asked for one field after the other."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from ingest import fields, keys, names
from ingest.characters import clean
from ingest.fields import Reading
from store.entry import RELATIVE, Ignored, Json

LARGEST_EXTRA = 16 * 1024
"""Characters of JSON: what is kept of keys that we do not know."""
MOST_IGNORED = 50
"""Remarks that are kept; an article with more has one cause for all of them."""

T = TypeVar("T")


class Sheet:
    """Remembers which key answered, and what could not be used before one did.

    The questions are asked in the order of contract 1; that of `draft` before that of the published date, because
    ``published`` may answer either.
    """

    keys: dict[str, str]
    """Field to the key that answered, as the file spells it."""

    def __init__(self, values: Mapping[str, Json], notes: Iterable[Ignored] = ()) -> None:
        self.keys = {}
        self._values = values
        self._ignored = dict.fromkeys(notes)
        self._spent: set[str] = set()
        self._by_name: dict[str, list[str]] = {}
        for key in values:
            self._by_name.setdefault(key.strip().casefold(), []).append(key)

    def first(self, name: str, accepted: Iterable[str], read: Callable[[Json], Reading[T]]) -> T | None:
        """The value of the first of the accepted keys that has a usable one."""
        for key in self._present(accepted):
            reading = read(self._values[key])
            self._remark(key, reading.remarks)
            if reading.value is not None:
                self.keys[name] = key
                return reading.value
        return None

    def quietly(self, accepted: Iterable[str], read: Callable[[Json], Reading[T]]) -> T | None:
        """The same for a key that another field speaks of."""
        readings = (read(self._values[key]) for key in self._present(accepted))
        return next((reading.value for reading in readings if reading.value is not None), None)

    def every(
        self, name: str, accepted: Iterable[str], read: Callable[[Json], Reading[tuple[str, ...]]]
    ) -> tuple[str, ...]:
        """The values of all accepted keys, without repeats in any case, at most `names.MOST_NAMES`."""
        together: dict[str, str] = {}
        for key in self._present(accepted):
            reading = read(self._values[key])
            self._remark(key, reading.remarks)
            for value in reading.value or ():
                self.keys.setdefault(name, key)
                together.setdefault(value.casefold(), value)
        return tuple(together.values())[: names.MOST_NAMES]

    def companies(self) -> tuple[str, ...] | None:
        """Names; empty where a list is there and empty, and no other key has any."""
        named = self.first("companies", keys.COMPANIES, lambda value: names.companies(value) if value else Reading())
        if named is not None:
            return named
        if declared_none := [key for key in self._present(keys.COMPANIES) if self._values[key] == []]:
            self.keys["companies"] = declared_none[0]
            return ()
        return None

    def link(self) -> str | None:
        """The article's own page: absolute before relative (contract 1)."""
        relative = {key for key in self._present(("url",)) if self._relative(key)}
        candidates = [key for key in self._present(keys.LINK) if key not in relative]
        last = [*self._present(keys.PERMALINK), *relative]
        for key, read in [(k, fields.link) for k in candidates] + [(k, fields.relative_link) for k in last]:
            reading = read(self._values[key])
            self._remark(key, reading.remarks)
            if reading.value is not None:
                self.keys["link"] = key
                return reading.value
        return None

    def draft(self) -> str | None:
        """Why the article is to be held back, in the file's own words."""
        for accepted, holding in ((keys.DRAFT, True), (("published",), False)):
            for key in self._present(accepted):
                reading = fields.flag(self._values[key])
                if accepted is keys.DRAFT:
                    self._remark(key, reading.remarks)
                elif reading.value is not None:
                    self._spent.add(key)
                if reading.value is holding:
                    self.keys["draft"] = key
                    return f"{key}: {str(holding).lower()}"
        return None

    def extra(self) -> dict[str, Json]:
        """The keys that we do not know, up to `LARGEST_EXTRA`."""
        kept: dict[str, Json] = {}
        room = LARGEST_EXTRA
        for key, value in self._values.items():
            if key.strip().casefold() in keys.KNOWN_KEYS:
                continue
            name, cleaned = clean(key), _cleaned(value)
            size = len(name) + len(json.dumps(cleaned, ensure_ascii=False))
            if size > room:
                self._remark(
                    key, (f"is not kept: more than {LARGEST_EXTRA} characters of keys that mean nothing here",)
                )
                continue
            kept[name] = cleaned
            room -= size
        return kept

    def remarks(self) -> tuple[Ignored, ...]:
        """What was not used, in the order of asking."""
        return tuple(self._ignored)[:MOST_IGNORED]

    def _present(self, accepted: Iterable[str]) -> list[str]:
        found = [key for name in accepted for key in self._by_name.get(name.casefold(), ())]
        return [key for key in found if key not in self._spent]

    def _relative(self, key: str) -> bool:
        found = fields.relative_link(self._values[key]).value
        return found is not None and found.startswith(RELATIVE)

    def _remark(self, key: str, remarks: Iterable[str]) -> None:
        for why in remarks:
            self._ignored[Ignored(clean(key)[:100], f"{key[:100]} {why}")] = None


def _cleaned(value: Json) -> Json:
    match value:
        case str():
            return clean(value)
        case list():
            return [_cleaned(item) for item in value]
        case dict():
            return {clean(key): _cleaned(item) for key, item in value.items()}
        case _:
            return value
