"""Editors who write into a folder all day, and what readers should have of it in the end."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.faults.stories import Story


@dataclass(slots=True)
class Newsdesk:
    """New, edited, renamed, copied and deleted articles, each written aside and renamed in."""

    seeds: Path
    aside: Path
    dice: random.Random
    _files: dict[str, Story] = field(default_factory=dict)
    _stories: count[int] = field(default_factory=lambda: count(1))
    _names: count[int] = field(default_factory=lambda: count(1))

    @property
    def published(self) -> Mapping[str, Story]:
        """What the folder holds, by title."""
        return {story.title: story for story in self._files.values()}

    def work(self) -> None:
        """Do something."""
        single = [name for name, story in self._files.items() if list(self._files.values()).count(story) == 1]
        deeds = [self.write, self.write, self.write]
        if len(single) > 3:
            deeds += [lambda: self._edit(single), lambda: self._edit(single), self._rename, self._copy, self._delete]
        self.dice.choice(deeds)()

    def write(self) -> None:
        """A new article."""
        self._put(self._name(), Story(next(self._stories)))

    def _edit(self, single: list[str]) -> None:
        """Of a copy it would be a matter of taste which edition counts."""
        name = self.dice.choice(single)
        story = self._files[name]
        self._put(name, Story(story.number, story.edition + 1))

    def _rename(self) -> None:
        before, after = self._any(), self._name()
        (self.seeds / before).rename(self.seeds / after)
        self._files[after] = self._files.pop(before)

    def _copy(self) -> None:
        self._put(self._name(), self._files[self._any()])

    def _delete(self) -> None:
        name = self._any()
        (self.seeds / name).unlink()
        del self._files[name]

    def _put(self, name: str, story: Story) -> None:
        aside = self.aside / "article"
        aside.write_text(story.text, "utf-8")
        aside.replace(self.seeds / name)
        self._files[name] = story

    def _any(self) -> str:
        return self.dice.choice(list(self._files))

    def _name(self) -> str:
        return f"{next(self._names)}-zpráva.md"
