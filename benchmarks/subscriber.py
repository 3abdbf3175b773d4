"""One reader of one feed, and a polite one: it keeps its connection, and asks with the validator that it was given."""

from __future__ import annotations

from http import HTTPStatus
from http.client import HTTPConnection
from types import TracebackType
from typing import Self

from benchmarks.workplace import HOST, FailedError


class Subscriber:
    """Asks for one path again and again. Use as a context."""

    def __init__(self, port: int, path: str) -> None:
        self.path = path
        self._connection = HTTPConnection(HOST, port, timeout=10)
        self._etag: str | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def news(self) -> bytes:
        """The feed where it is another one than before, else nothing; nothing too while nobody knows the company.

        Raises `FailedError` for any other answer.
        """
        self._connection.request("GET", self.path, headers={"If-None-Match": self._etag} if self._etag else {})
        response = self._connection.getresponse()
        body = response.read()
        match response.status:
            case HTTPStatus.OK:
                self._etag = response.getheader("ETag")
                return body
            case HTTPStatus.NOT_MODIFIED | HTTPStatus.NOT_FOUND:
                return b""
            case status:
                raise FailedError(f"{self.path} was answered with {status}: {body[:200]!r}")
