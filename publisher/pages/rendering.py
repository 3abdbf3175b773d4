"""Templates made into pages: the one environment that all of them share."""

from __future__ import annotations

from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from publisher.item import clean, shortened
from publisher.languages import language_name
from publisher.pages import chart, dates, language, listing
from publisher.pages.assets import asset_path
from publisher.pages.head import Head, everything, host_of, mount_of, web_address
from publisher.site import Site
from store.slug import slugify


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("publisher.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters.update(
        chart=chart.chart,
        clock=dates.clock_text,
        counted=listing.counted,
        day=dates.day_text,
        direction=language.direction,
        host=host_of,
        language_name=language_name,
        machine=dates.machine_text,
        moment=dates.moment_text,
        month=dates.month_text,
        shortened=shortened,
        slug=slugify,
        sparkline=chart.sparkline,
    )
    environment.globals.update(asset_path=asset_path, mount=mount_of, web_address=web_address)
    return environment


_ENVIRONMENT: Final = _environment()


def render(template: str, site: Site, head: Head, **parts: object) -> str:
    """A page of ours: `head` says what it is, `parts` what its template shows."""
    return document(template, site=site, head=head, everything=everything(site), **parts)


def document(template: str, **parts: object) -> str:
    """A page that stands by itself."""
    return clean(_ENVIRONMENT.get_template(template).render(**parts))
