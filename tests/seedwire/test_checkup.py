"""The verdict on one file, against a database and without one, is what a pass makes of it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.parsers import Parsers
from ingest.report import Report
from ingest.rules import Future, Rules
from ingest.run import Ingester
from seedwire.checkup import PROBLEM_VERDICTS, Checkup, check
from store import ledger
from store.engine import Database

Write = Callable[..., str]

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()


@dataclass(slots=True)
class Desk:
    """A folder, a database, and the two ways in which a file is looked at."""

    rules: Rules
    database: Database
    parsers: Parsers

    def put(self, name: str, content: str | bytes) -> Path:
        place = self.rules.seeds / name
        place.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        return place

    def ingest(self) -> Report:
        return Ingester(self.database, self.rules, self.parsers).pass_over()

    def check(self, place: Path) -> Checkup:
        return check(place, self.rules, self.database)


@pytest.fixture(scope="module")
def parsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Rules, Parsers]]:
    rules = Rules(seeds=tmp_path_factory.mktemp("checkup") / "seeds", settle_time=0, max_file_size=10_000)
    with Parsers(rules) as running:
        yield rules, running


@pytest.fixture
def desk(parsers: tuple[Rules, Parsers], tmp_path: Path) -> Iterator[Desk]:
    rules, running = parsers
    rules.seeds.mkdir()
    url = f"sqlite:///{tmp_path / 'seedwire.db'}"
    with contextlib.closing(Database.create(url, site="https://noviny.example")) as database:
        yield Desk(rules, database, running)
    shutil.rmtree(rules.seeds)


def test_an_article_that_nobody_knows_is_new(desk: Desk, write_article: Write) -> None:
    found = desk.check(desk.put("a.md", write_article("Nový článek")))
    assert (found.verdict, found.problems) == ("new", [])
    assert found.guid is not None
    assert check(desk.rules.seeds / "a.md", desk.rules, None).guid == found.guid


def test_what_is_stored_as_it_is_is_unchanged(desk: Desk, write_article: Write) -> None:
    place = desk.put("a.md", write_article("Stojí beze změny"))
    guid = desk.check(place).guid
    desk.ingest()
    found = desk.check(place)
    assert (found.verdict, found.guid) == ("unchanged", guid)


def test_an_edited_file_is_an_update_of_the_same_entry(desk: Desk, write_article: Write) -> None:
    place = desk.put("a.md", write_article("Titulek", url="https://noviny.example/a", importance="2"))
    desk.ingest()
    before = desk.check(place).guid
    desk.put("a.md", write_article("Titulek", url="https://noviny.example/a", importance="4"))
    found = desk.check(place)
    assert (found.verdict, found.guid) == ("update", before)


def test_a_copy_is_a_duplicate_of_the_file_it_copies(desk: Desk, write_article: Write) -> None:
    text = write_article("Същата статия", url="https://noviny.example/b")
    original = desk.put("original.md", text)
    desk.ingest()
    found = desk.check(desk.put("copy.md", text))
    assert (found.verdict, found.guid) == ("duplicate", desk.check(original).guid)
    assert "original.md" in found.why


@pytest.mark.parametrize("keys", [{"draft": "true"}, {"published": "false"}, {"date": TOMORROW}])
def test_what_is_held_back_says_why(desk: Desk, write_article: Write, keys: dict[str, str]) -> None:
    found = desk.check(desk.put("a.md", write_article("Zadržený", **keys)))
    assert found.verdict == "held"
    assert found.why
    assert found.verdict not in PROBLEM_VERDICTS


def test_a_date_to_come_holds_nothing_back_where_that_is_wanted(desk: Desk, write_article: Write) -> None:
    place = desk.put("a.md", write_article("Zítra", date=TOMORROW))
    assert check(place, replace(desk.rules, future=Future.PUBLISH), desk.database).verdict == "new"


@pytest.mark.parametrize(
    ("content", "verdict", "says"),
    [
        (b"", "waiting", "it is empty"),
        (b"---\ntitle: [a\n---\n", "rejected", "line"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8, "rejected", ""),
        (b"x" * 10_001, "rejected", "is too large: 10,001 bytes, and 10,000 are allowed"),
    ],
    ids=["empty", "broken front matter", "picture", "too large"],
)
def test_what_is_no_article_says_why_and_what_to_do(desk: Desk, content: bytes, verdict: str, says: str) -> None:
    found = desk.check(desk.put("a.md", content))
    assert found.verdict == verdict
    assert says in found.why
    assert found.entry is None
    assert [found.why] == found.problems or verdict == "waiting"


def test_a_file_that_is_not_there_is_unreadable(desk: Desk, tmp_path: Path) -> None:
    found = desk.check(tmp_path / "none" / "odd.md")
    assert found.verdict == "unreadable"
    assert "there is no such file" in found.why
    assert found.verdict in PROBLEM_VERDICTS


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("directory", "is a directory, not a file; name the files in it"),
        ("link", "is a symbolic link, not a file; put the file itself into the folder"),
        ("pipe", "is a named pipe, not a file; put the file itself into the folder"),
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_what_is_no_file_is_refused_as_a_pass_does(
    desk: Desk, tmp_path: Path, kind: str, says: str, *, inside: bool
) -> None:
    place = (desk.rules.seeds if inside else tmp_path) / "odd.md"
    match kind:
        case "directory":
            place.mkdir()
        case "link":
            place.symlink_to(desk.put("a.md", "Text."))
        case "pipe":
            os.mkfifo(place)
    found = desk.check(place)
    assert (found.verdict, found.why) == ("rejected", says)


@pytest.mark.parametrize("name", ["README.md", ".hidden.md", "_draft.md", "picture.pdf", "node_modules/a.md", "a.md~"])
def test_what_the_folder_leaves_alone_is_ignored(desk: Desk, tmp_path: Path, name: str) -> None:
    (desk.rules.seeds / name).parent.mkdir(exist_ok=True)
    found = desk.check(desk.put(name, "Text."))
    assert (found.verdict, found.entry) == ("ignored", None)
    assert "by its name it is no article" in found.why
    assert found.verdict not in PROBLEM_VERDICTS
    outside = tmp_path / Path(name).name
    outside.write_text("Text.", "utf-8")
    assert desk.check(outside).verdict == "new", "outside of the folder its name says nothing"


def test_what_lies_behind_a_link_is_ignored(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.md").write_text("Text.", "utf-8")
    (desk.rules.seeds / "linked").symlink_to(tmp_path / "elsewhere")
    found = desk.check(desk.rules.seeds / "linked" / "a.md")
    assert found.verdict == "ignored"
    assert "behind a symbolic link" in found.why
    by_a_detour = desk.rules.seeds / ".." / desk.rules.seeds.name / "b.md"
    desk.put("b.md", "Text.")
    assert desk.check(by_a_detour).verdict == "new"


def test_a_file_anywhere_can_be_checked_before_it_is_dropped(desk: Desk, tmp_path: Path, write_article: Write) -> None:
    text = write_article("Odjinud", url="https://noviny.example/c")
    desk.put("a.md", text)
    desk.ingest()
    outside = tmp_path / "outside.md"
    outside.write_text(text, "utf-8")
    assert desk.check(outside).verdict == "duplicate"


def test_the_json_is_complete_and_needs_no_entry(desk: Desk, write_article: Write) -> None:
    good = desk.check(desk.put("a.md", write_article("Úplný", companies=("Zorvexa a.s.",)))).as_json()
    bad = desk.check(desk.put("b.md", b"")).as_json()
    assert good.keys() == bad.keys()
    assert bad["entry"] is bad["language"] is None
    assert bad["companies"] == bad["repairs"] == bad["ignored"] == []
    assert good["companies"] == [{"slug": "zorvexa", "name": "Zorvexa a.s.", "origin": "declared"}]


def test_a_check_leaves_no_trace_in_the_ledger(desk: Desk, write_article: Write) -> None:
    desk.check(desk.put("a.md", write_article("Beze stopy")))
    desk.check(desk.put("b.md", b"---\ntitle: [a\n---\n"))
    with desk.database.read() as conn:
        assert ledger.lines(conn) == {}
