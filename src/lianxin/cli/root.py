"""The command tree. A noun is a file in this folder with `app = typer.Typer(...)`, or one function of its own name."""

import importlib
import pkgutil

import typer

from lianxin import cli
from lianxin.cli import django

NOT_NOUNS = {"root", "django", "progress", "fairness", "questions", "replacing", "standing"}

app = typer.Typer(
    name="lianxin",
    help="连心：一件事办到底，一次录处处用。 One matter is followed to its end, and one record feeds every ledger.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # a plain traceback: shorter, and without locals, which may hold residents' words
)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []})
def manage(context: typer.Context) -> None:
    """Django's own commands (migrate, makemigrations, shell …)."""
    with django.prepared():
        django.call(*context.args)


def _gather() -> None:
    for found in pkgutil.iter_modules(cli.__path__):
        if found.name in NOT_NOUNS:
            continue
        module = importlib.import_module(f"lianxin.cli.{found.name}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=found.name)
        elif callable(command := getattr(module, found.name, None)):
            app.command(name=found.name)(command)


_gather()
