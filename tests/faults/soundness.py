"""What every answer has, whatever was asked, and what none may have."""

from __future__ import annotations

from urllib.parse import quote

from tests.faults.newsroom import BASE
from tests.faults.wire import Answer, answers

ALLOWED = frozenset({200, 204, 226, 301, 304, 400, 404, 405, 410, 414, 431})
BARE = frozenset({400, 431})
"""What the server itself answers where nothing readable came: without a body, stored by no cache (RFC 9110, 15.1)."""

_SECURITY = {"x-content-type-options": "nosniff", "referrer-policy": "no-referrer"}
_POLICY = "default-src 'none'; style-src 'self';"
_NEVER = frozenset({"set-cookie", "x-powered-by", "www-authenticate", "access-control-allow-credentials"})


def one(port: int, raw: bytes, method: str = "GET") -> Answer:
    """The only answer that these bytes get before the server hangs up, and it is sound."""
    (answer,) = answers(port, raw, method)
    return sound(answer)


def sound(answer: Answer) -> Answer:
    """The answer, which has all that it must."""
    assert answer.status in ALLOWED
    assert not answer.fields.keys() & _NEVER
    if answer.status in BARE and "content-type" not in answer.fields:
        assert answer.body == b""
        return answer
    assert _SECURITY.items() <= answer.fields.items()
    if answer.fields.get("content-type", "").startswith("text/html"):
        assert answer.fields["content-security-policy"].startswith(_POLICY)
    if answer.status >= 400:
        assert answer.fields["cache-control"] == "no-store"
        assert not answer.fields.keys() & {"etag", "last-modified"}
    if (where := answer.fields.get("location")) is not None:
        assert where.startswith(quote(BASE, safe=":/") + "/")
    return answer
