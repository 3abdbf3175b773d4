"""The faults of databases and their drivers, as the errors of `store.errors`."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from sqlalchemy import exc
from sqlalchemy.engine import URL

from store import reader, sqlite
from store.errors import DamagedError, RefusedError, UnavailableError


def show(url: URL) -> str:
    """An address as it may be shown: a file's path, or a server's without its password."""
    return (
        os.fspath(sqlite.path_of(url))
        if url.get_backend_name() == "sqlite"
        else url.render_as_string(hide_password=True)
    )


@contextlib.contextmanager
def explained(name: str) -> Iterator[None]:
    """Turn the faults of database and driver into `RefusedError` (of the content) or `UnavailableError` (all others).

    A damaged file and a missing privilege are no fault of what is being stored, though drivers class them with it.
    """
    try:
        yield
    except (exc.IntegrityError, exc.DataError) as error:
        raise RefusedError(f"{name}: {cause(error)}") from error
    except (exc.DBAPIError, exc.TimeoutError) as error:
        state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
        # Too long for an index: https://www.postgresql.org/docs/current/errcodes-appendix.html, class 54.
        advice = "; check its owner, mode and disk" if reader.is_forbidden(error) else ""
        kind = RefusedError if state.startswith("54") else UnavailableError
        raise kind(f"{name}: {cause(error)}{advice}") from error
    except DamagedError as error:
        raise DamagedError(f"{name}: {error}") from error
    except UnicodeEncodeError as error:
        raise RefusedError(f"{name}: takes no text that is not Unicode ({error.reason})") from error


def cause(error: BaseException) -> str:
    """What a driver says of its error, in one line."""
    origin = getattr(error, "orig", None) or error
    return " ".join(str(origin).split()) or type(origin).__name__
