"""What a scan holds in memory: something for each file that it sees, and nothing for each line of the ledger."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.parsers import Parsers
from ingest.report import Outcome, Report
from ingest.rules import Rules
from ingest.run import Ingester
from ingest.scan import Choice, Folder, walk
from ingest.share import NONE, Share
from ingest.survey import SETTLED, Survey
from store import ledger
from store.engine import Database
from store.file import FileState, Signature
from store.ledger import Finding, Glance, Line, Sighting
from tests.faults.trials import many, tried

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)

EACH = 500
"""Bytes that a pass may hold for each file: its path and its signature, and their places in a table."""

STREAMED = 1_500_000
"""Bytes for the lines of the ledger that are in memory at once, however many there are."""


def plant(seeds: Path, count: int) -> None:
    """So many files in twenty directories, links to one for each of them."""
    for number in range(20):
        directory = seeds / f"{number:02}"
        directory.mkdir(parents=True)
        first, *others = (directory / f"{at:06}.md" for at in range(number, count, 20))
        first.write_text("Zpráva\n", "utf-8")
        for other in others:
            other.hardlink_to(first)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database.create(f"sqlite:///{tmp_path}/seedwire.db", site="https://noviny.example")
    yield made
    made.close()


def remember(database: Database, files: dict[bytes, Signature], state: FileState) -> None:
    finding = ((path, Finding(state, signature, path.hex())) for path, signature in files.items())
    with database.write() as conn:
        ledger.note_all(conn, [Sighting(path, found, NOW, NOW) for path, found in finding])


@pytest.mark.long
@pytest.mark.fault(14)
@pytest.mark.parametrize("gone", [0, 3])
def test_a_pass_over_unchanged_files_holds_a_few_hundred_bytes_for_each(
    tmp_path: Path, database: Database, gone: int
) -> None:
    """`gone` times as many lines of the ledger are of files that were deleted: they cost nothing at all."""
    count = many(5_000, 40_000)
    rules = Rules(seeds=tmp_path / "seeds")
    plant(rules.seeds, count)
    files = walk(rules.seeds, Choice.of(rules.suffixes, rules.exclude)).files
    remember(database, files, FileState.PUBLISHED)
    for former in range(gone):
        remember(database, {b"%d/%s" % (former, path): one for path, one in files.items()}, FileState.GONE)
    del files
    with Parsers(rules) as parsers:
        ingester = Ingester(database, rules, parsers)
        ingester.pass_over()  # what is loaded once is loaded
        tracemalloc.start()
        try:
            report = ingester.pass_over()
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert (report.files, report.counts) == (count, {Outcome.UNCHANGED: count})
    tried(count)
    assert peak < STREAMED + EACH * count


# --- what is left to itself is what a look at each file would leave

SIGNATURE = Signature(1, 2, 3, 4, 5)
OTHER = Signature(1, 2, 3, 4, 6)
IDLE = (FileState.PUBLISHED, True, True, True, False)
"""Published, seen, with the signature and the hash that it had, not missed before."""


@pytest.mark.fault(14)
@example([IDLE, IDLE], False, Share(0, 2))  # noqa: FBT003 - as drawn
@given(
    st.lists(
        st.just(IDLE)
        | st.tuples(st.sampled_from(FileState), st.booleans(), st.booleans(), st.booleans(), st.booleans())
    ),
    st.booleans(),
    st.sampled_from([NONE, Share(0, 2), Share(1, 3)]),
)
def test_a_file_is_left_alone_exactly_where_a_look_at_its_line_says_so(
    files: list[tuple[FileState, bool, bool, bool, bool]],
    anew: bool,  # noqa: FBT001 - drawn
    share: Share,
) -> None:
    folder = Folder()
    glances: list[Glance] = []
    lines: dict[bytes, Line] = {}
    for number, (state, seen, same, hashed, missed) in enumerate(files):
        path = b"%d.md" % number
        lines[path] = Line(
            id=number,
            signature=SIGNATURE,
            sha256="0" * 64 if hashed else None,
            state=state,
            reason="",
            first_seen=NOW,
            attempts=0,
            retry_at=None,
            missing_since=NOW if missed else None,
            version_id=None,
            since=NOW,
        )
        if seen:
            folder.files[path] = SIGNATURE if same else OTHER
        as_left = seen and same and hashed and not missed and state in SETTLED
        glances.append(Glance(number, path, state, as_left))
    there = dict(folder.files)
    survey = Survey(Rules(seeds=Path()), folder, {}, NOW, Report(), anew, share)
    more = set(survey.leave(glances, lambda: False))
    left = there.keys() - folder.files.keys()
    for path, line in lines.items():
        tried()
        idle = path in there and not survey._is_due(line, there[path]) and not share.takes(line.id)
        assert (path in left) == (idle and line.missing_since is None)
        assert (path in more) == (path not in left and (path in there or line.state is not FileState.GONE))
    assert survey.known == sum(line.state is not FileState.GONE for line in lines.values())
    assert survey.report.files == sum(survey.report.counts.values()) == len(left)


@pytest.mark.fault(14)
def test_a_glance_agrees_with_the_whole_line(database: Database) -> None:
    seen: dict[bytes, Signature] = {}
    with database.write() as conn:
        for state in FileState:
            for number, (signature, sha256) in enumerate(
                [(SIGNATURE, "0" * 64), (SIGNATURE, None), (None, "0" * 64), (None, None)]
            ):
                for there in (SIGNATURE, OTHER, None):
                    path = b"%s/%d/%d" % (state.value.encode(), number, there.ctime_ns if there else 0)
                    ledger.note(conn, path, None, Finding(state, signature, sha256), first_seen=NOW, now=NOW)
                    if there:
                        seen[path] = there
        missed = b"missed"
        ledger.note(conn, missed, None, Finding(FileState.PUBLISHED, SIGNATURE, "1"), first_seen=NOW, now=NOW)
        ledger.missing(conn, [ledger.lines(conn, [missed])[missed].id], NOW)
        seen[missed] = SIGNATURE
    with database.read() as conn:
        lines = ledger.lines(conn)
        glances = {glance.path: glance for glance in ledger.glances(conn, seen, SETTLED)}
    assert glances.keys() == lines.keys()
    for path, line in lines.items():
        tried()
        as_left = (
            line.state in SETTLED
            and line.sha256 is not None
            and line.missing_since is None
            and path in seen
            and line.signature == seen[path]
        )
        assert glances[path] == (line.id, path, line.state, as_left)
