"""Reading the settings: flags over ``SEEDWIRE_*`` variables over ``seedwire.toml`` over the defaults.

The only reader of files and environment for settings. What each setting means is in `seedwire.settings`.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from seedwire import layers
from seedwire.layers import CONFIG_VARIABLE, Layer, UnreadableError
from seedwire.listen import Listen
from seedwire.settings import LogFormat, LogLevel, Settings

__all__ = [
    "ConfigError",
    "Listen",
    "LogFormat",
    "LogLevel",
    "Settings",
    "load_settings",
    "template",
]

DEFAULT_FILE = Path("seedwire.toml")


class ConfigError(Exception):
    """Wrong configuration. One line for each error: the key, its value and its place, and what is expected."""


def load_settings(config: Path | None, flags: Mapping[str, object], environ: Mapping[str, str]) -> Settings:
    """The settings of this start. Raises ConfigError with everything that is wrong, not just the first thing.

    `config` is what ``--config`` names, else ``SEEDWIRE_CONFIG`` does; a file that was named must exist. Otherwise
    ``seedwire.toml`` of the current directory is read where there is one. `flags` are the options of the command line
    by key, None for those that were not given.

    Relative paths are taken from the current directory when they come from a flag or a variable, and from the file's
    directory when they come from a file. With a file, so are the default ``seeds`` and ``seedwire.db``: writing a
    default down changes nothing.
    """
    places = [layers.flags(flags), layers.environment(environ)]
    try:
        if (path := _file(config, environ)) is not None:
            places.append(layers.file(path))
    except UnreadableError as error:
        raise ConfigError(str(error)) from error

    problems = [problem for place in places for problem in _unknown(place)]
    values = ChainMap(*({k: v for k, v in place.values.items() if k in Settings.model_fields} for place in places))
    try:
        settings = Settings.model_validate(dict(values))
    except ValidationError as error:
        problems += _wrong(error.errors(), places)
    else:
        if not problems:
            return settings
    # From None: a traceback of pydantic's error would show the values, with their passwords.
    raise ConfigError("\n".join(dict.fromkeys(problems))) from None


def template() -> str:
    """The commented ``seedwire.toml`` that ``seedwire init`` writes: each setting with its default, switched off."""
    return files("seedwire").joinpath("seedwire.toml").read_text("utf-8")


def _file(config: Path | None, environ: Mapping[str, str]) -> Path | None:
    """The file to read, if any: one that was named must exist, the default one need not."""
    if config is not None:
        return config
    if named := environ.get(CONFIG_VARIABLE):
        return Path(named)
    return DEFAULT_FILE if DEFAULT_FILE.exists() else None


def _unknown(place: Layer) -> Iterator[str]:
    for key in place.values:
        if key not in Settings.model_fields:
            near = get_close_matches(key.lower().removeprefix(layers.PREFIX.lower()), Settings.model_fields, n=1)
            suggestion = f"; did you mean {place.spell(near[0])}?" if near else ""
            yield f"{place.where(key)}: there is no such setting{suggestion}"


def _wrong(errors: Sequence[ErrorDetails], places: Sequence[Layer]) -> Iterator[str]:
    for error in errors:
        # The default of base_url needs listen; where listen is wrong, that is the error to tell.
        if error["type"] == "default_factory_not_called":
            continue
        path = error["loc"] or (error["ctx"]["key"],)
        key = str(path[0])
        place = next(place for place in places if key in place.values)
        value = error["input"] if len(path) > 1 else place.values[key]
        says = f"expected {Settings.model_fields[key].description}" if error["loc"] else error["msg"]
        yield f"{place.quote(key, value)}: {says}"
