from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seedwire.listen import Listen

HOST_NAMES = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?(\.[a-z]{2,6})?", fullmatch=True)
LISTENS = st.builds(
    Listen, st.one_of(HOST_NAMES, st.ip_addresses().map(str)), st.integers(min_value=0, max_value=65535)
)


@given(LISTENS)
def test_what_is_written_reads_back_the_same(listen: Listen) -> None:
    assert Listen.parse(str(listen)) == listen


@given(st.text())
def test_any_text_is_an_address_in_one_form_or_refused(text: str) -> None:
    try:
        listen = Listen.parse(text)
    except ValueError:
        return
    assert Listen.parse(str(listen)) == listen


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("localhost:80", "http://localhost"),
        ("[0:0::1]:80", "http://[::1]"),
        ("[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_its_url_leaves_out_the_default_port(text: str, url: str) -> None:
    assert Listen.parse(text).url == url


@pytest.mark.parametrize("text", ["127.0.0.1:1", "127.255.0.9:1", "[::1]:1", "localhost:1", "LOCALHOST.:1"])
def test_addresses_of_this_machine_are_loopback(text: str) -> None:
    assert Listen.parse(text).is_loopback


@pytest.mark.parametrize("text", ["0.0.0.0:1", "[::]:1", "10.0.0.1:1", "localhost.example.org:1", "0:1"])
def test_addresses_that_others_may_reach_are_not_loopback(text: str) -> None:
    assert not Listen.parse(text).is_loopback
