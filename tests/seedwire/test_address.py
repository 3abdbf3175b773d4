from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import URL, make_url

from seedwire.address import anchored_database, database_address, http_address, hub_address, without_password

ADDRESSES = st.builds(
    "{}://{}{}{}".format,
    st.sampled_from(["http", "https", "HTTP", "Https"]),
    st.sampled_from(["example.org", "Example.ORG", "127.0.0.1", "[::1]", "новини.example", "a-b.example"]),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.text("aZ9/-_.~%ž", max_size=20).map(lambda path: "/" + path),
)


@given(ADDRESSES)
def test_an_address_has_one_form(address: str) -> None:
    form = http_address(address)
    assert http_address(form) == form
    assert form.isascii()
    assert not form.endswith("/")


@given(ADDRESSES)
def test_the_form_means_the_same_host_port_and_path(address: str) -> None:
    default = {"http": 80, "https": 443}
    before, after = urlsplit(address), urlsplit(http_address(address))
    assert after.scheme == before.scheme
    assert (after.port or default[after.scheme]) == (before.port or default[before.scheme])
    assert after.path.count("/") == before.path.rstrip("/").count("/")


@given(st.text())
def test_any_other_text_is_refused_or_a_safe_address(text: str) -> None:
    try:
        form = http_address(text)
    except ValueError:
        return
    assert form.startswith(("http://", "https://"))
    assert not set(form) & set("<>\"'`{}|\\^ \t\r\n?#") - {"'"}


def test_a_hub_keeps_its_address_to_the_letter() -> None:
    assert hub_address(" https://Hub.example.org/?topic=a ") == "https://Hub.example.org/?topic=a"


@pytest.mark.parametrize(
    "text", ["hub.example.org", "https://hub.example.org/#a", "https://húb.example", "http://u@h/"]
)
def test_what_is_no_address_of_a_hub_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not"):
        hub_address(text)


@given(st.text("aZ9:@/?#%& ž", min_size=1))
def test_the_password_of_a_database_is_kept_and_never_shown(password: str) -> None:
    url = URL.create("postgresql", "news", password, "db", 5432, "seedwire").render_as_string(hide_password=False)
    read = database_address(url)
    assert make_url(read).password == password
    assert without_password(read) == "postgresql+psycopg://news:***@db:5432/seedwire"


def test_only_relative_sqlite_files_are_anchored() -> None:
    there = Path("/srv/news")
    assert anchored_database("sqlite:///a/b.db", there) == "sqlite:////srv/news/a/b.db"
    assert anchored_database("sqlite:////b.db", there) == "sqlite:////b.db"
    assert make_url(anchored_database("sqlite:///a%3Fb.db", there)).database == "/srv/news/a?b.db"
    assert anchored_database("no address", there) == "no address"
    assert anchored_database("postgresql://h/d", there) == "postgresql://h/d"
    assert anchored_database("sqlite:///:memory:", there) == "sqlite:///:memory:"


@pytest.mark.parametrize("text", ["http://example.org/", "", "no address", "sqlite:///a.db", "postgresql://u@h/d"])
def test_a_text_without_a_password_is_shown_as_it_is(text: str) -> None:
    assert without_password(text) == text
