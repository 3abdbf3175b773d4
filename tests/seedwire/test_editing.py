"""What an editor does from the command line: companies merged, mergers taken back, files read again."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from benchmarks.damage import lossless
from publisher.app import create_app
from publisher.site import Site
from seedwire.cli import main
from store import meta
from store.engine import Database
from store.entry import Guid
from store.slug import public_id

Command = Callable[..., Result]
LINK = "https://noviny.example/brno"
BRNO = (
    "Společnost Amazon oznámila, že v Brně postaví nové datové centrum za dvě miliardy korun. Stavba má začít na jaře "
    "a skončit do tří let. Město si od ní slibuje osm set pracovních míst."
)
PLOVDIV = (
    "Софарма откри нов завод край Пловдив. Инвестицията е за сто милиона лева, а производството започва през есента. "
    "Компанията търси двеста инженери и химици."
)


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SEEDWIRE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SEEDWIRE_SETTLE_TIME", "0s")
    (tmp_path / "seeds").mkdir()
    return tmp_path / "seeds"


@pytest.fixture
def seedwire(seeds: Path) -> Command:
    """Runs a command in this process, beside `seeds`."""
    runner = CliRunner()

    def run(*arguments: str) -> Result:
        assert Path.cwd() == seeds.parent
        return runner.invoke(main, list(arguments))

    return run


@pytest.fixture
def get(seeds: Path) -> Callable[[str], Any]:
    """Asks the publisher for a path."""

    def ask(path: str) -> Any:
        with closing(Database.open_reader(f"sqlite:///{seeds.parent}/seedwire.db")) as database:
            return create_app(database, Site(base_url="https://feeds.example")).test_client().get(path)

    return ask


def article(title: str, text: str, **keys: str) -> str:
    front = "".join(f"{key}: {value}\n" for key, value in keys.items())
    return f"---\ntitle: {title}\ndate: 2026-02-01\n{front}---\n{text}\n"


def printed(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


# --- companies


def test_merging_companies_keeps_the_old_address(seeds: Path, seedwire: Command, get: Callable[[str], Any]) -> None:
    (seeds / "a.md").write_text(article("Zpráva", BRNO, companies="Zorvexa Group"))
    (seeds / "b.md").write_text(article("Jiná", PLOVDIV, companies="Zorvexa"))
    seedwire("ingest")
    before = get("/companies/zorvexa/atom.xml").headers["ETag"]
    done = seedwire("companies", "merge", "Zorvexa Group", "zorvexa")
    assert done.exit_code == 0
    assert "1 entries" in done.stderr
    (company,) = printed(seedwire("companies", "--json"))
    assert company == {"slug": "zorvexa", "name": "Zorvexa", "aliases": ["Zorvexa Group"], "entries": 2}
    assert get("/companies/zorvexa-group/atom.xml").headers["Location"].endswith("/companies/zorvexa/atom.xml")
    feed = get("/companies/zorvexa/atom.xml")
    assert feed.headers["ETag"] != before
    assert feed.data.count(b"<entry") == 2
    (seeds / "c.md").write_text(article("Další", PLOVDIV + " A víc lidí, než se čekalo.", companies="Zorvexa Group"))
    seedwire("ingest")
    assert [one["entries"] for one in printed(seedwire("companies", "--json"))] == [3]


@pytest.mark.parametrize(
    ("one", "into", "says"),
    [("nikdo", "zorvexa", "'nikdo'"), ("zorvexa", "nikdo", "'nikdo'"), ("zorvexa", "zorvexa", "the same company")],
)
def test_a_merger_of_companies_that_cannot_be_is_wrong_usage(
    seeds: Path, seedwire: Command, one: str, into: str, says: str
) -> None:
    (seeds / "a.md").write_text(article("Zpráva", BRNO, companies="Zorvexa"))
    seedwire("ingest")
    done = seedwire("companies", "merge", one, into)
    assert done.exit_code == 2
    assert says in done.stderr


def test_a_name_that_holds_another_is_proposed_and_never_merged_by_itself(seeds: Path, seedwire: Command) -> None:
    (seeds / "a.md").write_text(article("Zpráva", BRNO, companies="[Amazon/OpenAI, Amazon]"))
    seedwire("ingest")
    done = seedwire("companies")
    assert {"amazon", "amazon-openai"} <= {line.split()[0] for line in done.stdout.splitlines()}
    assert "seedwire companies merge amazon-openai openai" in done.stderr


def test_companies_knows_the_names_of_the_list(seeds: Path, seedwire: Command) -> None:
    (seeds / "a.md").write_text(article("Zpráva", PLOVDIV, companies="Амазон"))
    seedwire("ingest")
    (company,) = printed(seedwire("companies", "--json"))
    assert (company["slug"], company["name"]) == ("amazon", "Amazon")
    assert "Амазон" in company["aliases"]
    assert "Amazon" not in company["aliases"]


# --- merges


def test_merges_lists_what_was_found_to_be_one_and_why_and_takes_it_back(
    seeds: Path, seedwire: Command, get: Callable[[str], Any]
) -> None:
    (seeds / "a.md").write_text(article("Stavba v Brně", BRNO, url=LINK))
    seedwire("ingest")
    assert printed(seedwire("merges", "--json")) == []
    (seeds / "b.md").write_text(article("Jiný titulek", BRNO + " A víc.", url=LINK))
    seedwire("ingest")
    (merger,) = printed(seedwire("merges", "--json"))
    assert merger["path"] == "b.md"
    assert merger["reason"] == "same link in the same language"
    assert (merger["ended"], merger["undone"]) == (None, None)
    assert "same link in the same language" in seedwire("merges").stdout
    done = seedwire("merges", "undo", str(merger["number"]))
    assert done.exit_code == 0
    assert "stands for itself again" in done.stderr
    assert get("/atom.xml").data.count(b"<entry") == 2
    assert printed(seedwire("merges", "--json"))[0]["undone"]
    assert "taken back" in seedwire("merges").stdout
    again = seedwire("merges", "undo", str(merger["number"]))
    assert (again.exit_code, "taken back already" in again.stderr) == (2, True)
    missing = seedwire("merges", "undo", "99")
    assert (missing.exit_code, "there is no merger 99" in missing.stderr) == (2, True)


def test_entries_that_prove_to_be_one_leave_a_tombstone_and_a_redirect_in_the_feeds(
    seeds: Path, seedwire: Command, get: Callable[[str], Any]
) -> None:
    guid = "tag:noviny.example,2026:1"
    (seeds / "a.md").write_text(article("Stavba v Brně", BRNO, url=LINK))
    seedwire("ingest")
    (seeds / "b.md").write_text(article("Софарма строи", PLOVDIV, guid=guid, lang="cs"))
    seedwire("ingest")
    later = f"/entries/{public_id(Guid(guid))}/"
    assert get(later).status_code == 200
    (seeds / "c.md").write_text(article("Stavba v Brně", BRNO, url=LINK, guid=guid, lang="cs"))
    done = seedwire("ingest")
    assert "1 merged" in done.stdout
    atom = get("/atom.xml").data.decode()
    assert atom.count("<entry") == 1
    assert f'deleted-entry ref="{guid}"' in atom
    stays = get("/feed.json").json["items"]
    assert [item["title"] for item in stays] == ["Stavba v Brně"]
    moved = get(later)
    assert moved.status_code == 301
    assert get(moved.headers["Location"].removeprefix("https://feeds.example")).status_code == 200


def test_translations_are_linked_in_every_format_and_on_the_pages(
    seeds: Path, seedwire: Command, get: Callable[[str], Any]
) -> None:
    (seeds / "a.md").write_text(article("Amazon staví v Brně", BRNO, url=LINK, lang="cs"))
    (seeds / "b.md").write_text(article("Amazon builds in Brno", PLOVDIV, url=LINK, lang="en"))
    seedwire("ingest")
    items = {item["language"]: item for item in get("/feed.json").json["items"]}
    czech, english = items["cs"], items["en"]
    assert [other["language"] for other in czech["_seedwire"]["translations"]] == ["en"]
    page = czech["_seedwire"]["translations"][0]["url"]
    assert "Amazon builds in Brno" in get(page.removeprefix("https://feeds.example")).text
    for path in ("/atom.xml", "/rss.xml", "/atom.xml?language=cs"):
        assert re.search(rf'hreflang="en"[^>]*{page}|{page}[^>]*hreflang="en"', get(path).text)
    assert english["_seedwire"]["translations"][0]["language"] == "cs"
    (seeds / "b.md").write_text(article("Amazon builds in Brno", PLOVDIV, url=LINK, lang="en", draft="true"))
    seedwire("ingest")
    (alone,) = get("/feed.json").json["items"]
    assert not alone["_seedwire"].get("translations")


# --- withdraw and restore


def ids(get: Callable[[str], Any]) -> dict[str, str]:
    """The public ids of the published entries, by title."""
    return {item["title"]: item["url"].rstrip("/").rpartition("/")[2] for item in get("/feed.json").json["items"]}


def guid_of(get: Callable[[str], Any], title: str) -> str:
    return next(str(item["id"]) for item in get("/feed.json").json["items"] if item["title"] == title)


def test_a_withdrawn_entry_leaves_feeds_and_pages_and_comes_back_after_its_tombstone(
    seeds: Path, seedwire: Command, get: Callable[[str], Any]
) -> None:
    (seeds / "a.md").write_text(article("Stavba v Brně", BRNO))
    (seeds / "b.md").write_text(article("Софарма строи", PLOVDIV))
    seedwire("ingest")
    public = ids(get)["Stavba v Brně"]
    done = seedwire("withdraw", public, "--reason", "soudní zákaz")
    assert done.exit_code == 0
    assert f"seedwire restore {public}" in done.stderr
    assert list(ids(get)) == ["Софарма строи"]
    assert get(f"/entries/{public}/").status_code == 410
    atom = get("/atom.xml").text
    assert "deleted-entry" in atom
    assert "soudní zákaz" in atom
    (problem,) = printed(seedwire("problems", "--json"))
    assert (problem["path"], problem["state"]) == ("a.md", "withheld")
    assert problem["reason"] == "withheld by the operator: soudní zákaz"
    status = printed(seedwire("status", "--json"))
    assert (status["entries"], status["withheld"], status["files"]["withheld"]) == (1, 1, 1)
    (seeds / "a.md").write_text(article("Stavba v Brně", BRNO + " Město to potvrdilo."))
    assert seedwire("ingest").exit_code == 0
    assert list(ids(get)) == ["Софарма строи"]
    (found,) = printed(seedwire("check", "seeds/a.md", "--json"))
    assert (found["verdict"], "soudní zákaz" in found["why"]) == ("withheld", True)
    done = seedwire("restore", public)
    assert (done.exit_code, "is published again" in done.stderr) == (0, True)
    assert set(ids(get)) == {"Stavba v Brně", "Софарма строи"}
    assert "Město to potvrdilo" in get(f"/entries/{public}/").text
    assert "deleted-entry" not in get("/atom.xml").text
    assert printed(seedwire("problems", "--json")) == []


@pytest.mark.parametrize("name", ["id", "page", "guid", "file", "file of the folder"])
def test_an_entry_can_be_named_in_several_ways(
    seeds: Path, seedwire: Command, get: Callable[[str], Any], name: str
) -> None:
    (seeds / "rok").mkdir()
    (seeds / "rok" / "zpráva.md").write_text(article("Stavba v Brně", BRNO))
    (seeds / "b.md").write_text(article("Софарма строи", PLOVDIV))
    seedwire("ingest")
    public = ids(get)["Stavba v Brně"]
    names = {
        "id": public,
        "page": f"https://feeds.example/news/entries/{public}/",
        "guid": guid_of(get, "Stavba v Brně"),
        "file": "seeds/rok/zpráva.md",
        "file of the folder": "rok/zpráva.md",
    }
    assert seedwire("withdraw", names[name]).exit_code == 0
    assert list(ids(get)) == ["Софарма строи"]
    (seeds / "rok" / "zpráva.md").unlink()
    assert seedwire("restore", names[name]).exit_code == 0
    assert set(ids(get)) == {"Stavba v Brně", "Софарма строи"}


def test_of_several_entries_all_are_withdrawn_or_none(
    seeds: Path, seedwire: Command, get: Callable[[str], Any]
) -> None:
    (seeds / "a.md").write_text(article("Stavba v Brně", BRNO))
    (seeds / "b.md").write_text(article("Софарма строи", PLOVDIV))
    seedwire("ingest")
    first, second = ids(get).values()
    wrong = first[:-1] + ("a" if first[-1] != "a" else "b")
    done = seedwire("withdraw", first, wrong, "nic takového")
    assert done.exit_code == 2
    assert f"{wrong}: there is no such entry; nearest: {first}" in done.stderr
    assert "nic takového: there is no such entry" in done.stderr
    assert set(ids(get).values()) == {first, second}
    assert seedwire("withdraw", first, second).exit_code == 0
    assert ids(get) == {}
    assert seedwire("restore", first, second).exit_code == 0
    assert set(ids(get).values()) == {first, second}


def test_what_cannot_be_restored_says_why(seeds: Path, seedwire: Command, get: Callable[[str], Any]) -> None:
    (seeds / "a.md").write_text(article("Stavba v Brně", BRNO))
    seedwire("ingest")
    (public,) = ids(get).values()
    done = seedwire("restore", public)
    assert (done.exit_code, "is published; there is nothing to restore" in done.stderr) == (2, True)
    (seeds / "a.md").write_text(article("Stavba v Brně", BRNO, draft="true"))
    seedwire("ingest")
    done = seedwire("restore", public)
    assert (done.exit_code, "held back by its own file" in done.stderr) == (2, True)


def test_a_purge_leaves_nothing_in_the_database_and_the_file_brings_it_back_when_asked(
    seeds: Path, seedwire: Command, get: Callable[[str], Any]
) -> None:
    (seeds / "a.md").write_text(article("Stavba v Brně", BRNO))
    seedwire("ingest")
    (public,) = ids(get).values()
    done = seedwire("withdraw", "--purge", public)
    assert (done.exit_code, "its text is erased" in done.stderr) == (0, True)
    seedwire("ingest")
    seedwire("reingest")
    assert ids(get) == {}
    assert "centrum" not in get("/atom.xml").text
    done = seedwire("restore", public)
    assert (done.exit_code, "a.md is read anew" in done.stderr) == (0, True)
    assert ids(get) == {}
    seedwire("ingest")
    assert ids(get) == {"Stavba v Brně": public}


def test_a_list_of_companies_that_breaks_keeps_nobody_from_withdrawing(
    seeds: Path, seedwire: Command, get: Callable[[str], Any]
) -> None:
    (seeds / "a.md").write_text(article("Stavba v Brně", BRNO))
    seedwire("ingest")
    Path("companies.yaml").write_text("- nme: Zorvexa\n")
    Path("seedwire.toml").write_text('companies_file = "companies.yaml"\n')
    assert seedwire("withdraw", *ids(get).values()).exit_code == 0


def test_withdrawing_works_beside_a_running_ingester(seeds: Path, seedwire: Command, get: Callable[[str], Any]) -> None:
    (seeds / "a.md").write_text(article("Stavba v Brně", BRNO))
    seedwire("ingest")
    with closing(Database.open_writer("sqlite:///seedwire.db")) as running, running.ingesting():
        assert seedwire("withdraw", "--purge", "a.md").exit_code == 0
        assert ids(get) == {}


# --- reingest


def test_a_repair_is_undone_by_file_and_no_guid_changes(
    seeds: Path, seedwire: Command, get: Callable[[str], Any]
) -> None:
    damaged = lossless(article("Stavba začne v Brně na jaře", BRNO), "cp1252")
    (seeds / "a.md").write_text(damaged)
    assert seedwire("ingest").exit_code == 0
    before = get("/feed.json").json["items"][0]
    assert before["title"] == "Stavba začne v Brně na jaře"
    Path("seedwire.toml").write_text('unrepaired = ["a.md"]\n')
    done = seedwire("reingest")
    assert (done.exit_code, "1 updated" in done.stdout) == (0, True)
    after = get("/feed.json").json["items"][0]
    assert after["title"] == lossless("Stavba začne v Brně na jaře", "cp1252").replace("\x8d", "")
    assert after["id"] == before["id"]
    assert after.get("date_modified") == before.get("date_modified")
    Path("seedwire.toml").unlink()
    seedwire("reingest")
    assert get("/feed.json").json["items"] == [before]


def test_reading_again_what_has_not_changed_changes_nothing(
    seeds: Path, seedwire: Command, get: Callable[[str], Any]
) -> None:
    (seeds / "a.md").write_text(article("Stavba v Brně", BRNO))
    (seeds / "b.md").write_text(article("Софарма строи", PLOVDIV))
    seedwire("ingest")
    before = get("/atom.xml")
    done = seedwire("reingest")
    assert (done.exit_code, "2 unchanged" in done.stdout) == (0, True)
    after = get("/atom.xml")
    assert (after.data, after.headers["ETag"]) == (before.data, before.headers["ETag"])


def test_reingest_beside_a_running_ingester_asks_that_one(seeds: Path, seedwire: Command) -> None:
    (seeds / "a.md").write_text(article("Stavba v Brně", BRNO))
    seedwire("ingest")
    with closing(Database.open_writer("sqlite:///seedwire.db")) as running, running.ingesting():
        done = seedwire("reingest")
        with running.read() as conn:
            assert meta.value(conn, "reingest")
    assert done.exit_code == 0
    assert "asked the ingester that is running" in done.stderr


# --- the operator's list


def test_a_list_of_companies_that_cannot_be_used_is_told_at_the_start(seeds: Path, seedwire: Command) -> None:
    Path("companies.yaml").write_text("- nme: Zorvexa\n")
    Path("seedwire.toml").write_text('companies_file = "companies.yaml"\n')
    (seeds / "a.md").write_text(article("Zpráva", BRNO))
    done = seedwire("ingest")
    assert done.exit_code == 2
    assert "companies.yaml, line 1" in done.stderr
    assert "nme" in done.stderr


def test_a_list_of_companies_that_breaks_keeps_nobody_from_asking_how_things_stand(
    seeds: Path, seedwire: Command
) -> None:
    (seeds / "a.md").write_text(article("Zpráva", BRNO, companies="Zorvexa"))
    seedwire("ingest")
    Path("companies.yaml").write_text("- nme: Zorvexa\n")
    Path("seedwire.toml").write_text('companies_file = "companies.yaml"\n')
    for command in ("status", "problems", "merges"):
        assert seedwire(command).exit_code == 0
    done = seedwire("companies")
    assert (done.exit_code, "zorvexa" in done.stdout) == (0, True)
    assert "companies.yaml, line 1" in done.stderr


def test_check_says_how_companies_were_found_and_what_the_article_translates(seeds: Path, seedwire: Command) -> None:
    (seeds / "a.md").write_text(article("Amazon staví v Brně", BRNO, url=LINK))
    seedwire("ingest")
    english = "Amazon builds a data centre in Brno for two billion crowns, and the city expects eight hundred jobs."
    (seeds / "b.md").write_text(article("Amazon builds in Brno", english, url=LINK, lang="en"))
    (found,) = printed(seedwire("check", "seeds/b.md", "--json"))
    assert found["verdict"] == "new"
    assert found["companies"] == [{"slug": "amazon", "name": "Amazon", "origin": "detected"}]
    assert found["translations"] == ["Amazon staví v Brně"]
    told = seedwire("check", "seeds/b.md").stdout
    assert "Amazon (amazon, detected: " in told
    assert "in the title" in told
    assert "the same article in another language: Amazon staví v Brně" in told
