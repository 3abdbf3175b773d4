"""All settings: their names, defaults and rules. `seedwire.config` reads them, ``docs/configuration.md`` explains them.

The ``description`` of each says what is expected, as it stands in an error after that word.
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import ByteSize, Field, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from ingest.rules import EXCLUDE, SUFFIXES, Future, OnDelete, Rules
from publisher.site import EntryLink, Site
from seedwire.address import host_of
from seedwire.kinds import (
    Address,
    Choice,
    Database,
    FilePath,
    Host,
    Hub,
    Items,
    Language,
    Line,
    ListenAddress,
    Maybe,
    Network,
    Positive,
    Seconds,
    Size,
    Suffix,
    Switch,
    Whole,
    WholeSeconds,
    Zone,
)
from seedwire.listen import Listen

YEAR = 365 * 86400
"""Seconds; the longest duration."""


class LogFormat(StrEnum):
    """How a line of the log is written."""

    CONSOLE = "console"
    JSON = "json"


class LogLevel(StrEnum):
    """The least that is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_ONE_MIB = ByteSize(1024 * 1024)
_HOST_PORT = "HOST:PORT with a port from 0 to 65535, such as 127.0.0.1:8080 or [::1]:8080"
_HTTP = "an http or https address without user, query or fragment, such as https://feeds.example.org/news"
_LINE = "one line of text"
_SECONDS = "seconds, or a duration such as 90s, 5m or 1h"


class Settings(BaseSettings):
    """What an operator can decide. Immutable, complete and checked; made by `seedwire.config.load_settings`."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", env_prefix="SEEDWIRE_")

    seeds: Annotated[FilePath, Field(description="the path of a directory")] = Path("seeds")
    suffixes: Annotated[
        Items[Suffix], Field(min_length=1, description="a list of at least one suffix of file names, such as .md")
    ] = SUFFIXES
    exclude: Annotated[Items[Line], Field(description="a list of patterns of names, such as README*")] = EXCLUDE
    max_file_size: Annotated[Size, Field(ge=1, description="a size of at least 1 byte, such as 1 MiB")] = _ONE_MIB
    scan_interval: Annotated[Seconds, Field(ge=1, le=YEAR, description=f"at least 1, in {_SECONDS}")] = 60.0
    settle_time: Annotated[Seconds, Field(ge=0, le=YEAR, description=f"0 or more, in {_SECONDS}")] = 2.0
    on_delete: Annotated[Choice[OnDelete], Field(description="keep or withdraw")] = OnDelete.KEEP
    future: Annotated[Choice[Future], Field(description="hold or publish")] = Future.HOLD
    timezone: Annotated[Zone, Field(description="an IANA time zone, such as Europe/Prague")] = ZoneInfo("UTC")
    unrepaired: Annotated[Items[Line], Field(description="a list of patterns of names or paths")] = ()
    companies_file: Annotated[Maybe[FilePath], Field(description="the path of a file")] = None
    detect_companies: Annotated[bool, Field(description="true or false")] = True

    database_url: Annotated[
        Database, Field(repr=False, description="sqlite:///PATH or postgresql+psycopg://USER:PASSWORD@HOST/NAME")
    ] = "sqlite:///seedwire.db"

    listen: Annotated[ListenAddress, Field(description=_HOST_PORT)] = Listen("127.0.0.1", 8080)
    admin_listen: Annotated[Switch[ListenAddress], Field(description=f"off, or {_HOST_PORT}")] = None
    base_url: Annotated[Address, Field(description=_HTTP)] = Field(default_factory=lambda data: data["listen"].url)
    allowed_hosts: Annotated[
        Items[Host], Field(description="a list of hosts without ports, such as feeds.example.org")
    ] = ()
    web_workers: Annotated[Whole, Field(ge=1, le=64, description="a whole number from 1 to 64")] = 2
    rate_limit: Annotated[Switch[Positive], Field(description="off, or a whole number of at least 1")] = 120
    trusted_proxies: Annotated[
        Items[Network], Field(description="a list of IP addresses and networks, such as 10.0.0.0/8")
    ] = ()

    site_title: Annotated[Line, Field(description=_LINE)] = "Seedwire"
    site_description: Annotated[Line, Field(description=_LINE)] = "Articles, filtered by company."
    site_url: Annotated[Maybe[Address], Field(description=_HTTP)] = None
    author: Annotated[Maybe[Line], Field(description=_LINE)] = None
    language: Annotated[Maybe[Language], Field(description="a language tag, such as cs or pt-BR")] = None
    feed_limit: Annotated[Whole, Field(ge=1, le=500, description="a whole number from 1 to 500")] = 50
    entry_link: Annotated[Choice[EntryLink], Field(description="source or page")] = EntryLink.SOURCE
    max_age: Annotated[WholeSeconds, Field(ge=0, le=YEAR, description=f"0 or more, in whole {_SECONDS}")] = 300
    websub_hubs: Annotated[
        Items[Hub], Field(description="a list of http or https addresses, such as https://hub.example.org/")
    ] = ()

    export_dir: Annotated[Maybe[FilePath], Field(description="the path of a directory")] = None

    log_format: Annotated[Choice[LogFormat], Field(description="console or json")] = LogFormat.CONSOLE
    log_level: Annotated[Choice[LogLevel], Field(description="debug, info, warning or error")] = LogLevel.INFO

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the signature is the library's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - likewise
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what the caller passes: `seedwire.config` reads file and environment, and knows what came from where."""
        return (init_settings,)

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if not self.listen.is_loopback and "base_url" not in self.model_fields_set:
            raise PydanticCustomError(
                "disagreement",
                "other machines can reach this address, so base_url must say what they call it, "
                "such as https://feeds.example.org",
                {"key": "listen"},
            )
        if self.admin_listen == self.listen and self.listen.port:
            raise PydanticCustomError("disagreement", "must be another address than listen", {"key": "admin_listen"})
        return self

    def hosts_at(self, listen: Listen) -> frozenset[str]:
        """The hosts that the server at an address may be asked for; none are any.

        An operator's page on loopback has some in any case: without them, a page of any site could read it in a browser
        of this machine, by a name of its own that it lets lead to loopback (DNS rebinding).
        """
        is_private = listen == self.admin_listen and listen.is_loopback
        if not self.allowed_hosts and not is_private:
            return frozenset()
        return frozenset({*self.allowed_hosts, *_LOOPBACK, host_of(self.base_url), host_of(listen.url)})

    def site(self) -> Site:
        """The part that the publisher is told."""
        return Site(
            base_url=self.base_url,
            site_url=self.site_url,
            title=self.site_title,
            description=self.site_description,
            author=self.author,
            language=self.language,
            feed_limit=self.feed_limit,
            entry_link=self.entry_link,
            hubs=self.websub_hubs,
            max_age=self.max_age,
        )

    def rules(self) -> Rules:
        """The part that the ingester is told."""
        return Rules(
            seeds=self.seeds,
            suffixes=self.suffixes,
            exclude=self.exclude,
            settle_time=self.settle_time,
            max_file_size=self.max_file_size,
            zone=self.timezone,
            future=self.future,
            on_delete=self.on_delete,
            feed_limit=self.feed_limit,
            detect_companies=self.detect_companies,
            companies_file=self.companies_file,
            unrepaired=self.unrepaired,
        )
