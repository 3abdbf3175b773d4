"""Articles put into a folder and edited there with what people use, under the eyes of the daemon (rows 1, 3 and 9).

Each is published once, whole, and once more after its edit, with the same guid; nothing that the programs leave behind
is ever taken for an article, and nothing is withdrawn, though here a deletion would do that.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from store.change import ChangeKind
from tests.faults.editing import ever_known, steps
from tests.faults.programs import PAUSE, PROGRAMS, VARIANTS, in_git
from tests.faults.prose import prose
from tests.faults.trials import FULL, many, tried
from tests.seedwire.conftest import eventually, start_for_all

if TYPE_CHECKING:
    from tests.seedwire.conftest import Running, Start

__all__ = ["eventually", "start_for_all"]  # pytest finds fixtures by the names of this module

pytestmark = [pytest.mark.process, pytest.mark.long, pytest.mark.timeout(120)]

Eventually = Callable[..., Any]

SETTLE = 0.3


@pytest.fixture(scope="module")
def daemon(start_for_all: Start, tmp_path_factory: pytest.TempPathFactory, eventually: Eventually) -> Running:
    home = tmp_path_factory.mktemp("editors")
    (home / "seeds").mkdir()
    running = start_for_all(
        "run", home, scan_interval="2s", settle_time=f"{SETTLE}s", on_delete="withdraw", feed_limit=500
    )
    eventually(running.has_passed, "the first pass")
    return running


def edition(title: str, number: int) -> str:
    """The text of an article in one of its editions; each begins with all that the one before it held."""
    front = f"---\ntitle: {title}\ndate: 2026-01-30\ncompanies: []\n---\n\n"
    added = [f"Edice {edited}: {prose(f'{title}{edited}', 6)}" for edited in range(1, number + 1)]
    return front + prose(title, 90) + "\n" + "".join(f"\n{sentence}\n" for sentence in added)


def same_size(title: str, number: int) -> str:
    """Editions that differ in one digit."""
    return re.sub(r"Edice \d", f"Edice {number}", edition(title, 1))


def shows(daemon: Running, title: str, number: int) -> dict[str, Any]:
    """The article, where it is in the feed in this edition and no later one."""
    item = daemon.item(title)
    content = item.get("content_html", "")
    return item if f"Edice {number}:" in content and f"Edice {number + 1}:" not in content else {}


@pytest.mark.fault(1, 3, 9)
@pytest.mark.parametrize("name", [name for name in PROGRAMS if FULL or name not in VARIANTS])
def test_what_people_edit_with_changes_one_article_and_nothing_else(
    daemon: Running, eventually: Eventually, name: str
) -> None:
    put, title = PROGRAMS[name], f"Lávka ({name})"
    text = same_size if "same size" in name else edition
    folder = re.sub(r"\W+", "-", name)
    place, aside = daemon.seeds / folder / "lavka.md", daemon.home / "aside" / folder
    place.parent.mkdir()
    put(place, text(title, 1), aside)
    guid = eventually(lambda: shows(daemon, title, 1), f"what {name} put into the folder")["id"]
    editions = many(2, 5)
    for number in range(2, editions + 1):
        put(place, text(title, number), aside)
        after = eventually(lambda number=number: shows(daemon, title, number), f"edition {number} by {name}")
        assert after["id"] == guid
        tried()
    time.sleep(2 * SETTLE)  # what was told of besides would be looked at by now
    assert place.read_text("utf-8") == text(title, editions)
    assert [item["id"] for item in daemon.items() if item["title"] == title] == [guid]
    assert ever_known(daemon.home, f"{folder}/".encode()) == {b"lavka.md"}
    assert steps(daemon.home)[guid] == [ChangeKind.ADDED, *[ChangeKind.UPDATED] * (editions - 1)]


@pytest.mark.fault(1, 12)
def test_branches_and_a_stash_of_git_change_articles_there_and_back(daemon: Running, eventually: Eventually) -> None:
    place = daemon.seeds / "branches"
    place.mkdir()
    titles = [f"Větev {number}" for number in range(5)]

    def write(number: int) -> None:
        for title in titles:
            (place / f"{title}.md").write_text(edition(title, number), "utf-8")

    def shown(number: int) -> None:
        eventually(lambda: all(shows(daemon, title, number) for title in titles), f"edition {number} of all")

    write(1)
    in_git(place, "init", "--quiet", "--initial-branch=main")
    in_git(place, "add", ".")
    in_git(place, "commit", "--quiet", "--message=První")
    shown(1)
    guids = {title: daemon.item(title)["id"] for title in titles}
    in_git(place, "switch", "--quiet", "--create=edited")
    write(2)
    in_git(place, "commit", "--quiet", "--all", "--message=Druhá")
    shown(2)
    for _ in range(many(1, 4)):
        in_git(place, "checkout", "--quiet", "main")
        shown(1)
        in_git(place, "switch", "--quiet", "edited")
        shown(2)
        write(3)
        shown(3)
        in_git(place, "stash", "--quiet")
        shown(2)
        in_git(place, "stash", "pop", "--quiet")
        shown(3)
        in_git(place, "stash", "--quiet")
        shown(2)
        in_git(place, "mv", f"{titles[0]}.md", "přejmenovaná.md")
        time.sleep(2 * SETTLE)
        in_git(place, "reset", "--quiet", "--hard")
        tried(6)
    time.sleep(2 * SETTLE)
    assert {title: daemon.item(title)["id"] for title in titles} == guids
    done = steps(daemon.home)
    assert all(set(done[guid][1:]) == {ChangeKind.UPDATED} for guid in guids.values())
    assert ever_known(daemon.home, b"branches/") <= {
        *(f"{title}.md".encode() for title in titles),
        "přejmenovaná.md".encode(),
    }


@pytest.mark.fault(9)
@pytest.mark.parametrize("stop", [0.0, PAUSE])
def test_a_program_that_dies_while_it_writes_aside_changes_nothing(
    daemon: Running, eventually: Eventually, stop: float
) -> None:
    """Rsync that is killed, and an editor: what they leave beside the article, with half of it, is nothing."""
    place = daemon.seeds / f"dead-{stop}"
    place.mkdir()
    title = f"Přežije ({stop})"
    (place / "clanek.md").write_text(edition(title, 1), "utf-8")
    guid = eventually(lambda: shows(daemon, title, 1), "the article")["id"]
    half = edition(title, 2)[:-30]
    for name in (
        ".clanek.md.Xa81bQ",
        ".clanek.md.swp",
        "clanek.md~",
        "#clanek.md#",
        "4913",
        "_clanek.md",
        "clanek.md.part",
    ):
        (place / name).write_text(half, "utf-8")
        time.sleep(stop / 4)
    (place / ".#clanek.md").symlink_to("nikdo@noviny.example.1")
    time.sleep(3 * SETTLE)
    assert ever_known(daemon.home, f"dead-{stop}/".encode()) == {b"clanek.md"}
    assert steps(daemon.home)[guid] == [ChangeKind.ADDED]
