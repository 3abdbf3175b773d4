"""The sample articles whose bytes are damaged or in an old encoding, made from clean originals.

``python -m benchmarks.samples`` writes them into ``seeds/`` again. The originals are kept beside this module, so that
whoever measures a repair can compare it with the truth.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from benchmarks.damage import lossless, lossy

ORIGINALS = Path(__file__).parent / "originals"
"""UTF-8, NFC, LF: the articles before anything happened to them, under the names of their samples."""

SEEDS = Path(__file__).parents[1] / "seeds"


def _saved_by_notepad(text: str) -> bytes:
    """UTF-8 with a byte order mark and CRLF."""
    return codecs.BOM_UTF8 + text.replace("\n", "\r\n").encode("utf-8")


MISHAPS: Mapping[str, Callable[[str], bytes]] = MappingProxyType(
    {
        "001_c90d5e7f1b24a863.txt": lambda text: lossy(text, "cp1254").encode("utf-8"),
        "003_5e2b77a91cf0d846.txt": lambda text: text.encode("cp1251"),
        "amazon-paczkomat-biblioteka.txt": lambda text: text.encode("cp1250"),
        "google-kroniky.md": lambda text: lossless(text, "cp1252").encode("utf-8"),
        "google-sentiers.txt": lambda text: codecs.BOM_UTF16_LE + text.replace("\n", "\r\n").encode("utf-16-le"),
        "microsoft-meteo.md": lambda text: lossless(text, "cp1250").encode("utf-8"),
        "openai-shkola.md": lambda text: lossless(text, "cp1251").encode("utf-8"),
        "skoda-batterien.md": _saved_by_notepad,
    }
)
"""Name of a sample to what happened to it: from the text of its original to the bytes of the file."""


def original(name: str) -> str:
    """The clean text of the sample `name`. Raises `OSError` where there is none."""
    return (ORIGINALS / name).read_bytes().decode("utf-8")


def sample(name: str) -> bytes:
    """What the file `name` in ``seeds/`` holds. Raises `KeyError` for a name that is not in `MISHAPS`."""
    return MISHAPS[name](original(name))


def main() -> None:
    """Write every damaged sample; the same bytes each time."""
    for name in MISHAPS:
        (SEEDS / name).write_bytes(sample(name))
        print(name)


if __name__ == "__main__":
    main()
