"""Somebody who works on the files of a folder: what is done to them, by two numbers that choose among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from tests.publisher.polling.articles import COMPANIES, LANGUAGES, Article, prose, written
from tests.publisher.polling.newsroom import WINDOW, Newsroom
from tests.publisher.polling.steps import Action


@dataclass(slots=True)
class Editor:
    """Writes, edits, renames and deletes. What there is nothing to do to is left alone."""

    room: Newsroom
    number: int = 0
    """Of the last article or file name."""

    def add(self, which: int, how: int) -> None:
        self._put(self._article(which, how, self.room.clock.now))

    def add_old(self, which: int, how: int) -> None:
        self._put(self._article(which, how, self.room.clock.now - timedelta(days=30 + how)))

    def add_early(self, which: int, how: int) -> None:
        """Dated ahead without a zone: held only from 14 hours on."""
        published = self.room.clock.now + timedelta(hours=how % 20)
        self._put(replace(self._article(which, how, published), zone=""))

    def add_many(self, which: int, how: int) -> None:
        for more in range(WINDOW):
            published = self.room.clock.now - timedelta(days=how % 90 + more)
            self._put(self._article(which + more, how + more, published))

    def edit(self, which: int, _how: int) -> None:
        self._change(which, lambda article: replace(article, edition=article.edition + 1))

    def edit_many(self, which: int, how: int) -> None:
        for more in range(WINDOW):
            self.edit(which + more, how)

    def retitle(self, which: int, how: int) -> None:
        self._change(which, lambda a: replace(a, title=f"{prose(how, 't', a.language, words=4)} {a.number}"))

    def reassign(self, which: int, how: int) -> None:
        self._change(which, lambda article: replace(article, companies=_companies(how)))

    def draft(self, which: int, _how: int) -> None:
        self._change(which, lambda article: replace(article, draft=not article.draft))

    def rename(self, which: int, _how: int) -> None:
        if name := _pick(self.room.files, which):
            self.room.rename(name, self._new_name())

    def copy(self, which: int, _how: int) -> None:
        if name := _pick(self.room.files, which):
            self._put(self.room.files[name])

    def delete(self, which: int, _how: int) -> None:
        if name := _pick(self.room.files, which):
            self.room.delete(name)

    def bring_back(self, which: int, _how: int) -> None:
        if name := _pick(self.room.deleted, which):
            self.room.put(name, self.room.deleted[name])

    def twins(self, which: int, how: int) -> None:
        """Two texts: one has the link, the other the guid."""
        one = self._article(which, how, self.room.clock.now)
        title = prose(one.number, "u", one.language, words=4)
        self._put(replace(one, part="a"))
        self._put(replace(one, part="b", link="", guid=_guid(one), title=title))

    def prove(self, which: int, _how: int) -> None:
        """A file with the text and the link of one twin, and the guid of the other."""
        twins = {name: article for name, article in self.room.files.items() if article.part == "a"}
        if name := _pick(twins, which):
            self._put(replace(twins[name], guid=_guid(twins[name])))

    def _change(self, which: int, change: Callable[[Article], Article]) -> None:
        if name := _pick(self.room.files, which):
            self.room.put(name, change(self.room.files[name]))

    def _put(self, article: Article) -> None:
        self.room.put(self._new_name(), article)

    def _article(self, which: int, how: int, published: datetime) -> Article:
        self.number += 1
        language = LANGUAGES[which % len(LANGUAGES)]
        return written(self.number, language, published.replace(microsecond=0), _companies(how))

    def _new_name(self) -> str:
        self.number += 1
        return f"{self.number}.md"


DEEDS: Mapping[Action, Callable[[Editor, int, int], None]] = MappingProxyType(
    {
        Action.ADD: Editor.add,
        Action.ADD_OLD: Editor.add_old,
        Action.ADD_EARLY: Editor.add_early,
        Action.EDIT: Editor.edit,
        Action.RETITLE: Editor.retitle,
        Action.REASSIGN: Editor.reassign,
        Action.DRAFT: Editor.draft,
        Action.RENAME: Editor.rename,
        Action.COPY: Editor.copy,
        Action.DELETE: Editor.delete,
        Action.BRING_BACK: Editor.bring_back,
        Action.TWINS: Editor.twins,
        Action.PROVE: Editor.prove,
    }
)
"""What is seen at the next look."""

BULK: Mapping[Action, Callable[[Editor, int, int], None]] = MappingProxyType(
    {Action.ADD_MANY: Editor.add_many, Action.EDIT_MANY: Editor.edit_many}
)
"""What is a pass of its own."""


def _companies(how: int) -> tuple[str, ...]:
    """Any of them, or none."""
    return tuple(name for bit, name in enumerate(COMPANIES) if how >> bit & 1)


def _guid(article: Article) -> str:
    return f"tag:noviny.example,2026:{article.number}"


def _pick(names: Mapping[str, Article], which: int) -> str | None:
    return sorted(names)[which % len(names)] if names else None
