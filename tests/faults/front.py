"""nginx in front of a server, as people put it there: with the path of ``base_url`` passed on, or taken off."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.seedwire.conftest import free_port, listens, until

_CONFIGURATION = """
daemon off;
worker_processes 1;
pid {home}/pid;
error_log {home}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxied;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location {location} {{
            proxy_pass http://127.0.0.1:{behind}{path};
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host $host;
            # What $proxy_add_x_forwarded_for is where a client comes from there; on loopback all are loopback.
            proxy_set_header X-Forwarded-For "$http_x_forwarded_for, {client}";
        }}
    }}
}}
"""


@contextlib.contextmanager
def nginx(home: Path, behind: int, client: str, *, location: str = "/", path: str = "") -> Iterator[int]:
    """The port of an nginx before the server at a port; everybody who asks it comes from the address `client`.

    What begins with the `location` is passed on, with `path`, where there is one, in its place.
    """
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        pytest.skip("nginx is not installed")
    home.mkdir()
    port = free_port()
    text = _CONFIGURATION.format(home=home, port=port, behind=behind, client=client, location=location, path=path)
    (home / "nginx.conf").write_text(text, "utf-8")
    with subprocess.Popen([program, "-p", home, "-c", home / "nginx.conf"], stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: process.poll() is not None or listens(port), "an answer of nginx")
            assert process.poll() is None, "nginx does not start"
            yield port
        finally:
            process.terminate()
