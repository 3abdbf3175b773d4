"""Articles of the simulation: files whose text says which article it is, and in which edition."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

LANGUAGES = ("cs", "bg", "en")
COMPANIES = ("Škoda Auto", "Софарма", "Orlen")
_LINES = MappingProxyType({"cs": "Zpráva {}, {}.", "bg": "Статия {}, {}.", "en": "Article {}, {}."})
_WORDS = MappingProxyType(
    {
        "cs": (
            "most vlak řeka továrna dílna sklad přístav letadlo kabel věž tunel škola trh dálnice kotel lom důl mlýn "
            "pekárna sklárna hráz jez pila kovárna huť ocel písek cihla trám okno dveře střecha komín zvon hodiny "
            "loď vozík jeřáb motor kolo brzda světlo signál kolej výhybka nádraží celnice hranice les louka pole sad"
        ),
        "bg": (
            "мост влак река завод цех склад пристанище самолет кабел кула тунел училище пазар път котел кариера мина "
            "мелница фурна стъкло язовир бент трион ковачница стомана пясък тухла греда прозорец врата покрив комин "
            "камбана часовник карта кораб количка кран мотор колело спирачка светлина сигнал релса гара митница гора"
        ),
        "en": (
            "bridge train river factory workshop port plane cable tower tunnel school market road "
            "boiler quarry mine mill bakery glass dam weir sawmill forge furnace steel sand brick beam door roof "
            "chimney bell clock map ship cart crane engine wheel brake light signal rail switch station customs border"
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Article:
    """What one file says."""

    number: int
    part: str
    """``a`` and ``b`` are two articles that prove to be one; else empty."""
    language: str
    title: str
    published: datetime
    zone: str = "Z"
    edition: int = 1
    companies: tuple[str, ...] = ()
    draft: bool = False
    link: str = ""
    guid: str = ""

    @property
    def line(self) -> str:
        """The line that names the article and its edition."""
        return _LINES[self.language].format(f"{self.number}{self.part}", self.edition)

    @property
    def name(self) -> str:
        """Which article it is, whatever the edition."""
        return self.line.partition(",")[0]

    def __str__(self) -> str:
        keys = {
            "title": self.title,
            "date": f"{self.published:%Y-%m-%dT%H:%M:%S}{self.zone}",
            "language": self.language,
            "companies": f"[{', '.join(self.companies)}]",
            "url": self.link,
            "guid": self.guid,
            "draft": "true" if self.draft else "",
        }
        front = "".join(f"{key}: {value}\n" for key, value in keys.items() if value)
        return f"---\n{front}---\n\n{self.line}\n\n{prose(self.number, self.part, self.language)}\n"


def written(number: int, language: str, published: datetime, companies: Sequence[str]) -> Article:
    """A new article, at an address of its own."""
    title = f"{prose(number, 't', language, words=4).rstrip('.')} {number}"
    link = f"https://noviny.example/{number}"
    return Article(number, "", language, title, published, companies=tuple(companies), link=link)


def prose(number: int, part: str, language: str, words: int = 60) -> str:
    """Words in an order that no other article has: hardly a run of three is in two of them."""
    dice = random.Random(f"{number}{part}")  # noqa: S311 - it has to come back
    return " ".join(dice.choice(_WORDS[language].split()) for _ in range(words)).capitalize() + "."
