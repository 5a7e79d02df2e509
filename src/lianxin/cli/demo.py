"""`lianxin demo …`: empty the demo with one command; file a real stream of appeals and say what became of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lianxin.adapters import configuration
from lianxin.cli import django

if TYPE_CHECKING:
    from lianxin.demo.stream import Tally

app = typer.Typer(help="演示：清空、灌入真实来信 / the demo: clear it, file real appeals", no_args_is_help=True)
DAYS = 28
TOP = 12
NOTHING = "（读不准，由人判断 / left to a person）"
REFUSED = {
    "too_long": "太长（超过 5,000 字）/ too long",
    "unreadable": "没有文字 / no words",
    "calendar": "工作日历到头了，期限算不出 / the working calendar ends: upload next year's",
}


@app.command()
def clear(
    yes: Annotated[bool, typer.Option("--yes", help="不再询问 / do not ask")] = False,
) -> None:
    """清空演示街镇 / empty the demo: all matters, people, log-ins and entries. Refuses any other database."""
    with django.prepared():
        from lianxin import demo

        if not yes:
            typer.confirm("演示数据将全部删除 / everything of the demo will be deleted", abort=True)
        try:
            count = demo.clear_all()
        except RuntimeError as refused:
            typer.echo(str(refused), err=True)
            raise typer.Exit(1) from None
        (configuration.var_folder() / "demo-logins.json").unlink(missing_ok=True)
        typer.echo(f"已清空，原有 {count} 件 / cleared, it held {count} matters. → lianxin town init")


@app.command()
def stream(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV（UTF-8 或 GB18030）")],
    town: Annotated[str, typer.Option(help="街镇（包名、代码或名称）/ town: pack key, code or name")],
    limit: Annotated[int, typer.Option(min=0, help="只读前几行，0 为全部 / first rows only, 0 for all")] = 0,
    days: Annotated[int, typer.Option(min=1, max=300, help="摊到最近几天 / spread over the last days")] = DAYS,
    text: Annotated[str, typer.Option(help="内容所在列 / column of the text")] = "",
    title: Annotated[str, typer.Option(help="标题所在列 / column of the title")] = "",
    when: Annotated[str, typer.Option("--time", help="时间所在列 / column of the time")] = "",
    number: Annotated[str, typer.Option("--id", help="编号所在列 / column of the id")] = "",
    reporter: Annotated[str, typer.Option(help="反映人所在列，读到也不用 / column of the reporter; never used")] = "",
) -> None:
    """把一份真实来信逐条走一遍真实的受理 / file a CSV of real appeals through the real intake, then say what happened.

    Columns are found by their headings (id, time, title, body; 编号, 时间, 主题, 内容 …) or named by the options. Old
    times are replaced: the order stays, the messages are spread evenly over the last DAYS days, the last one now,
    since a deadline needs a calendar that knows its days. Reporters are not taken over. Running it again files
    nothing twice (each row is known by its id).
    """
    with django.prepared():
        from django.utils import timezone

        from lianxin.cli.progress import bar
        from lianxin.cli.town import unit_of
        from lianxin.demo import stream as appeals

        unit = unit_of(town)
        named = {"text": text, "title": title, "time": when, "id": number}
        try:
            said = appeals.read(file, {what: head for what, head in named.items() if head}, limit)
        except appeals.NotAStream as problem:
            typer.echo(str(problem), err=True)
            raise typer.Exit(1) from None
        started = time.perf_counter()
        tally = appeals.Tally()
        with bar("登记 / filing") as told:
            for tally in appeals.pour(said, unit.pk, timezone.now(), days):
                told(tally.done, tally.total)
        _report(tally, unit.pk, time.perf_counter() - started, days)


def _report(tally: Tally, town_id: int, seconds: float, days: int) -> None:
    from rich.console import Console
    from rich.table import Table

    from lianxin.kernel.reads.directory import directory

    console = Console(highlight=False)
    head = Table(title="结果 / what happened", title_justify="left", box=None, padding=(0, 2, 0, 0), show_header=False)
    for label, count in (
        ("读到 read", tally.total),
        ("新登记 filed", tally.filed),
        ("并入已有的事 merged", tally.merged),
        ("以前登记过 known before", tally.again),
        ("含个人信息，公开前由人看 held for de-identification", tally.held),
        ("要人判断 to a person", tally.to_person),
        ("没有收下 refused", sum(tally.refused.values())),
    ):
        head.add_row(label, f"{count:,}")
    console.print(head)
    where = directory(town_id)
    owners = Counter({where.rows[key].name: n for key, n in tally.owners.items() if key in where.rows})
    labels = _labels(town_id)
    _table("事由 / topics", tally.topics, labels["topic"])
    _table("性质 / natures", tally.natures, labels["nature"])
    _table("类别 / kinds", tally.kinds, labels["kind"])
    _table("分到哪里 / routed to", owners, {})
    _table("为什么要人判断 / why a person looks", tally.why, WHY)
    _table("没有收下 / refused", tally.refused, REFUSED)
    console.print(
        f"\n时间 / times: 原有先后不变，摊到最近 {days} 天，最后一条是现在 / order kept, spread over {days} days"
    )
    console.print(f"{tally.done:,} 条，{seconds:.1f} 秒，每秒 {tally.done / max(seconds, 1e-9):,.0f} 条 / per second")


WHY = {
    "no_place": "没有说清地点 / no place named",
    "outside": "坐标在本街镇以外 / the point lies outside",
    "only_upper": "只说到区或街镇 / only a district or town named",
    "too_close": "两种说法差不多 / two answers too close",
    "too_little": "说得太少，拿不准 / too little to be sure",
    "no_word": "没有认得的词 / no word that is known",
}
"""Codes of the reader's reasons, in plain words."""


def _labels(town_id: int) -> Mapping[str, dict[str, str]]:
    from lianxin.kernel.reads import packs

    pack = packs.of_town(town_id)
    found = {"kind": {key: kind.label.zh for key, kind in pack.said.matters.items()}}
    for name in ("topic", "nature"):
        declared = pack.said.understanding.get(name)
        found[name] = {key: label.zh for key, label in declared.labels.items()} if declared else {}
    return found


def _table(title: str, counts: Mapping[str, int], labels: Mapping[str, str]) -> None:
    from rich.console import Console
    from rich.table import Table

    if not counts:
        return
    total = sum(counts.values())
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(min_width=24)
    table.add_column(justify="right")
    table.add_column(justify="right")
    for key, count in Counter(counts).most_common(TOP):
        table.add_row(labels.get(key, key) or NOTHING, f"{count:,}", f"{count / total:.0%}")
    rest = len(counts) - TOP
    if rest > 0:
        left = sum(count for _, count in Counter(counts).most_common()[TOP:])
        table.add_row(f"其余 {rest} 项 / {rest} more", f"{left:,}", f"{left / total:.0%}")
    Console(highlight=False).print()
    Console(highlight=False).print(table)
