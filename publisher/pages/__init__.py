"""What a person sees: the site as plain HTML pages, and the few files they need.

Every page is a pure function of its arguments: no clock, no request, no database. Pages carry no script and no inline
style: of a Content-Security-Policy they ask for their own style sheet, and for images and media of the articles from
anywhere.
"""

from __future__ import annotations

from publisher.pages.assets import StaticFile, static_file, static_files
from publisher.pages.listing import Order, companies_path, last_page
from publisher.pages.paging import Listing
from publisher.pages.selection import (
    Found,
    Option,
    Wish,
    of_wish,
    render_filter,
    render_reading,
    render_selection,
)
from publisher.pages.views import (
    of_company,
    of_everything,
    render_companies,
    render_company,
    render_entry,
    render_home,
    render_portion,
    render_problem,
)

__all__ = [
    "Found",
    "Listing",
    "Option",
    "Order",
    "StaticFile",
    "Wish",
    "companies_path",
    "last_page",
    "of_company",
    "of_everything",
    "of_wish",
    "render_companies",
    "render_company",
    "render_entry",
    "render_filter",
    "render_home",
    "render_portion",
    "render_problem",
    "render_reading",
    "render_selection",
    "static_file",
    "static_files",
]
