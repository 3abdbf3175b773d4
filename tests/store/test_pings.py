from __future__ import annotations

from datetime import UTC, datetime, timedelta

from store import meta, pings
from store.engine import Database
from store.pings import HubState, Ping

NOW = datetime(2026, 1, 30, 6, 0, tzinfo=UTC)
SOON = NOW + timedelta(seconds=30)
HUB, OTHER = "https://hub.example/", "https://uzel.example/?klic=a"
ATOM, RSS = "/atom.xml", "/companies/skoda-auto/rss.xml"


def due(database: Database, hub: str, now: datetime) -> list[Ping]:
    with database.read() as conn:
        return pings.due(conn, hub, now, 100)


def test_a_change_is_pending_at_every_hub_until_it_was_told(database: Database) -> None:
    with database.write() as conn:
        pings.queue(conn, [HUB, OTHER], [ATOM, RSS], NOW)
    assert due(database, HUB, NOW) == [Ping(HUB, ATOM, NOW, 0), Ping(HUB, RSS, NOW, 0)]
    with database.write() as conn:
        pings.told(conn, HUB, due(database, HUB, NOW), SOON)
    assert due(database, HUB, NOW) == []
    assert [one.path for one in due(database, OTHER, NOW)] == [ATOM, RSS]


def test_a_change_while_its_ping_is_under_way_is_told_again(database: Database) -> None:
    with database.write() as conn:
        pings.queue(conn, [HUB], [ATOM, RSS], NOW)
    under_way = due(database, HUB, NOW)
    with database.write() as conn:
        pings.queue(conn, [HUB], [ATOM], SOON)
    with database.write() as conn:
        pings.told(conn, HUB, under_way, SOON)
    assert due(database, HUB, SOON) == [Ping(HUB, ATOM, SOON, 0)]


def test_what_failed_waits_for_its_time_and_a_new_change_does_not_hurry_it(database: Database) -> None:
    with database.write() as conn:
        pings.queue(conn, [HUB], [ATOM], NOW)
        pings.failed(conn, HUB, pings.due(conn, HUB, NOW, 9), at=NOW, retry_at=SOON, trouble="answers 503")
        pings.queue(conn, [HUB], [ATOM], NOW + timedelta(seconds=1))
    assert due(database, HUB, NOW + timedelta(seconds=29)) == []
    assert [(one.path, one.attempts) for one in due(database, HUB, SOON)] == [(ATOM, 1)]
    with database.read() as conn:
        assert pings.next_due(conn, HUB) == SOON
        assert pings.next_due(conn, OTHER) is None


def test_what_is_due_comes_in_the_order_of_change_and_no_more_than_was_asked_for(database: Database) -> None:
    with database.write() as conn:
        pings.queue(conn, [HUB], [RSS], NOW)
        pings.queue(conn, [HUB], [ATOM], SOON)
        assert [one.path for one in pings.due(conn, HUB, SOON, 1)] == [RSS]


def test_a_hub_that_left_the_settings_is_forgotten(database: Database) -> None:
    with database.write() as conn:
        pings.queue(conn, [HUB, OTHER], [ATOM], NOW)
        pings.told(conn, OTHER, pings.due(conn, OTHER, NOW, 9), NOW)
        pings.retain(conn, [OTHER])
        assert [state.hub for state in pings.tally(conn)] == [OTHER]
        assert pings.due(conn, HUB, NOW, 9) == []
        pings.retain(conn, [])
        assert pings.tally(conn) == []


def test_the_tally_tells_how_each_hub_took_it(database: Database) -> None:
    with database.write() as conn:
        pings.queue(conn, [HUB], [ATOM], NOW)
        pings.queue(conn, [HUB, OTHER], [RSS], SOON)
        pings.told(conn, OTHER, pings.due(conn, OTHER, SOON, 9), SOON)
        later = SOON + timedelta(minutes=1)
        pings.failed(conn, HUB, pings.due(conn, HUB, SOON, 9), at=SOON, retry_at=later, trouble="cannot be reached")
        assert pings.tally(conn) == [
            HubState(HUB, 2, NOW, later, None, "cannot be reached", SOON),
            HubState(OTHER, 0, None, None, SOON, "", None),
        ]


def test_trouble_is_over_with_the_next_success(database: Database) -> None:
    with database.write() as conn:
        pings.queue(conn, [HUB], [ATOM], NOW)
        pings.failed(conn, HUB, pings.due(conn, HUB, NOW, 9), at=NOW, retry_at=NOW, trouble="answers 500")
        pings.told(conn, HUB, pings.due(conn, HUB, NOW, 9), SOON)
        assert pings.tally(conn) == [HubState(HUB, 0, None, None, SOON, "", NOW)]


def test_a_database_without_hubs_has_an_empty_tally(database: Database) -> None:
    with database.read() as conn:
        assert pings.tally(conn) == []
        assert meta.value(conn, "websub_hubs") is None
