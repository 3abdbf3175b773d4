"""What commands have in common: options that stand for settings, and how a command ends that cannot do its work."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from seedwire import output
from seedwire.config import ConfigError, Settings, load_settings

REJECTED, USAGE, FAILED = 1, 2, 3
"""Exit status: done, but some files were rejected; wrong usage or configuration; could not run."""

Command = TypeVar("Command", bound=Callable[..., Any])

_OPTIONS = {
    "config": click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="The file of settings."),
    "seeds": click.option("--seeds", metavar="DIR", help="The folder of articles."),
    "database_url": click.option("--database", "database_url", metavar="URL", help="sqlite:///… or postgresql://…"),
    "listen": click.option("--listen", metavar="HOST:PORT", help="Where to serve."),
    "base_url": click.option("--base-url", metavar="URL", help="What the world calls that address."),
}


def takes(*names: str) -> Callable[[Command], Command]:
    """Give a command the common options it uses; it receives the settings that come of them."""

    def decorate(command: Command) -> Command:
        for name in reversed(("config", *names)):
            command = _OPTIONS[name](command)
        return command

    return decorate


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")


def settings_of(config: Path | None, **flags: object) -> Settings:
    """The settings that hold; ends the program where they are wrong.

    A command that reads files needs the list of companies too; the others work without it.
    """
    settings = settings_without_list(config, flags)
    if settings.companies_file is not None and "seeds" in flags:
        _require_list(settings)
    return settings


def settings_without_list(config: Path | None, flags: Mapping[str, object]) -> Settings:
    """The same for a command that must work whatever is wrong with the list of companies."""
    try:
        return load_settings(config, flags, os.environ)
    except ConfigError as error:
        refuse(str(error))


def _require_list(settings: Settings) -> None:
    from ingest.companies.statements import ListingError  # noqa: PLC0415 - takes long to load, and few have a list
    from ingest.tagging import house_list  # noqa: PLC0415 - likewise

    try:
        house_list(settings.rules())
    except ListingError as error:
        refuse(str(error))


def refuse(why: str) -> NoReturn:
    """End the program: it was used or configured wrongly."""
    output.say(why)
    sys.exit(USAGE)


def fail(error: Exception) -> NoReturn:
    """End the program: it could not run."""
    output.say(str(error))
    sys.exit(FAILED)
