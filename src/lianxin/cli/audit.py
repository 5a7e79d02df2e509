"""`lianxin audit …`: is the record of what was done still whole?"""

from __future__ import annotations

import typer

from lianxin.cli import django

app = typer.Typer(help="审计链：校验、封存 / the audit chain: verify, seal", no_args_is_help=True)


@app.command()
def verify() -> None:
    """校验全部已封存的记录 / check every sealed entry. Ends with code 1 and names the first entry that does not fit."""
    with django.prepared():
        from lianxin.kernel.acts import seal

        found = seal.verify()
    if not found.whole:
        typer.echo(f"✗ {found.why_zh} / {found.why_en}", err=True)
        if found.broken is not None:
            typer.echo(f"  第一条对不上的记录 / first broken entry: {found.broken}", err=True)
        typer.echo(f"  此前 {found.entries} 条完好 / {found.entries} entries before it are whole", err=True)
        raise typer.Exit(1)
    typer.echo(
        f"✓ {found.entries} 条、{found.batches} 批完好，{found.unsealed} 条待封存 / "
        f"{found.entries} entries in {found.batches} batches are whole, {found.unsealed} not yet sealed"
    )


@app.command("seal")
def seal_now() -> None:
    """立即封存 / seal what has been written since the worker last did."""
    with django.prepared():
        from django.utils import timezone

        from lianxin.kernel.acts import seal

        total = 0
        while count := seal.seal(timezone.now()):
            total += count
    typer.echo(f"封存 {total} 条 / sealed {total} entries")
