"""What a list of companies says: what each is called, and what tells it from other things of the same name. Pure.

What one entry of a list says is a `Statement`; what is known of a company when all has been said is a `Listed`.
`ingest.companies.statements` reads them.
"""

from __future__ import annotations

from dataclasses import dataclass

from store.entry import Slug
from store.slug import company_slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A company that the list knows, before anybody wrote about it."""

    slug: Slug
    name: str
    """As it is shown."""
    aliases: tuple[str, ...] = ()
    """Its other names and spellings, in every script; never `name` itself."""
    ambiguous: frozenset[str] = frozenset()
    """Those of `name` and `aliases` that mean other things too: an apple, a gap, a river."""
    context: tuple[str, ...] = ()
    """Beginnings of words, case-folded, that near an ambiguous name speak for the company."""
    against: tuple[str, ...] = ()
    """Beginnings of words, case-folded, that near an ambiguous name speak against it."""
    press: bool = False
    """Newspapers and agencies: they are named as a source far more often than they are written about."""

    @property
    def names(self) -> tuple[str, ...]:
        """`name`, then `aliases`."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one entry of a list says of a company: None where it says nothing, an empty list where there are none."""

    id: Slug | None = None
    """None where the name alone says which company is meant."""
    name: str | None = None
    """None only where the entry takes a company out by its id."""
    aliases: tuple[str, ...] = ()
    ambiguous: tuple[str, ...] | None = None
    """May hold names that stand nowhere else in the entry: they are aliases like the others."""
    context: tuple[str, ...] | None = None
    against: tuple[str, ...] | None = None
    press: bool | None = None
    remove: bool = False

    @property
    def slug(self) -> Slug:
        """The company's slug, where it is in no list yet."""
        return self.id or company_slug(self.name or "")

    @property
    def names(self) -> tuple[str, ...]:
        """All names that the entry gives the company."""
        own = () if self.name is None else (self.name,)
        return tuple(dict.fromkeys((*own, *self.aliases, *(self.ambiguous or ()))))

    def amend(self, listed: Listed | None) -> Listed:
        """The company with this said of it: what is given replaces what was known, but names add to the names."""
        known = listed or Listed(slug=self.slug, name=self.name or self.slug)
        name = self.name or known.name
        names = dict.fromkeys((name, *known.names, *self.aliases))
        ambiguous = known.ambiguous
        if self.ambiguous is not None:
            # Whoever writes apple there means the name Apple, and no further one in small letters.
            meant = {spelling.casefold(): spelling for spelling in reversed(names)} | {name: name for name in names}
            ambiguous = frozenset(meant.get(word, word) for word in self.ambiguous)
            names |= dict.fromkeys(word for word in self.ambiguous if word not in meant)
        return Listed(
            slug=known.slug,
            name=name,
            aliases=tuple(names)[1:],
            ambiguous=ambiguous,
            context=known.context if self.context is None else self.context,
            against=known.against if self.against is None else self.against,
            press=known.press if self.press is None else self.press,
        )
