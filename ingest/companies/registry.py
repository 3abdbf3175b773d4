"""Which company a name means: the shipped list, with what the operator says of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ingest.companies.listing import Listed, Statement
from ingest.companies.names import beginnings, key, keys, parts
from store.entry import Company, Slug
from store.slug import company_slug


@dataclass(frozen=True, slots=True)
class Registry:
    """The companies that are known before anybody wrote about them, and their names."""

    companies: tuple[Listed, ...]
    """In the order of the lists. No two have a slug, or a spelling of a name, in common."""
    _owners: Mapping[str, Listed]
    """By the keys of their names (`ingest.companies.names`)."""
    _by_slug: Mapping[Slug, Listed]

    @classmethod
    def of(cls, shipped: Iterable[Listed], house: Iterable[Statement] = ()) -> Registry:
        """The shipped list as the operator's list, the `house`, amends it.

        An entry of the house speaks of the company with its id, or, without one, of the company whose name it has in
        some spelling; where there is none, it adds one. A name that the house gives to a company is that company's
        alone: another one loses it, and is in the list no longer where it was its own name.
        """
        companies = tuple(_amended(shipped, house))
        owners: dict[str, Listed] = {}
        # A loose key counts only where it is nobody's exact one: Block is not The Block.
        exact_then_loose = (
            (place, company, forms) for place in (0, 1) for company in companies for forms in map(keys, company.names)
        )
        for place, company, forms in exact_then_loose:
            if place < len(forms):
                owners.setdefault(forms[place], company)
        return cls(companies, owners, {company.slug: company for company in companies})

    def resolve(self, name: str) -> Company | None:
        """The listed company that a declared name means, under its listed name; None for a name that no list has.

        Case, white space, punctuation, diacritics and legal forms do not matter, nor do a leading ``The`` and a final
        ``.com`` (`ingest.companies.names.keys`). A name that means other things too is the company here: whoever
        declares ``companies: [Apple]`` means Apple.
        """
        listed = self._listed(name)
        return Company(listed.slug, listed.name) if listed else None

    def proposals(self, name: str) -> tuple[Slug, ...]:
        """The listed companies that stand inside a name which is none of theirs, for a person to decide about.

        ``Alphabet/Google`` and ``Meta (Facebook)`` hold two each, ``Google Ireland`` begins with one. They are never
        merged for that: the next such name is ``Google & Microsoft``.
        """
        if self._listed(name):
            return ()
        held = parts(name)
        inside = map(self._listed, held) if held else (self._beginning(name),)
        return tuple(dict.fromkeys(listed.slug for listed in inside if listed))

    def _listed(self, name: str) -> Listed | None:
        for form in keys(name):
            if form in self._owners:
                return self._owners[form]
        # What has a company's slug is that company to the store, in whatever script it is written.
        return self._by_slug.get(company_slug(name))

    def _beginning(self, name: str) -> Listed | None:
        """The company that the longest beginning of a name means, unless it means other things too: Orange County."""
        for beginning in beginnings(name):
            if listed := self._listed(beginning):
                doubtful = {form for ambiguous in listed.ambiguous for form in keys(ambiguous)}
                return None if doubtful.intersection(keys(beginning)) else listed
        return None


def _amended(shipped: Iterable[Listed], house: Iterable[Statement]) -> Iterator[Listed]:
    """The companies of both lists, each name with one of them."""
    known = {company.slug: company for company in shipped}
    called = {key(company.name): company.slug for company in known.values()}
    claims: dict[str, Slug] = {}
    for statement in house:
        slug = statement.id or called.get(key(statement.name or ""), statement.slug)
        if statement.remove:
            known.pop(slug, None)
        else:
            known[slug] = replace(statement, id=slug).amend(known.get(slug))
            claims.update((key(name), slug) for name in statement.names)
    for company in known.values():
        if claims.get(key(company.name), company.slug) == company.slug:
            yield _with_its_own(company, claims)


def _with_its_own(company: Listed, claims: Mapping[str, Slug]) -> Listed:
    """The company without the aliases that are another's now."""
    kept = tuple(alias for alias in company.aliases if claims.get(key(alias), company.slug) == company.slug)
    if len(kept) == len(company.aliases):
        return company
    return replace(company, aliases=kept, ambiguous=company.ambiguous.intersection((company.name, *kept)))
