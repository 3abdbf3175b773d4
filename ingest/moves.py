"""Files that are in another place with the bytes that they had: renamed, exchanged with each other, moved on. Pure."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Collection, Mapping


def moves(found: Mapping[bytes, str], left: Mapping[bytes, str], known: Collection[bytes]) -> dict[bytes, bytes]:
    """Where files are now, and where each was.

    `found` are the hashes of what is new or changed, `left` those that were known of what is gone or changed, by path.
    What stands in a `known` place was moved there only where that place's own file is found too: else it was written
    over. Of several files with the same bytes each goes to one place, in the order of paths.

    >>> moves({b"latest": "ten", b"week9": "nine"}, {b"latest": "nine"}, {b"latest"})
    {b'week9': b'latest'}
    >>> moves({b"a": "2", b"b": "1"}, {b"a": "1", b"b": "2"}, {b"a", b"b"})
    {b'a': b'b', b'b': b'a'}
    """
    places: defaultdict[str, deque[bytes]] = defaultdict(deque)
    for path in sorted(left):
        places[left[path]].append(path)
    moved = {path: places[found[path]].popleft() for path in sorted(found) if places[found[path]]}
    behind = set(moved.values())
    over = [path for path in moved if path in known and path not in behind]
    while over:
        old = moved.pop(over.pop())
        if old in moved:
            over.append(old)
    return moved
