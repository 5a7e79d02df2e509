"""`lianxin indicator …`: what a number means and where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from lianxin.cli import django

if TYPE_CHECKING:
    from datetime import datetime

    from lianxin.kernel.models import Unit
    from lianxin.kernel.reads.measures_view import Listed
    from lianxin.language.indicator import Result
    from lianxin.language.indicators import Indicator
    from lianxin.language.pack import Pack
    from lianxin.language.period import Period

app = typer.Typer(help="指标：列出、说明 / indicators: list, explain", no_args_is_help=True)
PARTS = {"above": "分子 above", "below": "分母 below", "excluded": "不计入 excluded"}


@app.command("list")
def list_indicators(unit: Annotated[str, typer.Option(help="单位的区划代码、名字或编号 / unit")]) -> None:
    """列出一个单位有哪些率和指标 / list the rates and indicators of a unit."""
    with django.prepared():
        from lianxin.kernel.reads import measures

        said = measures.pack_of(_unit(unit)).said
        labels = {key: one.label for key, one in said.rates.items()}
        labels |= {key: one.label for key, one in said.indicators.items()}
        for key, label in labels.items():
            typer.echo(f"{key}\t{label.zh}\t{label.en}")


@app.command()
def explain(
    name: Annotated[str, typer.Argument(help="指标的名字 / name of the indicator")],
    unit: Annotated[str, typer.Option(help="单位的区划代码、名字或编号 / unit: code, name or number")],
    period: Annotated[str, typer.Option(help="2026、2026-Q1、2026-06 或 起..止 / period")] = "",
    rows: Annotated[int, typer.Option(help="最多列几行 / most rows to list")] = 20,
    english: Annotated[bool, typer.Option("--en", help="in English")] = False,
) -> None:
    """一个数怎么来的：定义、规则、分子分母、不计入、口径、哪些记录 / where a number comes from, down to its records."""
    with django.prepared():
        from django.utils import timezone

        from lianxin.kernel.reads import measures, measures_view, rated
        from lianxin.language import period as periods
        from lianxin.language.calendar import SHANGHAI
        from lianxin.language.reason import Refused

        now, where = timezone.now().astimezone(SHANGHAI), _unit(unit)
        pack = measures.pack_of(where)
        if name not in pack.said.indicators and name not in pack.said.rates:
            known = "、".join({**pack.said.indicators, **pack.said.rates})
            typer.echo(f"没有指标“{name}”；现有 / no such indicator; known: {known}", err=True)
            raise typer.Exit(1)
        try:
            days = periods.read(period) if period else measures_view.default_period(now)
        except Refused as refused:
            typer.echo(f"{refused.say()} / {refused.say('en')}", err=True)
            raise typer.Exit(1) from None
        if rated.known(pack, name):
            _rate(where, pack, name, days if period else rated.usual(now), now, rows, "en" if english else "zh")
            return
        one, found = pack.said.indicators[name], measures.result(where, name, days, now)
        _tell(where, pack, one, found, "en" if english else "zh")
        for part in PARTS if found.below is not None else ("above", "excluded"):
            _rows(where, f"{name}.{part}", days, rows, PARTS[part])


def _rate(where: Unit, pack: Pack, name: str, days: Period, now: datetime, most: int, language: str) -> None:
    """The same of a rate: out of the marks that the board counts (没有写 period 的，是看板的近 90 天)."""
    from lianxin.kernel.reads import rated

    on = rated.everybody(where)
    found = rated.answer(on, where, name, days, now, language)
    _tell(where, pack, found.one, found.result, language)
    for part, title in PARTS.items():
        _lines(rated.listed(on, where, f"{name}.{part}", days, most=most)[0], title)


def _unit(text: str) -> Unit:
    from lianxin.kernel.reads import measures_view

    found = measures_view.units_named(text)
    if len(found) != 1:
        said = "、".join(f"{one.name}（{one.pk}）" for one in found) or "—"
        typer.echo(f"“{text}”对上 {len(found)} 个单位：{said} / matches {len(found)} units", err=True)
        raise typer.Exit(1)
    return found[0]


def _tell(where: Unit, pack: Pack, one: Indicator, found: Result, language: str) -> None:
    from lianxin.language import indicator as rules

    typer.echo(f"{one.label.say(language)} · {where.name} · {found.period.say(language)}")
    typer.echo(f"  = {found.value(language)} {one.unit.zh if found.below is None and language == 'zh' else ''}")
    if found.below is not None:
        typer.echo(f"  分子 above {found.above.say(language)}  分母 below {found.below.say(language)}")
    typer.echo(f"  不计入 excluded {found.excluded}")
    typer.echo(f"  口径 definition: {one.about.say(language)}")
    typer.echo(f"  完整性 completeness: {one.complete.say(language)}")
    for rule in one.dated:
        if rules.version(rule) not in found.rules:
            continue
        document = pack.said.documents[rule.source]
        until = rule.until or "…"
        typer.echo(f"  规则 rule {rule.since} – {until}: {document.title} {document.number} {rule.article}".rstrip())
        typer.echo(f"    {rule.counts} {'、'.join([*rule.kinds, *rule.acts])} · {rule.moment} · {rule.credit}")
        for word in ("below", "above", "excluded"):
            if getattr(rule, word) is not None:
                typer.echo(f"    {word}: {getattr(rule, word)}")
    typer.echo(f"  截至 as of {found.as_of.isoformat(' ', 'seconds')}  规则指纹 pack {pack.digest[:12]}")


def _rows(where: Unit, mark: str, days: Period, most: int, title: str) -> None:
    from lianxin.kernel.reads import measures_view

    _lines(measures_view.everything(where, mark, days, most), title)


def _lines(found: list[Listed], title: str) -> None:
    from lianxin.kernel.reads import measures_rows

    if found:
        typer.echo(f"  {title}:")
    for line in measures_rows.named(found):
        typer.echo(f"    {line.day}  {line.number}  {line.what}")
