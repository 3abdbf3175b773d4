"""Each alarm sounds when its state is brought about and at no other time, and the documentation knows all of them."""

from __future__ import annotations

import json
import operator
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import lxml.html
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from ingest.identity import marks
from ingest.parsers import Parsers
from ingest.rules import Rules
from ingest.run import Ingester
from publisher.app import create_app
from publisher.counters import Counters
from publisher.operator import create_operator_app
from publisher.site import Site
from seedwire.heartbeat import EXPORTER, ROLE, SILENT
from seedwire.status import status
from store import codec, edits, entries, ledger, passes, pings, versions
from store.engine import Database
from store.entry import DateOrigin, Entry, Fingerprint, Guid, Identity
from store.file import FileState, Signature
from store.ledger import Finding
from store.versions import Saying
from tests.faults.volume import volume

CHECKOUT = Path(__file__).resolve().parents[2]
MANUAL = (CHECKOUT / "docs" / "operations.md").read_text("utf-8")
RULES = yaml.safe_load((CHECKOUT / "deploy" / "alerts.yml").read_text("utf-8"))["groups"][0]["rules"]
ALARMS = {rule["alert"]: rule["expr"] for rule in RULES}

SITE = Site(base_url="https://zpravy.example")
HUB = "https://rozbocovac.example/"
NOW = datetime.now(UTC).replace(microsecond=0)
SECOND = timedelta(seconds=1)
ENTRY = Entry(
    identity=Identity(None, None, "", Fingerprint("0" * 64)),
    title="Самолет кацна в Бургас",
    published=NOW - timedelta(days=1),
    published_origin=DateOrigin.DECLARED,
    content="",
    text="",
    summary="",
)

COMPARISON = re.compile(r"seedwire_(\w+) (==|>|<) (-?[\d.]+)")
COMPARE = {"==": operator.eq, ">": operator.gt, "<": operator.lt}


@dataclass(slots=True)
class House:
    """A database where all is well at `now`, and everything that tells of it."""

    database: Database
    root: Path
    now: datetime = NOW

    def __post_init__(self) -> None:
        with self.database.write() as conn:
            edits.add(conn, ENTRY, guid=Guid("urn:x:letadlo"), at=NOW, arrived=NOW)
            passes.record(conn, started=NOW - 2 * SECOND, ended=NOW, files=1, counts={}, trouble="")
            pings.queue(conn, [HUB], ["/atom.xml"], NOW)
            pings.told(conn, HUB, pings.due(conn, HUB, NOW, 9), NOW)
            passes.beat(conn, EXPORTER, pid=8, at=NOW, trouble="")
        self.beat()

    def beat(self, trouble: str = "", at: datetime = NOW) -> None:
        with self.database.write() as conn:
            passes.beat(conn, ROLE, pid=7, at=at, trouble=trouble)

    def note(self, finding: Finding, path: bytes = b"noviny/a\n1.md") -> None:
        with self.database.write() as conn:
            ledger.note(conn, path, None, finding, first_seen=NOW, now=NOW)

    def get(self, path: str, counters: Counters | None = None) -> str:
        """What is said at the operator's address."""
        app = create_operator_app(
            self.database,
            SITE,
            role=ROLE,
            exporter=EXPORTER,
            silence=timedelta(seconds=SILENT),
            clock=lambda: self.now,
            version="1.2.3",
            counters=counters,
        )
        answer = app.test_client().get(path)
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    @property
    def page(self) -> str:
        shown = lxml.html.document_fromstring(self.get("/").encode())
        return " ".join(" ".join(map(str, shown.itertext())).split())

    def sounding(self) -> set[str]:
        """The alarms, of those that compare values of one moment, whose condition is true."""
        values = scraped(self.get("/metrics"))

        def holds(comparison: str) -> bool:
            found = COMPARISON.fullmatch(comparison)
            assert found is not None
            name, sign, limit = found.groups()
            return any(COMPARE[sign](value, float(limit)) for value in values.get(name, ()))

        return {alarm for alarm, expression in simple().items() if all(map(holds, expression.split(" and ")))}


def simple() -> dict[str, str]:
    return {a: e for a, e in ALARMS.items() if all(map(COMPARISON.fullmatch, e.split(" and ")))}


def scraped(text: str) -> dict[str, list[float]]:
    """The values of each metric, by the name without its prefix."""
    found: dict[str, list[float]] = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            found.setdefault(sample.name.removeprefix("seedwire_"), []).append(sample.value)
    return found


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    database = Database.create(f"sqlite:///{tmp_path}/seedwire.db", site=SITE.base_url)
    yield House(database, tmp_path)
    database.close()


def silent(house: House) -> None:
    house.beat(at=NOW - timedelta(minutes=5))


def troubled(house: House) -> None:
    house.beat("seedwire.db: the disk is full (SQLITE_FULL)")


