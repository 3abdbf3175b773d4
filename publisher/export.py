"""Everything that is published, as files that any web server can send: the bytes are those of `publisher.answers`.

Only what changed is made anew (`store.imprints` says what may have), and only what differs from what is there is
written. Each file is whole at any moment; a run that was cut off is made good by the next one.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from publisher import manifest
from publisher.answers import Moved, Refused
from publisher.catalogue import Listed, catalogue
from publisher.codings import Coding
from publisher.conditional import SETTLED
from publisher.folder import Folder, Writers
from publisher.manifest import Kept, Manifest
from publisher.pages import static_files
from publisher.publication import Publication, View
from publisher.representations import Representation, RepresentationCache
from publisher.signposts import FILES, Signposts
from publisher.site import Site
from store import companies, entries, meta
from store.engine import Database
from store.imprints import imprints

_BESIDE = {Coding.GZIP: ".gz", Coding.BR: ".br"}
_ENDINGS = ("", *_BESIDE.values())
_MOST_WAITS = 3

Progress = Callable[[int, int], None]
"""Told how many documents are done, of how many."""


class ExportError(Exception):
    """The folder is not one to write into, or what is to be exported cannot be made."""


@dataclass(slots=True)
class Summary:
    """What an export did."""

    head: int = 0
    """The newest change that it covers."""
    documents: int = 0
    made: int = 0
    """Documents that were made anew, to see whether they are others."""
    written: int = 0
    """Files, coded forms and lists for web servers included."""
    removed: int = 0


def export(
    database: Database,
    site: Site,
    root: Path,
    *,
    version: str,
    progress: Progress | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    sleep: Callable[[float], None] = time.sleep,
) -> Summary:
    """Bring a folder in step with what is published; `version` is that of the program.

    Raises `ExportError` or `publisher.folder.BusyError`, and changes nothing, where the folder is another one's;
    `OSError` where it cannot be written into; `store.errors.StoreError`.
    """
    folder = Folder(root)
    with folder.alone():
        before = _begin(folder)
        publication = Publication(database, site, RepresentationCache(0))
        _settle(publication, clock, sleep)
        with publication.view() as view, Writers(folder) as writers:
            return _Run(folder, writers, before, view, _manner(view, version)).work(progress)


def _begin(folder: Folder) -> Manifest:
    try:
        found = Manifest.read(folder.root)
    except ValueError as error:
        raise ExportError(str(error)) from error
    if found is None and (name := folder.foreign()) is not None:
        raise ExportError(f"{folder.root}: holds other files ({name}); export into an empty folder")
    return found or Manifest()


def _settle(publication: Publication, clock: Callable[[], datetime], sleep: Callable[[float], None]) -> None:
    """Wait until the newest change is `SETTLED`: its second is over then, so that no other has the same file time."""
    for _ in range(_MOST_WAITS):
        with publication.view() as view:
            changed = view.head.at
        if changed is None or (age := clock() - changed) >= SETTLED:
            return
        sleep(min((SETTLED - age).total_seconds(), SETTLED.total_seconds()))


def _manner(view: View, version: str) -> str:
    """What the bytes of all documents depend on beside what is stored, and where it is stored."""
    assets = [file.version for file in static_files().values()]
    return hashlib.sha256(repr((version, view.site, meta.provenance(view.conn), assets)).encode()).hexdigest()[:16]


class _Run:
    """One export of one moment."""

    def __init__(self, folder: Folder, writers: Writers, before: Manifest, view: View, manner: str) -> None:
        self._folder = folder
        self._writers = writers
        self._before = before
        self._view = view
        self._manner = manner
        changed = view.head.at
        self._mtime = 0 if changed is None else int(changed.timestamp())
        self._kept: dict[str, Kept] = {}
        self._summary = Summary(head=view.head.seq)

    def work(self, progress: Progress | None) -> Summary:
        listed = list(catalogue(self._view, imprints(self._view.conn, self._view.head.at)))
        stale = [one for one in listed if not self._stands(one)]
        self._claim(stale)
        done = len(listed) - len(stale)
        for one in stale:
            self._make(one)
            done += 1
            if progress:
                progress(done, len(listed))
        self._signpost()
        self._writers.finish()
        self._sweep()
        self._note(Manifest(self._manner, self._kept))
        self._summary.documents, self._summary.made = len(listed), len(stale)
        return self._summary

    def _stands(self, one: Listed) -> bool:
        """Whether a document is in the folder as it would be made now; then it is kept."""
        kept = self._before.files.get(one.file)
        if kept is None or kept.imprint != one.imprint or self._before.settings != self._manner:
            return False
        if any(self._folder.size(one.file + ending) != size for ending, size in kept.sizes.items()):
            return False
        self._kept[one.file] = kept
        return True

    def _claim(self, stale: Iterable[Listed]) -> None:
        """Write down what will be there that was not, so that a run that is cut off leaves nothing that is not known.

        Of what was there before, the next run sees by imprint and size that it is not as it should be.
        """
        names = [name for name in (*(one.file for one in stale), *FILES) if name not in self._before.files]
        forms = [name + ending for name in names for ending in _ENDINGS]
        if taken := next((form for form in forms if self._folder.size(form) is not None), None):
            raise ExportError(f"{self._folder.root / taken}: is there, and was not written by an export; take it away")
        if names:
            unknown = Kept("", dict.fromkeys(_ENDINGS, -1))
            self._note(Manifest(self._before.settings, {**self._before.files, **dict.fromkeys(names, unknown)}))

    def _make(self, one: Listed) -> None:
        made = _document(one)
        forms = {"": made.body}
        if made.is_codable:
            forms |= {ending: made.coded(coding) for coding, ending in _BESIDE.items()}
        for ending, body in forms.items():
            self._put(one.file + ending, body)
        self._kept[one.file] = Kept(one.imprint, {ending: len(body) for ending, body in forms.items()})

    def _signpost(self) -> None:
        conn = self._view.conn
        posts = Signposts(ended=entries.ended(conn), former=companies.former_slugs(conn), changed=self._view.head.at)
        for name, written in FILES.items():
            body = written(self._view.site, posts)
            self._put(name, body)
            self._kept[name] = Kept("", {"": len(body)})

    def _sweep(self) -> None:
        """Take away what is published no more."""
        here = {name + ending for name, kept in self._kept.items() for ending in kept.sizes}
        for name, kept in self._before.files.items():
            for ending in kept.sizes:
                if name + ending not in here and self._folder.size(name + ending) is not None:
                    self._folder.remove(name + ending)
                    self._summary.removed += 1

    def _put(self, name: str, body: bytes) -> None:
        if not self._folder.holds(name, body):
            self._writers.write(name, body, self._mtime)
            self._summary.written += 1

    def _note(self, after: Manifest) -> None:
        body = after.document()
        if not self._folder.holds(manifest.NAME, body):
            self._folder.write(manifest.NAME, body, self._mtime)


def _document(one: Listed) -> Representation:
    match one.answer():
        case Representation() as made:
            return made
        case Moved() | Refused() as other:
            raise ExportError(f"{one.path}: cannot be made ({other})")
