"""What people put articles into a folder with, and edit them with: the real programs, each making a file hold a text.

A program is called with the file, the text, and a place outside of the folder for what it needs besides.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

import pytest

Put: TypeAlias = Callable[[Path, str, Path], None]

PAUSE = 0.4
"""Seconds for which a program dwells on what it has begun, so that who looks on sees its temporary files."""


def vim(*settings: str) -> Put:
    """Vim with such settings: it writes twice, with its swap file and backups beside the article."""

    def put(place: Path, text: str, aside: Path) -> None:
        begin = [f"set swapfile updatecount=1 {' '.join(settings)}", f"1,$!cat {_source(aside, text)}"]
        script = [*begin, "w", f"sleep {round(PAUSE * 1000)}m", "w", "q"]
        vim = _program("vim", "vim.tiny")
        _call(vim, "-u", "NONE", "-i", "NONE", "-es", place, keys="".join(f"{line}\n" for line in script))

    return put


def nano(place: Path, text: str, aside: Path) -> None:
    """Nano as its user sees it, on a terminal, with backups and a lock file: the text is typed at the end."""
    _source(aside, text)
    before = place.read_text("utf-8") if place.exists() else ""
    assert text.startswith(before)
    # As if pasted, or nano would indent lines by itself.
    typed = b"\x1b[200~" + text[len(before) :].rstrip("\n").encode() + b"\x1b[201~"
    keys = [(b"\x1b/" if before else b""), typed, b"\x0f\r", b"\x18"]
    _type([_program("nano"), "--ignorercfiles", "--backup", "--locking", str(place)], keys)


def cp(*options: str) -> Put:
    """Copied into place, with such options."""

    def put(place: Path, text: str, aside: Path) -> None:
        _call("cp", *options, _source(aside, text), place)

    return put


def cp_same_size_and_time(place: Path, text: str, aside: Path) -> None:
    """Copied with its time, which is that of the file before it, as its size is made to be."""
    source = _source(aside, text)
    if place.exists():
        before = place.stat()
        os.utime(source, ns=(before.st_atime_ns, before.st_mtime_ns))
    _call("cp", "-p", source, place)


def mv(place: Path, text: str, aside: Path) -> None:
    """Renamed into place."""
    _call("mv", _source(aside, text), place)


def mv_from_another_disk(place: Path, text: str, aside: Path) -> None:
    """Moved from another file system, which is copying."""
    memory = Path("/dev/shm")  # noqa: S108 - it is another file system that is wanted, not a place for files
    if not memory.is_dir() or memory.stat().st_dev == place.parent.stat().st_dev:
        pytest.skip("there is no second file system here")
    source = memory / f"{aside.name}-{os.getpid()}.md"
    source.write_text(text, "utf-8")
    _call("mv", source, place)


def rsync(*options: str) -> Put:
    """Rsync with such options, slowly."""

    def put(place: Path, text: str, aside: Path) -> None:
        _call(_program("rsync"), *options, "--ignore-times", "--bwlimit=4", _source(aside, text), place)

    return put


def sed(place: Path, text: str, aside: Path) -> None:
    """``sed -i``: all lines are replaced by those of a file."""
    if not place.exists():
        _call("cp", _source(aside, text.splitlines(keepends=True)[0]), place)
    _call("sed", "-i", "-e", f"1r {_source(aside, text)}", "-e", "d", place)


def sed_with_backup(place: Path, text: str, aside: Path) -> None:
    """``sed -i~``, which leaves the file as it was beside it."""
    if not place.exists():
        _call("cp", _source(aside, text), place)
    _call("sed", "-i~", "-e", f"1r {_source(aside, text)}", "-e", "d", place)


def append(place: Path, text: str, aside: Path) -> None:
    """``cat >>``: only what is new."""
    before = place.read_text("utf-8") if place.exists() else ""
    assert text.startswith(before)
    _call("sh", "-c", 'cat "$0" >> "$1"', _source(aside, text[len(before) :]), place)


def tar(place: Path, text: str, aside: Path) -> None:
    """Unpacked, with the time that the archive says."""
    _source(aside, text).rename(aside / place.name)
    _call("tar", "-C", aside, "-cf", aside / "archive.tar", place.name)
    _call("tar", "-C", place.parent, "-xf", aside / "archive.tar")


def git(place: Path, text: str, aside: Path) -> None:
    """Committed elsewhere, and then cloned or pulled."""
    origin = aside / "origin"
    if not origin.exists():
        origin.mkdir(parents=True)
        in_git(origin, "init", "--quiet", "--initial-branch=main")
    (origin / place.name).write_text(text, "utf-8")
    in_git(origin, "add", ".")
    in_git(origin, "commit", "--quiet", "--message=Edition")
    if (place.parent / ".git").exists():
        in_git(place.parent, "pull", "--quiet")
    else:
        in_git(place.parent, "clone", "--quiet", str(origin), ".")


def saved_aside(temporary: str) -> Put:
    """Written to a temporary file and renamed over the article, as most editors on a desktop save."""

    def put(place: Path, text: str, aside: Path) -> None:
        _source(aside, text)
        written = place.with_name(temporary.format(place.name))
        written.write_text(text[: len(text) // 2], "utf-8")
        time.sleep(PAUSE)
        written.write_text(text, "utf-8")
        written.replace(place)

    return put


def emacs(place: Path, text: str, aside: Path) -> None:
    """What Emacs does while a buffer is changed and saved: a lock that leads nowhere, a copy of its own, a backup."""
    _source(aside, text)
    lock, own = place.with_name(f".#{place.name}"), place.with_name(f"#{place.name}#")
    lock.symlink_to("redakce@noviny.example.4711:1790000000")
    own.write_text(text[: len(text) // 2], "utf-8")
    time.sleep(PAUSE)
    if place.exists():
        place.rename(place.with_name(f"{place.name}~"))
    place.write_text(text, "utf-8")
    own.unlink()
    lock.unlink()


def in_git(place: Path, *arguments: str) -> None:
    """Git in a working copy, as a writer without settings."""
    nobody = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    writer = {"name": "Redakce", "email": "redakce@noviny.example"}
    who = {f"GIT_{role}_{key.upper()}": value for role in ("AUTHOR", "COMMITTER") for key, value in writer.items()}
    _call(_program("git"), "-C", place, *arguments, environment=os.environ | nobody | who)


PROGRAMS: Mapping[str, Put] = MappingProxyType(
    {
        "vim": vim(),
        "vim, in place": vim("backupcopy=yes", "backup"),
        "vim, renaming": vim("backupcopy=no", "backup"),
        "nano": nano,
        "cp": cp(),
        "cp -p": cp("-p"),
        "cp -p, same size and time": cp_same_size_and_time,
        "cp --remove-destination": cp("--remove-destination"),
        "mv": mv,
        "mv from another disk": mv_from_another_disk,
        "rsync": rsync(),
        "rsync -t": rsync("--times"),
        "rsync --inplace": rsync("--inplace"),
        "rsync --append": rsync("--append"),
        "rsync --delay-updates": rsync("--delay-updates"),
        "sed -i": sed,
        "sed -i~": sed_with_backup,
        "cat >>": append,
        "tar -x": tar,
        "git pull": git,
        "a desktop's editor": saved_aside(".goutputstream-{}"),
        "a synchroniser": saved_aside(".syncthing.{}.tmp"),
        "a browser": saved_aside("{}.part"),
        "emacs": emacs,
    }
)
"""By the name under which a test tells of them."""

VARIANTS = (
    "vim, in place",
    "cp",
    "cp --remove-destination",
    "rsync -t",
    "rsync --delay-updates",
    "sed -i~",
    "a browser",
)
"""Those that differ little from another one: tried where there is time."""


def _source(aside: Path, text: str) -> Path:
    """A file outside of the folder that holds the text."""
    aside.mkdir(parents=True, exist_ok=True)
    source = aside / "source.md"
    source.write_text(text, "utf-8")
    return source


def _program(*names: str) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    pytest.skip(f"{names[0]} is not installed")


def _call(*command: str | Path, keys: str = "", environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(
        command, input=keys, capture_output=True, text=True, timeout=60, check=False, env=environment, encoding="utf-8"
    )
    assert done.returncode == 0, (command, done.stdout, done.stderr)


def _type(command: list[str], keys: list[bytes]) -> None:
    """Run a program on a terminal of its own, and press keys; it has ended when this returns."""
    terminal, end = os.openpty()
    program = subprocess.Popen(
        command, stdin=end, stdout=end, stderr=end, start_new_session=True, env=os.environ | {"TERM": "xterm"}
    )
    os.close(end)
    try:
        for pressed in [b"", *keys]:
            os.write(terminal, pressed)
            _drain(terminal, PAUSE)
        while _drain(terminal, 10):
            assert program.poll() is not None, f"{command} goes on after the last key"
    finally:
        program.kill()
        program.wait()
        os.close(terminal)
    assert program.returncode == 0, command


def _drain(terminal: int, seconds: float) -> bool:
    """Take what the program shows for so long; says whether it may show more."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0:
        if not select.select([terminal], [], [], left)[0]:
            return True
        try:
            if not os.read(terminal, 65536):
                return False
        except OSError:  # what a terminal gives whose other end is closed
            return False
    return True
