"""The bytes of a file: whole, or not at all; and when a file is quiet enough to be read."""

from __future__ import annotations

import hashlib
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable
from itertools import count, pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.quiet import Quiet
from ingest.read import Changing, Contents, Oversized, Unread, Vanished, read
from ingest.scan import signature
from store.file import Signature

LIMIT = 1024 * 1024
SECOND = 1_000_000_000

# --- reading


@pytest.mark.parametrize("data", [b"", b"zpr\xc3\xa1va", b"\0\xff\r\n", b"x" * LIMIT], ids=len)
def test_a_file_is_read_whole_with_its_hash_and_signature(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "a.md").write_bytes(data)
    found = read(tmp_path, b"a.md", LIMIT)
    assert found == Contents(data, signature((tmp_path / "a.md").stat()))
    assert isinstance(found, Contents)
    assert found.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.fault(10)
def test_a_file_of_one_byte_more_than_is_allowed_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x" * 11)
    assert read(tmp_path, b"a.md", 10) == Oversized(11)


@pytest.mark.fault(10)
@pytest.mark.timeout(60)
def test_ten_gigabytes_are_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.md").open("wb") as file:
        file.truncate(10 * 1024**3)
    assert read(tmp_path, b"a.md", LIMIT) == Oversized(10 * 1024**3)


@pytest.mark.fault(6)
def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    assert read(tmp_path, b"a.md", LIMIT) == Unread("not a regular file")


@pytest.mark.fault(6)
def test_a_socket_and_a_directory_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "dir.md").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.md"))
        assert isinstance(read(tmp_path, b"socket.md", LIMIT), Unread)
    assert read(tmp_path, b"dir.md", LIMIT) == Unread("not a regular file")


@pytest.mark.fault(7)
def test_links_are_not_followed_at_the_end_or_on_the_way(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "tajne.md").write_text("heslo")
    seeds = tmp_path / "seeds"
    seeds.mkdir()
    (seeds / "a.md").symlink_to(tmp_path / "outside" / "tajne.md")
    (seeds / "directory").symlink_to(tmp_path / "outside")
    assert isinstance(read(seeds, b"a.md", LIMIT), Unread)
    assert isinstance(read(seeds, b"directory/tajne.md", LIMIT), Unread)


@pytest.mark.fault(11)
@pytest.mark.parametrize("path", [b"a.md", b"b/c.md"])
def test_a_file_that_is_gone_has_vanished(tmp_path: Path, path: bytes) -> None:
    assert read(tmp_path, path, LIMIT) == Vanished()


@pytest.mark.fault(12)
def test_a_folder_that_is_gone_is_no_reason_to_think_its_files_deleted(tmp_path: Path) -> None:
    assert read(tmp_path / "unmounted", b"a.md", LIMIT) == Unread("No such file or directory")


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "a.md").write_text("Text.")
    os.mkfifo(tmp_path / "pipe.md")
    before = os.listdir("/proc/self/fd")  # noqa: PTH208 - the names are enough
    for path in (b"b/a.md", b"b/none.md", b"none/a.md", b"pipe.md", b"b"):
        read(tmp_path, path, LIMIT)
    assert os.listdir("/proc/self/fd") == before  # noqa: PTH208 - the names are enough


@pytest.mark.fault(2)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda file: file.write_bytes(b"B" * 100), id="written anew, as long as before"),
        pytest.param(lambda file: file.write_bytes(b"B" * 40), id="cut short"),
        pytest.param(lambda file: file.write_bytes(b"A" * 101), id="longer"),
        pytest.param(lambda file: os.truncate(file, 0), id="emptied"),
    ],
)
def test_a_change_in_the_middle_of_reading_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], object]
) -> None:
    """Exactly in the middle: the operating system gives half of the file, and then the change comes."""
    file, from_system = tmp_path / "a.md", os.read
    file.write_bytes(b"A" * 100)
    times = count()

    def half(descriptor: int, length: int) -> bytes:
        if next(times) == 1:
            time.sleep(0.02)  # ctime is as fine as the kernel's tick
            change(file)
        return from_system(descriptor, min(length, 50))

    monkeypatch.setattr(os, "read", half)
    assert read(tmp_path, b"a.md", LIMIT) == Changing()


@pytest.mark.fault(2)
def test_a_file_that_is_replaced_while_it_is_read_is_the_old_or_the_new_one_whole(tmp_path: Path) -> None:
    texts, ended = [b"A" * 200_000, b"B" * 150_000], threading.Event()
    file = tmp_path / "a.md"
    file.write_bytes(texts[0])

    def replace() -> None:
        for turn in count():
            if ended.is_set():
                return
            (tmp_path / "new.tmp").write_bytes(texts[turn % 2])
            (tmp_path / "new.tmp").replace(file)

    with_writer = threading.Thread(target=replace)
    with_writer.start()
    try:
        found = [read(tmp_path, b"a.md", LIMIT) for _ in range(200)]
    finally:
        ended.set()
        with_writer.join()
    # The link count, and so the ctime, of a file that was replaced changes too: that reading is given up.
    assert {one.data for one in found if isinstance(one, Contents)} <= set(texts)
    assert all(isinstance(one, Contents | Changing) for one in found)


