"""A WebSub hub and a subscriber, small and strict (W3C Recommendation, 23 January 2018), over real sockets."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import secrets
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeAlias
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import parse_http_list

from lxml import etree

PATIENCE = 10.0
LEASE = 864_000
"""Seconds."""


@dataclass(frozen=True, slots=True)
class Fetched:
    status: int
    headers: Mapping[str, str]
    """By name in lower case."""
    body: bytes


def ask(method: str, url: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Fetched:
    """One request. Names below ``localhost`` are loopback (RFC 6761, 6.3), whatever the system's resolver knows."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    line = http.client.HTTPConnection(
        "127.0.0.1" if host.endswith(".localhost") else host, parts.port, timeout=PATIENCE
    )
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        line.request(method, target, body or None, {"Host": parts.netloc, **(headers or {})})
        response = line.getresponse()
        return Fetched(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        line.close()


def links(headers: Mapping[str, str]) -> dict[str, set[str]]:
    """The targets of a ``Link`` header by relation (RFC 8288)."""
    found: dict[str, set[str]] = {}
    for link in parse_http_list(headers.get("link", "")):
        target, *parameters = link.split(";")
        for parameter in parameters:
            name, _, value = parameter.strip().partition("=")
            if name == "rel":
                for relation in value.strip('"').split():
                    found.setdefault(relation, set()).add(target.strip().strip("<>"))
    return found


def discovered(got: Fetched) -> dict[str, set[str]]:
    """The links of a topic by relation: those of its header, else those of its elements (section 4)."""
    if (found := links(got.headers)) or "xml" not in got.headers.get("content-type", ""):
        return found
    for link in etree.fromstring(got.body).iter("{http://www.w3.org/2005/Atom}link"):
        found.setdefault(link.get("rel", "alternate"), set()).add(link.get("href", ""))
    return found


@dataclass(frozen=True, slots=True)
class Subscription:
    topic: str
    callback: str
    secret: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A publish ping as it came."""

    at: float
    topics: tuple[str, ...]
    agent: str


Behaviour: TypeAlias = Callable[[BaseHTTPRequestHandler], None]
"""What a hub does with a ping in the place of taking it."""


@dataclass(slots=True)
class Hub:
    """Subscribes after a verification of intent (5.3), fetches what it is told of, distributes it signed (7, 7.1)."""

    url: str = ""
    behaviour: Behaviour | None = None
    subscriptions: dict[tuple[str, str], Subscription] = field(default_factory=dict)
    pings: list[Publication] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def topics(self) -> list[str]:
        """Everything that it was told of, in order."""
        return [topic for ping in list(self.pings) for topic in ping.topics]

    def take(self, request: BaseHTTPRequestHandler) -> None:
        asked = parse_qs(_body(request).decode("ascii"))
        match asked.get("hub.mode"):
            case ["publish"]:
                if self.behaviour is not None:
                    self.behaviour(request)
                    return
                told = tuple(dict.fromkeys([*asked.get("hub.url", []), *asked.get("hub.topic", [])]))
                self.pings.append(Publication(time.monotonic(), told, request.headers["User-Agent"]))
                _answer(request, 202)
                for topic in told:
                    self._distribute(topic)
            case ["subscribe"] if "hub.callback" in asked and "hub.topic" in asked:
                wanted = Subscription(asked["hub.topic"][0], asked["hub.callback"][0], asked.get("hub.secret", [""])[0])
                _answer(request, 202)
                self._verify(wanted)
            case _:
                _answer(request, 400, b"hub.mode is missing or unknown")

    def _verify(self, wanted: Subscription) -> None:
        challenge = secrets.token_urlsafe(16)
        asked = {"hub.mode": "subscribe", "hub.topic": wanted.topic, "hub.challenge": challenge}
        joint = "&" if "?" in wanted.callback else "?"
        got = ask("GET", wanted.callback + joint + urlencode(asked | {"hub.lease_seconds": str(LEASE)}))
        if got.status // 100 == 2 and got.body == challenge.encode():
            self.subscriptions[wanted.topic, wanted.callback] = wanted
        else:
            self.faults.append(f"{wanted.callback} did not confirm: {got.status}")

    def _distribute(self, topic: str) -> None:
        """Fetch the topic and send it on; one that names neither itself nor this hub is none of its (4)."""
        subscribed = [one for one in list(self.subscriptions.values()) if one.topic == topic]
        if not subscribed:
            return
        got = ask("GET", topic)
        found = discovered(got)
        if got.status != 200 or found.get("self") != {topic} or self.url not in found.get("hub", set()):
            self.faults.append(f"{topic}: {got.status}, {found}")
            return
        for one in subscribed:
            headers = {
                "Content-Type": got.headers["content-type"],
                "Link": f'<{self.url}>; rel="hub", <{topic}>; rel="self"',
            }
            if one.secret:
                headers["X-Hub-Signature"] = f"sha256={_signature(one.secret, got.body)}"
            answered = ask("POST", one.callback, got.body, headers)
            if answered.status // 100 != 2:
                self.faults.append(f"{one.callback}: {answered.status}")


@dataclass(frozen=True, slots=True)
class Delivery:
    at: float
    topic: str
    content_type: str
    body: bytes


@dataclass(slots=True)
class Subscriber:
    """Confirms what it asked for and nothing else, and takes only content that is signed with its secret (5.2, 7.1)."""

    url: str = ""
    secret: str = field(default_factory=secrets.token_hex)
    wanted: dict[str, str] = field(default_factory=dict)
    """Topics by the path of their callback."""
    confirmed: set[str] = field(default_factory=set)
    deliveries: list[Delivery] = field(default_factory=list)

    def subscribe(self, topic: str) -> None:
        """Discover the hub of a topic as section 4 says, and ask it."""
        found = discovered(ask("GET", topic))
        (canonical,) = found["self"]
        callback = f"/{secrets.token_hex(8)}"
        self.wanted[callback] = canonical
        for hub in found["hub"]:
            asked = {"hub.mode": "subscribe", "hub.topic": canonical, "hub.callback": self.url + callback}
            body = urlencode(asked | {"hub.secret": self.secret}).encode()
            got = ask("POST", hub, body, {"Content-Type": "application/x-www-form-urlencoded"})
            assert got.status == 202, got

    def of(self, topic: str) -> list[Delivery]:
        """What came of a topic."""
        return [one for one in list(self.deliveries) if one.topic == topic]

    def confirm(self, request: BaseHTTPRequestHandler) -> None:
        path, _, query = request.path.partition("?")
        asked = parse_qs(query)
        if asked.get("hub.topic") == [self.wanted.get(path, "")] and asked.get("hub.mode") == ["subscribe"]:
            self.confirmed.add(self.wanted[path])
            _answer(request, 200, asked["hub.challenge"][0].encode())
        else:
            _answer(request, 404)

    def receive(self, request: BaseHTTPRequestHandler) -> None:
        body = _body(request)
        signed = f"sha256={_signature(self.secret, body)}"
        topic = self.wanted.get(request.path, "")
        if hmac.compare_digest(request.headers.get("X-Hub-Signature", ""), signed) and topic:
            self.deliveries.append(Delivery(time.monotonic(), topic, request.headers["Content-Type"], body))
        _answer(request, 204)


@contextmanager
def hub() -> Iterator[Hub]:
    """A hub that listens."""
    made = Hub()
    with serving({"POST": made.take}) as url:
        made.url = f"{url}/hub"
        yield made


@contextmanager
def subscriber() -> Iterator[Subscriber]:
    """A subscriber that listens."""
    made = Subscriber()
    with serving({"GET": made.confirm, "POST": made.receive}) as made.url:
        yield made


@contextmanager
def serving(
    methods: Mapping[str, Callable[[BaseHTTPRequestHandler], None]], port: int = 0, tls: ssl.SSLContext | None = None
) -> Iterator[str]:
    """A server on loopback with these methods; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's signature
            pass

    for name, take in methods.items():
        setattr(Handler, f"do_{name}", lambda self, take=take: take(self))
    server = _Server(("127.0.0.1", port), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up on a hostile hub is what the test wants."""


def _signature(secret: str, body: bytes) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _body(request: BaseHTTPRequestHandler) -> bytes:
    return request.rfile.read(int(request.headers.get("Content-Length", "0")))


def _answer(request: BaseHTTPRequestHandler, status: int, body: bytes = b"", **headers: str) -> None:
    with suppress(OSError):
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)
        request.wfile.flush()


def answering(status: int, body: bytes = b"", **headers: str) -> Behaviour:
    """A hub that says this to every ping."""
    return lambda request: _answer(request, status, body, **headers)


def silent(request: BaseHTTPRequestHandler) -> None:
    """Says nothing, and keeps the line."""
    with suppress(OSError):
        _body(request)
        request.connection.settimeout(60)
        request.connection.recv(1)


def dripping(request: BaseHTTPRequestHandler) -> None:
    """Sends one byte of its header every tenth of a second, for ever: to a timeout of the socket it is never late."""
    with suppress(OSError):
        request.wfile.write(b"HTTP/1.1 202 Accepted\r\nX-Slow: ")
        while True:
            request.wfile.write(b"x")
            request.wfile.flush()
            time.sleep(0.1)


def endless(request: BaseHTTPRequestHandler) -> None:
    """Takes the ping with a body that has no end."""
    with suppress(OSError):
        request.wfile.write(b"HTTP/1.1 202 Accepted\r\nContent-Type: text/plain\r\n\r\n")
        while True:
            request.wfile.write(b"thank you " * 1000)


def closing(request: BaseHTTPRequestHandler) -> None:
    """Hangs up without a word."""
    request.close_connection = True


HOSTILE: Mapping[str, Behaviour] = {
    "silent": silent,
    "dripping": dripping,
    "endless": endless,
    "closing": closing,
    "redirecting": answering(307, Location="http://127.0.0.1:1/secret"),
    "failing": answering(500, b"out of order"),
    "refusing": answering(403, b"no such publisher"),
    "flooded": answering(429, Retry_After="86400"),
}
