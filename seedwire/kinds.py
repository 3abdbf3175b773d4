"""The kinds of values that settings have: how each is read from what a file, a variable or a flag can hold.

A function here takes what was written and gives what we use; it raises ValueError for anything else and says no more,
because the settings themselves say what is expected.
"""

from __future__ import annotations

import json
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Annotated, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ByteSize, Field, PlainValidator, StringConstraints

from ingest.tags import normalise
from seedwire.address import database_address, host_name, http_address, hub_address
from seedwire.listen import Listen

_UNITS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*([smhd]?)")
_SUFFIX = re.compile(r"\.?[^\s./]+(?:\.[^\s./]+)*")


def _number(value: object) -> object:
    if isinstance(value, bool):
        raise ValueError("a truth value is no number")  # noqa: TRY004 - pydantic gathers ValueError, not TypeError
    return value


def _seconds(value: object) -> object:
    if not isinstance(value, str):
        return _number(value)
    duration = _DURATION.fullmatch(value.strip())
    if duration is None:
        raise ValueError("not a duration")
    return float(duration[1]) * _UNITS[duration[2]]


def _listen(value: object) -> Listen:
    return value if isinstance(value, Listen) else Listen.parse(_text(value))


def _zone(value: object) -> ZoneInfo:
    if isinstance(value, ZoneInfo):
        return value
    try:
        return ZoneInfo(_text(value))
    except (LookupError, OSError) as error:  # a directory of zones, such as "Europe", is an OSError
        raise ValueError("no such time zone") from error


def _network(value: object) -> IPv4Network | IPv6Network:
    return value if isinstance(value, IPv4Network | IPv6Network) else ip_network(_text(value))


def _language(tag: str) -> str:
    if (normal := normalise(tag)) is None:
        raise ValueError("not a language tag")
    return normal


def _suffix(text: str) -> str:
    if not _SUFFIX.fullmatch(text):
        raise ValueError("not a suffix")
    return "." + text.removeprefix(".").lower()


def _line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("not one line of text")
    return text


def _path(value: object) -> object:
    if value == "" or (isinstance(value, str) and "\0" in value):
        raise ValueError("not a path")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("not text")  # noqa: TRY004 - pydantic gathers ValueError, not TypeError
    return value


def _items(value: object) -> object:
    if not isinstance(value, str):
        return value
    if value.lstrip().startswith("["):
        return json.loads(value)
    return [item.strip() for item in value.split(",") if item.strip()]


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


def _absent(value: object) -> object:
    return None if value == "" else value


def _off(value: object) -> object:
    return None if value in ("", "off") else value


T = TypeVar("T")

Items: TypeAlias = Annotated[tuple[T, ...], BeforeValidator(_items)]
"""A list; as one string, its items with commas between, or JSON."""
Choice: TypeAlias = Annotated[T, BeforeValidator(_lower)]
"""A member of an enumeration, in any case."""
Maybe: TypeAlias = Annotated[T | None, BeforeValidator(_absent)]
"""Empty text means that it is not set."""
Switch: TypeAlias = Annotated[T | None, BeforeValidator(_off)]
"""The same, and so does ``off``."""

Whole: TypeAlias = Annotated[int, BeforeValidator(_number)]
Positive: TypeAlias = Annotated[int, BeforeValidator(_number), Field(ge=1)]
Size: TypeAlias = Annotated[ByteSize, BeforeValidator(_number)]
Seconds: TypeAlias = Annotated[float, BeforeValidator(_seconds), Field(allow_inf_nan=False)]
WholeSeconds: TypeAlias = Annotated[int, BeforeValidator(_seconds)]
Line: TypeAlias = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1), AfterValidator(_line)]
Suffix: TypeAlias = Annotated[str, AfterValidator(_suffix)]
FilePath: TypeAlias = Annotated[Path, BeforeValidator(_path)]
Language: TypeAlias = Annotated[str, AfterValidator(_language)]
Zone: TypeAlias = Annotated[ZoneInfo, PlainValidator(_zone)]
Address: TypeAlias = Annotated[str, AfterValidator(http_address)]
Hub: TypeAlias = Annotated[str, AfterValidator(hub_address)]
Host: TypeAlias = Annotated[str, AfterValidator(host_name)]
Database: TypeAlias = Annotated[str, AfterValidator(database_address)]
ListenAddress: TypeAlias = Annotated[Listen, PlainValidator(_listen)]
Network: TypeAlias = Annotated[IPv4Network | IPv6Network, PlainValidator(_network)]
