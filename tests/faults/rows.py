"""What can go wrong, and what is promised then: the rows of the table that `make faults` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Row:
    """One fault. A test says which it is about: ``@pytest.mark.fault(16)``."""

    fault: str
    promise: str


ROWS: Mapping[int, Row] = MappingProxyType(
    {
        1: Row("half-written file", "published when renamed in, closed or quiet; read again on any later change"),
        2: Row("changed while being read", "noticed by stat and hash; it waits"),
        3: Row("same size and mtime, other content", "seen by ctime and inode, or by the periodic full hash"),
        4: Row("inode reused", "no identity by inode"),
        5: Row("mtime in the future, clock set back", "changes are found without comparing times"),
        6: Row("pipe, socket or device in the folder", "never blocks, never read"),
        7: Row("link out of the tree, loop of links", "not followed"),
        8: Row("names: newline, no UTF-8, 255 bytes, NFC and NFD, long paths", "kept as bytes, escaped where shown"),
        9: Row("editors' temporaries", "ignored"),
        10: Row("10 GB sparse, empty, binary, NUL, UTF-16, BOM, lone CR", "read, waited for, or refused with a reason"),
        11: Row("permission denied, vanished before it was read", "a problem with a reason, tried again for ever"),
        12: Row("folder unmounted, replaced, emptied", "nothing withdrawn, said so, recovers by itself"),
        13: Row("event queue overflows, directory moved in or replaced", "found by the next scan"),
        14: Row("a million files", "a scan costs time and memory that are published"),
        15: Row("a file that kills its parser", "costs that file: recorded first, quarantined after three attempts"),
        16: Row("any process killed at any moment", "no entry lost, none doubled"),
        17: Row("disk full, EIO, fsync fails", "the transaction fails cleanly, reads go on, resumes by itself"),
        18: Row("database read-only", "a clear message; the publisher goes on"),
        19: Row("database corrupt, empty, another program's, on NFS", "refused with what to do; never a new one"),
        20: Row("an idle reader holds the log of writes", "reads are capped; its size is a metric"),
        21: Row("database locked, restarted, out of reach", "waits, connects again, loses nothing"),
        22: Row("leader stopped, then continued", "its late writes are refused"),
        23: Row("clock set back, a job that hangs", "goes on by the monotonic clock; what hangs is replaced"),
        24: Row("SIGTERM in the middle of a pass", "ends with 0 within 10 s"),
        25: Row("YAML made to harm", "refused or read as text, in milliseconds"),
        26: Row("values of the wrong type", "the next key is tried; what was dropped is reported"),
        27: Row("text that XML forbids", "feeds stay well-formed; no entry costs another"),
        28: Row("script in articles", "nothing that runs in feeds or pages, and a policy as second wall"),
        29: Row("Markdown made to be slow", "a deadline for each file"),
        30: Row("Host, X-Forwarded-*, absolute-form requests", "no byte of a feed changes; unknown hosts get 400"),
        31: Row("hostile paths and parameters", "400 or 404, cheap, never cached, never 500"),
        32: Row("endless combinations of filters", "memory stays flat"),
        33: Row("200 slow connections", "the others are served in time"),
        34: Row("rude pollers", "429 with Retry-After; 304 is free"),
        35: Row("base URL changed, database rebuilt, upgraded", "guids stay"),
        36: Row("hub down, slow or hostile", "retried with growing pauses; never delays publishing"),
        37: Row("migration interrupted", "starts again and finishes"),
    }
)
