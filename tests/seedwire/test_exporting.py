"""An export: the daemon's own bytes as files, only what changed written, and a real nginx that sends them alike."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import brotli
import pytest
from click.testing import CliRunner, Result

from publisher.app import create_app
from publisher.catalogue import catalogue, file_of
from publisher.conditional import SETTLED
from publisher.export import ExportError, Summary, export
from publisher.folder import BusyError, Folder
from publisher.publication import Publication
from publisher.site import Site
from seedwire.cli import main
from seedwire.exporter import Exporter
from seedwire.status import status
from store import entries
from store.engine import Database
from store.imprints import imprints
from store.selection import EVERYTHING
from tests.seedwire.conftest import free_port, listens, until

BASE = "https://feeds.example.org"
SITE = Site(base_url=BASE, title="Noviny")
LATER = datetime(2100, 1, 1, tzinfo=UTC)
WORDS = ("most", "škola", "továrna", "letadlo", "kniha", "řeka", "strom", "obraz", "vlak", "zahrada")
CHECKOUT = Path(__file__).resolve().parents[2]

Command = Callable[..., Result]


def article(number: int, **keys: str) -> str:
    text = " ".join(f"{WORDS[(number * step) % 10]}{number * step}" for step in range(1, 30))
    front = {"title": f"Zpráva {number}", "date": f"2026-01-{number % 28 + 1:02}"} | keys
    return "---\n" + "".join(f"{key}: {value}\n" for key, value in front.items()) + f"---\n{text}\n"


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("SEEDWIRE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("SEEDWIRE_SETTLE_TIME", "0s")
    monkeypatch.setenv("SEEDWIRE_BASE_URL", BASE)
    monkeypatch.setenv("SEEDWIRE_SITE_TITLE", "Noviny")
    (tmp_path / "seeds").mkdir()
    return tmp_path / "seeds"


@pytest.fixture
def seedwire(seeds: Path) -> Command:
    def run(*arguments: str) -> Result:
        assert Path.cwd() == seeds.parent
        return CliRunner().invoke(main, list(arguments))

    return run


@contextmanager
def opened(seeds: Path) -> Iterator[Database]:
    with closing(Database.open_writer(f"sqlite:///{seeds.parent}/seedwire.db")) as database:
        yield database


def exported(seeds: Path, **more: Any) -> Summary:
    """One export into ``out``, long after the last change."""
    with opened(seeds) as database:
        return export(database, SITE, seeds.parent / "out", version="1", clock=lambda: LATER, **more)


def filled(seeds: Path, seedwire: Command, count: int = 60) -> None:
    for number in range(count):
        (seeds / f"{number}.md").write_text(article(number, companies=f"Firma {number % 3}", lang="cs"))
    assert seedwire("ingest").exit_code == 0


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def public_ids(seeds: Path) -> dict[str, str]:
    with opened(seeds) as database, database.read() as conn:
        return {one.entry.title: one.public_id for one in entries.newest(conn, EVERYTHING, 500)}


# --- the bytes


def test_every_document_has_the_bytes_of_the_daemon_and_its_coded_forms_beside_it(
    seeds: Path, seedwire: Command
) -> None:
    filled(seeds, seedwire)
    exported(seeds)
    out = seeds.parent / "out"
    with opened(seeds) as database:
        client = create_app(database, SITE, clock=lambda: LATER).test_client()
        with Publication(database, SITE).view() as view:
            paths = [one.path for one in catalogue(view, imprints(view.conn, view.head.at))]
        for path in paths:
            body = (out / file_of(path)).read_bytes()
            assert body == client.get(path).data, path
            if (out / f"{file_of(path)}.gz").exists():
                assert gzip.decompress((out / f"{file_of(path)}.gz").read_bytes()) == body
                assert brotli.decompress((out / f"{file_of(path)}.br").read_bytes()) == body
    assert {"/", "/?page=1", "/atom.xml", "/atom/archive/1.xml", "/companies/?sort=activity", "/opml.xml"} <= set(paths)
    assert {"/companies/firma-1/", "/companies/firma-1/rss.xml", "/robots.txt", "/static/seedwire.css"} <= set(paths)
    assert sum(path.startswith("/entries/") for path in paths) == 60


def test_what_documents_link_to_within_the_site_is_exported(seeds: Path, seedwire: Command) -> None:
    filled(seeds, seedwire, 5)
    exported(seeds)
    out = seeds.parent / "out"
    page = (out / "index.html").read_text()
    linked = {part.split('"')[0] for part in page.split(f'href="{BASE}')[1:]}
    missing = {path for path in linked if not (out / file_of(path.split("#")[0].split("?v=")[0])).exists()}
    assert missing <= {"/filter/"}, "the filter page asks the daemon, and no other"
    assert len(linked) > 10


# --- only what changed


def test_a_second_export_touches_nothing(seeds: Path, seedwire: Command) -> None:
    filled(seeds, seedwire, 5)
    first = exported(seeds)
    before = files(seeds.parent / "out")
    again = exported(seeds)
    assert files(seeds.parent / "out") == before
    assert (again.written, again.removed, again.documents) == (0, 0, first.documents)
    assert again.made < first.made


LISTS = {
    "companies.json",
    "opml.xml",
    "companies/index.html",
    "companies/sort-activity.html",
    ".seedwire-export",
    ".seedwire-nginx.conf",
    ".seedwire-caddy.conf",
}
"""Of all companies, and of all files: what may change with any article without its title."""


def touched_by_one_more(seeds: Path, seedwire: Command, text: str) -> set[str]:
    """The files that an export writes after one more article, without the coded forms beside them."""
    out = seeds.parent / "out"
    exported(seeds)
    before = files(out)
    (seeds / "new.md").write_text(text)
    seedwire("ingest")
    done = exported(seeds)
    after = files(out)
    changed = {name for name in after if before.get(name) != after[name]}
    assert changed == {name for name in after if after[name][0] != before.get(name, (b"", 0))[0]}, "else only touched"
    assert done.made < done.documents / 2
    return {name for name in changed if not name.endswith((".gz", ".br"))}


def test_after_one_new_article_only_files_that_mention_it_are_touched(seeds: Path, seedwire: Command) -> None:
    """Though it is of a new month, in a new language, and about a company that is new: charts and choices stay."""
    filled(seeds, seedwire, 120)
    new = article(777, title="Nowy most", companies="[Firma 1, Nowa]", lang="pl", date="2026-03-29")
    touched = touched_by_one_more(seeds, seedwire, new)
    out = seeds.parent / "out"
    assert {name for name in touched if "Nowy most" not in (out / name).read_text()} <= LISTS
    assert {"index.html", "atom.xml", "companies/firma-1/index.html", "companies/nowa/feed.json"} <= touched
    assert {"page-1.html", "page-2.html"} <= files(out).keys()


def test_the_article_that_makes_a_page_complete_adds_it_and_its_neighbours_way_there(
    seeds: Path, seedwire: Command
) -> None:
    filled(seeds, seedwire, 100)
    new = article(777, title="Nowy most", companies="Nowa", date="2026-03-29")
    touched = touched_by_one_more(seeds, seedwire, new)
    out = seeds.parent / "out"
    assert {name for name in touched if "Nowy most" not in (out / name).read_text()} - LISTS == {
        "page-1.html",
        "page-2.html",
    }
    assert f'rel="prev" href="{BASE}/?page=2"' in (out / "page-1.html").read_text()
    assert f'rel="prev" href="{BASE}/"' in (out / "page-2.html").read_text()


@pytest.mark.long
@pytest.mark.timeout(400)
def test_each_file_that_depends_on_a_change_is_found_whatever_changes(seeds: Path, seedwire: Command) -> None:
    """The same files as an export from nothing would write: after edits, drafts, merges, translations, renames."""
    filled(seeds, seedwire, 56)
    exported(seeds)
    link = "https://noviny.example/preklad"
    steps: list[Callable[[], object]] = [
        lambda: (seeds / "3.md").write_text(article(3, companies="Firma 2", lang="cs", tags="nové")),
        lambda: (seeds / "4.md").write_text(article(4, companies="Firma 1", draft="true")),
        lambda: (seeds / "5.md").write_text(article(5, companies="FIRMA 2", lang="cs", url=link)),
        lambda: (seeds / "en.md").write_text(article(500, companies="Nová", lang="en", url=link)),
        lambda: seedwire("companies", "merge", "firma-0", "firma-1"),
        lambda: seedwire("withdraw", public_ids(seeds)["Zpráva 7"]),
        lambda: seedwire("withdraw", "--purge", public_ids(seeds)["Zpráva 8"]),
        lambda: seedwire("restore", "7.md"),
        lambda: (seeds / "kopie.md").write_text(article(9, companies="Firma 0", lang="cs")),
    ]
    for step in steps:
        step()
        seedwire("ingest")
        exported(seeds)
        with opened(seeds) as database:
            shutil.rmtree(seeds.parent / "fresh", ignore_errors=True)
            export(database, SITE, seeds.parent / "fresh", version="1", clock=lambda: LATER)
        ours, fresh = files(seeds.parent / "out"), files(seeds.parent / "fresh")
        assert ours.keys() == fresh.keys()
        assert [name for name in ours if ours[name][0] != fresh[name][0] and name != ".seedwire-export"] == []


def test_other_settings_make_all_of_it_anew_and_move_its_times(seeds: Path, seedwire: Command) -> None:
    filled(seeds, seedwire, 3)
    exported(seeds)
    before = files(seeds.parent / "out")
    with opened(seeds) as database:
        other = Site(base_url=BASE, title="Deník!")
        export(database, other, seeds.parent / "out", version="1", clock=lambda: LATER)
    after = files(seeds.parent / "out")
    for name, (body, mtime) in after.items():
        if not name.startswith(".") and body != before[name][0]:
            assert mtime > before[name][1], name
    assert "Deník!" in after["index.html"][0].decode()


# --- what no longer is


def test_what_is_gone_is_removed_and_has_its_signpost(seeds: Path, seedwire: Command) -> None:
    filled(seeds, seedwire, 4)
    exported(seeds)
    public = public_ids(seeds)["Zpráva 1"]
    seedwire("withdraw", public)
    seedwire("companies", "merge", "firma-2", "firma-0")
    assert exported(seeds).removed > 3
    out = seeds.parent / "out"
    assert not (out / "entries" / public).exists()
    assert not (out / "companies" / "firma-2").exists()
    nginx = (out / ".seedwire-nginx.conf").read_text()
    assert f"location = /entries/{public}/ {{ return 410; }}" in nginx
    assert f"{BASE}/companies/firma-0/" in nginx
    caddy = (out / ".seedwire-caddy.conf").read_text()
    assert f"respond /entries/{public}/ 410" in caddy


# --- the folder


def test_a_folder_with_other_files_is_left_alone(seeds: Path, seedwire: Command) -> None:
    filled(seeds, seedwire, 1)
    out = seeds.parent / "out"
    out.mkdir()
    (out / "index.html").write_text("moje")
    done = seedwire("export", "out")
    assert (done.exit_code, "holds other files (index.html)" in done.stderr) == (2, True)
    assert files(out).keys() == {"index.html"}


def test_files_that_an_export_did_not_write_stay_and_are_never_overwritten(seeds: Path, seedwire: Command) -> None:
    filled(seeds, seedwire, 1)
    exported(seeds)
    out = seeds.parent / "out"
    (out / "google1234.html").write_text("moje")
    (out / "companies" / "moje.txt").write_text("moje")
    (seeds / "b.md").write_text(article(70, companies="Další"))
    seedwire("ingest")
    exported(seeds)
    assert (out / "google1234.html").read_text() == (out / "companies" / "moje.txt").read_text() == "moje"
    (out / "companies" / "cizi").mkdir()
    (out / "companies" / "cizi" / "atom.xml").write_text("moje")
    (seeds / "c.md").write_text(article(71, companies="Cizi"))
    seedwire("ingest")
    with pytest.raises(ExportError, match="was not written by an export"):
        exported(seeds)
    assert (out / "companies" / "cizi" / "atom.xml").read_text() == "moje"


def test_a_run_that_was_cut_off_is_made_good_by_the_next(
    seeds: Path, seedwire: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(seeds, seedwire, 5)
    written = Folder.write
    left = 20

    def full(folder: Folder, name: str, body: bytes, mtime: int) -> None:
        nonlocal left
        left -= 1
        if not left:
            raise OSError(28, "No space left on device", str(folder.root / name))
        written(folder, name, body, mtime)

    monkeypatch.setattr(Folder, "write", full)
    with pytest.raises(OSError, match="No space left"):
        exported(seeds)
    monkeypatch.undo()
    monkeypatch.chdir(seeds.parent)
    exported(seeds)
    with opened(seeds) as database:
        export(database, SITE, seeds.parent / "fresh", version="1", clock=lambda: LATER)
    ours, fresh = files(seeds.parent / "out"), files(seeds.parent / "fresh")
    assert {name: body for name, (body, _) in ours.items()} == {name: body for name, (body, _) in fresh.items()}


def test_a_file_that_was_lost_is_written_again(seeds: Path, seedwire: Command) -> None:
    filled(seeds, seedwire, 2)
    exported(seeds)
    (page,) = (seeds.parent / "out" / "entries" / public_ids(seeds)["Zpráva 1"]).glob("index.html")
    body = page.read_bytes()
    page.unlink()
    assert exported(seeds).written == 1
    assert page.read_bytes() == body


def test_two_exports_do_not_write_into_one_folder(seeds: Path, seedwire: Command) -> None:
    filled(seeds, seedwire, 1)
    with Folder(seeds.parent / "out").alone(), pytest.raises(BusyError, match="another export"):
        exported(seeds)


def test_an_export_waits_until_the_second_of_the_newest_change_is_long_over(seeds: Path, seedwire: Command) -> None:
    filled(seeds, seedwire, 1)
    with opened(seeds) as database, database.read() as conn:
        changed = max(one.changed for one in entries.newest(conn, EVERYTHING, 9))
    slept: list[float] = []
    now = [changed + timedelta(seconds=1)]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += timedelta(seconds=seconds)

    with opened(seeds) as database:
        export(database, SITE, seeds.parent / "out", version="1", clock=lambda: now[0], sleep=sleep)
    assert slept == [pytest.approx(SETTLED.total_seconds() - 1)]


# --- the command and the daemon


def test_the_command_says_what_it_did(seeds: Path, seedwire: Command) -> None:
    filled(seeds, seedwire, 2)
    first = seedwire("export", "out", "--json")
    assert first.exit_code == 0, first.output
    told = json.loads(first.stdout)
    assert told["documents"] == told["made"]
    again = seedwire("export", "out")
    assert (again.exit_code, " 0 files written, 0 removed" in again.stdout) == (0, True)
    assert (
        f"{BASE}/atom.xml"
        in (seeds.parent / "out" / "opml.xml").read_text() + (seeds.parent / "out" / "atom.xml").read_text()
    )


@pytest.mark.long
def test_the_daemons_exporter_follows_changes_and_tells_its_trouble(seeds: Path, seedwire: Command) -> None:
    filled(seeds, seedwire, 2)
    out = seeds.parent / "out"
    with opened(seeds) as database:
        assert status(database)["export"] is None
        (out / "cizi").mkdir(parents=True)
        Exporter(database, SITE, out).step()
        assert "holds other files" in status(database)["export"]["trouble"]
        (out / "cizi").rmdir()
        exporter = Exporter(database, SITE, out)
        exporter.step()
        assert status(database)["export"]["trouble"] == ""
        before = files(out)
        (seeds / "new.md").write_text(article(777))
        seedwire("ingest")
        exporter.step()
        assert files(out) != before


# --- other web servers


def _installed(name: str, package: str) -> str:
    found = shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        missing = f"{name} is not installed (Debian: the package {package})"
        if "CI" in os.environ:
            pytest.fail(missing)
        pytest.skip(missing)
    return found


def _example(name: str, out: Path) -> str:
    """One of ``deploy/``, for this folder."""
    example = CHECKOUT / "deploy" / name
    if not example.exists():
        pytest.skip("deploy/ is not here: what is tested is the wheel")
    return example.read_text().replace("/srv/feeds", str(out))


@contextmanager
def _serving(command: list[str | Path], port: int, errors: Path, environment: dict[str, str]) -> Iterator[None]:
    with (
        errors.open("wb") as said,
        subprocess.Popen(command, stdout=said, stderr=said, env=os.environ | environment) as process,
    ):
        try:
            until(lambda: process.poll() is not None or listens(port), f"an answer of {command[0]}")
            assert process.poll() is None, f"{command[0]} does not start: {errors.read_text()}"
            yield
        finally:
            process.terminate()


@contextmanager
def nginx(out: Path, place: Path) -> Iterator[int]:
    """The example of ``deploy/`` on a loopback port, without TLS; gives the port."""
    binary, port = _installed("nginx", "nginx-light"), free_port()
    server = _example("export-nginx.conf", out).replace("listen 443 ssl;", f"listen 127.0.0.1:{port};")
    server = "".join(line for line in server.splitlines(keepends=True) if "ssl_certificate" not in line)
    user = "user root;" if os.geteuid() == 0 else ""
    paths = "".join(
        f"{kind}_temp_path {place}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    place.mkdir()
    (place / "nginx.conf").write_text(
        f"{user} daemon off; pid {place}/pid; error_log {place}/errors; events {{}}\n"
        f"http {{ access_log off; {paths}\n{server}}}\n"
    )
    with _serving([binary, "-p", place, "-c", place / "nginx.conf"], port, place / "errors", {}):
        yield port


@contextmanager
def caddy(out: Path, place: Path) -> Iterator[int]:
    """The same of Caddy, without its way in for administrators."""
    binary, port = _installed("caddy", "caddy"), free_port()
    site = _example("export.Caddyfile", out)
    site = site.replace("\nfeeds.example.org {", f"\nhttp://feeds.example.org:{port} {{\n\tbind 127.0.0.1")
    place.mkdir()
    (place / "Caddyfile").write_text(f"{{\n\tadmin off\n\tauto_https off\n}}\n{site}")
    command: list[str | Path] = [binary, "run", "--config", place / "Caddyfile", "--adapter", "caddyfile"]
    homes = {name: str(place) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    with _serving(command, port, place / "errors", homes):
        yield port


COMPARED = (
    "Content-Type", "Last-Modified", "Cache-Control", "Vary", "Access-Control-Allow-Origin", "Link",
    "Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy",
)  # fmt: skip


@pytest.mark.process
@pytest.mark.parametrize(("server", "codings"), [(nginx, ["gzip"]), (caddy, ["gzip", "br"])])
def test_a_web_server_sends_an_export_as_the_daemon_sends_it(
    seeds: Path,
    seedwire: Command,
    server: Callable[[Path, Path], AbstractContextManager[int]],
    codings: Sequence[str],
) -> None:
    filled(seeds, seedwire)
    exported(seeds)
    public = public_ids(seeds)
    # Where both exports show changes of one second, the later files are dated one second ahead, to have other tags.
    time.sleep(1)
    seedwire("withdraw", public["Zpráva 1"])
    seedwire("companies", "merge", "firma-2", "firma-0")
    (seeds / "new.md").write_text(article(777, companies="Firma 1", lang="cs"))
    seedwire("ingest")
    exported(seeds)
    out = seeds.parent / "out"
    with opened(seeds) as database, server(out, seeds.parent / "server") as port:
        client = create_app(database, SITE, clock=lambda: LATER).test_client()
        with Publication(database, SITE).view() as view:
            paths = [one.path for one in catalogue(view, imprints(view.conn, view.head.at))]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)

        def ask(path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
            connection.request("GET", path, headers={"Host": "feeds.example.org", **headers})
            answer = connection.getresponse()
            return answer, answer.read()

        for path in [*paths, "/companies/?page=1", "/companies/?sort=name", "/?page=01", "/?sort=activity", "/?a=b"]:
            ours, (theirs, body) = client.get(path), ask(path)
            assert (theirs.status, body) == (200, ours.data), path
            assert {n: theirs.getheader(n) for n in COMPARED} == {n: ours.headers.get(n) for n in COMPARED}, path
            for coding in codings:
                packed, coded = ask(path, **{"Accept-Encoding": coding})
                ours = client.get(path, headers={"Accept-Encoding": coding})
                assert packed.getheader("Content-Encoding") == ours.headers.get("Content-Encoding"), path
                assert coded == ours.data, path
                if packed.getheader("Content-Encoding"):
                    assert packed.getheader("ETag") != theirs.getheader("ETag"), "a strong tag is of the bytes"
            if date := theirs.getheader("Last-Modified"):
                assert ask(path, **{"If-Modified-Since": date})[0].status == 304, path
            assert ask(path, **{"If-None-Match": theirs.getheader("ETag") or ""})[0].status == 304, path
        for path in (f"/entries/{public['Zpráva 1']}/", "/companies/firma-2/atom.xml", "/companies/firma-2/?page=1"):
            ours, (theirs, _) = client.get(path), ask(path)
            assert (theirs.status, theirs.getheader("Location")) == (ours.status_code, ours.headers.get("Location"))
        hidden = ["/.seedwire-export", "/.seedwire-nginx.conf", "/.seedwire-caddy.conf", "/index.html", "/page-1.html"]
        missing = ["/nic", "/entries/", "/?page=9", "/companies/firma-1/?page=9", "/companies/?page=9"]
        for path in [*hidden, *missing, "/atom.xml?company=firma-1"]:
            assert ask(path)[0].status == 404, path
        connection.close()
