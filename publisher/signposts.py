"""What a web server is to say beside the files of an export: what moved, what is gone, and how new all of it is.

As files that it includes. Pure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from urllib.parse import urlsplit

from publisher.conditional import http_date
from publisher.site import Site
from store.entry import Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Signposts:
    """What is known of addresses where no file is."""

    ended: Mapping[str, str | None]
    """Public ids of entries that were published, each with that of the entry that goes on, if one does."""
    former: Mapping[Slug, Slug]
    """Slugs that companies had, each with that of today."""
    changed: datetime | None
    """When the newest change was stored."""


def for_nginx(site: Site, posts: Signposts) -> bytes:
    """For the ``server`` block of nginx (https://nginx.org/en/docs/http/ngx_http_core_module.html#location).

    Sets ``$seedwire_modified``, empty where nothing was ever published.
    """
    mount = urlsplit(site.base_url).path
    moved = [f"location = {mount}{path} {{ return 301 {site.url(to)}; }}" for path, to in _moved(posts)]
    gone = [f"location = {mount}{path} {{ return 410; }}" for path in _gone(posts)]
    renamed = [
        f"location ^~ {mount}/companies/{old}/ {{ rewrite ^{mount}/companies/{old}/(.*)$ "
        f"{site.url(f'/companies/{new}/')}$1 permanent; }}"
        for old, new in sorted(posts.former.items())
    ]
    return _lines([f'set $seedwire_modified "{_modified(posts)}";', *moved, *gone, *renamed])


def for_caddy(site: Site, posts: Signposts) -> bytes:
    """For the site block of a Caddyfile (https://caddyserver.com/docs/caddyfile/directives)."""
    mount = urlsplit(site.base_url).path
    moved = [f"redir {mount}{path} {site.url(to)} permanent" for path, to in _moved(posts)]
    gone = [f"respond {mount}{path} 410" for path in _gone(posts)]
    renamed = [
        line
        for number, (old, new) in enumerate(sorted(posts.former.items()))
        for line in (
            # Of the whole address, so that what is asked for goes along.
            f"@company{number} vars_regexp company{number} {{uri}} ^{mount}/companies/{old}/(.*)$",
            f"redir @company{number} {site.url(f'/companies/{new}/')}{{re.company{number}.1}} permanent",
        )
    ]
    # Deferred, to be said after the file server's own word; the short form `>` came with Caddy 2.7.
    dated = ["header @dated {", f'Last-Modified "{_modified(posts)}"', "defer", "}"] if posts.changed else []
    return _lines([*dated, *moved, *gone, *renamed])


FILES: Mapping[str, Callable[[Site, Signposts], bytes]] = MappingProxyType(
    {".seedwire-nginx.conf": for_nginx, ".seedwire-caddy.conf": for_caddy}
)
"""By the name of the file; web servers are told to keep names with a dot in front to themselves."""


def _moved(posts: Signposts) -> list[tuple[str, str]]:
    return [(_page(one), _page(heir)) for one, heir in sorted(posts.ended.items()) if heir is not None]


def _gone(posts: Signposts) -> list[str]:
    return [_page(one) for one, heir in sorted(posts.ended.items()) if heir is None]


def _page(public_id: str) -> str:
    return f"/entries/{public_id}/"


def _modified(posts: Signposts) -> str:
    return http_date(posts.changed.replace(microsecond=0)) if posts.changed else ""


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in ("# Written by seedwire export.", *lines)).encode()
