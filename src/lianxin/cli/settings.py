"""`lianxin settings`: every setting, its value now, and what it is for."""

from typing import Annotated

import typer

from lianxin.adapters import configuration

SECRET = ("password", "secret")


def settings(markdown: Annotated[bool, typer.Option(help="As a Markdown table, for docs/deploy.md.")] = False) -> None:
    """设置 / what can be set (environment LIANXIN_… or lianxin.toml), with the values in force."""
    current = configuration.read()
    if markdown:
        typer.echo("| lianxin.toml | environment | default | what for |\n|---|---|---|---|")
    else:
        typer.echo(f"# {configuration.var_folder() / 'lianxin.toml'}")
    for name, field in configuration.Configuration.model_fields.items():
        if markdown:
            typer.echo(f"| `{name}` | `LIANXIN_{name.upper()}` | `{field.default!r}` | {field.description} |")
        else:
            value = getattr(current, name)
            shown = "***" if value and name.endswith(SECRET) else repr(value)
            typer.echo(f"{name} = {shown}\n    {field.description}")
