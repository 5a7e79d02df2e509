"""`lianxin key …`: keys with which other systems file over Open311."""

from __future__ import annotations

from typing import Annotated

import typer

from lianxin.cli import django

app = typer.Typer(help="外部系统的密钥 / keys of other systems (Open311)", no_args_is_help=True)


@app.command()
def new(
    town: Annotated[str, typer.Option(help="街镇（包名、代码或名称），也可以是上级区划 / town, or a unit above towns")],
    name: Annotated[str, typer.Option(help="给哪个系统用 / which system it is for")],
    per_minute: Annotated[int, typer.Option(min=1, help="每分钟最多几次（每个网页进程）/ calls a minute")] = 600,
) -> None:
    """新建密钥，只显示这一次 / make a key; it is shown this once. A unit above towns opens every town below it."""
    with django.prepared():
        from django.utils import timezone

        from lianxin.cli.town import unit_of
        from lianxin.kernel.acts import key
        from lianxin.kernel.who import SYSTEM
        from lianxin.language.reason import Refused

        try:
            row, secret = key.make(SYSTEM, unit_of(town), name, timezone.now(), per_minute=per_minute)
        except Refused as refused:
            typer.echo(f"{refused.say()} / {refused.say('en')}", err=True)
            raise typer.Exit(1) from None
        typer.echo(f"{secret}")
        typer.echo(f"编号 {row.pk}，{row.town.name}，{row.name}；请现在抄下，以后看不到 / copy it now", err=True)


@app.command("list")
def list_keys() -> None:
    """列出密钥（不含密钥本身）/ list the keys, without the keys themselves."""
    with django.prepared():
        from lianxin.kernel.reads import keys

        for row in keys.listed():
            ended = f"已停用 ended {row.ended_at:%Y-%m-%d}" if row.ended_at else "有效 in force"
            typer.echo(f"{row.id}\t{row.unit}\t{row.name}\t{row.per_minute}/min\t{row.made_at:%Y-%m-%d}\t{ended}")


@app.command()
def end(number: Annotated[int, typer.Argument(help="lianxin key list 里的编号 / its number in the list")]) -> None:
    """停用密钥 / end a key."""
    with django.prepared():
        from django.utils import timezone

        from lianxin.kernel.acts import key
        from lianxin.kernel.who import SYSTEM
        from lianxin.language.reason import Refused

        try:
            row = key.end(SYSTEM, number, timezone.now())
        except Refused as refused:
            typer.echo(f"{refused.say()} / {refused.say('en')}", err=True)
            raise typer.Exit(1) from None
        typer.echo(f"已停用 / ended: {row.town.name} {row.name}")
