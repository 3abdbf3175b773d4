"""The disk that a path is on: one of this machine or of another, and whether it takes anything."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path, PurePath

_REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "fuse.glusterfs", "ceph", "afs", "lustre"})
_ESCAPE = re.compile(r"\\([0-7]{3})")


def remote_file_system(path: Path) -> str | None:
    """The type of the network file system that `path` is on; None on a local one, or where that cannot be known."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        mountinfo = Path("/proc/self/mountinfo").read_bytes()
        kind = mounted(os.fsdecode(mountinfo), path.resolve())
    except OSError:
        return None
    return kind if kind in _REMOTE else None


def hindrance(path: Path) -> str:
    """What keeps everybody from writing at `path`, with its name; nothing where the disk itself has no part in it."""
    try:
        found = os.statvfs(path.parent)
    except OSError:  # who reads there says more of that
        return ""
    if found.f_flag & os.ST_RDONLY:
        return f"{path}: is on a disk that is read-only"
    return f"{path}: is on a disk that is full" if found.f_bavail == 0 else ""


def mounted(mountinfo: str, place: PurePath) -> str | None:
    """The type of the file system that an absolute path without links is on (proc(5), ``/proc/PID/mountinfo``).

    Of two mounts on one directory the later hides the earlier.
    """
    depth, kind = -1, None
    for line in mountinfo.split("\n"):
        fields, _, rest = line.partition(" - ")
        if rest:
            mount = PurePath(_ESCAPE.sub(lambda octal: chr(int(octal[1], 8)), fields.split(" ")[4]))
            if len(mount.parts) >= depth and place.is_relative_to(mount):
                depth, kind = len(mount.parts), rest.split(" ")[0]
    return kind
