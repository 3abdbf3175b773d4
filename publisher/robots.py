"""What crawlers are told (RFC 9309)."""

from __future__ import annotations

from urllib.parse import urlsplit

from publisher.site import Site

_ALLOWED = ("/companies/*?page=", "/static/")


def robots(site: Site) -> bytes:
    """Filters have no end, and a crawler would try them all; the pages of a company and the style sheet have one."""
    mount = urlsplit(site.base_url).path
    allowed = "".join(f"Allow: {mount}{path}\n" for path in _ALLOWED)
    return f"User-agent: *\nDisallow: {mount}/*?\n{allowed}".encode()
