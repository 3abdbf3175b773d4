"""As many requests as a server answers, from a few clients that keep their connections, on loopback.

The clients are coroutines of this process, and cost more CPU for a request than a good server does. On two cores they
take one of them, so the rate is the least that the server can do; what an answer costs the server is told beside it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

from benchmarks.percentile import percentile
from benchmarks.process_tree import cpu_seconds
from benchmarks.workplace import HOST, Daemon, FailedError

CLIENTS = 8
"""Connections, each of which has one request on its way at any time."""

_CONTENT_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it."""

    answers: int
    per_second: float
    p50: float
    """Milliseconds from the request's first byte to the answer's last."""
    p99: float
    server_cpu: float | None
    """Microseconds of CPU that all processes of the daemon spent for each answer; the kernel's part is in it."""
    body: int
    """Bytes."""


def load(daemon: Daemon, path: str, fields: Mapping[str, str], *, status: int, seconds: float) -> Load:
    """Ask for `path` as often as possible for `seconds`; raises `FailedError` for any answer that is not `status`."""
    before = cpu_seconds(daemon.pid)
    begun = time.perf_counter()
    taken, body = asyncio.run(_load(daemon.port, _request(path, fields), status, begun + seconds))
    rate = len(taken) / (time.perf_counter() - begun)
    after = cpu_seconds(daemon.pid)
    server = None if before is None or after is None else (after - before) / len(taken) * 1e6
    return Load(len(taken), rate, percentile(taken, 50) * 1000, percentile(taken, 99) * 1000, server, body)


def _request(path: str, fields: Mapping[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode("ascii")


async def _load(port: int, request: bytes, status: int, until: float) -> tuple[list[float], int]:
    """Seconds of each answer, and the bytes of a body."""
    taken: list[float] = []
    bodies = await asyncio.gather(*(_client(port, request, status, until, taken) for _ in range(CLIENTS)))
    return taken, max(bodies)


async def _client(port: int, request: bytes, status: int, until: float, taken: list[float]) -> int:
    reader, writer = await asyncio.open_connection(HOST, port)
    size = 0
    try:
        while (begun := time.perf_counter()) < until:
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            if int(head.split(b" ", 2)[1]) != status:
                raise FailedError(f"expected {status}, and got {head!r}")
            size = 0 if status == 304 else _length(head)
            await reader.readexactly(size)
            taken.append(time.perf_counter() - begun)
    finally:
        writer.close()
        await writer.wait_closed()
    return size


def _length(head: bytes) -> int:
    """Bytes of the body; an answer that does not say them cannot be measured by this client."""
    for line in head.lower().split(b"\r\n"):
        if line.startswith(_CONTENT_LENGTH):
            return int(line.removeprefix(_CONTENT_LENGTH))
    raise FailedError(f"no Content-Length in {head!r}")