@pytest.mark.fault(2)
def test_a_file_that_grows_without_end_never_gives_more_than_it_had(tmp_path: Path) -> None:
    file, ended = tmp_path / "a.md", threading.Event()
    file.write_bytes(b"x" * 50_000)

    def grow() -> None:
        with file.open("ab", buffering=0) as out:
            while not ended.is_set() and out.tell() < 50 * LIMIT:
                out.write(b"x" * 997)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        found = [read(tmp_path, b"a.md", 10 * LIMIT) for _ in range(100)]
    finally:
        ended.set()
        writer.join()
    for one in found:
        match one:
            case Contents(data, seen):
                assert len(data) == seen.size
            case Oversized(size):
                assert size > 10 * LIMIT
            case _:
                assert one == Changing()


@given(st.binary(max_size=2000), st.integers(0, 2000))
def test_no_more_than_the_limit_is_ever_given(data: bytes, limit: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "a.md").write_bytes(data)
        found = read(Path(directory), b"a.md", limit)
    assert isinstance(found, Oversized) == (len(data) > limit)


# --- waiting until nobody writes


class Clock:
    """A monotonic clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def signed(ctime: float, size: int = 1) -> Signature:
    return Signature(1, 2, size, 0, int(ctime * SECOND))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def quiet(clock: Clock, tmp_path: Path) -> Quiet:
    return Quiet(2.0, beside=tmp_path, monotonic=clock)


@pytest.mark.fault(1)
def test_a_file_is_quiet_when_a_probe_is_newer_by_the_settle_time(quiet: Quiet) -> None:
    assert quiet.wait(b"a.md", signed(10), 12 * SECOND) == 0
    assert quiet.wait(b"b.md", signed(10), 11 * SECOND) == 1
    assert quiet.wait(b"c.md", signed(10), 10 * SECOND) == 2


@pytest.mark.fault(1, 5)
@pytest.mark.parametrize("probe", [None, 5 * SECOND], ids=["no probe", "a ctime in the future"])
def test_without_a_probe_to_trust_two_looks_must_see_the_same(quiet: Quiet, clock: Clock, probe: int | None) -> None:
    assert quiet.wait(b"a.md", signed(10), probe) == 2
    clock.now += 1.5
    assert quiet.wait(b"a.md", signed(10), probe) == 0.5
    clock.now += 0.5
    assert quiet.wait(b"a.md", signed(10), probe) == 0


@pytest.mark.fault(1)
def test_a_file_that_changed_between_two_looks_waits_anew(quiet: Quiet, clock: Clock) -> None:
    for size in range(5):
        assert quiet.wait(b"a.md", signed(10, size), None) == 2
        clock.now += 1.9


@pytest.mark.fault(5)
def test_the_clock_of_the_wall_plays_no_part(quiet: Quiet, clock: Clock) -> None:
    """The clock was set back by an hour: the probe is older than the file, and the file is quiet two seconds later."""
    assert quiet.wait(b"a.md", signed(3600), 1 * SECOND) == 2
    clock.now += 2
    assert quiet.wait(b"a.md", signed(3600), 3 * SECOND) == 0


def test_a_file_that_was_read_is_looked_at_afresh(quiet: Quiet, clock: Clock) -> None:
    quiet.wait(b"a.md", signed(10), None)
    clock.now += 2
    assert quiet.wait(b"a.md", signed(10), None) == 0
    assert quiet.wait(b"a.md", signed(10), None) == 2
    quiet.forget(b"a.md")
    quiet.forget(b"never-seen.md")


def test_files_do_not_wait_for_one_another(quiet: Quiet, clock: Clock) -> None:
    quiet.wait(b"a.md", signed(10), None)
    clock.now += 1
    assert quiet.wait(b"b.md", signed(10), None) == 2
    assert quiet.wait(b"a.md", signed(10), None) == 1


def test_no_settle_time_is_no_wait(tmp_path: Path, clock: Clock) -> None:
    assert Quiet(0, beside=tmp_path, monotonic=clock).wait(b"a.md", signed(10), None) == 0


@pytest.mark.fault(1)
@given(st.lists(st.tuples(st.floats(0, 5), st.integers(0, 2)), min_size=1, max_size=20))
def test_a_file_is_never_quiet_sooner_than_the_settle_time_after_it_changed(looks: list[tuple[float, int]]) -> None:
    clock = Clock()
    quiet = Quiet(2.0, beside=None, monotonic=clock)
    changed, last = clock.now, None
    for pause, size in looks:
        clock.now += pause
        if size != last:
            changed, last = clock.now, size
        remaining = quiet.wait(b"a.md", signed(10, size), None)
        assert 0 <= remaining <= 2
        if remaining == 0:
            assert clock.now - changed >= 2 - 1e-6


def test_the_probe_tells_the_file_system_s_own_time_and_leaves_nothing_behind(quiet: Quiet, tmp_path: Path) -> None:
    times = []
    for name in "abc":
        (tmp_path / name).touch()
        times.append((tmp_path / name).stat().st_ctime_ns)
        probed = quiet.clock(tmp_path)
        assert probed is not None
        times.append(probed)
    assert all(one <= other for one, other in pairwise(times))
    assert sorted(os.listdir(tmp_path)) == ["a", "b", "c"]  # noqa: PTH208 - the names are enough


def test_there_is_no_probe_where_there_is_no_place_for_one(tmp_path: Path, clock: Clock) -> None:
    assert Quiet(2.0, beside=tmp_path / "gone", monotonic=clock).clock(tmp_path) is None
