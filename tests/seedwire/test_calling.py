from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from publisher.websub import Answered, Silent
from seedwire.calling import MOST_READ, Caller
from tests.seedwire.websub import HOSTILE, answering, serving

CALLER = Caller("Seedwire/1 (+https://noviny.example/)", connect=1, whole=1.5)
FORM = b"hub.mode=publish&hub.url=https%3A%2F%2Fnoviny.example%2Fatom.xml"


def test_a_ping_is_a_form_under_our_name() -> None:
    came: dict[str, str] = {}
    asked: dict[str, list[str]] = {}

    def take(request: BaseHTTPRequestHandler) -> None:
        came.update({name.lower(): value for name, value in request.headers.items()}, path=request.path)
        asked.update(parse_qs(request.rfile.read(int(request.headers["Content-Length"])).decode()))
        answering(202)(request)

    with serving({"POST": take}) as url:
        assert CALLER.post(f"{url}/hub?klic=a%26b", FORM) == Answered(202)
    assert came["path"] == "/hub?klic=a%26b"
    assert came["host"] == url.removeprefix("http://")
    assert came["user-agent"] == "Seedwire/1 (+https://noviny.example/)"
    assert came["content-type"] == "application/x-www-form-urlencoded"
    assert asked == {"hub.mode": ["publish"], "hub.url": ["https://noviny.example/atom.xml"]}


def test_a_hub_says_why_and_when() -> None:
    with serving({"POST": answering(503, "přetíženo".encode(), Retry_After="90")}) as url:
        assert CALLER.post(url, FORM) == Answered(503, "90", None, "přetíženo")


@pytest.mark.fault(36)
def test_a_redirect_is_an_answer_and_nobody_goes_there() -> None:
    visits: list[str] = []
    with serving({method: lambda request: visits.append(request.path) for method in ("GET", "POST")}) as secret:
        with serving({"POST": answering(307, Location=f"{secret}/admin")}) as url:
            assert CALLER.post(url, FORM) == Answered(307, None, f"{secret}/admin")
        assert visits == []


@pytest.mark.fault(36)
def test_no_more_than_the_beginning_of_an_answer_is_read() -> None:
    with serving({"POST": HOSTILE["endless"]}) as url:
        answer = CALLER.post(url, FORM)
    assert isinstance(answer, Answered)
    assert answer.status == 202
    assert len(answer.text) == MOST_READ


@pytest.mark.fault(36)
@pytest.mark.parametrize("name", HOSTILE)
def test_no_hub_keeps_a_caller_longer_than_it_has_patience(name: str) -> None:
    with serving({"POST": HOSTILE[name]}) as url:
        begun = time.monotonic()
        CALLER.post(url, FORM)
        assert time.monotonic() - begun < CALLER.whole + 2.0


@pytest.mark.fault(36)
@pytest.mark.parametrize("name", ["silent", "dripping"])
def test_a_hub_that_takes_too_long_is_hung_up_on(name: str) -> None:
    with serving({"POST": HOSTILE[name]}) as url:
        assert CALLER.post(url, FORM) == Silent("did not answer within 1.5 s")


@pytest.mark.fault(36)
def test_a_hub_that_hangs_up_is_told_as_that() -> None:
    with serving({"POST": HOSTILE["closing"]}) as url:
        answer = CALLER.post(url, FORM)
    assert isinstance(answer, Silent)
    assert answer.reason.startswith("broke off (")


@pytest.mark.fault(36)
@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:1/",
        "https://127.0.0.1:1/",
        "http://hub.invalid/",
        "http://" + "a" * 70 + ".example/",
        "http://[::1]:1/",
    ],
)
def test_a_hub_that_is_not_there_is_silent(url: str) -> None:
    answer = CALLER.post(url, FORM)
    assert isinstance(answer, Silent)
    assert answer.reason.startswith("cannot be reached (")


@pytest.mark.fault(36)
def test_what_is_no_http_is_an_answer_too() -> None:
    def babble(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    def numberless(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 yes indeed\r\n\r\n")

    def garbled(request: BaseHTTPRequestHandler) -> None:
        request.wfile.write(b"HTTP/1.1 202 OK\r\nTransfer-Encoding: chunked\r\n\r\nnot a number\r\n")

    babblers: list[Callable[[BaseHTTPRequestHandler], None]] = [babble, numberless]
    for behaviour in babblers:
        with serving({"POST": behaviour}) as url:
            assert isinstance(CALLER.post(url, FORM), Silent)
    with serving({"POST": garbled}) as url:
        assert CALLER.post(url, FORM) == Answered(202)


@pytest.mark.fault(36)
def test_tls_that_is_none_is_silence() -> None:
    with serving({"POST": answering(202)}) as url:
        answer = CALLER.post(url.replace("http:", "https:"), FORM)
    assert isinstance(answer, Silent)


@pytest.mark.fault(36)
def test_a_hub_that_never_ends_its_handshake_is_hung_up_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        begun = time.monotonic()
        answer = CALLER.post(f"https://127.0.0.1:{mute.getsockname()[1]}/", FORM)
        assert time.monotonic() - begun < CALLER.whole + 2.0
    assert answer == Silent("did not answer within 1.5 s")


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of localhost with its key, in one file."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("the program openssl, which makes the certificate, is not installed")
    made = tmp_path / "localhost.pem"
    subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    key: list[str | Path] = ["-newkey", "rsa:2048", "-nodes", "-keyout", made, "-out", tmp_path / "certificate"]
    subprocess.run([openssl, "req", "-x509", "-days", "2", *subject, *key], check=True, capture_output=True)
    made.write_bytes(made.read_bytes() + (tmp_path / "certificate").read_bytes())
    return made


@pytest.mark.fault(36)
def test_a_ping_goes_over_tls_to_a_hub_with_a_known_certificate_and_to_no_other(
    certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving({"POST": answering(204)}, tls=context) as address:
        url = address.replace("127.0.0.1", "localhost")
        stranger = CALLER.post(url, FORM)
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        known, misnamed = CALLER.post(url, FORM), CALLER.post(address, FORM)
    assert known == Answered(204)
    for refused in (stranger, misnamed):
        assert isinstance(refused, Silent)
        assert "certificate verify failed" in refused.reason


def test_no_thread_stays_behind() -> None:
    before = threading.active_count()
    with serving({"POST": answering(202)}) as url:
        for _ in range(5):
            CALLER.post(url, FORM)
    deadline = time.monotonic() + 5
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before
