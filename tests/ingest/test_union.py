"""Files and entries that prove to be the same article, what is told of it, and the way back."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import delete, update

from ingest.report import Outcome
from ingest.union import SeparationError, separate
from store import entries, mergers, tables
from store.entry import EntryState, Stored
from store.mergers import Merger
from store.selection import EVERYTHING
from tests.ingest.desk import BRNO, DAY, MINUTE, PLOVDIV, Desk, article

LINK, GUID = "https://noviny.example/brno", "tag:noviny.example,2026:1"
LONG = (
    "Primátorka řekla, že smlouvu podepíše zastupitelstvo v červnu. Opozice žádá posudek o spotřebě vody a elektřiny, "
    "protože podobné stavby jinde zatížily síť víc, než se čekalo. Firma slíbila, že zveřejní údaje každý rok."
)


def merged(desk: Desk) -> list[Merger]:
    with desk.database.read() as conn:
        return mergers.newest(conn, 9)


def take_back(desk: Desk, number: int) -> Stored:
    desk.clock.now += MINUTE
    with desk.database.write() as conn:
        merger = mergers.find(conn, number)
        assert merger is not None
        (stored,) = entries.by_ids(conn, [separate(conn, merger, desk.clock.now)])
    return stored


def bridge(desk: Desk) -> tuple[Stored, Stored]:
    """Two entries, one after the other, and then a file that has the link of one and the guid of the other."""
    desk.write(one=article("Stavba v Brně", url=LINK))
    desk.ingest()
    desk.write(two=article("Софарма строи", PLOVDIV, guid=GUID, lang="cs"))
    desk.ingest()
    first, second = (desk.published()[title] for title in ("Stavba v Brně", "Софарма строи"))
    desk.write(both=article("Stavba v Brně", url=LINK, guid=GUID, lang="cs"))
    assert desk.ingest().counts == {Outcome.UNCHANGED: 2, Outcome.MERGED: 1}
    return first, second


def test_two_entries_that_a_third_file_proves_equal_become_the_first_of_them(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "seedwire.ingest")
    first, second = bridge(desk)
    stays = desk.one()
    assert (stays.guid, stays.updated, stays.arrived) == (first.guid, first.updated, first.arrived)
    (tombstone,) = desk.tombstones()
    assert (tombstone.guid, tombstone.merged_into) == (second.guid, first.public_id)
    assert tombstone.reason.startswith("the same article: ")
    assert "both.md" not in tombstone.reason, "what a folder looks like inside is nobody's business"
    assert "same guid in the same language" in tombstone.reason
    assert second.guid in caplog.text
    assert tombstone.reason in caplog.text


def test_merging_is_done_once_whatever_is_read_again(desk: Desk) -> None:
    bridge(desk)
    head = desk.head()
    assert desk.ingest(anew=True).counts == {Outcome.UNCHANGED: 3}
    assert desk.head() == head


def test_an_entry_that_was_merged_comes_back_as_it_was_and_is_never_merged_again(desk: Desk) -> None:
    first, second = bridge(desk)
    joined, ended = merged(desk)
    assert (joined.path, ended.path) == (b"both.md", b"both.md")
    back = take_back(desk, ended.id)
    assert (back.guid, back.entry, back.state) == (second.guid, second.entry, EntryState.PUBLISHED)
    assert back.updated > second.updated
    assert desk.tombstones() == []
    assert desk.stored(first).entry.text == BRNO
    desk.ingest(anew=True)
    desk.write(again=article("Stavba v Brně", BRNO + " A víc.", url=LINK, guid=GUID, lang="cs"))
    desk.ingest()
    assert {stored.guid for stored in desk.published().values()} == {first.guid, second.guid}


def test_a_file_that_joined_gets_an_entry_of_its_own_and_keeps_it(desk: Desk) -> None:
    desk.write(one=article("Stavba v Brně", url=LINK))
    desk.ingest()
    desk.write(two=article("Jiná zpráva", BRNO + " A víc.", url=LINK, date="2026-02-20"))
    desk.ingest()
    (joined,) = merged(desk)
    assert (joined.path, joined.other_id, joined.reason) == (b"two.md", None, "same link in the same language")
    own = take_back(desk, joined.id)
    assert own.entry.title == "Jiná zpráva"
    assert set(desk.published()) == {"Stavba v Brně", "Jiná zpráva"}
    assert len({stored.guid for stored in desk.published().values()}) == 2
    head = desk.head()
    assert desk.ingest(anew=True).counts == {Outcome.UNCHANGED: 2}
    assert desk.head() == head


def test_what_was_taken_back_cannot_be_taken_back_again(desk: Desk) -> None:
    bridge(desk)
    joined, ended = merged(desk)
    take_back(desk, ended.id)
    with pytest.raises(SeparationError, match="taken back already"):
        take_back(desk, ended.id)
    assert merged(desk)[0] == joined


def test_an_entry_of_one_side_cannot_be_taken_apart(desk: Desk) -> None:
    desk.write(one=article("Stavba v Brně", url=LINK), two=article("Stavba v Brně", BRNO + " A víc.", url=LINK))
    desk.ingest()
    (joined,) = merged(desk)
    (desk.seeds / joined.path.decode()).unlink()
    other = "one" if joined.path == b"two.md" else "two"
    draft = article("Koncept", "Ještě ne.", draft="true")
    desk.write({f"{other}.md": article("Stavba v Brně", BRNO, url=LINK), "third.md": draft})
    desk.ingester(on_delete="withdraw")
    desk.ingest(accept_deletions=True)
    with pytest.raises(SeparationError, match="only one of its two sides"):
        take_back(desk, joined.id)


def test_a_chain_of_mergers_is_taken_back_from_its_end(desk: Desk) -> None:
    first, second = bridge(desk)
    desk.clock.now += DAY
    early = article("Dřívější", "Docela jiný text, který nikdo jiný nemá a který nic neříká.", date="2026-01-01")
    desk.write(zero=early)
    desk.ingest()
    older = desk.published()["Dřívější"]
    with desk.database.write() as conn:  # as if it had been there first
        from store import edits  # noqa: PLC0415

        edits.merge(conn, desk.stored(first), older, at=desk.clock.now, reason="a test")
    _, ended = merged(desk)
    with pytest.raises(SeparationError, match="went on in another one since"):
        take_back(desk, ended.id)
    assert second.guid in {tombstone.guid for tombstone in desk.tombstones()}


def test_of_three_files_that_are_alike_each_can_stand_for_itself(desk: Desk) -> None:
    alike = article("Stavba v Brně", url=LINK)
    desk.write(one=alike, two=alike, three=alike)
    desk.ingest()
    for joined in merged(desk):
        take_back(desk, joined.id)
        desk.check()
    first, second, third = sorted(_all(desk), key=lambda stored: stored.id)
    assert len({first.guid, second.guid, third.guid}) == 3
    # Two were called different from the first, not from each other.
    assert desk.ingest(anew=True).counts == {Outcome.UNCHANGED: 2, Outcome.MERGED: 1}
    assert {stored.guid for stored in _all(desk)} == {first.guid, second.guid}
    assert [tombstone.guid for tombstone in desk.tombstones()] == [third.guid]


def test_a_copy_of_what_was_taken_apart_belongs_to_the_one_that_says_the_same(desk: Desk) -> None:
    desk.write(one=article("Stavba v Brně", url=LINK))
    desk.ingest()
    desk.write(two=article("Stavba v Brně", BRNO + " Čtěte také další zprávy.", url=LINK))
    desk.ingest()
    (joined,) = merged(desk)
    own = take_back(desk, joined.id)
    desk.write(again=article("Stavba v Brně", BRNO + " Čtěte také další zprávy.", url=LINK))
    assert desk.ingest().counts == {Outcome.UNCHANGED: 2, Outcome.DUPLICATE: 1}
    assert merged(desk)[0].entry_id == own.id


def test_an_article_that_waits_for_its_day_is_not_published_once_its_file_is_deleted(desk: Desk) -> None:
    desk.ingester(on_delete="withdraw")
    desk.write(soon=article("Až zítra", date="2026-03-03"), other=article("Софарма строи", PLOVDIV))
    desk.ingest()
    (desk.seeds / "soon.md").unlink()
    desk.ingest(accept_deletions=True)
    desk.clock.now += 3 * DAY
    assert desk.ingester().release() == 0
    desk.write(soon=article("Až zítra", date="2026-03-03"))
    desk.ingest()
    assert set(desk.published()) == {"Až zítra", "Софарма строи"}
    assert desk.tombstones() == []


def test_what_was_withdrawn_with_its_file_is_no_source_of_what_comes_after_it(desk: Desk) -> None:
    desk.ingester(on_delete="withdraw")
    desk.write(one=article("Stavba v Brně", url=LINK, updated="2026-02-20"), other=article("Софарма строи", PLOVDIV))
    desk.ingest()
    first = desk.published()["Stavba v Brně"]
    (desk.seeds / "one.md").unlink()
    desk.ingest(accept_deletions=True)
    desk.write(two=article("Stavba v Brně začala", BRNO + " A víc.", url=LINK))
    desk.ingest()
    assert desk.published()["Stavba v Brně začala"].guid == first.guid


@pytest.mark.parametrize("on_delete", ["keep", "withdraw"])
def test_a_file_that_is_renamed_and_edited_at_once_says_what_it_says_now(desk: Desk, on_delete: str) -> None:
    desk.ingester(on_delete=on_delete)
    desk.write(one=article("Stavba v Brně", date="2026-02-20", companies="Amazon"))
    desk.ingest()
    (desk.seeds / "one.md").unlink()
    desk.write(two=article("Stavba v Brně", date="2026-02-10", companies="Zorvexa"))
    desk.ingest()
    desk.clock.now += DAY
    desk.ingest()
    found = desk.one().entry
    assert (found.published.day, [company.name for company in found.companies]) == (10, ["Zorvexa"])


def _all(desk: Desk) -> list[Stored]:
    with desk.database.read() as conn:
        return entries.newest(conn, EVERYTHING, 100)


def test_entries_of_the_first_schema_are_compared_once_they_are_read_again(desk: Desk) -> None:
    desk.write(one=article("Stavba v Brně", BRNO + " " + LONG))
    desk.ingest()
    first = desk.one()
    with desk.database.write() as conn:  # as the migration leaves them: without keys
        conn.execute(update(tables.version).values(bands=None, detects=None, work=None))
        conn.execute(delete(tables.band))
    desk.write(two=article("V Brně se staví", BRNO + " " + LONG + " Čtěte také další zprávy.", date="2026-02-02"))
    assert desk.ingest().counts == {Outcome.UNCHANGED: 1, Outcome.ADDED: 1}
    assert desk.ingest(anew=True).counts == {Outcome.UNCHANGED: 1, Outcome.MERGED: 1}
    assert desk.one().guid == first.guid
    assert len(desk.tombstones()) == 1
