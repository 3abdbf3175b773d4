"""What an ingester stores at the end of a pass: archives that are full, and the ends of tombstones."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import replace
from pathlib import Path

from publisher.app import create_app
from publisher.site import Site
from store import archives, history
from store.change import ChangeKind
from store.engine import Database
from tests.ingest.desk import BRNO, DAY, MINUTE, SITE, Clock, Desk, article, several

LIMIT = 3


def titles(desk: Desk) -> list[set[str]]:
    """Those of each archive of the feed of everything."""
    with desk.database.read() as conn:
        newest = archives.newest(conn, None)
        return [
            {stored.entry.title for stored in archives.contents(conn, None, number).entries}
            for number in range(1, newest.number + 1 if newest else 1)
        ]


def test_each_pass_closes_the_archives_that_its_articles_fill(desk: Desk) -> None:
    desk.ingester(feed_limit=LIMIT)
    files = sorted(several(7).items())
    for one in files:
        desk.write(dict([one]))
        desk.ingest()
    assert titles(desk) == [{"Zpráva 0", "Zpráva 1", "Zpráva 2"}, {"Zpráva 3", "Zpráva 4", "Zpráva 5"}]


def test_files_of_one_pass_make_the_same_archives_under_any_names(desk: Desk, pattern: Path, tmp_path: Path) -> None:
    contents = list(several(10).values())
    made = []
    for turn, names in enumerate(("0123456789", "9876543210", "5038271694")):
        database = Database.open_writer(f"sqlite:///{shutil.copy(pattern, tmp_path / f'{turn}.db')}")
        with contextlib.closing(database):
            other = Desk(desk.seeds, database, desk.parsers, Clock(), replace(desk.rules, feed_limit=LIMIT))
            other.write({f"{name}.md": text for name, text in zip(names, contents, strict=True)})
            other.ingest()
            client = create_app(database, Site(base_url=SITE, feed_limit=LIMIT)).test_client()
            made.append([client.get(f"/atom/archive/{number}.xml").data for number in (1, 2, 3)])
            assert [len(shown) for shown in titles(other)] == [3, 3, 3]
    assert made[0] == made[1] == made[2]


def test_a_pass_that_finds_nothing_new_closes_nothing_and_changes_nothing(desk: Desk) -> None:
    desk.ingester(feed_limit=LIMIT)
    desk.write(several(4))
    desk.ingest()
    before = desk.head()
    desk.ingest()
    assert desk.head() == before


def test_what_a_pass_that_was_broken_off_left_open_is_closed_by_the_next(desk: Desk) -> None:
    ingester = desk.ingester(feed_limit=LIMIT)
    desk.write(several(7))
    desk.clock.now += MINUTE
    asked = iter(range(100))
    ingester._stop = lambda: next(asked) > 9
    assert ingester.pass_over().broken_off
    assert titles(desk) == []
    desk.ingest()
    assert [len(shown) for shown in titles(desk)] == [3, 3]


def test_a_tombstone_ends_by_a_change_that_a_pass_stores_once(desk: Desk) -> None:
    desk.write(several(1) | {"brno.md": article("Datové centrum", BRNO)})
    desk.ingest()
    desk.write(brno=article("Datové centrum", BRNO, draft="true"))
    desk.ingest()
    withdrawn = desk.clock.now
    desk.clock.now = withdrawn + 30 * DAY - 2 * MINUTE
    desk.ingest()
    with desk.database.read() as conn:
        assert history.head(conn).at == withdrawn
    desk.ingest()
    desk.ingest()
    with desk.database.read() as conn:
        newest = history.changes(conn, after=history.head(conn).seq - 1, limit=9)[-1]
        assert newest.at > withdrawn
    assert (newest.kind, newest.at) == (ChangeKind.NOTED, withdrawn + 30 * DAY + MINUTE)
    before = desk.head()
    desk.ingest()
    assert desk.head() == before


def test_an_entry_that_comes_back_is_archived_anew(desk: Desk) -> None:
    desk.ingester(feed_limit=LIMIT)
    files = several(4)
    for name in files:
        desk.write({name: files[name]})
        desk.ingest()
    assert titles(desk) == [{"Zpráva 0", "Zpráva 1", "Zpráva 2"}]
    desk.write({"1.md": files["1.md"].replace("title:", "draft: true\ntitle:")})
    desk.ingest()
    desk.write({"1.md": files["1.md"]})
    desk.ingest()
    assert titles(desk) == [{"Zpráva 0", "Zpráva 2"}]
    desk.write({"new.md": several(5)["4.md"]})
    desk.ingest()
    assert titles(desk) == [{"Zpráva 0", "Zpráva 2"}, {"Zpráva 3", "Zpráva 1", "Zpráva 4"}]
