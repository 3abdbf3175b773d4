"""The operator's page and the metrics, of a real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import lxml.html
import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from publisher.condition import PROBLEMS
from publisher.operator import REFRESH, create_operator_app
from publisher.pages.operating import size, span
from publisher.site import Site
from store import edits, ledger, passes, pings
from store.engine import Database
from store.entry import DateOrigin, Entry, Fingerprint, Guid, Identity
from store.file import FileState
from store.ledger import Finding

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
SITE = Site(base_url="https://feeds.example/news", title="Zprávy <b>")
HUB = "https://hub.example/?a=1&b=<2>"
ENTRY = Entry(
    identity=Identity(None, None, "", Fingerprint("0" * 64)),
    title="Zpráva",
    published=NOW,
    published_origin=DateOrigin.DECLARED,
    content="",
    text="",
    summary="",
)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database.create(f"sqlite:///{tmp_path / 'seedwire.db'}", site=SITE.base_url)
    yield made
    made.close()


@pytest.fixture
def client(database: Database) -> FlaskClient:
    app = create_operator_app(
        database,
        SITE,
        role="ingester",
        exporter="exporter",
        silence=timedelta(seconds=30),
        clock=lambda: NOW + timedelta(seconds=20),
        version="1.2",
    )
    return app.test_client()


def parse(html: bytes) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html)


def samples(client: FlaskClient) -> dict[tuple[str, str], float]:
    """The metrics by name and the value of their only label."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    return {
        (sample.name.removeprefix("seedwire_"), "".join(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(answer.get_data(as_text=True))
        for sample in family.samples
    }


def fill(database: Database, *, problems: int = 1, trouble: str = "") -> None:
    with database.write() as conn:
        for number in range(3):
            content = replace(ENTRY, title=f"Zpráva {number}")
            edits.add(conn, content, guid=Guid(f"urn:x:{number}"), at=NOW, arrived=NOW)
        for number in range(problems):
            finding = Finding(FileState.REJECTED, None, None, reason="no <text> at all", advice="write some")
            ledger.note(conn, b"a\n%d.md" % number, None, finding, first_seen=NOW, now=NOW - timedelta(hours=3))
        passes.record(conn, started=NOW - timedelta(seconds=4), ended=NOW, files=4, counts={}, trouble=trouble)
        passes.beat(conn, "ingester", pid=77, at=NOW, trouble="")
        pings.queue(conn, [HUB], ["/atom.xml", "/rss.xml"], NOW)


def test_metrics_are_those_of_the_database(database: Database, client: FlaskClient) -> None:
    fill(database)
    found = samples(client)
    expected = {
        ("entries", "published"): 3,
        ("entries", "held"): 0,
        ("companies", ""): 0,
        ("files", "rejected"): 1,
        ("problems", ""): 1,
        ("ingester_up", ""): 1,
        ("heartbeat_age_seconds", ""): 20,
        ("last_pass_age_seconds", ""): 20,
        ("last_pass_duration_seconds", ""): 4,
        ("last_pass_files", ""): 4,
        ("last_pass_trouble", ""): 0,
        ("last_pass_timestamp_seconds", ""): NOW.timestamp(),
        ("pings_pending", HUB): 2,
        ("hub_trouble", HUB): 0,
        ("change_seq", ""): 3,
    }
    assert {key: found[key] for key in expected} == expected
    assert found["database_bytes", ""] > 10_000
    assert found["database_log_bytes", ""] >= 0


def test_a_new_database_has_metrics_too(client: FlaskClient) -> None:
    found = samples(client)
    assert found["entries", "published"] == found["ingester_up", ""] == 0
    assert ("last_pass_age_seconds", "") not in found


def test_the_page_tells_what_is_wrong_and_what_to_do(database: Database, client: FlaskClient) -> None:
    fill(database, trouble="the folder is empty")
    answer = client.get("/")
    page = parse(answer.get_data())
    shown = " ".join(page.text_content().split())
    for expected in (
        "Running, with trouble",
        "the folder is empty",
        "1 file is not published",
        "a\\n0.md",
        "no <text> at all",
        "write some",
        "3 hours",
        "20 s ago took 4 s for 4 files",
        HUB,
    ):
        assert expected in shown
    assert page.xpath("//title/text()") == ["Trouble · Zprávy <b>"]
    assert not page.xpath("//script | //b")


@pytest.mark.parametrize(
    ("ago", "words"), [(5, "Running"), (60, "The ingester does not run"), (None, "The ingester does not run")]
)
def test_the_page_says_whether_the_ingester_runs(
    database: Database, client: FlaskClient, ago: int | None, words: str
) -> None:
    if ago is not None:
        with database.write() as conn:
            passes.beat(conn, "ingester", pid=1, at=NOW - timedelta(seconds=ago), trouble="")
    heading = parse(client.get("/").get_data()).findtext(".//h1")
    assert heading.startswith(words)


def test_the_page_comes_anew_by_itself_unless_it_is_to_stand_still(client: FlaskClient) -> None:
    assert client.get("/").headers["Refresh"] == str(REFRESH)
    assert "Refresh" not in client.get("/?refresh=off").headers
    assert client.get("/").headers["Cache-Control"] == "no-store"


def test_the_page_names_only_so_many_problems_as_can_be_read(database: Database, client: FlaskClient) -> None:
    fill(database, problems=PROBLEMS + 5)
    page = client.get("/").get_data(as_text=True)
    assert page.count("write some") == PROBLEMS
    assert "And 5 more" in page


def test_the_page_brings_its_own_files(client: FlaskClient) -> None:
    page = parse(client.get("/").get_data())
    for href in page.xpath("//link/@href"):
        assert client.get(href).status_code == 200, href
    assert client.get("/static/secret").status_code == 404


@pytest.mark.parametrize("path", ["/", "/metrics"])
def test_nothing_can_be_changed(client: FlaskClient, path: str) -> None:
    assert {client.open(path, method=method).status_code for method in ("POST", "PUT", "DELETE")} == {405}


def test_a_database_that_cannot_be_read_is_said_so(
    database: Database, client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with database.write() as conn:
        conn.exec_driver_sql("DROP TABLE scan_pass")
    assert {client.get(path).status_code for path in ("/", "/metrics")} == {503}
    assert "cannot be answered now" in caplog.text


def test_lengths_and_sizes_are_told_as_exactly_as_it_matters() -> None:
    lengths = (0.02, 9.94, 119.4, 7199, 100_000, 200_000)
    assert [span(timedelta(seconds=s)) for s in lengths] == [
        "0.02 s",
        "9.9 s",
        "119 s",
        "120 minutes",
        "28 hours",
        "2 days",
    ]
    assert [size(n) for n in (0, 999, 1000, 1_500_000, 97_562_624)] == [
        "0 bytes",
        "999 bytes",
        "1 kB",
        "1.5 MB",
        "98 MB",
    ]
