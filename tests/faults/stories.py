"""Articles in five languages that have nothing in common, each in any number of editions."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping
from dataclasses import dataclass

_WORDS: Mapping[str, str] = {
    "cs": "město továrna řeka škola vláda dělník cesta zima peníze most kniha žena počítač vlak úřad zahrada noc "
    "smlouva obchod hora lékař ulice sníh voják písmo trh dům květina soud rybník hodina válka zvon",
    "bg": "град завод река училище правителство работник път зима пари мост книга жена компютър влак градина нощ "
    "договор магазин планина лекар улица сняг войник пазар къща цвете съд езеро час камбана хляб море",
    "en": "harbour factory river school council worker road winter money bridge book woman engine train garden night "
    "contract market mountain doctor street snow soldier letter house flower court lake hour bell bread forest",
    "de": "Hafen Fabrik Fluss Schule Regierung Arbeiter Straße Winter Geld Brücke Buch Frau Rechner Zug Garten Nacht "
    "Vertrag Markt Gebirge Ärztin Schnee Brief Haus Blume Gericht See Stunde Glocke Brot Wald Küste Größe",
    "pl": "miasto fabryka rzeka szkoła rząd robotnik droga zima pieniądze most książka kobieta pociąg ogród noc umowa "
    "sklep góra lekarz ulica śnieg żołnierz pismo rynek dom kwiat sąd jezioro godzina dzwon chleb źródło",
}
_LANGUAGES = tuple(_WORDS)
COMPANIES = ("Škoda Auto", "Софарма", "Rolls-Royce", "Siemens", "Orlen")
"""What they are about, one each; not in step with the languages."""


@dataclass(frozen=True, slots=True)
class Story:
    """One article, and how often it was edited."""

    number: int
    edition: int = 0

    @property
    def title(self) -> str:
        """No other story's, and the same in all editions."""
        return f"Story {self.number:04} ({self.language})"

    @property
    def language(self) -> str:
        return _LANGUAGES[self.number % len(_LANGUAGES)]

    @property
    def company(self) -> str:
        return COMPANIES[self.number // 2 % len(COMPANIES)]

    @property
    def line(self) -> str:
        """The line of its text that says which edition it is."""
        return f"{self.number:04} / {self.edition}."

    @property
    def text(self) -> str:
        """The file."""
        dice = random.Random(self.number)  # noqa: S311 - the same at each call
        words = _WORDS[self.language].split()
        sentences = (" ".join(dice.choices(words, k=11)).capitalize() + f" {dice.randrange(10**6)}." for _ in range(5))
        front = {"title": self.title, "date": "2026-02-01", "companies": [self.company], "language": self.language}
        keys = "".join(f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in front.items())
        return f"---\n{keys}---\n\n{' '.join(sentences)}\n\n{self.line}\n"
