"""A file's bytes, safely: never blocking, never more than allowed, and never half of a change."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from ingest.scan import open_below, signature
from store.file import Signature


@dataclass(frozen=True, slots=True)
class Contents:
    """What a file held while its signature stood still."""

    data: bytes
    signature: Signature

    @property
    def sha256(self) -> str:
        """The hash of the bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Changing:
    """The file was written to while it was read."""


@dataclass(frozen=True, slots=True)
class Vanished:
    """The file was deleted, or renamed, before it could be read."""


@dataclass(frozen=True, slots=True)
class Unread:
    """The file cannot be read now, for a reason outside it."""

    cause: str


@dataclass(frozen=True, slots=True)
class Oversized:
    """The file is larger than is allowed: `size` bytes. Nothing of it was read."""

    size: int


Reading: TypeAlias = Contents | Changing | Vanished | Unread | Oversized


def read(root: Path, path: bytes, limit: int) -> Reading:
    """Read a file below `root`; at most `limit` bytes.

    Opened without blocking and without following links; what turns out to be no regular file is `Unread`.
    """
    try:
        directory = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        return Unread(error.strerror or str(error))
    try:
        descriptor = open_below(directory, path, os.O_RDONLY | os.O_NONBLOCK)
    except FileNotFoundError:
        return Vanished()
    except OSError as error:
        return Unread(error.strerror or str(error))
    finally:
        os.close(directory)
    try:
        return _read(descriptor, limit)
    except OSError as error:
        return Unread(error.strerror or str(error))
    finally:
        os.close(descriptor)


def _read(descriptor: int, limit: int) -> Reading:
    before = os.fstat(descriptor)
    if not stat.S_ISREG(before.st_mode):
        return Unread("not a regular file")
    if before.st_size > limit:
        return Oversized(before.st_size)
    # One byte more than there should be, so that a file which grows is noticed.
    data = bytearray()
    while chunk := os.read(descriptor, before.st_size + 1 - len(data)):
        data += chunk
        if len(data) > before.st_size:
            return Changing()
    after = os.fstat(descriptor)
    if len(data) != after.st_size or signature(before) != signature(after):
        return Changing()
    return Contents(bytes(data), signature(after))