def stuck(house: House) -> None:
    """The ingester beats, and no pass ends."""
    house.now += timedelta(hours=1)
    house.beat(at=house.now)
    with house.database.write() as conn:
        passes.beat(conn, EXPORTER, pid=8, at=house.now, trouble="")


def unmounted(house: House) -> None:
    """A real pass over a folder that is not there."""
    rules = Rules(seeds=house.root / "neni")
    with Parsers(rules) as parsers:
        Ingester(house.database, rules, parsers, clock=lambda: house.now).pass_over()


def rejected(house: House) -> None:
    house.note(Finding(FileState.REJECTED, None, None, reason="brak tekstu", advice="dopisz coś"))


def quarantined(house: House) -> None:
    house.note(Finding(FileState.REJECTED, None, "0" * 64, reason="ended its parser, 3 times", attempts=3))


def slow(house: House) -> None:
    """A file that was written two minutes before its entry was there."""
    written = round((NOW - timedelta(minutes=2)).timestamp() * 1e9)
    with house.database.write() as conn:
        (stored,) = entries.by_ids(conn, [1])
        version = versions.put(conn, Saying(stored.id, ENTRY, marks(ENTRY), codec.encode(ENTRY)), None)
        finding = Finding(FileState.PUBLISHED, Signature(1, 2, 3, written, written), "1" * 64, version_id=version)
        ledger.note(conn, b"pozde.md", None, finding, first_seen=NOW, now=NOW)


def refused(house: House) -> None:
    with house.database.write() as conn:
        pings.failed(conn, HUB, [], at=NOW, retry_at=NOW, trouble="answers 503: zavřeno")


def waiting(house: House) -> None:
    with house.database.write() as conn:
        pings.queue(conn, [HUB], ["/atom.xml", "/rss.xml"], NOW - timedelta(minutes=20))


def unwritten(house: House) -> None:
    with house.database.write() as conn:
        passes.beat(conn, EXPORTER, pid=8, at=NOW, trouble="/srv/feeds: permission denied")


def set_back(house: House) -> None:
    house.now -= timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class State:
    """Something that needs somebody."""

    bring_about: Callable[[House], None]
    alarms: set[str]
    """Those that sound then."""
    shown: str
    """By the operator's page."""
    told: tuple[str, ...] = ()
    """By ``status``: the way to a field."""
    words: object = None
    """What is in that field."""
    faults: tuple[int, ...] = ()
    """The rows that really happen."""


STATES = (
    State(silent, {"SeedwireIngesterDown"}, "The ingester does not run", ("ingester", "running"), words=False),
    State(troubled, {"SeedwireIngesterTrouble"}, "the disk is full", ("ingester", "trouble"), "disk is full"),
    State(stuck, {"SeedwireNoPass"}, "Last pass 60 minutes ago"),
    State(
        unmounted,
        {"SeedwirePassTrouble"},
        "cannot be read (No such file or directory); nothing is withdrawn",
        ("last_pass", "trouble"),
        "nothing is withdrawn",
        faults=(12,),
    ),
    State(rejected, {"SeedwireProblems"}, "brak tekstu dopisz coś", ("problems",), 1),
    State(quarantined, {"SeedwireProblems", "SeedwireQuarantine"}, "ended its parser, 3 times", ("problems",), 1),
    State(slow, {"SeedwireSlow"}, "From file to feed 2 minutes"),
    State(refused, {"SeedwireHubTrouble"}, "answers 503: zavřeno", ("hubs", HUB, "trouble"), "zavřeno"),
    State(waiting, {"SeedwirePingsWait"}, f"{HUB} 2", ("hubs", HUB, "pending"), 2),
    State(unwritten, {"SeedwireExportTrouble"}, "permission denied", ("export", "trouble"), "permission denied"),
    State(set_back, {"SeedwireClock"}, "Running", faults=(23,)),
)


@pytest.mark.long
@pytest.mark.parametrize(
    "state",
    [
        pytest.param(
            state, id=state.bring_about.__name__, marks=[pytest.mark.fault(*state.faults)] * bool(state.faults)
        )
        for state in STATES
    ],
)
def test_a_state_that_needs_somebody_is_told_everywhere_and_stops_no_reader(house: House, state: State) -> None:
    assert house.sounding() == set()
    state.bring_about(house)
    assert house.sounding() == state.alarms
    assert state.shown in house.page
    found: object = status(house.database)
    for step in state.told:
        assert isinstance(found, dict)
        found = found[step]
    if state.told:
        assert state.words in found if isinstance(found, str) else found == state.words  # type: ignore[operator] # both are words
    client = create_app(house.database, SITE).test_client()
    ready = client.get("/readyz")
    assert (client.get("/healthz").status_code, ready.status_code) == (200, 200)
    assert bool(json.loads(ready.data)["ingestion"]["trouble"]) == ("SeedwirePassTrouble" in state.alarms)
    assert "Самолет кацна в Бургас" in client.get("/atom.xml").get_data(as_text=True)


