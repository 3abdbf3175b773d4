"""Entries that an operator keeps out, whatever their files do; and what is left of one that was erased."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest.report import Outcome
from ingest.rules import OnDelete
from ingest.union import SeparationError, separate
from ingest.withholding import WithholdingError, restore, withdraw
from store import entries, history, mergers, search, tables
from store.change import ChangeKind
from store.entry import EntryState, Stored
from store.file import FileState
from store.selection import EVERYTHING
from tests.ingest.desk import BRNO, DAY, MINUTE, PLOVDIV, Desk, article

LINK, GUID = "https://noviny.example/brno", "tag:noviny.example,2026:1"
WORD = "Kvintesencialita"
SECRET = f"{BRNO} {WORD} celého záměru zůstává utajena před veřejností i zastupiteli."


def take_out(desk: Desk, stored: Stored, *, purge: bool = False, reason: str = "soudní zákaz") -> Stored:
    desk.clock.now += MINUTE
    with desk.database.write() as conn:
        withdraw(conn, desk_entry(conn, stored), reason=reason, purge=purge, now=desk.clock.now)
    desk.check()
    return desk.stored(stored)


def put_back(desk: Desk, stored: Stored) -> Stored:
    desk.clock.now += MINUTE
    with desk.database.write() as conn:
        restore(conn, desk_entry(conn, stored), on_delete=desk.rules.on_delete, now=desk.clock.now)
    desk.check()
    return desk.stored(stored)


def desk_entry(conn: object, stored: Stored) -> Stored:
    (found,) = entries.by_ids(conn, [stored.id])  # type: ignore[arg-type]  # a connection of the desk's database
    return found


def one_out(desk: Desk, text: str = BRNO, *, purge: bool = False, **keys: str) -> Stored:
    desk.write(a=article("Stavba v Brně", text, **keys))
    desk.ingest()
    return take_out(desk, desk.one(), purge=purge)


def the_change(desk: Desk) -> ChangeKind:
    with desk.database.read() as conn:
        return history.changes(conn, after=0, limit=999)[-1].kind


# --- out, and staying out


def test_a_withdrawn_entry_is_in_no_feed_and_has_a_tombstone_with_the_reason(desk: Desk) -> None:
    out = one_out(desk)
    assert desk.published() == {}
    assert (out.state, out.withheld) == (EntryState.WITHDRAWN, "soudní zákaz")
    (tombstone,) = desk.tombstones()
    assert (tombstone.guid, tombstone.reason, tombstone.at) == (out.guid, "soudní zákaz", desk.clock.now)
    (problem,) = desk.problems().values()
    assert problem.state is FileState.WITHHELD
    assert problem.reason == "withheld by the operator: soudní zákaz"
    assert f"seedwire restore {out.public_id}" in problem.advice


@pytest.mark.parametrize("purge", [False, True])
@pytest.mark.parametrize(
    "deed",
    [
        lambda d: d.write(a=article("Stavba v Brně", BRNO + " Město to potvrdilo.", url=LINK)),
        lambda d: d.write(a=article("Úplně jiný titulek", "Zcela jiná slova, krátce.", url=LINK)),
        lambda d: (d.seeds / "a.md").rename(d.seeds / "b.md"),
        lambda d: d.write(copy=article("Stavba v Brně", BRNO, url=LINK)),
        lambda d: d.write(copy=article("Stavba v Brně", BRNO + " Město to potvrdilo.", url=LINK)),
        lambda d: (d.ingest(), (d.seeds / "a.md").unlink(), d.ingest(accept_deletions=True)),
        lambda d: d.ingest(anew=True),
        lambda d: d.write(a=article("Stavba v Brně", BRNO, url=LINK, companies="Zorvexa, Amazon")),
    ],
    ids=["edit", "rewrite", "rename", "copy", "edited copy", "deletion", "reingest", "companies"],
)
@pytest.mark.parametrize("on_delete", list(OnDelete))
def test_it_stays_out_whatever_its_files_do(desk: Desk, deed: object, purge: bool, on_delete: OnDelete) -> None:  # noqa: FBT001 - a parameter of the test
    desk.ingester(on_delete=on_delete)
    out = one_out(desk, purge=purge, url=LINK)
    before = desk.head()
    deed(desk)  # type: ignore[operator]  # each of the lambdas above
    desk.ingest(accept_deletions=True)
    desk.ingest(anew=True)
    if not (desk.seeds / "a.md").exists():
        desk.write(a=article("Stavba v Brně", BRNO, url=LINK))
        desk.ingest()
    assert desk.published() == {}
    assert [tombstone.guid for tombstone in desk.tombstones()] == [out.guid]
    assert desk.head() == before, "there is nothing to tell readers"
    assert {problem.state for problem in desk.problems().values()} == {FileState.WITHHELD}


def test_another_article_in_its_file_is_published(desk: Desk) -> None:
    out = one_out(desk)
    desk.write(a=article("Софарма строи", PLOVDIV, date="2026-02-20"))
    desk.ingest()
    assert desk.one().guid != out.guid
    assert desk.problems() == {}


def test_an_entry_that_proves_to_be_it_goes_out_with_it(desk: Desk) -> None:
    out = one_out(desk, url=LINK)
    desk.write(two=article("Софарма строи", PLOVDIV, guid=GUID, lang="cs"))
    desk.ingest()
    other = desk.one()
    desk.write(both=article("Stavba v Brně", url=LINK, guid=GUID, lang="cs"))
    assert desk.ingest().counts[Outcome.MERGED] == 1
    assert desk.published() == {}
    assert {tombstone.guid: tombstone.merged_into for tombstone in desk.tombstones()} == {
        out.guid: None,
        other.guid: out.public_id,
    }
    assert {problem.state for problem in desk.problems().values()} == {FileState.WITHHELD}
    with desk.database.write() as conn:
        merger = next(one for one in mergers.newest(conn, 9) if one.other_id == other.id)
        separate(conn, merger, desk.clock.now)
    desk.check()
    assert desk.one().guid == other.guid
    assert [tombstone.guid for tombstone in desk.tombstones()] == [out.guid]
    assert set(desk.problems()) == {b"a.md", b"both.md"}


def test_one_that_waits_for_its_time_is_kept_from_ever_being_published(desk: Desk) -> None:
    desk.write(a=article("Stavba v Brně", date="2026-03-03"))
    desk.ingest()
    with desk.database.read() as conn:
        held = next(s for s in entries.by_ids(conn, [1]) if s.state is EntryState.HELD)
    take_out(desk, held)
    desk.clock.now += 9 * DAY
    assert desk.ingester().release() == 0
    desk.ingest()
    assert (desk.published(), desk.tombstones(), desk.head()) == ({}, [], 0)
    put_back(desk, held)
    assert desk.one().guid == held.guid


# --- back


def test_it_comes_back_with_what_its_file_says_now_after_its_tombstone(desk: Desk) -> None:
    out = one_out(desk)
    (tombstone,) = desk.tombstones()
    desk.write(a=article("Stavba v Brně začne dřív", BRNO + " Město to potvrdilo."))
    desk.ingest()
    assert desk.published() == {}
    put_back(desk, out)
    back = desk.one()
    assert (back.guid, back.public_id) == (out.guid, out.public_id)
    assert back.entry.title == "Stavba v Brně začne dřív"
    assert back.updated > tombstone.at + timedelta(seconds=0)
    assert (back.arrived, back.withheld) == (desk.clock.now, None)
    assert (the_change(desk), desk.tombstones(), desk.problems()) == (ChangeKind.RESTORED, [], {})


def test_in_the_same_second_it_still_comes_back_after_its_tombstone(desk: Desk) -> None:
    out = one_out(desk)
    (tombstone,) = desk.tombstones()
    desk.clock.now -= MINUTE
    put_back(desk, out)
    assert desk.one().updated - tombstone.at == timedelta(seconds=1)


def test_what_became_a_draft_meanwhile_waits(desk: Desk) -> None:
    out = one_out(desk)
    desk.write(a=article("Stavba v Brně", draft="true"))
    desk.ingest()
    put_back(desk, out)
    assert desk.published() == {}
    (problem,) = desk.problems().values()
    assert (problem.state, problem.reason) == (FileState.HELD, "held back: draft: true")
    desk.write(a=article("Stavba v Brně"))
    desk.ingest()
    assert desk.one().guid == out.guid


@pytest.mark.parametrize(("on_delete", "comes_back"), [(OnDelete.KEEP, True), (OnDelete.WITHDRAW, False)])
def test_after_its_file_was_deleted_it_comes_back_as_deletions_are_meant(
    desk: Desk, on_delete: OnDelete, *, comes_back: bool
) -> None:
    desk.ingester(on_delete=on_delete)
    out = one_out(desk)
    (desk.seeds / "a.md").unlink()
    desk.ingest(accept_deletions=True)
    if comes_back:
        put_back(desk, out)
        assert desk.one().guid == out.guid
    else:
        with pytest.raises(WithholdingError, match="its file was deleted"):
            put_back(desk, out)


def test_only_what_an_operator_took_out_can_be_put_back(desk: Desk) -> None:
    desk.ingester(on_delete=OnDelete.WITHDRAW)
    draft = article("Most", "Most v Ústí.", draft="true")
    desk.write(a=article("Stavba v Brně"), b=article("Софарма строи", PLOVDIV), c=draft)
    desk.ingest()
    by_title = desk.published()
    with pytest.raises(WithholdingError, match="is published"):
        put_back(desk, by_title["Софарма строи"])
    (desk.seeds / "a.md").unlink()
    desk.ingest(accept_deletions=True)
    with pytest.raises(WithholdingError, match="with its file"):
        put_back(desk, by_title["Stavba v Brně"])
    with desk.database.read() as conn:
        numbers = {s.id: s for s in entries.by_ids(conn, range(9)) if s.state is EntryState.HELD}
    with pytest.raises(WithholdingError, match=r"held back by its own file \(draft: true\)"):
        put_back(desk, *numbers.values())


def test_one_that_was_deleted_and_then_withheld_does_not_come_back_with_its_file(desk: Desk) -> None:
    desk.ingester(on_delete=OnDelete.WITHDRAW)
    desk.write(a=article("Stavba v Brně"))
    desk.ingest()
    stored = desk.one()
    (desk.seeds / "a.md").unlink()
    desk.ingest(accept_deletions=True)
    take_out(desk, stored)
    desk.write(a=article("Stavba v Brně"))
    desk.ingest()
    assert desk.published() == {}
    put_back(desk, stored)
    assert desk.one().guid == stored.guid


def test_withdrawing_again_changes_nothing(desk: Desk) -> None:
    out = one_out(desk)
    before = desk.head()
    assert take_out(desk, out, reason="jiný důvod").withheld == "soudní zákaz"
    assert desk.head() == before


# --- erased


def stored_bytes(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(path.name + "*")))


def test_a_purge_leaves_no_byte_of_the_article_in_the_files_of_the_database(desk: Desk) -> None:
    keys = {"author": "Božidara Kvítková", "tags": "přísně utajované", "source": "Zlatohorský Posel"}
    desk.write(a=article(f"{WORD} v Brně", SECRET, url="https://noviny.example/kvintesencialita", **keys))
    desk.write(z=article("Софарма строи", PLOVDIV))
    desk.ingest()
    desk.write(a=article(f"{WORD} v Brně a okolí", SECRET + " A ještě víc.", url=LINK + "/kvintesencialita", **keys))
    desk.ingest()
    stored = desk.published()[f"{WORD} v Brně a okolí"]
    with desk.database.read() as conn:
        said = conn.execute(select(tables.entry.c.document).where(tables.entry.c.id == stored.id)).scalar_one()
        before = conn.execute(select(tables.revision.c.document)).scalar_one()
    path = desk.database.path
    assert path is not None
    needles = [said, before, b"kvintesencialit", b"kvitkov", b"prisne-utajovane", b"zlatohorsky-posel"]
    held = stored_bytes(path)
    assert [needle for needle in needles if needle not in held] == [], "else the test shows nothing"
    take_out(desk, stored, purge=True)
    desk.database.scrub()
    held = stored_bytes(path)
    assert [needle for needle in needles if needle in held] == []
    with desk.database.read() as conn:
        assert conn.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
        assert conn.exec_driver_sql("SELECT count(*) FROM search WHERE search MATCH 'kvintesencialita'").scalar() == 0
        assert conn.exec_driver_sql("SELECT count(*) FROM search WHERE search MATCH 'пловдив'").scalar() == 1
    assert list(desk.published()) == ["Софарма строи"]


def test_what_is_left_of_a_purged_entry_is_what_it_is_recognised_by(desk: Desk) -> None:
    out = one_out(desk, SECRET, purge=True, companies="Amazon", guid=GUID)
    assert out.entry.is_erased
    assert (out.entry.text, out.entry.content, out.entry.summary, out.entry.link) == ("", "", "", None)
    assert (out.guid, out.entry.identity.declared) == (GUID, GUID)
    assert [company.slug for company in out.entry.companies] == ["amazon"]
    assert [tombstone.guid for tombstone in desk.tombstones()] == [GUID]


def test_nothing_of_a_purged_article_is_stored_again_when_its_file_changes_or_is_copied(desk: Desk) -> None:
    one_out(desk, purge=True, guid=GUID)
    desk.write(a=article(f"{WORD} v Brně", SECRET, guid=GUID), copy=article(f"{WORD} v Brně", SECRET, guid=GUID))
    desk.ingest()
    with desk.database.read() as conn:
        documents = [row.document for row in conn.execute(tables.version.select())]
        assert len(documents) == 2
        assert conn.execute(tables.band.select()).all() == []
        assert all(stored.entry.is_erased for stored in entries.by_ids(conn, range(9)))
        assert conn.execute(tables.merger.select().where(tables.merger.c.reason.contains(WORD))).all() == []


def test_a_purged_article_comes_back_when_its_file_is_read_anew(desk: Desk) -> None:
    out = one_out(desk, purge=True)
    desk.ingest()
    put_back(desk, out)
    assert desk.published() == {}
    desk.ingest()
    back = desk.one()
    assert (back.guid, back.entry.title, back.entry.text) == (out.guid, "Stavba v Brně", BRNO)
    assert (the_change(desk), desk.tombstones(), desk.problems()) == (ChangeKind.RESTORED, [], {})
    with desk.database.read() as conn:
        assert entries.count(conn, EVERYTHING) == 1
        assert conn.execute(tables.band.select()).all()


def test_a_purged_article_whose_file_is_gone_stays_out(desk: Desk) -> None:
    out = one_out(desk, purge=True)
    (desk.seeds / "a.md").unlink()
    desk.ingest(accept_deletions=True)
    with pytest.raises(WithholdingError, match="no file says it any more"):
        put_back(desk, out)


def test_a_purge_takes_those_along_that_went_on_in_the_entry(desk: Desk) -> None:
    desk.write(one=article("Stavba v Brně", url=LINK))
    desk.ingest()
    desk.write(two=article("Софарма строи", PLOVDIV, guid=GUID, lang="cs"))
    desk.ingest()
    desk.write(both=article("Stavba v Brně", url=LINK, guid=GUID, lang="cs"))
    desk.ingest()
    take_out(desk, desk.one(), purge=True)
    with desk.database.write() as conn:
        assert all(stored.entry.is_erased for stored in entries.by_ids(conn, range(9)))
        merger = mergers.newest(conn, 9)[-1]
        assert merger.reason == "the text was erased"
        with pytest.raises(SeparationError, match="was erased"):
            separate(conn, merger, desk.clock.now)
    desk.check()


def test_an_entry_that_went_on_in_another_is_withdrawn_there(desk: Desk) -> None:
    desk.write(one=article("Stavba v Brně", url=LINK))
    desk.ingest()
    desk.write(two=article("Софарма строи", PLOVDIV, guid=GUID, lang="cs"))
    desk.ingest()
    first, second = (desk.published()[title] for title in ("Stavba v Brně", "Софарма строи"))
    desk.write(both=article("Stavba v Brně", url=LINK, guid=GUID, lang="cs"))
    desk.ingest()
    with pytest.raises(WithholdingError, match=f"withdraw that one: {first.public_id}"):
        take_out(desk, second)


def test_the_search_knows_nothing_of_what_was_purged(desk: Desk) -> None:
    out = one_out(desk, SECRET, purge=True)
    with desk.database.write() as conn:
        search.fill(conn)  # as an upgrade does
        rows = conn.exec_driver_sql("SELECT count(*) FROM search WHERE search MATCH 'kvintesencialita'").scalar()
    assert (rows, out.entry.is_erased) == (0, True)
