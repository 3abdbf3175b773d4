from __future__ import annotations

from pathlib import Path, PurePath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store import disk

MOUNTS = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:26 / /srv/feeds rw,relatime shared:7 - nfs4 files.example:/feeds rw,vers=4.2
31 22 0:27 / /srv/my\040disk\134x rw shared:8 - cifs //files.example/disk rw
32 30 254:1 / /srv/feeds/local rw - xfs /dev/vdb rw
33 22 254:2 / /media/usb rw - vfat /dev/sda rw
34 22 0:28 / /media/usb rw - fuse.sshfs me@files.example: rw
""".strip()


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        ("/home/redakce/seedwire.db", "ext4"),
        ("/srv/feeds/seedwire.db", "nfs4"),
        ("/srv/feeds/local/seedwire.db", "xfs"),
        ("/srv/feedsmith/seedwire.db", "ext4"),
        ("/srv/my disk\\x/seedwire.db", "cifs"),
        ("/media/usb/seedwire.db", "fuse.sshfs"),
        ("/srv/feeds", "nfs4"),
    ],
)
def test_a_file_is_on_the_innermost_and_latest_mount_above_it(place: str, kind: str) -> None:
    assert disk.mounted(MOUNTS, PurePath(place)) == kind


def test_without_mounts_nothing_is_known() -> None:
    assert disk.mounted("", PurePath("/home")) is None


names = st.text(st.characters(codec="utf-8", exclude_characters="/\0"), min_size=1, max_size=8).filter(
    lambda name: name not in {".", ".."}
)


@given(st.lists(names, min_size=1, max_size=3))
def test_a_directory_of_any_name_is_found_among_the_mounts(parts: list[str]) -> None:
    mount = "/" + "/".join(parts)
    spelled = "".join(f"\\{ord(c):03o}" if c in " \t\n\\" else c for c in mount)
    mountinfo = f"1 0 0:1 / / rw - ext4 x rw\n2 1 0:2 / {spelled} rw - nfs y rw"
    assert disk.mounted(mountinfo, PurePath(mount, "seedwire.db")) == "nfs"


def test_the_disk_of_the_tests_is_found_to_be_local(tmp_path: Path) -> None:
    assert disk.remote_file_system(tmp_path / "seedwire.db") is None
