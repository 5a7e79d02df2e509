"""`lianxin pack …`: check a pack and its cases, print the schema for editors, draw the handbook, list the packs."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from lianxin import cases
from lianxin.language import words
from lianxin.language.load import load
from lianxin.language.source import BadPack

app = typer.Typer(help="包（街镇的规则）：检查、案例、手册。 Packs: check, cases, handbook.", no_args_is_help=True)

Folder = Annotated[Path, typer.Argument(help="包的文件夹，如 packs/我们镇")]
On = Annotated[str, typer.Option("--on", help="按哪一天的规则（YYYY-MM-DD），不写就是今天")]
English = Annotated[bool, typer.Option("--english", help="say it in English")]


@app.command()
def check(folder: Folder, on: On = "", english: English = False) -> None:
    """检查一个包并运行它的案例；有错时逐条说出文件、行号和怎么改。 Checks a pack and runs its cases."""
    language = "en" if english else "zh"
    try:
        outcomes = cases.run(folder.resolve(), _day(on))
    except BadPack as bad:
        for fault in bad.faults:
            typer.echo(fault.say(language), err=True)
        typer.echo(f"{len(bad.faults)} 处要改" if language == "zh" else f"{len(bad.faults)} faults", err=True)
        raise typer.Exit(1) from None
    for outcome in outcomes:
        typer.echo(("✓ " if outcome.passed else "✗ ") + outcome.say(), err=not outcome.passed)
    failed = sum(not outcome.passed for outcome in outcomes)
    done = (
        f"{len(outcomes)} 个案例，{failed} 个没有通过"
        if language == "zh"
        else f"{len(outcomes)} cases, {failed} failed"
    )
    typer.echo(f"{folder.name}: {done}")
    if failed:
        raise typer.Exit(1)


@app.command()
def schema() -> None:
    """打印包的 JSON Schema，供编辑器补全和检查。 Prints the JSON Schema of a pack."""
    typer.echo(json.dumps(words.schema(), ensure_ascii=False, indent=2))


@app.command()
def handbook(
    folder: Folder,
    out: Annotated[Path, typer.Option("--out", help="写到哪个文件夹")] = Path("handbook"),
    on: On = "",
) -> None:
    """把包里的每个办事流程画成街道干部看得懂的几页。 Draws the procedures of a pack as readable pages."""
    from lianxin import handbook as pages  # drawn only on request; the rest of the command needs none of it

    try:
        written = pages.write(folder.resolve(), out, _day(on))
    except BadPack as bad:
        for fault in bad.faults:
            typer.echo(fault.say(), err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{out / 'index.html'}: {len(written) - 1} 页")


@app.command(name="list")
def list_packs(
    root: Annotated[Path, typer.Argument(help="放包的文件夹")] = Path("packs"),
    on: On = "",
) -> None:
    """列出文件夹里的包：名称、继承自谁、事项类别、内容指纹。 Lists the packs of a folder."""
    for file in sorted(root.glob("*/pack.yaml")):
        try:
            pack = load(file.parent.resolve(), _day(on))
        except BadPack as bad:
            typer.echo(f"{file.parent.name}\t✗ {len(bad.faults)} 处要改，见 lianxin pack check {file.parent}")
            continue
        kinds = "、".join(kind.label.zh for kind in pack.said.matters.values())
        typer.echo(f"{pack.key}\t{pack.said.name.zh}\t{pack.said.extends or '—'}\t{pack.digest[:12]}\t{kinds}")


def _day(text: str) -> date:
    if not text:
        return date.today()  # noqa: DTZ011 - the day on which the person at the keyboard checks
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"日期应写成 2026-03-12 这样，不是“{text}” (a date such as 2026-03-12)") from None