@pytest.mark.long
@pytest.mark.fault(17)
def test_a_disk_is_said_to_be_nearly_full_before_it_is(tmp_path: Path) -> None:
    with volume(tmp_path / "disk", 600 * 1024**2) as disk:
        house = House(Database.create(f"sqlite:///{disk.place}/seedwire.db", site=SITE.base_url), tmp_path)
        try:
            assert house.sounding() == set()
            disk.resize(100 * 1024**2)
            assert house.sounding() == {"SeedwireDiskNearlyFull"}
        finally:
            house.database.close()


@pytest.mark.long
@pytest.mark.fault(20)
def test_the_log_that_an_idle_reader_holds_is_seen_to_grow(house: House) -> None:
    with house.database.read():
        before = scraped(house.get("/metrics"))["database_log_bytes"]
        for number in range(40):
            house.note(Finding(FileState.REJECTED, None, None, reason="x" * 4000), path=b"%d.md" % number)
        assert scraped(house.get("/metrics"))["database_log_bytes"][0] > before[0] + 40 * 4000


def test_the_rules_with_rates_sound_when_they_should_and_at_no_other_time() -> None:
    """As Prometheus itself evaluates them: what its metrics are then is written beside the rules."""
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is not installed (Debian: the package prometheus, which starts a server too)")
    tried = subprocess.run(
        [promtool, "test", "rules", "alerts_test.yml"],
        cwd=CHECKOUT / "deploy",
        capture_output=True,
        text=True,
        check=False,
    )
    assert tried.returncode == 0, tried.stdout + tried.stderr
    rates = yaml.safe_load((CHECKOUT / "deploy" / "alerts_test.yml").read_text("utf-8"))["tests"]
    sounded = {case["alertname"] for each in rates for case in each["alert_rule_test"] if case.get("exp_alerts")}
    assert sounded == ALARMS.keys() - simple().keys()


# --- what is written of them


def columns(heading: str, column: int) -> list[str]:
    """The cells of a column of all tables in a section of the manual, without the heads."""
    section = MANUAL.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return [row[column] for row in cells if "`" in row[0]]


def words(cells: list[str]) -> list[str]:
    return [word for cell in cells for word in re.findall(r"`([^`]+)`", cell)]


def samples(house: House) -> Mapping[str, set[str]]:
    """Every metric that there can be, with its labels."""
    rejected(house)
    slow(house)
    counters = Counters()
    counters.count(200, 0.01)
    counters.begin("ingester")
    return {
        sample.name: set(sample.labels)
        for family in text_string_to_metric_families(house.get("/metrics", counters))
        for sample in family.samples
    }


def named(sample: str) -> str:
    """The name that the manual has for a sample: that of its histogram, without the prefix."""
    return re.sub(r"_(bucket|count|sum)$", "", sample).removeprefix("seedwire_")


def test_the_manual_and_the_scrape_name_the_same_metrics_with_the_same_labels(house: House) -> None:
    told: dict[str, set[str]] = {}
    for names, labels in zip(columns("Metrics", 0), columns("Metrics", 1), strict=True):
        told |= {name: set(words([labels])) for name in words([names])}
    found: dict[str, set[str]] = {}
    for sample, given in samples(house).items():
        found[named(sample)] = given - {"le"}
    assert told == found
    assert len(words(columns("Metrics", 0))) == len(told), "each once"


def test_each_metric_says_what_it_is(house: House) -> None:
    for family in text_string_to_metric_families(house.get("/metrics", Counters())):
        assert family.name.startswith("seedwire_")
        assert len(family.documentation) > len("Metric"), family.name
        assert family.type in {"gauge", "counter", "histogram"}, family.name


def test_every_alarm_is_in_the_manual_and_asks_for_metrics_that_there_are(house: House) -> None:
    assert words(columns("Alarms", 0)) == list(ALARMS)
    there = samples(house)
    for alarm, expression in ALARMS.items():
        asked = re.findall(r"\bseedwire_\w+|\bup\b", expression)
        assert asked, alarm
        assert set(asked) <= {"up", *there}, alarm
        assert expression.count("(") == expression.count(")"), alarm
        row = next(row for row in MANUAL.splitlines() if row.startswith(f"| `{alarm}`"))
        for name in set(asked) - {"up"}:
            assert f"`{named(name)}`" in row, f"{alarm} goes by {name}"


def test_each_rule_has_a_severity_and_words() -> None:
    for rule in RULES:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"page", "ticket", "info"}
        assert rule["annotations"]["summary"]
    assert len(ALARMS) == len(RULES)


def test_the_alarms_that_go_by_one_moment_are_all_tried_here() -> None:
    tried = {alarm for state in STATES for alarm in state.alarms}
    assert set(simple()) - tried == {"SeedwireDiskNearlyFull", "SeedwireLogGrows"}, "these have tests of their own"
