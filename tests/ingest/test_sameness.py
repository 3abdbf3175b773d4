"""One article under many names, and many articles under one event: what a site of eleven thousand files really holds.

The shapes are those of the site that the project was made for: older front matter with ``source_url`` and a bare
``source``, newer with ``url`` and a mapping; the wording of titles and summaries differs a little in each copy.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest

from benchmarks.damage import lossless, lossy
from ingest.report import Outcome
from store import entries, translations
from store.selection import EVERYTHING
from tests.ingest.desk import Desk

PAGE = "https://mashable.example/article/volvo-lidar-recall"
ORIGINAL = "Volvo drops lidar from its flagship"

CZECH = (
    "Automobilka Volvo přestane od příštího modelového roku montovat do své vlajkové lodi lidar. Důvodem jsou podle "
    "firmy potíže dodavatele, který několikrát nesplnil termíny. Zákazníci, kteří si vůz už objednali, dostanou slevu."
    "\n\nLidar měl být základem samořízení na dálnicích. Volvo teď sází na kamery a radary a tvrdí, že bezpečnost vozu "
    "neutrpí. Odborníci jsou opatrnější: bez laserového snímače je podle nich v noci hůř vidět na chodce.\n\n"
    "Rozhodnutí se netýká vozů, které už jezdí. U těch zůstane lidar zapojený, jen se zatím k ničemu nepoužívá."
)
CZECH_AGAIN = (
    CZECH.replace("přestane od příštího modelového roku montovat", "přestane od příštího modelového roku dávat")
    .replace("Zákazníci, kteří si vůz už objednali,", "Zákazníci, kteří už si vůz objednali,")
    .replace("Odborníci jsou opatrnější:", "Experti jsou opatrnější:")
)
ENGLISH = (
    "Volvo will stop fitting lidar to its flagship from the next model year. The company blames its supplier, which "
    "missed several deadlines. Customers who have already ordered the car will get a discount.\n\n"
    "Lidar was meant to be the base of hands-free driving on motorways. Volvo now counts on cameras and radar."
)


def older(title: str, text: str, *, description: str, original: str = ORIGINAL, language: str = "") -> str:
    return (
        f'---\nlayout: tech_news\ntitle: "{title}"\ndate: "2025-09-21 15:45:00 +0000"\nsource: "Mashable"\n'
        f'source_url: "{PAGE}"\noriginal_title: "{original}"\ndescription: "{description}"\n'
        f"{language}categories: [auta, technologie]\ntags: [volvo, lidar]\n---\n\n{text}\n"
    )


NAMES_AND_FILES = {
    "2025-09-21-volvo-konci-s-lidarem.md": older("Volvo končí s lidarem", CZECH, description="Volvo vynechá lidar."),
    "2025-09-21-volvo-končí-s-lidarem.md": older("Volvo končí s lidarem", CZECH, description="Volvo vynechá lidar."),
    "1-volvo-se-vzdává-lidaru.md": older(
        "Volvo se vzdává lidaru u své vlajkové lodi", CZECH_AGAIN, description="Volvo u vlajkové lodi vynechá lidar."
    ),
    "volvo-lidar.md": (
        f"---\nauthor: Jana\ncategory: auta\ncompanies:\n- Volvo\ndate: '2025-09-21 15:45:00'\nimportance: 3\n"
        f"original_title: {ORIGINAL}\nsource:\n  emoji: 🚗\n  id: null\n  name: Mashable\n"
        f"title: Volvo odstraní lidar ze svého nejdražšího vozu\nurl: {PAGE}?utm_source=rss\n---\n\n"
        f"## Souhrn\n{CZECH_AGAIN}\n\n---\n\n[Číst původní článek]({PAGE})\n"
    ),
}
COPY_IN_ENGLISH = older("Volvo drops lidar", ENGLISH, description="No lidar for the flagship.", language="lang: en\n")


@pytest.mark.parametrize("together", [True, False], ids=["in one pass", "one after the other"])
def test_four_files_of_one_article_are_one_entry_and_the_english_one_is_its_translation(
    desk: Desk, *, together: bool
) -> None:
    files = NAMES_AND_FILES | {"volvo-drops-lidar.md": COPY_IN_ENGLISH}
    for name, text in files.items():
        desk.write({name: text})
        if not together:
            desk.ingest()
    desk.ingest()
    found = {stored.entry.language: stored for stored in desk.published().values()}
    assert found.keys() == {"cs", "en"}
    with desk.database.read() as conn:
        others = translations.of_entries(conn, [stored.id for stored in found.values()])
    assert {number: [other.id for other in linked] for number, linked in others.items()} == {
        found["cs"].id: [found["en"].id],
        found["en"].id: [found["cs"].id],
    }
    assert desk.tombstones() == []


def test_a_translation_without_a_link_is_known_by_its_source_and_original_title(desk: Desk) -> None:
    czech = older("Volvo končí s lidarem", CZECH, description="Volvo.").replace(f'source_url: "{PAGE}"\n', "")
    english = older("Volvo drops lidar", ENGLISH, description="No lidar.", original=ORIGINAL.upper())
    desk.write(cs=czech, en=english.replace(PAGE, "https://mashable.example/en/1"))
    desk.ingest()
    ids = [stored.id for stored in desk.published().values()]
    with desk.database.read() as conn:
        assert set(translations.of_entries(conn, ids)) == set(ids)


OTHER_REPORT = (
    "Lidar z vlajkové lodi Volva zmizí. Švédská značka to oznámila prodejcům v dopise, který unikl na internet. Stojí "
    "v něm, že dodavatel laserových snímačů nestíhá a že se na něj nedá čekat. Kdo na auto čeká, dostane peníze zpět "
    "nebo slevu.\n\nPro Volvo je to citelný ústup: ještě loni ukazovalo lidar jako největší přednost svého nejdražšího "
    "modelu a slibovalo, že vůz jednou pojede sám."
)


def test_two_articles_about_one_event_are_two_entries(desk: Desk) -> None:
    desk.write(
        one=f"---\ntitle: Volvo končí s lidarem\ndate: 2025-09-21\nurl: https://a.example/1\n---\n{CZECH}\n",
        two=f"---\ntitle: Volvo vyřazuje lidar\ndate: 2025-09-21\nurl: https://b.example/7\n---\n{OTHER_REPORT}\n",
    )
    desk.ingest()
    assert set(desk.published()) == {"Volvo končí s lidarem", "Volvo vyřazuje lidar"}


REPORT = (
    "Společnost Zorvexa získala od investorů 30 milionů korun na výstavbu laboratoře v Ostravě. Kolo vedl domácí fond, "
    "přidali se i dva zahraniční. Firma chce peníze použít na vývoj baterií bez lithia a přijmout čtyřicet lidí, "
    "především chemiky a techniky z regionu."
)


def test_a_changed_number_is_an_update_with_the_same_guid(desk: Desk) -> None:
    desk.write(a=f"---\ntitle: Zorvexa získala peníze\ndate: 2026-02-01\n---\n{REPORT}\n")
    desk.ingest()
    before = desk.one()
    desk.write(a=f"---\ntitle: Zorvexa získala peníze\ndate: 2026-02-01\n---\n{REPORT.replace('30', '50')}\n")
    assert desk.ingest().counts == {Outcome.UPDATED: 1}
    after = desk.one()
    assert (after.guid, "50 milionů" in after.entry.text) == (before.guid, True)
    assert after.updated > before.updated


def test_the_same_report_in_a_second_file_with_another_number_is_the_same_article(desk: Desk) -> None:
    desk.write(a=f"---\ntitle: Zorvexa získala peníze\ndate: 2026-02-01 08:00\n---\n{REPORT}\n")
    desk.ingest()
    guid = desk.one().guid
    desk.write(b=f"---\ntitle: Zorvexa získala peníze\ndate: 2026-02-01 12:00\n---\n{REPORT.replace('30', '50')}\n")
    desk.ingest()
    after = desk.one()
    assert (after.guid, "50 milionů" in after.entry.text) == (guid, True)


def test_today_s_report_is_not_yesterday_s_though_only_the_figures_differ(desk: Desk) -> None:
    closing = (
        "Akcie na pražské burze dnes vzrostly. Index PX zavřel na 1 643 bodech, o 0,4 procenta výš než včera. Nejvíc "
        "se dařilo bankám, naopak energetika oslabila. Objem obchodů dosáhl 812 milionů korun a byl pod průměrem roku."
    )
    other = closing.replace("1 643", "1 671").replace("0,4", "1,7").replace("812", "944")
    desk.write(
        a=f"---\ntitle: Burza dnes\ndate: 2026-02-02\n---\n{closing}\n",
        b=f"---\ntitle: Burza dnes\ndate: 2026-02-03\n---\n{other}\n",
    )
    desk.ingest()
    with desk.database.read() as conn:
        assert entries.count(conn, EVERYTHING) == 2


def strip(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: lossless(text, "cp1252"),
        lambda text: lossy(text, "cp1254"),
        lambda text: text.encode("cp1250", "replace").decode("cp1250"),
        strip,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: unicodedata.normalize("NFD", text),
    ],
    ids=["lossless", "lossy", "another encoding", "without diacritics", "line ends", "decomposed"],
)
def test_a_damaged_twin_is_no_second_entry_and_the_sound_one_is_shown(desk: Desk, damage: Callable[[str], str]) -> None:
    sound = f"---\ntitle: Volvo končí s lidarem\ndate: 2025-09-21\n---\n{CZECH}\n"
    desk.write({"a.md": damage(sound), "b.md": sound})
    desk.ingest()
    assert desk.one().entry.title == "Volvo končí s lidarem"
