"""Why a pass could not see or keep everything, in the words that operators read."""

from __future__ import annotations

from pathlib import PurePath

from ingest import scan
from ingest.rules import OnDelete, Rules
from store.absence import Absence
from store.file import printable


def trouble(seeds: PurePath, folder: scan.Folder, known: int) -> str:
    """What is wrong with a folder where `known` files should be found; 0 where none need be. Empty where nothing is."""
    if b"" in folder.unreadable:
        return f"{seeds}: cannot be read ({folder.unreadable[b'']}); nothing is withdrawn meanwhile"
    if folder.unreadable:
        (path, why), *more = sorted(folder.unreadable.items())
        others = f", and {len(more)} more" if more else ""
        return (
            f"{printable(scan.as_directory(path))}: cannot be looked into ({why}){others}; nothing below is "
            "withdrawn meanwhile"
        )
    if known and not folder.files and not folder.odd:
        return (
            f"{seeds}: is empty, and {known} files were known there; nothing is withdrawn, in case a disk is not "
            "mounted; if they were deleted on purpose: seedwire ingest --accept-deletions"
        )
    return ""


def doubted(gone: Absence, rules: Rules) -> str:
    """What is said of a loss that is doubted, and what to do where it is none."""
    trouble = (
        f"{rules.seeds}: {gone.missing} of the {gone.known} files that were known there are gone; nothing is "
        "withdrawn, in case a disk is not mounted"
    )
    if rules.on_delete is OnDelete.WITHDRAW:
        trouble += "; if they were deleted on purpose: seedwire ingest --accept-deletions"
    return trouble
