"""Which file is where now, told by the bytes that it had."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.moves import moves

PATHS = st.sampled_from([b"a", b"b", b"c", b"d", b"e", b"f"])
FOLDERS = st.dictionaries(PATHS, st.sampled_from("uvwxyz"))


def looked_at(before: dict[bytes, str], after: dict[bytes, str]) -> dict[bytes, bytes]:
    found = {path: sha for path, sha in after.items() if before.get(path) != sha}
    left = {path: sha for path, sha in before.items() if after.get(path) != sha}
    return moves(found, left, before)


@given(st.permutations([b"a", b"b", b"c", b"d", b"e", b"f"]), st.integers(0, 6))
def test_files_that_are_only_moved_are_all_followed(order: list[bytes], count: int) -> None:
    before = {path: path.decode() for path in sorted(order)[:count]}
    after = {order[number]: sha for number, sha in enumerate(before.values())}
    followed = looked_at(before, after)
    assert {new: old for new, old in followed.items() if new != old} == followed
    assert {path: before[followed.get(path, path)] for path in after} == after


@given(FOLDERS, FOLDERS)
def test_whatever_became_of_a_folder_nothing_is_followed_twice_or_onto_what_was_written_over(
    before: dict[bytes, str], after: dict[bytes, str]
) -> None:
    followed = looked_at(before, after)
    assert len(set(followed.values())) == len(followed)
    for new, old in followed.items():
        assert after[new] == before[old]
        assert after.get(old) != before[old], "it is where it was"
        assert new not in before or new in followed.values()


@given(FOLDERS, FOLDERS)
def test_the_order_of_a_directory_says_nothing(before: dict[bytes, str], after: dict[bytes, str]) -> None:
    backwards = moves(dict(reversed(after.items())), dict(reversed(before.items())), before)
    assert backwards == moves(after, before, before)


def test_what_is_written_over_is_not_followed() -> None:
    assert looked_at({b"a": "1", b"b": "2"}, {b"a": "2"}) == {}
    assert looked_at({b"a": "1", b"b": "2", b"c": "3"}, {b"b": "1", b"c": "2"}) == {}
    assert looked_at({b"a": "1", b"b": "2"}, {b"b": "1", b"c": "2"}) == {b"b": b"a", b"c": b"b"}
