"""`lianxin measures …`: are the counts those of the records, and count anew."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

import typer

from lianxin.cli import django

app = typer.Typer(help="计数：核对、重算 / counts: verify, rebuild", no_args_is_help=True)


@app.command()
def verify(most: Annotated[int, typer.Option(help="最多列几处 / most differences to name")] = 50) -> None:
    """从记录重算指标和看板的计数，逐处说出差异 / work everything out from the records, indicators and the counts behind
    the boards, and name every difference. Code 1 if any."""
    with django.prepared():
        from lianxin.cli.progress import bar
        from lianxin.kernel.reads import measures_check

        with bar("核对 / verifying") as told:
            found = list(islice(measures_check.records_wrong(told), most))
        found += measures_check.sums_wrong()[:most]
        found += measures_check.tally_wrong()[:most]
    for one in found:
        typer.echo(f"✗ {one.what} {one.where}: 应为 should be {one.should}，现为 is {one.stands}", err=True)
    if found:
        typer.echo("重算 / mend it with: lianxin measures rebuild", err=True)
        raise typer.Exit(1)
    typer.echo("✓ 计数和记录一致 / the counts are those of the records")


@app.command()
def rebuild(
    resume: Annotated[bool, typer.Option("--resume", help="接着上次停下的地方 / go on where it was stopped")] = False,
) -> None:
    """全部重算 / count everything anew. May be stopped at any time; `--resume` goes on, and so does the worker."""
    with django.prepared():
        from django.utils import timezone

        from lianxin.cli.progress import bar
        from lianxin.kernel.acts import measures, tally
        from lianxin.kernel.models import Recount
        from lianxin.kernel.reads import measures as reads
        from lianxin.kernel.reads import measures_check

        now = timezone.now()
        while measures.fold(now):
            pass
        measures.begin(now)
        if not resume:
            for town in Recount.objects.values_list("pk", flat=True):
                measures.recount(town, now)
        towns = list(Recount.objects.values_list("pk", flat=True))
        with bar("重算 / counting anew") as told:
            while measures.walk(timezone.now(), 1000):
                done, of = reads.recounting(towns) or (1, 1)
                told(done, of)
        for mark in sorted({one.what for one in measures_check.sums_wrong()}):
            measures.resum(mark)
        tally.recount()
    typer.echo("✓ 重算完成 / counted anew")
