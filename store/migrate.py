"""The schema's history: which revision a database has, and the way to the newest.

The migrations themselves are Alembic's, under `store/migrations/`; they name their tables and columns in full and
never import `store.tables`, which shows only the newest.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect, text

from store.errors import SchemaError

HEAD = "0005"
"""The revision that this program works with: the newest under ``migrations/versions`` (a test compares them)."""


def revision(conn: Connection) -> str | None:
    """The revision of the database; None where there is no schema of ours."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    found = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if found is None else str(found)


def require_current(conn: Connection, name: str) -> None:
    """Raise `SchemaError` unless the database has exactly this program's schema."""
    found = revision(conn)
    if found == HEAD:
        return
    if found is not None and found > HEAD:
        raise SchemaError(
            f"{name}: was written by a newer Seedwire (schema {found}, this one knows {HEAD}); install that version",
            newer=True,
        )
    raise SchemaError(
        f"{name}: has schema {found or 'none'}, this Seedwire needs {HEAD}; "
        "run `seedwire db upgrade`, which makes a copy first",
        newer=False,
    )


def upgrade(conn: Connection, revision: str = HEAD) -> None:
    """Run the missing migrations up to `revision` in the caller's transaction: all of them happen, or none."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = conn
    command.upgrade(config, revision)
