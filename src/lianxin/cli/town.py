"""`lianxin town …`: start a real, empty town from a pack; list the towns."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lianxin.adapters import configuration
from lianxin.cli import check, django, prepare

if TYPE_CHECKING:
    from lianxin.kernel.models import Person, Unit
    from lianxin.language.pack import Pack

app = typer.Typer(help="街镇：新建、列出 / towns: start one, list them", no_args_is_help=True)
ADMINISTRATOR = "administrator"


@app.command()
def init(
    pack: Annotated[str, typer.Argument(help="包的名字（lianxin pack list）/ name of the pack")],
    admin: Annotated[str, typer.Option(help="首位管理员的登录名 / log-in of the first administrator")],
    name: Annotated[str, typer.Option(help="管理员姓名 / the administrator's name")] = "",
    divisions: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="先导入这份区划清单 / division list to load first")
    ] = None,
    ask_password: Annotated[
        bool, typer.Option("--ask-password", help="当场设口令，不用邀请链接 / set a password now, without a link")
    ] = False,
    force: Annotated[bool, typer.Option(help="在演示库里也建 / even in the demo's database")] = False,
) -> None:
    """新建一个真实的空街镇 / start a real, empty town: rules, units, first administrator; says what is still missing.

    Doing it again adds what the pack has new and gives the administrator a new link. Nothing is invented: no people,
    no matters.
    """
    if (configuration.var_folder() / "demo-logins.json").exists() and not force:
        said = "这是演示库，口令是公开的；真实街镇请另设 LIANXIN_VAR 或 DATABASE_URL，或先 lianxin demo clear"
        typer.echo(f"{said} / this is the demo: use another LIANXIN_VAR, or clear it first (--force)", err=True)
        raise typer.Exit(1)
    with django.prepared():
        from django.utils import timezone

        from lianxin.language.reason import Refused

        now = timezone.localtime()
        prepare.migrate()
        prepare.load_packs(now)
        if divisions is not None:
            _load_divisions(divisions, now)
        rules = _pack(pack)
        try:
            town = _found(rules, now)
            link = _administrator(town, rules, admin, name or admin, now, ask_password)
        except Refused as refused:
            typer.echo(f"{refused.say()} / {refused.say('en')}", err=True)
            raise typer.Exit(1) from None
        _tell(town, admin, link)
        _missing(town, now)


@app.command("list")
def list_towns() -> None:
    """列出已启用的街镇 / list the towns that use the system."""
    with django.prepared():
        from lianxin.kernel.models import Matter, Unit
        from lianxin.kernel.reads import public

        for town in public.towns():
            units = Unit.objects.filter(town_id=town.id, closed_at__isnull=True).count()
            matters = Matter.objects.filter(town_id=town.id)
            row = f"{town.key}\t{town.name}\t单位 units {units}\t"
            row += f"在办 open {matters.filter(is_open=True).count()}\t共 all {matters.count()}"
            typer.echo(row)


def unit_of(text: str) -> Unit:
    """The unit an administrator means: pack key, division code, or name of a town or of a unit above towns. Ends the
    command when there is none, or more than one."""
    from lianxin.kernel.models import Unit
    from lianxin.kernel.reads import public

    town = public.town_of(text)
    if town is not None:
        return Unit.objects.get(pk=town.id)
    upper = Unit.objects.filter(kind__in=("town", "district", "city", "province"), closed_at__isnull=True)
    found = list(upper.filter(code=text)[:1] or upper.filter(name=text)[:2])
    if len(found) == 1:
        return found[0]
    known = "、".join(f"{one.key}（{one.name}）" for one in public.towns()[:20]) or "还没有 none"
    typer.echo(f"找不到“{text}”；现有街镇 / no such town; known: {known}", err=True)
    raise typer.Exit(1)


def _load_divisions(file: Path, now: datetime) -> None:
    from lianxin.cli import units
    from lianxin.cli.progress import bar
    from lianxin.kernel.acts import unit
    from lianxin.kernel.who import SYSTEM

    good, bad = units.read(file)
    if bad:
        number, said = bad[0]
        typer.echo(f"{file}: 第 {number} 行 / line {number}: {said}", err=True)
        raise typer.Exit(1)
    with bar("写入区划 / writing divisions") as told:
        unit.import_divisions(SYSTEM, good, now, told=told)


def _pack(key: str) -> Pack:
    from lianxin.kernel.models import PackVersion
    from lianxin.kernel.reads import packs

    try:
        rules = packs.current(key)
    except packs.NoPack:
        keys = PackVersion.objects.filter(current=True).order_by("key").values_list("key", flat=True)
        known = [one for one in keys if packs.current(one).said.division]
        typer.echo(f"没有“{key}”这个包；现有 / no such pack; known: {', '.join(known)}", err=True)
        raise typer.Exit(1) from None
    if not rules.said.division:
        typer.echo(f"“{key}”是各街镇共用的底包，不是一个街镇 / {key} is shared by towns, it is not one", err=True)
        raise typer.Exit(1)
    return rules


def _found(rules: Pack, now: datetime) -> Unit:
    from lianxin.kernel.acts import unit
    from lianxin.kernel.who import SYSTEM

    return unit.found_town(SYSTEM, rules, now)


def _administrator(town: Unit, rules: Pack, login: str, name: str, now: datetime, ask: bool) -> str:
    """The administrator's post and log-in. Returns the invitation link, or "" when a password was set at once."""
    from django.conf import settings
    from django.urls import reverse

    from lianxin.adapters import seal
    from lianxin.kernel.acts import person
    from lianxin.kernel.models import Account
    from lianxin.kernel.who import SYSTEM

    held = Account.objects.select_related("person").filter(username=login.strip().lower()).first()
    if ask:
        password = typer.prompt("口令 / password", hide_input=True, confirmation_prompt=True)
    else:
        password = seal.secret_token() + "-A1"  # nobody learns it: the link sets the real one
    who: Person | None = held.person if held else None
    if who is None:
        who = person.register(name, now)
        person.open_account(login, password, who, now)
    elif ask:
        key = person.invite(SYSTEM, who, town, now, trusted=True)
        person.accept_invitation(key, login, password, now)
    person.appoint(SYSTEM, who, ADMINISTRATOR, town, rules, now, trusted=True)
    if ask:
        return ""
    return settings.PUBLIC_URL + reverse("invited", args=[person.invite(SYSTEM, who, town, now, trusted=True)])


def _tell(town: Unit, login: str, link: str) -> None:
    from lianxin.kernel.models import Unit
    from lianxin.kernel.reads.calendar import calendar

    units = Unit.objects.filter(town=town, closed_at__isnull=True)
    typer.echo(f"✓ {town.name}：{units.count()} 个单位，{units.filter(tree='site').count()} 个站点 / units, sites")
    last = max(calendar().years)
    typer.echo(f"✓ 工作日历到 {last} 年底 / the working calendar reaches the end of {last}")
    if link:
        typer.echo(f"✓ 管理员 {login}：七天内打开这个一次性链接设口令 / one-time link, seven days:\n  {link}")
    else:
        typer.echo(f"✓ 管理员 {login} 可以登录了 / the administrator can log in")


def _missing(town: Unit, now: datetime) -> None:
    from lianxin.kernel.reads import readiness

    found: list[check.Told] = [*(one for ask in check.MACHINE for one in ask(now)), *readiness.findings(now, [town.pk])]
    if found:
        typer.echo("\n还缺什么 / still missing (lianxin check):")
    for row in found:
        typer.echo(f"  · {row.zh}\n    {row.en}\n    → {row.remedy}")
