"""Bytes to entry: the whole pure way, step after step. What a parser process does to each file."""

from __future__ import annotations

from ingest.article import parse_article
from ingest.composition import Circumstances, Decoding, compose_entry
from ingest.decode import decode
from ingest.rejection import Rejection, UnusableError
from ingest.repair.misreading import misread
from ingest.repair.mojibake import Mojibake, find, looks_damaged
from ingest.repair.restoration import restore
from ingest.rules import Rules
from store.entry import Entry


def entry_from(data: bytes, file: Circumstances, rules: Rules) -> Entry | Rejection:
    """The entry that these bytes are, or why they are none.

    bytes → text (`ingest.decode`) → mended text (`ingest.repair`) → article (`ingest.article`) → entry
    (`ingest.composition`). An error that nobody foresaw in one file is that file's rejection, not the end of a pass.
    """
    try:
        decoded = decode(data)
        trusted = rules.leaves_unrepaired(file.path)
        mojibake = None if trusted else _repair(decoded.text)
        text = mojibake.text if mojibake else decoded.text
        damaged = not trusted and (decoded.damaged or looks_damaged(text))
        article = parse_article(text, zone=rules.zone)
        return compose_entry(article, Decoding(decoded.encoding, mojibake, damaged), file, rules)
    except UnusableError as error:
        return error.rejection
    except (MemoryError, RecursionError) as error:
        return Rejection(f"too deep or too large to be read ({type(error).__name__})", "split or simplify the article")
    except Exception as error:  # noqa: BLE001 - the promise is that no file can stop a pass
        what = " ".join(f"{type(error).__name__}: {error}".split())[:200]
        return Rejection(f"cannot be read, by a fault of ours ({what})", "please report it with the file")


def _repair(text: str) -> Mojibake | None:
    """The repair that loses nothing, where it mends all of the text; else the one that makes up for lost bytes."""
    lossless = find(text)
    if lossless is not None and lossless.lines is None:
        return lossless
    return restore(text) or lossless or misread(text)
