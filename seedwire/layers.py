"""Where settings come from: flags, environment, file. Each is a `Layer` of raw values that can spell its keys."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from seedwire.address import anchored_database, without_password

LONGEST_SHOWN = 120
"""Characters of a value in a message."""

PREFIX = "SEEDWIRE_"
CONFIG_VARIABLE = f"{PREFIX}CONFIG"

_FLAGS = {"database_url": "--database"}
_TOML_POSITION = re.compile(
    r"(?P<message>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL
)

# Kubernetes gives every pod the addresses of every Service of its namespace, and a Service is likely to be called
# "seedwire": https://kubernetes.io/docs/concepts/services-networking/service/#environment-variables
_KUBERNETES = re.compile(
    rf"{PREFIX}(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT|PORT_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)"
)


class UnreadableError(Exception):
    """A configuration file that cannot be read or is no TOML. The message names it, and the place in it."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Raw values by key, from one place."""

    values: Mapping[str, object]
    spell: Callable[[str], str]
    """A key as this place writes it: ``feed_limit``, ``SEEDWIRE_FEED_LIMIT``, ``--feed-limit``."""
    assign: str
    """What stands there between a key and its value."""
    name: str = ""
    """The file, with a colon; empty where the spelling already tells the place."""

    def where(self, key: str) -> str:
        """A key with the place where it stands."""
        return self.name + _on_one_line(self.spell(key))

    def quote(self, key: str, value: object) -> str:
        """A key with its value and its place, on one line and without passwords."""
        return f"{self.where(key)}{self.assign}{_shown(value)}"


def flags(values: Mapping[str, object]) -> Layer:
    """The options of the command line, by key; None means not given."""
    given = {key: value for key, value in values.items() if value is not None}
    return Layer(given, lambda key: _FLAGS.get(key, "--" + key.replace("_", "-")), " ")


def environment(environ: Mapping[str, str]) -> Layer:
    """The variables that begin with ``SEEDWIRE_``, but for the one that names the file."""
    values: dict[str, object] = {
        # A variable in other than capitals keeps its spelling, so that it is found to be unknown.
        name.removeprefix(PREFIX).lower() if name.isupper() else name: value
        for name, value in environ.items()
        if name.startswith(PREFIX) and name != CONFIG_VARIABLE and not _is_of_kubernetes(name, value)
    }
    return Layer(values, lambda key: key if key.startswith(PREFIX) else PREFIX + key.upper(), "=")


def file(path: Path) -> Layer:
    """A TOML file; relative paths in it, and the defaults of those it leaves out, are taken from its directory.

    Raises UnreadableError.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except OSError as error:
        raise UnreadableError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise UnreadableError(f"{path}, line {line}: expected UTF-8") from error
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UnreadableError(f"{path}, {_place(str(error), text)}") from error
    return Layer(_anchored(values, path.parent), lambda key: key, " = ", f"{path}: ")


def _anchored(values: Mapping[str, object], directory: Path) -> dict[str, object]:
    anchored = {"seeds": "seeds", "database_url": "sqlite:///seedwire.db", **values}
    for key in ("seeds", "companies_file", "export_dir"):
        if isinstance(path := anchored.get(key), str) and path:
            anchored[key] = str(directory / path)
    if isinstance(url := anchored["database_url"], str):
        anchored["database_url"] = anchored_database(url, directory)
    return anchored


def _place(message: str, text: str) -> str:
    found = _TOML_POSITION.fullmatch(message)
    if found is None:
        return message
    last = text.split("\n")
    line, column = (found["line"], found["column"]) if found["line"] else (len(last), len(last[-1]) + 1)
    return f"line {line}, column {column}: {found['message'][:1].lower()}{found['message'][1:]}"


def _is_of_kubernetes(name: str, value: str) -> bool:
    return _KUBERNETES.fullmatch(name) is not None and (name != f"{PREFIX}PORT" or "://" in value)


def _shown(value: object) -> str:
    line = _on_one_line(without_password(json.dumps(value, ensure_ascii=False, default=str)))
    return line if len(line) <= LONGEST_SHOWN else line[: LONGEST_SHOWN - 1] + "…"


def _on_one_line(text: str) -> str:
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)
