"""What a person sees: the site as plain HTML pages, and the few files they need.

Every page is a pure function of its arguments: no clock, no request, no database. Pages carry no script and no inline
style: of a Content-Security-Policy they ask for their own style sheet, and for images and media of the articles from
anywhere.
"""

from __future__ import annotations

from publisher.pages.assets import StaticFile, static_file
from publisher.pages.listing import last_page
from publisher.pages.views import render_companies, render_company, render_entry, render_home, render_problem

__all__ = [
    "StaticFile",
    "last_page",
    "render_companies",
    "render_company",
    "render_entry",
    "render_home",
    "render_problem",
    "static_file",
]
