"""The command line: thin. Each command reads the settings, calls what does the work, and prints what came out.

Exit status: 0 done; 1 done, but some files were rejected; 2 wrong usage or configuration; 3 could not run.
"""

from __future__ import annotations

from importlib import import_module

import click

_COMMANDS = {
    "run": "services",
    "watch": "services",
    "serve": "services",
    "ingest": "ingestion",
    "reingest": "ingestion",
    "check": "ingestion",
    "status": "listings",
    "problems": "listings",
    "companies": "listings",
    "merges": "listings",
    "withdraw": "editing",
    "restore": "editing",
    "export": "exporting",
    "db": "upkeep",
    "init": "upkeep",
}
"""Command to the module that has it, under its name, or, where that is taken, with an underscore behind it."""


class Commands(click.Group):
    """Loads a command when it is called: a web server needs nothing of what reads articles, which takes half a second.

    https://click.palletsprojects.com/en/stable/complex/#lazily-loading-subcommands
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """All of them, in the order in which one needs them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        """The command of a name; None where there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"seedwire.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, f"{cmd_name}_", None) or getattr(module, cmd_name)
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="seedwire")
def main() -> None:
    """Turn a folder of article files into RSS, Atom and JSON feeds, one for each company they name."""
