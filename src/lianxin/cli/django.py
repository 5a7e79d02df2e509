"""What a command needs before it may touch Django: a database that answers, and Django set up."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from lianxin.adapters import configuration, database, keys

PROBLEMS = (database.DatabaseProblem, configuration.ConfigurationError, keys.KeyProblem)


@contextmanager
def explained() -> Iterator[None]:
    """A problem an administrator can solve ends the command with its text and code 2, without a traceback."""
    try:
        yield
    except PROBLEMS as problem:
        typer.echo(str(problem), err=True)
        raise typer.Exit(2) from None


@contextmanager
def prepared() -> Iterator[None]:
    """A database (started for the command's length when the embedded one is not running) and Django ready to use."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lianxin.settings")
    with explained(), database.running(configuration.var_folder()):
        import django

        django.setup()
        yield


def call(*arguments: str) -> None:
    """Run a Django command, as `manage.py` would."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["lianxin manage", *arguments])
    sys.stdout.flush()
