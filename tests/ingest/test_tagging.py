"""Companies of entries: declared, detected, and tagged anew when the lists or the names that files declare change."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.companies.statements import ListingError
from ingest.rules import Rules
from ingest.tagging import house_list
from store import companies
from store.entry import Company, Origin, Slug
from tests.ingest.desk import MINUTE, PLOVDIV, Desk, article

OSTRAVA = (
    "Mladá firma Zorvexa otevřela v Ostravě laboratoř pro výzkum baterií. Pracuje v ní čtyřicet lidí a první články "
    "chce prodávat za dva roky."
)
ZORVEXA = Company(Slug("zorvexa"), "Zorvexa", Origin.DETECTED)
AMAZON = Company(Slug("amazon"), "Amazon")


def tags(desk: Desk, title: str) -> tuple[Company, ...]:
    return desk.published()[title].entry.companies


def test_declared_names_are_those_of_the_list(desk: Desk) -> None:
    desk.write(a=article("Zpráva", companies="[Amazon.com, AMAZON, Zorvexa a.s.]"))
    desk.ingest()
    assert tags(desk, "Zpráva") == (AMAZON, Company(Slug("zorvexa"), "Zorvexa a.s."))


def test_companies_are_detected_only_where_the_file_says_nothing_of_them(desk: Desk) -> None:
    title = "Amazon staví v Brně"
    desk.write(a=article(title), b=article(title + " znovu", PLOVDIV, companies="[]"))
    desk.ingest()
    assert tags(desk, title) == (Company(AMAZON.slug, AMAZON.name, Origin.DETECTED),)
    assert tags(desk, title + " znovu") == ()


def test_nothing_is_detected_where_that_is_switched_off_and_what_was_is_taken_back(desk: Desk) -> None:
    title = "Amazon staví v Brně"
    desk.write(a=article(title))
    desk.ingest()
    before = desk.published()[title]
    desk.ingester(detect_companies=False)
    desk.ingest()
    after = desk.published()[title]
    assert (before.entry.companies, after.entry.companies) == ((Company(AMAZON.slug, "Amazon", Origin.DETECTED),), ())
    assert (after.guid, after.updated, after.arrived) == (before.guid, before.updated, before.arrived)


def test_a_name_that_a_file_declares_is_found_in_those_that_came_before_it(desk: Desk) -> None:
    desk.write(a=article("Zorvexa otevřela laboratoř", OSTRAVA))
    desk.ingest()
    before = desk.published()["Zorvexa otevřela laboratoř"]
    assert before.entry.companies == ()
    desk.write(b=article("Výsledky", PLOVDIV, companies="Zorvexa"))
    desk.ingest()
    after = desk.stored(before)
    assert after.entry.companies == (ZORVEXA,)
    assert (after.updated, after.arrived) == (before.updated, before.arrived)
    head = desk.head()
    desk.ingest()
    assert desk.head() == head


def test_tagging_goes_on_where_it_was_broken_off(desk: Desk) -> None:
    for at in range(3):
        desk.write(
            {
                f"{at}.md": article(
                    f"Zorvexa {at}", f"{OSTRAVA} {'Zpráva číslo ' * 30 + str(at)}.", url=f"https://e.example/{at}"
                )
            }
        )
    desk.ingest()
    desk.write(b=article("Výsledky", PLOVDIV, companies="Zorvexa"))
    desk.clock.now += MINUTE
    desk.ingester().pass_over()
    assert desk.ingester().retag(seconds=-1)
    while desk.ingester().retag(seconds=-1):
        pass
    assert {title: tags(desk, title) for title in desk.published() if title != "Výsledky"} == {
        f"Zorvexa {at}": (ZORVEXA,) for at in range(3)
    }


def test_a_withdrawn_entry_is_not_restored_by_tagging(desk: Desk) -> None:
    desk.write(a=article("Zorvexa otevřela laboratoř", OSTRAVA), c=article("Jiná", PLOVDIV))
    desk.ingester(on_delete="withdraw")
    desk.ingest()
    (desk.seeds / "a.md").unlink()
    desk.ingest(accept_deletions=True)
    desk.write(b=article("Výsledky", PLOVDIV * 2, companies="Zorvexa"))
    desk.ingest()
    assert set(desk.published()) == {"Jiná", "Výsledky"}


def test_the_operator_s_list_is_read_again_when_it_changes(desk: Desk, tmp_path: Path) -> None:
    listed = tmp_path / "companies.yaml"
    listed.write_text("- name: Nikdo\n")
    desk.ingester(companies_file=listed)
    desk.write(a=article("Laboratoř v Ostravě", OSTRAVA), b=article("Zpráva", PLOVDIV, companies="ZRVX"))
    desk.ingest()
    assert tags(desk, "Laboratoř v Ostravě") == ()
    listed.write_text("- name: Zorvexa\n  aliases: [ZRVX]\n")
    ingester = desk.ingester()
    ingester.pass_over()
    ingester.retag()
    assert tags(desk, "Laboratoř v Ostravě") == (ZORVEXA,)
    desk.write(c=article("Další", PLOVDIV * 2, companies="ZRVX"))
    desk.ingest()
    assert tags(desk, "Další") == (Company(Slug("zorvexa"), "Zorvexa"),)


def test_a_company_that_is_taken_out_of_the_list_is_taken_off_what_it_was_detected_on(
    desk: Desk, tmp_path: Path
) -> None:
    listed = tmp_path / "companies.yaml"
    listed.write_text("- name: Zorvexa\n")
    desk.ingester(companies_file=listed)
    desk.write(a=article("Laboratoř v Ostravě", OSTRAVA), b=article("Zpráva", PLOVDIV, companies="OpenAI"))
    desk.write(c=article("OpenAI staví v Brně"))
    desk.ingest()
    assert tags(desk, "Laboratoř v Ostravě") == (ZORVEXA,)
    assert [company.slug for company in tags(desk, "OpenAI staví v Brně")] == ["openai", "amazon"]
    listed.write_text("- id: zorvexa\n  remove: true\n- id: openai\n  remove: true\n")
    desk.ingest()
    assert tags(desk, "Laboratoř v Ostravě") == ()
    assert [company.slug for company in tags(desk, "OpenAI staví v Brně")] == ["amazon"]
    assert tags(desk, "Zpráva") == (Company(Slug("openai"), "OpenAI"),)


def test_the_operator_s_name_for_a_company_is_the_one_to_show(desk: Desk, tmp_path: Path) -> None:
    desk.write(a=article("Zpráva", companies="Siemens"))
    desk.ingest()
    listed = tmp_path / "companies.yaml"
    listed.write_text("- id: siemens\n  name: Siemens Welt\n")
    desk.ingester(companies_file=listed)
    desk.ingest(anew=True)
    assert tags(desk, "Zpráva") == (Company(Slug("siemens"), "Siemens Welt"),)
    head = desk.head()
    desk.ingest(anew=True)
    assert desk.head() == head


def test_a_list_that_breaks_stays_in_use_as_it_was_and_says_so(desk: Desk, tmp_path: Path) -> None:
    listed = tmp_path / "companies.yaml"
    listed.write_text("- name: Zorvexa\n")
    ingester = desk.ingester(companies_file=listed)
    assert ingester.pass_over().trouble == ""
    listed.write_text("- name: [Zorvexa\n")
    desk.write(a=article("Laboratoř v Ostravě", OSTRAVA))
    trouble = ingester.pass_over().trouble
    assert "companies.yaml" in trouble
    assert "stays in use" in trouble
    assert tags(desk, "Laboratoř v Ostravě") == (ZORVEXA,)
    listed.unlink()
    assert "cannot be read" in ingester.pass_over().trouble


def test_a_list_that_is_not_there_is_an_error_that_names_it(tmp_path: Path) -> None:
    assert house_list(Rules(seeds=tmp_path)) == ()
    with pytest.raises(ListingError, match=r"nowhere\.yaml.*check companies_file"):
        house_list(Rules(seeds=tmp_path, companies_file=tmp_path / "nowhere.yaml"))


def test_every_name_that_was_ever_declared_is_remembered_with_its_company(desk: Desk) -> None:
    desk.write(a=article("Zpráva", companies="Zorvexa a.s."), b=article("Jiná", PLOVDIV, companies="ZORVEXA"))
    desk.ingest()
    with desk.database.read() as conn:
        assert companies.names(conn) == [("zorvexa", "ZORVEXA"), ("zorvexa", "Zorvexa a.s.")]
