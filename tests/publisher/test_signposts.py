"""What web servers are told beside the files of an export."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from publisher.catalogue import file_of
from publisher.signposts import Signposts, for_caddy, for_nginx
from publisher.site import Site
from store.entry import Slug

POSTS = Signposts(
    ended={"aaaaaaaaaaaaaaaa": None, "bbbbbbbbbbbbbbbb": "cccccccccccccccc"},
    former={Slug("stara-firma"): Slug("nova-firma")},
    changed=datetime(2026, 1, 30, 6, 7, 8, 900_000, tzinfo=UTC),
)


@pytest.mark.parametrize("mount", ["", "/news"])
def test_nginx_is_told_what_moved_what_is_gone_and_how_new_all_is(mount: str) -> None:
    base = f"https://feeds.example{mount}"
    old, new = f"{mount}/companies/stara-firma/", f"{base}/companies/nova-firma/"
    renamed = f"location ^~ {old} {{ rewrite ^{old}(.*)$ {new}$1 permanent; }}"
    assert for_nginx(Site(base_url=base), POSTS).decode().splitlines()[1:] == [
        'set $seedwire_modified "Fri, 30 Jan 2026 06:07:08 GMT";',
        f"location = {mount}/entries/bbbbbbbbbbbbbbbb/ {{ return 301 {base}/entries/cccccccccccccccc/; }}",
        f"location = {mount}/entries/aaaaaaaaaaaaaaaa/ {{ return 410; }}",
        renamed,
    ]


@pytest.mark.parametrize("mount", ["", "/news"])
def test_caddy_is_told_the_same(mount: str) -> None:
    base = f"https://feeds.example{mount}"
    assert for_caddy(Site(base_url=base), POSTS).decode().splitlines()[1:] == [
        "header @dated {",
        'Last-Modified "Fri, 30 Jan 2026 06:07:08 GMT"',
        "defer",
        "}",
        f"redir {mount}/entries/bbbbbbbbbbbbbbbb/ {base}/entries/cccccccccccccccc/ permanent",
        f"respond {mount}/entries/aaaaaaaaaaaaaaaa/ 410",
        f"@company0 vars_regexp company0 {{uri}} ^{mount}/companies/stara-firma/(.*)$",
        f"redir @company0 {base}/companies/nova-firma/{{re.company0.1}} permanent",
    ]


def test_of_an_empty_site_there_is_nothing_to_say_but_that_it_has_no_date() -> None:
    nothing = Signposts(ended={}, former={}, changed=None)
    site = Site(base_url="https://feeds.example")
    assert for_nginx(site, nothing).decode().splitlines()[1:] == ['set $seedwire_modified "";']
    assert for_caddy(site, nothing).decode().splitlines()[1:] == []


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "index.html"),
        ("/?page=2", "page-2.html"),
        ("/companies/?sort=activity", "companies/sort-activity.html"),
        ("/companies/?sort=activity&page=12", "companies/sort-activity-page-12.html"),
        ("/companies/acme/?page=3", "companies/acme/page-3.html"),
        ("/companies/acme/atom/archive/7.xml", "companies/acme/atom/archive/7.xml"),
        ("/robots.txt", "robots.txt"),
    ],
)
def test_each_address_has_a_file_of_its_own(path: str, file: str) -> None:
    assert file_of(path) == file
