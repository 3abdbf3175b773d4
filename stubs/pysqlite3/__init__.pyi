# The part of sqlite3's interface that is used of pysqlite3, which has the same one.
from os import PathLike
from sqlite3 import Connection as Connection
from sqlite3 import DatabaseError as DatabaseError
from sqlite3 import OperationalError as OperationalError

sqlite_version_info: tuple[int, int, int]

def connect(
    database: str | PathLike[str],
    *,
    timeout: float = ...,
    isolation_level: str | None = ...,
    check_same_thread: bool = ...,
    uri: bool = ...,
) -> Connection: ...
