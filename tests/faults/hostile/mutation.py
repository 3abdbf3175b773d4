"""Files made of others as accidents and fuzzers make them; the same for the same dice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

_LONGEST = 64 * 1024
_STRANGE = (
    b"\0",
    b"\xff",
    b"\xed\xa0\x80",
    b"\xef\xbf\xbe",
    b"---\n",
    b"[" * 50,
    b"<svg>",
    b"]]>",
    b"\r",
    b"\xc3",
    b": ",
)


def mutants(files: Sequence[bytes], dice: Random) -> Iterator[bytes]:
    """Without end: each a file with a few of these done to it."""
    small = [data for data in files if data and len(data) <= _LONGEST]
    while True:
        data = dice.choice(small)
        for _ in range(dice.randint(1, 6)):
            data = _mutated(data, dice.choice(small), dice)
        yield data[:_LONGEST]


def _mutated(data: bytes, other: bytes, dice: Random) -> bytes:
    one, two = sorted(dice.choices(range(len(data) + 1), k=2))
    match dice.randrange(6):
        case 0:  # cut out
            return data[:one] + data[two:]
        case 1:  # said twice
            return data[:two] + data[one:]
        case 2:  # something strange put in
            return data[:one] + dice.choice(_STRANGE) + data[one:]
        case 3:  # one bit turned
            place = min(one, len(data) - 1)
            return data[:place] + bytes([data[place] ^ 1 << dice.randrange(8)]) + data[place + 1 :] if data else data
        case 4:  # goes on as another file
            return data[:one] + other[dice.randrange(len(other)) :]
        case _:  # turned round
            return data[:one] + data[one:two][::-1] + data[two:]
