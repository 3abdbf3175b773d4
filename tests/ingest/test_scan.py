"""What a walk sees of a folder: all articles, nothing else, and nothing that it could be led to or held up by."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.rules import EXCLUDE, SUFFIXES
from ingest.scan import Choice, look, walk

CHOICE = Choice.of(SUFFIXES, EXCLUDE)
NOBODY = 65534


def write(folder: Path, *paths: str) -> None:
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("Krátká zpráva.")


@pytest.fixture
def strangers_folder() -> Iterator[Path]:
    """A folder whose owner reads it: root, who may read everything, becomes nobody for the test."""
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        if os.geteuid() != 0:
            yield folder
            return
        os.chown(folder, NOBODY, NOBODY)
        os.seteuid(NOBODY)
        try:
            if not os.access(folder, os.R_OK | os.W_OK | os.X_OK, effective_ids=True):
                pytest.skip(f"another user than root cannot reach {folder.parent}")
            yield folder
        finally:
            os.seteuid(0)


# --- which names are articles


@pytest.mark.parametrize(
    "name",
    [
        "a.md",
        "a.markdown",
        "a.txt",
        "A.MD",
        "zpráva.Txt",
        "новина.md",
        "a.b.md",
        " .md",
        "-rf.md",
        "2026-01-30-a.md",
        "~a.md",
        "a~.md",
        "4913.md",
        "part.md",
        "_tech_news/a.md",
        "a.swp/b.md",
        "#a/b.md",
        "4913/a.md",
        "robots/a.md",
        "readme.md",
    ],
)
def test_an_article_is_taken(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert list(walk(tmp_path, CHOICE).files) == [os.fsencode(name)]
    assert CHOICE.takes(os.fsencode(name))


@pytest.mark.fault(9)
@pytest.mark.parametrize(
    "name",
    [
        ".a.md",
        "_a.md",
        "#a.md",
        "#a.md#",
        ".#a.md",
        "a.md~",
        "a.md.swp",
        ".a.md.swp",
        "a.md.SWP",
        "a.md.tmp",
        "a.md.part",
        "a.md.crdownload",
        "4913",
        "a.html",
        "a",
        "amd",
        "md",
        ".md",
        ".git/a.md",
        "a/.cache/b/c.md",
        "README.md",
        "README.cs.txt",
        "docs/README.md",
        "LICENSE.txt",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "robots.txt",
        "node_modules/a/b.md",
        "a/node_modules/b.md",
    ],
)
def test_what_editors_and_programs_leave_is_not_taken(tmp_path: Path, name: str) -> None:
    write(tmp_path, name)
    assert walk(tmp_path, CHOICE).files == {}
    assert look(tmp_path, [os.fsencode(name)], CHOICE).files == {}
    assert not CHOICE.takes(os.fsencode(name))


@pytest.mark.parametrize(
    ("glob", "hidden", "seen"),
    [
        ("drafts", "drafts/a.md", "a/drafts.md"),
        ("*.draft.md", "a/b.draft.md", "a/draft.md"),
        ("a/*.md", "a/b.md", "c/b.md"),
        ("a/**", "a/b/c.md", "b/a.md"),
        ("[0-9]*.txt", "1.txt", "a1.txt"),
        ("číslo?.md", "číslo1.md", "číslo.md"),
    ],
)
def test_a_glob_excludes_by_name_and_by_path(tmp_path: Path, glob: str, hidden: str, seen: str) -> None:
    write(tmp_path, hidden, seen)
    assert list(walk(tmp_path, Choice.of(SUFFIXES, [glob])).files) == [os.fsencode(seen)]


def test_no_globs_exclude_nothing(tmp_path: Path) -> None:
    write(tmp_path, "README.md")
    assert list(walk(tmp_path, Choice.of(SUFFIXES, [])).files) == [b"README.md"]


def test_other_suffixes_are_taken_when_they_are_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "a.adoc", "b.md")
    assert list(walk(tmp_path, Choice.of([".ADOC"], [])).files) == [b"a.adoc"]


NAMES = st.binary(min_size=1, max_size=40).filter(lambda name: not {0, 0x2F} & set(name) and name not in {b".", b".."})
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(b"/".join)


@pytest.mark.fault(8)
@given(PATHS)
def test_a_single_look_takes_what_a_walk_would_come_upon(path: bytes) -> None:
    path += b".md"
    with tempfile.TemporaryDirectory() as directory:
        folder = Path(directory)
        file = folder / os.fsdecode(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
        walked, looked = walk(folder, CHOICE), look(folder, [path], CHOICE)
        assert walked.files == looked.files
        assert (path in walked.files) == CHOICE.takes(path)


# --- names and depths


@pytest.mark.fault(8)
@pytest.mark.parametrize(
    "name",
    [
        b"two\nlines.md",
        b"\xff\xfe\xe8.md",
        b"\xed\xa0\x80.md",
        b"\x1b[31m.md",
        "e\u0301.md".encode(),
        "é.md".encode(),
        b"a" * 252 + b".md",
        b"\\x00.md",
    ],
)
def test_every_name_comes_back_in_its_own_bytes(tmp_path: Path, name: bytes) -> None:
    (tmp_path / os.fsdecode(name)).write_text("Text.")
    assert list(walk(tmp_path, CHOICE).files) == [name]
    assert list(look(tmp_path, [name], CHOICE).files) == [name]


@pytest.mark.fault(8)
def test_names_that_look_alike_are_two_files(tmp_path: Path) -> None:
    write(tmp_path, "e\u0301.md", "é.md")
    assert len(walk(tmp_path, CHOICE).files) == 2


@pytest.mark.fault(8)
def test_a_path_longer_than_the_kernel_takes_is_walked_and_looked_at(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):
        os.mkdir("d" * 240, dir_fd=here)
        here, above = os.open("d" * 240, os.O_RDONLY, dir_fd=here), here
        os.close(above)
    os.close(os.open("hluboko.md", os.O_CREAT | os.O_WRONLY, dir_fd=here))
    os.close(here)
    path = b"/".join([b"d" * 240] * 20 + [b"hluboko.md"])
    assert len(path) > 4096
    assert list(walk(tmp_path, CHOICE).files) == [path]
    assert list(look(tmp_path, [path], CHOICE).files) == [path]


def test_more_directories_than_may_be_open_at_once_are_walked(tmp_path: Path) -> None:
    """A site with a directory for each article has thousands, side by side."""
    write(tmp_path, *(f"{number}/index.md" for number in range(300)))
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64));"
        "from pathlib import Path; from ingest.rules import *; from ingest.scan import *;"
        "found = walk(Path(sys.argv[1]), Choice.of(SUFFIXES, EXCLUDE)); print(len(found.files), found.unreadable)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert done.stdout == "300 {}\n"


# --- what is no file


@pytest.mark.fault(7)
def test_links_are_named_and_not_followed(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "seeds"
    write(outside, "tajne.md")
    write(folder, "a/zprava.md")
    (folder / "file.md").symlink_to(outside / "tajne.md")
    (folder / "broken.md").symlink_to(outside / "nic.md")
    (folder / "itself.md").symlink_to("itself.md")
    (folder / "directory").symlink_to(outside)
    (folder / "a" / "loop").symlink_to(folder)
    seen = walk(folder, CHOICE)
    assert list(seen.files) == [b"a/zprava.md"]
    assert seen.odd == dict.fromkeys([b"file.md", b"broken.md", b"itself.md"], "symbolic link")
    assert seen.unreadable == {}


@pytest.mark.fault(7)
@pytest.mark.parametrize("path", [b"directory/tajne.md", b"../outside/tajne.md", b"a/../../outside/tajne.md"])
def test_a_single_look_is_not_led_out_of_the_folder(tmp_path: Path, path: bytes) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "seeds"
    write(outside, "tajne.md")
    write(folder, "a/zprava.md")
    (folder / "directory").symlink_to(outside)
    seen = look(folder, [path], CHOICE)
    assert (seen.files, seen.odd) == ({}, {})


def test_a_folder_that_is_itself_a_link_is_read(tmp_path: Path) -> None:
    write(tmp_path / "disk", "a.md")
    (tmp_path / "seeds").symlink_to(tmp_path / "disk")
    assert list(walk(tmp_path / "seeds", CHOICE).files) == [b"a.md"]


@pytest.mark.fault(6)
def test_pipes_sockets_and_directories_hold_nothing_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "dir.md").mkdir()
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "socket.md"))
        for seen in (walk(tmp_path, CHOICE), look(tmp_path, [b"pipe.md", b"socket.md", b"dir.md"], CHOICE)):
            assert seen.files == {}
            assert seen.odd == {b"pipe.md": "named pipe", b"socket.md": "socket"}


@pytest.mark.fault(6)
def test_a_device_is_no_file(tmp_path: Path) -> None:
    try:
        os.mknod(tmp_path / "null.md", stat.S_IFCHR | 0o666, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root may make devices")
    assert walk(tmp_path, CHOICE).odd == {b"null.md": "device"}


@pytest.mark.fault(11)
def test_what_lies_below_an_unreadable_directory_is_unknown(strangers_folder: Path) -> None:
    write(strangers_folder, "a.md", "locked/b.md")
    locked = strangers_folder / "locked"
    locked.chmod(0)
    try:
        seen = walk(strangers_folder, CHOICE)
        looked = look(strangers_folder, [b"locked/b.md"], CHOICE)
    finally:
        locked.chmod(0o700)
    assert list(seen.files) == [b"a.md"]
    assert seen.unreadable == looked.unreadable == {b"locked": "Permission denied"}


@pytest.mark.fault(11)
def test_a_directory_that_lists_names_but_lets_nobody_in_is_unreadable(strangers_folder: Path) -> None:
    write(strangers_folder, "listed/b.md")
    listed = strangers_folder / "listed"
    listed.chmod(0o400)
    try:
        seen = walk(strangers_folder, CHOICE)
    finally:
        listed.chmod(0o700)
    assert seen.files == {}
    assert seen.unreadable == {b"listed": "Permission denied"}


@pytest.mark.fault(12)
def test_a_folder_that_is_not_there_is_an_error_and_not_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        walk(tmp_path / "unmounted", CHOICE)
    with pytest.raises(FileNotFoundError):
        look(tmp_path / "unmounted", [b"a.md"], CHOICE)


@pytest.mark.fault(11)
def test_paths_that_are_not_there_are_simply_not_seen(tmp_path: Path) -> None:
    write(tmp_path, "a.md")
    seen = look(tmp_path, [b"b.md", b"c/d.md", b"a.md/e.md"], CHOICE)
    assert (seen.files, seen.odd, seen.unreadable) == ({}, {}, {})


def test_part_of_a_folder_is_walked_with_paths_from_its_root(tmp_path: Path) -> None:
    write(tmp_path, "a/b/c.md", "d.md")
    assert list(walk(tmp_path, CHOICE, b"a").files) == [b"a/b/c.md"]
    assert walk(tmp_path, CHOICE, b"gone").files == {}


@pytest.mark.fault(3)
def test_every_way_to_change_a_file_changes_its_signature(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text("jedna")
    status = file.stat()
    signatures = [walk(tmp_path, CHOICE).files[b"a.md"]]

    def changed() -> None:
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))  # cp -p and rsync -t do the same
        signatures.append(walk(tmp_path, CHOICE).files[b"a.md"])

    other = tmp_path / "b.tmp"
    other.write_text("druhá")
    other.replace(file)
    changed()
    file.write_text("delší text")
    changed()
    assert len(set(signatures)) == len(signatures)
