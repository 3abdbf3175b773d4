"""Who asks: behind proxies that are trusted, and behind those that are not."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.visitors import NOBODY, Visitor, visitor

PROXIES = (ip_network("10.0.0.0/8"), ip_network("127.0.0.1"), ip_network("2001:db8:ffff::/48"))
UNPROVED = Visitor(None, is_unproved=True)


def ask(peer: str, x_forwarded_for: str | None = None, forwarded: str | None = None) -> Visitor:
    environ = {"REMOTE_ADDR": peer}
    if x_forwarded_for is not None:
        environ["HTTP_X_FORWARDED_FOR"] = x_forwarded_for
    if forwarded is not None:
        environ["HTTP_FORWARDED"] = forwarded
    return visitor(environ, PROXIES)


@pytest.mark.fault(34)
@pytest.mark.parametrize(
    ("peer", "told", "who"),
    [
        ("203.0.113.7", None, Visitor("203.0.113.7")),
        ("203.0.113.7", " ", Visitor("203.0.113.7")),
        ("::ffff:203.0.113.7", None, Visitor("203.0.113.7")),
        ("2001:db8:1:2:3:4:5:6", None, Visitor("2001:db8:1:2::/64")),
        ("127.0.0.1", None, NOBODY),
        ("127.8.8.8", None, NOBODY),
        ("::1", None, NOBODY),
        ("", None, NOBODY),
        ("unix:", None, NOBODY),
        ("10.1.1.1", None, Visitor("10.1.1.1")),
        ("10.1.1.1", "203.0.113.7", Visitor("203.0.113.7")),
        ("127.0.0.1", "203.0.113.7", Visitor("203.0.113.7")),
        ("10.1.1.1", "1.1.1.1, 203.0.113.7", Visitor("203.0.113.7")),
        ("10.1.1.1", "1.1.1.1, 203.0.113.7, 10.9.9.9,10.8.8.8", Visitor("203.0.113.7")),
        ("10.1.1.1", "203.0.113.7:50123", Visitor("203.0.113.7")),
        ("10.1.1.1", "[2001:db8:1:2::9]:443", Visitor("2001:db8:1:2::/64")),
        ("10.1.1.1", "10.2.2.2", NOBODY),
        ("10.1.1.1", "1.1.1.1, unknown", NOBODY),
        ("10.1.1.1", "1.1.1.1, 300.1.1.1", NOBODY),
        ("10.1.1.1", "::1", NOBODY),
        ("203.0.113.7", "1.1.1.1", UNPROVED),
        ("203.0.113.7", "127.0.0.1", UNPROVED),
        ("::1", "1.1.1.1", UNPROVED),
    ],
)
def test_a_forwarded_address_counts_only_where_the_proxy_is_trusted(peer: str, told: str | None, who: Visitor) -> None:
    assert ask(peer, told) == who


@pytest.mark.parametrize(
    ("field", "who"),
    [
        ("for=203.0.113.7", Visitor("203.0.113.7")),
        ('For="[2001:db8:1:2::9]:4711";proto=https', Visitor("2001:db8:1:2::/64")),
        ("for=1.1.1.1, for=203.0.113.7;by=10.1.1.1", Visitor("203.0.113.7")),
        ('for=1.1.1.1;host="a,b", proto=http;for="203.0.113.7:80"', Visitor("203.0.113.7")),
        ("for=_hidden", NOBODY),
        ("for=unknown", NOBODY),
        ("proto=https", NOBODY),
        ('for="', NOBODY),
    ],
)
def test_the_standard_field_is_read_too(field: str, who: Visitor) -> None:
    assert ask("10.1.1.1", forwarded=field) == who
    assert ask("10.1.1.1", "9.9.9.9", field) == who
    assert ask("203.0.113.7", forwarded=field) == UNPROVED


addresses = st.ip_addresses().map(str)


@pytest.mark.fault(34)
@given(st.text(max_size=40), st.lists(addresses, max_size=4), addresses)
def test_nobody_chooses_an_address_by_writing_to_the_left_of_what_a_proxy_adds(
    written: str, others: list[str], client: str
) -> None:
    honest = ask("10.1.1.1", client)
    told = ", ".join([written, *others, client])
    if honest != NOBODY:
        assert ask("10.1.1.1", told) == honest


@pytest.mark.fault(34)
@given(addresses, st.one_of(st.none(), st.text(max_size=60)), st.one_of(st.none(), st.text(max_size=60)))
def test_no_field_breaks_it(peer: str, told: str | None, forwarded: str | None) -> None:
    who = ask(peer, told, forwarded)
    assert not (who.group and who.is_unproved)
    assert not (ip_address(peer).is_loopback and who.group and not (told or forwarded))
