"""The practice set: pairs of texts, with what they are to each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from ingest.kinship import Kinship
from tests.ingest.kinship.articles import FOOTERS, HEADERS, ORIGINALS, PARAGRAPHS, Original

SAME, COPY, TRUNCATED, UPDATE, RELATED, DIFFERENT = Kinship


def replaced(text: str, pairs: tuple[tuple[str, str], ...]) -> str:
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


def misspelt(text: str, share: float, seed: int) -> str:
    """A letter replaced in this share of the words that have five or more."""
    rng = Random(seed)  # noqa: S311 - the same every time, not a secret

    def typo(found: re.Match[str]) -> str:
        word = found[0]
        at = rng.randrange(1, len(word) - 1)
        return word[:at] + rng.choice("aeinrst") + word[at + 1 :] if rng.random() < share else word

    return re.sub(r"[^\W\d_]{5,}", typo, text)


def reordered(text: str) -> str:
    """The last paragraph before the one in front of it."""
    first, *rest = text.split("\n\n")
    return "\n\n".join([first, *rest[::-1]])


def with_paragraph(original: Original) -> str:
    first, *rest = original.text.split("\n\n")
    return "\n\n".join([first, PARAGRAPHS[original.language], *rest])


def variants(original: Original) -> Iterator[tuple[str, str, Kinship]]:
    """What is done to an article, what comes out, and what that is to the article."""
    text, language = original.text, original.language
    yield "itself", " ".join(text.split()).upper(), SAME
    yield "footer", text + FOOTERS[language], COPY
    yield "header", HEADERS[language] + text, COPY
    yield "header and footer", HEADERS[language] + text + FOOTERS[language], COPY
    yield "wording", replaced(text, original.wording), COPY
    yield "wording and footer", replaced(text, original.wording) + FOOTERS[language], COPY
    yield "reordered", reordered(text), COPY if text.count("\n\n") > 1 else SAME
    if language not in ("zh", "ja"):
        yield "misspelt", misspelt(text, 0.08, seed=len(text)), COPY
    yield "half", text[: len(text) // 2], TRUNCATED
    yield "third and more", text[: len(text) * 2 // 5] + "…", TRUNCATED
    yield "first paragraph", text.split("\n\n")[0], TRUNCATED
    yield "facts", replaced(text, original.facts), UPDATE
    yield "facts and footer", replaced(text, original.facts) + FOOTERS[language], UPDATE
    yield "paragraph", with_paragraph(original), UPDATE


TEMPLATES = {
    "en-market": (
        (
            "Shares in London closed {} on {}. The leading index {} {} per cent to {} points. Among banks, {} stood "
            "out with {} per cent. Oil traded at {} dollars a barrel, and the pound stood at {} dollars. Traders "
            "pointed to figures from the labour market and to quiet trading before the holidays. Markets open again at "
            "eight in the morning."
        ),
        ("higher", "Monday", "gained", "0.8", "8,214", "Barclays", "2.1", "78.40", "1.27"),
        ("lower", "Tuesday", "lost", "1.3", "8,107", "Lloyds", "1.6", "76.95", "1.26"),
    ),
    "en-release": (
        (
            "{0} today announced the opening of its new customer centre in {1}. Visitors to the {1} centre can try all "
            'products and talk to trained staff in four languages. "We are proud to come to {1}," said {2}, who runs '
            "the {0} business in the region. The centre is open daily from nine to six. Entry is free, and schools can "
            "book guided tours. {0} has been working on customer centres for many years and plans more."
        ),
        ("Acme Robotics", "Dublin", "Fiona Byrne"),
        ("Acme Robotics", "Porto", "Rui Tavares"),
    ),
    "en-quarter": (
        (
            "{0} reported results for its third quarter. Revenue came to {1} million dollars, compared with {2} "
            "million a year ago. Net income was {3} million dollars, or {4} cents a share. The board declared a "
            "dividend of {5} cents. {0} expects demand to remain stable for the rest of the year and will hold a "
            "conference call on its results tomorrow. The company cautions that forward-looking statements involve "
            "risks."
        ),
        ("Lumenta", "812", "760", "94", "41", "12"),
        ("Corvane", "1,455", "1,390", "203", "77", "20"),
    ),
    "cs-weather": (
        (
            "V {} bude převážně {}. Nejvyšší denní teploty vystoupí na {} stupňů, v noci klesnou k {} stupňům. Vítr "
            "bude vát ze {} rychlostí do {} metrů za sekundu. Meteorologové doporučují sledovat výstrahy a dodržovat "
            "pitný režim. Další předpověď vydáme zítra v poledne. Dlouhodobý výhled zůstává beze změny a výrazný zlom "
            "počasí se nečeká."
        ),
        ("pondělí", "jasno", "29", "14", "západu", "5"),
        ("čtvrtek", "zataženo", "21", "11", "severu", "9"),
    ),
    "cs-branch": (
        (
            "Knihkupectví Papyrus otevírá novou pobočku v {0}. Zákazníci v {0} najdou na prodejní ploše {1} metrů "
            "čtverečních přes deset tisíc titulů a malou kavárnu. Pobočku povede {2}, která v síti pracuje osmým "
            "rokem. Při otevření čeká na návštěvníky autogramiáda a čtení pro děti. Papyrus má po celé zemi třicet "
            "obchodů a letos chce otevřít ještě dva."
        ),
        ("Jihlavě", "220", "Alena Rybová"),
        ("Zlíně", "310", "Ivana Krátká"),
    ),
    "de-traffic": (
        (
            "Die Polizei {} meldet für {} insgesamt {} Unfälle. Dabei wurden {} Menschen verletzt, {} davon schwer. "
            "Der Schaden beläuft sich auf {} Euro. Die häufigste Ursache war überhöhte Geschwindigkeit. Die Beamten "
            "raten, den Abstand einzuhalten und das Telefon wegzulegen. Hinweise nimmt jede Dienststelle entgegen."
        ),
        ("Kassel", "Montag", "17", "9", "2", "64.000"),
        ("Fulda", "Freitag", "23", "14", "5", "91.500"),
    ),
    "bg-rates": (
        (
            "Българската народна банка обяви курса на валутите за {}. Един щатски долар струва {} лева, а британският "
            "паунд {} лева. Швейцарският франк се търгува за {} лева. Златото достигна {} лева за тройунция. Курсовете "
            "важат за счетоводни цели и се обявяват всеки работен ден след шестнадесет часа."
        ),
        ("понеделник", "1.7421", "2.2856", "1.9533", "4612"),
        ("сряда", "1.7598", "2.2710", "1.9671", "4580"),
    ),
    "pl-match": (
        (
            "Koszykarze {0} pokonali u siebie {1} {2}. Najwięcej punktów dla gospodarzy, {3}, zdobył {4}. Po pierwszej "
            "połowie było {5}. Następny mecz zespół zagra na wyjeździe za tydzień. Bilety na kolejne spotkanie w hali "
            "są już w sprzedaży, a dzieci do lat dziesięciu wchodzą za darmo."
        ),
        ("Startu", "Arkę", "88:71", "24", "Nowak", "40:39"),
        ("Legii", "Anwil", "79:77", "31", "Kolenda", "35:44"),
    ),
    "zh-sales": (
        (
            "{0}公布了{1}月份的销售数据。当月共交付新车{2}辆,同比增长{3}%。其中出口{4}辆,创下新高。公司表示,新工厂的产"
            "能正在稳步提升,下一季度将推出两款新车型。分析师认为,价格竞争仍将持续,企业需要控制成本。"
        ),
        ("蓝星汽车", "3", "41208", "18.5", "6120"),
        ("远航汽车", "5", "28930", "7.2", "3315"),
    ),
}
"""One template with two subjects, or two days."""

EVENTS = {
    "en": (
        (
            "A fire destroyed the historic Corn Hall in Ipswich on Sunday night. About 70 firefighters fought the "
            "flames for nine hours; nobody was hurt. Mayor Edith Prowse called it a dark day for the town. The hall "
            "had been due to host the Suffolk Book Fair next week. The cause is unknown."
        ),
        (
            "Ipswich woke up on Monday to the smoking ruins of its Corn Hall. The blaze started shortly before "
            "midnight and kept 70 firefighters busy until the morning, although no injuries were reported. Organisers "
            "of the Suffolk Book Fair are looking for another venue, and Edith Prowse, the mayor, promised that the "
            "building would rise again."
        ),
    ),
    "cs": (
        (
            "Most přes Labe v Kolíně zůstane zavřený do konce října. Při kontrole se našly trhliny v nosníku, oprava "
            "vyjde na 46 milionů korun. Starosta Michael Kašpar požádal České dráhy o posílení vlaků. Objížďka vede "
            "přes Nymburk."
        ),
        (
            "Trhliny, které inspektoři objevili v nosné konstrukci, vyřadily kolínský most z provozu. Řidiči musí "
            "jezdit přes Nymburk, a to nejméně do podzimu. Kolín zaplatí za opravu 46 milionů. České dráhy vypraví "
            "více spojů, jak si přál starosta Michael Kašpar."
        ),
    ),
    "bg": (
        (
            "Влакът от София за Варна дерайлира край Мездра в събота сутринта. Ранени са 12 пътници, двама са в "
            "болница във Враца. Министърът Георги Танев обеща проверка до края на седмицата. Движението е спряно."
        ),
        (
            "Дванадесет са пострадалите след инцидента край Мездра, съобщиха от болницата във Враца. Според машиниста "
            "релсите поддали след дъждовете. Линията към Варна няма да бъде пусната преди вторник, а Георги Танев "
            "нареди проверка."
        ),
    ),
}
"""Two journalists on one event."""


def practice() -> Iterator[tuple[str, str, str, Kinship]]:
    """Name, two texts, and what they are to each other."""
    for number, original in enumerate(ORIGINALS):
        for what, text, expected in variants(original):
            yield f"{original.language}{number}-{what}", original.text, text, expected
    for name, (template, one, other) in TEMPLATES.items():
        yield f"template-{name}", template.format(*one), template.format(*other), RELATED
    for name, (one_report, other_report) in EVENTS.items():
        yield f"event-{name}", one_report, other_report, RELATED
    for number, one_article in enumerate(ORIGINALS):
        for other_article in ORIGINALS[:number]:
            if one_article.language == other_article.language:
                yield f"{one_article.language}{number}-others", one_article.text, other_article.text, DIFFERENT


PRACTICE = tuple(practice())
